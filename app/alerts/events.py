"""One warning an event: it begins with the first month that alarms and lasts until one is back inside the range."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from app.alerts.baseline import BY_STEP, WINDOW, Verdicts
from app.alerts.season import Floats

EventKind = Literal["new", "spike", "shift", "drift"]
_KINDS: Final[tuple[EventKind, ...]] = ("new", "shift", "drift")
"""What the statistic that warned says of itself; a single month is new until two more have told spike from shift."""


@dataclass(frozen=True)
class Event:
    """What one warning tells; months are places in the judged months, amounts in the KPI's unit."""

    series: int
    first: int
    """The month of the warning: the only one that warns."""
    last: int
    """The newest month of it that is out of range."""
    open: bool
    """Whether no month has been back inside since, and no new level was taken for granted."""
    kind: EventKind
    side: int
    """1 above, -1 below what was expected."""
    size: float
    """Value less expected, where it is largest."""
    expected: float
    low: float
    high: float
    """Of the month of the warning."""
    score: float
    """The largest over the limit."""


def events_of(values: Floats, found: Verdicts, until: int | None = None) -> list[Event]:
    """The events of all series, as they are known when month ``until`` (the last if None) is the newest.

    ``values`` (series, months) as they were judged. By series, then by month.
    """
    end = values.shape[1] if until is None else until + 1
    events: list[Event] = []
    for series in np.flatnonzero(found.alarm[:, :end].any(axis=1)):
        events += _of_series(values, found, int(series), end)
    return events


def warnings_of(found: Verdicts) -> list[tuple[int, int]]:
    """Series and month of each warning, one an event: what a replay of these months says and when."""
    count = found.alarm.shape[1]
    rows = np.flatnonzero(found.alarm.any(axis=1))
    return [(int(row), months[0]) for row in rows for months in _spans(found, int(row), count)]


def _spans(found: Verdicts, series: int, end: int) -> list[list[int]]:
    """The months out of range, together where no judged month inside lies between them."""
    spans: list[list[int]] = []
    going = False
    for place in np.flatnonzero(found.judged[series, :end]):
        month = int(place)
        if not found.alarm[series, month]:
            going = False
            continue
        if going and found.side[series, month] == found.side[series, spans[-1][0]]:
            spans[-1].append(month)
        else:
            spans.append([month])
        going = not found.moved[series, month]
    return spans


def _of_series(values: Floats, found: Verdicts, series: int, end: int) -> list[Event]:
    errors = values[series] - found.expected[series]
    made = []
    for months in _spans(found, series, end):
        first, last = months[0], months[-1]
        inside = bool((found.judged[series, last + 1 : end] & ~found.alarm[series, last + 1 : end]).any())
        turned = bool(found.alarm[series, last + 1 : end].any())
        made.append(
            Event(
                series=series,
                first=first,
                last=last,
                open=not (inside or turned or found.moved[series, last]),
                kind=_kind(found, series, months, over=inside or turned),
                side=int(found.side[series, first]),
                size=float(max((errors[month] for month in months), key=abs)),
                expected=float(found.expected[series, first]),
                low=float(found.low[series, first]),
                high=float(found.high[series, first]),
                score=float(found.score[series, months].max()),
            )
        )
    return made


def _kind(found: Verdicts, series: int, months: list[int], *, over: bool) -> EventKind:
    """What warned says it; a month by itself is a spike if it is over within two months, a shift if it is not."""
    cause = int(found.cause[series, months[0]])
    if cause != BY_STEP:
        return _KINDS[cause]
    if len(months) >= WINDOW:
        return "shift"
    return "spike" if over else "new"
