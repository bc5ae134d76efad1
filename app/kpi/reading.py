"""Reads measures from the cells for each asked key; additive, list, window and distinct ones each in their own way."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.calendar import ordinary_days
from app.core.errors import UserError
from app.core.period import Period, year_before
from app.kpi.atoms import Atom
from app.kpi.people import Dealer

LIST_AGE_DAYS: Final = 35
"""A list older than this at the period's end says nothing any more."""
_WINDOW_DAYS: Final = 90
_LONGEST_MONTH: Final = 31

Key = tuple[int, int | str | None, int | None]
"""Number of the bucket, dealer or region (None: all), product group (None: all)."""
Values = dict[Key, int]
Memory = dict[tuple[Any, ...], Any]
"""What several looks at one state of the file read, each statement once; it must not outlive that state."""
_AT_ONCE: Final = 100
"""Parts of one statement; SQLite takes 500."""
_statement: Final = lru_cache(maxsize=500)(text)
"""A statement's text looked through for its parameters once."""
_SPAN: Final = re.compile(r":(number|first|last)\b")


@dataclass(frozen=True)
class Bucket:
    """One span of days for which figures are asked."""

    name: str
    first: int
    last: int
    whole_months: bool
    cut: bool = False
    """Whether the period goes on after ``last``, which is today."""
    before: "Bucket | None" = None

    @classmethod
    def of(cls, period: Period, *, today: int | None = None) -> "Bucket":
        """The bucket of a period, ended by today where today lies within; its twin a year before beside it."""
        own = cls._plain(period, today)
        if own.whole_months:
            twin = cls._plain(year_before(period), None)
            return cls(own.name, own.first, own.last, own.whole_months, own.cut, twin)
        return own

    @classmethod
    def _plain(cls, period: Period, today: int | None) -> "Bucket":
        last = period.last_day
        if today is not None and period.first_day <= today < last:
            last = today
        months = period.months
        whole = months[0].first == period.first and months[-1].last == period.last
        return cls(period.name, period.first_day, last, whole, last < period.last_day)


@dataclass(frozen=True)
class Scope:
    """Which keys a figure is asked for, and of which dealers and groups."""

    buckets: tuple[Bucket, ...]
    dealers: Mapping[int, Dealer]
    place: str = ""
    """'' for all together, 'dealer' or 'region'."""
    groups: bool = False
    """Whether figures are split by product group."""
    chosen: frozenset[int] | None = None
    group_n: int | None = None

    @property
    def by_group(self) -> bool:
        """Whether product groups matter at all."""
        return self.groups or self.group_n is not None


