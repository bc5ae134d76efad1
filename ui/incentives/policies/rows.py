"""A list of like rows that grows and shrinks: tiers, conditions, baskets."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.card import row
from ui.core.controls import Button, IconButton
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look

Line = Sequence[QWidget]
T = TypeVar("T")


class Rows(QWidget, Generic[T]):
    """Lines of fields under heads; ``made`` makes the fields of a line, filled where a value is given."""

    changed = Signal()

    def __init__(
        self, look: "Look", heads: Sequence[Words], made: Callable[[T | None], Line], *, add: Words, most: int = 12
    ) -> None:
        """``add`` are the words of the button that adds a line."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self._heads, self._made, self._most = look, heads, made, most
        self.lines: list[Line] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self.add_button = Button(look, add, self.add, icon="plus")
        self.add_button.setAutoDefault(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._grid)
        outer.addLayout(row(self.add_button, None))
        self._inside: QWidget | None = None

    def fill(self, values: Sequence[T]) -> None:
        """These lines alone."""
        self.lines = [self._made(one) for one in values]
        self._lay_out()

    def add(self) -> None:
        """One more line, empty."""
        self.lines.append(self._made(None))
        self._lay_out()
        self.lines[-1][0].setFocus()
        self.changed.emit()

    def remove(self, at: int) -> None:
        """One line less."""
        gone = self.lines.pop(at)
        for field in gone:
            field.hide()
            field.deleteLater()
        self._lay_out()
        self.changed.emit()

    def _lay_out(self) -> None:
        for n in reversed(range(self._grid.count())):
            item = self._grid.takeAt(n)
            widget = item.widget() if item is not None else None
            if widget is not None and not any(widget in line for line in self.lines):
                widget.hide()
                widget.deleteLater()
        if self.lines:
            for n, words in enumerate(self._heads):
                self._grid.addWidget(Label(self.look, words, "dim"), 0, n)
        for at, line in enumerate(self.lines):
            for n, field in enumerate(line):
                self._grid.addWidget(field, at + 1, n)
            bin_ = IconButton(self.look, "trash-2", Text(N_("Remove this line")), partial(self.remove, at))
            self._grid.addWidget(bin_, at + 1, len(self._heads))
        self.add_button.setVisible(len(self.lines) < self._most)
