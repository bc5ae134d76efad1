"""Dates and numbers in their plainest forms, read from a block of cells at once; all others are left to the parsers.

``2026-03-05`` (or with slashes) and ``-1234.5``: what these read, ``DateParser`` and ``NumberParser`` read the same.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

from app.core.period import month as month_of
from app.imports.plain import Cells

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FIRST_YEAR: Final = 1970
_YEARS: Final = 131
_DATE: Final = 10
_DIGITS: Final = 12
_LONGEST: Final = 20


def read_days(cells: Cells) -> "tuple[NDArray[np.int64], NDArray[np.bool_]]":
    """The stored days, and which of them are right: cells of another form have none."""
    import numpy as np

    right = cells.lengths == _DATE
    marks = cells.data.take(cells.starts[:, None] + np.arange(_DATE), mode="clip")
    between = marks[:, 4]
    right &= ((between == ord("-")) | (between == ord("/"))) & (marks[:, 7] == between)
    digits = (marks[:, (0, 1, 2, 3, 5, 6, 8, 9)] - ord("0")).astype(np.int64)
    right &= (digits < 10).all(axis=1)
    year = digits[:, :4] @ np.array((1_000, 100, 10, 1)) - _FIRST_YEAR
    month = digits[:, 4] * 10 + digits[:, 5] - 1
    day = digits[:, 6] * 10 + digits[:, 7] - 1
    right &= (year >= 0) & (year < _YEARS) & (month >= 0) & (month < 12) & (day >= 0) & (day < 31)
    days = _days()[np.where(right, (year * 12 + month) * 31 + day, 0)]
    return days, right & (days >= 0)


@cache
def _days() -> "NDArray[np.int64]":
    """The day number of each year, month and day; -1 where there is no such day."""
    import numpy as np

    found = np.full((_YEARS, 12, 31), -1, np.int64)
    for year in range(_YEARS):
        for month in range(12):
            whole = month_of(year + _FIRST_YEAR, month + 1)
            found[year, month, : whole.last.day] = np.arange(whole.first_day, whole.last_day + 1)
    return found.ravel()


def read_numbers(cells: Cells, *, places: int, mark: str) -> "tuple[NDArray[np.int64], NDArray[np.bool_]]":
    """The numbers as integers of ``1 / 10**places``, and which of them are right."""
    import numpy as np

    lengths = cells.lengths
    right = (lengths > 0) & (lengths <= _LONGEST)
    value = np.zeros(len(lengths), np.int64)
    whole, fraction = np.zeros(len(lengths), np.int64), np.zeros(len(lengths), np.int64)
    dotted = np.zeros(len(lengths), np.bool_)
    signed = np.zeros(len(lengths), np.bool_)
    for place in range(min(int(lengths.max(initial=0)), _LONGEST)):
        there = lengths > place
        char = cells.data.take(cells.starts + place, mode="clip")
        digit = char - ord("0")
        is_digit = there & (digit < 10)
        value = np.where(is_digit, value * 10 + digit, value)
        whole += is_digit & ~dotted
        fraction += is_digit & dotted
        is_mark = there & (char == ord(mark)) & ~dotted
        dotted |= is_mark
        ok = is_digit | is_mark | ~there
        if place == 0:
            signed = char == ord("-")
            ok |= signed
        right &= ok
    right &= (whole > 0) & (whole <= _DIGITS) & (fraction <= places) & (~dotted | (fraction > 0))
    value *= np.power(10, places - np.minimum(fraction, places))
    return np.where(signed, -value, value), right
