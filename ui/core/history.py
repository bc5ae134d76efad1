"""What happened to records, as sentences: one component for the card of a dealer and for the history of everything."""

from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.journal_rows import Change
from app.core.records import Teller, Told, title_of
from app.core.texts import N_, Text
from ui.core.card import clear, column, row
from ui.core.controls import Button, Eye
from ui.core.words import Label, Live

if TYPE_CHECKING:
    from ui.core.look import Look

FIRST: Final = 20


def teller_of(look: "Look", found: Told, *, reveal: bool = False) -> Teller:
    """Tells changes in the language of the moment, of personal data the ends unless they are revealed."""
    return Teller(look.t, found.book, found.names, look.formats.exact_money, reveal)


class HistoryList(Live, QWidget):
    """Changes as sentences, newest first by transaction or one record after the other; the first twenty at once."""

    record_opened = Signal(str, str)
    """Entity and id of the record whose name was clicked."""

    def __init__(self, look: "Look", *, by_record: bool = False, own: str = "") -> None:
        """``by_record`` groups the changes of one transaction by record and makes their names links.

        ``own`` is the entity of the record that it is the history of, empty where it is that of everything.
        """
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self._by_record, self._own = by_record, own
        self._told = Told()
        self._most = FIRST
        self.eye_button = Eye(look, self._fill)
        self._body = column(gap=6)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row(None, self.eye_button))
        outer.addLayout(self._body)

    def show_told(self, found: Told, *, again: bool = False) -> None:
        """Other changes; ``again`` keeps how many are shown."""
        self._told = found
        if not again:
            self._most = FIRST
        self._fill()

    def retranslate(self) -> None:
        """Sentences are written by language, once the change has reached every widget."""
        QTimer.singleShot(0, self, self._fill)

    def show_all(self) -> None:
        """Every change."""
        self._most = len(self._told.changes)
        self._fill()

    def _fill(self) -> None:
        clear(self._body)
        self.eye_button.setVisible(self._told.personal)
        groups = [list(some) for _, some in groupby(self._told.changes, key=self._key)]
        teller = teller_of(self.look, self._told, reveal=self.eye_button.open)
        for some in groups[: self._most]:
            self._body.addWidget(self._entry(teller, some))
        if not groups:
            self._body.addWidget(Label(self.look, Text(N_("Nothing has happened yet.")), "dim"))
        if len(groups) > self._most:
            more = Text(N_("Show all changes: {n}"), {"n": self.look.formats.number(len(groups))})
            self._body.addWidget(Button(self.look, more, self.show_all, kind="link"))

    def _key(self, one: Change) -> object:
        return (one.entity, one.entity_id) if self._by_record else one.tx

    def _entry(self, teller: Teller, some: list[Change]) -> QWidget:
        found = QWidget()
        found.setObjectName("clear")
        parts = self._record_head(teller, some[0]) if self._by_record else self._when_and_what(some[0])
        sentences = [sentence for one in some for sentence in self._sentences(teller, one)]
        parts += [Label(self.look, sentence, wrap=True) for sentence in sentences]
        if some[0].reason and not self._by_record:
            parts.append(Label(self.look, Text(N_("Reason: {reason}"), {"reason": some[0].reason}), "dim", wrap=True))
        found.setLayout(column(*parts, gap=1, margins=(0, 0, 0, 6)))
        return found

    def _sentences(self, teller: Teller, change: Change) -> list[str]:
        """What a change did; of a record that hangs on the one that is shown it says of which."""
        found = teller.sentences(change)
        if not self._own or change.entity == self._own or change.kind == "create":
            return found
        kind, t = title_of(self._told.book, change.entity), self.look.t
        named = " ".join(part for part in (self.look.say(kind), teller.name(change.entity, change.entity_id)) if part)
        return [t("{title}: {sentence}", title=named, sentence=one) for one in found]

    def _when_and_what(self, change: Change) -> list[QWidget]:
        at = moment_of(self.look, change)
        who = self._told.people.get(change.actor, "")
        return [
            Label(self.look, f"{at} · {who}" if who else at, "dim", elide=True),
            Label(self.look, change.action, "strong", wrap=True),
        ]

    def _record_head(self, teller: Teller, change: Change) -> list[QWidget]:
        key = (change.entity, change.entity_id)
        kind = title_of(self._told.book, change.entity)
        name = teller.name(*key) or self._told.refs.get(key, "")
        line = Text(N_("{kind} · {ref}"), {"kind": kind, "ref": self._told.refs.get(key, "")})
        return [Label(self.look, line, "dim", elide=True), self._link(name, key)]

    def _link(self, name: str, key: tuple[str, str]) -> Button:
        shown = name if len(name) <= 40 else f"{name[:39]}…"
        return Button(self.look, shown, lambda: self.record_opened.emit(*key), kind="link", tip=name)


def moment_of(look: "Look", change: Change) -> str:
    """When a change was written, in the machine's time zone."""
    return look.formats.moment(datetime.fromtimestamp(change.at_ms / 1000, tz=UTC))


def plain_text(look: "Look", found: Told, *, reveal: bool = False) -> str:
    """Changes as text for the clipboard."""
    teller = teller_of(look, found, reveal=reveal)
    lines = []
    for one in found.changes:
        key = (one.entity, one.entity_id)
        head = " ".join(part for part in (look.say(title_of(found.book, one.entity)), teller.name(*key)) if part)
        lines.append(f"{head} ({found.refs.get(key, '')})")
        lines += [f"  {sentence}" for sentence in teller.sentences(one)]
    return "\n".join(lines)
