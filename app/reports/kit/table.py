"""Tables that turn the page between rows and repeat their head."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import Line, Words, draw_lines, wrap

Align = Literal["left", "right", "center"]
CellDraw = Callable[[Any, float, float, float, float], None]
"""``draw(canvas, x, top, width, height)`` inside the padding."""
_PAD_X: Final = 4.0
_MOST_LINES: Final = 10


@dataclass(frozen=True)
class Column:
    """A column's head and its share of the width."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Cell:
    """A cell's text, or a picture of a given height."""

    words: Words = ""
    bold: bool = False
    color: str = look.TEXT
    draw: CellDraw | None = None
    height: float = 0.0


@dataclass(frozen=True)
class Row:
    """One row; a group row spans the table, a total row has a line above."""

    cells: tuple[Cell | str, ...]
    kind: Literal["body", "group", "total"] = "body"


@dataclass
class _Layout:
    widths: list[float]
    size: float
    leading: float
    pad: float
    lines: dict[tuple[int, int], tuple[Line, ...]] = field(default_factory=dict)


def draw_table(
    flow: Flow,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    size: float = look.SMALL,
    pad: float = 3.6,
    after: float = 6.0,
) -> None:
    """Draw a table at the flow's place; every page that it touches begins with the head."""
    shares = sum(each.share for each in columns)
    layout = _Layout([flow.width * each.share / shares for each in columns], size, size * 1.38, pad)
    small = min(size - 0.7, 9.0)
    head = [wrap(each.title, small, width - 2 * _PAD_X, bold=True)
            for each, width in zip(columns, layout.widths, strict=True)]  # fmt: skip
    high = max(len(lines) for lines in head) * small * 1.38 + pad * 2 if _titled(columns) else 0.0
    first = _height(layout, 0, rows[0]) if rows else 0.0
    second = _height(layout, 1, rows[1]) if len(rows) > 1 and rows[0].kind == "group" else 0.0
    flow.need(high + first + second)
    _head(flow, columns, head, layout, high)
    for i, row in enumerate(rows):
        tall = _height(layout, i, row)
        below = rows[i + 1] if i + 1 < len(rows) else None
        kept = below is not None and (row.kind == "group" or below.kind == "total")  # neither stands alone
        follow = _height(layout, i + 1, rows[i + 1]) if kept else 0.0
        if tall + follow > flow.room:
            flow.page_break()
            _head(flow, columns, head, layout, high)
        _row(flow, columns, layout, i, row, tall)
    flow.y -= after


def _titled(columns: Sequence[Column]) -> bool:
    """Whether any column has a title: where none has, no room is kept for them."""
    return any(each.title for each in columns)


def table_height(
    flow: Flow, columns: Sequence[Column], rows: Sequence[Row], *, size: float = look.SMALL, pad: float = 3.6
) -> float:
    """What a table would take on one page, its head included."""
    shares = sum(each.share for each in columns)
    layout = _Layout([flow.width * each.share / shares for each in columns], size, size * 1.38, pad)
    small = min(size - 0.7, 9.0)
    head = max(
        len(wrap(each.title, small, width - 2 * _PAD_X, bold=True))
        for each, width in zip(columns, layout.widths, strict=True)
    )
    return (head * small * 1.38 + pad * 2 if _titled(columns) else 0.0) + sum(
        _height(layout, i, row) for i, row in enumerate(rows)
    )


def _height(layout: _Layout, index: int, row: Row) -> float:
    if row.kind == "group":
        return layout.leading + layout.pad * 2 + 1
    tallest = layout.leading
    for j, cell in enumerate(row.cells):
        if isinstance(cell, Cell) and cell.draw:
            tallest = max(tallest, cell.height)
            continue
        words, bold = (cell.words, cell.bold) if isinstance(cell, Cell) else (cell, False)
        key = (index, j)
        if key not in layout.lines:
            layout.lines[key] = wrap(
                words, layout.size, layout.widths[j] - 2 * _PAD_X, bold=bold or row.kind == "total", most=_MOST_LINES
            )
        tallest = max(tallest, len(layout.lines[key]) * layout.leading)
    return tallest + layout.pad * 2


def _head(
    flow: Flow, columns: Sequence[Column], head: Sequence[tuple[Line, ...]], layout: _Layout, high: float
) -> None:
    size = min(layout.size - 0.7, 9.0)
    x = flow.x
    for column, lines, width in zip(columns, head, layout.widths, strict=True):
        lower = high - layout.pad * 2 - len(lines) * size * 1.38
        draw_lines(
            flow.canvas,
            lines,
            x=x + _PAD_X,
            top=flow.y - layout.pad - lower,
            size=size,
            leading=size * 1.38,
            color=look.DIM,
            align=column.align,
            width=width - 2 * _PAD_X,
        )
        x += width
    flow.y -= high
    flow.canvas.setStrokeColor(ink(look.TEXT))
    flow.canvas.setLineWidth(0.9)
    flow.canvas.line(flow.x, flow.y, flow.x + flow.width, flow.y)


def _row(flow: Flow, columns: Sequence[Column], layout: _Layout, index: int, row: Row, tall: float) -> None:
    canvas = flow.canvas
    if row.kind == "group":
        _group(flow, layout, row, tall)
        return
    x = flow.x
    for j, (column, width, cell) in enumerate(zip(columns, layout.widths, row.cells, strict=True)):
        inner = width - 2 * _PAD_X
        if isinstance(cell, Cell) and cell.draw:
            cell.draw(canvas, x + _PAD_X, flow.y - (tall - cell.height) / 2, inner, cell.height)
        else:
            lines = layout.lines[index, j]
            slack = (tall - 2 * layout.pad - len(lines) * layout.leading) / 2
            draw_lines(
                canvas,
                lines,
                x=x + _PAD_X,
                top=flow.y - layout.pad - slack,
                size=layout.size,
                leading=layout.leading,
                color=cell.color if isinstance(cell, Cell) else look.TEXT,
                align=column.align,
                width=inner,
            )
        x += width
    if row.kind == "total":
        canvas.setStrokeColor(ink(look.TEXT))
        canvas.setLineWidth(0.6)
        canvas.line(flow.x, flow.y, flow.x + flow.width, flow.y)
    flow.y -= tall
    canvas.setStrokeColor(ink(look.LINE))
    canvas.setLineWidth(0.5)
    canvas.line(flow.x, flow.y, flow.x + flow.width, flow.y)


def _group(flow: Flow, layout: _Layout, row: Row, tall: float) -> None:
    canvas = flow.canvas
    canvas.setFillColor(ink(look.FAINT))
    canvas.rect(flow.x, flow.y - tall, flow.width, tall, stroke=0, fill=1)
    for j, (cell, align) in enumerate(zip(row.cells[:2], ("left", "right"), strict=False)):
        words = cell.words if isinstance(cell, Cell) else cell
        draw_lines(
            canvas,
            wrap(words, layout.size, flow.width - 2 * _PAD_X, bold=j == 0, most=1),
            x=flow.x + _PAD_X,
            top=flow.y - layout.pad - 1,
            size=layout.size,
            leading=layout.leading,
            color=look.TEXT if j == 0 else look.DIM,
            align="left" if align == "left" else "right",
            width=flow.width - 2 * _PAD_X,
        )
    flow.y -= tall
