"""What the history is narrowed to: person, kind of record, action, days."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.history import Wanted, action_title
from app.core.records import Book, title_of
from app.core.texts import N_, Text
from ui.core.controls import Button, Choice
from ui.core.form import Field
from ui.core.words import Live, Words

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.history.reading import Choices

_SPANS: Final = (
    ("", N_("Any day")), ("0", N_("Today")), ("6", N_("Last 7 days")), ("29", N_("Last 30 days")),
    ("365", N_("Last 12 months")), ("days", N_("From … to …")),
)  # fmt: skip


class Narrowing(Live, QWidget):
    """A row of choices; ``changed`` comes when the user changes one."""

    changed = Signal()

    def __init__(self, look: "Look", book: Book) -> None:
        """Only what is always there until ``show_choices``."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self._book = look, book
        self._known: Choices | None = None
        self._record: tuple[str, str] | None = None
        self.person = Choice(look, name=Text(N_("Who")))
        self.kind = Choice(look, name=Text(N_("Kind of record")))
        self.action = Choice(look, name=Text(N_("Action")))
        self.days = Choice(look, [(key, Text(words)) for key, words in _SPANS], name=Text(N_("When")))
        self.first, self.last = Field(look, hint=Text(N_("From, 2026-01-31"))), Field(look, hint=Text(N_("Until")))
        self.clear_button = Button(look, Text(N_("Clear filters")), self.clear, icon="x", kind="quiet")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for choice in (self.person, self.kind, self.action, self.days):
            choice.setMaximumWidth(220)
            choice.picked.connect(lambda _key: self._tell())
            line.addWidget(choice)
        for field in (self.first, self.last):
            field.setFixedWidth(130)
            field.editingFinished.connect(self._days_entered)
            line.addWidget(field)
        line.addWidget(self.clear_button)
        line.addStretch(1)
        self._asked = self.wanted
        self._show_parts()

    @property
    def wanted(self) -> Wanted:
        """What is asked for now."""
        first, last = self._span()
        entity, record = self._record or (str(self.kind.key() or ""), "")
        person = self.person.key()
        return Wanted(
            None if person is None else str(person), entity, record, str(self.action.key() or ""), first, last
        )  # fmt: skip

    def show_choices(self, known: "Choices") -> None:
        """Offer everybody and everything that there is."""
        self._known = known
        book, t = self._book, self.look.t
        people: list[tuple[str, Words]] = [
            (one, known.people.get(one) or Text(N_("Nobody named"))) for one in known.actors
        ]  # fmt: skip
        everybody: list[tuple[str | None, Words]] = [(None, Text(N_("Everybody")))]
        self.person.set_options([*everybody, *sorted(people, key=lambda one: str(one[1]))], self.person.key())
        kinds: list[tuple[str, Words]] = [(one, title_of(book, one)) for one in known.entities]
        self.kind.set_options([("", Text(N_("All kinds"))), *sorted(kinds, key=lambda one: self._said(one[1]))])
        actions: list[tuple[str, Words]] = [(one, action_title(t, one)) for one in known.actions]
        self.action.set_options([("", Text(N_("All actions"))), *sorted(actions, key=lambda one: str(one[1]))])
        self._show_parts()

    def retranslate(self) -> None:
        """Actions are written by language."""
        if self._known is not None:
            self.show_choices(self._known)

    def show_record(self, record: tuple[str, str] | None) -> None:
        """Only the history of one record, or of all again; everything else is cleared."""
        self._record = record
        self._reset()

    def show_kind(self, entity: str) -> None:
        """Only one kind of record."""
        self._record = None
        self._reset()
        if entity not in {key for key, _ in self.kind._options}:  # noqa: SLF001 - asked for before it was read
            self.kind.set_options([("", Text(N_("All kinds"))), (entity, title_of(self._book, entity))])
        self.kind.choose(entity)
        self._show_parts()

    def clear(self) -> None:
        """Everything again."""
        self._record = None
        self._reset()
        self.changed.emit()

    def _reset(self) -> None:
        self.person.choose(None)
        for choice in (self.kind, self.action, self.days):
            choice.choose("")
        for field in (self.first, self.last):
            field.setText("")
        self._show_parts()

    def _span(self) -> tuple[date | None, date | None]:
        key = str(self.days.key() or "")
        if key == "days":
            return _day(self.first.text()), _day(self.last.text())
        today = date.today()  # noqa: DTZ011 - moments are shown and asked for in the machine's time zone
        return (today - timedelta(days=int(key)), today) if key else (None, None)

    def _days_entered(self) -> None:
        for field in (self.first, self.last):
            field.set_wrong(wrong=bool(field.text().strip()) and _day(field.text()) is None)
        if self.wanted != self._asked:
            self._tell()

    def _tell(self) -> None:
        self._asked = self.wanted
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        for field in (self.first, self.last):
            field.setVisible(self.days.key() == "days")
        self.kind.setEnabled(self._record is None)
        self.clear_button.setVisible(self.wanted != Wanted())

    def _said(self, words: Words) -> str:
        return self.look.say(words) if isinstance(words, Text) else words


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
