"""What figures are read from again and again, kept in memory for as long as nothing is written to the workspace."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.calendars import Calendar
from app.core.connect import raw_of
from app.core.workspace_settings import CURRENCY, setting
from app.kpi.calendar import kept_calendar
from app.kpi.model import COUNTED
from app.kpi.organisation import Organisation, read_organisation
from app.kpi.people import Dealer, Group, read_dealers, read_groups
from app.kpi.scope import Scope

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64] | npt.NDArray[np.object_]

People = tuple[dict[int, Dealer], dict[int, Group]]
"""Dealers and product groups by number."""
Span = tuple[int, int, int]
"""Number of a bucket, its first and its last day."""
Placed = tuple[int, int | str | None, int]
"""Number of a bucket, a dealer's number or a region's code (None: all together), and the value."""
Days = dict[int, list[tuple[int, int]]]
"""By month pairs of whole days and how many facts took them."""
N = TypeVar("N", int, int | str)
_MOST: Final = 4_000_000
"""Numbers that are kept at most (32 MB); with more the tables that were there are let go."""
QUIET: Final = frozenset(
    {
        "assessment", "health_round", "health_model", "import_profile", "person", "department", "action_item", "visit",
        "party_note", "compliance_case", "case_step", "case_kind", "lifecycle_state", "lifecycle_item", "job_run",
        "meta", "device", "board", "brief_template", "alert_rule", "alert", "notice", "survey_question", "survey_score",
        "health_review", "review_comment", "calibration", "report_plan", "published_report", "passphrase", "approval",
        "approval_rule", "approval_decision", "incentive_policy", "policy_version", "incentive_posting",
        "incentive_entry", "adjustment_table", "adjustment_dossier", "fund_request", "account_statement", "dispute",
        "dispute_line", "meeting_series", "series_member", "meeting", "attendance", "agenda_item", "backlog_topic",
        "meeting_outcome", "action_carry", "decision_aim", "decision_link", "department_report", "minutes_version",
        "squad", "squad_member", "milestone", "meeting_text",
    }
)  # fmt: skip
"""Tables that no figure and no sign is computed from; writing them leaves all of them as they were."""
_EXACT: Final = 2.0**62
"""Sums of less than this fit into 64 bits, also where their size was estimated with floats."""


@dataclass
class Kept:
    """What was read of one state of a workspace; every transaction makes another state."""

    tx: int
    _people: People | None = None
    _words: "Words | None" = None
    _organisation: Organisation | None = None
    _calendar: Calendar | None = None
    _months: "dict[tuple[int, int, str, str], Months]" = field(default_factory=dict)
    _days: "dict[tuple[int, int], Days]" = field(default_factory=dict)
    _once: dict[Hashable, Any] = field(default_factory=dict)
    _locks: dict[Hashable, RLock] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What takes long to find in this state, found once: who asks meanwhile waits for it."""
        with self._locks.setdefault(key, RLock()):
            return _found(self._once, key, make)

    def at(self, tx: int) -> "Kept":
        """The same state under the number of a later transaction that wrote nothing that is kept."""
        return replace(self, tx=tx)

    def people(self, session: Session) -> People:
        """Dealers and product groups."""
        if self._people is None:
            self._people = read_dealers(session), read_groups(session)
        return self._people

    def organisation(self, session: Session) -> Organisation:
        """Who had each dealer when."""
        if self._organisation is None:
            self._organisation = read_organisation(session, self.people(session)[0])
        return self._organisation

    def calendar(self, session: Session) -> Calendar:
        """By whose months sums are kept."""
        if self._calendar is None:
            self._calendar = kept_calendar(session.connection())
        return self._calendar

    def words(self, session: Session) -> "Words":
        """The names of regions by code, and the currency."""
        if self._words is None:
            self._words = read_words(session, self.people(session)[0])
        return self._words

    def months(self, session: Session, pack: int, group_n: int, column: str, counted: str = COUNTED) -> "Months":
        """A column of a pack's month cells for one product group (0: all together), of the kinds that are counted."""
        key = (pack, group_n, column, counted)
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


def once(kept: Kept | None, memory: dict[Any, Any], key: Hashable, make: Callable[[], Any]) -> Any:
    """What takes long and no filter changes: found once for a state of the workspace, or else for a question."""
    return _found(memory, key, make) if kept is None else kept.once(key, make)


def _found(found: dict[Any, Any], key: Hashable, make: Callable[[], Any]) -> Any:
    if key not in found:
        found[key] = make()
    return found[key]


