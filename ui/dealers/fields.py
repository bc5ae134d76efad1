"""One field of a card: read it, click it, change it in place; what is wrong stands under it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE
from app.core.period import day_of
from app.core.texts import N_, Text
from app.dealers.typed import amount
from ui.core.card import Icon
from ui.core.controls import Choice, IconButton
from ui.core.form import Field, typed_day
from ui.core.words import Label, Words
from ui.dealers.known import Choices, complete, key_of, labelled

if TYPE_CHECKING:
    from ui.core.look import Look

FieldKind = Literal["text", "code", "choice", "days", "day", "money"]
TITLE_PX = 108


class EditLine(QWidget):
    """A title and a value; the pencil, Enter or a double click opens an editor in its place.

    ``entered`` carries the field's name and the new value; the card saves it and calls ``accept`` or ``complain``.
    """

    entered = Signal(str, object)
    handed_back = Signal(str)
    """The field's name: imports shall set it again."""
    editing = Signal(object)
    """The line in which one types, when it opens."""

    def __init__(
        self,
        look: "Look",
        name: str,
        title: Words,
        kind: FieldKind = "text",
        *,
        options: Sequence[tuple[str, Words]] = (),
        said: Callable[[Any], Words] = lambda value: "" if value is None else str(value),
        hint: Words = "",
    ) -> None:
        """``said`` writes a value for reading; ``options`` are those of a choice."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self.name, self.kind = look, name, kind
        self._said, self._options, self._hint = said, options, hint
        self.value: Any = None
        self.editor: Field | Choice | None = None
        self.known: Choices = ()
        """What may be typed by name, once it is offered."""
        self.title = Label(look, title, "dim", elide=True)
        self.title.setFixedWidth(TITLE_PX)
        self.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.shown = Label(look, "", elide=True)
        self.hand = Icon(look, "user", "brand", 14)
        self.hand.set_tip(Text(N_("Set by hand: imports leave it alone")))
        self.back = IconButton(
            look, "download", Text(N_("Take from imports again")), lambda: self.handed_back.emit(self.name), size=14
        )
        self._returns = False
        self.pencil = IconButton(look, "pencil", Text(N_("Change")), self.edit, size=14)
        self.save_button = IconButton(look, "check", Text(N_("Save (Enter)")), self.save, size=16)
        self.stop_button = IconButton(look, "x", Text(N_("Leave as it was (Esc)")), self.stop, size=16)
        self.note = Label(look, "", "dim", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(2)
        self._line = QHBoxLayout()
        self._line.setSpacing(6)
        for part in (self.title, self.shown, self.hand, self.back, self.pencil, self.save_button, self.stop_button):
            self._line.addWidget(part)
        self._line.setStretch(1, 1)
        outer.addLayout(self._line)
        outer.addWidget(self.note)
        self.setMinimumHeight(34)
        for part in (self.hand, self.back, self.save_button, self.stop_button, self.note):
            part.hide()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.stop)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_value(self, value: Any, *, by_hand: bool, returns: bool = False) -> None:
        """Show a value; an open editor keeps what is being typed. ``returns`` says that imports could set it again."""
        self.value = value
        words = self._said(value)
        self.shown.say(words or "—")
        self.shown.set_tone(None if words else "dim")
        self.hand.setVisible(by_hand)
        self._returns = by_hand and returns
        self.back.setVisible(self._returns and self.editor is None)

    # -- editing ------------------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the editor."""
        if self.editor is not None:
            return
        if self.kind == "choice":
            choice = Choice(self.look, self._options)
            choice.choose(self.value or "")
            choice.picked.connect(lambda _key: self.save())
            self.editor = choice
        else:
            field = Field(self.look, self._written(), hint=self._hint)
            field.returnPressed.connect(self.save)
            field.selectAll()
            self.editor = field
        self._line.insertWidget(1, self.editor, 1)
        self._show_editing(editing=True)
        self.editor.setFocus()
        if isinstance(self.editor, Field):
            self.editing.emit(self.editor)

    def offer(self, known: Choices) -> None:
        """From now on a value is typed by its name or its code; nothing else is taken."""
        self.known = known
        if isinstance(self.editor, Field):
            complete(self.editor, known)
            if not self.editor.isModified():
                self.editor.setText(self._written())
                self.editor.selectAll()

    def stop(self) -> None:
        """Leave the value as it was."""
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
            self._show_editing(editing=False)
            self.pencil.setFocus()

    def save(self) -> None:
        """Hand the new value over, or say what is wrong with it."""
        if self.editor is None:
            return
        try:
            value = self.read()
        except UserError as error:
            self.complain(error.text)
            return
        if value == self.value:
            self.stop()
        else:
            self.entered.emit(self.name, value)

    def complain(self, words: Words) -> None:
        """Say under the field what is wrong."""
        self.note.say(words)
        self.note.set_tone("bad")
        self.note.setVisible(bool(words))
        if isinstance(self.editor, Field):
            self.editor.set_wrong(wrong=bool(words))
            self.editor.setFocus()

    def remark(self, words: Words) -> None:
        """Say under the field what one should know; it can be saved all the same."""
        self.note.say(words)
        self.note.set_tone("warn")
        self.note.setVisible(bool(words) and self.editor is not None)

    def read(self) -> Any:
        """The value in the editor; raises UserError where it is none of its kind."""
        if isinstance(self.editor, Choice):
            return self.editor.key() or None
        text = self.editor.text().strip() if self.editor is not None else ""
        if not text:
            return None
        if self.kind == "code":
            return self._code(text)
        if self.kind == "days":
            if not text.isdecimal() or int(text) > 3650:
                raise UserError("Payment terms are whole days from 0 (prepaid) to 3650.")
            return int(text)
        if self.kind == "day":
            return typed_day(text)
        return amount(text) if self.kind == "money" else text

    def _code(self, text: str) -> str:
        """A code as it was typed or, where codes are known by name, the one that is meant."""
        found = key_of(text, self.known)
        if self.known and found is None and text != self.value:
            raise UserError("Nothing in the list is called “{text}”: choose one of those that are offered.", text=text)
        return found or text.upper()

    def _written(self) -> str:
        if self.value is None:
            return ""
        if self.kind == "money":
            return format((Decimal(self.value) / AMOUNT_SCALE).normalize(), "f")
        if self.known:
            return labelled(str(self.value), dict(self.known).get(str(self.value), ""))
        return day_of(self.value).isoformat() if self.kind == "day" else str(self.value)

    def _show_editing(self, *, editing: bool) -> None:
        self.save_button.setVisible(editing)
        self.stop_button.setVisible(editing)
        self.shown.setVisible(not editing)
        self.pencil.setVisible(not editing)
        self.back.setVisible(self._returns and not editing)
        self.note.hide()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The way of those who know spreadsheets."""
        del event
        self.edit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the value as it was."""
        if event.key() == Qt.Key.Key_Escape and self.editor is not None:
            self.stop()
        else:
            super().keyPressEvent(event)
