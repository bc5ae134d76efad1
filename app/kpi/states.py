"""Why a value is there or not: present, not applicable, missing on our side, not reported by the dealer, mixed units.

A dealer that pays in advance has nothing that could be overdue. Where lists that a dealer owes have not come a week
after their month, what they would tell is *not reported*: of the period, of the days before it over which a window
reaches, and of the year before that growth is told against. Of a dealer who owes none, and where nobody has such facts
in the period, a figure is *missing*. What is left had nothing to be counted: there it is *not applicable*, and no 0/0.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from sqlalchemy import text

from app.core.calendar import ordinary_days
from app.core.formula import Expression, names
from app.core.formula.tree import Binary, Call, Node
from app.core.period import day_of
from app.core.texts import N_
from app.kpi.answers import Answer
from app.kpi.atoms import Atom, atom
from app.kpi.coverage import LATE_DAYS, Owed, owed_lists
from app.kpi.kept import once
from app.kpi.kpi import Kpi
from app.kpi.mixing import MIXED, UNIT_STATES, Formula
from app.kpi.reading import LIST_AGE_DAYS, WINDOW_DAYS, Reader
from app.kpi.scope import EVER, Bucket, Key, Values
from app.kpi.stated import DEALINGS, deals, ever_stated

PRESENT: Final = "present"
NOT_APPLICABLE: Final = "not_applicable"
MISSING: Final = "missing"
NOT_REPORTED: Final = "not_reported"
ABSENT: Final[Mapping[str, str]] = {
    NOT_APPLICABLE: N_("not applicable"), MISSING: N_("data missing"), NOT_REPORTED: N_("not reported"),
    MIXED: UNIT_STATES[MIXED],
}  # fmt: skip
"""What is written instead of a value."""
STATES: Final[Mapping[str, str]] = {PRESENT: N_("present"), **UNIT_STATES, **ABSENT}
"""Every state in words; with units of another kind than the plain one a value is present too."""
_SENT: Final = frozenset({"sellout", "stock", "stock_check"})
"""Views of lists that dealers send."""
_TWINS: Final = frozenset({"before", "matched"})
"""What is told against the year before."""
_BACK: Final = frozenset({"window", "ordinary"})
_COUNTED: Final = frozenset({"sum", "targeted", "window", "list", "to_date", "dealers"})
"""How sums of facts are read."""
_WINDOW: Final = 120
"""Days that windows reach back at most, with those left out around the spring festival."""


class States:
    """Says of each key of one KPI why there is a value or not."""

    def __init__(self, kpi: Kpi, reader: Reader, formula: Formula, today: int) -> None:
        """``formula`` is the plain one; ``today`` is the day after which no list can be late yet."""
        self._reader, self._formula, self._today = reader, formula, today
        counted = [one for one in formula.needed if one.mode not in {"calendar", "reports"}]
        views = {one.measure.pack.view for one in counted if not one.own}
        self._owing = "receivable" in views and kpi.formula not in {"receivable", "prepaid"}
        self._dealt = bool(views) and views <= DEALINGS
        self._sold, self._listed = "sellout" in views, "stock" in views or ("stock_check" in views and self._checked)
        modes = {one.mode for one in counted if one.measure.pack.view in _SENT}
        self._twins, self._windows = bool(modes & _TWINS), bool(modes & _BACK)
        self._owed: dict[int, Mapping[int, bool]] = {}

    @property
    def always(self) -> bool:
        """Whether whatever was counted, and is not nothing, is present: no list and no payment in advance says else."""
        return not (self._sold or self._listed or self._owing)

    @property
    def more(self) -> Values:
        """Keys of dealers that have no facts and yet a state: who did not report."""
        scope = self._reader.scope
        if scope.place != "dealer" or scope.groups or not (self._sold or self._listed):
            return {}
        return {
            (number, dealer, None): 0
            for number in range(len(scope.buckets))
            for dealer, silent in self._lists(number).items()
            if silent and dealer in scope.dealers and (scope.chosen is None or dealer in scope.chosen)
        }

    def settled(self, key: Key, answer: Answer, count: int) -> Answer:
        """The answer with its state; what was not reported at all is unknown and not 0."""
        dealer = self._dealer(key)
        if dealer is not None and (self._sold or self._listed) and self._lists(key[0]).get(dealer):
            return Answer(answer.parts if count else (None, None, None), NOT_REPORTED, answer.unit)
        if dealer is not None and self._owing and dealer in self._prepaying and not self._receivable(key):
            return Answer((None, None, None), NOT_APPLICABLE)
        if answer.parts[1] is not None and not answer.parts[1] and (unknown := self._no_nought(dealer, key[0], answer)):
            return Answer((None, None, answer.parts[2]), unknown, answer.unit)
        if answer.parts[0] is not None or answer.state == MIXED:
            return answer if answer.state else Answer(answer.parts, PRESENT, answer.unit)
        if dealer is not None and (self._sold or self._listed) and dealer not in self._lists(key[0]):
            return answer._replace(state=MISSING)
        known = self._had(key[0]) and not self._partly
        return answer._replace(state=NOT_APPLICABLE if known else MISSING)

    @cached_property
    def _ways(self) -> tuple[Node, ...]:
        """The ways to compute the value, of which the first that can be gone is gone."""
        root = self._formula.expression.root
        return root.arguments if isinstance(root, Call) and root.function == "coalesce" else (root,)

    @cached_property
    def _partly(self) -> bool:
        """Whether a denominator counts on a condition: where none is met, a part of it is unknown on our side."""
        below = [way.right for way in self._ways if isinstance(way, Binary) and way.operator == "/"]
        return bool(below) and all(isinstance(one, Call) and one.function == "if" for one in below)

    def _no_nought(self, dealer: int | None, number: int, answer: Answer) -> str:
        """Why what was counted as nothing is unknown; empty where it is zero."""
        if self._never(dealer, number):
            return MISSING
        return NOT_APPLICABLE if answer.parts[2] is None and self._strange else ""

    def _never(self, dealer: int | None, number: int) -> bool:
        """Whether nothing was ever taken in of all that could be counted, so that nothing counted is not zero."""
        if dealer is not None and (self._sold or self._listed) and dealer not in self._lists(number):
            return True
        return self._nothing_ever

    @cached_property
    def _nothing_ever(self) -> bool:
        above = {
            name
            for way in self._ways
            for name in names(Expression(way.left if isinstance(way, Binary) and way.operator == "/" else way))
        }
        counted = [one for one in self._formula.needed if one.name in above and one.mode in _COUNTED]
        return bool(counted) and not any(ever_stated(self._reader, one) for one in counted)

    @cached_property
    def _strange(self) -> bool:
        """Whether a sum is nought because nobody who is asked for has ever dealt with us."""
        scope = self._reader.scope
        if scope.chosen is None or scope.place or not self._dealt:  # whom a split names has facts
            return False
        return not deals(self._reader, scope.chosen)

    def _dealer(self, key: Key) -> int | None:
        """The one dealer that a key is about."""
        if isinstance(key[1], int):
            return key[1]
        chosen = self._reader.scope.chosen
        return next(iter(chosen)) if not self._reader.scope.place and chosen is not None and len(chosen) == 1 else None

    def _lists(self, number: int) -> Mapping[int, bool]:
        """The dealers that owe lists of a bucket, and whether one of them, or one before it, has not come in time."""
        if number not in self._owed:
            scope, needs = self._reader.scope, tuple(self._needs(self._reader.scope.buckets[number]))
            key = ("late lists", needs, self._sold, self._listed, self._today, *self._business)
            self._owed[number] = self._once(key, lambda: self._late_lists(needs, scope.heirs))
        return self._owed[number]

    @cached_property
    def _business(self) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
        """Who has whose business, and from when on some have none: it changes what is owed."""
        scope = self._reader.scope
        return frozenset(scope.heirs.items()), frozenset(scope.ended.items())

    def _late_lists(self, needs: tuple[tuple[int, int, bool], ...], own: Mapping[int, int]) -> dict[int, bool]:
        found: dict[int, bool] = {}
        for first, last, alone in needs:
            for dealer, months in self._owed_between(first, last).items():
                heir = own.get(dealer, dealer)
                asked = [one for one in months if self._asks(one, listed=alone)]
                if asked and (alone or heir in found):
                    late = any(self._late(one, listed=alone) for one in asked)
                    found[heir] = found.get(heir, False) or late
        return found

    def _needs(self, bucket: Bucket) -> Iterator[tuple[int, int, bool]]:
        """Of which days lists are needed: those of the bucket, which say who owes any, and sell-out before it."""
        yield bucket.first, bucket.last, True
        if self._windows:
            first = min(low for low, _ in ordinary_days(bucket.last, WINDOW_DAYS))
            if first < bucket.first:
                yield first, bucket.first - 1, False
        if self._twins and bucket.twin is not None:
            for one in bucket.twin:
                yield one.first, one.last, False

    def _once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        return once(self._reader.kept, self._reader.memory, key, make)

    def _owed_between(self, first: int, last: int) -> Mapping[int, list[Owed]]:
        ended = self._reader.scope.ended
        found: Mapping[int, list[Owed]] = self._once(
            ("owed lists", first, last, self._business[1]),
            lambda: owed_lists(self._reader.session, first, last, ended, self._once),
        )
        return found

    def _late(self, one: Owed, *, listed: bool) -> bool:
        return one.month.last_day + LATE_DAYS < self._today and self._asks(one, listed=listed, came=False)

    def _asks(self, one: Owed, *, listed: bool, came: bool = True) -> bool:
        """Whether lists are owed that the KPI needs; with ``came`` false, whether one of them did not come."""
        wanted = ([one.sold] if self._sold else []) + ([one.listed] if self._listed and listed else [])
        return any(each is not None and (came or not each) for each in wanted)

    @property
    def _checked(self) -> bool:
        """Whether any product must be in stock, without which no list is looked through for it."""
        return bool(self._reader.run("SELECT 1 FROM cell_must LIMIT 1"))

    @property
    def _prepaying(self) -> frozenset[int]:
        sql = "SELECT DISTINCT dealer_n FROM cell_party WHERE prepays = 1"
        found: frozenset[int] = self._once(
            ("dealers who pay in advance",), lambda: frozenset(self._reader.session.execute(text(sql)).scalars())
        )
        return found

    def _receivable(self, key: Key) -> int:
        return self._reader.values(atom("receivable", "unit", "shipped")).get(key, 0)

    def _had(self, number: int) -> bool:
        """Whether anybody has facts of all that one way to compute the value needs."""
        return any(all(self._filled(one, number) for one in self._needed(way)) for way in self._ways)

    def _needed(self, way: Node) -> list[Atom]:
        """What is divided by, and the lists that the rest is read from."""
        below = way.right if isinstance(way, Binary) and way.operator == "/" else way
        every, lower = names(Expression(way)), names(Expression(below))
        return [
            one
            for one in self._formula.needed
            if one.name in lower or (one.name in every and one.measure.pack.snapshot)
        ]

    def _filled(self, one: Atom, number: int) -> bool:
        if one.mode in {"calendar", "reports"}:
            return True
        bucket, pack, column = self._reader.scope.buckets[number], one.measure.pack, one.measure.column
        twin = bucket.twin
        if one.mode == "before":
            if twin is None:
                return False
            bucket = twin[1]
        first, last = bucket.first, bucket.last
        if one.mode in {"window", "ordinary"}:
            first = last - _WINDOW
        if pack.snapshot:
            table, days = "cell_list", f"as_of BETWEEN {last - LIST_AGE_DAYS} AND {last}"
        else:
            begin = EVER if one.mode == "to_date" else self._reader.scope.calendar.period_of(day_of(first)).first_day
            days = f"span = 1 AND start BETWEEN {begin} AND {last} AND {self._reader.scope.counted}"
            table = "cell"
        sql = f"SELECT 1 FROM {table} WHERE pack = {pack.n:d} AND group_n = 0 AND {days} AND {column} <> 0 LIMIT 1"
        return bool(self._once(("filled", sql), lambda: self._reader.session.execute(text(sql)).first() is not None))
