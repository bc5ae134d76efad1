"""The balance of goods (进销存平衡): what must be left beside what a list reports, exactly; no database is asked.

End = opening + bought + free goods + in transit + moved in + came back from customers + found in counting
- sold to terminals - sold to lower dealers - moved out - sent back - lost; gap = reported - calculated (FIELD.md).
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple

from app.core.money import QUANTITY_SCALE
from app.core.texts import N_

PARTS: Final[Mapping[str, tuple[int, str]]] = {
    "bought": (1, N_("Bought")),
    "free": (1, N_("Free goods")),
    "transit": (1, N_("In transit")),
    "moved_in": (1, N_("Moved in")),
    "came_back": (1, N_("Back from customers")),
    "found": (1, N_("Found in counting")),
    "sold": (-1, N_("Sold to terminals")),
    "resold": (-1, N_("Sold to lower dealers")),
    "moved_out": (-1, N_("Moved out")),
    "sent_back": (-1, N_("Sent back")),
    "lost": (-1, N_("Lost or damaged")),
}
"""Each part between the opening and the end, with its sign and what it is called.

Goods count from the day on which they are shipped. Where lists hold what is on its way, ``transit`` is the part of what
was shipped which has not arrived by the end; where they do not, it takes that off and adds what arrived of earlier
shipments. Either way the months chain.
"""
LACKS: Final[Mapping[str, str]] = {
    "opening": N_("no stock list at the beginning"),
    "reported": N_("no stock list at the end"),
    "sellout": N_("no sell-out list"),
    "unit": N_("a quantity in a unit without a factor"),
}
"""What may be unknown; a balance that lacks something has no gap, never a gap of 0."""


LOOK_BACK_DAYS: Final = 92
"""What was shipped so many days before and has not arrived since is no longer in transit."""


class Move(NamedTuple):
    """A fact that moved goods of a dealer."""

    dealer: int
    product: int
    part: str
    day: int
    quantity_e3: int | None
    """Thousandths of the base unit, as its part counts it; None in a unit without a factor."""
    row: tuple[str, int] = ("", 0)
    """The feed and the id of the fact."""
    arrived: int | None = 0
    """Of what was shipped: the day on which it arrived, None where it has not; else 0."""
    other: int | None = None
    """Who it came from or went to, where that is a party of ours."""
    documents: tuple[str | None, ...] = ()
    """The numbers that its row bears."""

    def within(self, span: "Span", *, held: bool) -> Iterator[tuple[str, int]]:
        """The parts to which it adds in a span, with 1 or -1; ``held`` says that lists hold what is on its way."""
        shipped = span.after < self.day <= span.last
        waits = self.arrived is None or self.arrived > span.last
        if shipped:
            yield ("transit" if held and waits else self.part), 1
        if not held and waits and shipped:
            yield "transit", -1
        elif not held and span.after - LOOK_BACK_DAYS < self.day <= span.after < (self.arrived or 0) <= span.last:
            yield "transit", 1


@dataclass(frozen=True)
class Span:
    """The days of one balance of a dealer: after its list at the beginning up to the one at the end."""

    opening: int | None
    """The day of the list at the beginning; None where there was none."""
    after: int
    """The last day that does not count."""
    last: int
    listed: bool
    """Whether ``last`` is the day of a list."""


@dataclass(frozen=True)
class Balance:
    """One dealer, one product, one span; thousandths of the base unit, None is unknown."""

    dealer: int
    product: int
    span: Span
    opening_e3: int | None
    parts: Mapping[str, int]
    """What is known of each part; what moved nothing is left out."""
    reported_e3: int | None
    lacks: tuple[str, ...] = ()

    @cached_property
    def calculated_e3(self) -> int | None:
        """What must be left at the end; None where the opening or a part is unknown."""
        if self.opening_e3 is None or {"sellout", "unit"} & set(self.lacks):
            return None
        return self.opening_e3 + sum(PARTS[name][0] * quantity for name, quantity in self.parts.items())

    @cached_property
    def gap_e3(self) -> int | None:
        """Reported - calculated."""
        calculated = self.calculated_e3
        return None if calculated is None or self.reported_e3 is None else self.reported_e3 - calculated

    @property
    def moved_e3(self) -> int:
        """What the gap is held against: everything that was there or came in."""
        came = sum(quantity for name, quantity in self.parts.items() if PARTS[name][0] > 0)
        return max(0, self.opening_e3 or 0) + max(0, came)

    @property
    def gap_share(self) -> Fraction | None:
        """The gap over what was there or came in, without its sign; None for 0/0 and where the gap is unknown."""
        gap = self.gap_e3
        return None if gap is None or not self.moved_e3 else Fraction(abs(gap), self.moved_e3)


@dataclass(frozen=True)
class Tolerance:
    """What lists hold, and from when on a gap asks for an explanation: beyond the share and beyond the quantity."""

    share: Fraction = Fraction(5, 100)
    quantity_e3: int = 20 * QUANTITY_SCALE
    held: bool = True
    """Whether lists hold goods that are on their way (账面库存)."""

    def exceeded(self, balance: Balance) -> bool:
        """Whether a gap is beyond both; one that is unknown is not, and of 0/0 the quantity alone decides."""
        gap, moved = balance.gap_e3, balance.moved_e3
        if gap is None or abs(gap) <= self.quantity_e3:
            return False
        return not moved or abs(gap) * self.share.denominator > self.share.numerator * moved


def spans_of(lists: Iterable[int], months: Sequence[tuple[int, int]]) -> list[Span]:
    """The span of each month (first day, last day), given in order: from the month's last list to the next month's.

    A month without a list ends with its last day.
    """
    days = sorted(set(lists))
    found = []
    for first, last in months:
        own = [day for day in days if first <= day <= last]
        opening = max((day for day in days if day < first), default=None)
        if opening is not None and (first - opening) > LONGEST_DAYS:
            opening = None
        after = first - 1 if opening is None else opening
        found.append(Span(opening, after, own[-1] if own else last, bool(own)))
    return found


LONGEST_DAYS: Final = 31
"""A list of an earlier month than the last one says nothing of this month's beginning."""


