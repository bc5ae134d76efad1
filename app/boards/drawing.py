"""The chart of a tile in one language, drawn alike on the screen, in a PDF and in a picture."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from app.boards.tile import Cell, Tile
from app.core.charts import Chart, Format, Series, Tone
from app.core.texts import N_, Text, Texts

FORMATS: Final[dict[str, Format]] = {"money": "money", "ratio": "percent", "days": "days", "score": "score"}
_LONG: Final = 12
"""Bars of a chart; a table has room for more."""


def chart_of(
    tile: Tile, t: Texts, *, money_unit: str, month: Callable[[str], str], figure: Callable[[str, Cell], str]
) -> Chart | None:
    """The chart; None for a card, and where nothing is shown.

    ``month`` writes the name of a month, ``figure`` a value of a unit, ``money_unit`` is what amounts are counted in.
    """
    if tile.empty is not None or tile.spec.kind == "card":
        return None
    draw = _DRAWN[tile.spec.kind]
    return draw(_Pen(t, money_unit, month, figure), tile)


class _Pen:
    """How names and figures are written."""

    def __init__(
        self, t: Texts, money_unit: str, month: Callable[[str], str], figure: Callable[[str, Cell], str]
    ) -> None:
        self.t, self.money_unit, self.month, self.figure = t, money_unit, month, figure

    def said(self, cell: Cell) -> str:
        return self.t.render(cell) if isinstance(cell, Text) else "" if cell is None else str(cell)

    def title(self, tile: Tile) -> str:
        return self.t.render(tile.title)

    def unit(self, unit: str) -> str:
        return self.money_unit if unit == "money" else ""


def _numbers(cells: Sequence[Cell]) -> tuple[float | None, ...]:
    return tuple(float(one) if isinstance(one, int | Fraction) else None for one in cells)


def _columns(tile: Tile, number: int) -> tuple[Cell, ...]:
    return tuple(row[number] for row in tile.grid.rows)


def _format(tile: Tile, number: int) -> Format:
    return FORMATS.get(tile.grid.columns[number].unit, "number")


def _trend(pen: _Pen, tile: Tile) -> Chart:
    before = Series(pen.t("A year before"), _numbers(_columns(tile, 2)), tone="series3", shape="line")
    bars = tile.kpi is not None and tile.kpi.kind == "additive" and "/" not in tile.kpi.formula
    now = Series(pen.t("This year"), _numbers(_columns(tile, 1)), shape="bar" if bars else "line")
    drawn = [now, *([before] if any(one is not None for one in before.values) else [])]
    if tile.aims:
        goals = tuple(None if one is None else float(one.value) for one in tile.aims)
        drawn.append(Series(pen.t("Goal"), goals, tone="series4", shape="line"))
        if any(one is not None and one.upper is not None for one in tile.aims):
            most = tuple(None if one is None or one.upper is None else float(one.upper) for one in tile.aims)
            drawn.append(Series(pen.t("Goal, at most"), most, tone="series4", shape="line"))
    return Chart(
        pen.title(tile), tuple(pen.month(key) for key in tile.grid.keys), tuple(drawn),
        format=_format(tile, 1), unit=pen.unit(tile.grid.columns[1].unit), keys=tile.grid.keys,
    )  # fmt: skip


def _ranking(pen: _Pen, tile: Tile) -> Chart:
    rows = tile.grid.rows[:_LONG]
    return Chart(
        pen.title(tile), tuple(pen.said(row[0]) for row in rows), (Series("", _numbers([row[1] for row in rows])),),
        kind="bars", format=_format(tile, 1), unit=pen.unit(tile.grid.columns[1].unit), keys=tile.grid.keys[:_LONG],
    )  # fmt: skip


def _distribution(pen: _Pen, tile: Tile) -> Chart:
    unit, counts = tile.grid.columns[0].unit, _numbers(_columns(tile, 2))
    middle = next((value for _, _, value in tile.marks[:1]), None)
    tones: tuple[Tone, ...] = tuple("series1" if _holds(row, middle) else "dim" for row in tile.grid.rows)
    names = tuple(
        pen.figure(unit, row[0]) if row[1] is not None else f"≥ {pen.figure(unit, row[0])}" for row in tile.grid.rows
    )
    return Chart(
        pen.title(tile), names, (Series(pen.said(tile.grid.columns[2].title), counts, tones=tones),),
        unit=pen.said(tile.grid.columns[2].title), keys=tile.grid.keys,
    )  # fmt: skip


def _holds(row: tuple[Cell, ...], value: Cell) -> bool:
    low, end = row[0], row[1]
    if not isinstance(value, int | Fraction) or not isinstance(low, int | Fraction):
        return False
    return low <= value and (not isinstance(end, int | Fraction) or value < end)


def _heatmap(pen: _Pen, tile: Tile) -> Chart:
    tone: Tone = "warn" if tile.kpi is not None and tile.kpi.direction == "lower" else "series1"
    return Chart(
        pen.title(tile), tuple(pen.month(pen.said(one.title)) for one in tile.grid.columns[1:]),
        tuple(Series(pen.said(row[0]), _numbers(row[1:]), tone=tone) for row in tile.grid.rows),
        kind="heatmap", format=_format(tile, 1), unit=pen.unit(tile.grid.columns[1].unit), keys=tile.grid.keys,
    )  # fmt: skip


def _pareto(pen: _Pen, tile: Tile) -> Chart:
    rest: tuple[Tone, ...] = tuple("dim" if not key else "series1" for key in tile.grid.keys)
    return Chart(
        pen.title(tile), tuple(pen.said(row[0]) for row in tile.grid.rows),
        (
            Series(pen.t("Share"), _numbers(_columns(tile, 2)), tones=rest),
            Series(pen.t("Share so far"), _numbers(_columns(tile, 3)), tone="series2", shape="line"),
        ),
        format="percent", keys=tile.grid.keys,
    )  # fmt: skip


def _pipeline(pen: _Pen, tile: Tile) -> Chart:
    return Chart(
        pen.title(tile), tuple(pen.said(row[0]) for row in tile.grid.rows),
        (Series(pen.t(N_("Orders")), _numbers(_columns(tile, 2))),), kind="bars", unit=pen.t(N_("Orders")),
        keys=tile.grid.keys,
    )  # fmt: skip


def _stock(pen: _Pen, tile: Tile) -> Chart:
    return Chart(
        pen.title(tile), tuple(pen.said(row[0]) for row in tile.grid.rows[:_LONG]),
        (Series(pen.t(N_("Days of supply")), _numbers(_columns(tile, 2)[:_LONG])),), kind="bars", format="days",
        keys=tile.grid.keys[:_LONG],
    )  # fmt: skip


_DRAWN: Final[dict[str, Callable[[_Pen, Tile], Chart]]] = {
    "trend": _trend, "ranking": _ranking, "distribution": _distribution, "heatmap": _heatmap, "pareto": _pareto,
    "pipeline": _pipeline, "stock": _stock,
}  # fmt: skip
