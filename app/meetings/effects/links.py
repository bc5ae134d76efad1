"""From a decision to what it changes: dossier, target or task, opened filled in; each cites the other."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.service import STATE_TITLES as ACTION_STATES
from app.actions.service import create_action
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.period import day_of, parse_period
from app.core.texts import N_, Text, either
from app.incentives.dossier import commands as dossiers
from app.incentives.dossier.service import batch_of
from app.incentives.model import AdjustmentDossier
from app.incentives.words import DOSSIER_STATES
from app.kpi.kept import kept_of
from app.meetings.effects.rows import Citation, Link
from app.meetings.effects.targets import draft_for, months_set
from app.meetings.model import DecisionLink, Meeting, MeetingSeries, Outcome
from app.planning.targets.model import TargetPlan
from app.planning.targets.records import STATE_TITLES as PLAN_STATES
from app.planning.targets.service import set_lines

DOSSIER: Final = AdjustmentDossier.__tablename__
PLAN: Final = TargetPlan.__tablename__
TASK: Final = ActionItem.__tablename__
ABOUT: Final = Outcome.__tablename__
"""What tasks of decisions are about: the next meetings of the series look at them."""
ENTITIES: Final[Mapping[str, str]] = {
    DOSSIER: N_("Incentive dossier"), PLAN: N_("Draft of targets"), TASK: N_("Task"),
}  # fmt: skip
"""What a decision can open, in words."""
_CITED: Final = N_("{decision} ({ref}), decided in meeting {n} of “{series}” on {day}")


def open_dossier(
    session: Session, *, outcome_id: str, period: str, policy_id: str, dealer_id: str, factor: int, today: int
) -> str:
    """Propose a factor (millionths) for a dealer of a policy after a quarter, with the decision as its reason.

    Returns the dossier's id. Where the dealer has an open dossier of that quarter and policy, that one gets the
    decision's factor. Raises UserError where the dealer was not assessed, does not take part, or is past proposing.
    """
    one = _decision(session, outcome_id)
    reason, quarter = f"{one.text} ({one.ref})", parse_period(period).name
    batch = batch_of(session, period=quarter, policy_id=policy_id)
    there = [
        each for each in dossiers.dossiers(session, period=quarter, policy_id=policy_id)
        if each.party_id == dealer_id and each.state in dossiers.OPEN
    ]  # fmt: skip
    if there:
        found = there[0].id
        if there[0].proposal["factor"] != factor:
            dossiers.change_factor(session, dossier_id=found, factor=factor, reason=reason)
    else:
        found = dossiers.add_proposal(
            session, period=quarter, policy_id=policy_id, policy=batch.base.policy, party_id=dealer_id, factor=factor,
            reason=reason, today=today,
        )  # fmt: skip
    _link(session, outcome_id, DOSSIER, found)
    return found


def open_target(
    session: Session, *, outcome_id: str, year: int, kpi: str, dealer_id: str, months: Mapping[int, Fraction]
) -> str:
    """Set a dealer's months (1 to 12, in units of the KPI) in a draft of targets; returns the plan's id.

    The newest draft of the year that sets the KPI is taken, else a new version of the plan that counts, else a new
    plan with the targets of files: two decisions of one meeting stand in the same draft, and nothing that stands is
    lost by its approval. Raises UserError where nothing is set.
    """
    one = _decision(session, outcome_id)
    if not months:
        raise UserError("Say for which months the target is set.")
    plan = draft_for(session, year=year, kpi=kpi, ref=one.ref, note=f"{one.text} ({one.ref})")
    session.flush()
    set_lines(session, plan_id=plan, lines=months_set(session, plan, kpi=kpi, dealer_id=dealer_id, months=months))
    _link(session, outcome_id, PLAN, plan)
    return plan


def open_task(
    session: Session, *, outcome_id: str, title: str, owner_id: str, due_on: int, department_id: str | None = None,
    dealer_id: str | None = None, kpi: str | None = None,
) -> str:  # fmt: skip
    """Make a task out of a decision; returns its id. The meetings that follow look at it as at every action.

    Raises UserError without words, an owner or a day.
    """
    _decision(session, outcome_id)
    if not owner_id or not due_on:
        raise UserError("A task needs one owner and a day.")
    found = create_action(
        session, title=title, about=(ABOUT, outcome_id), owner_id=owner_id, due_on=due_on,
        department_id=department_id, dealer_id=dealer_id, kpi=kpi,
    )  # fmt: skip
    _link(session, outcome_id, TASK, found)
    return found


def links_of(session: Session, outcome_id: str) -> list[Link]:
    """What a decision opened, in the order in which it did."""
    return links_of_all(session, DecisionLink.outcome_id == outcome_id).get(outcome_id, [])


def links_of_all(session: Session, *which: ColumnElement[bool]) -> dict[str, list[Link]]:
    """The same of every decision, by the outcome's id; what was taken out is not shown."""
    asked = select(DecisionLink).where(DecisionLink.removed.is_(False), *which).order_by(DecisionLink.id)
    rows = session.scalars(asked).all()
    by_entity: dict[str, set[str]] = defaultdict(set)
    for one in rows:
        by_entity[one.entity].add(one.entity_id)
    known = {
        (entity, key): told
        for entity, ids in by_entity.items() if entity in ENTITIES
        for key, told in _told(session, entity, ids).items()
    }  # fmt: skip
    found: dict[str, list[Link]] = defaultdict(list)
    for one in rows:
        if (told := known.get((one.entity, one.entity_id))) is not None:
            found[one.outcome_id].append(Link(one.outcome_id, one.entity, one.entity_id, *told))
    return found


