"""Asks once who works here: the name that goes with every change, for undo and the history."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.controls import Button, IconButton
from ui.core.form import Field
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.look import Look

WIDTH = 340


class WhoPanel(QFrame):
    """A panel under the person's button; it asks and does not block."""

    def __init__(self, look: "Look", host: QWidget, anchor: QWidget, tell: Callable[[str], object]) -> None:
        """``tell`` gets the name."""
        super().__init__(host)
        self.setObjectName("popup")
        self._host, self._anchor, self._tell = host, anchor, tell
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 12, 14)
        outer.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(Label(look, Text(N_("Who works here?")), "card"), 1)
        head.addWidget(IconButton(look, "x", Text(N_("Close (Esc)")), self.hide, size=14))
        outer.addLayout(head)
        why = Text(N_("Your name goes with what you change. It makes undo and the history yours."))
        outer.addWidget(Label(look, why, "dim", wrap=True))
        self.name = Field(look, hint=Text(N_("Your name")))
        self._names = QStringListModel(self)
        finder = QCompleter(self._names, self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        self.name.setCompleter(finder)
        self.name.returnPressed.connect(self.accept)
        outer.addWidget(self.name)
        self.button = Button(look, Text(N_("That is me")), self.accept, kind="primary")
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.button)
        outer.addLayout(line)
        host.installEventFilter(self)
        self.hide()

    def ask(self, people: Sequence[str], name: str) -> None:
        """Open with the people to choose from and the present name."""
        self._names.setStringList(list(people))
        self.name.setText(name)
        self.name.selectAll()
        self.show()
        self.raise_()
        self._place()
        self.name.setFocus()

    def accept(self) -> None:
        """Take the name, if there is one."""
        name = " ".join(self.name.text().split())
        if name:
            self.hide()
            self._tell(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay under the button."""
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.setFixedWidth(WIDTH)
        self.adjustSize()
        corner = self._anchor.mapTo(self._host, QPoint(self._anchor.width(), self._anchor.height() + 8))
        self.move(corner.x() - WIDTH, corner.y())
