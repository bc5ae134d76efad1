"""Sums of packs over a view, and the way of the sums into day, month and list cells."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sqlalchemy import Connection, text

from app.core.calendars import NATURAL, Calendar
from app.core.connect import raw_of
from app.core.formula import parse
from app.core.period import day_of
from app.kpi.bulk import BIN_TABLES, BINS, DAY_BINS, Bulk
from app.kpi.frame import Column, Frame, Ints, compute, holds, to_sql
from app.kpi.measures import MIDDLE, PACKS, Pack, Slot
from app.kpi.model import DAY, MONTH, SLOTS
from app.kpi.units import reported

_VALUES: Final = tuple(f"v{slot}" for slot in range(1, SLOTS + 1))
_COLUMNS: Final = ("n", *_VALUES)
_DENSE: Final = 20_000_000
"""Keys up to here are counted in one array; beyond, they are sorted."""
_EXACT: Final = 2**53
"""Whole numbers below this are added up exactly by ``bincount``, which adds floats."""
_HELD: Final = 300_000
"""Sums collected before they are written: memory does not follow the number of facts."""
_WRITTEN: Final = 20_000
"""Rows that are Python objects at once."""
Tallied = tuple[Ints, Ints]
"""Keys (group, start, dealer, perhaps days taken, kind) and sums (n, v1 ...), one line each."""


class Sums:
    """Collects the sums of packs over one or more parts of the facts and adds them to the cells."""

    def __init__(
        self, connection: Connection, prefix: str, bulk: Bulk | None = None, *, calendar: Calendar = NATURAL
    ) -> None:
        """Sums go to ``<prefix>``, ``<prefix>_bin`` and ``<prefix>_bin_day``, where they are empty perhaps all at once.

        ``calendar`` says which month a day belongs to.
        """
        self._connection, self._prefix, self._bulk = connection, prefix, bulk
        self._starts = Starts(calendar)
        self._held = 0
        self._found: dict[tuple[int, int, bool], list[Tallied]] = {}
        self.touched: set[tuple[int, int]] | None = None
        """Packs and days, or first days of months, of which anything was added, for who wants to know."""

    def add(self, pack: Pack, frame: Frame, sign: int, *, whole: bool = True, by_group: bool = True) -> None:
        """Add one pack over its view; ``sign`` -1 takes away what no longer counts.

        ``whole`` and ``by_group`` say whether the rows may be summed over all product groups, and by each: orders come
        as a whole and, apart, by group.
        """
        counted = np.flatnonzero(holds(pack.condition, frame)[0])
        if len(counted) == 0:
            return
        part = {name: column.take(counted) for name, column in frame.items()}
        rows = _Rows(pack, part, sign, self._starts)
        for span, starts in ((DAY, rows.days), (MONTH, rows.months)):
            if whole:
                self._keep((pack.n, span, False), rows.cells(starts, rows.nothing))
            if by_group and (span == MONTH or pack.daily_groups):
                self._keep((pack.n, span, True), rows.cells(starts, rows.groups))
        if pack.bins:
            for groups in (rows.nothing,) * whole + (rows.groups,) * by_group:
                self._keep((pack.n, BINS, groups is rows.groups), rows.bins(groups, rows.months))
        if pack.daily_bins and whole:
            self._keep((pack.n, DAY_BINS, False), rows.bins(rows.nothing, rows.days))

    def _keep(self, key: tuple[int, int, bool], found: Tallied) -> None:
        if len(found[0]):
            self._found.setdefault(key, []).append(found)
            self._held += len(found[0])
            if self._held > _HELD:
                self._add_up()

    def keep(self) -> None:
        """Add everything to the tables; what sums to no fact disappears."""
        self._add_up()
        if self._bulk is not None:
            self._bulk.finish()
            return
        for name in (self._prefix, *(f"{self._prefix}{one}" for one in BIN_TABLES.values())):
            self._connection.execute(text(f"DELETE FROM {name} WHERE n = 0"))

    def _add_up(self) -> None:
        connection, prefix = self._connection, self._prefix
        self._held = 0
        for pack, span, by_group in sorted(self._found):
            keys, sums = _together(self._found.pop((pack, span, by_group)))
            rows = np.column_stack((keys, sums))
            if self.touched is not None:
                self.touched.update((pack, day) for day in np.unique(keys[:, 1]).tolist())
            if self._bulk is not None:
                self._bulk.add((pack, span, by_group), rows)
            elif span in BIN_TABLES:
                key = "pack, group_n, start, dealer_n, bin, kind"
                _write(connection, f"{prefix}{BIN_TABLES[span]}", key, (pack,), ("n",), rows)
            else:
                slots = ("n", *_VALUES[: sums.shape[1] - 1])
                _write(connection, prefix, "pack, span, group_n, start, dealer_n, kind", (pack, span), slots, rows)


class _Rows:
    """The rows of one pack that count, with their keys."""

    def __init__(self, pack: Pack, part: Frame, sign: int, starts: "Starts") -> None:
        self.days = compute(pack.day, part).values
        self.months = starts.of(self.days + MIDDLE if pack.monthly else self.days)
        if pack.monthly:  # a month that begins before the period that it is called by counts from that on
            self.days = np.maximum(self.days, self.months)
        self.dealers, self.groups = part["dealer_n"].values, part["g"].values
        self.nothing = np.zeros_like(self.days)
        self._weights = [_summed(slot, part) for slot in pack.slots]
        self._taken = compute(parse(pack.bins).root, part) if pack.bins else None
        kinds = part["kind"].values if pack.by_kind else self.nothing
        self._kind = int(kinds[0])
        self._kinds = () if (kinds == self._kind).all() else (kinds,)
        self._sign = sign

    def cells(self, starts: Ints, groups: Ints) -> Tallied:
        return self._tally((groups, starts, self.dealers), self._weights)

    def _tally(self, keys: tuple[Ints, ...], weights: Sequence[Ints]) -> Tallied:
        """The sums under these keys and the kind, which most often is the same in all rows."""
        found, sums = tally((*keys, *self._kinds), weights)
        if not self._kinds:
            found = np.column_stack((found, np.full(len(found), self._kind)))
        return found, sums * self._sign

    def bins(self, groups: Ints, starts: Ints) -> Tallied:
        assert self._taken is not None  # noqa: S101 - asked of packs with a histogram only
        known = np.flatnonzero(self._taken.known)
        return self._tally((groups[known], starts[known], self.dealers[known], self._taken.values[known]), [])


class Starts:
    """The first day of each day's month in a calendar."""

    def __init__(self, calendar: Calendar) -> None:
        """Calendar months are computed, others looked up day by day."""
        self._calendar = calendar
        self._known: dict[int, int] = {}

    def of(self, days: Ints) -> Ints:
        """Of many days."""
        if self._calendar == NATURAL:
            found: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
            return found
        single, places = np.unique(days, return_inverse=True)
        starts: Ints = np.array([self._start(one) for one in single.tolist()], np.int64)
        return starts[places]

    def _start(self, day: int) -> int:
        if day not in self._known:
            self._known[day] = self._calendar.period_of(day_of(day)).first_day
        return self._known[day]