@dataclass
class Reader:
    """Reads atoms for one scope; what several KPIs share is read once."""

    session: Session
    scope: Scope
    memory: Memory = field(default_factory=dict)
    _read: dict[tuple[Any, ...], dict[str, Values]] = field(default_factory=dict)

    def values(self, atom: Atom) -> Values:
        """The atom's whole number for each key that has facts; other keys have none."""
        if atom.mode == "percentile":
            return self._percentiles(atom)
        if atom.mode in {"matched", "before"}:
            return self._matched(atom)
        if atom.mode == "dealers":
            return self._buying(atom)
        if atom.mode == "reports":
            return self._reports()[atom.name]
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
            for (day,) in self._run(
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
        if key not in self._read:
            slots = range(1, len(atom.measure.pack.slots) + 1)
            columns = (atom.measure.column,) if alone else ("n", *(f"v{number}" for number in slots))
            found: dict[str, Values] = {column: {} for column in columns}
            for row in self._rows(atom, columns):
                at: Key = (row[0], self._where(row[1]), row[2])
                for column, value in zip(columns, row[3:], strict=True):
                    found[column][at] = found[column].get(at, 0) + (value or 0)
            self._read[key] = found
        return self._read[key]

    def _rows(self, atom: Atom, columns: tuple[str, ...]) -> Iterator[Sequence[Any]]:
        buckets = self.scope.buckets
        pack = atom.measure.pack.n
        if atom.mode == "list":
            spans = [(number, one.last - LIST_AGE_DAYS, one.last) for number, one in enumerate(buckets)]
            yield from self._joined(self._list(atom, columns), spans, pack)
            return
        if atom.mode == "sum" and self._months and not atom.measure.pack.ahead:
            sql = self._sums(atom, 1, columns, start="c.start")
            for row in self._run(sql, pack=pack, first=min(self._months), last=max(self._months)):
                yield (self._months[row[0]], *row[1:])
            return
        parts: dict[int, list[tuple[int, int, int]]] = {}
        for number, bucket in enumerate(buckets):
            for span, first, last in self._spans(atom, bucket):
                parts.setdefault(span, []).append((number, first, last))
        for span, wanted in parts.items():
            if self._overlap(wanted):
                yield from self._shared(self._sums(atom, span, columns, start="c.start"), wanted, pack)
            else:
                yield from self._joined(self._sums(atom, span, columns), wanted, pack)

    def _overlap(self, spans: Sequence[tuple[int, int, int]]) -> bool:
        """Whether the spans of one total have so many days in common that each is better read once."""
        if self.scope.place or self.scope.groups:
            return False
        reach = max(last for _, _, last in spans) - min(first for _, first, _ in spans) + 1
        return sum(last - first + 1 for _, first, last in spans) > reach

    def _shared(self, sql: str, spans: Sequence[tuple[int, int, int]], pack: int) -> Iterator[Sequence[Any]]:
        """The sums of several spans out of one reading by start."""
        first, last = min(first for _, first, _ in spans), max(last for _, _, last in spans)
        rows = self._run(sql, pack=pack, first=first, last=last)
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
            yield from self._run(" UNION ALL ".join(parts), **values)

    @property
    def _months(self) -> dict[int, int]:
        """The number of each bucket by its first day where all buckets are single months, which one query reads."""
        buckets = self.scope.buckets
        months = len(buckets) > 1 and all(one.whole_months and one.last - one.first < _LONGEST_MONTH for one in buckets)
        found = {one.first: number for number, one in enumerate(buckets)} if months else {}
        return found if len(found) == len(buckets) else {}

    def _spans(self, atom: Atom, bucket: Bucket) -> list[tuple[int, int, int]]:
        """The runs of day (0) or month (1) cells that make up what the atom asks of a bucket."""
        if atom.mode == "window":
            return [(0, bucket.last - _WINDOW_DAYS + 1, bucket.last)]
        if atom.mode == "ordinary":
            return [(0, first, last) for first, last in ordinary_days(bucket.last, _WINDOW_DAYS)]
        cut = (atom.measure.pack.ahead or atom.mode == "to_date") and bucket.cut and not self.scope.by_group
        first = -(2**40) if atom.mode == "to_date" else bucket.first
        return [(1 if bucket.whole_months and not cut else 0, first, bucket.last)]

    def _sums(self, atom: Atom, span: int, columns: tuple[str, ...], *, start: str = ":number") -> str:
        if span == 0 and self.scope.by_group and not atom.measure.pack.daily_groups:
            raise UserError("By product group only whole months can be asked for, and nothing that needs single days.")
        summed = ", ".join(f"sum(c.{column})" for column in columns)
        grouped = [name for name in (start, self._place, self._group) if name not in {":number", "NULL"}]
        of_groups = self._groups(atom.measure.pack.n, span) if self.scope.groups and self.scope.group_n is None else ""
        return f"""
            SELECT {start}, {self._place}, {self._group}, {summed} FROM cell c
            WHERE c.pack = :pack AND c.span = {span:d} AND {self._group_condition(of_groups)}
              AND c.start BETWEEN :first AND :last
            {f"GROUP BY {', '.join(grouped)}" if grouped else "HAVING count(*) > 0"}
            {"ORDER BY 1" if start == "c.start" else ""}
        """

    def _groups(self, pack: int, span: int) -> str:
        """The product groups that a pack has, so that the days of each are found by the key."""
        rows = self._run(
            f"""
            WITH RECURSIVE found(g) AS (
                SELECT min(group_n) FROM cell WHERE pack = :pack AND span = {span:d} AND group_n > 0
                UNION ALL
                SELECT (SELECT min(group_n) FROM cell WHERE pack = :pack AND span = {span:d} AND group_n > g) FROM found
                WHERE g IS NOT NULL
            ) SELECT g FROM found WHERE g IS NOT NULL
            """,
            pack=pack,
        )
        return ", ".join(str(row[0]) for row in rows)

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

    def _where(self, dealer: int | None) -> int | str | None:
        """The asked place of a dealer."""
        if self.scope.place != "region" or dealer is None:
            return dealer
        known = self.scope.dealers.get(dealer)
        return known.region if known else ""

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

    def _run(self, sql: str, **values: Any) -> Sequence[Any]:
        key = (sql, *values.values())
        if key not in self.memory:
            self.memory[key] = self.session.execute(_statement(sql), values).all()
        found: Sequence[Any] = self.memory[key]
        return found

    # ------------------------------------------------------------------------------------------ by dealer, then up

    def _per_dealer(self, atom: Atom, buckets: tuple[Bucket, ...]) -> Values:
        scope = Scope(buckets, self.scope.dealers, "dealer", self.scope.groups, self.scope.chosen, self.scope.group_n)
        plain = Atom(atom.measure.id, "sum", atom.measure)
        return Reader(self.session, scope, self.memory).values(plain)

    def _up(self, key: Key) -> Key:
        """The asked key that a dealer's key belongs to."""
        number, dealer, group = key
        if self.scope.place == "dealer":
            return key
        if self.scope.place == "region":
            known = self.scope.dealers.get(dealer) if isinstance(dealer, int) else None
            return number, known.region if known else "", group
        return number, None, group

    def _matched(self, atom: Atom) -> Values:
        """Both periods' sums over the dealers that have some in both."""
        key = ("matched", atom.measure.pack.n, atom.measure.column)
        if key not in self._read:
            befores = [bucket.before for bucket in self.scope.buckets]
            if any(one is None for one in befores):
                raise UserError("Growth against the year before needs whole months.")
            now = self._per_dealer(atom, self.scope.buckets)
            before = self._per_dealer(atom, tuple(one for one in befores if one is not None))
            found: dict[str, Values] = {"matched": {}, "before": {}}
            for at in sorted(now.keys() & before.keys(), key=str):
                if now[at] > 0 and before[at] > 0:
                    for name, values in (("matched", now), ("before", before)):
                        up = self._up(at)
                        found[name][up] = found[name].get(up, 0) + values[at]
            self._read[key] = found
        return self._read[key][atom.mode]

    def _buying(self, atom: Atom) -> Values:
        """Distinct dealers whose sum over the whole bucket is above zero."""
        found: Values = {}
        for at, value in self._per_dealer(atom, self.scope.buckets).items():
            up = self._up(at)
            found[up] = found.get(up, 0) + (value > 0)
        return found

    def _percentiles(self, atom: Atom) -> Values:
        """Nearest rank: the smallest number of days within which at least so many percent lie."""
        grouped = "".join(f", {name}" for name in (self._place, self._group) if name != "NULL")
        bins: dict[Key, list[tuple[int, int]]] = {}
        if not all(bucket.whole_months for bucket in self.scope.buckets):
            raise UserError("Percentiles need whole months.")
        spans = [(number, bucket.first, bucket.last) for number, bucket in enumerate(self.scope.buckets)]
        sql = f"""
            SELECT :number, {self._place}, {self._group}, c.bin, sum(c.n) FROM cell_bin c
            WHERE c.pack = :pack AND {self._group_condition()} AND c.start BETWEEN :first AND :last
            GROUP BY c.bin{grouped}
        """
        for number, place, group, days, count in self._joined(sql, spans, atom.measure.pack.n):
            bins.setdefault((number, self._where(place), group), []).append((days, count))
        return {key: percentile(sorted(pairs), atom.percent) for key, pairs in bins.items()}

    def _reports(self) -> dict[str, Values]:
        """Dealer-months in which a dealer owes its lists, and those for which all came."""
        key = ("reports",)
        if key not in self._read:
            from app.kpi.coverage import reports

            found: dict[str, Values] = {"owed_reports": {}, "received_reports": {}}
            for number, bucket in enumerate(self.scope.buckets):
                for dealer, (owed, received) in reports(self.session, bucket.first, bucket.last).items():
                    if self.scope.chosen is None or dealer in self.scope.chosen:
                        up = self._up((number, dealer, None))
                        found["owed_reports"][up] = found["owed_reports"].get(up, 0) + owed
                        found["received_reports"][up] = found["received_reports"].get(up, 0) + received
            self._read[key] = found
        return self._read[key]


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