_KEPT: "Final[WeakKeyDictionary[Any, Kept]]" = WeakKeyDictionary()
"""By open database."""
_ONE: Final = RLock()
"""Two who ask at once find the same."""


def kept_of(session: Session) -> Kept:
    """What is kept for the state that a session reads; by itself where the session is no database's reader."""
    found: Kept | None = session.info.get("kpi.kept")
    if found is None:
        with _ONE:
            found = session.info["kpi.kept"] = _kept_at(session, known_at(session))
    return found


def _kept_at(session: Session, tx: int) -> Kept:
    database = session.info.get("database")
    last = None if database is None else _KEPT.get(database)
    if last is not None and last.tx < tx and figures_unchanged(session, last.tx):
        last = _KEPT[database] = last.at(tx)
    found = last if last is not None and last.tx == tx else Kept(tx)
    if database is not None and (last is None or last.tx < tx):
        _KEPT[database] = found
    return found


def figures_unchanged(session: Session, tx: int) -> bool:
    """Whether every figure is what it was at a transaction: nothing that figures are computed from was written."""
    rows = session.execute(text("SELECT DISTINCT value FROM tx, json_each(tx.tables) WHERE tx > :tx"), {"tx": tx})
    return all(name in QUIET or name.startswith("meeting_words") for name in rows.scalars())  # the latter: FTS5's own


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
    """One measure's month cells of one product group: a row for each month, a column for each dealer."""

    starts: Sequence[int]
    dealers: Sequence[int]
    values: "Numbers"
    there: "npt.NDArray[np.bool_]"
    """Where there are facts."""

    @classmethod
    def read(cls, session: Session, pack: int, group_n: int, column: str, counted: str = COUNTED) -> "Months":
        """Read them."""
        import numpy as np

        rows = raw_of(session.connection()).execute(
            f"""SELECT start, dealer_n, coalesce({column}, 0) FROM cell
            WHERE pack = ? AND span = 1 AND group_n = ? AND {counted}""",
            (pack, group_n),
        )
        flat = np.fromiter(chain.from_iterable(rows.fetchall()), np.int64).reshape(-1, 3).T
        starts, month = _distinct(flat[0])
        dealers, dealer = _distinct(flat[1])
        shape = len(starts), len(dealers)
        exact = float(np.abs(flat[2].astype(np.float64)).sum()) < _EXACT
        values: Numbers = np.zeros(shape, np.int64) if exact else np.zeros(shape, np.object_)
        there = np.zeros(shape, np.bool_)
        np.add.at(values, (month, dealer), flat[2])
        there[month, dealer] = True
        return cls(starts, dealers, values, there)

    @property
    def size(self) -> int:
        """How many numbers."""
        return len(self.starts) * len(self.dealers)

    def sums(self, spans: Sequence[Span], scope: Scope) -> Iterator[Placed]:
        """The sum over each span for each place that has facts there."""
        if not spans:
            return
        values, there, numbers = self._of(scope.chosen)
        if scope.place:
            yield from _by_place(*self._added(values, there, spans), spans, _names(numbers, scope))
            return
        totals, known = values.sum(axis=1).tolist(), _any_dealer(there)
        for number, low, high in self._rows(spans):
            if any(known[low:high]):
                yield number, None, sum(totals[low:high])

    def buyers(self, spans: Sequence[Span], scope: Scope) -> Iterator[Placed]:
        """How many dealers have a sum above zero over each span, for each place that has facts there.

        Those whose business another one has count as one with it.
        """
        import numpy as np

        values, there, numbers = self._of(scope.chosen)
        sums, there = self._added(values, there, spans)
        if scope.heirs:
            sums, there, numbers = _together(sums, there, [scope.heirs.get(one, one) for one in numbers])
        above = (sums > 0).astype(np.int64)
        if scope.place:
            yield from _by_place(above, there, spans, _names(numbers, scope))
            return
        counts, known = above.sum(axis=1).tolist(), _any_dealer(there)
        for (number, _, _), count, has in zip(spans, counts, known, strict=True):
            if has:
                yield number, None, count

    def _of(self, chosen: frozenset[int] | None) -> "tuple[Numbers, npt.NDArray[np.bool_], Sequence[int]]":
        if chosen is None:
            return self.values, self.there, self.dealers
        picked = [place for place, number in enumerate(self.dealers) if number in chosen]
        return self.values[:, picked], self.there[:, picked], [self.dealers[place] for place in picked]

    def _rows(self, spans: Sequence[Span]) -> Iterator[Span]:
        for number, first, last in spans:
            yield number, bisect_left(self.starts, first), bisect_right(self.starts, last)

    def _added(
        self, values: "Numbers", there: "npt.NDArray[np.bool_]", spans: Sequence[Span]
    ) -> "tuple[Numbers, npt.NDArray[np.bool_]]":
        """For each span and dealer the sum, and whether there are facts."""
        import numpy as np

        rows = list(self._rows(spans))
        sums = np.stack([values[low:high].sum(axis=0) for _, low, high in rows])
        return sums, np.stack([there[low:high].any(axis=0) for _, low, high in rows])


