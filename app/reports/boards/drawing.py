"""A tile as a drawing, and a board as one tall one: the same shapes become a picture, an SVG file and a page."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from reportlab.graphics.shapes import Drawing, Group, PolyLine, Rect

from app.boards.drawing import chart_of
from app.boards.handout import Handout
from app.boards.tile import Cell, Tile
from app.core.charts import Chart
from app.core.texts import ZH, Texts, drawn_texts
from app.reports.boards.words import (
    basis_text,
    cell_text,
    changes_of,
    figure_text,
    goal_text,
    handed,
    title_text,
    value_text,
)
from app.reports.kit import look
from app.reports.kit.charts import drawing as chart_drawing
from app.reports.kit.charts import text
from app.reports.kit.fonts import ink
from app.reports.kit.lines import wrap
from app.reports.kit.numbers import money_unit

PICTURE: Final = 1080
"""Pixels that a picture for chats is wide."""
WIDTH: Final = 432.0
"""Points of the same: 8 points are 20 pixels, which a telephone shows readably."""
_PAD, _GAP, _MARGIN = 12.0, 8.0, 16.0
_FOOT: Final = 7.0
_LEADING: Final = 9.6
_CARD: Final = 70.0
_GOAL: Final = 12.0
_COLUMNS: Final = 178.0
_CARD_HEAD: Final = 28.0
_ROW, _SQUARE = 17.0, 15.0
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})\Z")
_SHORT: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMED: Final = frozenset({"ranking", "stock"})


def month_text(t: Texts, key: str) -> str:
    """A month on an axis: its year only in January; months of an own calendar as they are called."""
    found = _MONTH.match(key)
    if found is None or not 1 <= int(found[2]) <= 12:
        return key
    year, month = found[1][2:], int(found[2])
    if t.lang == ZH:
        return f"{year}年{month}月" if month == 1 else f"{month}月"
    return f"{_SHORT[0]} {year}" if month == 1 else _SHORT[month - 1]


def tile_chart(t: Texts, tile: Tile) -> Chart | None:
    """What is drawn of a tile, without a title of its own."""

    def figure(unit: str, value: Cell) -> str:
        return cell_text(t, unit, value)

    found = chart_of(
        tile, t, money_unit=money_unit(t, tile.currency or "CNY"), month=lambda key: month_text(t, key), figure=figure
    )
    return None if found is None else replace(found, title="")


def height_of(t: Texts, tile: Tile, width: float) -> float:
    """The height that a tile wants at a width."""
    return _CARD_HEAD + _body(tile_chart(t, tile), tile) + _foot_height(t, tile, width) + _PAD


def _body(chart: Chart | None, tile: Tile) -> float:
    if tile.figure is not None and tile.empty is None:
        return _CARD - _CARD_HEAD + (_GOAL if any(tile.aims) else 0.0)
    if chart is None:
        return 34.0
    if chart.kind == "heatmap":
        return _SQUARE * len(chart.series) + 16
    if chart.kind in {"bars", "waterfall", "stacked"}:
        return max(_ROW * len(chart.categories), _ROW * 3)
    return _COLUMNS


def _foot(t: Texts, tile: Tile) -> list[str]:
    said = [basis_text(t, tile)]
    chart = tile_chart(t, tile)
    shown = len(tile.grid.rows) if chart is None or tile.spec.kind not in _NAMED else len(chart.categories)
    if shown < len(tile.grid.rows):
        said.insert(0, t("the first {n} of {total}", n=shown, total=len(tile.grid.rows)))
    marks = [f"{t.render(name)} {value_text(t, unit, value, tile.currency)}" for name, unit, value in tile.marks
             if isinstance(value, int | Fraction)]  # fmt: skip
    return [*(["  ".join(marks)] if marks else []), *said]


def _foot_height(t: Texts, tile: Tile, width: float) -> float:
    lines = sum(len(wrap(one, _FOOT, width - 2 * _PAD)) for one in _foot(t, tile))
    return lines * _LEADING + 6


def tile_drawing(t: Texts, tile: Tile, width: float, height: float = 0.0) -> Drawing:
    """The tile with title, figure or chart, 口径 and 截至; 0 is as high as it wants to be."""
    high = height or height_of(t, tile, width)
    found = Drawing(width, high)
    found.add(Rect(0.5, 0.5, width - 1, high - 1, rx=6, ry=6, fillColor=ink(look.WHITE), strokeColor=ink(look.LINE),
                   strokeWidth=0.8))  # fmt: skip
    inner = width - 2 * _PAD
    text(found, _title(t, tile), _PAD, high - 19, size=10.0, bold=True, color=look.TEXT, width=inner)
    bottom = _foot_lines(found, t, tile, width)
    if tile.figure is not None and tile.empty is None:
        _card(found, t, tile, (inner, high - _CARD_HEAD))
        return found
    chart = tile_chart(t, tile)
    if chart is None:
        said = t.render(tile.empty) if tile.empty is not None else t("No figures for this choice.")
        for number, line in enumerate(wrap(said, 9.0, inner, most=2)):
            text(found, "".join(one.text for one in line), _PAD, high - _CARD_HEAD - 14 - number * 13, size=9.0)
        return found
    part = chart_drawing(t, chart, inner, high - _CARD_HEAD - bottom)
    found.add(_moved(part, _PAD, bottom))
    return found


def _title(t: Texts, tile: Tile) -> str:
    """With the unit that the figures beside bars and in squares count in; columns say it at their axis."""
    chart, title = tile_chart(t, tile), title_text(t, tile)
    if chart is None or chart.kind == "columns":
        return title
    unit = chart.unit or (t("days") if chart.format == "days" else "")
    if chart.kind == "bars" and chart.series[0].name not in {"", chart.unit}:
        title = f"{title} · {chart.series[0].name}"
    return t("{title} ({unit})", title=title, unit=unit) if unit else title


def _foot_lines(target: Drawing, t: Texts, tile: Tile, width: float) -> float:
    """The small print; returns where the rest may begin."""
    lines = [line for one in _foot(t, tile) for line in wrap(one, _FOOT, width - 2 * _PAD)]
    for above, line in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
        text(target, "".join(one.text for one in line), _PAD, 9 + above * _LEADING, size=_FOOT)
    return len(lines) * _LEADING + 13


def _moved(part: Drawing, x: float, y: float) -> Group:
    found = Group(*part.contents)
    found.translate(x, y)
    return found


def _card(target: Drawing, t: Texts, tile: Tile, frame: tuple[float, float]) -> None:
    inner, top = frame
    figure = tile.figure
    if figure is None:
        return
    known = figure.value is not None
    said = figure_text(t, figure, tile.currency)
    size = 20.0 if known else 11.0
    while size > 9 and wrap(said, size, inner * 0.66, bold=True) != wrap(said, size, 10_000, bold=True):
        size -= 1
    text(target, said, _PAD, top - 20, size=size, bold=True, color=look.TEXT if known else look.DIM, width=inner)
    growth, change = changes_of(t, figure)
    parts = [*([t("YoY {n}", n=growth)] if growth else []), *([t("prev. {n}", n=change)] if change else [])]
    text(target, "   ".join(parts), _PAD, top - 36, size=8.5, width=inner)
    text(target, goal_text(t, tile), _PAD, top - 48, size=8.5, width=inner)
    _spark(target, figure.months, (_PAD + inner * 0.7, top - 24, inner * 0.3, 22.0))


def _spark(target: Drawing, values: Sequence[Fraction | None], box: tuple[float, float, float, float]) -> None:
    known = [float(one) for one in values if one is not None and math.isfinite(float(one))]
    if len(known) < 2:
        return
    x, y, wide, tall = box
    low, high = min(known), max(known)
    step = wide / (len(values) - 1)
    stretches: list[list[float]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            up = (float(value) - low) / ((high - low) or 1.0)
            stretches[-1] += [x + number * step, y + tall * up]
    for each in stretches:
        if len(each) > 2:
            target.add(PolyLine(each, strokeColor=ink(look.BRAND), strokeWidth=1.2, strokeLineJoin=1))


def board_drawing(handout: Handout, lang: str, width: float = WIDTH) -> Drawing:
    """All tiles below one another under the handout's title; cards stand two in a row."""
    t = drawn_texts(lang)
    title, below = handed(t, handout)
    inner = width - 2 * _MARGIN
    lines = wrap(title, 15.0, inner, bold=True, most=2)
    under = wrap(below, 9.0, inner, most=2)
    rows = _rows(t, handout.tiles, inner)
    head = _MARGIN + len(lines) * 20 + len(under) * 13 + 8
    high = head + sum(tall + _GAP for _, tall in rows) - _GAP + _MARGIN
    found = Drawing(width, math.ceil(high))
    found.add(Rect(0, 0, width, found.height, fillColor=ink(look.FAINT), strokeColor=None, strokeWidth=0))
    y = found.height - _MARGIN
    for line in lines:
        text(found, "".join(one.text for one in line), _MARGIN, y - 15, size=15.0, bold=True, color=look.TEXT)
        y -= 20
    for line in under:
        text(found, "".join(one.text for one in line), _MARGIN, y - 9, size=9.0)
        y -= 13
    y -= 8
    for row, tall in rows:
        x = _MARGIN
        each = (inner - _GAP * (len(row) - 1)) / len(row)
        for tile in row:
            found.add(_moved(tile_drawing(t, tile, each, tall), x, y - tall))
            x += each + _GAP
        y -= tall + _GAP
    return found


def _rows(t: Texts, tiles: Sequence[Tile], inner: float) -> list[tuple[tuple[Tile, ...], float]]:
    """Tiles by rows with their heights: cards that follow one another stand in pairs."""
    found: list[tuple[tuple[Tile, ...], float]] = []
    half = (inner - _GAP) / 2
    waiting: Tile | None = None
    for tile in tiles:
        if waiting is not None:
            if tile.figure is not None:
                found.append(((waiting, tile), max(height_of(t, one, half) for one in (waiting, tile))))
                waiting = None
                continue
            found.append(((waiting,), height_of(t, waiting, inner)))
            waiting = None
        if tile.figure is not None:
            waiting = tile
        else:
            found.append(((tile,), height_of(t, tile, inner)))
    if waiting is not None:
        found.append(((waiting,), height_of(t, waiting, inner)))
    return found
