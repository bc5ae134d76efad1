"""The dialog of the tolerance: share, quantity, and whether lists hold what is on its way."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.money import QUANTITY_SCALE, decimal_text, scaled
from app.core.texts import N_, Text
from app.flows.rules import Tolerance
from ui.core.controls import Check
from ui.core.dialogs import Dialog
from ui.core.form import Field, Form

if TYPE_CHECKING:
    from ui.core.look import Look


class ToleranceDialog(Dialog):
    """Asks for another tolerance; what is no number is said beside its field."""

    writes = True

    def __init__(self, look: "Look", parent: QWidget | None, now: Tolerance) -> None:
        """``now`` is what holds."""
        super().__init__(look, parent, Text(N_("Tolerance of the balance of flows")), accept=Text(N_("Save")))
        self.asked: Tolerance | None = None
        share = now.share * 100
        self.share = Field(look, decimal_text(share.numerator, share.denominator) or "")
        self.quantity = Field(look, decimal_text(now.quantity_e3, QUANTITY_SCALE) or "")
        self.held = Check(look, Text(N_("Lists hold goods that are on their way")))
        self.held.setChecked(now.held)
        self.form = Form(look)
        self.form.add(Text(N_("Share (%)")), self.share, Text(N_("Of what was there and came in.")))
        self.form.add(Text(N_("Quantity")), self.quantity, Text(N_("In base units; a gap must exceed both.")))
        self.body.addWidget(self.form)
        self.body.addWidget(self.held)

    def accept(self) -> None:
        """Only with two numbers that are not below zero."""
        found = [self._number(field) for field in (self.share, self.quantity)]
        if found[0] is not None and found[1] is not None:
            quantity = scaled(found[1], QUANTITY_SCALE)
            self.asked = Tolerance(found[0] / 100, quantity, self.held.isChecked())
            super().accept()

    def _number(self, field: Field) -> Fraction | None:
        text = field.text().strip()
        try:
            found = Fraction(text)
        except (ValueError, ZeroDivisionError):
            found = Fraction(-1)
        wrong = found < 0
        self.form.complain(field, Text(N_("“{text}” is no number."), {"text": text}) if wrong else "")
        return None if wrong else found
