"""Numbers in sentences: digits alike in every language, amounts in the unit that each language counts in."""

from fractions import Fraction

from app.core.money import round_half_up
from app.core.texts import Text


def decimals(value: Fraction, places: int = 1) -> str:
    """A number with thousands separators, rounded half up, the minus sign as a true one."""
    units = round_half_up(value * 10**places)
    whole, part = divmod(abs(units), 10**places)
    body = f"{whole:,}.{part:0{places}d}" if places else f"{whole:,}"
    return f"\N{MINUS SIGN}{body}" if units < 0 else body


def percent_text(value: Fraction, places: int = 1) -> str:
    """A share of 1 as per cent."""
    return f"{decimals(value * 100, places)}%"


def money_text(value: Fraction) -> Text:
    """An amount as a Chinese report prints it (万) and as an English one does (thousands)."""
    return Text("{thousand}k{wan:.0}", {"thousand": decimals(value / 1000, 0), "wan": decimals(value / 10_000)})
