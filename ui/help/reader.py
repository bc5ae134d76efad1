"""A page of the guide as it is read: its keys, its links, and its pictures in the width that there is."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap, QTextDocument
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QTextBrowser, QVBoxLayout, QWidget

from ui.core.words import spoken
from ui.help import guide

if TYPE_CHECKING:
    from app.core.texts import Text
    from ui.core.look import Look

_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_BESIDE: Final = 10
"""Pixels between the text and its scroll bar."""
_ROOM: Final = 0.92
"""How much of the screen a picture may take."""


class Reader(QTextBrowser):
    """A page of the guide; Alt with an arrow steps through what was read, before the window takes the keys."""

    stepped = Signal(int)
    pictured = Signal(str)
    """The file name of a picture that was clicked."""

    def __init__(self) -> None:
        """Links are followed by the panel."""
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextBrowser { background: transparent; border: none; padding: 0; }")
        self.setViewportMargins(0, 0, _BESIDE, 0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the guide as wide as the text; nothing else is loaded, wherever a page says it lies."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        picture = picture_of(QUrl(name).path())
        ratio = self.devicePixelRatioF()
        room = self.width() - _BESIDE - self.verticalScrollBar().sizeHint().width()  # whether it is shown or not yet
        width = min(int(room * ratio), picture.width())
        shown = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation) if width > 0 else picture
        shown.setDevicePixelRatio(ratio)
        return shown

    def event(self, event: QEvent) -> bool:
        """Claim Alt+Left and Alt+Right."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _step(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, or scroll as usual; Esc goes on to the panel."""
        if step := _step(event):
            self.stepped.emit(step)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A picture can be clicked, and looks like it."""
        super().mouseMoveEvent(event)
        if self.picture_at(event.position()):
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a picture asks for it in its own size."""
        super().mouseReleaseEvent(event)
        name = self.picture_at(event.position())
        if name and event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.pictured.emit(name)

    def picture_at(self, place: QPointF) -> str:
        """The name of the picture under a place of the viewport, empty where there is none."""
        down = self.verticalScrollBar().value()
        return self.document().documentLayout().imageAt(place + QPointF(0, down))


def _step(event: QKeyEvent) -> int:
    return _STEPS.get(Qt.Key(event.key()), 0) if event.modifiers() & Qt.KeyboardModifier.AltModifier else 0


def picture_of(name: str) -> QPixmap:
    """A picture by the name that a page gives it (``../pictures/en/board.png``); empty where there is none."""
    path = (guide.FOLDER / "text" / name).resolve()
    return QPixmap(str(path)) if path.is_relative_to(guide.FOLDER.resolve()) else QPixmap()


class Enlarged(QDialog):
    """A picture of the guide in its own size, or as large as the screen allows; a click or any key closes it."""

    def __init__(self, look: "Look", parent: QWidget, title: "Text", name: str) -> None:
        """``name`` as the page gives it."""
        super().__init__(parent)
        self.setWindowTitle(spoken(look, title))
        ratio = self.devicePixelRatioF()
        picture = picture_of(name)
        room = self.screen().availableSize() * _ROOM * ratio
        if picture.width() > room.width() or picture.height() > room.height():
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            picture = picture.scaled(room, keep, smooth)
        if picture.width() * ratio <= room.width():
            ratio = 1.0  # a small picture on a fine screen would be too small to read
        picture.setDevicePixelRatio(ratio)
        self.picture = QLabel()
        self.picture.setPixmap(picture)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.picture)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key closes."""
        event.accept()
        self.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click closes."""
        event.accept()
        self.accept()
