"""Who has a dealer since when, as rows that are changed in place; successors and its group's dealers beside them."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.period import day_number, day_of
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.assignments import AssignmentRow, Belonging, Related
from app.dealers.organisation import spoken_on
from app.dealers.queries import find_party
from app.jobs.dealers import assign_dealer, unassign_dealer
from ui.core.card import Card, Icon, clear, row
from ui.core.controls import Button, IconButton
from ui.core.dealer_field import DealerField
from ui.core.form import Field, Form
from ui.core.words import Label, Pill, Role, Words
from ui.dealers.said import STANDING

if TYPE_CHECKING:
    from app.dealers.queries import DealerRow, PartyCard
    from ui.core.page import Context

COLUMNS: Final = (
    ("from", N_("Valid from")), ("manager", N_("Manager")), ("office", N_("Office")),
    ("entity", N_("Selling entity")), ("owner_group", N_("Controlling group")), ("predecessor", N_("Takes over from")),
)  # fmt: skip
_MOST: Final = 12


class BelongingCard(Card):
    """Rows of a dealer; ``opened`` asks for another dealer by its id."""

    opened = Signal(str)

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context.look, Text(N_("Who has it, since when")))
        self.context, self._desk = context, context.desk
        self.party: DealerRow | None = None
        self.data: Belonging | None = None
        self._row_id = ""
        self.add_button = Button(self.look, Text(N_("Add")), lambda: self.edit(None), icon="plus", kind="quiet")
        self.buttons.addWidget(self.add_button)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self.body.addLayout(self._grid)
        self.form = self._make_form()
        self.body.addWidget(self.form)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(6)
        self.body.addLayout(self._beside)

    def _make_form(self) -> QWidget:
        hints: dict[str, Words] = {
            "from": Text(N_("2026-01-01")),
            "predecessor": Text(N_("Code or name of the dealer before")),
        }
        self._form = Form(self.look)
        self.predecessor = DealerField(self.context, self, hint=hints["predecessor"])
        self.fields = {name: Field(self.look, hint=hints.get(name, "")) for name, _ in COLUMNS}
        self.fields["predecessor"] = self.predecessor
        for name, words in COLUMNS:
            self._form.add(Text(words), self.fields[name])
        self.save_button = Button(self.look, Text(N_("Save")), self.save, kind="primary")
        self.stop_button = Button(self.look, Text(N_("Leave as it was")), self.stop)
        line = row(self.save_button, self.stop_button, None, gap=8)
        for field in self.fields.values():
            field.returnPressed.connect(self.save)
        whole = QWidget()
        whole.setObjectName("clear")
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._form)
        outer.addLayout(line)
        whole.hide()
        return whole

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_card(self, card: "PartyCard", day: int) -> None:
        """Show a dealer and who has it on a day; an editor of another dealer is left."""
        if self.party is None or self.party.id != card.row.id:
            self.stop()
        self.party, self.data = card.row, card.belonging
        clear(self._grid)
        for number, (_, words) in enumerate(COLUMNS if card.belonging.rows else ()):
            self._grid.addWidget(
                Label(self.look, Text(words), "dim", wrap=True), 0, number, Qt.AlignmentFlag.AlignBottom
            )
            self._grid.setColumnStretch(number, 1)
        stand = spoken_on([one.since for one in card.belonging.rows], day)
        for line, (one, how) in enumerate(zip(card.belonging.rows, stand, strict=True), 1):
            self._show_row(line, one, how)
        if not card.belonging.rows:
            nothing = Text(N_("Nothing dated: what the card says holds for all of history."))
            self._grid.addWidget(Label(self.look, nothing, "dim", wrap=True), 0, 0)
        clear(self._beside)
        self._show_related(Text(N_("Taken over by")), card.belonging.successors)
        self._show_related(Text(N_("Of the same group")), card.belonging.group)
        self._beside.addStretch(1)

    def _show_row(self, line: int, one: AssignmentRow, how: str) -> None:
        said = (day_of(one.from_on).isoformat(), one.manager, one.office, one.entity, one.owner_group)
        for number, one_said in enumerate(said):
            role: Role = "body" if one_said and how == "valid" else "dim"
            self._grid.addWidget(Label(self.look, one_said or "—", role, elide=True), line, number)
        before: QWidget = Label(self.look, one.predecessor or "—", "body" if one.predecessor else "dim", elide=True)
        if one.predecessor_id:
            before = self._link(one.predecessor_id, one.predecessor)
        self._grid.addWidget(before, line, len(said))
        self._grid.addWidget(Pill(self.look, *STANDING[how]), line, len(COLUMNS))
        hand = Icon(self.look, "user", "brand", 14)
        hand.set_tip(Text(N_("Set by hand: imports leave it alone")))
        hand.setVisible(one.by_hand)
        pencil = IconButton(self.look, "pencil", Text(N_("Change")), lambda: self.edit(one), size=14)
        bin_ = IconButton(self.look, "trash-2", Text(N_("Take this row out")), lambda: self.remove(one), size=14)
        for number, part in enumerate((hand, pencil, bin_), len(COLUMNS) + 1):
            self._grid.addWidget(part, line, number)

    def _show_related(self, title: Words, dealers: tuple[Related, ...]) -> None:
        if not dealers:
            return
        self._beside.addWidget(Label(self.look, title, "dim"))
        for one in dealers[:_MOST]:
            shown = one.name if one.day is None else f"{one.name} ({day_of(one.day).isoformat()})"
            self._beside.addWidget(self._link(one.id, shown))

    def _link(self, party_id: str, name: str) -> Button:
        shown = name if len(name) <= 24 else f"{name[:23]}…"
        return Button(self.look, shown, lambda: self.opened.emit(party_id), kind="link", tip=name)

    # -- changing -----------------------------------------------------------------------------------------------------

    def edit(self, one: AssignmentRow | None) -> None:
        """Open the editor for a row, or for a new one."""
        self._row_id = "" if one is None else one.id
        values = {} if one is None else {
            "from": day_of(one.from_on).isoformat(), "manager": one.manager, "office": one.office,
            "entity": one.entity, "owner_group": one.owner_group, "predecessor": one.predecessor,
        }  # fmt: skip
        for name, field in self.fields.items():
            field.setText(values.get(name, ""))
            self._form.complain(field, "")
        self.predecessor.read()
        self.form.show()
        self.fields["from"].setFocus()

    def stop(self) -> None:
        """Leave the editor; nothing changes."""
        self.form.hide()

    def save(self) -> None:
        """Write what was typed; what is wrong stands under its field."""
        party, desk, row_id = self.party, self._desk, self._row_id
        if party is None:
            return
        typed = {name: field.text().strip() for name, field in self.fields.items()}
        for field in self.fields.values():
            self._form.complain(field, "")
        try:
            since = day_number(date.fromisoformat(_iso(typed["from"])))
        except ValueError:
            self._form.complain(self.fields["from"], Text(N_("A day is written as 2026-01-01.")))
            return
        try:
            predecessor = self.predecessor.wanted()
        except UserError as error:
            self._form.complain(self.predecessor, error.text)
            return

        def work(progress: Progress) -> None:
            values: dict[str, Any] = dict(typed)
            if predecessor:
                with desk.db.read() as session:
                    values["predecessor_id"] = find_party(session, predecessor).id
            assign_dealer(
                desk.db, party_id=party.id, name=party.name, from_on=since, values=values, row_id=row_id,
                progress=progress,
            )  # fmt: skip

        def failed(error: UserError) -> None:
            self._form.complain(self.fields["predecessor" if typed["predecessor"] else "from"], error.text)

        title = Text(N_("Saving {dealer}"), {"dealer": party.name})
        self.context.tasks.run(title, work, lambda _nothing: self.stop(), owner=self, failed=failed)

    def remove(self, one: AssignmentRow) -> None:
        """Take a row out; undo brings it back."""
        party, desk = self.party, self._desk
        if party is None:
            return

        def work(progress: Progress) -> None:
            unassign_dealer(desk.db, name=party.name, row_id=one.id, progress=progress)

        def done(_nothing: None) -> None:
            self.context.notify("good", Text(N_("The row is taken out. Undo brings it back.")))

        self.context.tasks.run(Text(N_("Saving {dealer}"), {"dealer": party.name}), work, done, owner=self)


def _iso(typed: str) -> str:
    """A day as people type it, 2026/1/1 or 2026.1.1, with its zeros."""
    parts = typed.replace("/", "-").replace(".", "-").split("-")
    return "-".join(part.zfill(2) for part in parts)
