"""One recall: why, until when, and the dealers with what they had and what they answered."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.compliance.recalls.queries import RecallCard, Touched
from app.compliance.recalls.rules import STATE_TITLES
from app.compliance.recalls.service import answer_recall, close_recall, remove_recall
from app.core.db import Action
from app.core.errors import UserError
from app.core.money import QUANTITY_SCALE
from app.core.period import day_number
from app.core.texts import N_, Text
from app.dealers.typed import amount
from ui.core.ask import Ask, ask
from ui.core.card import row
from ui.core.controls import Button
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Pill, Words

if TYPE_CHECKING:
    from ui.core.context import Context


class RecallView(QWidget):
    """A recall in the drawer; the page builds it anew after every change."""

    change = Signal()

    def __init__(self, context: "Context", card: RecallCard) -> None:
        """Shows the recall."""
        super().__init__()
        self.context, self.look, self.card = context, context.look, card
        self._today = day_number(context.desk.clock.today())
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        self._show_head(body)
        unit = card.row.base_unit
        name = Text(N_("Shipped ({unit})"), {"unit": unit}) if unit else Text(N_("Shipped"))
        columns = (
            Column("dealer", Text(N_("Dealer")), stretch=True, width=170),
            Column("owed", Text(N_("Answer")), "pill", 116, get=lambda one: _pill(one, card.row.state)),
            Column("shipped_e3", name, "quantity", 96),
            Column("sold_e3", Text(N_("Sold on")), "quantity", 84),
            Column("stock_e3", Text(N_("In stock")), "quantity", 84),
            Column("answered_on", Text(N_("Answered on")), "date"),
            Column("held_e3", Text(N_("Found")), "quantity", 80),
            Column("returned_e3", Text(N_("Sent back")), "quantity", 84),
            Column("note", Text(N_("Note")), width=150, hidden=True),
        )
        self.table = Table(
            context, columns, name="recalls.dealers", title=Text(N_("Dealers of the recall")),
            empty=Text(N_("No row says that these lots reached a dealer.")),
        )  # fmt: skip
        self.table.set_rows(card.touched)
        self.table.opened.connect(lambda one: context.go("dealers", {"dealer": one.party_id}))
        body.addWidget(self.table, 1)

    def _show_head(self, body: QVBoxLayout) -> None:
        look, one = self.look, self.card.row
        tone = {"draft": "dim", "open": "bad", "closed": "good"}[one.state]
        body.addLayout(row(Pill(look, Text(STATE_TITLES[one.state]), tone), Label(look, self._days(), "dim"), None))  # type: ignore[arg-type]
        body.addWidget(Label(look, one.reason, wrap=True))
        if one.outcome:
            body.addWidget(Label(look, Text(N_("Outcome: {words}"), {"words": one.outcome}), wrap=True))
        if one.state == "closed":
            return
        self.answer_button = Button(look, Text(N_("Answer of a dealer…")), self.answer, kind="primary")
        self.answer_button.setEnabled(one.state == "open")
        self.close_button = Button(look, Text(N_("Close the recall…")), self.close_it)
        self.close_button.setEnabled(one.state == "open")
        edit = Button(look, Text(N_("Change…")), self.change.emit, icon="pencil", kind="quiet")
        drop = Button(look, Text(N_("Take out")), self.remove, icon="trash-2", kind="quiet")
        body.addLayout(row(self.answer_button, self.close_button, None, edit, drop))

    def _days(self) -> Words:
        one, day = self.card.row, self.look.formats.day
        if one.started_on is None:
            return Text(N_("It asks nobody for anything yet."))
        if one.closed_on is not None:
            return Text(N_("{first} to {last}"), {"first": day(one.started_on), "last": day(one.closed_on)})
        if one.due_on is None:
            return Text(N_("since {day}"), {"day": day(one.started_on)})
        return Text(N_("since {day}, answers due {due}"), {"day": day(one.started_on), "due": day(one.due_on)})

    # -- doing --------------------------------------------------------------------------------------------------------

    def asked(self) -> list[Ask]:
        """What is asked of a dealer's answer; the one that is selected comes first."""
        current = self.table.current
        options: list[tuple[str, Words]] = [(one.party_id, one.dealer) for one in self.card.touched]
        first = current.party_id if current is not None else options[0][0] if options else None
        return [
            Ask("party_id", Text(N_("Dealer")), "choice", first, options, needed=True),
            Ask("on", Text(N_("Answered on")), "day", self._today, needed=True, since=self.card.row.started_on,
                until=self._today),
            Ask("held_e3", Text(N_("Found in stock")), value="0", needed=True, read=_quantity),
            Ask("returned_e3", Text(N_("Sent back")), value="0", needed=True, read=_quantity),
            Ask("note", Text(N_("Note"))),
        ]  # fmt: skip

    def answer(self) -> None:
        """Ask for the answer of a dealer and write it down."""
        found = ask(self.look, self, Text(N_("Answer of a dealer")), self.asked(), accept=Text(N_("Save")))
        if found is not None:
            self.keep_answer(**found)

    def keep_answer(self, **values: Any) -> None:
        """Write an answer down."""
        names = {one.party_id: one.dealer for one in self.card.touched}
        said = {"dealer": names.get(values["party_id"], ""), "number": self.card.row.number}
        save(
            self.context, self, Action(N_("{dealer} answered recall {number}"), said),
            lambda session: answer_recall(session, recall_id=self.card.row.id, today=self._today, **values),
        )  # fmt: skip

    def close_it(self) -> None:
        """Ask for the outcome and close the recall."""
        asked = [
            Ask("on", Text(N_("Closed on")), "day", self._today, needed=True, since=self.card.row.started_on,
                until=self._today),
            Ask("outcome", Text(N_("Outcome")), "long",
                needed=any(one.answered_on is None for one in self.card.touched)),
        ]  # fmt: skip
        found = ask(self.look, self, Text(N_("Close the recall")), asked, accept=Text(N_("Close the recall")))
        if found is not None:
            self.keep_closed(**found)

    def keep_closed(self, *, on: int, outcome: str | None) -> None:
        """Close it."""
        save(
            self.context, self, Action(N_("Closed recall {number}"), {"number": self.card.row.number}),
            lambda session: close_recall(
                session, recall_id=self.card.row.id, on=on, today=self._today, outcome=outcome or ""
            ),
        )  # fmt: skip

    def remove(self) -> None:
        """Take it out; undo brings it back."""
        save(
            self.context, self, Action(N_("Took out recall {number}"), {"number": self.card.row.number}),
            lambda session: remove_recall(session, recall_id=self.card.row.id),
        )  # fmt: skip


def _pill(one: Touched, state: str) -> State | None:
    if one.answered_on is not None:
        return State(Text(N_("Answered")), "good")
    if state == "closed":
        return State(Text(N_("No answer")), "dim")
    return State(Text(N_("Overdue")), "bad") if one.owed else State(Text(N_("Waiting")), "warn")


def _quantity(text: str) -> int:
    value = amount(text)
    if value < 0:
        raise UserError("A quantity is below zero.")
    return value * QUANTITY_SCALE // 10_000
