"""What a board is made of and what a tile shows: the same on the screen, in a PDF, a workbook and a presentation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal, overload

from app.boards.choosing import Filters
from app.core.texts import Text
from app.kpi.board import Choice, Figure, Split
from app.kpi.definitions import KPIS
from app.kpi.goals import Aim
from app.kpi.kpi import Kpi
from app.kpi.reference import References, narrowed

Kind = Literal["card", "trend", "ranking", "distribution", "heatmap", "pareto", "pipeline", "stock"]
KINDS: Final[tuple[Kind, ...]] = (
    "card", "trend", "ranking", "distribution", "heatmap", "pareto", "pipeline", "stock",
)  # fmt: skip
COLUMNS: Final = 4
"""Columns of a board's grid."""
Cell = str | int | Fraction | Text | date | None
"""A value as it is stored or counted, never rounded; None is unknown, never 0."""


@dataclass(frozen=True)
class TileSpec:
    """One tile as it is asked for."""

    kind: Kind
    kpi: str
    """The KPI; of a pipeline or stock tile it is empty."""
    by: Split = "dealer"
    """By what it is split, as in ``app.kpi.queries.DIMENSIONS``, where the kind splits at all."""
    months: int = 12
    """Months of a trend or a heat map, up to the period's last."""
    top: int = 10
    """Rows of a ranking, a heat map or a Pareto."""
    width: int = 2
    """Columns of the grid, 1 to ``COLUMNS``."""


@dataclass(frozen=True)
class GridColumn:
    """One column of a tile's figures."""

    title: Text
    unit: str
    """A unit of KPIs (``money``: a Fraction of the currency's unit; ``ratio``: 1 is all), or ``text`` or ``month``."""


@dataclass(frozen=True)
class Grid:
    """The figures of a tile as rows, the one that weighs most first (months in their order)."""

    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[str, ...]
    """What each row is: a dealer's code, a product group's, a month."""


@dataclass(frozen=True)
class Refs(Sequence[str]):
    """The references of rows, each written when somebody asks for it; empty where a row has no name."""

    references: References
    kpi: str
    choice: Choice
    keys: tuple[Mapping[str, str], ...]
    """What each row is narrowed to."""

    def __len__(self) -> int:
        """Rows."""
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The reference of a row, or those of some."""
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        keys = self.keys[place]
        return str(self.references.of(self.kpi, narrowed(self.choice, keys))) if all(keys.values()) else ""


@dataclass(frozen=True)
class Tile:
    """One tile with its figures; language and rounding are the drawer's."""

    spec: TileSpec
    title: Text
    basis: Text
    """口径: which lines, dates, tax and organisation the figures count, and over which days."""
    as_of: date
    """截至: the last day that is counted."""
    currency: str
    """Of its money."""
    grid: Grid
    """What a chart of it is drawn from, in any language (``app.boards.drawing.chart_of``)."""
    figure: Figure | None = None
    """Of a card: the figure as the standing board's cards have it."""
    marks: tuple[tuple[Text, str, Cell], ...] = ()
    """What is to be named beside the rows, its unit and its value: the median of a distribution."""
    empty: Text | None = None
    """Why nothing is shown, or None."""
    refs: Sequence[str] = ()
    """The reference of each row for ``trace``; empty where a row is none by itself."""
    aims: tuple[Aim | None, ...] = ()
    """What each row shall be; empty where none has a goal (``app.boards.held``)."""
    known: Kpi | None = None
    """The definition of its KPI as the workspace knows it."""

    @property
    def kpi(self) -> Kpi | None:
        """The definition of its KPI; None where it is of none."""
        return self.known or KPIS.get(self.spec.kpi)


@dataclass(frozen=True)
class BoardSpec:
    """A board as it is asked for: its name, what all tiles are narrowed by, and the tiles in their order."""

    name: str
    tiles: tuple[TileSpec, ...]
    filters: Filters
