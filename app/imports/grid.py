"""The head of a sheet with its merged cells filled: what its columns hold, and where its header is."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from app.imports.dates import read_month

Row = Sequence[Any]
Merge = tuple[int, int, int, int]

_HEADER_ROWS: Final = 6
_VALUE: Final = re.compile(
    r"[-+(]?\s*(?:[¥$€£￥]|RMB|CNY|USD)?\s*-?[\d０-９][\d０-９,.\s]*(?:E[+-]?\d+)?\s*[%％)\-]?\Z"
    r"|\.\d+\Z|\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,4}日?)?(?:[T\s]+\d{1,2}[:.].*)?\Z"
    r"|\d{1,2}[-\s/][A-Za-z]{3,9}[-\s/]\d{2,4}.*\Z",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NOTHING: Final = frozenset({"", "-", "--", "—", "/", "null", "n/a", "na", "none", "nan", "#n/a", "无"})
_UNITS: Final = re.compile(
    r"[(（]?(?:万?元|万?美元|[箱盒支件瓶套台个只袋吨]|公斤|千克|kg|%|％|天|日|次|pcs|ea|usd|rmb|cny)[)）]?\Z",
    re.IGNORECASE,
)

_NOTED: Final = re.compile(r"(?!其中)[^:：]{1,12}[:：]\s*\S")
"""What a report says of itself above its table, a word and what it is: 制表：王五."""


def kind_of_cell(cell: Any) -> str:
    """``value`` for numbers and dates however written, ``text`` for words, empty for what says nothing."""
    if cell is None:
        return ""
    if cell.__class__ is str:
        text = cell.strip()
        if text.casefold() in _NOTHING:
            return ""
        return "value" if _VALUE.match(text) else "text"
    return "value"


class Grid:
    """The head of a sheet with its merged cells filled, and what its columns mostly hold."""

    def __init__(self, rows: Sequence[Row], merges: Sequence[Merge]) -> None:
        width = max((len(row) for row in rows), default=0)
        self.rows: list[list[Any]] = [[*row, *[None] * (width - len(row))] for row in rows]
        self.merged: dict[tuple[int, int], Merge] = {}
        for merge in merges:
            self._spread(merge, width)
        self.kinds = [[kind_of_cell(cell) for cell in row] for row in self.rows]
        self.filled_rows = [index for index, kinds in enumerate(self.kinds) if any(kinds)]
        self.width = self._usual_width()
        self.valued = frozenset(column for column in range(width) if self._is_valued(column))

    def _spread(self, merge: Merge, width: int) -> None:
        first, left, last, right = merge
        if first >= len(self.rows) or left >= width:
            return
        value = self.rows[first][left]
        for row in range(first, min(last + 1, len(self.rows))):
            for column in range(left, min(right + 1, width)):
                self.rows[row][column] = value
                self.merged[row, column] = merge

    def _usual_width(self) -> int:
        widths = sorted(sum(map(bool, self.kinds[row])) for row in self.filled_rows)
        return widths[len(widths) * 3 // 4] if widths else 0

    def _is_valued(self, column: int) -> bool:
        found = [kind for kinds in self.kinds if (kind := kinds[column])]
        return bool(found) and found.count("value") >= max(1, 0.5 * len(found))

    def header(self) -> tuple[int, int]:
        """First header row (from 0) and how many there are; none where the very first row is data."""
        start = self._first_body_row()
        if start is None:
            bottom = next(row for row in self.filled_rows if self._fill(row) >= 0.6 * self.width)
            bottom = max(
                (merge[2] for (row, _), merge in self.merged.items() if row == bottom and merge[0] == bottom),
                default=bottom,
            )
            bottom = min(bottom, len(self.rows) - 1)
            return self._top(bottom), bottom - self._top(bottom) + 1
        above = [row for row in self.filled_rows if row < start]
        if not above or self._fill(above[-1]) * 2 < min(self.width, 4):
            return start, 0
        top = self._top(above[-1])
        return top, above[-1] - top + 1

    def header_depth(self, top: int) -> int:
        """How many rows the header that begins at ``top`` has."""
        start = next((row for row in self.filled_rows if row > top and self._is_body(row)), top + 1)
        return max(1, min(start - top, _HEADER_ROWS))

    def _first_body_row(self) -> int | None:
        if not self.valued:
            return None
        for index, row in enumerate(self.filled_rows):
            below = self.filled_rows[index + 1] if index + 1 < len(self.filled_rows) else None
            if not self._is_body(row) or (below is not None and self._is_words(below)):
                continue
            if below is not None and self._is_series(row) and not self._is_series(below):
                return below
            return self._under_words(index)
        return None

    def _under_words(self, index: int) -> int:
        """The first body row may be too bare to be known as one: rows of values right under a row of words belong."""
        for above in range(index - 1, max(-1, index - 6), -1):
            row = self.filled_rows[above]
            if self._is_words(row):
                return self.filled_rows[above + 1]
            if "value" not in [self.kinds[row][column] for column in self.valued]:
                break
        return self.filled_rows[index]

    def _is_body(self, row: int) -> bool:
        kinds = self.kinds[row]
        valued = [kinds[column] for column in self.valued if kinds[column]]
        good = valued.count("value")
        return good >= 1 and good * 2 >= len(valued) and self._fill(row) >= 0.4 * self.width

    def _is_words(self, row: int) -> bool:
        """A row that can only be a header: nothing but different words, nearly as wide as the table."""
        kinds = [kind for kind in self.kinds[row] if kind]
        words = {str(cell).strip() for cell in self.rows[row] if kind_of_cell(cell)}
        return len(kinds) >= max(2, 0.8 * self.width) and "value" not in kinds and len(words) >= 0.8 * len(kinds)

    def _is_series(self, row: int) -> bool:
        """Years, months or (beside merged words) days across: a header's values, each later than the one before."""
        cells = [cell for cell in self.rows[row] if kind_of_cell(cell) == "value"]
        merges = (self.merged.get((row, column)) for column in range(len(self.rows[row])))
        below = any(merge is not None and merge[0] < row for merge in merges)
        numbers = [_year_or_day(cell, days=below) for cell in cells]
        known = [number for number in numbers if number is not None]
        return len(known) == len(cells) >= 2 and all(a < b for a, b in pairwise(known))

    def _fill(self, row: int) -> int:
        return sum(map(bool, self.kinds[row]))

    def _top(self, bottom: int) -> int:
        """The first of the header rows that end with ``bottom``: rows of group headings or of names above units."""
        top = bottom
        while top > 0 and bottom - top + 1 < _HEADER_ROWS and self._is_group_row(top - 1, top):
            top -= 1
        return top

    def _is_group_row(self, upper: int, lower: int) -> bool:
        kinds = self.kinds[upper]
        words = {str(cell).strip() for cell, kind in zip(self.rows[upper], kinds, strict=True) if kind}
        if len(words) < 2 or "value" in kinds or sum(map(bool, map(_NOTED.match, words))) * 2 >= len(words):
            return False
        filled = [column for column, kind in enumerate(kinds) if kind]
        units = [
            bool(_UNITS.match(str(self.rows[lower][column]).strip())) for column in filled if self.kinds[lower][column]
        ]
        if units and sum(units) >= 0.6 * len(units):
            return True
        cells = [column for column in filled if column == self.merged.get((upper, column), (0, column))[1]]
        return sum(self._heads(upper, lower, column) for column in cells) * 2 > len(cells)

    def _heads(self, upper: int, lower: int, column: int) -> bool:
        """Whether a heading stands over several columns, or over a blank, as group headings do."""
        merge = self.merged.get((upper, column))
        if merge:
            return merge[3] > merge[1] or merge[2] >= lower
        if not self.kinds[lower][column]:
            return True
        beside = column + 1
        return beside < len(self.kinds[upper]) and not self.kinds[upper][beside] and bool(self.kinds[lower][beside])

    def heading(self, row: int, column: int) -> str:
        """The words of one header row over a column: its own, or those of the group that it stands under."""
        return _words(self.rows[row][column])


