"""What the rows of a tile shall be: their goals, and how far they are, beside their figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.boards.tile import Cell, Grid, GridColumn, Tile
from app.core.texts import N_, Text
from app.kpi.goals import Aim, attains
from app.kpi.kpi import Kpi

GOAL: Final = N_("Goal")
GOAL_TO: Final = N_("Goal, at most")
ATTAINMENT: Final = N_("Attainment")
"""Of what is no share itself, and is the better the more: the figure / its goal."""
REACHED: Final = N_("Against the goal")


def with_goals(tile: Tile, aims: Mapping[str, Aim], *, value: int = 1) -> Tile:
    """The tile with the goals of its rows by key, behind its columns; as it is where no row has one.

    ``value`` is the column of the figures that are held against them.
    """
    known, grid = tile.kpi, tile.grid
    if known is None or not any(key in aims for key in grid.keys):
        return tile
    shares = attains(known)
    last = GridColumn(Text(ATTAINMENT), "ratio") if shares else GridColumn(Text(REACHED), "text")
    rows = []
    for key, row in zip(grid.keys, grid.rows, strict=True):
        aim, figure = aims.get(key), row[value]
        amount = Fraction(figure) if isinstance(figure, int | Fraction) else None
        rows.append((*row, None if aim is None else aim.value, _told(known, aim, amount, shares=shares)))
    if any(one.upper is not None for one in aims.values()):
        return _ranged(tile, aims, [row[-1] for row in rows])
    columns = (*grid.columns, GridColumn(Text(GOAL), known.unit), last)
    found = tuple(aims.get(key) for key in grid.keys)
    return replace(tile, grid=Grid(columns, tuple(rows), grid.keys), aims=found)


def _ranged(tile: Tile, aims: Mapping[str, Aim], told: Sequence[Cell]) -> Tile:
    """The same of goals that are ranges: both ends, then what is said."""
    unit, found = tile.kpi.unit if tile.kpi is not None else "", [aims.get(key) for key in tile.grid.keys]
    ends = [(None, None) if one is None else (one.value, one.upper) for one in found]
    rows = tuple((*row, *pair, said) for row, pair, said in zip(tile.grid.rows, ends, told, strict=True))
    columns = (
        *tile.grid.columns, GridColumn(Text(GOAL), unit), GridColumn(Text(GOAL_TO), unit),
        GridColumn(Text(REACHED), "text"),
    )  # fmt: skip
    return replace(tile, grid=Grid(columns, rows, tile.grid.keys), aims=tuple(found))


def _told(known: Kpi, aim: Aim | None, amount: Fraction | None, *, shares: bool) -> Cell:
    if aim is None:
        return None
    if shares:
        return aim.attained(known, amount)
    return aim.verdict(known, amount)
