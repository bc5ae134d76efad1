"""The files of a record as they stand on a page: pictures small, others by name; a click opens one."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.core.attachments import AttachmentRow
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import Icon, column, row
from ui.core.controls import Button, IconButton
from ui.core.files import open_file
from ui.core.pressable import Pressable
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.context import Context

_SIZE: Final = QSize(104, 78)
_SHARP: Final = 2
"""Pixels to a unit: a sharp screen shows them all, another scales down."""
_IN_A_ROW: Final = 4
_LETTERS: Final = 48


class Attached(QWidget):
    """Files of one record; empty it takes no room."""

    def __init__(
        self, context: "Context", files: Sequence[AttachmentRow],
        take_off: Callable[[AttachmentRow], object] | None = None,
    ) -> None:  # fmt: skip
        """``take_off`` takes a file off its record; without it they stay."""
        super().__init__()
        self.setObjectName("clear")
        self._context, self._look = context, context.look
        self.files, self.take_off = list(files), take_off
        self._places: dict[str, QVBoxLayout] = {}
        self.pictures: dict[str, QLabel] = {}
        """Pictures by the id of their attachment; of one that cannot be read, a sign."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        small = [one for one in files if one.media_type.startswith("image/")]
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.setColumnStretch(_IN_A_ROW, 1)
        for number, one in enumerate(small):
            grid.addWidget(self._picture(one), *divmod(number, _IN_A_ROW))
        outer.addLayout(grid)
        for one in files:
            if one not in small:
                outer.addLayout(row(self._link(one), *self._tools(one), None, gap=4))
        self.setVisible(bool(files))
        if small:
            self._read(small)

    def _picture(self, one: AttachmentRow) -> QWidget:
        frame = Pressable("concern", partial(open_file, self._context, self, one))
        frame.setToolTip(one.name)
        frame.setAccessibleName(one.name)
        unread = Icon(self._look, "image", "dim", 24)
        unread.setFixedSize(_SIZE)
        unread.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = Label(self._look, one.name, "dim", elide=True)
        place = column(unread, gap=2, margins=(3, 3, 3, 3))
        place.addLayout(row(name, *self._tools(one), gap=2))
        frame.setLayout(place)
        frame.setFixedWidth(_SIZE.width() + 8)
        self.pictures[one.id], self._places[one.id] = unread, place
        return frame

    def _link(self, one: AttachmentRow) -> Button:
        name = one.name if len(one.name) <= _LETTERS else f"{one.name[: _LETTERS - 1]}…"
        show = partial(open_file, self._context, self, one)
        return Button(self._look, name, show, icon="file-text", kind="link", tip=one.name)

    def _tools(self, one: AttachmentRow) -> list[QWidget]:
        if self.take_off is None:
            return []
        off = partial(self.take_off, one)
        return [IconButton(self._look, "trash-2", Text(N_("Take this file off")), off, size=14)]

    def _read(self, files: Sequence[AttachmentRow]) -> None:
        store = self._context.desk.workspace.files

        def work(progress: Progress) -> dict[str, QImage]:
            found = {}
            for number, one in enumerate(files):
                progress.step(number, len(files))
                try:
                    found[one.id] = small_picture(store.get(one.sha256))
                except UserError:
                    found[one.id] = QImage()  # opening it says what is wrong
            return found

        title = Text(N_("Reading: {page}"), {"page": Text(N_("Files"))})
        self._context.tasks.run(title, work, self._show, owner=self)

    def _show(self, found: dict[str, QImage]) -> None:
        for key, image in found.items():
            if image.isNull():
                continue
            image.setDevicePixelRatio(_SHARP)
            read, unread = QLabel(), self.pictures[key]
            read.setFixedSize(_SIZE)
            read.setAlignment(Qt.AlignmentFlag.AlignCenter)
            read.setPixmap(QPixmap.fromImage(image))
            self._places[key].replaceWidget(unread, read)
            unread.hide()
            unread.deleteLater()
            self.pictures[key] = read


def small_picture(data: bytes) -> QImage:
    """A picture as small as it is shown, upright as it was taken; null for what Qt does not read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    reader.setScaledSize(reader.size().scaled(_SIZE * _SHARP, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
