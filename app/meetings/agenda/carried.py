"""Actions of the meetings before: how many there are, then those that are late, the most often put off first."""

from typing import Final

from app.core.period import day_of
from app.core.texts import N_, Text
from app.meetings.agenda.month import RANK, Month
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.evidence import Evidence
from app.meetings.queries import actions_in
from app.meetings.rows import ActionRow

_ALL: Final = N_("Actions of the meetings before: {n}, of them done {done}, past their day {late}")
_LATE: Final = N_("{owner}: {title} (due {day})")
_SLIPPED: Final = N_("{owner}: {title} (due {day}, put off before: {n})")
_NOBODY: Final = N_("nobody")


def propose(month: Month) -> list[Proposal]:
    """One item for all of them, and one for each that is past its day or was put off before."""
    rows = actions_in(month.session, month.meeting.id)
    if not rows:
        return []
    late = [one for one in rows if _is_late(month, one)]
    title = Text(_ALL, {"n": len(rows), "done": sum(one.state == "done" for one in rows), "late": len(late)})
    link = Evidence(title, "meetings", {"panel": "meetings", "meeting": month.meeting.id})
    whole = Proposal(
        "carried", "carried", mark_of(title), title, weight=2 * RANK, evidence=(link,), source="carried",
    )  # fmt: skip
    return [whole, *(_one(month, each) for each in late)]


def _is_late(month: Month, one: ActionRow) -> bool:
    due = one.due_on is not None and one.due_on < month.meeting.held_on
    return one.state == "open" and (due or one.slips > 0)


def _one(month: Month, one: ActionRow) -> Proposal:
    said = {
        "owner": one.owner or Text(_NOBODY), "title": one.title, "n": one.slips,
        "day": "—" if one.due_on is None else day_of(one.due_on).isoformat(),
    }  # fmt: skip
    title = Text(_SLIPPED if one.slips else _LATE, said)
    days = max(0, month.meeting.held_on - (one.due_on or month.meeting.held_on))
    link = Evidence(title, "meetings", {"panel": "meetings", "meeting": one.meeting_id})
    return Proposal(
        "carried", f"action:{one.id}", mark_of(title), title, department_id=one.department_id or None,
        owner_id=one.owner_id or None, dealer_id=one.dealer_id or None, kpi=one.kpi or None,
        weight=one.slips * 1000 + days, evidence=(link,), source="carried",
    )  # fmt: skip
