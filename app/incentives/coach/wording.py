"""What the coach says, in sentences; the same on the screen and on the command line."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.texts import N_, Text, days
from app.core.wording import decimals, money_text, percent_text
from app.incentives.coach.reading import Coach, CoachLine
from app.incentives.coach.rules import LIMIT_DAYS, Advice, Part
from app.incentives.rounding import minor_per_unit

_SAID: Final[Mapping[Advice, str]] = {
    "top": N_("The last tier is reached; there is no further one."),
    "closed": N_("There is no tier that this dealer can reach: a baseline or a target is missing."),
    "nothing": N_("The next tier earns nothing more: a cap, a condition or a mix target stands before it."),
    "course": N_("Tier {tier} comes by itself: nothing has to be offered for the missing {missing}."),
    "stuffing": N_("Do not push: the missing {missing} would leave {after} of stock, more than {limit}."),
    "unlikely": N_("The missing {missing} hardly come in the days that are left."),
    "unknown": N_("{missing} are missing to tier {tier}; the stock is not known, so ask for it before you push."),
    "idle": N_("Nothing that this policy counts was ever bought; {missing} are missing to tier {tier}."),
    "push": N_("{missing} more reach tier {tier} and earn {gain}; {after} of stock would be left."),
}
_SMALL: Final = 10_000
"""Currency units below which nothing is said in thousands."""
_WITHOUT_STOCK: Final = N_("{missing} more reach tier {tier} and earn {gain}.")


def size_text(coach: Coach, size: Fraction | int) -> Text | str:
    """A size in the basis' scale: an amount, or a quantity."""
    if coach.measure == "quantity":
        return decimals(Fraction(size) / QUANTITY_SCALE, 0)
    return money_text(Fraction(size) / AMOUNT_SCALE)


def minor_text(coach: Coach, minor: int) -> Text:
    """Money of the payout."""
    return money_text(Fraction(minor, minor_per_unit(coach.policy.payout.currency)))


def amount_said(value: Fraction, currency: str) -> Text:
    """An amount as a sentence names it, with its currency; small ones in full."""
    if abs(value) < _SMALL:
        said: dict[str, object] = {"amount": decimals(value, 0), "currency": currency}
        return Text(N_("CNY {amount}") if currency == "CNY" else N_("{currency} {amount}"), said)
    said = {"thousand": decimals(value / 1000, 0), "wan": decimals(value / 10_000), "currency": currency}
    return Text(N_("CNY {thousand}k{wan:.0}") if currency == "CNY" else N_("{currency} {thousand}k{wan:.0}"), said)


def size_said(coach: Coach, size: Fraction | int) -> Text | str:
    """A size in a sentence: an amount with its currency, or a quantity."""
    if coach.measure == "quantity":
        return size_text(coach, size)
    return amount_said(Fraction(size) / AMOUNT_SCALE, coach.policy.payout.currency)


def gain_said(coach: Coach, minor: int) -> Text:
    """Money of the payout in a sentence."""
    currency = coach.policy.payout.currency
    return amount_said(Fraction(minor, minor_per_unit(currency)), currency)


def days_text(count: Fraction | None) -> Text | str:
    """Days of stock."""
    return "—" if count is None else days(decimals(count, 0))


def advice_text(coach: Coach, line: CoachLine) -> Text:
    """The one thing to say about a dealer."""
    if line.advice == "push" and line.after is None:
        return Text(_WITHOUT_STOCK, _params(coach, line))
    return Text(_SAID[line.advice], _params(coach, line))


def _params(coach: Coach, line: CoachLine) -> dict[str, object]:
    return {
        "tier": 0 if line.step is None else line.step.tier + 1,
        "missing": size_said(coach, line.missing or 0),
        "gain": gain_said(coach, line.gain_minor),
        "after": days_text(line.after),
        "limit": days(LIMIT_DAYS),
    }


def details(coach: Coach, line: CoachLine) -> list[Text]:
    """What the advice rests on: earned so far, what the missing earns, the pace, the chance, the mix."""
    said: dict[str, object] = {
        "figure": size_said(coach, line.figure),
        "tier": 0 if line.reached is None else line.reached + 1,
        "earned": gain_said(coach, line.earned_minor),
    }
    words = N_("So far {figure}, tier {tier}: {earned} earned")
    if line.reached is None:
        words = N_("So far {figure}, below the first tier")
    found = [Text(words, said)]
    rate = coach.rate(line)
    if rate is not None and line.gain_minor > 0:
        said = {"rate": percent_text(rate), "gain": gain_said(coach, line.gain_minor)}
        found.append(Text(N_("The missing earns {gain}, which is {rate} of it"), said))
    if line.days is not None:
        said = {"needed": days(line.days), "left": days(coach.days_left)}
        found.append(Text(N_("At the pace of this period it takes {needed}; left: {left}"), said))
    found += _chance(line)
    if line.stock_days is not None and line.after is not None:
        said = {"now": days_text(line.stock_days), "after": days_text(line.after)}
        found.append(Text(N_("Stock now: {now}; at the period's end with the missing bought: {after}"), said))
    for basket, lack in (line.step.needs if line.step else {}).items():
        if lack:
            said = {"basket": basket, "lack": size_said(coach, lack)}
            found.append(Text(N_("Of it at least {lack} of “{basket}”"), said))
    if line.mix is not None and line.mix.left > 0:
        left = {"left": size_said(coach, line.mix.left), "limit": days(LIMIT_DAYS)}
        found.append(Text(N_("No goods have room for {left} of it below {limit} of stock"), left))
    return found


def _chance(line: CoachLine) -> list[Text]:
    chance = line.chance
    if chance is None:
        return []
    said = {"n": chance.own, "hits": chance.hits, "chance": percent_text(chance.value, 0)}
    if chance.share is None:
        return [Text(N_("Chance {chance}: so much came in {hits} of {n} own earlier periods"), said)]
    said["share"] = percent_text(chance.share, 0)
    words = N_("Chance {chance}: so much came in {hits} of {n} own earlier periods, and in {share} of all dealers'")
    return [Text(words, said)]


def part_text(coach: Coach, part: Part) -> Text:
    """One kind of goods of the mix."""
    said = {"name": part.name, "size": size_said(coach, part.size), "after": days_text(part.after)}
    return Text(N_("{name}: {size}, then {after} of stock"), said)
