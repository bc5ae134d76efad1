"""What leaves the program: tiles under one title, for one choice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.boards.tile import Cell, Tile
from app.core.period import Period
from app.core.texts import Text
from app.kpi.definitions import KPIS


@dataclass(frozen=True)
class Handout:
    """A board, or one or two of its tiles, as it is handed out in any shape."""

    title: str | Text
    scope: str
    """Whose figures these are: the workspace, a region, a dealer."""
    period: Period
    tiles: tuple[Tile, ...]
    kpis: Collection[str] = frozenset(KPIS)
    """The ids of the KPIs that a brief of it may name."""
    pack: str = ""
    """The configuration pack that is in force: the version of the definitions (口径)."""

    @property
    def as_of(self) -> date:
        """The last day that any tile counts."""
        return max((one.as_of for one in self.tiles), default=self.period.last)

    @property
    def cards(self) -> tuple[Tile, ...]:
        """The tiles that are one figure."""
        return tuple(one for one in self.tiles if one.figure is not None)


def named(tile: Tile) -> list[tuple[Cell, Fraction]]:
    """Name and main figure of each row of a tile that lists names; rows without a figure are left out."""
    units = [one.unit for one in tile.grid.columns]
    if not units or units[0] != "text" or len(units) == 1:
        return []
    rows = [(row[0], row[1]) for row in tile.grid.rows]
    return [(name, Fraction(value)) for name, value in rows if isinstance(value, int | Fraction)]
