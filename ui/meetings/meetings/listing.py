"""The list of meetings: their day and how far each has come."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from app.meetings.words import MEETING_STATES
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Tone

if TYPE_CHECKING:
    from ui.core.context import Context

TONES: Final[Mapping[str, Tone]] = {
    "draft": "dim", "open": "brand", "in_progress": "warn", "closed": "good", "cancelled": "dim",
}  # fmt: skip


def meetings_table(context: "Context") -> Table:
    """A narrow table of meetings."""
    columns = (
        Column("held_on", Text(N_("Held on")), "date", 96),
        Column("state", Text(N_("State")), "pill", 120, stretch=True,
               get=lambda one: State(Text(MEETING_STATES[one.state]), TONES[one.state])),
        Column("period", Text(N_("Of the period")), width=80, hidden=True),
        Column("series", Text(N_("Series of meetings")), width=120, hidden=True, get=lambda one: Text(one.series)),
    )  # fmt: skip
    return Table(
        context, columns, name="meetings.list", title=Text(N_("Meetings")), tools=False,
        empty=Text(N_("No meeting yet")), empty_text=Text(N_("Plan the first one of the series.")),
    )  # fmt: skip
