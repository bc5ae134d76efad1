"""The dialog of a handover: to whom, from which day on, which territories, and what else goes over."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QScrollArea, QWidget

from app.core.errors import UserError
from app.core.period import day_of
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.handover import Handed
from app.dealers.holdings import Row
from app.jobs.dealers import hand_over_dealer
from ui.core.card import column, scrolled
from ui.core.controls import Check
from ui.core.dealer_field import DealerField
from ui.core.dialogs import Dialog
from ui.core.form import Field, Form, typed_day
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.dealers.card_panel import Panel

_MOST_PX: Final = 220


class HandoverDialog(Dialog):
    """``successor``, ``day`` and ``chosen`` hold what was asked for once it was accepted."""

    writes = True

    def __init__(self, panel: "Panel", rows: Sequence[Row], area: Callable[[Row], Words]) -> None:
        """``rows`` are the territories, ``area`` says where one is."""
        super().__init__(
            panel.look, panel.window(), Text(N_("Hand territories over")), accept=Text(N_("Hand over"))
        )  # fmt: skip
        self.setMinimumWidth(520)
        look = panel.look
        self.to_field = DealerField(panel.context, panel, hint=Text(N_("Code or name of the successor")))
        self.to_field.read()
        self.day_field = Field(look, day_of(panel.today).isoformat())
        self.contract_field = Field(look, hint=Text(N_("Empty: a draft is made where targets go over")))
        self.person = Check(look, Text(N_("The responsible person and office go over")))
        self.targets = Check(look, Text(N_("Targets of times that begin on that day or later go over")))
        self.form = Form(look)
        self.form.add(Text(N_("Successor")), self.to_field)
        self.form.add(Text(N_("Takes over on")), self.day_field)
        self.form.add(Text(N_("Into contract")), self.contract_field)
        self.boxes: list[tuple[str, Check]] = []
        for one in rows:
            box = Check(look, area(one))
            box.setChecked(True)
            self.boxes.append((one.id, box))
        self.all = Check(look, Text(N_("All of them: {n}"), {"n": len(rows)}), lambda on: self._choose_all(on=on))
        self.all.setChecked(True)
        self.body.addWidget(self.form)
        self.body.addWidget(Label(look, Text(N_("Territories")), "dim"))
        if len(rows) > 1:
            self.body.addWidget(self.all)
        self.body.addWidget(self._list())
        self.body.addWidget(self.person)
        self.body.addWidget(self.targets)
        self.successor, self.day = "", 0
        self.chosen: tuple[str, ...] | None = None
        """None is all of them."""

    def _list(self) -> QScrollArea:
        """The territories, as high as they need up to a third of the screen."""
        inner = QWidget()
        inner.setObjectName("clear")
        lines = column(*(box for _, box in self.boxes), gap=4)
        inner.setLayout(lines)
        area = scrolled(inner)
        area.setFixedHeight(min(_MOST_PX, inner.sizeHint().height() + 4))
        return area

    def _choose_all(self, *, on: bool) -> None:
        for _, box in self.boxes:
            box.setChecked(on)

    def accept(self) -> None:
        """Close only with a successor, a day and something that goes over."""
        self.form.complain(self.to_field, "")
        self.form.complain(self.day_field, "")
        try:
            self.successor = self.to_field.wanted()
        except UserError as error:
            self.form.complain(self.to_field, error.text)
            return
        self.form.complain(self.to_field, "" if self.successor else Text(N_("Who takes it over?")))
        try:
            day = typed_day(self.day_field.text().strip())
        except UserError as error:
            self.form.complain(self.day_field, error.text)
            return
        if day is None:
            self.form.complain(self.day_field, Text(N_("From which day on?")))
        elif not any(box.isChecked() for _, box in self.boxes):
            self.form.complain(self.day_field, Text(N_("Choose at least one territory.")))
        elif self.successor:
            self.day = day
            left = {row_id for row_id, box in self.boxes if not box.isChecked()}
            self.chosen = tuple(row_id for row_id, box in self.boxes if box.isChecked()) if left else None
            super().accept()


def hand_over_to(panel: "Panel", dialog: HandoverDialog) -> None:
    """Hand over as the dialog says; one undo takes all of it back."""
    party, desk, context = panel.party, panel.desk, panel.context
    successor, day, chosen = dialog.successor, dialog.day, dialog.chosen
    person, targets = dialog.person.isChecked(), dialog.targets.isChecked()
    contract_no = dialog.contract_field.text().strip()

    def work(progress: Progress) -> Handed:
        return hand_over_dealer(
            desk.db, party_id=party.id, successor=successor, day=day, territory_ids=chosen, with_person=person,
            with_targets=targets, contract_no=contract_no, progress=progress,
        )  # fmt: skip

    def done(found: Handed) -> None:
        values = {"territories": found.territories, "targets": found.targets}
        context.notify("good", Text(N_("Handed over: territories {territories}, targets {targets}. One undo takes it "
                                       "back."), values))  # fmt: skip

    context.tasks.run(Text(N_("Saving {dealer}"), {"dealer": party.name}), work, done, owner=panel)
