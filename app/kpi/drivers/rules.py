"""The change of a figure in parts that add up to it exactly; pure, in fractions, whatever the facts are.

Sums change by the sums of their parts. Quotients change because their parts' own quotients did (rate) and because the
parts weigh otherwise (mix): Kitagawa, "Components of a Difference Between Two Rates", Journal of the American
Statistical Association 50 (1955), 1168-1194, with means of both periods as weights, so that no order of steps is
chosen and nothing is left over. Sales change by volume, mix and price: the sales quantity, sales mix and sales price
variances of management accounting (as in Drury, Management and Cost Accounting).

What is not found in the parts (an order that counts in two product groups, an amount without a product) is a part of
its own, ``rest``, so that the parts add up to the change of the whole and not to something beside it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Generic, Literal, TypeVar

K = TypeVar("K")
P = TypeVar("P")
D = TypeVar("D")
State = Literal["both", "new", "returned", "gone", "silent", "aside", "rest"]
"""In both periods; in the later one for the first time, or again; in the earlier one only, because nothing came or
because it was not reported; without a denominator or a quantity; what the whole has beside its parts."""
Effect = Literal["change", "rate", "mix", "appeared", "disappeared", "volume", "dealer_mix", "price", "aside", "rest"]
EFFECTS: Final[tuple[Effect, ...]] = (
    "change", "rate", "volume", "mix", "dealer_mix", "price", "appeared", "disappeared", "aside", "rest",
)  # fmt: skip
"""In the order in which they are told."""
Pair = tuple[Fraction | None, Fraction | None]
"""Of the earlier and of the later period; None where there is nothing."""
_ZERO: Final = Fraction(0)


@dataclass(frozen=True)
class Driver(Generic[K]):
    """What one part adds to the change of the whole."""

    key: K | None
    """None is the rest."""
    state: State
    values: Pair
    """Its own value of the figure."""
    effects: Mapping[Effect, Fraction]
    beside: Pair = (None, None)
    """Of a quotient its share of the denominator, of a product its mean price."""

    @property
    def total(self) -> Fraction:
        """All its effects."""
        return sum(self.effects.values(), _ZERO)


@dataclass(frozen=True)
class Quotient:
    """A numerator and a denominator."""

    top: Fraction
    bottom: Fraction

    @property
    def value(self) -> Fraction | None:
        """None for anything over nothing."""
        return self.top / self.bottom if self.bottom else None


@dataclass(frozen=True)
class Sold:
    """What was sold of something: an amount and a quantity in base units."""

    amount: Fraction = _ZERO
    quantity: Fraction = _ZERO
    unknown: int = field(default=0)
    """Rows with an amount whose quantity is not known."""

    def __add__(self, other: "Sold") -> "Sold":
        return Sold(self.amount + other.amount, self.quantity + other.quantity, self.unknown + other.unknown)

    @property
    def priced(self) -> bool:
        """Whether amount / quantity is a price."""
        return self.quantity > 0 and not self.unknown

    @property
    def price(self) -> Fraction | None:
        """Amount of a base unit; None where it is none."""
        return self.amount / self.quantity if self.priced else None


def split_sums(
    before: Mapping[K, Fraction],
    after: Mapping[K, Fraction],
    change: Fraction,
    *,
    earlier: Collection[K] = (),
    silent: Collection[K] = (),
) -> list[Driver[K]]:
    """The change of a sum by its parts; a part that is not named has no facts in that period.

    ``change`` is that of the whole, ``earlier`` names who had facts before either period, ``silent`` who did not report
    in the later one.
    """

    def state(key: K) -> State:
        if key not in before:
            return "returned" if key in earlier else "new"
        return "both" if key in after else "silent" if key in silent else "gone"

    found = [
        Driver(key, state(key), (before.get(key), after.get(key)),
               {"change": after.get(key, _ZERO) - before.get(key, _ZERO)})
        for key in dict.fromkeys((*before, *after))
    ]  # fmt: skip
    return _with_rest(found, change)


def split_quotients(
    before: Mapping[K, Quotient],
    after: Mapping[K, Quotient],
    whole: tuple[Quotient, Quotient],
    *,
    silent: Collection[K] = (),
) -> list[Driver[K]]:
    """The change of a quotient by its parts: ``rate`` and ``mix``, each with the mean of both periods.

    With r the quotient of a part, w its share of the denominator and R the quotient of all parts, the change is
    sum of (w0 + w1) / 2 * (r1 - r0) + sum of ((r0 + r1) / 2 - (R0 + R1) / 2) * (w1 - w0): who weighs more adds what it
    is better than the whole. Of a part with a denominator in one period only there is no rate that could have changed
    (never 0 for 0/0): by ``appeared`` or ``disappeared`` it adds what it is better than the whole at its weight; a
    numerator without any denominator stands ``aside``. Raises ZeroDivisionError where a denominator of all is 0.
    """
    sums = [_added(before), _added(after)]
    levels = [one.top / one.bottom for one in sums]
    middle = (levels[0] + levels[1]) / 2
    nothing = Quotient(_ZERO, _ZERO)
    found: list[Driver[K]] = []
    for key in dict.fromkeys((*before, *after)):
        own = (before.get(key, nothing), after.get(key, nothing))
        shares = tuple(one.bottom / of.bottom for one, of in zip(own, sums, strict=True))
        tops = tuple(one.top / of.bottom for one, of in zip(own, sums, strict=True))
        all_of_it = tops[1] - tops[0] - middle * (shares[1] - shares[0])
        first, last = own[0].value, own[1].value
        effects: dict[Effect, Fraction]
        state: State
        if first is not None and last is not None:
            rate = (shares[0] + shares[1]) / 2 * (last - first)
            state, effects = "both", {"rate": rate, "mix": all_of_it - rate}
        elif last is not None:
            state, effects = "new", {"appeared": all_of_it}
        elif first is not None:
            state, effects = "silent" if key in silent else "gone", {"disappeared": all_of_it}
        elif not all_of_it:
            continue
        else:
            state, effects = "aside", {"aside": all_of_it}
        found.append(Driver(key, state, (first, last), effects, (shares[0], shares[1])))
    return _with_rest(found, whole[1].top / whole[1].bottom - whole[0].top / whole[0].bottom)


def _added(parts: Mapping[K, Quotient]) -> Quotient:
    return Quotient(sum((one.top for one in parts.values()), _ZERO), sum((one.bottom for one in parts.values()), _ZERO))


def split_prices(
    before: Mapping[tuple[P, D], Sold], after: Mapping[tuple[P, D], Sold], units: Mapping[P, str], change: Fraction
) -> list[Driver[P]]:
    """The change of sales by product: volume, mix of products, mix of dealers, price.

    Of a product with amounts a, quantities q and mean prices p = a / q, and with g the growth of the quantity of all
    products of the same unit that are sold in both periods (unlike units are never added):

    - volume a0 * (g - 1): as if all of them had grown alike,
    - mix p0 * (q1 - q0 * g): it grew otherwise than the others,
    - price: over the dealers of both periods a1 - p0 * q1, each at its own price,
    - dealer mix a1 - p0 * q1 less price: who bought, as dealers pay unlike prices.

    ``units`` names the base unit of each product that has one; what is sold in one period only has ``appeared`` or
    ``disappeared``, and where a quantity is not known (or not above zero) the change stands ``aside``: it is no price.
    """
    sides = [_by_product(before), _by_product(after)]
    alike = {key for key in sides[0].keys() & sides[1].keys() if sides[0][key].priced and sides[1][key].priced}
    growth = _growth(sides, units, alike)
    prices = _prices(before, after)
    found: list[Driver[P]] = []
    for key in dict.fromkeys((*sides[0], *sides[1])):
        first, last = sides[0].get(key), sides[1].get(key)
        then, now = first or Sold(), last or Sold()
        state: State
        effects: dict[Effect, Fraction]
        if key in alike:
            grown, even = then.amount * growth[key], then.amount / then.quantity * now.quantity
            price = prices.get(key, _ZERO)
            state, effects = "both", {
                "volume": grown - then.amount, "mix": even - grown, "dealer_mix": now.amount - even - price,
                "price": price,
            }  # fmt: skip
        elif first is None:
            state, effects = "new", {"appeared": now.amount}
        elif last is None:
            state, effects = "gone", {"disappeared": -then.amount}
        else:
            state, effects = "aside", {"aside": now.amount - then.amount}
        values = (None if first is None else first.amount, None if last is None else last.amount)
        found.append(Driver(key, state, values, effects, (then.price, now.price)))
    return _with_rest(found, change)


def _by_product(sold: Mapping[tuple[P, D], Sold]) -> dict[P, Sold]:
    found: dict[P, Sold] = {}
    for (product, _), one in sold.items():
        found[product] = found.get(product, Sold()) + one
    return found


def _growth(sides: list[dict[P, Sold]], units: Mapping[P, str], alike: Collection[P]) -> dict[P, Fraction]:
    """By product how the quantity of all of its unit grew; where two units are known, one without a unit is alone."""
    several = len({units[key] for key in alike if units.get(key)}) > 1
    unit_of: dict[P, object] = {key: (units.get(key) or (key,)) if several else "" for key in alike}
    sums: dict[object, list[Fraction]] = {}
    for key in alike:
        both = sums.setdefault(unit_of[key], [_ZERO, _ZERO])
        for place in (0, 1):
            both[place] += sides[place][key].quantity
    return {key: sums[unit_of[key]][1] / sums[unit_of[key]][0] for key in alike}


def _prices(before: Mapping[tuple[P, D], Sold], after: Mapping[tuple[P, D], Sold]) -> dict[P, Fraction]:
    """By product what other prices at the same dealers add."""
    found: dict[P, Fraction] = {}
    for pair, now in after.items():
        then = before.get(pair)
        if then is not None and then.price is not None and now.price is not None:
            found[pair[0]] = found.get(pair[0], _ZERO) + now.amount - then.price * now.quantity
    return found


def _with_rest(found: list[Driver[K]], change: Fraction) -> list[Driver[K]]:
    """What weighs most first, and last what the whole has beside its parts."""
    found.sort(key=lambda one: -abs(one.total))
    rest = change - sum((one.total for one in found), _ZERO)
    return [*found, Driver(None, "rest", (None, None), {"rest": rest})] if rest else found


def effects_of(drivers: Collection[Driver[K]]) -> dict[Effect, Fraction]:
    """The sum of each effect over all parts, in the order in which they are told."""
    found: dict[Effect, Fraction] = {}
    for one in drivers:
        for name, value in one.effects.items():
            found[name] = found.get(name, _ZERO) + value
    return {name: found[name] for name in EFFECTS if name in found}