def _year_or_day(cell: Any, *, days: bool) -> int | None:
    if isinstance(cell, (datetime, date)):
        return cell.toordinal()
    text = str(cell).strip()
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return int(text)
    month = read_month(text)
    if month:
        return month.toordinal()
    day = _DAY.fullmatch(text) if days else None
    return int(f"{day[1]}{int(day[2]):02d}{int(day[3]):02d}") if day else None


def _words(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (datetime, date, timedelta)):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("\ufeff", "").split())


def column_names(grid: Grid, top: int, count: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """One name a column: header rows joined with ``/``, blank columns dropped, repeated names numbered.

    What stands right of the last name in few rows is no column: a delimiter inside a text has moved those rows' cells.
    """
    width = len(grid.rows[0]) if grid.rows else 0
    parts: list[list[str]] = [[] for _ in range(width)]
    for row in range(top, top + count):
        carried = ""
        for column in range(width):
            own = grid.heading(row, column)
            below = any(grid.heading(lower, column) for lower in range(row + 1, top + count))
            carried = own or (carried if below and not parts[column] else "")
            if carried and carried not in parts[column][-1:]:
                parts[column].append(carried)
    names: list[str] = []
    positions: list[int] = []
    body = [kinds for kinds in grid.kinds[top + count :] if any(kinds)]
    last = max((column for column in range(width) if parts[column]), default=width)
    for column in range(width):
        name = "/".join(parts[column])
        filled = sum(1 for kinds in body if kinds[column])
        if count and not name and (not filled or (column > last and filled * 2 < len(body))):
            continue
        name = name or f"#{column + 1}"
        taken, number = name, 2
        while taken in names:
            taken, number = f"{name}.{number}", number + 1
        names.append(taken)
        positions.append(column)
    return tuple(names), tuple(positions)
