"""The fields of a kind of data: what fills each, what is still missing, and values that are the same for every row."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.imports.changes import describe
from app.imports.draft import Source
from app.imports.feeds import KIND_TITLES
from ui.core.card import Icon, clear, row
from ui.core.choices import choice_title
from ui.core.controls import Button, Choice, IconButton
from ui.core.form import Field
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look


class FieldLine(QWidget):
    """One field with what fills it."""

    fixed = Signal(str, str)
    """The field and the value that every row gets."""
    wanted = Signal(str)
    """The field whose filling is to be set up in full."""

    def __init__(self, look: "Look", source: Source) -> None:
        """A field without a source offers a fixed value."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self.source = look, source
        name, color = _face(source)
        self.title = Label(look, Text(source.field.title), "strong" if source.field.required else "body", elide=True)
        if source.field.required:
            self.title.set_tip(Text(N_("Needed: without it no row can be taken in")))
        self.editor: Field | Choice | None = None
        self.offer = Button(look, Text(N_("Fixed value")), self.edit, kind="link")
        if source.given:
            self.offer.hide()
        how = Text(N_("How it is filled: {field}"), {"field": Text(source.field.title)})
        self.more = IconButton(look, "sliders-horizontal", how, lambda: self.wanted.emit(source.field.name), size=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 4, 6, 4)
        outer.setSpacing(2)
        head = row(Icon(look, name, color, 16), self.title, self.offer, self.more, gap=8)
        head.setStretch(1, 1)
        outer.addLayout(head)
        self._under = QVBoxLayout()
        self._under.setContentsMargins(24, 0, 0, 0)
        outer.addLayout(self._under)
        if source.constant:
            self.edit()
        for words in [] if source.constant else _words(source):
            self._under.addWidget(Label(look, words, "dim", elide=True))

    def edit(self) -> None:
        """Ask for a value for every row."""
        if self.editor is not None:
            return
        self.offer.hide()
        field = self.source.field
        if field.choices:
            nothing: tuple[str, Words] = ("", Text(N_("No fixed value")))
            choice = Choice(self.look, [nothing, *((value, choice_title(value)) for value, _ in field.choices)])
            choice.choose(self.source.constant)
            choice.picked.connect(lambda key: self.fixed.emit(field.name, str(key)))
            self.editor = choice
        else:
            kind = Text(KIND_TITLES[field.kind])
            line = Field(
                self.look, self.source.constant, hint=Text(N_("The same for every row: {kind}"), {"kind": kind})
            )
            line.editingFinished.connect(lambda: self._tell(line.text().strip()))
            self.editor = line
        self._under.addWidget(self.editor)
        if not self.source.constant:
            self.editor.setFocus()

    def _tell(self, value: str) -> None:
        if value != self.source.constant:
            self.fixed.emit(self.source.field.name, value)


class FieldList(QScrollArea):
    """All fields of a feed, the needed and still missing ones first."""

    fixed = Signal(str, str)
    wanted = Signal(str)

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_fields``."""
        super().__init__()
        self.look = look
        self.lines: dict[str, FieldLine] = {}
        inside = QWidget()
        inside.setObjectName("clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_fields(self, sources: Sequence[Source]) -> None:
        """Show another state; the scroll position stays."""
        kept = self.verticalScrollBar().value()
        clear(self._column)
        self.lines = {}
        for one in sorted(sources, key=_urgency):
            line = FieldLine(self.look, one)
            line.fixed.connect(self.fixed)
            line.wanted.connect(self.wanted)
            self._column.addWidget(line)
            self.lines[one.field.name] = line
        self._column.addStretch(1)
        self.verticalScrollBar().setValue(kept)


def _urgency(source: Source) -> int:
    if source.field.required and not source.given:
        return 0
    return 1 if source.given else 2


def _face(source: Source) -> tuple[str, str]:
    if source.given:
        return "circle-check", "good"
    return ("triangle-alert", "bad") if source.field.required else ("circle", "dim")


def _words(source: Source) -> list[Text]:
    if source.given:
        return describe(source.column)
    if source.field.required:
        return [Text(N_("Missing: choose its column in the grid"))]
    return []
