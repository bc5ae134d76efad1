"""Where a sheet's table is: header rows, body, totals and notes around it, and the rows of the body as a stream."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.core.errors import UserError
from app.imports.grid import Grid, Merge, Row, column_names, kind_of_cell
from app.imports.numbers import factor_of_titles
from app.imports.plain import Block

Rows = Sequence[Row] | Block

_HEAD: Final = 200
_TAIL: Final = 60
"""Rows that are held back until the end is known, because notes and totals may close a table."""
_TOTAL: Final = re.compile(
    r"(?:本页|本月|本年|累计|部门|客户)?(?:合\s*计|总\s*计|小\s*计|累\s*计)(?:数|金额)?\s*[:：]?\Z"
    r"|.{1,60}[\s:：_\-—]*(?:小计|合计|总计|汇总)\s*[:：]?\Z"
    r"|(?:grand\s+|sub-?\s*)?totals?\s*[:：]?\Z|.{1,60}\s(?:sub-?\s*)?total\s*[:：]?\Z",
    re.IGNORECASE,
)
_LAST_TOTAL: Final = re.compile(r"(?:grand\s+)?totals?\b", re.IGNORECASE)
_NOTE: Final = re.compile(
    r"\s*(?:注|备注|说明|制表|制单|审核|复核|打印|导出|数据来源|填报|第\s*\d+\s*页|note|source|printed|page\b|prepared|\*)|.*[:：。]\s*\S*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Layout:
    """The table of a sheet; rows are counted from 1 as a person counts them, columns from 0."""

    header_row: int
    """First header row; 0 where the table has none."""
    header_rows: int
    first_row: int
    last_row: int | None
    """Last row of the body; None where only the head was looked at."""
    columns: tuple[str, ...]
    positions: tuple[int, ...]
    """Where each of ``columns`` stands in a row."""
    valued: frozenset[int] = frozenset()
    """Positions whose cells are numbers or dates."""
    money: str = "1"
    """What the titles above the table say that its amounts count in, as ``"10000"`` for 单位：万元."""


def find_table(
    rows: Sequence[Row],
    *,
    merges: Sequence[Merge] = (),
    complete: bool = True,
    header_row: int = 0,
    header_rows: int = 0,
) -> Layout:
    """The table among the rows of a sheet; raises UserError where there is none.

    ``complete`` says that ``rows`` is the whole sheet, not only its head; ``header_row``, ``header_rows`` (from 1) are
    what a profile says and outrank what is seen. ``header_rows=-1`` says that there is no header.
    """
    grid = Grid(rows[:_HEAD], merges)
    if not grid.filled_rows:
        raise UserError("No table was found: the sheet holds no filled cell. Choose another sheet or file.")
    top, count = grid.header() if not header_row and header_rows >= 0 else (header_row - 1, max(header_rows, 0))
    if header_row and count == 0:
        count = grid.header_depth(top)
    if header_rows < 0:
        top, count = grid.filled_rows[0], 0
    first = top + count
    names, positions = column_names(grid, top, count)
    money = factor_of_titles(cell for row in rows[:top] for cell in row)
    layout = Layout(top + 1 if count else 0, count, first + 1, None, names, positions, grid.valued, money)
    if not complete:
        return layout
    return replace(layout, last_row=_last_body_row(rows, first, layout) + 1)


def is_total(row: Row, *, closing: bool = False) -> bool:
    """Whether a row sums others up (合计, 小计, Total ...), told by the first text of its first two filled cells.

    ``closing`` admits looser wordings (Total Scripts) at the end of a table.
    """
    seen = 0
    for cell in row:
        if cell is None or cell == "":
            continue
        if cell.__class__ is str:
            text = cell.strip()
            if _TOTAL.match(text) and len(text) < 70:
                return True
            if closing and _LAST_TOTAL.match(text):
                return True
        seen += 1
        if seen == 2:
            return False
    return False


def body(
    chunks: Iterable[Rows], layout: Layout, *, merges: Sequence[Merge] = ()
) -> Iterator[tuple[Sequence[int], Rows]]:
    """The body's rows of a sheet in chunks with their row numbers; blank rows, totals and closing notes are left out.

    Rows come as they stand in the sheet: take ``layout.positions`` of them; a row may be shorter than the header.
    A block of plain lines stays one, unless it may be the end of the table.
    """
    held_numbers: list[int] = []
    held: list[Row] = []
    block: tuple[Sequence[int], Block] | None = None
    for numbers, rows in _numbered(_filled_down(chunks, merges), layout):
        plain = isinstance(rows, Block) and len(rows) >= _TAIL and rows.firsts_are_data(layout.columns[0])
        if block is not None:
            if plain:
                yield block
            else:
                held_numbers, held = list(block[0]), list[Row](block[1].rows())
            block = None
        if plain and isinstance(rows, Block):
            if held:
                yield _without_totals(held_numbers, held, layout)
                held_numbers, held = [], []
            block = numbers, rows
            continue
        held_numbers += numbers
        held += rows.rows() if isinstance(rows, Block) else rows
        cut = max(0, len(held) - _TAIL)
        if cut:
            yield _without_totals(held_numbers[:cut], held[:cut], layout)
            held_numbers, held = held_numbers[cut:], held[cut:]
    if block is not None:
        held_numbers, held = list(block[0]), list[Row](block[1].rows())
    last = max(0, len(held) - _TAIL) + _last_body_row(held[-_TAIL:], 0, layout)
    if last >= 0:
        yield _without_totals(held_numbers[: last + 1], held[: last + 1], layout)


def _numbered(chunks: Iterable[Rows], layout: Layout) -> Iterator[tuple[Sequence[int], Rows]]:
    at = 1
    for chunk in chunks:
        start, end = max(0, layout.first_row - at), len(chunk)
        if layout.last_row is not None:
            end = min(end, layout.last_row - at + 1)
        whole = start == 0 and end == len(chunk)
        if start < end:
            rows = chunk.rows() if isinstance(chunk, Block) and not whole else chunk
            yield range(at + start, at + end), rows if whole or isinstance(rows, Block) else rows[start:end]
        at += len(chunk)


def _without_totals(numbers: Sequence[int], rows: Sequence[Row], layout: Layout) -> tuple[Sequence[int], Sequence[Row]]:
    """The rows without blank ones, totals and repeated headers; a look at the first cell decides for nearly all."""
    ends = [(row[0] or "") if row else "" for row in rows]
    drop = {
        index
        for index, cell in enumerate(ends)
        if (cell == "" or (cell.__class__ is str and cell[-1] in _TOTAL_ENDS))
        and (not any(_filled(rows[index])) or is_total(rows[index]))
    }
    drop |= _repeated_headers(ends, rows, layout)
    if not drop:
        return numbers, rows
    kept = [index for index in range(len(rows)) if index not in drop]
    return [numbers[index] for index in kept], [rows[index] for index in kept]


def _repeated_headers(firsts: Sequence[Any], rows: Sequence[Row], layout: Layout) -> set[int]:
    """Headers that a printed list repeats on every page, or a file put together from several at every seam."""
    if not layout.header_rows or layout.positions[:1] != (0,) or firsts.count(layout.columns[0]) == 0:
        return set()
    return {
        index for index, first in enumerate(firsts) if first == layout.columns[0] and _is_header(rows[index], layout)
    }


def _is_header(row: Row, layout: Layout) -> bool:
    return all(
        place < len(row) and str(row[place]).strip() in {name, name.rpartition(".")[0]}
        for name, place in zip(layout.columns, layout.positions, strict=True)
    )


_TOTAL_ENDS: Final = frozenset("计总数额汇lLsS:： \t\u3000")


def _filled(row: Row) -> Iterator[bool]:
    return (cell is not None and cell != "" for cell in row)


def _filled_down(chunks: Iterable[Rows], merges: Sequence[Merge]) -> Iterator[Rows]:
    """Merged texts and dates repeated in every row they cover; numbers are not, for an order's total is no line's."""
    waiting = sorted(merge for merge in merges if merge[2] > merge[0])
    if not waiting:
        yield from chunks
        return
    at, active = 0, list[tuple[Merge, Any]]()
    for chunk in chunks:
        rows = [list(row) for row in (chunk.rows() if isinstance(chunk, Block) else chunk)]
        end = at + len(rows)
        while waiting and waiting[0][0] < end:
            merge = waiting.pop(0)
            anchor = rows[merge[0] - at]
            value = anchor[merge[1]] if merge[1] < len(anchor) else None
            if isinstance(value, (str, date)) and value != "":
                active.append((merge, value))
        for (first, column, last, _), value in active:
            for number in range(max(first + 1, at), min(last + 1, end)):
                row = rows[number - at]
                row += [None] * (column + 1 - len(row))
                row[column] = value
        active = [(merge, value) for merge, value in active if merge[2] >= end]
        at = end
        yield rows


def _last_body_row(rows: Sequence[Row], first: int, layout: Layout) -> int:
    """The last row that belongs to the body, seen from the end upwards; ``first - 1`` where none does."""
    width = max(1, len(layout.columns))
    for index in range(len(rows) - 1, first - 1, -1):
        row = rows[index]
        if any(_filled(row)) and not is_total(row, closing=True) and not _is_note(row, layout, width):
            return index
    return first - 1


def _is_note(row: Row, layout: Layout, width: int) -> bool:
    kinds = {position: kind for position, cell in enumerate(row) if (kind := kind_of_cell(cell))}
    valued = [kinds[position] for position in layout.valued if position in kinds]
    if valued and valued.count("value") * 2 >= len(valued):
        return False
    first = next((cell for cell in row if cell is not None and cell != ""), None)
    if len(kinds) <= 2 and isinstance(first, str) and _NOTE.match(first):
        return True
    if layout.valued and len(kinds) * 2 <= width and len(kinds) <= 2:
        return True
    return width >= 3 and len(kinds) == 1 and isinstance(first, str)