def _any_dealer(there: "npt.NDArray[np.bool_]") -> list[bool]:
    return [bool(row.any()) for row in there]


def _names(numbers: Sequence[int], scope: Scope) -> Sequence[int | str]:
    """The place of each dealer."""
    if scope.place == "dealer" and not scope.heirs:
        return list(numbers)
    return [scope.where(one) or "" for one in numbers]


def _by_place(
    sums: "Numbers", there: "npt.NDArray[np.bool_]", spans: Sequence[Span], names: Sequence[int | str]
) -> Iterator[Placed]:
    """Columns of dealers added up to columns of places."""
    if not names:
        return
    if isinstance(names[0], str) or len(set(names)) < len(names):
        sums, there, names = _together(sums, there, names)
    for (number, _, _), row, known in zip(spans, sums.tolist(), there.tolist(), strict=True):
        for name, value, has in zip(names, row, known, strict=True):
            if has:
                yield number, name, value


def _together(
    sums: "Numbers", there: "npt.NDArray[np.bool_]", names: Sequence[N]
) -> "tuple[Numbers, npt.NDArray[np.bool_], Sequence[N]]":
    """Columns of the same name added up."""
    import numpy as np

    if not names:
        return sums, there, names
    order = sorted(range(len(names)), key=lambda at: str(names[at]))
    firsts = [at for at, one in enumerate(order) if not at or names[one] != names[order[at - 1]]]
    return (
        np.add.reduceat(sums[:, order], firsts, axis=1),
        np.logical_or.reduceat(there[:, order], firsts, axis=1),
        [names[order[at]] for at in firsts],
    )


@dataclass(frozen=True)
class Stocked:
    """Which dealer has facts of a pack in which product group, and when."""

    days: "npt.NDArray[np.int64]"
    dealers: "npt.NDArray[np.int64]"
    groups: "npt.NDArray[np.int64]"

    @classmethod
    def read(cls, session: Session, pack: int, *, snapshot: bool) -> "Stocked":
        """Read it from the month cells or, of a snapshot, from the lists."""
        import numpy as np

        table, day, more = ("cell_list", "as_of", "") if snapshot else ("cell", "start", " AND span = 1")
        rows = raw_of(session.connection()).execute(
            f"SELECT DISTINCT {day}, dealer_n, group_n FROM {table} WHERE pack = ?{more} AND group_n > 0", (pack,)
        )
        return cls(*np.fromiter(chain.from_iterable(rows.fetchall()), np.int64).reshape(-1, 3).T)

    def pairs(
        self, first: int, last: int, chosen: frozenset[int] | None, *, by_dealer: bool
    ) -> Iterator[tuple[int | None, int]]:
        """The product groups with facts between two days: with their dealers, or None for all of them together."""
        picked = (self.days >= first) & (self.days <= last)
        if chosen is not None and len(self.dealers):
            picked &= among(self.dealers, chosen)
        if not by_dealer:
            yield from ((None, group) for group in _distinct(self.groups[picked])[0])
            return
        yield from set(zip(self.dealers[picked].tolist(), self.groups[picked].tolist(), strict=True))


def among(numbers: "npt.NDArray[np.int64]", wanted: Collection[int]) -> "npt.NDArray[np.bool_]":
    """Which of these numbers, none of them below 0, are wanted; ``numpy.isin`` would load masked arrays first."""
    import numpy as np

    known = np.zeros(int(numbers.max(initial=0)) + 1, np.bool_)
    known[[one for one in wanted if 0 <= one < len(known)]] = True
    found: npt.NDArray[np.bool_] = known[numbers]
    return found


def _distinct(numbers: "npt.NDArray[np.int64]") -> "tuple[list[int], npt.NDArray[np.intp]]":
    """The different numbers in order and which of them each one is; ``numpy.unique`` would load masked arrays first."""
    import numpy as np

    found = sorted(set(numbers.tolist()))
    return found, np.searchsorted(np.array(found, np.int64), numbers)
