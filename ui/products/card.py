"""The card of one product in the drawer: its units to change, its factors by day, its history."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.jobs.products import edit_product_units, remove_factor, set_factor
from ui.core.card import clear, row
from ui.core.controls import Button, IconButton
from ui.core.form import Field, Form, typed_day
from ui.core.history import HistoryList
from ui.core.pack_lock import hold, pack_lock
from ui.core.words import Label, Live
from ui.products.reading import CardData, factor_text, thousandths

if TYPE_CHECKING:
    from app.catalog.queries import DatedFactor
    from ui.core.page import Context


class ProductCard(Live, QScrollArea):
    """One product's units."""

    saved = Signal()

    def __init__(self, context: "Context", data: CardData) -> None:
        """Shows what was read."""
        super().__init__()
        self.context, self.look, self.data = context, context.look, data
        inside = QWidget()
        inside.setObjectName("clear")
        self._outer = QVBoxLayout(inside)
        self._outer.setContentsMargins(0, 0, 8, 0)
        self._outer.setSpacing(12)
        self._make_units()
        self._make_factors()
        hold(pack_lock(context.desk, "products"), self.save_button, self.add_button)
        self._outer.addWidget(Label(self.look, Text(N_("History")), "card"))
        self.history = HistoryList(self.look)
        self.history.show_told(data.history)
        self._outer.addWidget(self.history)
        self._outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def _make_units(self) -> None:
        look, one = self.look, self.data.product
        self.base = Field(look, one.base_unit or "", hint=Text(N_("For example 盒")))
        self.pack = Field(look, "" if one.pack_factor is None else str(one.pack_factor))
        self.report = Field(look, one.report_unit or "", hint=Text(N_("For example 标箱")))
        self.form = Form(look)
        self.form.add(Text(N_("Base unit")), self.base, Text(N_("Quantities are summed in it.")))
        self.form.add(Text(N_("Base units per case")), self.pack,
                      Text(N_("What a case holds on days without a factor of its own.")))  # fmt: skip
        self.form.add(Text(N_("Unit of reports")), self.report,
                      Text(N_("Products in unlike units are added up in it where all of them have it.")))  # fmt: skip
        self.save_button = Button(look, Text(N_("Save")), self.save, icon="check", kind="primary")
        self._outer.addWidget(self.form)
        self._outer.addLayout(row(None, self.save_button))

    def _make_factors(self) -> None:
        look = self.look
        self._outer.addWidget(Label(look, Text(N_("Factors by day")), "card"))
        self.factors = QVBoxLayout()
        self._outer.addLayout(self.factors)
        self.unit = Field(look, hint=Text(N_("Unit, such as 件")))
        self.factor = Field(look, hint=Text(N_("Base units in it")))
        self.since = Field(look, hint=Text(N_("Valid from")))
        self.add_button = Button(look, Text(N_("Set factor")), self.add, icon="plus")
        self.since.returnPressed.connect(self.add)
        self._outer.addLayout(row(self.unit, self.factor, self.since, self.add_button))
        self.note = Label(look, "", "dim", wrap=True)
        self.note.hide()
        self._outer.addWidget(self.note)
        self._show_factors()

    def _show_factors(self) -> None:
        clear(self.factors)
        for one in self.data.product.factors:
            said = Label(self.look, factor_text(one, self.data.product.base_unit, self.look), elide=True)
            change = IconButton(self.look, "pencil", Text(N_("Change")), partial(self._fill, one), size=14)
            line = row(said, change)
            line.setStretch(0, 1)
            if one.made:
                take_back = partial(self.remove, one)
                line.addWidget(IconButton(self.look, "trash-2", Text(N_("Take back")), take_back, size=14))
            self.factors.addLayout(line)
        if not self.data.product.factors:
            self.factors.addWidget(Label(self.look, Text(N_("No factors yet.")), "dim"))

    def retranslate(self) -> None:
        """Factors hold dates as the language writes them."""
        if hasattr(self, "factors"):
            self._show_factors()

    def _fill(self, one: "DatedFactor") -> None:
        formats = self.look.formats
        self.unit.setText(one.unit)
        self.factor.setText(formats.quantity(one.factor_e3))
        self.since.setText("" if one.from_on is None else formats.day(one.from_on))
        self.factor.setFocus()

    def save(self) -> None:
        """Keep base unit, pack factor and reporting unit."""
        text = self.pack.text().strip()
        if text and not text.isdecimal():
            self.form.complain(self.pack, Text(N_("“{text}” is no number."), {"text": text}))
            return
        self.form.complain(self.pack, "")
        one, db = self.data.product, self.context.desk.db
        typed = {
            "base_unit": self.base.text().strip() or None, "report_unit": self.report.text().strip() or None,
            "pack_factor": int(text) if text else None,
        }  # fmt: skip
        changes = {name: value for name, value in typed.items() if value != getattr(one, name)}
        if changes:
            self._run(
                lambda progress: edit_product_units(
                    db, product_id=one.id, name=one.name, changes=changes, progress=progress
                )
            )

    def add(self) -> None:
        """Set the factor that is typed."""
        one, db = self.data.product, self.context.desk.db
        unit, since = self.unit.text(), self.since.text().strip()
        try:
            factor, from_on = thousandths(self.factor.text()), typed_day(since)
        except UserError as error:
            self._complain(error)
            return
        self._run(
            lambda progress: set_factor(
                db, product_id=one.id, name=one.name, unit=unit, factor_e3=factor, from_on=from_on, progress=progress
            )
        )

    def remove(self, factor: "DatedFactor") -> None:
        """Take back a factor that a person made."""
        name, db = self.data.product.name, self.context.desk.db
        self._run(lambda progress: remove_factor(db, name=name, unit_id=factor.id, progress=progress))

    def _run(self, work: Callable[[Progress], None]) -> None:
        title = Text(N_("Saving {dealer}"), {"dealer": self.data.product.name})
        self.context.tasks.run(title, work, lambda _nothing: self.saved.emit(), owner=self, failed=self._complain)

    def _complain(self, error: UserError) -> None:
        self.note.say(error.text)
        self.note.set_tone("bad")
        self.note.show()
