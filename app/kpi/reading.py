"""Reads measures from the cells for each asked key; additive, list, window and distinct ones each in their own way."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.calendar import ordinary_days
from app.core.connect import raw_of
from app.core.errors import UserError
from app.core.period import day_of
from app.kpi.atoms import Atom
from app.kpi.by_day import bin_days, group_days, groups_of
from app.kpi.coverage import reports
from app.kpi.kept import Kept, Months, Span, once, read_days
from app.kpi.measures import MIDDLE
from app.kpi.scope import EVER, NOTHING_TO_COMPARE, Bucket, Key, Scope, Values, growing, runs
from app.kpi.targeted import targeted, working_days

LIST_AGE_DAYS: Final = 35
"""A list older than this at the period's end says nothing any more."""
WINDOW_DAYS: Final = 90

Memory = dict[tuple[Any, ...], Any]
"""What several looks at one state of the file read, each statement once; it must not outlive that state."""
_AT_ONCE: Final = 100
"""Parts of one statement; SQLite takes 500."""
_SPAN: Final = re.compile(r":(number|first|last)\b")


@dataclass
class Reader:
    """Reads atoms for one scope; what several KPIs share is read once."""

    session: Session
    scope: Scope
    memory: Memory = field(default_factory=dict)
    kept: Kept | None = None
    """Month cells in memory, for who looks often."""
    read: dict[tuple[Any, ...], dict[str, Values]] = field(default_factory=dict)
    by_month: "tuple[list[tuple[int, Bucket]], Reader] | None" = None
    """What reads the same month by month, once something is held against targets."""

    def values(self, atom: Atom) -> Values:
        """The atom's whole number for each key that has facts; other keys have none."""
        ways: dict[str, Callable[[Atom], Values]] = {
            "percentile": self._percentiles, "matched": self._matched, "before": self._matched, "dealers": self._buying,
            "calendar": partial(working_days, self), "targeted": partial(targeted, self),
        }  # fmt: skip
        if atom.mode in ways:
            return ways[atom.mode](atom)
        if atom.mode == "reports":
            return self._reports()[atom.name]
        if atom.mode in {"sum", "to_date"} and (table := self._table(atom)) is not None:
            return self._from_table(atom, table)
        return self._pack(atom)[atom.measure.column]

    def covered(self, atom: Atom) -> set[int]:
        """The buckets in which any list is in force, so that a dealer without a row on it has nothing."""
        days = self._list_days(atom.measure.pack.n)
        found = set()
        for number, bucket in enumerate(self.scope.buckets):
            until = bisect_right(days, bucket.last)
            if until and days[until - 1] >= bucket.last - LIST_AGE_DAYS:
                found.add(number)
        return found

    def _list_days(self, pack: int) -> list[int]:
        """The days of a pack's lists, in their order; each is looked up behind the one before, not list by list."""
        return [
            day
            for (day,) in self.run(
                """
                WITH RECURSIVE days(day) AS (
                    SELECT min(as_of) FROM cell_list WHERE pack = :pack
                    UNION ALL
                    SELECT (SELECT min(as_of) FROM cell_list WHERE pack = :pack AND as_of > day) FROM days
                    WHERE day IS NOT NULL
                ) SELECT day FROM days WHERE day IS NOT NULL ORDER BY day
                """,
                pack=pack,
            )
        ]

    # ------------------------------------------------------------------------------------------ one query a pack

    def _pack(self, atom: Atom) -> dict[str, Values]:
        alone = atom.mode in {"window", "ordinary"}  # many single days: of these no more is summed than is asked
        key = (atom.mode, atom.measure.pack.n, atom.own, atom.measure.column if alone else "")
        if key not in self.read:
            slots = range(1, len(atom.measure.pack.slots) + 1)
            columns = (atom.measure.column,) if alone else ("n", *(f"v{number}" for number in slots))
            found: dict[str, Values] = {column: {} for column in columns}
            for row in self._rows(atom, columns):
                at: Key = (row[0], self.scope.where(row[1]), row[2])
                for column, value in zip(columns, row[3:], strict=True):
                    found[column][at] = found[column].get(at, 0) + (value or 0)
            self.read[key] = found
        return self.read[key]

    def _rows(self, atom: Atom, columns: tuple[str, ...]) -> Iterator[Sequence[Any]]:
        buckets = self.scope.buckets
        pack = atom.measure.pack.n
        if atom.mode == "list":
            spans = [(number, one.last - LIST_AGE_DAYS, one.last) for number, one in enumerate(buckets)]
            yield from self._joined(self._list(atom, columns), spans, pack)
            return
        if atom.mode == "sum" and not atom.measure.pack.ahead and (months := self._months):
            sql = self._sums(atom, 1, columns, start="c.start")
            for row in self.run(sql, pack=pack, first=min(months), last=max(months)):
                yield (months[row[0]], *row[1:])
            return
        for span, wanted in self._parts(atom).items():
            if span == 0 and self.scope.by_group:
                yield from self._group_days(atom, columns, wanted)
            elif self._overlap(wanted):
                yield from self._shared(self._sums(atom, span, columns, start="c.start"), wanted, pack)
            else:
                yield from self._joined(self._sums(atom, span, columns), wanted, pack)

    def _days(self, atom: Atom, columns: tuple[str, ...], spans: Sequence[Span]) -> Iterator[Sequence[Any]]:
        return self._joined(self._sums(atom, 0, columns), spans, atom.measure.pack.n)

    def _group_days(self, atom: Atom, columns: tuple[str, ...], spans: Sequence[Span]) -> Iterator[Sequence[Any]]:
        """Single days by product group, which are kept for some measures only."""
        pack = atom.measure.pack
        if pack.daily_groups:
            return self._days(atom, columns, spans)
        return group_days(self, pack, columns, spans)

    def _parts(self, atom: Atom) -> dict[int, list[Span]]:
        """What is read of days (0) and of months (1)."""
        parts: dict[int, list[Span]] = {}
        for number, bucket in enumerate(self.scope.buckets):
            for span, first, last in self._spans(atom, bucket):
                parts.setdefault(span, []).append((number, first, last))
        return parts

    def _from_table(self, atom: Atom, table: Months) -> Values:
        """The sums of whole months in memory, and of single days beside them."""
        key = (atom.mode, atom.measure.pack.n, atom.measure.column)
        if key not in self.read:
            parts, column = self._parts(atom), atom.measure.column
            found: Values = {
                (number, place, None): value for number, place, value in table.sums(parts.get(1, ()), self.scope)
            }
            if 0 in parts:
                read = self._group_days if self.scope.by_group else self._days
                for number, place, _, value in read(atom, (column,), parts[0]):
                    at: Key = (number, self.scope.where(place), None)
                    found[at] = found.get(at, 0) + (value or 0)
            self.read[key] = {column: found}
        return self.read[key][atom.measure.column]

    def _table(self, atom: Atom) -> Months | None:
        """The month cells in memory, where that is how they are read."""
        if self.kept is None or self.scope.groups:
            return None
        return self.kept.months(
            self.session, atom.measure.pack.n, self.scope.group_n or 0, atom.measure.column, self.scope.counted
        )

    def _overlap(self, spans: Sequence[tuple[int, int, int]]) -> bool:
        """Whether the spans of one total have so many days in common that each is better read once."""
        if self.scope.place or self.scope.groups:
            return False
        reach = max(last for _, _, last in spans) - min(first for _, first, _ in spans) + 1
        return sum(last - first + 1 for _, first, last in spans) > reach

    def _shared(self, sql: str, spans: Sequence[tuple[int, int, int]], pack: int) -> Iterator[Sequence[Any]]:
        """The sums of several spans out of one reading by start."""
        first, last = min(first for _, first, _ in spans), max(last for _, _, last in spans)
        rows = self.run(sql, pack=pack, first=first, last=last)
        starts = [row[0] for row in rows]
        for number, low, high in spans:
            part = rows[bisect_left(starts, low) : bisect_right(starts, high)]
            if part:
                columns = list(zip(*part, strict=True))[3:]
                yield (number, None, None, *(sum(value or 0 for value in column) for column in columns))

    def _joined(self, sql: str, spans: Sequence[tuple[int, int, int]], pack: int) -> Iterator[Sequence[Any]]:
        """The rows of one SELECT for several (number, first, last): one statement with a part for each of them."""
        for at in range(0, len(spans), _AT_ONCE):
            parts, values = [], {"pack": pack}
            for place, (number, first, last) in enumerate(spans[at : at + _AT_ONCE]):
                own = _SPAN.sub(rf":\1_{place}", sql)
                parts.append(f"SELECT * FROM ({own})")
                values |= {f"number_{place}": number, f"first_{place}": first, f"last_{place}": last}
            yield from self.run(" UNION ALL ".join(parts), **values)

    @property
    def _months(self) -> dict[int, int]:
        """The number of each bucket by its first day where all buckets are single months, which one query reads."""
        buckets = self.scope.buckets
        months = len(buckets) > 1 and all(one.whole_months and self._is_month(one) for one in buckets)
        found = {one.first: number for number, one in enumerate(buckets)} if months else {}
        return found if len(found) == len(buckets) else {}

    def _is_month(self, bucket: Bucket) -> bool:
        return self.scope.calendar.period_of(day_of(bucket.first)).last_day >= bucket.last

    def _spans(self, atom: Atom, bucket: Bucket) -> list[tuple[int, int, int]]:
        """The runs of day (0) or month (1) cells that make up what the atom asks of a bucket."""
        if atom.mode == "window":
            return [(0, bucket.last - WINDOW_DAYS + 1, bucket.last)]
        if atom.mode == "ordinary":
            return [(0, first, last) for first, last in ordinary_days(bucket.last, WINDOW_DAYS)]
        cut = (atom.measure.pack.ahead or atom.mode == "to_date") and bucket.cut
        first, last, middle = EVER if atom.mode == "to_date" else bucket.first, bucket.last, 0
        if atom.measure.pack.monthly and bucket.asked is not None:  # months to come too: the whole period has an aim
            last, middle = bucket.asked[0].last_day, MIDDLE
        if bucket.whole_months and not cut:
            return [(1, first, last)]
        return runs(first - middle, last - middle, self.scope.calendar)

    def _sums(self, atom: Atom, span: int, columns: tuple[str, ...], *, start: str = ":number") -> str:
        summed = ", ".join(f"sum(c.{column})" for column in columns)
        grouped = [name for name in (start, self._place, self._group) if name not in {":number", "NULL"}]
        of_groups = (
            groups_of(self, atom.measure.pack.n, span) if self.scope.groups and self.scope.group_n is None else ""
        )
        return f"""
            SELECT {start}, {self._place}, {self._group}, {summed} FROM cell c
            WHERE c.pack = :pack AND c.span = {span:d} AND {self._group_condition(of_groups)}
              AND c.start BETWEEN :first AND :last AND c.{self.scope.counted}
            {f"GROUP BY {', '.join(grouped)}" if grouped else "HAVING count(*) > 0"}
            {"ORDER BY 1" if start == "c.start" else ""}
        """

    def _list(self, atom: Atom, columns: tuple[str, ...]) -> str:
        summed = ", ".join(f"sum(c.{column})" for column in columns)
        grouped = [name for name in (self._place, self._group) if name != "NULL"]
        return f"""
            WITH latest AS MATERIALIZED (
                SELECT list_key, max(as_of) AS as_of FROM cell_list
                WHERE pack = :pack AND as_of BETWEEN :first AND :last AND group_n = 0 GROUP BY list_key
            )
            SELECT :number, {self._place}, {self._group}, {summed}
            FROM latest CROSS JOIN cell_list c
              ON c.pack = :pack AND c.as_of = latest.as_of AND c.list_key = latest.list_key
            WHERE {self._group_condition()} AND {"c.dealer_n = 0" if atom.own else "c.dealer_n > 0"}
            {f"GROUP BY {', '.join(grouped)}" if grouped else "HAVING count(*) > 0"}
        """

    @property
    def _place(self) -> str:
        """Regions are made of dealers here: a join with their map would cost more than the sums."""
        return "c.dealer_n" if self.scope.place else "NULL"

    @property
    def _group(self) -> str:
        return "c.group_n" if self.scope.groups else "NULL"

    def _group_condition(self, of_groups: str = "") -> str:
        """Of which groups and dealers; their numbers are whole numbers of ours, so that they may stand in the text."""
        chosen = self.scope.chosen
        dealers = "" if chosen is None else f" AND c.dealer_n IN ({', '.join(map(str, sorted(chosen)))})"
        if self.scope.group_n is not None:
            return f"c.group_n = {self.scope.group_n:d}{dealers}"
        if of_groups:
            return f"c.group_n IN ({of_groups}){dealers}"
        return ("c.group_n > 0" if self.scope.groups else "c.group_n = 0") + dealers

    def run(self, sql: str, **values: Any) -> Sequence[Any]:
        """The rows of a SELECT, read once for all figures of this state."""
        key = (sql, *values.values())
        if key not in self.memory:
            self.memory[key] = raw_of(self.session.connection()).execute(sql, values).fetchall()
        found: Sequence[Any] = self.memory[key]
        return found

    # ------------------------------------------------------------------------------------------ by dealer, then up

    def _per_dealer(self, atom: Atom, buckets: tuple[Bucket, ...]) -> Values:
        scope = replace(self.scope, buckets=buckets, place="dealer")
        plain = Atom(atom.measure.id, "sum", atom.measure)
        return Reader(self.session, scope, self.memory, self.kept).values(plain)

    def up(self, key: Key) -> Key:
        """The asked key that a dealer's key belongs to."""
        number, dealer, group = key
        return number, self.scope.where(dealer) if self.scope.place and isinstance(dealer, int) else None, group

    def _matched(self, atom: Atom) -> Values:
        """Both periods' sums over the dealers that have some in both."""
        key = ("matched", atom.measure.pack.n, atom.measure.column)
        if key not in self.read:
            twins = [bucket.twin for bucket in self.scope.buckets]
            if any(one is None for one in twins):
                raise UserError(NOTHING_TO_COMPARE)
            now = self._per_dealer(atom, tuple(one[0] for one in twins if one is not None))
            before = self._per_dealer(atom, tuple(one[1] for one in twins if one is not None))
            found: dict[str, Values] = {"matched": {}, "before": {}}
            for at in growing(now, before, alone=self.scope.alone):
                for name, values in (("matched", now), ("before", before)):
                    up = self.up(at)
                    found[name][up] = found[name].get(up, 0) + values.get(at, 0)
            self.read[key] = found
        return self.read[key][atom.mode]

    def _buying(self, atom: Atom) -> Values:
        """Distinct dealers whose sum over the whole bucket is above zero."""
        found: Values = {}
        months = all(bucket.whole_months for bucket in self.scope.buckets)
        if months and (table := self._table(atom)) is not None:
            spans = [(number, bucket.first, bucket.last) for number, bucket in enumerate(self.scope.buckets)]
            return {(at[0], at[1], None): at[2] for at in table.buyers(spans, self.scope)}
        for at, value in self._per_dealer(atom, self.scope.buckets).items():
            up = self.up(at)
            found[up] = found.get(up, 0) + (value > 0)
        return found

    def _percentiles(self, atom: Atom) -> Values:
        """Nearest rank: the smallest number of days within which at least so many percent lie."""
        if self.kept is not None and not self.scope.place and not self.scope.groups:
            return self._percentiles_together(atom, self.kept)
        return {key: percentile(sorted(pairs), atom.percent) for key, pairs in self.bins(atom).items()}

    def bins(self, atom: Atom) -> dict[Key, list[tuple[int, int]]]:
        """For each key with facts pairs of whole days and how many facts took them."""
        grouped = "".join(f", {name}" for name in (self._place, self._group) if name != "NULL")
        bins: dict[Key, list[tuple[int, int]]] = {}
        months, days = self._months_and_days
        sql = f"""
            SELECT :number, {self._place}, {self._group}, c.bin, sum(c.n) FROM cell_bin c
            WHERE c.pack = :pack AND {self._group_condition()} AND c.start BETWEEN :first AND :last
            GROUP BY c.bin{grouped}
        """
        pack = atom.measure.pack
        for number, place, group, taken, count in chain(self._joined(sql, months, pack.n), bin_days(self, pack, days)):
            bins.setdefault((number, self.scope.where(place), group), []).append((taken, count))
        return bins

    @property
    def _months_and_days(self) -> tuple[list[Span], list[Span]]:
        """The whole months and the single days that the buckets are made of."""
        parts: tuple[list[Span], list[Span]] = ([], [])
        for number, bucket in enumerate(self.scope.buckets):
            days = runs(bucket.first, bucket.last, self.scope.calendar)
            for span, first, last in [(1, bucket.first, bucket.last)] if bucket.whole_months else days:
                parts[1 - span].append((number, first, last))
        return parts

    def _percentiles_together(self, atom: Atom, kept: Kept) -> Values:
        """Percentiles over all chosen dealers: the days of each month are read once for all spans."""
        pack, group_n = atom.measure.pack.n, self.scope.group_n or 0
        days = kept.days(self.session, pack, group_n)
        spans, single = self._months_and_days
        if self.scope.chosen is not None:
            starts = ", ".join(str(one) for one in days if any(first <= one <= last for _, first, last in spans))
            dealers = ", ".join(map(str, sorted(self.scope.chosen)))
            who = f"AND c.start IN ({starts}) AND c.dealer_n IN ({dealers})"  # each pair is found in the key at once
            days = read_days(self.session, pack, group_n, who)
        bins: dict[int, Counter[int]] = {}
        for number, first, last in spans:
            for start in days:
                if first <= start <= last:
                    bins.setdefault(number, Counter()).update(dict(days[start]))
        for number, _, _, taken, count in bin_days(self, atom.measure.pack, single):
            bins.setdefault(number, Counter())[taken] += count
        return {(number, None, None): percentile(sorted(one.items()), atom.percent) for number, one in bins.items()}

    def _reports(self) -> dict[str, Values]:
        """Dealer-months in which a dealer owes its lists, and those for which all came."""
        key = ("reports",)
        if key not in self.read:
            found: dict[str, Values] = {"owed_reports": {}, "received_reports": {}}
            scope, keep = self.scope, lambda key, make: once(self.kept, self.memory, key, make)
            for number, bucket in enumerate(scope.buckets):
                came = reports(self.session, bucket.first, bucket.last, scope.ended, keep)
                for dealer, (owed, received) in came.items():
                    if scope.chosen is None or dealer in scope.chosen:
                        up = self.up((number, dealer, None))
                        found["owed_reports"][up] = found["owed_reports"].get(up, 0) + owed
                        found["received_reports"][up] = found["received_reports"].get(up, 0) + received
            self.read[key] = found
        return self.read[key]


def percentile(bins: list[tuple[int, int]], percent: int) -> int:
    """The nearest-rank percentile of (value, count) pairs in ascending order; ValueError without any."""
    total = sum(count for _, count in bins)
    if total <= 0:
        raise ValueError("a percentile of nothing")
    passed = 0
    for value, count in bins:
        passed += count
        if passed * 100 >= total * percent:
            return value
    return bins[-1][0]
