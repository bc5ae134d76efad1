"""What the rows show (findings): a list of sentences, each of which opens the rows that it speaks of."""

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.kpi.findings.model import LEVELS, Figure, Finding
from app.kpi.findings.reading import KINDS
from ui.board.facts import FactSource, columns_of
from ui.core.card import clear, row
from ui.core.controls import Button, Segments
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.formats import Formats
    from ui.core.words import Tone

_TONES: Final[dict[str, "Tone"]] = {"hint": "brand", "warning": "warn"}


class SignsView(QWidget):
    """The list, and in its place the rows of one finding; a finding over several feeds shows them one at a time."""

    titled = Signal(object)
    """What is in sight, in words."""

    def __init__(self, context: "Context", signs: tuple[Finding, ...]) -> None:
        """``signs`` are already those of the dealers chosen."""
        super().__init__()
        self.context, self.look, self.signs = context, context.look, signs
        self.shown: Finding | None = None
        self.rows: Table | None = None
        self.up = Button(self.look, Text(N_("All signs")), self.show_list, icon="chevron-left", kind="quiet")
        self._feeds = QHBoxLayout()
        self.card = Button(self.look, Text(N_("Dealer's card")), self._open_card, icon="store", kind="quiet")
        self.mend = Button(
            self.look, Text(N_("Where it is mended")), self._open_page, icon="external-link", kind="quiet"
        )
        self.sentence = Label(self.look, "", wrap=True)
        self.table = self._make_list()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        head = row(self.up, gap=6)
        head.addLayout(self._feeds)
        head.addStretch(1)
        head.addWidget(self.mend)
        head.addWidget(self.card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.sentence)
        outer.addWidget(self.stack, 1)
        QShortcut(QKeySequence("Backspace"), self, self.show_list)

    def _make_list(self) -> Table:
        look = self.look
        columns = (
            Column("level", Text(N_("Weight")), "pill", 88, get=_state, order=lambda state: state.tone),
            Column("kind", Text(N_("Sign")), width=130, get=lambda one: Text(KINDS[one.kind].title)),
            Column("dealer", Text(N_("Dealer")), width=170, get=lambda one: one.dealer.name if one.dealer else None),
            Column("sentence", Text(N_("What the rows show")), stretch=True, width=420,
                   get=lambda one: look.say(one.said(_writer(look.formats)))),
            Column("first", Text(N_("From")), "date", 94, hidden=True),
            Column("last", Text(N_("Until")), "date", 94),
            Column("count", Text(N_("Rows")), "number", 60),
        )  # fmt: skip
        found = Table(
            self.context, columns, name="board.signs", title=Text(N_("Signs in the data")), row_px=34,
            empty=Text(N_("Nothing in the rows asks for a look.")),
        )  # fmt: skip
        found.opened.connect(self.open_sign)
        found.picked.connect(self._tell)
        found.set_rows(list(self.signs))
        return found

    def show_list(self) -> None:
        """All of them."""
        self.shown = None
        clear(self._feeds)
        for one in (self.up, self.card, self.mend):
            one.hide()
        self.stack.setCurrentWidget(self.table)
        self.sentence.setVisible(bool(self.signs))
        self.table.view.select(max(self.table.view.currentIndex().row(), 0))
        said = {"n": self.look.formats.number(len(self.signs))}
        self.titled.emit(Text(N_("Signs: {n} · in the rows of the last twelve months"), said))

    def open_sign(self, one: Finding) -> None:
        """The rows behind one."""
        self.shown = one
        self._show_feeds(one)
        self.up.show()
        self.card.setVisible(one.dealer is not None)
        self.mend.setVisible(KINDS[one.kind].where is not None)
        self._tell(one)
        self.titled.emit(Text(KINDS[one.kind].title))
        if one.rows:
            self._show_rows(next(iter(one.rows)))

    def _tell(self, one: Finding | None) -> None:
        """The whole sentence of one, which a line of the list may cut."""
        if one is not None:
            sentence = self.look.say(one.said(_writer(self.look.formats)))
            self.sentence.say(sentence if one.dealer is None else f"{one.dealer.name} · {sentence}")

    def _show_feeds(self, one: Finding) -> None:
        """A button for each feed, where there is a choice."""
        clear(self._feeds)
        if len(one.rows) > 1:
            known = self.context.desk.feeds
            feeds = Segments(self.look, [(feed, Text(known[feed].title)) for feed in one.rows])
            feeds.picked.connect(lambda feed: self._show_rows(str(feed)))
            self._feeds.addWidget(feeds)

    def _show_rows(self, feed: str) -> None:
        if self.shown is None:
            return
        desk, ids = self.context.desk, array("q", sorted(self.shown.rows[feed]))
        columns = columns_of(desk.feeds[feed], self.look.lang)
        if self.rows is not None:
            self.stack.removeWidget(self.rows)
            self.rows.deleteLater()
        self.rows = Table(
            self.context, columns, name=f"board.rows.{feed}", title=Text(KINDS[self.shown.kind].title), row_px=30,
            source=FactSource(desk.db, feed, columns, lambda: ids),
        )  # fmt: skip
        self.stack.addWidget(self.rows)
        self.stack.setCurrentWidget(self.rows)
        self.rows.refresh()

    def _open_page(self) -> None:
        where = KINDS[self.shown.kind].where if self.shown is not None else None
        if where is not None:
            self.context.go(where[0], where[1])

    def _open_card(self) -> None:
        if self.shown is not None and self.shown.dealer is not None:
            self.context.go("dealers", {"dealer": self.shown.dealer.id})


def _state(one: Finding) -> State:
    level = KINDS[one.kind].level
    return State(Text(LEVELS[level]), _TONES[level])


def _writer(formats: "Formats") -> Callable[[Figure], str | Text]:
    """How the screen writes the figures of a sentence."""
    writers: dict[str, Callable[[Any], str]] = {
        "day": formats.day, "quantity": formats.quantity, "money": formats.money, "percent": formats.percent,
        "price": lambda value: formats.number(value, 2), "number": formats.number,
        "change": lambda value: formats.percent(value, signed=True),
    }  # fmt: skip

    def write(figure: Figure) -> str | Text:
        if isinstance(figure.value, str | Text):
            return figure.value
        return f"{writers[figure.kind](figure.value)} {figure.unit}".rstrip() if figure.kind != "text" else ""

    return write
