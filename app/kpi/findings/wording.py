"""Figures of findings in plain words, as the command line and papers write them."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of
from app.core.texts import N_, Text
from app.kpi.findings.model import Figure


def written(figure: Figure) -> str | Text:
    """A figure in full: numbers whole, money with two places."""
    value = figure.value
    if value is None:
        return Text(N_("unknown"))
    if isinstance(value, str | Text):
        return value
    return f"{_WRITERS[figure.kind](Fraction(value))} {figure.unit}".rstrip()


_WRITERS: Final[dict[str, Callable[[Fraction], str]]] = {
    "day": lambda value: day_of(int(value)).isoformat(),
    "quantity": lambda value: f"{float(value / QUANTITY_SCALE):,.12g}",
    "money": lambda value: f"{float(value / AMOUNT_SCALE):,.2f}",
    "price": lambda value: f"{float(value):,.2f}",
    "percent": lambda value: f"{float(value * 100):.1f}%",
    "change": lambda value: f"{float(value * 100):+.1f}%",
    "number": lambda value: f"{float(value):,.12g}",
}
