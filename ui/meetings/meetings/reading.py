"""What the part of meetings shows, read in a worker."""

from typing import TYPE_CHECKING, NamedTuple

from app.meetings.evidence import Figures, frozen_figures
from app.meetings.queries import all_series, meeting_view, meetings, members, next_of
from app.meetings.rows import MeetingRow, MeetingView, MemberRow, SeriesRow
from ui.meetings.fields import Known, read_known

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.core.progress import Progress


class MeetingsRead(NamedTuple):
    """The series, the meetings of one of them or of all, and everything of the chosen meeting."""

    series: list[SeriesRow]
    meetings: list[MeetingRow]
    view: MeetingView | None
    figures: Figures
    next_on: int | None
    """The stored day of the meeting after it."""
    known: Known
    today: int
    focus: SeriesRow | None = None
    """The series that was chosen, else that of the shown meeting, else the only one."""
    members: tuple[MemberRow, ...] = ()
    """Those of it."""


def read_meetings(desk: "Desk", wanted: str, series: str, today: int, progress: "Progress") -> MeetingsRead:
    """Read them; ``wanted`` is the id or the reference of a meeting, ``series`` an id, each may be empty."""
    with desk.db.read(progress) as session:
        rows = meetings(session, series or None)
        one = next((each for each in rows if wanted in {each.id, each.ref}), None) or first_of(rows)
        view = meeting_view(session, one.id) if one is not None else None
        after = next_of(session, one.id) if one is not None else None
        figures = frozen_figures(desk.workspace.files, one.figures_sha256 if one is not None else None)
        held_on = after.held_on if after is not None else None
        found = all_series(session)
        focus = _focus(found, series or (one.series_id if one is not None else ""))
        people = tuple(members(session, focus.id)) if focus is not None else ()
        return MeetingsRead(found, rows, view, figures, held_on, read_known(session), today, focus, people)


def _focus(found: list[SeriesRow], wanted: str) -> SeriesRow | None:
    return next((one for one in found if one.id == wanted), found[0] if len(found) == 1 else None)


def first_of(rows: list[MeetingRow]) -> MeetingRow | None:
    """The one under way, else the next one to be held, else the newest."""
    for states in (("in_progress",), ("open", "draft")):
        found = [one for one in rows if one.state in states]
        if found:
            return min(found, key=lambda one: one.held_on)
    return rows[0] if rows else None
