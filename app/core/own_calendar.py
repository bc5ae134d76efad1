"""Calendars whose periods are rows: named spans of days, one behind the other without a gap or an overlap.

Before the first row and behind the last one calendar months go on, called by their days, so that every day is in one
period of such a calendar too.
"""

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from app.core.calendars import Calendar
from app.core.errors import UsageError, UserError
from app.core.holidays import day_in
from app.core.period import Period, day_number, day_of, month_of

_YEAR: Final = re.compile(r"\d{4}(?!\d)")
_COARSE: Final = re.compile(r"(\d{4})(?:-Q([1-4]))?\Z")
_DAYS: Final = re.compile(r"(\d{4}-\d\d-\d\d)\.\.\d{4}-\d\d-\d\d\Z")
_ONE: Final = timedelta(1)
_MONTHS: Final = 12
_CELLS: Final = 3


@dataclass(frozen=True)
class Row:
    """One period of a calendar of its own; ``year`` is the calendar's year that it belongs to."""

    year: int
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class RowCalendar(Calendar):
    """A calendar that is told row by row; make its rows with ``tiled``."""

    rows: tuple[Row, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        """As it is stored beside what was computed by it."""
        rows = [[one.year, one.name, day_number(one.first), day_number(one.last)] for one in self.rows]
        return {**super().plain, "rows": rows}

    @cached_property
    def _firsts(self) -> list[date]:
        return [one.first for one in self.rows]

    def _row(self, day: date) -> int | None:
        """The place of the row that a day lies in; None before the first and behind the last."""
        at = bisect_right(self._firsts, day) - 1
        return at if at >= 0 and day <= self.rows[at].last else None

    def _at(self, place: int) -> Period:
        one = self.rows[place]
        return Period(one.first, one.last, one.name, self)

    def period_of(self, day: date) -> Period:
        """The row that a day lies in, or the part of its month that no row covers."""
        found = self._row(day)
        if found is not None:
            return self._at(found)
        month = month_of(day)
        before = day < self.rows[0].first
        first = month.first if before else max(month.first, self.rows[-1].last + _ONE)
        last = min(month.last, self.rows[0].first - _ONE) if before else month.last
        return Period(first, last, f"{first.isoformat()}..{last.isoformat()}", self)

    def year_of(self, day: date) -> int:
        """The year of a day's row; without one that of the day."""
        found = self._row(day)
        return day.year if found is None else self.rows[found].year

    def _own_months(self, year: int) -> tuple[Period, ...]:
        return tuple(self._at(place) for place, one in enumerate(self.rows) if one.year == year)

    def months_of(self, year: int) -> tuple[Period, ...]:
        """The rows of one year, and the months of it that no row covers."""
        found = {self.period_of(date(year, 1, 1))}
        while (last := max(found)).last < date(year, 12, 31):
            found.add(self.period_of(last.last + _ONE))
        outside = {one for one in found if self._row(one.first) is None and one.first.year == year}
        return tuple(sorted({*outside, *self._own_months(year)}))

    def quarters_of(self, year: int) -> tuple[Period, ...]:
        """Three rows each where a year has twelve; else none."""
        months = self._own_months(year)
        if len(months) != _MONTHS:
            return ()
        return tuple(
            Period(months[at].first, months[at + 2].last, f"{year:04d}-Q{at // 3 + 1}", self)
            for at in range(0, _MONTHS, 3)
        )

    def quarter_of(self, day: date) -> Period:
        """The quarter that a day belongs to; the period where its year has no quarters."""
        found = [one for one in self.quarters_of(self.year_of(day)) if one.first <= day <= one.last]
        return found[0] if found else self.period_of(day)

    def year(self, number: int) -> Period:
        """All rows of a year; of a year without rows its months."""
        months = self._own_months(number) or self.months_of(number)
        return Period(months[0].first, months[-1].last, f"{number:04d}", self)

    def parse(self, text: str) -> Period:
        """A row by its name, ``2026``, ``2026-Q1``, or the days of a period that is no row."""
        wanted = text.strip()
        for place, one in enumerate(self.rows):
            if one.name.casefold() == wanted.casefold():
                return self._at(place)
        if (found := _COARSE.match(wanted.upper())) is not None:
            year = int(found[1])
            quarters = self.quarters_of(year)
            if not found[2]:
                return self.year(year)
            if quarters:
                return quarters[int(found[2]) - 1]
        if (found := _DAYS.match(wanted)) is not None and (day := day_in(found[1])) is not None:
            return self.period_of(day)
        raise UsageError("“{text}” is no period of the calendar {calendar}.", text=text, calendar=self.name)

    def year_back(self, period: Period) -> Period:
        """The rows of the same numbers of the year before; raises UserError where there are none."""
        months = self.months(period)
        year = self.year_of(period.first)
        if period == self.year(year) and self._own_months(year - 1):
            return self.year(year - 1)
        ends = [self._twelve_back(one) for one in (months[0], months[-1])]
        return self.between(ends[0], ends[1])

    def _twelve_back(self, month: Period) -> Period:
        place = self._row(month.first)
        if place is not None:
            year = self.rows[place].year
            number = [one.first for one in self._own_months(year)].index(month.first)
            before = self._own_months(year - 1)
            if number < len(before):
                return before[number]
        raise UserError(
            "The calendar {calendar} has no period a year before {period}.", calendar=self.name, period=month.name
        )

    def _moved(self, month: Period, count: int) -> Period:
        for _ in range(abs(count)):
            month = self.period_of(month.last + _ONE if count > 0 else month.first - _ONE)
        return month


def tiled(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows in their order; raises UserError where they do not lie one behind the other, or names repeat."""
    found = tuple(sorted(rows, key=lambda one: one.first))
    if not found:
        raise UserError("Name the periods, one a line: name, first day, last day.")
    names: set[str] = set()
    for one in found:
        if not one.name or ".." in one.name or _COARSE.match(one.name.upper()):
            raise UserError("“{name}” cannot be the name of a period.", name=one.name)
        if one.name.casefold() in names:
            raise UserError("There are two periods called {name}.", name=one.name)
        if one.last < one.first:
            raise UserError("{name} ends before it begins.", name=one.name)
        names.add(one.name.casefold())
    for before, after in pairwise(found):
        said = {"before": before.name, "after": after.name, "day": after.first.isoformat()}
        if after.first <= before.last:
            raise UserError("{before} and {after} overlap: {day} lies in both.", **said)
        if after.first > before.last + _ONE:
            said["day"] = (before.last + _ONE).isoformat()
            raise UserError("Between {before} and {after} there is a gap: {day} lies in neither.", **said)
        if after.year < before.year:
            raise UserError("{after} comes after {before}, but its year is an earlier one.", **said)
    return found


def read_rows(text: str) -> tuple[Row, ...]:
    """Periods as lines of name, first day, last day and perhaps the year, with commas, semicolons or tabs between.

    Without a year it is the one that the name begins with, else that of the last day. Lines without days at the top
    are headings; raises UserError for any other line that is no period.
    """
    found: list[Row] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        cells = _cells(line)
        if not any(cells):
            continue
        days = [day_in(one) for one in cells[1:_CELLS]]
        if len(days) == _CELLS - 1 and days[0] is not None and days[1] is not None:
            found.append(Row(_year(cells, days[1]), cells[0], days[0], days[1]))
        elif found or any(one.isdigit() for cell in cells[1:_CELLS] for one in cell):
            raise UserError("Line {n} is no period: write name, first day, last day.", n=number)
    return tiled(found)


def _cells(line: str) -> list[str]:
    mark = next((one for one in "\t;,，" if one in line), ",")
    return [one.strip() for one in next(csv.reader(io.StringIO(line), delimiter=mark), [])]


def _year(cells: Sequence[str], last: date) -> int:
    said = cells[_CELLS] if len(cells) > _CELLS else cells[0]
    found = _YEAR.match(said)
    return int(found[0]) if found else last.year


def row_text(rows: Sequence[Row]) -> str:
    """The rows as ``read_rows`` takes them."""
    return "".join(f"{one.name}\t{one.first.isoformat()}\t{one.last.isoformat()}\t{one.year}\n" for one in rows)


def calendar_from(plain: dict[str, Any]) -> Calendar:
    """What ``plain`` gave."""
    if plain["kind"] != "rows":
        return Calendar(plain["id"], plain["name"], plain["kind"], plain["first"])
    rows = tuple(Row(year, name, day_of(first), day_of(last)) for year, name, first, last in plain["rows"])
    return RowCalendar(plain["id"], plain["name"], "rows", rows=rows)
