"""The back-test: when a rule would have fired, by the function that a run uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.alerts.queries import factors
from app.alerts.reading import read_table
from app.alerts.spec import Watch
from app.alerts.telling import figures_of, possible
from app.alerts.watching import Firing, Line, Range, Table, watch
from app.core.period import Period

MONTHS: Final = 12


@dataclass(frozen=True)
class Fired:
    """One time that a rule would have fired."""

    line: Line
    month: Period
    last: Period
    firing: Firing
    figures: Mapping[str, Fraction | None]


@dataclass(frozen=True)
class BackTest:
    """What a rule would have said in the last months."""

    watch: Watch
    table: Table
    months: tuple[Period, ...]
    """Those it was tested on, the oldest first."""
    fired: tuple[Fired, ...]
    """The newest first."""
    unknown: tuple[int, ...]
    """For each month of how many it could say nothing."""
    ranges: Mapping[str, tuple[Range | None, ...]]
    """What was expected of these months by the own past, by the line's key."""

    @property
    def counts(self) -> tuple[int, ...]:
        """How often it would have fired in each month."""
        names = [one.month.name for one in self.fired]
        return tuple(names.count(one.name) for one in self.months)


def back_test(session: Session, asked: Watch, today: date, *, rule_id: str = "", months: int = MONTHS) -> BackTest:
    """When a rule would have fired in the last ``months`` that are over; with the steps of a rule that is kept."""
    table = read_table(session, asked, today)
    said = watch(table, asked, factors(session, rule_id) if rule_id else {})
    begin = max(len(table.months) - months, 0)
    fired = [
        Fired(
            table.lines[one.line], table.months[one.first], table.months[one.last], one,
            {name: None if value is None else Fraction(value)
             for name, value in figures_of(table.lines[one.line], one).items()},
        )
        for one in said.firings if one.first >= begin
    ]  # fmt: skip
    unknown = tuple(said.unknown(place) for place in range(begin, len(table.months)))
    ranges = {
        line.key: tuple(None if each is None else possible(line, each) for each in row[begin:])
        for line, row in zip(table.lines, said.ranges, strict=True)
    }
    return BackTest(asked, table, table.months[begin:], tuple(reversed(fired)), unknown, ranges)
