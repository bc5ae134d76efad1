"""What to say to a dealer about the next tier; pure.

The chance is told from earlier periods after the same day: whether as much came in the rest of each. The dealer's own
periods count one each as they were; those of everybody, in proportion to what was there by the day, together as much as
four. On the practice region's three quarters of 2025-Q3 to 2026-Q1, nine bounds for each dealer and four days, the mean
squared error of such chances is 0.138, against 0.249 of always saying how often it is so (with own periods in
proportion too: 0.167). Never posted.

Stuffing is told by days of stock: what is in stock now and what would have to be bought, less what goes out until the
period ends, over the mean daily outflow. Beyond the limit nobody should push, whatever the tier earns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from app.core.texts import N_
from app.inventory.rules_channel import FULL_DAYS

Advice = Literal["top", "closed", "nothing", "course", "stuffing", "unlikely", "unknown", "push", "idle"]

LIMIT_DAYS: Final = FULL_DAYS
"""Stock is high from so many days on."""
LIKELY: Final = Fraction(4, 5)
"""From this chance on it comes by itself: who is paid for it is paid for what he does anyway."""
UNLIKELY: Final = Fraction(1, 10)
EVERYBODY: Final = 4
"""All dealers' periods count as much as so many of the dealer's own."""
FILLS_STOCK: Final = frozenset({"ordered", "delivered", "invoiced", "paid"})
"""The events of a basis that put goods into the dealer's warehouse."""
ADVICE_TITLES: Final[Mapping[Advice, str]] = {
    "push": N_("Worth asking"),
    "stuffing": N_("Do not push"),
    "unknown": N_("Stock unknown"),
    "unlikely": N_("Unlikely"),
    "course": N_("Comes by itself"),
    "nothing": N_("Earns nothing more"),
    "closed": N_("Out of reach"),
    "idle": N_("Buys none of it"),
    "top": N_("Last tier reached"),
}
"""What asks for a word first."""


@dataclass(frozen=True)
class Past:
    """One earlier period in the basis' scale."""

    before: int
    """What was there by the same day."""
    rest: int
    """What came after it."""


@dataclass(frozen=True)
class Chance:
    """How likely the missing comes in the days that are left."""

    own: int
    """Own earlier periods that are known."""
    hits: int
    """Of them those in which it would have come."""
    share: Fraction | None
    """Of all dealers' earlier periods; None where none is known."""
    value: Fraction
    """Both together."""


def comes(past: Past, now: int, missing: int) -> bool | None:
    """Whether the rest of another's period, in proportion, brings the missing; None where there is no proportion."""
    return past.rest * now >= missing * past.before if past.before > 0 and now > 0 else None


def chance_of(missing: int, now: int, own: Sequence[Past], everybody: Sequence[Past]) -> Chance | None:
    """The chance; None where no earlier period is known."""
    mine = [past.rest >= missing for past in own]
    others = [hit for past in everybody if (hit := comes(past, now, missing)) is not None]
    if not mine and not others:
        return None
    share = Fraction(sum(others), len(others)) if others else None
    prior = EVERYBODY if share is not None else 0
    value = (sum(mine) + prior * (share or 0)) / Fraction(len(mine) + prior)
    return Chance(len(mine), sum(mine), share, value)


@dataclass(frozen=True)
class Stock:
    """Goods of one kind at the dealer; sizes in the basis' scale."""

    code: str
    name: str
    days: Fraction
    """Of stock now."""
    out: Fraction
    """Mean outflow of a day."""
    price_e4: Fraction | None = None
    """Of one unit of the basis where it is a quantity; None where it is a value, of which a unit costs itself."""
    baskets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What to buy of one kind of goods."""

    code: str
    name: str
    size: Fraction
    """In the basis' scale."""
    before: Fraction
    """Days of stock at the period's end without it, and with it."""
    after: Fraction


@dataclass(frozen=True)
class Mix:
    """The way to the tier that costs least."""

    parts: tuple[Part, ...]
    left: Fraction
    """What no goods have room for below the limit: it would be stuffed."""


def days_after(days: Fraction, out: Fraction, size: Fraction | int, days_left: int) -> Fraction | None:
    """Days of stock at the period's end where so much more is bought; None without outflow."""
    return max(Fraction(0), days - days_left) + size / out if out > 0 else None


