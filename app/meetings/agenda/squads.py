"""Squads: a report line of each that is at work; one past its end comes first."""

from app.core.period import day_of
from app.core.texts import Text
from app.initiatives.queries import SquadRow, report_line, squads
from app.meetings.agenda.month import RANK, Month
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.evidence import Evidence, FrozenFigure


def propose(month: Month) -> list[Proposal]:
    """One item for each squad at work; in a squad's own meeting only its own."""
    own = month.series.squad_id
    rows = [one for one in squads(month.session, on=month.on, live_only=True) if not own or one.id == own]
    return [_item(month, one) for one in rows]


def _mark(one: SquadRow, on: int) -> str:
    """What it says but for the days past its end, which grow by themselves."""
    steps = [f"{step.id}:{step.due_on}:{step.done_on}" for step in one.milestones]
    return mark_of(one.name, one.ends_on, one.past_end(on), one.open, one.late, *steps)


def _item(month: Month, one: SquadRow) -> Proposal:
    title, key = report_line(one, month.on), f"squad:{one.id}"
    late = len(one.late_steps(month.on))
    points: tuple[tuple[str, str | Text], ...] = tuple(
        (step.title, "✓" if step.done_on is not None else day_of(step.due_on).isoformat()) for step in one.milestones
    )
    link = Evidence(Text("{goal}", {"goal": one.goal}), "meetings", {"panel": "squads", "squad": one.id}, key)
    return Proposal(
        "squads", key, _mark(one, month.on), title, department_id=one.department_id or None,
        owner_id=one.lead_id or None, kpi=one.kpi or None,
        weight=RANK * one.past_end(month.on) + late * 1000 + one.late, evidence=(link,),
        figures={key: FrozenFigure(title, goal=one.goal_value, points=points)}, source="squad",
    )  # fmt: skip