@dataclass
class _Sums:
    opening_e3: int | None = None
    reported_e3: int | None = None
    parts: dict[str, int] = field(default_factory=dict)
    lacks: set[str] = field(default_factory=set)


def balances(
    dealer: int, spans: Sequence[Span], moves: Iterable[Move], stock: Mapping[tuple[int, int], int | None],
    reports: Iterable[int], *, held: bool,
) -> list[list[Balance]]:  # fmt: skip
    """The balances of one dealer, span by span and in each by product.

    ``stock`` is the quantity of its lists by (day, product), None in a unit without a factor; ``reports`` are the days
    of its sell-out rows. What a list does not name it does not hold.
    """
    sums: list[dict[int, _Sums]] = [defaultdict(_Sums) for _ in spans]
    products = {product for _, product in stock}
    ends = [span.last for span in spans]
    for one in moves:
        products.add(one.product)
        reach = max(one.day, one.arrived or 0)
        for place in range(bisect_left(ends, one.day), len(spans)):
            span = spans[place]
            if span.after >= reach:  # spans begin and end in order: no later one has anything of it either
                break
            for part, sign in one.within(span, held=held):
                _add(sums[place][one.product], part, None if one.quantity_e3 is None else sign * one.quantity_e3)
    told = sorted(set(reports))
    found: list[list[Balance]] = []
    for place, span in enumerate(spans):
        silent = bisect_right(told, span.after) == bisect_right(told, span.last)
        each = [
            _balance(dealer, product, span, sums[place][product], stock, silent=silent) for product in sorted(products)
        ]
        found.append([one for one in each if one.parts or one.opening_e3 or one.reported_e3])
    return found


def _add(sums: _Sums, part: str, quantity_e3: int | None) -> None:
    if quantity_e3 is None:
        sums.lacks.add("unit")
    else:
        sums.parts[part] = sums.parts.get(part, 0) + quantity_e3


def _balance(
    dealer: int, product: int, span: Span, sums: _Sums, stock: Mapping[tuple[int, int], int | None], *, silent: bool
) -> Balance:
    opening = None if span.opening is None else stock.get((span.opening, product), 0)
    reported = stock.get((span.last, product), 0) if span.listed else None
    lacks = set(sums.lacks)
    if silent:
        lacks.add("sellout")
    if span.opening is None:
        lacks.add("opening")
    elif opening is None:
        lacks.add("unit")
    if not span.listed:
        lacks.add("reported")
    elif reported is None:
        lacks.add("unit")
    named = tuple(name for name in LACKS if name in lacks)
    parts = {name: sums.parts[name] for name in PARTS if sums.parts.get(name)}
    return Balance(dealer, product, span, opening, parts, reported, named)