def cheapest(
    missing: Fraction, goods: Sequence[Stock], days_left: int, *, needs: Sequence[tuple[str, Fraction]] = (),
    limit: int = LIMIT_DAYS,
) -> Mix:  # fmt: skip
    """What to buy so that the missing comes together, baskets first by what each lacks.

    Where units have prices the cheapest goods come first, each up to the limit. Where the basis is a value every way
    costs the same, and the one is taken whose highest days of stock are lowest. Goods without outflow have no room.
    """
    live = [each for each in goods if each.out > 0]
    taken = dict.fromkeys((each.code for each in live), Fraction(0))
    left = Fraction(0)
    for basket, lack in needs:
        wanted = min(max(lack, Fraction(0)), missing)
        left += _fill(wanted, [each for each in live if basket in each.baskets], taken, days_left, limit)
    left += _fill(missing - sum(taken.values(), Fraction(0)) - left, live, taken, days_left, limit)
    parts = [
        Part(each.code, each.name, taken[each.code], _then(each, Fraction(0), days_left),
             _then(each, taken[each.code], days_left))
        for each in live
        if taken[each.code]
    ]  # fmt: skip
    return Mix(tuple(sorted(parts, key=lambda part: (-part.size, part.code))), left)


def _then(goods: Stock, size: Fraction, days_left: int) -> Fraction:
    return max(Fraction(0), goods.days - days_left) + size / goods.out


def _fill(wanted: Fraction, goods: Sequence[Stock], taken: dict[str, Fraction], days_left: int, limit: int) -> Fraction:
    """Take what is wanted of the goods; what found no room is handed back."""
    if wanted <= 0:
        return Fraction(0)
    if all(each.price_e4 is not None for each in goods):
        for each in sorted(goods, key=lambda one: (one.price_e4 or 0, one.days, one.code)):
            room = (limit - _then(each, taken[each.code], days_left)) * each.out
            size = min(wanted, max(room, Fraction(0)))
            taken[each.code] += size
            wanted -= size
        return wanted
    level = _level(wanted, goods, taken, days_left, limit)
    for each in goods:
        size = min(wanted, max(Fraction(0), (level - _then(each, taken[each.code], days_left)) * each.out))
        taken[each.code] += size
        wanted -= size
    return wanted


def _level(
    wanted: Fraction, goods: Sequence[Stock], taken: dict[str, Fraction], days_left: int, limit: int
) -> Fraction:
    """The days of stock up to which all are filled so that what is wanted comes together, at most the limit."""
    rising = sorted((_then(each, taken[each.code], days_left), each.out) for each in goods)
    out, level = Fraction(0), Fraction(0)
    for start, flow in rising:
        if out and wanted <= (start - level) * out:
            break
        wanted -= (start - level) * out
        out, level = out + flow, start
    return min(Fraction(limit), level + wanted / out) if out else Fraction(limit)


@dataclass(frozen=True)
class Sight:
    """What the advice goes by."""

    missing: int | None
    """To the next tier, in the basis' scale; None: there is none, or none that can be reached."""
    is_top: bool
    gain_minor: int
    chance: Fraction | None
    fills_stock: bool
    """Whether reaching it puts goods into the warehouse."""
    after: Fraction | None
    """Days of stock at the period's end if it is reached; None: not known."""
    is_idle: bool = False
    """Whether nothing counts, in this period and in all that are known."""


def advise(sight: Sight, *, limit: int = LIMIT_DAYS) -> Advice:
    """The one thing to say; a warning comes before a chance."""
    if sight.missing is None:
        return "top" if sight.is_top else "closed"
    if sight.gain_minor <= 0 or sight.is_idle:
        return "idle" if sight.gain_minor > 0 else "nothing"
    if sight.chance is not None and sight.chance >= LIKELY:
        return "course"
    if sight.fills_stock and sight.after is not None and sight.after > limit:
        return "stuffing"
    if sight.chance is not None and sight.chance < UNLIKELY:
        return "unlikely"
    return "unknown" if sight.fills_stock and sight.after is None else "push"
