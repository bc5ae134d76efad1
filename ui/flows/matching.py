"""The queue of what is not matched, what was decided, and the matching rate."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.flows.queue import Open
from app.jobs.flows import Decision, decide_words, take_back_word
from ui.core.card import Card, row
from ui.core.controls import Button, Segments
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label
from ui.flows.likely import LikelyCard
from ui.flows.words import SHARE, feeds_text, reason_text

if TYPE_CHECKING:
    from app.core.progress import Progress
    from ui.core.context import Context
    from ui.core.drawer import Drawer
    from ui.flows.reading import FlowsView

SIDES: Final = {"party": N_("Counterparty"), "product": N_("Product")}


class MatchingView(QWidget):
    """Three lists: what waits, what was decided, the rate of each dealer."""

    saved = Signal()

    def __init__(self, context: "Context", drawer: "Drawer") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.context, self.look, self.drawer = context, context.look, drawer
        self.tabs = Segments(
            self.look,
            (
                ("waiting", Text(N_("To be matched"))),
                ("decided", Text(N_("Decided"))),
                ("rates", Text(N_("Matching rate"))),
            ),
        )
        self.said = Label(self.look, "", "dim", elide=True)
        self.clear_button = Button(
            self.look, Text(N_("Match all of the same name")), self.take_clear, icon="list-checks",
            tip=Text(N_("Takes every suggestion that has the very name and no rival; Ctrl+Z takes all back")),
        )  # fmt: skip
        self.back_button = Button(self.look, Text(N_("Take back")), self.take_back, icon="undo-2")
        self.waiting, self.decided, self.rates = self._make_waiting(), self._make_decided(), self._make_rates()
        self.stack = QStackedWidget()
        for table in (self.waiting, self.decided, self.rates):
            self.stack.addWidget(table)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        head = row(self.tabs, self.said, self.back_button, self.clear_button)
        head.setStretch(1, 1)
        outer.addLayout(head)
        card = Card(self.look)
        card.body.addWidget(self.stack, 1)
        outer.addWidget(card, 1)
        self.tabs.picked.connect(lambda _key: self._show_tab())
        self.waiting.opened.connect(self.open_word)
        self._show_tab()

    def _make_waiting(self) -> Table:
        look = self.look
        columns = (
            Column("word", Text(N_("Name or code")), stretch=True, width=170,
                   get=lambda one: f"{one.word} · {one.name}" if one.name else one.word),
            Column("side", Text(N_("Kind")), width=100, get=lambda one: Text(SIDES[one.side])),
            Column("amount_e4", look.formats.money_title(Text(N_("Amount"))), "money", 110),
            Column("rows", Text(N_("Rows")), "number", 58),
            Column("likely", Text(N_("May be")), stretch=True, width=166,
                   get=lambda one: one.suggestions[0].name if one.suggestions else None),
            Column("why", Text(N_("Why")), width=200,
                   get=lambda one: reason_text(one.suggestions[0], look) if one.suggestions else None),
            Column("score", Text(N_("Likeness")), "number", 78,
                   get=lambda one: one.suggestions[0].score if one.suggestions else None),
            Column("dealers", Text(N_("Named by")), width=140, get=lambda one: "、".join(one.dealers) or None),
            Column("feeds", Text(N_("Found in")), width=110, hidden=True, get=lambda one: feeds_text(one.feeds, look)),
            Column("last", Text(N_("Last on")), "date", 94, hidden=True),
            Column("source", Text(N_("Source")), width=90, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="flows.waiting", title=Text(N_("Not matched")),
            empty=Text(N_("Everything that the rows name is known.")),
        )  # fmt: skip

    def _make_decided(self) -> Table:
        columns = (
            Column("word", Text(N_("Name or code")), stretch=True, width=220),
            Column("side", Text(N_("Kind")), width=90, get=lambda one: Text(SIDES[one.side])),
            Column("target", Text(N_("Is")), stretch=True, width=220,
                   get=lambda one: one.target or Text(N_("None of ours"))),
            Column("from_on", Text(N_("Valid from")), "date", 100),
            Column("to_on", Text(N_("Until")), "date", 100, get=lambda one: one.to_on and one.to_on - 1),
            Column("source", Text(N_("Source")), width=100),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="flows.decided", title=Text(N_("Decided")),
            empty=Text(N_("Nothing was decided yet.")),
        )  # fmt: skip

    def _make_rates(self) -> Table:
        columns = (
            Column("dealer", Text(N_("Dealer")), stretch=True, width=220, get=lambda one: one.dealer or None),
            Column("month", Text(N_("Month")), width=90, get=lambda one: one.rate.month),
            Column("by_amount", Text(N_("Matched by amount")), "percent", 120, places=1,
                   get=lambda one: one.rate.by_amount),
            Column("by_rows", Text(N_("Matched by rows")), "percent", 120, places=1, get=lambda one: one.rate.by_rows),
            Column("rows", Text(N_("Rows")), "number", 80, get=lambda one: one.rate.rows),
            Column("open", Text(N_("Not matched")), "number", 90, get=lambda one: one.rate.rows - one.rate.matched),
            Column("amount", self.look.formats.money_title(Text(N_("Amount"))), "money", 120,
                   get=lambda one: one.rate.amount_e4),
        )  # fmt: skip
        return Table(self.context, columns, name="flows.rates", title=Text(N_("Matching rate")))

    def show_view(self, view: "FlowsView", dealer: str) -> None:
        """What was read; ``dealer`` (an id) narrows it."""
        name = dict(view.dealers).get(dealer, "")
        waiting = [one for one in view.waiting if not dealer or name in one.dealers]
        self.waiting.set_rows(waiting)
        self.decided.set_rows(list(view.decided))
        self.rates.set_rows([one for one in view.rates if not dealer or one.dealer_id == dealer])
        clear = sum(one.clear for one in waiting)
        self.clear_button.setEnabled(clear > 0)
        by_amount = view.by_amount(dealer)
        share = self.look.formats.percent(by_amount) if by_amount is not None else "—"
        said = {"n": self.look.formats.number(len(waiting)), "clear": self.look.formats.number(clear), "share": share}
        self.said.say(Text(N_("Not matched: {n}, of the very name: {clear} · matching rate {share}"), said))

    def _show_tab(self) -> None:
        key = str(self.tabs.key())
        self.stack.setCurrentWidget({"waiting": self.waiting, "decided": self.decided, "rates": self.rates}[key])
        self.clear_button.setVisible(key == "waiting")
        self.back_button.setVisible(key == "decided")

    # -- decisions ----------------------------------------------------------------------------------------------------

    def open_word(self, one: Open) -> None:
        """What it may be, in the drawer."""
        card = LikelyCard(self.context, one)
        card.decided.connect(lambda decision: self.decide([decision]))
        self.drawer.widen(SHARE)
        self.drawer.show_widget(one.word, card, one.name)

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Write decisions, with the figures that follow."""
        db = self.context.desk.db

        def work(progress: "Progress") -> object:
            return decide_words(db, decisions, progress)

        done = Text(N_("Matched: {n}; the figures follow."), {"n": self.look.formats.number(len(decisions))})
        self._run(Text(N_("Matching")), work, done)

    def take_clear(self) -> None:
        """Every word of which one suggestion has the very name."""
        rows: Sequence[Open] = self.waiting.grid.rows  # type: ignore[attr-defined]
        self.decide([Decision(one.side, one.source_n, one.word, one.suggestions[0].id) for one in rows if one.clear])

    def take_back(self) -> None:
        """The chosen decisions."""
        db, chosen = self.context.desk.db, list(self.decided.chosen())

        def work(progress: "Progress") -> None:
            for one in chosen:
                take_back_word(db, side=one.side, alias_id=one.id, word=one.word, progress=progress)

        if chosen:
            done = Text(N_("Taken back: {n}; the figures follow."), {"n": self.look.formats.number(len(chosen))})
            self._run(Text(N_("Taking back")), work, done)

    def _run(self, title: Text, work: "Callable[[Progress], object]", done: Text) -> None:
        def tell(_result: object) -> None:
            self.drawer.shut()
            self.context.notify("good", done)
            self.saved.emit()

        def refuse(error: Exception) -> None:
            self.context.notify("bad", getattr(error, "text", str(error)))

        self.context.tasks.run(title, work, tell, owner=self, failed=refuse)
