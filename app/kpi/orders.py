"""Orders out of their lines: what holds for an order holds for every line, else it fails or is unknown."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from app.kpi.frame import Column, Flags, Frame, Ints
from app.kpi.views import REVIEW_LIMIT_DAYS

_FAR: Final = np.int64(2**62)
_DAY: Final = 1441
"""Moments are 1441 x day + minute + 1; 0 in place of the minute is a day without one."""


def order_frame(lines: Frame, *, by_group: bool) -> dict[str, Column]:
    """Whole orders (product group 0), or by themselves their parts of each group; lines come sorted by order."""
    key = lines["o"].values
    if by_group:
        key = (key << 20) | lines["g"].values
        index = np.argsort(key, kind="stable")
        lines, key = {name: column.take(index) for name, column in lines.items()}, key[index]
    if len(key) == 0:
        return {name: Column(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)) for name in _NAMES}
    return _Orders(lines, key).frame(by_group=by_group)


_NAMES: Final = (
    "dealer_n", "g", "ordered", "shipped", "delivered", "guessed", "on_time", "in_full", "otif", "perfect", "ship_days",
    "cycle_days", "review_due", "reviewed", "in_time", "corrected",
)  # fmt: skip


class _Orders:
    def __init__(self, lines: Frame, key: Ints) -> None:
        self._lines = lines
        self._starts = np.flatnonzero(np.concatenate((np.ones(1, dtype=np.bool_), key[1:] != key[:-1])))
        self._sizes = np.diff(np.concatenate((self._starts, np.array([len(key)]))))

    def frame(self, *, by_group: bool) -> dict[str, Column]:
        delivered, promised = self._lines["delivered"], self._lines["promised"]
        punctual = Column((delivered.values <= promised.values).astype(np.int64), delivered.known & promised.known)
        parts = {
            "on_time": self._every(punctual),
            "in_full": self._every(self._lines["in_full"]),
            "documents": self._every(self._lines["documents"]),
            "condition": self._every(self._lines["condition"]),
        }
        ordered, shipped, last = self._least("ordered"), self._whole("shipped"), self._whole("delivered")
        groups = self._lines["g"].take(self._starts)
        found = {
            "dealer_n": self._least("dealer_n"),
            "g": groups if by_group else Column(np.zeros_like(groups.values), groups.known),
            "ordered": ordered,
            "shipped": shipped,
            "delivered": last,
            "guessed": self._greatest("guessed"),
            "on_time": parts["on_time"],
            "in_full": parts["in_full"],
            "otif": _all_of({name: parts[name] for name in ("on_time", "in_full")}),
            "perfect": _all_of(parts),
            "ship_days": _span(ordered, shipped, self._complete("ship_days")),
            "cycle_days": _span(ordered, last, self._complete("cycle_days")),
        }
        return found | _reviews(ordered, *map(self._moment, ("received", "reviewed", "corrected")))

    def _complete(self, name: str) -> Flags:
        known: Flags = np.add.reduceat(self._lines[name].known.astype(np.int64), self._starts) == self._sizes
        return known

    def _least(self, name: str) -> Column:
        one = self._lines[name]
        least = np.minimum.reduceat(np.where(one.known, one.values, _FAR), self._starts)
        return Column(np.where(least == _FAR, 0, least), least != _FAR)

    def _greatest(self, name: str) -> Column:
        one = self._lines[name]
        most = np.maximum.reduceat(np.where(one.known, one.values, -_FAR), self._starts)
        return Column(np.where(most == -_FAR, 0, most), most != -_FAR)

    def _whole(self, name: str) -> Column:
        """The last day, once every line has one."""
        return Column(self._greatest(name).values, self._complete(name))

    def _moment(self, name: str) -> Column:
        return self._least(name) if name == "received" else self._greatest(name)

    def _every(self, one: Column) -> Column:
        """1 if true of every line, 0 if false of any, else unknown."""
        wrong = np.add.reduceat((one.known & (one.values == 0)).astype(np.int64), self._starts) > 0
        complete = np.add.reduceat(one.known.astype(np.int64), self._starts) == self._sizes
        return Column((~wrong).astype(np.int64), wrong | complete)


def _all_of(parts: Mapping[str, Column]) -> Column:
    """1 if every part is right, 0 if any is wrong; unknown where a part is, lest only failures were ever counted."""
    right = np.logical_and.reduce([one.values != 0 for one in parts.values()])
    known = np.logical_and.reduce([one.known for one in parts.values()])
    return Column(right.astype(np.int64), known)


def _span(first: Column, last: Column, known: Flags) -> Column:
    return Column(last.values - first.values, known & first.known & last.known)


def _reviews(ordered: Column, received: Column, reviewed: Column, corrected: Column) -> dict[str, Column]:
    """In time by the minute where both are known, else by the day; a review without a receipt counts from the order."""
    start = np.where(received.known, received.values, ordered.values * _DAY)
    started = received.known | (reviewed.known & ordered.known)
    dayless = (start % _DAY == 0) | (reviewed.values % _DAY == 0)
    by_day = reviewed.values // _DAY <= start // _DAY + REVIEW_LIMIT_DAYS
    by_minute = reviewed.values <= start + REVIEW_LIMIT_DAYS * _DAY
    in_time = started & reviewed.known & np.where(dayless, by_day, by_minute)
    same_day = corrected.values // _DAY == reviewed.values // _DAY
    minuteless = (corrected.values % _DAY == 0) | (reviewed.values % _DAY == 0)
    after = (corrected.values > reviewed.values) | (same_day & minuteless)
    always = np.ones_like(started)
    return {
        "review_due": Column(start // _DAY + REVIEW_LIMIT_DAYS, started),
        "reviewed": Column(reviewed.values // _DAY, reviewed.known),
        "in_time": Column(in_time.astype(np.int64), always),
        "corrected": Column((corrected.known & reviewed.known & after).astype(np.int64), always),
    }
