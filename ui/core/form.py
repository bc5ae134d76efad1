"""Forms: a label, a field and a hint per row; a field that is wrong says so in words."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from app.core.errors import UserError
from app.core.period import day_number
from ui.core.words import Label, Live, Words, spoken

if TYPE_CHECKING:
    from ui.core.look import Look


class Field(Live, QLineEdit):
    """A line to type in, with a hint while it is empty."""

    def __init__(self, look: "Look", text: str = "", *, hint: Words = "") -> None:
        """``hint`` is shown while it is empty."""
        super().__init__(text)
        self.setCursorPosition(0)  # a long text shows its beginning
        self.look = look
        self._hint = hint
        self.retranslate()

    def retranslate(self) -> None:
        """The hint again."""
        self.setPlaceholderText(spoken(self.look, self._hint))

    def offer(self, labels: Sequence[str]) -> None:
        """Suggest these while one types, by any part of them."""
        found = QCompleter(list(labels), self)
        found.setFilterMode(Qt.MatchFlag.MatchContains)
        found.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(found)

    def set_wrong(self, *, wrong: bool) -> None:
        """Border the field in the colour of an error."""
        self.setProperty("wrong", wrong)
        self.style().unpolish(self)
        self.style().polish(self)


class Form(QWidget):
    """Rows of label and field, labels in one column; a hint or an error stands under its field."""

    def __init__(self, look: "Look", *, label_px: int = 132) -> None:
        """``label_px`` is the width of the label column."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, label_px)
        self._grid.setColumnStretch(1, 1)
        self._labels: dict[QWidget, Label] = {}
        self._notes: dict[QWidget, tuple[Label, Words]] = {}

    def add(self, title: Words, field: QWidget, hint: Words = "", *, wide: bool = True) -> Label:
        """A row; returns the label. ``wide`` False keeps the field at its own width."""
        row = self._grid.rowCount()
        label = Label(self.look, title, "dim")
        label.setBuddy(field)
        label.setMinimumHeight(34)
        if isinstance(field, Label):
            field.setMinimumHeight(34)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        where = Qt.AlignmentFlag.AlignTop if wide else Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(field, row, 1, where)
        note = Label(self.look, hint, "dim", wrap=True)
        note.setContentsMargins(0, 0, 0, 8)
        self._grid.addWidget(note, row + 1, 1)
        note.setVisible(bool(hint))
        self._labels[field], self._notes[field] = label, (note, hint)
        return label

    def show_row(self, field: QWidget, *, shown: bool) -> None:
        """Show or hide a row with all that belongs to it."""
        self._labels[field].setVisible(shown)
        field.setVisible(shown)
        self._notes[field][0].setVisible(shown and bool(self._notes[field][0].text()))

    def set_hint(self, field: QWidget, hint: Words) -> None:
        """Another hint under a field in the place of what is there; none where it is empty."""
        self._notes[field] = (self._notes[field][0], hint)
        self.complain(field, "")

    def complain(self, field: QWidget, words: Words) -> None:
        """Say what is wrong with a field; empty words mean that it is right again."""
        note, hint = self._notes[field]
        note.say(words or hint)
        note.set_tone("bad" if words else None)
        note.setVisible(bool(words or hint))
        if isinstance(field, Field):
            field.set_wrong(wrong=bool(words))


def typed_list(text: str) -> list[str]:
    """What somebody typed with commas, or one a line, between."""
    for mark in "，、;；\n":
        text = text.replace(mark, ",")
    return [plain for one in text.split(",") if (plain := one.strip())]


def typed_day(text: str) -> int | None:
    """The stored day that somebody typed, None for nothing; raises UserError where it is none."""
    if not text:
        return None
    try:
        return day_number(date.fromisoformat(text.replace("/", "-")))
    except ValueError as error:
        raise UserError("“{day}” is no day such as 2026-03-31.", day=text) from error
