"""What figures are read from again and again, kept in memory for as long as nothing is written to the workspace."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.core.workspace_settings import CURRENCY, setting
from app.kpi.people import Dealer, Group, read_dealers, read_groups
from app.kpi.scope import Scope

People = tuple[dict[int, Dealer], dict[int, Group]]
"""Dealers and product groups by number."""
Span = tuple[int, int, int]
"""Number of a bucket, its first and its last day."""
Placed = tuple[int, int | str | None, int]
"""Number of a bucket, a dealer's number or a region's code (None: all together), and the value."""
Days = dict[int, list[tuple[int, int]]]
"""By month pairs of whole days and how many facts took them."""
_MOST: Final = 2_000_000
"""Numbers that are kept at most (some 80 MB); with more the tables that were there are let go."""


@dataclass
class Kept:
    """What was read of one state of a workspace; every transaction makes another state."""

    tx: int
    _people: People | None = None
    _words: "Words | None" = None
    _months: "dict[tuple[int, int, str], Months]" = field(default_factory=dict)
    _days: "dict[tuple[int, int], Days]" = field(default_factory=dict)

    def people(self, session: Session) -> People:
        """Dealers and product groups."""
        if self._people is None:
            self._people = read_dealers(session), read_groups(session)
        return self._people

    def words(self, session: Session) -> "Words":
        """The names of regions by code, and the currency."""
        if self._words is None:
            self._words = read_words(session, self.people(session)[0])
        return self._words

    def months(self, session: Session, pack: int, group_n: int, column: str) -> "Months":
        """A column of a pack's month cells for one product group (0: all together)."""
        key = (pack, group_n, column)
        found = self._months.get(key)
        if found is None:
            found = Months.read(session, *key)
            if found.size + sum(one.size for one in list(self._months.values())) > _MOST:
                self._months = {}
            self._months[key] = found
        return found

    def days(self, session: Session, pack: int, group_n: int) -> "Days":
        """The histograms of all dealers together."""
        found = self._days.get((pack, group_n))
        if found is None:
            found = self._days[pack, group_n] = read_days(session, pack, group_n)
        return found


class Words(NamedTuple):
    """What keys and amounts are called."""

    regions: Mapping[str, str]
    currency: str | None


def read_words(session: Session, dealers: Mapping[int, Dealer]) -> Words:
    """The names of the dealers' regions by code, and the workspace's currency."""
    names = {one.region: one.region_name for one in reversed(list(dealers.values()))}
    return Words(names, setting(session, CURRENCY))


_KEPT: "Final[WeakKeyDictionary[Any, Kept]]" = WeakKeyDictionary()
"""By open database."""


def kept_of(session: Session) -> Kept:
    """What is kept for the state that a session reads; by itself where the session is no database's reader."""
    found: Kept | None = session.info.get("kpi.kept")
    if found is None:
        tx = known_at(session)
        database = session.info.get("database")
        last = None if database is None else _KEPT.get(database)
        found = last if last is not None and last.tx == tx else Kept(tx)
        if database is not None and (last is None or last.tx < tx):
            _KEPT[database] = found
        session.info["kpi.kept"] = found
    return found


def known_at(session: Session) -> int:
    """The number of the last committed transaction."""
    return int(session.execute(text("SELECT coalesce(max(tx), 0) FROM tx")).scalar_one())


def read_days(session: Session, pack: int, group_n: int, who: str = "") -> Days:
    """For each month how many facts took how many days; ``who`` is a condition on dealers and months."""
    rows = raw_of(session.connection()).execute(
        f"""SELECT c.start, c.bin, sum(c.n) FROM cell_bin c WHERE c.pack = ? AND c.group_n = ? {who}
        GROUP BY c.start, c.bin""",
        (pack, group_n),
    )
    found: Days = {}
    for start, days, count in rows:
        found.setdefault(start, []).append((days, count))
    return found


