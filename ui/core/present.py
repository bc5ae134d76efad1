"""A board on the whole screen for a meeting: a page at a time, by the arrows, until Esc."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.words import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.boards.handout import Handout
    from ui.core.context import Context

_KEY = Qt.Key
_ON: Final = frozenset({_KEY.Key_Right, _KEY.Key_Down, _KEY.Key_PageDown, _KEY.Key_Space, _KEY.Key_Return})
_BACK: Final = frozenset({_KEY.Key_Left, _KEY.Key_Up, _KEY.Key_PageUp, _KEY.Key_Backspace})


class Presentation(QWidget):
    """A window of its own; pages are read and drawn in workers, and drawn anew for another size of the screen."""

    def __init__(self, context: "Context", owner: QWidget, read: "Callable[[Progress], Handout]") -> None:
        """``read`` gives what is shown; it is deleted when it is closed."""
        super().__init__(owner.window(), Qt.WindowType.Window)
        self.context, self.look, self._read = context, context.look, read
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWindowTitle(spoken(self.look, Text(N_("Presentation"))))
        self.pdf: bytes | None = None
        self.count, self.number = 0, 0
        self.pictures: dict[tuple[int, int], QImage] = {}
        self._make()

    def start(self) -> None:
        """On the whole screen."""
        self.showFullScreen()
        self.setFocus()

    def _make(self) -> None:
        read, lang = self._read, self.look.lang

        def work(progress: Progress) -> tuple[bytes, int]:
            from app.reports.boards.stage import stage_of
            from ui.core.pages_of import page_sizes

            pdf = stage_of(read(progress), lang)
            return pdf, len(page_sizes(pdf))

        self.context.tasks.run(Text(N_("Drawing the pages")), work, self._made, owner=self, key="make")

    def _made(self, made: tuple[bytes, int]) -> None:
        self.pdf, self.count = made
        self.pictures.clear()
        self.turn(self.number)

    def turn(self, number: int) -> None:
        """Show a page, counted from 0; beyond the ends the first or last."""
        self.number = max(0, min(number, self.count - 1))
        said = Text(N_("Page {n} of {count}"), {"n": self.number + 1, "count": max(self.count, 1)})
        self.setAccessibleName(spoken(self.look, said))
        self._draw(self.number)
        self.update()

    @property
    def _width(self) -> int:
        """Device pixels of a page: as wide as the screen lets it be."""
        return round(min(self.width(), self.height() * 16 / 9) * self.devicePixelRatioF())

    def _draw(self, number: int) -> None:
        """Draw a page, and after the one in sight the next."""
        pdf, width = self.pdf, self._width
        if pdf is None or not 0 <= number < self.count or width < 1:
            return
        if (number, width) in self.pictures:
            if number == self.number:
                self._draw(number + 1)
            return

        def work(_progress: Progress) -> QImage:
            from ui.core.pages_of import draw_page

            return draw_page(pdf, number, width)

        def drawn(image: QImage) -> None:
            self.pictures[number, width] = image
            self.update()
            if number == self.number:
                self._draw(number + 1)

        self.context.tasks.run(Text(N_("Drawing page {n}"), {"n": number + 1}), work, drawn, owner=self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page in the middle of a dark screen."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#101418"))
        image = self.pictures.get((self.number, self._width))
        if image is not None:
            ratio = self.devicePixelRatioF()
            shown = image.copy()
            shown.setDevicePixelRatio(ratio)
            wide, high = image.width() / ratio, image.height() / ratio
            painter.drawImage(round((self.width() - wide) / 2), round((self.height() - high) / 2), shown)
        else:
            painter.setPen(QColor("#C9D1DB"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.look.t("Reading…"))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In the pixels of the new size."""
        super().resizeEvent(event)
        self._draw(self.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows turn, Home and End go to the ends, F5 reads again, Esc closes."""
        key = event.key()
        if key == _KEY.Key_Escape:
            self.close()
        elif key in _ON:
            self.turn(self.number + 1)
        elif key in _BACK:
            self.turn(self.number - 1)
        elif key == _KEY.Key_Home:
            self.turn(0)
        elif key == _KEY.Key_End:
            self.turn(self.count - 1)
        elif key == _KEY.Key_F5:
            self._make()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button goes on, the right one back."""
        self.turn(self.number + (1 if event.button() == Qt.MouseButton.LeftButton else -1))

    def closeEvent(self, event: QCloseEvent) -> None:
        """The focus goes back to the window below."""
        super().closeEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            parent.activateWindow()
