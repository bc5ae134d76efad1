"""What screens, agendas and reports read about squads."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.actions.model import ActionItem
from app.actions.queries import ActionRow, actions_about
from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import N_, Text, days
from app.initiatives.model import Milestone, Squad, SquadMember
from app.people.model import Person


@dataclass(frozen=True)
class MemberRow:
    """Someone in a squad."""

    person_id: str
    name: str
    part: str


@dataclass(frozen=True)
class MilestoneRow:
    """A step of a squad; days are stored days."""

    id: str
    title: str
    due_on: int
    done_on: int | None
    note: str


@dataclass(frozen=True)
class SquadRow:
    """A squad with its charter and how it stands; days are stored days."""

    id: str
    ref: str
    name: str
    goal: str
    kpi: str
    goal_value: str
    sponsor_id: str
    sponsor: str
    lead_id: str
    lead: str
    department_id: str
    from_on: int
    ends_on: int
    state: str
    ended_on: int | None
    result: str
    members: tuple[MemberRow, ...]
    milestones: tuple[MilestoneRow, ...]
    open: int
    """Actions that are still owed."""
    done: int
    late: int
    """Of the open ones."""

    def past_end(self, on: int) -> bool:
        """Whether it works on although its end is over."""
        return self.state in {"active", "paused"} and self.ends_on < on

    def late_steps(self, on: int) -> list[MilestoneRow]:
        """The steps whose day is over."""
        return [one for one in self.milestones if one.done_on is None and one.due_on < on]


@dataclass(frozen=True)
class SquadView:
    """A squad with its board."""

    row: SquadRow
    actions: Sequence[ActionRow]


def squads(session: Session, *, on: int, live_only: bool = False) -> list[SquadRow]:
    """Every squad, those at work first, by their end; ``on`` is the day that late is told by."""
    sponsor, lead = aliased(Person), aliased(Person)
    asked = (
        select(Squad, sponsor.name, lead.name)
        .join(sponsor, sponsor.id == Squad.sponsor_id, isouter=True)
        .join(lead, lead.id == Squad.lead_id, isouter=True)
        .where(Squad.removed.is_(False))
        .order_by(Squad.state.not_in(("active", "paused")), Squad.ends_on, Squad.name)
    )
    if live_only:
        asked = asked.where(Squad.state.in_(("active", "paused")))
    members, steps, counts = _members(session), _steps(session), _counts(session, on)
    return [
        SquadRow(
            one.id, one.ref, one.name, one.goal, one.kpi or "", one.goal_value or "", one.sponsor_id or "",
            by or "", one.lead_id or "", head or "", one.department_id or "", one.from_on, one.ends_on, one.state,
            one.ended_on, one.result or "", tuple(members[one.id]), tuple(steps[one.id]),
            *counts.get(one.id, (0, 0, 0)),
        )
        for one, by, head in session.execute(asked)
    ]  # fmt: skip


def squad_view(session: Session, squad_id: str, *, on: int) -> SquadView:
    """One squad with its actions; raises UserError where it is gone."""
    for one in squads(session, on=on):
        if one.id == squad_id:
            return SquadView(one, actions_about(session, "squad", squad_id))
    raise UserError("This squad is no longer in the workspace.")


def report_line(one: SquadRow, on: int) -> Text:
    """How a squad stands, in one sentence for an agenda."""
    reached = sum(step.done_on is not None for step in one.milestones)
    parts: dict[str, object] = {
        "name": one.name, "reached": reached, "steps": len(one.milestones), "open": one.open, "late": one.late,
    }  # fmt: skip
    if one.past_end(on):
        said = N_(
            "{name}: past its end by {days}; milestones {reached} of {steps}, open actions {open}, of them late {late}"
        )
        return Text(said, parts | {"days": days(on - one.ends_on)})
    following = next((step for step in one.milestones if step.done_on is None), None)
    if following is None:
        said = N_("{name}: milestones {reached} of {steps}, open actions {open}, of them late {late}")
        return Text(said, parts)
    said = N_(
        "{name}: milestones {reached} of {steps}, next “{step}” by {day}; open actions {open}, of them late {late}"
    )
    return Text(said, parts | {"step": following.title, "day": day_of(following.due_on)})


def _members(session: Session) -> dict[str, list[MemberRow]]:
    found: dict[str, list[MemberRow]] = defaultdict(list)
    asked = (
        select(SquadMember.squad_id, SquadMember.person_id, Person.name, SquadMember.part)
        .join(Person, Person.id == SquadMember.person_id)
        .where(SquadMember.removed.is_(False))
        .order_by(Person.name)
    )
    for squad, person, name, part in session.execute(asked):
        found[squad].append(MemberRow(person, name, part or ""))
    return found


def _steps(session: Session) -> dict[str, list[MilestoneRow]]:
    found: dict[str, list[MilestoneRow]] = defaultdict(list)
    asked = select(Milestone).where(Milestone.removed.is_(False)).order_by(Milestone.due_on, Milestone.id)
    for one in session.scalars(asked):
        found[one.squad_id].append(MilestoneRow(one.id, one.title, one.due_on, one.done_on, one.note or ""))
    return found


def _counts(session: Session, on: int) -> dict[str, tuple[int, int, int]]:
    """Open, done and late actions of each squad."""
    is_open = ActionItem.state == "open"
    asked = (
        select(
            ActionItem.about_id,
            func.sum(case((is_open, 1), else_=0)),
            func.sum(case((ActionItem.state == "done", 1), else_=0)),
            func.sum(case((is_open & (ActionItem.due_on < on), 1), else_=0)),
        )
        .where(ActionItem.about_entity == "squad", ActionItem.removed.is_(False))
        .group_by(ActionItem.about_id)
    )
    return {squad or "": (open_, done, late) for squad, open_, done, late in session.execute(asked)}
