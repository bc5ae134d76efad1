"""Overdue actions from everywhere else: visits, cases, campaigns, other meetings; one item for each department.

They are the business of a monthly and a quarterly meeting, and of any whose template has a section for them; a squad's
meeting speaks of the squad's own.
"""

from collections import defaultdict
from typing import Final

from app.actions.queries import ActionRow, all_actions
from app.core.period import day_of
from app.core.texts import N_, Text, days
from app.meetings.agenda.month import Month
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.evidence import Evidence, FrozenFigure
from app.meetings.queries import actions_in

_ITEM: Final = N_("{department}: overdue actions: {n} from elsewhere, the oldest by {days}")
_NOBODY: Final = N_("No department")
_LINE: Final = N_("{title} (due {day})")
_SHOWN: Final = 8
_ALL: Final = frozenset({"monthly", "quarterly"})
"""Kinds of series that look at every department, whatever their template says."""


def propose(month: Month) -> list[Proposal]:
    """Open actions past their day that this series does not look at anyway, by the department that owes them."""
    own = {one.id for one in actions_in(month.session, month.meeting.id)}
    late: dict[str, list[ActionRow]] = defaultdict(list)
    for one in all_actions(month.session, open_only=True):
        if one.id not in own and one.due_on is not None and one.due_on < month.on and _concerns(month, one):
            late[one.department_id].append(one)
    return [_item(month, department, rows) for department, rows in late.items()]


def _concerns(month: Month, one: ActionRow) -> bool:
    if month.series.kind in _ALL or any(each.key == "overdue" for each in month.series.template):
        return True
    return one.about_entity == "squad" and one.about_id == month.series.squad_id


def _item(month: Month, department: str, rows: list[ActionRow]) -> Proposal:
    oldest = month.on - min(one.due_on or month.on for one in rows)
    named = Text(rows[0].department) if department else Text(_NOBODY)
    title = Text(_ITEM, {"department": named, "n": len(rows), "days": days(oldest)})
    key = f"overdue:{department or 'none'}"
    points = tuple((one.owner or "—", _line(one)) for one in rows[:_SHOWN])
    link = Evidence(title, "actions", {"whose": "all", "state": "late"}, key)
    return Proposal(
        "overdue", key, mark_of(*sorted(f"{one.id}:{one.due_on}" for one in rows)), title,
        department_id=department or None, weight=len(rows), evidence=(link,),
        figures={key: FrozenFigure(title, value=str(len(rows)), points=points)},
    )  # fmt: skip


def _line(one: ActionRow) -> Text:
    day = "—" if one.due_on is None else day_of(one.due_on).isoformat()
    return Text(_LINE, {"title": one.title, "day": day})
