"""A sheet in the making: cells in their places, each number a formula over the ones before it."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from xlsxwriter.utility import xl_rowcol_to_cell

from app.reports.incentives.expr import Expr
from app.reports.kit.workbook import Formula, Value

Look = Literal["body", "heading", "head", "number_head", "dim", "strong"]


@dataclass(frozen=True)
class Put:
    """One cell."""

    row: int
    place: int
    value: Value
    unit: str = ""
    look: Look = "body"


@dataclass
class Pad:
    """Filled from the top, line by line."""

    name: str
    """Of the sheet; other sheets refer to it by this."""
    row: int = 0
    cells: list[Put] = field(default_factory=list)

    def text(self, place: int, words: str, look: Look = "body") -> None:
        """Words in the line of the moment."""
        if words:
            self.cells.append(Put(self.row, place, words, "", look))

    def given(self, place: int, value: Fraction | int, unit: str) -> Expr:
        """A number that is known, and how formulas name it."""
        self.cells.append(Put(self.row, place, Fraction(value), unit))
        return Expr(self._here(place), Fraction(value))

    def shown(self, place: int, made: Expr, unit: str, look: Look = "body") -> Expr:
        """A number that is computed, and how formulas after it name it."""
        self.cells.append(Put(self.row, place, Formula(f"={made.words}", made.value), unit, look))
        return Expr(self._here(place), made.value)

    def down(self, lines: int = 1) -> None:
        """The next line."""
        self.row += lines

    def heading(self, words: str) -> None:
        """A section begins."""
        self.down()
        self.text(0, words, "heading")
        self.down()

    def heads(self, *words: str) -> None:
        """The heads of a table's columns."""
        for place, each in enumerate(words):
            self.text(place, each, "number_head" if place else "head")
        self.down()

    def known(self, label: str, value: Fraction | int, unit: str, note: str = "") -> Expr:
        """A line with a number that is known."""
        self.text(0, label)
        found = self.given(1, value, unit)
        self.text(2, note, "dim")
        self.down()
        return found

    def line(self, label: str, made: Expr, unit: str, note: str = "", *, strong: bool = False) -> Expr:
        """A line with a number that is computed."""
        look: Look = "strong" if strong else "body"
        self.text(0, label, look)
        found = self.shown(1, made, unit, look)
        self.text(2, note, "dim")
        self.down()
        return found

    def said(self, label: str, words: str, note: str = "") -> None:
        """A line with words instead of a number."""
        self.text(0, label)
        self.text(1, words)
        self.text(2, note, "dim")
        self.down()

    def abroad(self, one: Expr) -> Expr:
        """A cell of this sheet as other sheets name it."""
        return Expr(f"'{self.name}'!{one.words}", one.value)

    def _here(self, place: int) -> str:
        return str(xl_rowcol_to_cell(self.row, place))
