"""Short notices in the corner: what went well goes by itself, what needs a look stays until it is closed."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.card import Banner, BannerKind
from ui.core.controls import IconButton
from ui.core.words import Words

if TYPE_CHECKING:
    from ui.core.look import Look

STAY_MS: Final = 5000
MOST: Final = 4
WIDTH: Final = 380


class Notices(QFrame):
    """A column of notices over the lower right corner of its host."""

    def __init__(self, look: "Look", host: QWidget, strip: QWidget) -> None:
        """Empty and out of the way; ``strip`` is never covered."""
        super().__init__(host)
        self.setObjectName("clear")
        self.look, self._host, self._strip = look, host, strip
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.shown: list[tuple[BannerKind, Words, QWidget]] = []
        host.installEventFilter(self)
        strip.installEventFilter(self)
        self.hide()

    def add(self, kind: BannerKind, words: Words) -> None:
        """Say something; the oldest goes when there are more than four."""
        frame = QFrame()
        frame.setObjectName("popup")
        line = QHBoxLayout(frame)
        line.setContentsMargins(2, 2, 6, 2)
        line.setSpacing(0)
        banner = Banner(self.look, kind, words)
        banner.setProperty("banner", "plain")
        line.addWidget(banner, 1)
        cross = IconButton(self.look, "x", Text(N_("Close")), lambda: self._drop(frame), size=14)
        line.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(frame)
        frame.show()  # now: Qt shows it when the loop comes round, and what is not shown counts for no height
        self.shown.append((kind, words, frame))
        if kind in {"info", "good"}:
            QTimer.singleShot(STAY_MS, frame, lambda: self._drop(frame))
        while len(self.shown) > MOST:
            self._drop(self.shown[0][2])
        self._place()

    def _drop(self, frame: QWidget) -> None:
        self.shown = [entry for entry in self.shown if entry[2] is not frame]
        self._column.removeWidget(frame)
        frame.hide()
        frame.deleteLater()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the corner."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}:
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Words of another language need another height, once each has been said anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        for _, _, frame in self.shown:
            for banner in frame.findChildren(Banner):
                banner.updateGeometry()  # from within outwards: Qt tells each level only when its loop comes round
            frame.updateGeometry()
        self._place()

    def _place(self) -> None:
        self.setVisible(bool(self.shown))
        if not self.shown:
            return
        self.setFixedWidth(WIDTH)
        self._column.activate()
        height = self._column.heightForWidth(WIDTH) if self._column.hasHeightForWidth() else self.sizeHint().height()
        lift = 20 + (0 if self._strip.isHidden() else self._strip.sizeHint().height())
        self.setGeometry(self._host.width() - WIDTH - 20, self._host.height() - height - lift, WIDTH, height)
        self.raise_()
