"""The last page as it was left, shown at once at the next start as long as nothing it shows has changed since.

Only a picture: it lies beside the workspace, names the transaction, the day and the look that it shows, and gives way
to the page itself as soon as that has read its figures.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImageReader, QImageWriter, QPixmap
from PySide6.QtWidgets import QWidget

from app import VERSION
from app.core.keys import key_id_of
from app.core.standing import standing_of

if TYPE_CHECKING:
    from app.core.standing import Standing
    from ui.core.look import Look

_MARK: Final = "channeldesk"


def place_of(workspace: Path) -> Path:
    """Where the picture of a workspace lies."""
    return workspace.with_name(workspace.name + "-sight")


def keep_sight(workspace: Path, key: str, page: QWidget, look: "Look", known_at: int) -> bool:
    """Keep what a page shows of transaction ``known_at``; False where the file went on or nothing can be written.

    Nothing is kept of an encrypted workspace: a picture of its figures would lie beside it in plain.
    """
    standing = None if key_id_of(workspace) else standing_of(workspace)
    if standing is None or standing.tx > known_at:
        return False
    image = page.grab().toImage()
    image.setText(_MARK, _mark(standing, key, look, page.size(), page.devicePixelRatioF()))
    place = place_of(workspace)
    part = place.with_name(place.name + ".part")
    with suppress(OSError):
        writer = QImageWriter(str(part), b"png")
        writer.setQuality(80)
        if writer.write(image):
            del writer  # it holds the file
            part.replace(place)
            return True
    return False


def sight_of(workspace: Path, key: str, place: QWidget, look: "Look") -> QPixmap | None:
    """The kept picture, if it shows what the page would show in ``place`` now."""
    reader = QImageReader(str(place_of(workspace)), b"png")
    kept = reader.text(_MARK)
    if not kept:
        return None
    standing, ratio = standing_of(workspace), place.devicePixelRatioF()
    if standing is None or kept != _mark(standing, key, look, place.size(), ratio):
        return None
    found = QPixmap.fromImageReader(reader)
    found.setDevicePixelRatio(ratio)
    return None if found.isNull() else found


def _mark(standing: "Standing", key: str, look: "Look", size: QSize, ratio: float) -> str:
    theme = "dark" if look.tokens.dark else "light"
    figures = (VERSION, standing.tx, standing.at, standing.today)
    return " ".join(map(str, (*figures, key, look.lang, theme, size.width(), size.height(), ratio)))
