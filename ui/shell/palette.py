"""Ctrl+K: any page, command or dealer by a part of its name."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.texts import N_, Text
from ui.core import fonts
from ui.core.card import rule
from ui.core.form import Field
from ui.core.words import Label
from ui.shell.entries import Entry, ranked

if TYPE_CHECKING:
    from ui.core.look import Look

MOST: Final = 30
_ENTRY: Final = int(Qt.ItemDataRole.UserRole)


class _Lines(QStyledItemDelegate):
    def __init__(self, look: "Look", parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, 40)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(_ENTRY)
        look, rect = self._look, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("brand_soft"))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 7, 7)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.left() + 10, rect.center().y() - 8, look.pixmap(entry.icon, "dim", 17, ratio))
        painter.setFont(fonts.font())
        painter.setPen(look.color("text"))
        left, middle = rect.left() + 40, int(Qt.AlignmentFlag.AlignVCenter)
        metrics = painter.fontMetrics()
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, int(rect.width() * 0.6))
        painter.drawText(QRect(left, rect.top(), rect.width(), rect.height()), middle, title)
        used = left + metrics.horizontalAdvance(title) + 12
        painter.setFont(fonts.font(fonts.DIM_PX))
        painter.setPen(look.color("dim"))
        room = QRect(used, rect.top(), rect.right() - used - 10, rect.height())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        detail = painter.fontMetrics().elidedText(
            entry.shortcut or entry.detail, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int(right), detail)
        painter.restore()


class Palette(QFrame):
    """A panel over the window; arrows move, Enter runs, Esc closes."""

    def __init__(
        self,
        look: "Look",
        host: QWidget,
        entries: Callable[[], list[Entry]],
        search: Callable[[str, Callable[[list[Entry]], None]], None],
    ) -> None:
        """``entries()`` are known at once; ``search(text, show)`` finds more in a worker."""
        super().__init__(host)
        self.setObjectName("popup")
        self.look, self._host = look, host
        self._entries, self._search = entries, search
        self._found: list[Entry] = []
        self.field = Field(look, hint=Text(N_("Dealer, page or command")))
        self.field.setProperty("plain", True)
        self.lines = QListWidget()
        self.lines.setItemDelegate(_Lines(look, self.lines))
        self.lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setMouseTracking(True)
        self.lines.itemClicked.connect(lambda _item: self.run_current())
        self.nothing = Label(look, Text(N_("Nothing found.")), "dim")
        self.nothing.setContentsMargins(14, 4, 0, 8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(8, 4, 8, 8)
        outer.setSpacing(4)
        outer.addWidget(self.field)
        outer.addWidget(rule())
        outer.addWidget(self.lines, 1)
        outer.addWidget(self.nothing)
        self._rest = QTimer(self, interval=120, singleShot=True)
        self._rest.timeout.connect(self._ask)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        host.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Empty, over the window, with the cursor in it."""
        self._found = []
        self.field.clear()
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus()

    def shut(self) -> None:
        """Away."""
        self._rest.stop()
        self.hide()

    def titles(self) -> list[str]:
        """What is listed."""
        return [self.lines.item(row).data(_ENTRY).title for row in range(self.lines.count())]

    def run_current(self) -> None:
        """Do the chosen line."""
        item = self.lines.currentItem()
        if item is not None:
            entry: Entry = item.data(_ENTRY)
            self.shut()
            entry.run()

    def _typed(self, _text: str) -> None:
        self._found = []
        self._fill()
        self._rest.start()

    def _ask(self) -> None:
        text = self.field.text().strip()
        if text and self.isVisible():
            self._search(text, lambda found, asked=text: self._show_found(asked, found))  # type: ignore[misc]

    def _show_found(self, asked: str, found: list[Entry]) -> None:
        if asked == self.field.text().strip():
            self._found = found
            self._fill()

    def _fill(self) -> None:
        text = self.field.text().strip()
        entries = [*ranked(self._entries(), text), *self._found][:MOST]
        self.lines.clear()
        for entry in entries:
            item = QListWidgetItem()
            item.setData(_ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.title)
            self.lines.addItem(item)
        if entries:
            self.lines.setCurrentRow(0)
        self.lines.setVisible(bool(entries))
        self.nothing.setVisible(not entries)
        self._place()

    def _place(self) -> None:
        width = min(620, self._host.width() - 40)
        height = min(62 + (40 * self.lines.count() + 8 if self.lines.count() else 36), self._host.height() - 120, 470)
        self.setGeometry((self._host.width() - width) // 2, 70, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field; the panel goes when the focus leaves."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._leave)
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        if not self.field.hasFocus() and self._host.isActiveWindow():
            self.shut()

    def _key(self, key: int) -> bool:
        count = self.lines.count()
        if key == Qt.Key.Key_Escape:
            self.shut()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.run_current()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and count:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.lines.setCurrentRow((self.lines.currentRow() + step) % count)
        else:
            return False
        return True
