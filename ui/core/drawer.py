"""A panel that slides over the right side of a page: what a number is made of, without leaving the page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.card import clear, column
from ui.core.controls import IconButton
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look


class Drawer(QFrame):
    """Covers part of its host; Esc or the cross closes it and gives the focus back."""

    closed = Signal()

    def __init__(self, look: "Look", host: QWidget, *, share: float = 0.56, least: int = 460) -> None:
        """``share`` of the host's width, at least ``least`` pixels, never more than the host."""
        super().__init__(host)
        self.setObjectName("drawer")
        self._host, self._share, self._least = host, share, least
        self._before: QWidget | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.setSpacing(12)
        self.title = Label(look, "", "card", elide=True)
        self.subtitle = Label(look, "", "dim", elide=True)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(column(self.title, self.subtitle, gap=2), 1)
        head.addLayout(self.buttons)
        self.close_button = IconButton(look, "x", Text(N_("Close (Esc)")), self.shut)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(head)
        self._body = QVBoxLayout()
        outer.addLayout(self._body, 1)
        host.installEventFilter(self)
        self.hide()

    def show_widget(self, title: Words, widget: QWidget, subtitle: Words = "") -> None:
        """Open with a widget, at its focus proxy where it has one; the one that was in it is deleted."""
        clear(self._body)
        self._body.addWidget(widget, 1)
        self.title.say(title)
        self.subtitle.say(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        if not self.isVisible():
            self._before = self._host.focusWidget()
        self._place()
        self.show()
        self.raise_()
        (widget.focusProxy() or self.close_button).setFocus()

    def widen(self, share: float) -> None:
        """Another share of the host's width, for what needs more room."""
        if share != self._share:
            self._share = share
            self._place()

    def shut(self) -> None:
        """Close."""
        if self.isVisible():
            self.hide()
            clear(self._body)
            clear(self.buttons)
            if self._before is not None and self._before is not self:
                self._before.setFocus()
            self._before = None
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the right side of the host."""
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(max(int(self._host.width() * self._share), self._least), self._host.width())
        self.setGeometry(self._host.width() - width, 0, width, self._host.height())
