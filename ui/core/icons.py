"""Lucide icons, tinted to any colour and kept per colour, size and device pixel ratio."""

import tempfile
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER: Final = Path(__file__).parents[2] / "resources" / "icons"


@cache
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def tinted(name: str, color: str) -> str:
    """The drawing of an icon in one colour, as SVG; raises FileNotFoundError for an unknown name."""
    return _source(name).replace("currentColor", color)


@lru_cache(maxsize=600)
def pixmap(name: str, color: str, size: int = 18, ratio: float = 1.0) -> QPixmap:
    """An icon of ``size`` x ``size`` logical pixels, sharp at the device pixel ratio ``ratio``."""
    found = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    renderer = QSvgRenderer(QByteArray(tinted(name, color).encode()))
    renderer.render(painter, QRectF(0, 0, found.width(), found.height()))
    painter.end()
    found.setDevicePixelRatio(ratio)
    return found


@lru_cache(maxsize=400)
def icon(name: str, color: str, size: int = 18, disabled: str = "") -> QIcon:
    """A QIcon with drawings for 100 %, 150 %, 200 % and 300 % screens; ``disabled`` is the colour of the off state."""
    found = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        found.addPixmap(pixmap(name, color, size, ratio))
        if disabled:
            found.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return found


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="channeldesk-icons-")


@cache
def file_of(name: str, color: str) -> str:
    """A tinted icon as a file for ``url(...)`` in the style sheet; gone when the process ends."""
    path = Path(_folder().name) / f"{name}-{color.strip('#')}.svg"
    path.write_text(tinted(name, color), encoding="utf-8")
    return path.as_posix()
