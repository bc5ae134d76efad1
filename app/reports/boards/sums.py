"""Which figures of a tile are sums and shares of others in it: a workbook holds them as formulas."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.boards.held import ATTAINMENT
from app.boards.specs import adds_up
from app.boards.tile import Cell, Tile
from app.core.texts import N_, Text
from app.reports.kit.workbook import Formula

_TOTAL: Final = N_("Total")
_SHOWN: Final = N_("Total of the rows shown")
_OTHERS: Final = N_("All others")
_SHARE, _SO_FAR, _GROWTH = "Share", "Share so far", "Growth"
"""Heads of columns (``app.boards.tables``, ``app.boards.shares``)."""
_LINES: Final = frozenset({3, 4, 7})
"""Columns of the pipeline that add up; an order may wait at two steps."""


@dataclass(frozen=True)
class Laid:
    """The rows of a sheet; those behind the tile's own are totals."""

    titles: tuple[Text, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[Cell | Formula, ...], ...]


def laid(tile: Tile, first: int) -> Laid:
    """The rows of a tile from the sheet's row ``first`` (from 0) on, with formulas where they are exact."""
    columns = tile.grid.columns
    titles, units = tuple(one.title for one in columns), tuple(one.unit for one in columns)
    rows: list[list[Cell | Formula]] = [list(row) for row in tile.grid.rows]
    _put_attained(tile, rows, first)
    if tile.spec.kind == "card":
        return Laid(titles, units, tuple(_grown(tile, row, first) for row in rows))
    summed = _summed(tile)
    if not summed or not rows:
        return Laid(titles, units, tuple(tuple(row) for row in rows))
    whole = _whole(tile)
    shares = [place for place, one in enumerate(columns) if one.title.msgid == _SHARE]
    totals = _totals(tile, summed, first, whole)
    if whole is not None and shares:
        last = first + len(rows) + len(totals) - 1
        for place in shares:
            _put_shares(tile, rows, place, first, last)
    _put_so_far(tile, rows, first)
    return Laid(titles, units, tuple(tuple(row) for row in [*rows, *totals]))


def cell(row: int, place: int) -> str:
    """``B7`` of row 6 and column 1."""
    name = ""
    left = place + 1
    while left:
        left, digit = divmod(left - 1, 26)
        name = chr(65 + digit) + name
    return f"{name}{row + 1}"


def _number(value: object) -> Fraction | None:
    return Fraction(value) if isinstance(value, int | Fraction) else None


def _sum_of(tile: Tile, place: int) -> Fraction:
    return sum((_number(row[place]) or Fraction(0) for row in tile.grid.rows), Fraction(0))


def _summed(tile: Tile) -> frozenset[int]:
    """The columns whose rows add up to something that means anything."""
    kind, count = tile.spec.kind, len(tile.grid.columns)
    if kind == "pipeline":
        return _LINES
    if kind == "distribution":
        return frozenset({2})
    if kind == "trend" and adds_up(tile.kpi):
        return frozenset({1, 2, *([3] if tile.aims and all(tile.aims) else [])})
    if kind == "heatmap" and adds_up(tile.kpi):
        return frozenset(range(1, count))
    return frozenset({1}) if kind in {"ranking", "pareto"} and adds_up(tile.kpi) else frozenset()


def _whole(tile: Tile) -> Fraction | None:
    """What the shares are shares of, which may be more than the rows; None where they are of different things."""
    place = next((n for n, one in enumerate(tile.grid.columns) if one.title.msgid == _SHARE), None)
    if place is None:
        return None
    pairs = [(_number(row[1]), _number(row[place])) for row in tile.grid.rows]
    wholes = {value / share for value, share in pairs if value and share}
    return wholes.pop() if len(wholes) == 1 else None


def _totals(tile: Tile, summed: frozenset[int], first: int, whole: Fraction | None) -> list[list[Cell | Formula]]:
    """The sum of the rows; where they are not all, what the others add and the whole below it."""
    rows, last = len(tile.grid.rows), first + len(tile.grid.rows) - 1
    width = len(tile.grid.columns)

    def line(title: str) -> list[Cell | Formula]:
        return [Text(title), *([None] * (width - 1))]

    total = line(_TOTAL)
    for place in summed:
        total[place] = Formula(f"=SUM({cell(first, place)}:{cell(last, place)})", _sum_of(tile, place))
    shown = _sum_of(tile, 1) if 1 in summed else None
    if tile.spec.kind in {"ranking", "heatmap"} and shown != whole:
        total[0] = Text(_SHOWN)
    if whole is None or shown is None or shown == whole:
        return [total]
    others, everything = line(_OTHERS), line(_TOTAL)
    at = first + rows
    others[1] = whole - shown
    everything[1] = Formula(f"={cell(at, 1)}+{cell(at + 1, 1)}", whole)
    return [total, others, everything]


def _put_shares(tile: Tile, rows: Sequence[list[Cell | Formula]], place: int, first: int, last: int) -> None:
    for number, row in enumerate(rows):
        share = _number(tile.grid.rows[number][place])
        if share is not None:
            row[place] = Formula(f"={cell(first + number, 1)}/{_fixed(last)}", share)


def _fixed(row: int) -> str:
    return f"$B${row + 1}"


def _put_so_far(tile: Tile, rows: Sequence[list[Cell | Formula]], first: int) -> None:
    """Shares so far as the one above and the row's own."""
    titles = [one.title.msgid for one in tile.grid.columns]
    if _SHARE not in titles or _SO_FAR not in titles:
        return
    own, place = titles.index(_SHARE), titles.index(_SO_FAR)
    before = Fraction(0)
    for number, row in enumerate(rows):
        share, so_far = (_number(tile.grid.rows[number][one]) for one in (own, place))
        if share is None or so_far is None or so_far != before + share:
            return
        above = f"{cell(first + number - 1, place)}+" if number else ""
        row[place] = Formula(f"={above}{cell(first + number, own)}", so_far)
        before = so_far


def _put_attained(tile: Tile, rows: Sequence[list[Cell | Formula]], first: int) -> None:
    """Attainment as the figure divided by its goal, which stands before it."""
    last = len(tile.grid.columns) - 1
    if not tile.aims or tile.grid.columns[last].title.msgid != ATTAINMENT:
        return
    for number, row in enumerate(rows):
        share, value, aim = (_number(tile.grid.rows[number][place]) for place in (last, 1, last - 1))
        if share is not None and value is not None and aim and share == value / aim:  # else of fewer months
            row[last] = Formula(f"={cell(first + number, 1)}/{cell(first + number, last - 1)}", share)


def _grown(tile: Tile, row: list[Cell | Formula], first: int) -> tuple[Cell | Formula, ...]:
    """A card's growth as a formula where it is of the figures beside it: not where others are compared."""
    titles = [one.title.msgid for one in tile.grid.columns]
    if _GROWTH not in titles or "A year before" not in titles:
        return tuple(row)
    place, ago = titles.index(_GROWTH), titles.index("A year before")
    now, then, growth = (_number(row[one]) for one in (1, ago, place))
    if now is not None and then and growth == now / then - 1:
        row[place] = Formula(f"={cell(first, 1)}/{cell(first, ago)}-1", growth)
    return tuple(row)