@dataclass(frozen=True)
class Months:
    """One measure's month cells of one product group: a row for each month, a column for each dealer.

    Plain lists: they need no library at start-up, and their whole numbers never overflow.
    """

    starts: Sequence[int]
    dealers: Sequence[int]
    values: Sequence[Sequence[int]]
    there: Sequence[Sequence[bool]]
    """Where there are facts."""

    @classmethod
    def read(cls, session: Session, pack: int, group_n: int, column: str) -> "Months":
        """Read them."""
        rows = (
            raw_of(session.connection())
            .execute(
                f"""SELECT start, dealer_n, coalesce({column}, 0) FROM cell
                WHERE pack = ? AND span = 1 AND group_n = ? ORDER BY start""",
                (pack, group_n),
            )
            .fetchall()
        )
        dealers = sorted({row[1] for row in rows})
        place = {number: at for at, number in enumerate(dealers)}
        values: dict[int, list[int]] = {}
        there: dict[int, list[bool]] = {}
        for start, dealer, value in rows:
            if start not in values:
                values[start], there[start] = [0] * len(dealers), [False] * len(dealers)
            at = place[dealer]
            values[start][at], there[start][at] = value, True
        return cls(list(values), dealers, list(values.values()), list(there.values()))

    @property
    def size(self) -> int:
        """How many numbers."""
        return len(self.starts) * len(self.dealers)

    def sums(self, spans: Sequence[Span], scope: Scope) -> Iterator[Placed]:
        """The sum over each span for each place that has facts there."""
        table = self._of(scope.chosen)
        if scope.place:
            names = table.places(scope)
            for number, sums, there in table.added(spans):
                yield from _by_place(number, sums, there, names)
            return
        totals, known = [sum(row) for row in table.values], [any(row) for row in table.there]
        for number, low, high in table.rows(spans):
            if any(known[low:high]):
                yield number, None, sum(totals[low:high])

    def buyers(self, spans: Sequence[Span], scope: Scope) -> Iterator[Placed]:
        """How many dealers have a sum above zero over each span, for each place that has facts there."""
        table = self._of(scope.chosen)
        names = table.places(scope) if scope.place else [None] * len(table.dealers)
        for number, sums, there in table.added(spans):
            yield from _by_place(number, [int(value > 0) for value in sums], there, names)

    def _of(self, chosen: frozenset[int] | None) -> "Months":
        """The same of some dealers."""
        if chosen is None:
            return self
        picked = [at for at, number in enumerate(self.dealers) if number in chosen]
        values = [[row[at] for at in picked] for row in self.values]
        there = [[row[at] for at in picked] for row in self.there]
        return Months(self.starts, [self.dealers[at] for at in picked], values, there)

    def places(self, scope: Scope) -> Sequence[int | str | None]:
        """The place of each dealer."""
        if scope.place == "dealer":
            return self.dealers
        known = scope.dealers
        return [known[one].region if one in known else "" for one in self.dealers]

    def rows(self, spans: Sequence[Span]) -> Iterator[Span]:
        """The rows of each span: its number, the first row, and the one behind its last."""
        for number, first, last in spans:
            yield number, bisect_left(self.starts, first), bisect_right(self.starts, last)

    def added(self, spans: Sequence[Span]) -> Iterator[tuple[int, Sequence[int], Sequence[bool]]]:
        """For each span and dealer the sum, and whether there are facts."""
        for number, low, high in self.rows(spans):
            if high - low == 1:
                yield number, self.values[low], self.there[low]
            elif high > low:
                values, there = self.values[low:high], self.there[low:high]
                yield number, list(map(sum, zip(*values, strict=True))), list(map(any, zip(*there, strict=True)))


def _by_place(
    number: int, sums: Sequence[int], there: Sequence[bool], names: Sequence[int | str | None]
) -> Iterator[Placed]:
    """What dealers have, added up by the names of their places."""
    found: dict[int | str | None, int] = {}
    for name, value, has in zip(names, sums, there, strict=True):
        if has:
            found[name] = found.get(name, 0) + value
    for name, value in found.items():
        yield number, name, value
