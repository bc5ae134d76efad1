"""A dialog of several fields: what is wrong with one is said under it, and nothing closes before all are right."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import N_, Text
from app.dealers.naming import label_of, meant
from app.dealers.queries import DealerRow
from ui.core.controls import Check, Choice
from ui.core.dialogs import Dialog, tell
from ui.core.form import Field, Form, typed_day
from ui.core.locked import lock
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look

Kind = Literal["text", "long", "day", "number", "choice", "check", "secret"]
_LONG_PX = 84
Attempt = Callable[[dict[str, Any], Callable[[], None], Callable[[UserError], None]], object]
"""Takes the values and begins what was asked for; then tells the dialog that it is done, or why not."""


@dataclass(frozen=True)
class Ask:
    """One field; its value is a stored day, a whole number or None, a key of the options, a truth value or text."""

    name: str
    title: Words
    kind: Kind = "text"
    value: Any = None
    options: Sequence[tuple[Hashable, Words]] = ()
    hint: Words = ""
    needed: bool = False
    read: Callable[[str], Any] | None = None
    """How the typed text becomes the value; raises UserError where it cannot."""
    offered: Sequence[str] = ()
    """What is suggested while one types."""
    since: int | None = None
    until: int | None = None
    """The first and the last stored day that a day may be."""
    fixed: Words | None = None
    """Why the value cannot be changed; None where it can."""


def ask_dealer(name: str, dealers: Sequence[DealerRow], *, needed: bool = False) -> Ask:
    """A dealer, typed by any part of its name or code; the value is its id, None where nobody is named."""
    return Ask(
        name, Text(N_("Dealer")), hint=Text(N_("Type a part of its name or code")), needed=needed,
        read=lambda words: meant(words, dealers).id if words else None,
        offered=[label_of(one.name, one.code) for one in dealers],
    )  # fmt: skip


class AskDialog(Dialog):
    """Asks for fields; ``values`` holds them by name once it was accepted."""

    writes = True

    def __init__(
        self, look: "Look", parent: QWidget | None, title: Words, asked: Sequence[Ask], *, accept: Words,
        note: Words = "", danger: bool = False,
    ) -> None:  # fmt: skip
        """``note`` stands above the fields."""
        super().__init__(look, parent, title, accept=accept, danger=danger)
        self.setMinimumWidth(520)
        self._asked = tuple(asked)
        self.values: dict[str, Any] = {}
        self.fields: dict[str, QWidget] = {}
        self._attempt: Attempt | None = None
        self._blamed = ""
        self._is_trying = False
        if note:
            self.body.addWidget(Label(look, note, "dim", wrap=True))
        self.form = Form(look, label_px=112)
        for one in self._asked:
            editor = self._editor(one)
            if one.fixed is not None:
                lock(look, editor)
            self.fields[one.name] = editor
            title_words: Words = Text(N_("{field} *"), {"field": one.title}) if one.needed else one.title
            self.form.add(title_words, editor, one.hint if one.fixed is None else one.fixed)
        self.body.addWidget(self.form)
        for editor in list(self.fields.values())[:1]:
            editor.setFocus()

    def _editor(self, one: Ask) -> QWidget:
        if one.kind == "choice":
            choice = Choice(self.look, one.options, name=one.title)
            choice.choose(one.value)
            return choice
        if one.kind == "check":
            check = Check(self.look, "")
            check.setChecked(bool(one.value))
            return check
        if one.kind == "long":
            long = QPlainTextEdit(str(one.value or ""))
            long.setTabChangesFocus(True)
            long.setFixedHeight(_LONG_PX)
            return long
        text = "" if one.value is None else day_of(one.value).isoformat() if one.kind == "day" else str(one.value)
        field = Field(self.look, text, hint="2026-03-31" if one.kind == "day" else "")
        if one.kind == "secret":
            field.setEchoMode(QLineEdit.EchoMode.Password)
        if one.offered:
            field.offer(one.offered)
        return field

    def put(self, name: str, value: Any) -> None:
        """Fill a field as somebody would."""
        editor = self.fields[name]
        if isinstance(editor, Choice):
            editor.choose(value)
        elif isinstance(editor, Check):
            editor.setChecked(bool(value))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(str(value))
        elif isinstance(editor, Field):
            editor.setText(str(value))

    def accept(self) -> None:
        """Close only with values that can be."""
        found: dict[str, Any] = {}
        right = True
        for one in self._asked:
            editor = self.fields[one.name]
            try:
                found[one.name] = self._value(one, editor)
            except UserError as error:
                self.form.complain(editor, error.text)
                right = False
            else:
                self.form.complain(editor, "")
        if right:
            for name, words in self.missing(found).items():
                self.form.complain(self.fields[name], words)
                right = False
        if not right:
            return
        self.values = found
        if self._attempt is None:
            super().accept()
            return
        self._is_trying = True
        self.setEnabled(False)
        self._attempt(found, self._done, self._refused)

    def try_first(self, attempt: Attempt, blamed: str) -> None:
        """Close only once ``attempt`` succeeded; a refusal is said under the field ``blamed`` and nothing is lost."""
        self._attempt, self._blamed = attempt, blamed

    def reject(self) -> None:
        """Cancel, but not while it is being tried."""
        if not self._is_trying:
            super().reject()

    def _done(self) -> None:
        if not isValid(self):  # the window was closed while it was tried
            return
        self._is_trying = False
        super().accept()

    def _refused(self, error: UserError) -> None:
        if not isValid(self):
            return
        self._is_trying, self.values = False, {}
        self.setEnabled(True)
        editor = self.fields.get(self._blamed)
        if editor is None:  # it asks for nothing: there is nothing to put right
            super().reject()
            tell(self.look, self.parentWidget(), self.windowTitle(), error.text)
            return
        self.form.complain(editor, error.text)
        if isinstance(editor, Field):
            editor.selectAll()
        editor.setFocus()

    def missing(self, values: Mapping[str, Any]) -> Mapping[str, Words]:
        """What is wrong with values that are right each by itself, by field."""
        del values
        return {}

    def _value(self, one: Ask, editor: QWidget) -> Any:
        if isinstance(editor, Choice):
            return editor.key()
        if isinstance(editor, Check):
            return editor.isChecked()
        text = (editor.toPlainText() if isinstance(editor, QPlainTextEdit) else _typed(editor)).strip()
        if one.needed and not text:
            raise UserError("“{field}” is empty.", field=one.title)
        if one.read is not None:
            return one.read(text)
        if one.kind == "day":
            return _within(one, typed_day(text))
        if one.kind == "number":
            return _number(text)
        return text


def _typed(editor: QWidget) -> str:
    return editor.text() if isinstance(editor, Field) else ""


def _within(one: Ask, day: int | None) -> int | None:
    if day is not None and one.since is not None and day < one.since:
        raise UserError("Not before {day}.", day=day_of(one.since))
    if day is not None and one.until is not None and day > one.until:
        raise UserError("Not after {day}.", day=day_of(one.until))
    return day


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        raise UserError("“{text}” is no whole number.", text=text)
    return int(text)


def ask(
    look: "Look", parent: QWidget | None, title: Words, asked: Sequence[Ask], *, accept: Words, note: Words = "",
    danger: bool = False, attempt: Attempt | None = None, blamed: str = "",
) -> dict[str, Any] | None:  # fmt: skip
    """Show the dialog and wait; None where it was cancelled. ``attempt`` as of ``AskDialog.try_first``."""
    dialog = AskDialog(look, parent, title, asked, accept=accept, note=note, danger=danger)
    if attempt is not None:
        dialog.try_first(attempt, blamed or asked[-1].name)
    agreed = dialog.run()
    found = dialog.values
    dialog.deleteLater()
    return found if agreed else None
