"""When a rule fires over a table of months: the one function behind the back-test and the alerts. Pure.

What it says of a month follows from that month and those before it alone, so that running it month by month finds
what it finds over all of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from app.alerts.baseline import Verdicts, judge, ratio_spread
from app.alerts.calibration import Family, limits_for
from app.alerts.conditions import Answer, Baseline, Level, Month, Number, Part, Rule, answers
from app.alerts.events import events_of
from app.alerts.season import Floats
from app.alerts.spec import Watch, tuned
from app.core.period import Period

PLAIN: Final = Fraction(1)


Range = tuple[float, float, float]
"""Lowest, expected and highest of a month by the own baseline."""


@dataclass(frozen=True)
class Line:
    """One region, dealer or product group with its months."""

    key: str
    """Its code, empty for the total."""
    name: str
    months: tuple[Month, ...]
    party_id: str = ""


@dataclass(frozen=True)
class Table:
    """A KPI by months without a gap, the oldest first."""

    months: tuple[Period, ...]
    lines: tuple[Line, ...]
    family: Family
    until: Period | None = None
    """The newest month that the files cover to its end; what lies behind it is unknown."""


@dataclass(frozen=True)
class Firing:
    """One event: begins with the first month that meets all conditions, and lasts until one is known not to."""

    line: int
    first: int
    """The place of its month among the months; likewise that of the newest one that is so."""
    last: int
    lasting: bool
    side: int
    """1 above or up, -1 below or down."""
    kind: str = ""
    range: Range | None = None
    """Of the first month, where it could be judged."""


@dataclass(frozen=True)
class Watched:
    """What a rule says of every month of every line."""

    answers: tuple[tuple[Answer, ...], ...]
    firings: tuple[Firing, ...]
    """By month, then by line."""
    ranges: tuple[tuple[Range | None, ...], ...]
    """What was expected of every month of every line; None where it could not be judged."""

    def unknown(self, place: int) -> int:
        """Of how many lines a month is unknown: no breach, and not fine."""
        return sum(line[place] is Answer.UNKNOWN for line in self.answers)


def watch(table: Table, asked: Watch, factors: Mapping[str, Fraction] | None = None) -> Watched:
    """When a rule fires; ``factors`` by key say by how much its thresholds are wider there ("not useful")."""
    factors = factors or {}
    groups: dict[Fraction, list[int]] = defaultdict(list)
    for place, line in enumerate(table.lines):
        groups[factors.get(line.key, PLAIN)].append(place)
    said: dict[int, tuple[Answer, ...]] = {}
    ranges: dict[int, tuple[Range | None, ...]] = {}
    fired: list[Firing] = []
    for factor, places in groups.items():
        judged = _judged(table, asked, [table.lines[one] for one in places], factor)
        kinds = _kinds(judged) if asked.asks_baseline else {}
        for row, place in enumerate(places):
            months = _with_baseline(table.lines[place].months, judged, row)
            rule = tuned(asked.rule, factor)
            own = answers(rule, months)
            said[place] = tuple(own)
            ranges[place] = tuple(_range(judged, row, at) for at in range(len(months)))
            fired += [
                replace(one, kind=_kind(kinds, row, one, rule.months), range=ranges[place][one.first])
                for one in _events(own, months, rule, judged, row, place)
            ]
    return Watched(
        tuple(said[place] for place in range(len(table.lines))),
        tuple(sorted(fired, key=lambda one: (one.first, table.lines[one.line].key))),
        tuple(ranges[place] for place in range(len(table.lines))),
    )


@dataclass(frozen=True)
class _Judged:
    values: Floats
    found: Verdicts


def _judged(table: Table, asked: Watch, lines: Sequence[Line], factor: Fraction) -> _Judged:
    """Every line by its own baseline, also where the rule does not ask it: the expected range goes with an alert."""
    values = np.array([[_float(one.value) for one in line.months] for line in lines], dtype=np.float64)
    values = values.reshape(len(lines), len(table.months))
    least = None
    if any(one.ratio for line in lines for one in line.months):
        counts = np.array([[_float(one.count) for one in line.months] for line in lines]).reshape(values.shape)
        least = ratio_spread(values * counts, counts)
    limits = limits_for(table.family, asked.budget).scaled(float(factor))
    found = judge(
        values, table.months, limits, by_working_day=table.family.by_working_day, least_spread=least
    )  # fmt: skip
    return _Judged(values, found)


def _with_baseline(months: Sequence[Month], judged: _Judged, row: int) -> list[Month]:
    found = judged.found
    return [
        replace(one, unusual=int(found.side[row, at])) if found.judged[row, at] else one
        for at, one in enumerate(months)
    ]


def _events(
    own: Sequence[Answer], months: Sequence[Month], rule: Rule, judged: _Judged, row: int, line: int
) -> list[Firing]:
    """Months that alarm, together where none between them is known to be fine; another side is another event."""
    found: list[Firing] = []
    going = False
    baseline = any(isinstance(one, Baseline) for one in rule.parts)
    for at, answer in enumerate(own):
        if answer is Answer.NO:
            going = False
        elif answer is Answer.YES:
            side = _side(rule.parts, months[at])
            if going and found[-1].side == side:
                found[-1] = replace(found[-1], last=at)
            else:
                found.append(Firing(line, at, at, lasting=False, side=side))
            going = not (baseline and judged.found.moved[row, at])
    return [replace(one, lasting=going and one is found[-1]) for one in found]


def _side(parts: Sequence[Part], month: Month) -> int:
    """Which way a month that alarms lies: as the conditions ask, else as the own baseline or the change says."""
    for one in parts:
        if isinstance(one, Level) or getattr(one, "side", "either") != "either":
            return 1 if getattr(one, "side", "") == "above" else -1
    if month.unusual and any(isinstance(one, Baseline) for one in parts):
        return month.unusual
    now, _ = month.compared
    return 1 if (now or 0) >= (month.before or 0) else -1


def _kinds(judged: _Judged) -> dict[tuple[int, int], str]:
    """What the own baseline's events are, by line and each month of them."""
    return {
        (one.series, month): one.kind
        for one in events_of(judged.values, judged.found)
        for month in range(one.first, one.last + 1)
    }


def _kind(kinds: Mapping[tuple[int, int], str], row: int, one: Firing, months: int) -> str:
    return next((kinds[row, at] for at in range(one.first - months + 1, one.first + 1) if (row, at) in kinds), "")


def _range(judged: _Judged, row: int, at: int) -> Range | None:
    found = judged.found
    if not found.judged[row, at]:
        return None
    return float(found.low[row, at]), float(found.expected[row, at]), float(found.high[row, at])


def _float(value: Number | None) -> float:
    return float("nan") if value is None else float(value)
