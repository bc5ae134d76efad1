"""Department reports: what each department prepared, and who must still prepare."""

from typing import Final

from app.core.texts import N_, Text
from app.meetings.agenda.month import Month
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.evidence import Evidence, FrozenFigure
from app.meetings.queries import attendance, reports
from app.meetings.rows import ReportRow

_READY: Final = N_("Report of {department}")
_DONE: Final = N_("Done since the last meeting")
_NEXT: Final = N_("Next")
_ASKS: Final = N_("Needs of others")


def propose(month: Month) -> list[Proposal]:
    """One item for each department of which somebody is invited, or that has written a report."""
    written = {one.department_id: one for one in reports(month.session, month.meeting.id)}
    invited = [one for one in attendance(month.session, month.meeting.id) if one.role in {"member", "chair"}]
    named = {one.department_id: one.department for one in invited if one.department_id}
    named |= {one.department_id: one.department for one in written.values()}
    return [_item(month, code, name, written.get(code)) for code, name in named.items()]


def _item(month: Month, department_id: str, name: str, report: ReportRow | None) -> Proposal:
    title, key = Text(_READY, {"department": Text(name)}), f"report:{department_id}"
    points = () if report is None else tuple(
        (Text(label), said)
        for label, said in ((_DONE, report.done), (_NEXT, report.next), (_ASKS, report.asks)) if said
    )  # fmt: skip
    ready = report is not None and report.state == "ready"
    target = {"panel": "meetings", "meeting": month.meeting.id}
    return Proposal(
        "departments", key, mark_of(month.meeting.period, title), title, department_id=department_id,
        weight=2 * ready + (report is not None), evidence=(Evidence(title, "meetings", target, key),),
        figures={key: FrozenFigure(title, points=points)}, source="department",
    )  # fmt: skip
