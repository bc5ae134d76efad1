"""From whom a dealer buys and bought, by day: rows that are added, changed and taken out."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout

from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import N_, Text
from app.dealers.parents import ParentRow, remove_parent, set_parent
from app.dealers.queries import find_party
from ui.core.card import Card, Icon, clear
from ui.core.controls import Button, IconButton
from ui.core.dealer_field import DealerField
from ui.core.dialogs import Dialog
from ui.core.form import Field, Form, typed_day
from ui.core.words import Label, Pill
from ui.dealers.said import STANDING

if TYPE_CHECKING:
    from ui.dealers.card_panel import CardData, Panel

_COLUMNS = (N_("Buys from"), N_("From"), N_("Until"))


class ParentDialog(Dialog):
    """Asks for the dealer above and the days; ``wanted`` and ``days`` hold them once it was accepted."""

    writes = True

    def __init__(self, panel: "Panel", row: ParentRow | None) -> None:
        """Without a row a new one."""
        accept = Text(N_("Add")) if row is None else Text(N_("Save"))
        super().__init__(panel.look, panel.window(), Text(N_("Buys from")), accept=accept)
        days = ("", "") if row is None else tuple(_iso(one) for one in (row.from_on, row.to_on))
        hint = Text(N_("Code or name of the dealer above"))
        self.parent_field = DealerField(panel.context, panel, "" if row is None else row.parent, hint=hint)
        self.parent_field.read()
        self.from_field = Field(panel.look, days[0], hint=Text(N_("2026-01-01; empty is open")))
        self.to_field = Field(panel.look, days[1], hint=Text(N_("2026-01-01; empty is open")))
        self.form = Form(panel.look)
        self.form.add(Text(N_("Buys from")), self.parent_field)
        self.form.add(Text(N_("From")), self.from_field)
        self.form.add(Text(N_("Until")), self.to_field)
        self.body.addWidget(self.form)
        self.wanted = ""
        self.days: list[int | None] = []

    def accept(self) -> None:
        """Close only with what can be read."""
        found = []
        self.form.complain(self.parent_field, "")
        try:
            self.wanted = self.parent_field.wanted()
        except UserError as error:
            self.form.complain(self.parent_field, error.text)
            return
        for field in (self.from_field, self.to_field):
            self.form.complain(field, "")
            try:
                found.append(typed_day(field.text().strip()))
            except UserError as error:
                self.form.complain(field, error.text)
        self.form.complain(self.parent_field, "" if self.wanted else Text(N_("Whom does it buy from?")))
        if self.wanted and len(found) == 2:
            self.days = found
            super().accept()


class ParentsCard(Card):
    """One line for each relation, the newest first."""

    def __init__(self, panel: "Panel") -> None:
        """Empty until ``show_card``."""
        super().__init__(panel.look, Text(N_("Buys from, by day")))
        self._panel, self._day, self._now = panel, 0, ""
        self.add_button = Button(self.look, Text(N_("Add")), lambda: self.edit(None), icon="plus", kind="quiet")
        self.buttons.addWidget(self.add_button)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self.body.addLayout(self._grid)
        self.rows: tuple[ParentRow, ...] = ()

    def show_card(self, data: "CardData") -> None:
        """Show the relations of a dealer."""
        clear(self._grid)
        self.rows, self._day, self._now = data.card.parents, data.day, data.card.row.parent_id
        if not self.rows:
            nothing = Text(N_("It buys from us, as far as is known."))
            self._grid.addWidget(Label(self.look, nothing, "dim", wrap=True), 0, 0)
            return
        for number, words in enumerate(_COLUMNS):
            self._grid.addWidget(Label(self.look, Text(words), "dim", elide=True), 0, number)
            self._grid.setColumnStretch(number, 2 if number == 0 else 1)
        for line, one in enumerate(self.rows, 1):
            self._show_row(line, one)

    def _show_row(self, line: int, one: ParentRow) -> None:
        shown = one.parent if len(one.parent) <= 20 else f"{one.parent[:19]}…"
        link = Button(
            self.look, shown, lambda: self._panel.opened.emit(one.parent_id), kind="link", tip=one.parent
        )  # fmt: skip
        self._grid.addWidget(link, line, 0)
        formats = self.look.formats
        for number, day in enumerate((one.from_on, one.to_on), 1):
            self._grid.addWidget(Label(self.look, "—" if day is None else formats.day(day)), line, number)
        over, early = one.to_on is not None and one.to_on < self._day, (one.from_on or 0) > self._day
        if over or early or one.parent_id == self._now:
            self._grid.addWidget(
                Pill(self.look, *STANDING["future" if early else "over" if over else "valid"]), line, 3
            )
        hand = Icon(self.look, "user", "brand", 14)
        hand.set_tip(Text(N_("Set by hand: imports leave it alone")))
        hand.setVisible(one.by_hand)
        pencil = IconButton(self.look, "pencil", Text(N_("Change")), lambda: self.edit(one), size=14)
        bin_ = IconButton(self.look, "trash-2", Text(N_("Take this row out")), lambda: self.remove(one), size=14)
        for number, part in enumerate((hand, pencil, bin_), 4):
            self._grid.addWidget(part, line, number)

    def edit(self, row: ParentRow | None) -> None:
        """Ask for a relation and save it."""
        dialog = ParentDialog(self._panel, row)
        if dialog.run():
            self.save(row, dialog.wanted, *dialog.days)
        dialog.deleteLater()

    def save(self, row: ParentRow | None, wanted: str, from_on: int | None, to_on: int | None) -> None:
        """Write a relation; a circle is refused in words."""
        party, row_id = self._panel.party, "" if row is None else row.id

        def command(session: Any) -> str:
            parent = find_party(session, wanted)
            return set_parent(
                session, party_id=party.id, parent_id=parent.id, from_on=from_on, to_on=to_on, row_id=row_id
            )

        self._panel.write(command, action=N_("{dealer}: said from whom it buys"))

    def remove(self, row: ParentRow) -> None:
        """Take a relation out; undo brings it back."""
        said = Text(N_("The row is taken out. Undo brings it back."))
        self._panel.write(
            lambda session: remove_parent(session, row_id=row.id), action=N_("{dealer}: took a row out"), said=said
        )


def _iso(day: int | None) -> str:
    return "" if day is None else day_of(day).isoformat()