def tally(keys: Sequence[Ints], weights: Sequence[Ints]) -> Tallied:
    """For each distinct key how many rows have it and their exact sums of each weight, in ascending order of keys."""
    lows = [int(one.min()) if len(one) else 0 for one in keys]
    sizes = [int(one.max()) - low + 1 if len(one) else 1 for one, low in zip(keys, lows, strict=True)]
    packed = np.zeros(len(keys[0]), dtype=np.int64)
    for one, low, size in zip(keys, lows, sizes, strict=True):
        packed = packed * size + (one - low)
    if np.prod(np.array(sizes, dtype=np.float64)) <= _DENSE and len(packed):
        found, sums = _dense(packed, weights)
    else:
        found, sums = _sorted(packed, weights)
    columns = []
    for low, size in zip(reversed(lows), reversed(sizes), strict=True):
        columns.append(found % size + low)
        found = found // size
    return np.column_stack(columns[::-1]), sums


def _dense(packed: Ints, weights: Sequence[Ints]) -> Tallied:
    counts = np.bincount(packed)
    found = np.flatnonzero(counts)
    sums = [counts[found]]
    for weight in weights:
        if (
            int(np.abs(weight).max(initial=0)) * len(weight) < _EXACT
            or int(np.abs(weight).astype(object).sum()) < _EXACT
        ):
            sums.append(np.bincount(packed, weights=weight)[found].astype(np.int64))
        else:
            exact = np.zeros(len(counts), dtype=np.int64)
            np.add.at(exact, packed, weight)
            sums.append(exact[found])
    return found.astype(np.int64), np.column_stack(sums)


def _sorted(packed: Ints, weights: Sequence[Ints]) -> Tallied:
    if not len(packed):
        return packed, np.zeros((0, len(weights) + 1), dtype=np.int64)
    order = np.argsort(packed, kind="stable")
    ordered = packed[order]
    starts = np.flatnonzero(np.concatenate((np.ones(1, dtype=np.bool_), ordered[1:] != ordered[:-1])))
    counts = np.diff(np.concatenate((starts, np.array([len(ordered)]))))
    return ordered[starts], np.column_stack([counts, *(np.add.reduceat(weight[order], starts) for weight in weights)])


