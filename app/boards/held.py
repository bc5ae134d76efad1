"""What the rows of a tile shall be: their goals, and how far they are, beside their figures."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.boards.tile import Cell, Grid, GridColumn, Tile
from app.core.texts import N_, Text
from app.kpi.goals import Aim, attains
from app.kpi.kpi import Kpi

GOAL: Final = N_("Goal")
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
    columns = (*grid.columns, GridColumn(Text(GOAL), known.unit), last)
    found = tuple(aims.get(key) for key in grid.keys)
    return replace(tile, grid=Grid(columns, tuple(rows), grid.keys), aims=found)


def _told(known: Kpi, aim: Aim | None, amount: Fraction | None, *, shares: bool) -> Cell:
    if aim is None:
        return None
    if shares:
        return aim.attained(known, amount)
    met = aim.met(known, amount)
    return None if met is None else Text(N_("met")) if met else Text(N_("missed"))
