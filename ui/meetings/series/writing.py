"""What the dialog of a series writes: the series, its members, and their invitations."""

from typing import Any

from app.meetings.commands import add_series, edit_series, invite, set_members
from app.meetings.held import BEFORE
from app.meetings.queries import meetings, members
from app.meetings.rows import SeriesRow
from ui.meetings.series.dialog import SeriesAnswer


def add_asked(session: Any, *, found: SeriesAnswer) -> str:
    """A new series with its members; returns its id."""
    series = add_series(session, **found.fields)
    session.flush()
    set_members(session, series_id=series, members=found.members)
    return series


def change_asked(session: Any, *, one: SeriesRow, found: SeriesAnswer) -> str:
    """Other data and members of a series; new ones are invited to what is planned already where that was ticked."""
    before = {each.person_id for each in members(session, one.id)}
    edit_series(session, series_id=one.id, changes=found.fields)
    set_members(session, series_id=one.id, members=found.members)
    new = [each for each in found.members if each.person_id not in before]
    if found.invites and new:
        for meeting in meetings(session, one.id):
            if meeting.state in BEFORE:
                for each in new:
                    invite(session, meeting_id=meeting.id, person_id=each.person_id, role=each.role,
                           department_id=each.department_id)  # fmt: skip
    return one.id