def cited_by(session: Session, entity: str, entity_id: str) -> Citation | None:
    """The decision that opened a record; None where none did. Of several the newest."""
    return citations(session, entity, [entity_id]).get(entity_id)


def citations(session: Session, entity: str, ids: Collection[str] = ()) -> dict[str, Citation]:
    """The same of many records of a kind (all of them without ids), by id."""
    asked = (
        select(DecisionLink.entity_id, Outcome, Meeting, MeetingSeries)
        .join(Outcome, Outcome.id == DecisionLink.outcome_id)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .join(MeetingSeries, MeetingSeries.id == Meeting.series_id)
        .where(DecisionLink.entity == entity, DecisionLink.removed.is_(False), Outcome.removed.is_(False))
        .order_by(Meeting.held_on, DecisionLink.id)
    )
    if 0 < len(ids) <= 500:
        asked = asked.where(DecisionLink.entity_id.in_(list(ids)))
    rows = session.execute(asked)
    return {key: _citation(one, meeting, series) for key, one, meeting, series in rows if not ids or key in ids}


def cited_refs(session: Session, entity: str, entity_id: str) -> list[str]:
    """The references of every decision that opened a record or wrote into it, in order."""
    asked = (
        select(Outcome.ref)
        .join(DecisionLink, DecisionLink.outcome_id == Outcome.id)
        .where(
            DecisionLink.entity == entity, DecisionLink.entity_id == entity_id, DecisionLink.removed.is_(False),
            Outcome.removed.is_(False),
        )
        .order_by(DecisionLink.id)
    )  # fmt: skip
    return list(session.scalars(asked))


def _citation(outcome: Outcome, meeting: Meeting, series: MeetingSeries) -> Citation:
    name = either(series.name, series.name_en or "")
    words = {"n": meeting.number, "series": Text(name), "day": day_of(meeting.held_on), "decision": outcome.text,
             "ref": outcome.ref}  # fmt: skip
    return Citation(outcome.id, outcome.ref, outcome.text, meeting.id, meeting.ref, name, meeting.number,
                    meeting.held_on, Text(_CITED, words))  # fmt: skip


_Told = tuple[str, str | Text, Text, str, Mapping[str, str]]


def _told(session: Session, entity: str, ids: Collection[str]) -> dict[str, _Told]:
    """Reference, words, state, page and target of some records of a kind that are still there."""
    if entity == DOSSIER:
        return _told_dossiers(session, ids)
    if entity == PLAN:
        plans = select(TargetPlan).where(TargetPlan.id.in_(list(ids)), TargetPlan.removed.is_(False))
        return {
            one.id: (one.ref, one.name, Text(PLAN_STATES[one.state]), "targets", {"plan": one.id})
            for one in session.scalars(plans)
        }
    tasks = select(ActionItem).where(ActionItem.id.in_(list(ids)), ActionItem.removed.is_(False))
    return {
        one.id: (one.ref, Text(one.title, one.params) if one.code else one.title, Text(ACTION_STATES[one.state]),
                 "actions", {"action": one.id, "whose": "all", "state": "open" if one.state == "open" else "closed"})
        for one in session.scalars(tasks)
    }  # fmt: skip


def _told_dossiers(session: Session, ids: Collection[str]) -> dict[str, _Told]:
    people = {one.id: one.name for one in kept_of(session).people(session)[0].values()}
    asked = select(AdjustmentDossier).where(AdjustmentDossier.id.in_(list(ids)), AdjustmentDossier.removed.is_(False))
    return {
        one.id: (
            one.ref,
            Text(N_("{dealer}, after {period}"), {"dealer": people.get(one.party_id, ""), "period": one.period}),
            Text(DOSSIER_STATES[one.state]), "incentives",
            {"panel": "dossiers", "period": one.period, "policy": one.policy_id or "", "dossier": one.id},
        )
        for one in session.scalars(asked)
    }  # fmt: skip


def _decision(session: Session, outcome_id: str) -> Outcome:
    one = existing(session, Outcome, outcome_id, N_("This outcome is no longer in the workspace."))
    if one.kind != "decision":
        raise UserError("Only a decision opens a draft; this is an outcome of another kind.")
    return one


def _link(session: Session, outcome_id: str, entity: str, entity_id: str) -> None:
    session.flush()
    same = (DecisionLink.outcome_id == outcome_id, DecisionLink.entity == entity, DecisionLink.entity_id == entity_id)
    if session.scalars(select(DecisionLink).where(*same, DecisionLink.removed.is_(False))).first() is None:
        create(session, DecisionLink, outcome_id=outcome_id, entity=entity, entity_id=entity_id)
