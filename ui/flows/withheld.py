"""The lines that are withheld, with their reasons, and those released again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.flows.withheld import FEED_TITLES, WithheldRow
from app.jobs.flows import release
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.dialogs import ask_text
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label

if TYPE_CHECKING:
    from app.core.progress import Progress
    from ui.core.context import Context
    from ui.flows.reading import FlowsView


class WithheldView(QWidget):
    """One list."""

    saved = Signal()

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.context, self.look = context, context.look
        self.said = Label(self.look, "", "dim", elide=True)
        self.release_button = Button(self.look, Text(N_("Release…")), self.ask, icon="check")
        columns = (
            Column("state", Text(N_("State")), "pill", 116, get=_state, order=lambda state: state.tone),
            Column("dealer", Text(N_("Dealer")), stretch=True, width=150),
            Column("product", Text(N_("Product")), stretch=True, width=120, get=lambda one: one.product or None),
            Column("feed", Text(N_("Kind of data")), width=128, get=lambda one: Text(FEED_TITLES[one.feed])),
            Column("day", Text(N_("Date")), "date", 94),
            Column("quantity_e3", Text(N_("Quantity")), "quantity", 84),
            Column("amount_e4", self.look.formats.money_title(Text(N_("Amount"))), "money", 110),
            Column("reason", Text(N_("Reason")), stretch=True, width=130),
            Column("released", Text(N_("Why it was released")), width=150),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )
        self.table = Table(
            context, columns, name="flows.withheld", title=Text(N_("Withheld lines")),
            empty=Text(N_("No line is withheld.")),
            empty_text=Text(N_("Lines are withheld on the balance: choose one and say why.")),
        )  # fmt: skip
        head = row(self.said, self.release_button)
        head.setStretch(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(head)
        card = Card(self.look)
        card.body.addWidget(self.table, 1)
        outer.addWidget(card, 1)

    def show_view(self, view: "FlowsView", dealer: str) -> None:
        """What was read; ``dealer`` (an id) narrows it."""
        name = dict(view.dealers).get(dealer, "")
        rows = [one for one in view.withheld if not dealer or one.dealer == name]
        self.table.set_rows(rows)
        held = [one for one in rows if one.released is None]
        self.release_button.setEnabled(bool(held))
        said = {
            "n": self.look.formats.number(len(held)),
            "amount": self.look.formats.money(sum(one.amount_e4 or 0 for one in held)),
        }
        self.said.say(Text(N_("Withheld lines: {n}, worth {amount}"), said))

    def ask(self) -> None:
        """Why the chosen lines count again."""
        chosen = [one for one in self.table.chosen() if one.released is None]
        if not chosen:
            self.context.notify("info", Text(N_("Choose the lines that count again.")))
            return
        reason = ask_text(self.look, self, Text(N_("Why are they released?")), "", accept=Text(N_("Release")))
        if reason is not None:
            self.release(chosen, reason)

    def release(self, chosen: Sequence[WithheldRow], reason: str) -> None:
        """Let lines count again."""
        db, refs = self.context.desk.db, [one.ref for one in chosen]

        def work(_progress: "Progress") -> None:
            release(db, refs=refs, reason=reason)

        def tell(_nothing: None) -> None:
            self.context.notify("good", Text(N_("Released lines: {n}"), {"n": len(refs)}))
            self.saved.emit()

        self.context.tasks.run(Text(N_("Releasing lines")), work, tell, owner=self)


def _state(one: WithheldRow) -> State:
    if one.released is not None:
        return State(Text(N_("Released")), "dim")
    return State(Text(N_("Withheld")), "warn") if one.row is not None else State(Text(N_("No such row now")), "dim")
