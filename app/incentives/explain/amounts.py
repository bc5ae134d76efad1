"""How figures of incentives are written in sentences, by what their names end with; alike in every language."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of
from app.core.texts import N_, Text
from app.core.wording import decimals
from app.incentives.policy import RATE_SCALE
from app.incentives.rounding import minor_per_unit

SCALES: Final[Mapping[str, int]] = {"e4": AMOUNT_SCALE, "e3": QUANTITY_SCALE, "e6": 1_000_000}
_MOST_PLACES: Final = 8


def exact_text(value: Fraction, least: int = 0, most: int = _MOST_PLACES) -> str:
    """A number with at least so many places and as many as it has; one without end says so by ``≈``."""
    for places in range(least, most + 1):
        if (value * 10**places).denominator == 1:
            return decimals(value, places)
    return f"≈ {decimals(value, max(least, 4))}"


def money_text(minor: Fraction | int, places: int) -> str:
    """Minor units as an amount: ``1,234.50``; not rounded where it is a step on the way."""
    return exact_text(Fraction(minor) / 10**places, places)


def rate_text(millionths: Fraction | int) -> str:
    """A share of 1 in millionths as per cent: ``2.5%``."""
    return f"{exact_text(Fraction(millionths) / RATE_SCALE * 100)}%"


def figure_text(value: Fraction | int, unit: str, places: int) -> str:
    """A figure by its unit: minor, e4, e3, e6, rate, on, or a plain number."""
    if unit == "minor":
        return money_text(value, places)
    if unit == "rate":
        return rate_text(value)
    if unit == "on":
        return day_of(int(value)).isoformat()
    if unit in SCALES:
        return exact_text(Fraction(value) / SCALES[unit], 2 if unit == "e4" else 0)
    return exact_text(Fraction(value))


def worded(msgid: str, params: Mapping[str, object], places: int) -> Text:
    """A sentence whose numbers are written by the ends of their names: ``cap_minor``, ``base_e4``, ``tier_rate``."""
    said: dict[str, object] = {}
    for name, value in params.items():
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            said[name] = figure_text(value, name.rpartition("_")[2] if "_" in name else "", places)
        else:
            said[name] = value
    return Text(msgid, said)


def minor_words(minor: int, currency: str) -> Text:
    """Minor units as a sentence names them: 1,234.50 CNY."""
    places = len(str(minor_per_unit(currency))) - 1
    said = {"amount": money_text(minor, places), "currency": currency_words(currency)}
    return Text(N_("{amount} {currency}"), said)


def currency_words(currency: str) -> Text | str:
    """A currency as a sentence names it: yuan in the reader's language, others by their code."""
    return Text(N_("CNY")) if currency == "CNY" else currency
