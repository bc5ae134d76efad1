"""The map as a table: dealers down, product groups across, every cell with its state in colour, shape and words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from app.compliance.gate.reading import GoodsGroup
from app.compliance.gate.region import Cell, MapRow
from app.compliance.gate.words import STATES
from app.core.period import day_of
from app.core.texts import N_, Text
from ui.core.table_columns import Column, State

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.core.words import Tone

SOON_DAYS: Final = 90
"""A change within so many days is told in the cell itself."""
_ORDER: Final = {"no": 0, "partly": 1, "yes": 2, "not_required": 3}
_TONES: Final[dict[str, "Tone"]] = {"no": "bad", "partly": "warn", "yes": "good", "not_required": "dim"}


def columns_of(look: "Look", day: Callable[[], int], groups: Sequence[GoodsGroup]) -> tuple[Column, ...]:
    """A column for each product group, after who the dealer is and before what changes next.

    ``day`` is the day that the rows are of.
    """
    across = tuple(
        Column(f"group.{group.code}", group.name or Text(N_("No product group")), "pill", 116,
               get=_getter(number, look, day), order=lambda state: _ORDER[str(state.words.params["state"])])
        for number, group in enumerate(groups)
    )  # fmt: skip
    return (
        Column("code", Text(N_("Code")), width=72),
        Column("name", Text(N_("Dealer")), stretch=True, width=150,
               get=lambda row: (row.name_en if look.lang == "en" else "") or row.name),
        Column("manager", Text(N_("Manager")), width=80, hidden=True, get=lambda row: row.manager or None),
        *across,
        Column("next_on", Text(N_("Next change")), "date", 100,
               tip=Text(N_("The first day on which any of it changes by the papers at hand"))),
    )  # fmt: skip


def _getter(number: int, look: "Look", day: Callable[[], int]) -> Callable[[MapRow], State]:
    return lambda row: state_of(row.cells[number], look, day())


def state_of(cell: Cell, look: "Look", day: int) -> State:
    """A cell in words; a change that is near stands in it."""
    tone = _TONES[cell.state]
    plain = Text("{words}", {"words": Text(STATES[cell.state]), "state": cell.state})
    if cell.next_on is None or cell.next_on > day + SOON_DAYS or cell.state == "not_required":
        return State(plain, tone)
    last = day_of(cell.next_on - 1)
    said = f"{last:%m-%d}" if last.year == day_of(day).year else look.formats.day(cell.next_on - 1)
    near: Tone = "warn" if cell.state == "yes" else tone
    return State(Text(N_("Until {day}"), {"day": said, "state": cell.state}), near)


def ordered(rows: Sequence[MapRow], day: int) -> list[MapRow]:
    """What is blocked first, then what changes soon, then the rest, each by code."""

    def place(row: MapRow) -> tuple[int, int]:
        blocked = sum(cell.state in {"no", "partly"} for cell in row.cells)
        near = row.next_on if row.next_on is not None and row.next_on <= day + SOON_DAYS else day + SOON_DAYS + 1
        return -blocked, near

    return sorted(rows, key=lambda row: (*place(row), row.code))


def fits(row: MapRow, wanted: str, day: int) -> bool:
    """Whether a dealer is among those that a filter asks for."""
    if wanted == "blocked":
        return bool(row.states & {"no", "partly"})
    if wanted == "soon":
        return row.next_on is not None and row.next_on <= day + SOON_DAYS
    return wanted != "free" or "not_required" in row.states


def count_of(rows: Sequence[MapRow], wanted: str, day: int) -> int:
    """How many dealers a filter leaves."""
    return sum(fits(row, wanted, day) for row in rows)
