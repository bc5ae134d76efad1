"""Decisions asked of the reader (请您定的事): made of signs that carry money, an owner and a day, and of no others."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of
from app.core.texts import N_, Text
from app.core.wording import decimals, money_text, percent_text
from app.health.frozen import Sign, Signs
from app.health.region_lines import Ask
from app.health.wording import day_words, short_name
from app.kpi.findings.credit import CREDIT
from app.kpi.findings.expiring import EXPIRING
from app.kpi.findings.licences import LAPSED
from app.kpi.findings.rebates import AFTER_DAYS, CLIFF
from app.kpi.findings.stuffing import STUFFED
from app.kpi.findings.wording import written
from app.kpi.kpi import FINANCE, QUALITY, SALES

MOST: Final = 3
_MOVE: Final = N_("Move {left} to {other} (sells {pace} a day)")
_SELL: Final = N_("Sell off or take back {left}")
_LEFT: Final = N_("{left} expire unsold on {day}")
_NEAR: Final = N_("{dealer}: {product} near expiry")
_LAPSED: Final = N_("{dealer}: {licence} ended {day}")
_STOP: Final = N_("Ship nothing under it until renewed")
_GOES_ON: Final = N_("Sales go on unlicensed (orders: {orders})")
_STEP: Final = N_("{dealer}: {gap} short of the {threshold} step")
_RULE: Final = N_("Settle whether the last {gap} may still count")
_RATE: Final = N_("{rate} or {next_rate} of {bought} stays open")
_OVER: Final = N_("{dealer}: {over} beyond its limit")
_SECURE: Final = N_("Stop deliveries or take security for {over}")
_OLDER: Final = N_("{old} overdue for over 60 days grows older")
_FULL: Final = N_("{dealer}: stock for {after} days")
_REFILL: Final = N_("Stop deliveries, refill by sell-out")
_BACK: Final = N_("{rush} of the month's last days may come back")
_LICENCES: Final = N_("Licences that end within 90 days: {n}")
_STEPS: Final = N_("right before a rebate step: {n}")
_OTHERS: Final = N_("other signs to look into: {n}")


def asks_of(signs: Signs) -> tuple[Ask, ...]:
    """At most three: of each kind the one with most money, the most money first."""
    best: dict[str, Ask] = {}
    for sign in signs.asked:
        ask = ASKED[sign.kind](sign, signs.on)
        if ask is not None and (sign.kind not in best or ask.amount > best[sign.kind].amount):
            evidence = Text(sign.sentence, {name: written(one) for name, one in sign.figures.items()})
            best[sign.kind] = replace(ask, dealer=sign.dealer, evidence=evidence if sign.sentence else None)
    return tuple(sorted(best.values(), key=lambda one: -one.amount)[:MOST])


def outlook_of(signs: Signs) -> tuple[Text, ...]:
    """What the papers and the rows say of the time to come, as one point; nothing where they say nothing."""
    steps = len({one.dealer for one in signs.asked if one.kind == CLIFF.id})
    counts = ((_LICENCES, signs.licences), (_STEPS, steps), (_OTHERS, sum(signs.others.values())))
    said = [Text(words, {"n": n}) for words, n in counts if n]
    if not said:
        return ()
    whole = said[0]
    for one in said[1:]:
        whole = Text("{first}; {second}", {"first": whole, "second": one})
    return (whole,)


def _expiring(sign: Sign, on: date) -> Ask | None:
    amount, left = sign.number("amount"), _quantity(sign, "left")
    expiry = sign.number("expiry")
    if amount is None or expiry is None:
        return None
    due, pace = day_of(int(expiry)), sign.number("other_pace")
    params: dict[str, object] = {"left": left, "day": day_words(due)}
    proposal = Text(_SELL, params)
    if pace:
        needed = (sign.number("left") or Fraction(0)) / pace + (sign.number("other_days") or 0)
        due -= timedelta(-(-needed.numerator // needed.denominator))
        other = short_name(str(sign.figures["other"].value))
        proposal = Text(_MOVE, {**params, "other": other, "pace": _short(pace / QUANTITY_SCALE)})
    topic = Text(_NEAR, {"dealer": short_name(sign.dealer), "product": sign.figures["product"].value})
    return Ask(topic, proposal, amount / AMOUNT_SCALE, Text(_LEFT, params), SALES, max(due, on))


def _lapsed(sign: Sign, on: date) -> Ask | None:
    amount, until = sign.number("amount"), sign.number("until")
    if amount is None or until is None:
        return None
    named = {"dealer": short_name(sign.dealer), "licence": sign.figures["licence"].value}
    topic = Text(_LAPSED, {**named, "day": day_words(day_of(int(until)))})
    orders = _short(sign.number("orders") or Fraction(0))
    return Ask(topic, Text(_STOP), amount / AMOUNT_SCALE, Text(_GOES_ON, {"orders": orders}), QUALITY, on)


def _cliff(sign: Sign, on: date) -> Ask | None:
    gain = sign.number("gain")
    if gain is None:
        return None
    params: dict[str, object] = {"dealer": short_name(sign.dealer)}
    params |= {name: money_text((sign.number(name) or Fraction(0)) / AMOUNT_SCALE)
               for name in ("gap", "threshold", "bought")}  # fmt: skip
    params |= {name: percent_text(sign.number(name) or Fraction(0)) for name in ("rate", "next_rate")}
    last = day_of(sign.last)
    due = last if on <= last else last + timedelta(AFTER_DAYS)  # it is paid in the month after
    return Ask(Text(_STEP, params), Text(_RULE, params), gain / AMOUNT_SCALE, Text(_RATE, params), SALES, due)


def _credit(sign: Sign, on: date) -> Ask | None:
    over = sign.number("over")
    if over is None:
        return None
    params: dict[str, object] = {"dealer": short_name(sign.dealer), "over": money_text(over / AMOUNT_SCALE)}
    params["old"] = money_text((sign.number("old") or Fraction(0)) / AMOUNT_SCALE)
    return Ask(Text(_OVER, params), Text(_SECURE, params), over / AMOUNT_SCALE, Text(_OLDER, params), FINANCE, on)


def _stuffed(sign: Sign, on: date) -> Ask | None:
    rush, after = sign.number("rush"), sign.number("after")
    if rush is None or after is None:
        return None
    params: dict[str, object] = {"dealer": short_name(sign.dealer), "after": _short(after)}
    params["rush"] = money_text(rush / AMOUNT_SCALE)
    return Ask(Text(_FULL, params), Text(_REFILL), rush / AMOUNT_SCALE, Text(_BACK, params), SALES, on)


ASKED: Final[Mapping[str, Callable[[Sign, date], Ask | None]]] = {
    EXPIRING.id: _expiring, LAPSED.id: _lapsed, CLIFF.id: _cliff, CREDIT.id: _credit, STUFFED.id: _stuffed,
}  # fmt: skip
"""Kinds of signs that say what is at stake in money and until when; the others are for the manager to look into."""


def _quantity(sign: Sign, name: str) -> str:
    value = (sign.number(name) or Fraction(0)) / QUANTITY_SCALE
    return f"{_short(value)} {sign.figures[name].unit}".rstrip()


def _short(value: Fraction) -> str:
    return decimals(value, 0 if value.denominator == 1 else 1)
