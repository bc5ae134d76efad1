"""A board on paper: no table and no chart is cut, heads are repeated, each page says what is counted and until when."""

from fractions import Fraction
from typing import Any, Final

from reportlab.graphics import renderPDF

from app.boards.handout import Handout
from app.boards.tile import Tile
from app.core.progress import Progress
from app.core.texts import N_, Text, Texts
from app.reports.boards.drawing import height_of, tile_chart, tile_drawing
from app.reports.boards.words import (
    basis_text,
    cell_text,
    changes_of,
    figure_text,
    handed,
    head_text,
    name_text,
    title_text,
    value_text,
)
from app.reports.kit import look
from app.reports.kit.charts import draw_chart
from app.reports.kit.flow import Flow
from app.reports.kit.numbers import day_text
from app.reports.kit.table import Cell, Column, Row, draw_table

_COLUMNS: Final = 178.0
_ROW, _SQUARE = 16.0, 15.0
_GAP: Final = 10.0
_MOST_COLUMNS: Final = 9
"""Columns of a table that a page is wide enough for; a heat map of more is only drawn."""


def board_pack(handout: Handout, lang: str, progress: Progress) -> bytes:
    """The PDF file; the same handout gives the same bytes."""
    from app.core.texts import texts

    plain = texts(lang)
    title, below = handed(plain, handout)
    basis = basis_text(plain, handout.tiles[0]) if handout.tiles else ""
    flow = Flow(lang, title=title, subject=below, running=f"{title} · {below}", footer=basis)
    flow.bookmark(title)
    flow.text(title, size=18, bold=True, after=0, leading=1.35)
    flow.text(below, size=look.SMALL, color=look.DIM, after=0)
    said = [plain("As of {day}", day=day_text(plain, handout.as_of))]
    said += [plain("definitions by {pack}", pack=handout.pack)] if handout.pack else []
    flow.text(" · ".join(said), size=look.SMALL, color=look.DIM, after=8)
    cards = [one for one in handout.tiles if one.figure is not None and one.empty is None]
    _cards(flow, cards)
    others = [one for one in handout.tiles if one.figure is None or one.empty is not None]
    for number, tile in enumerate(others, 1):
        progress.step(number, len(others), Text(N_("Drawing the report")))
        _tile(flow, tile)
    _references(flow, cards)
    return flow.finish()


def _cards(flow: Flow, cards: list[Tile]) -> None:
    """Two in a row, each with what it counts; a row is never torn."""
    t, half = flow.t, (flow.width - _GAP) / 2
    for start in range(0, len(cards), 2):
        pair = cards[start : start + 2]
        tall = max(height_of(t, one, half) for one in pair)

        def draw(canvas: Any, x: float, top: float, _width: float, pair: list[Tile] = pair, tall: float = tall) -> None:
            for place, one in enumerate(pair):
                left = x + place * (half + _GAP)
                renderPDF.draw(tile_drawing(t, one, half, tall), canvas, left, top - tall)

        flow.block(tall, draw, after=_GAP)


def _tile(flow: Flow, tile: Tile) -> None:
    """Title, what it counts, chart and rows: the chart stays with the title, the table turns the page between rows."""
    t, chart = flow.t, tile_chart(flow.t, tile)
    high = 0.0
    if chart is not None:
        high = _COLUMNS
        if chart.kind == "heatmap":
            high = _SQUARE * len(chart.series) + 16
        elif chart.kind == "bars":
            high = _ROW * len(chart.categories) + 4
    flow.heading(title_text(t, tile), level=1, keep=min(high + 40, flow.page_height - 200))
    flow.text(basis_text(t, tile), size=look.TINY, color=look.DIM, after=4)
    if tile.empty is not None or not tile.grid.rows:
        said = t.render(tile.empty) if tile.empty is not None else t("No figures for this choice.")
        flow.text(said, color=look.DIM, after=8)
        return
    marks = [f"{t.render(name)} {value_text(t, unit, value, tile.currency)}" for name, unit, value in tile.marks
             if isinstance(value, int | Fraction)]  # fmt: skip
    if marks:
        flow.text("   ".join(marks), size=look.SMALL, after=4)
    if chart is not None:
        flow.block(high, lambda canvas, x, top, width: draw_chart(canvas, t, chart, x=x, top=top, width=width,
                                                                  height=high), after=8)  # fmt: skip
    if len(tile.grid.columns) <= _MOST_COLUMNS:
        _table(flow, t, tile)


def _table(flow: Flow, t: Texts, tile: Tile) -> None:
    columns = [
        Column(
            head_text(t, one, tile.currency), *((22.0, "left") if one.unit in {"text", "month"} else (12.0, "right"))
        )
        for one in tile.grid.columns
    ]
    refs = any(tile.refs)
    if refs:
        columns.append(Column(t("Reference"), 46.0))
    rows = []
    for number, row in enumerate(tile.grid.rows):
        cells: list[Cell | str] = [
            Cell(name_text(t, value)) if one.unit in {"text", "month"} else cell_text(t, one.unit, value)
            for one, value in zip(tile.grid.columns, row, strict=True)
        ]
        if refs:
            cells.append(Cell(tile.refs[number] if number < len(tile.refs) else "", color=look.FADED))
        rows.append(Row(tuple(cells)))
    draw_table(flow, columns, rows, size=8.0, pad=2.4, after=8)


def _references(flow: Flow, cards: list[Tile]) -> None:
    """Of the cards, which have no table: figure, value, changes and the reference by which it is found again."""
    t = flow.t
    rows = [
        Row((title_text(t, one), figure_text(t, one.figure, one.currency), *changes_of(t, one.figure),
             Cell("  ".join(one.refs), color=look.FADED)))
        for one in cards
        if one.figure is not None and any(one.refs)
    ]  # fmt: skip
    if not rows:
        return
    flow.heading(t("References"), level=1)
    heads = (Column(t("KPI"), 24), Column(t("Value"), 18, "right"), Column(t("YoY"), 15, "right"),
             Column(t("On the period before"), 15, "right"), Column(t("Reference"), 44))  # fmt: skip
    draw_table(flow, heads, rows, size=8.0, pad=2.4)