def _together(parts: Sequence[Tallied]) -> Tallied:
    """The sums of several parts under each key once; the column that counts is summed like the others."""
    keys, sums = np.concatenate([one[0] for one in parts]), np.concatenate([one[1] for one in parts])
    if len(parts) > 1:
        order = np.lexsort(tuple(keys[:, at] for at in reversed(range(keys.shape[1]))))
        keys, sums = keys[order], sums[order]
        fresh = np.concatenate((np.ones(1, dtype=np.bool_), (keys[1:] != keys[:-1]).any(axis=1)))
        starts = np.flatnonzero(fresh)
        keys, sums = keys[starts], np.add.reduceat(sums, starts, axis=0)
    changed = (sums != 0).any(axis=1)
    return keys[changed], sums[changed]


def _summed(slot: Slot, frame: Frame) -> Ints:
    if slot.when:
        counted: Ints = holds(slot.node, frame)[0].astype(np.int64)
        return counted
    found: Column = compute(slot.node, frame)
    if slot.reported:
        return reported(found, frame["report_f"])
    return np.where(found.known, found.values, 0)


def _write(
    connection: Connection, table: str, key: str, fixed: tuple[int, ...], slots: Sequence[str], rows: Ints
) -> None:
    """Add rows, given in the order of the key, to a table of sums."""
    names = ", ".join((key, *slots))
    marks = ", ".join((*map(str, fixed), *["?"] * rows.shape[1]))
    added = ", ".join(f"{name} = {name} + excluded.{name}" for name in slots)
    raw = raw_of(connection)
    for first in range(0, len(rows), _WRITTEN):
        part = rows[first : first + _WRITTEN]
        raw.executemany(
            f"INSERT INTO {table}({names}) VALUES ({marks}) ON CONFLICT({key}) DO UPDATE SET {added}",
            zip(*(part[:, at].tolist() for at in range(part.shape[1])), strict=True),
        )


# ------------------------------------------------------------------------------------------ lists


def start_lists(connection: Connection) -> None:
    """An empty temporary table for the sums of lists."""
    values = ", ".join(f"{name} INT" for name in _COLUMNS)
    connection.execute(text("DROP TABLE IF EXISTS temp.acc_list"))
    connection.execute(
        text(f"CREATE TEMP TABLE acc_list(pack INT, as_of INT, list_key TEXT, dealer_n INT, g INT, {values})")
    )


def add_list(connection: Connection, pack: Pack, sign: int) -> None:
    """Add a pack of a list's rows over its view ``v_<view>``; lists are told apart by a text, so that SQL does it."""
    names = "".join(f", v{number}" for number in range(1, len(pack.slots) + 1))
    sums = f"{sign} * count(*)" + "".join(f", {sign} * sum(coalesce({slot.sql}, 0))" for slot in pack.slots)
    connection.execute(
        text(f"""
        INSERT INTO acc_list(pack, as_of, list_key, dealer_n, g, n{names})
        SELECT {pack.n}, as_of, list_key, dealer_n, g, {sums} FROM v_{pack.view} WHERE {to_sql(pack.condition)}
        GROUP BY as_of, list_key, dealer_n, g
    """)
    )


def keep_lists(connection: Connection, prefix: str) -> None:
    """Add the sums of lists to ``<prefix>_list``, by product group and (0) for all groups."""
    sums = ", ".join(f"sum({name})" for name in _COLUMNS)
    changed = " OR ".join(f"sum({name}) <> 0" for name in _COLUMNS)
    added = ", ".join(f"{name} = {name} + excluded.{name}" for name in _COLUMNS)
    for group in ("0", "g"):
        connection.execute(
            text(f"""
            INSERT INTO {prefix}_list(pack, as_of, list_key, dealer_n, group_n, {", ".join(_COLUMNS)})
            SELECT pack, as_of, list_key, dealer_n, {group}, {sums} FROM acc_list WHERE 1
            GROUP BY pack, as_of, list_key, dealer_n{", g" if group == "g" else ""} HAVING {changed}
            ON CONFLICT(pack, as_of, list_key, dealer_n, group_n) DO UPDATE SET {added}
        """)
        )
    connection.execute(text(f"DELETE FROM {prefix}_list WHERE n = 0"))


LISTS: Final = tuple(pack for pack in PACKS if pack.snapshot)
