"""Formulas that carry their value: each is written as a spreadsheet reads it and computed exactly beside it.

A sheet made of these cannot show a value that its formula does not give: both come from one expression. Decimals of a
spreadsheet are binary with fifteen places; where that could turn a comparison or a rounding, the formula rounds what it
compares to the places that the figures have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.money import round_half_up
from app.incentives.policy import Rounding
from app.incentives.rounding import rounded as whole_minor

NOISE: Final = 7
"""Places behind the comma that a figure of money or goods can differ in: the rest is a spreadsheet's own noise."""
_DIGITS: Final = 15
_FINEST: Final = 12


@dataclass(frozen=True)
class Expr:
    """A number: how a spreadsheet computes it, and what it is."""

    words: str
    value: Fraction

    def __add__(self, other: "Expr") -> "Expr":
        return Expr(f"({self.words}+{other.words})", self.value + other.value)

    def __sub__(self, other: "Expr") -> "Expr":
        return Expr(f"({self.words}-{other.words})", self.value - other.value)

    def __mul__(self, other: "Expr") -> "Expr":
        return Expr(f"{self.words}*{other.words}", self.value * other.value)

    def __truediv__(self, other: "Expr") -> "Expr":
        return Expr(f"{self.words}/{_whole(other.words)}", self.value / other.value)


@dataclass(frozen=True)
class Truth:
    """A condition: how a spreadsheet asks it, and whether it holds."""

    words: str
    holds: bool

    def __and__(self, other: "Truth") -> "Truth":
        return Truth(f"AND({self.words},{other.words})", self.holds and other.holds)

    def __invert__(self) -> "Truth":
        return Truth(f"NOT({self.words})", not self.holds)


def number(value: Fraction | int) -> Expr:
    """A number written into a formula; it has to end within fifteen places."""
    exact = Fraction(value)
    words = str(exact.numerator) if exact.denominator == 1 else repr(float(exact)).upper()
    return Expr(f"({words})" if exact < 0 else words, exact)


ZERO: Final = number(0)
ONE: Final = number(1)


def at_least(one: Expr, other: Expr) -> Truth:
    """Whether one is as much as the other or more."""
    return Truth(f"{one.words}>={other.words}", one.value >= other.value)


def below(one: Expr, other: Expr) -> Truth:
    """Whether one is less than the other."""
    return Truth(f"{one.words}<{other.words}", one.value < other.value)


def least(*each: Expr) -> Expr:
    """The smallest."""
    return Expr(f"MIN({_listed(each)})", min(one.value for one in each))


def most(*each: Expr) -> Expr:
    """The largest."""
    return Expr(f"MAX({_listed(each)})", max(one.value for one in each))


def total(*each: Expr) -> Expr:
    """The sum."""
    return Expr(f"SUM({_listed(each)})", sum((one.value for one in each), Fraction(0)))


def either(asked: Truth, then: Expr, otherwise: Expr) -> Expr:
    """One where it holds, else the other."""
    return Expr(f"IF({asked.words},{then.words},{otherwise.words})", then.value if asked.holds else otherwise.value)


def exactly(one: Expr, places: int = NOISE) -> Expr:
    """Without a spreadsheet's noise, to so many places; for figures that end there or lie far from what they meet."""
    return Expr(f"ROUND({one.words},{places})", _near(one.value, places))


def rounded(one: Expr, places: int, way: Rounding) -> Expr:
    """Rounded as the policy says; halves up are away from nothing, cutting off goes towards it.

    What is rounded is first freed of the noise behind the fifteenth digit: a half is then one for any program.
    """
    tens = 10**places
    exact = one.value * tens
    found = whole_minor(exact, way)
    usual = min(NOISE, max(2, _DIGITS - len(str(abs(exact).numerator // exact.denominator))))
    finest = next((n for n in range(usual, _FINEST) if whole_minor(_near(exact, n), way) == found), usual)
    clean = f"ROUND({one.words}*{tens},{finest})"
    words = {
        "half_up": f"ROUND({clean},0)",
        "down": f"TRUNC({clean},0)",
        "half_even": f"IF(MOD({clean},1)=0.5,2*ROUND({clean}/2,0),ROUND({clean},0))",
    }[way]
    return Expr(f"{words}/{tens}", Fraction(whole_minor(exact, way), tens))


def _near(value: Fraction, places: int) -> Fraction:
    return Fraction(round_half_up(value * 10**places), 10**places)


def _whole(words: str) -> str:
    """What stands behind a stroke is one thing."""
    return f"({words})" if "*" in words or "/" in words else words


def _listed(each: Sequence[Expr]) -> str:
    return ",".join(one.words for one in each)
