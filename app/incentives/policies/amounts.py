"""Exact figures of a policy in words: amounts, bounds, rates. Nothing is rounded for show: this is what gets signed."""

from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.texts import ZH, Texts
from app.incentives.policy import RATE_SCALE, Policy
from app.incentives.rounding import minor_per_unit

_PLACES: Final = 6


def exact(value: Fraction) -> str:
    """A finite decimal with thousands separators and no needless zeros; up to six places."""
    units = value * 10**_PLACES
    whole, part = divmod(abs(int(units)), 10**_PLACES)
    body = f"{whole:,}.{part:0{_PLACES}d}".rstrip("0").rstrip(".")
    return f"-{body}" if value < 0 else body


def amount_words(t: Texts, amount: int, currency: str, *, scale: int = 0) -> str:
    """An amount with its currency; ``scale`` is how many of it make one currency unit, 0 means minor units."""
    said = exact(Fraction(amount, scale or minor_per_unit(currency)))
    if currency == "CNY" and t.lang == ZH:
        return f"{said} 元"
    return f"{currency} {said}"


def currency_words(t: Texts, currency: str) -> str:
    """A currency by its name where a sentence has no amount of it: that of China in Chinese, others by their code."""
    if t.lang != ZH:
        return currency
    return "人民币" if currency == "CNY" else f" {currency} "


def share_words(value: int) -> str:
    """Millionths as per cent."""
    return f"{exact(Fraction(value * 100, RATE_SCALE))}%"


def factor_words(value: int) -> str:
    """Millionths as a plain number."""
    return exact(Fraction(value, RATE_SCALE))


def bound_words(t: Texts, policy: Policy, bound: int) -> str:
    """A tier's bound or the minimum: money, quantity, or a share where tiers go by growth or target."""
    if policy.scale.reach != "amount":
        return share_words(bound)
    if policy.basis.measure == "value":
        return amount_words(t, bound, policy.payout.currency)
    return t("{n} units", n=exact(Fraction(bound, QUANTITY_SCALE)))


def figure_words(t: Texts, policy: Policy, figure: int) -> str:
    """A figure in the basis' scale, such as an agreed baseline."""
    if policy.basis.measure == "value":
        return amount_words(t, figure, policy.payout.currency, scale=AMOUNT_SCALE)
    return t("{n} units", n=exact(Fraction(figure, QUANTITY_SCALE)))


def rate_words(t: Texts, policy: Policy, rate: int) -> str:
    """What a tier gives: per cent, an amount for each unit, or a lump sum."""
    currency = policy.payout.currency
    if policy.scale.unit == "percent":
        return share_words(rate)
    if policy.scale.unit == "lump":
        return amount_words(t, rate, currency)
    return t("{amount} for each base unit", amount=amount_words(t, rate, currency, scale=RATE_SCALE))
