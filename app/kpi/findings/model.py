"""What a finding is: a sign in the rows with its figures, the dealer it speaks of, and the rows behind it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from sqlalchemy.orm import Session

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, decimal_text
from app.core.period import day_of
from app.core.texts import N_, Text
from app.kpi.people import Dealer

Level = Literal["hint", "warning"]
FigureKind = Literal["text", "number", "quantity", "money", "price", "percent", "change", "day"]
LEVELS: Final[Mapping[str, str]] = {"hint": N_("Hint"), "warning": N_("Warning")}
"""提示 asks for a look, 预警 for an answer."""


@dataclass(frozen=True)
class Figure:
    """One exact figure of a sentence.

    By kind: text a str or Text; number a number; quantity thousandths of ``unit``; money 1/10,000 units; price currency
    units for one piece; percent a ratio; change a ratio that is written with its sign; day a day number. None is
    unknown.
    """

    kind: FigureKind
    value: int | Fraction | str | Text | None
    unit: str = ""

    def plain(self) -> str | int | None:
        """The exact value for other programs: decimals as text, days in ISO form."""
        value = self.value
        if isinstance(value, Text):
            return str(value)
        if value is None or isinstance(value, str):
            return value
        if self.kind == "day":
            return day_of(int(value)).isoformat()
        if self.kind == "number" and isinstance(value, int):
            return value
        exact = Fraction(value) / {"quantity": QUANTITY_SCALE, "money": AMOUNT_SCALE}.get(self.kind, 1)
        return decimal_text(exact.numerator, exact.denominator)


@dataclass(frozen=True)
class Finding:
    """One sign: what it says with its figures, of whom, of which days, and the ids of its rows by feed."""

    kind: str
    dealer: Dealer | None
    first: int
    last: int
    sentence: str
    """English msgid with the names of the figures in braces."""
    figures: Mapping[str, Figure]
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def said(self, write: Callable[[Figure], str | Text]) -> Text:
        """The sentence with each figure as ``write`` writes it."""
        return Text(self.sentence, {name: write(one) for name, one in self.figures.items()})

    @property
    def count(self) -> int:
        """How many rows are behind it."""
        return sum(len(ids) for ids in self.rows.values())


@dataclass(frozen=True)
class Kind:
    """A kind of finding: what it is called, what it means, how much it weighs, and how it is read from the facts."""

    id: str
    title: str
    """English msgid."""
    level: Level
    read: Callable[[Session, date], Iterable[Finding]]
    """The findings as of a day, in any order; they tell of twelve months at most, held against earlier ones."""
    where: tuple[str, Mapping[str, str]] | None = None
    """The page on which it is mended, and what is to be opened there."""
