"""Lucide icons, tinted to any colour and kept per colour, size and device pixel ratio."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app import RESOURCES

FOLDER: Final = RESOURCES / "icons"


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


def _sharpest() -> float:
    """The highest device pixel ratio among the screens; Qt scales a drawing down, never blurs it up."""
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


def icon(name: str, color: str, size: int = 18, disabled: str = "") -> QIcon:
    """A QIcon that is sharp on every screen; ``disabled`` is the colour of the off state."""
    return _icon(name, color, size, disabled, _sharpest())


@lru_cache(maxsize=400)
def _icon(name: str, color: str, size: int, disabled: str, ratio: float) -> QIcon:
    found = QIcon(pixmap(name, color, size, ratio))
    if disabled:
        found.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return found


@cache
def _folder() -> QTemporaryDir:
    return QTemporaryDir()


@cache
def file_of(name: str, color: str) -> str:
    """A tinted icon as a file for ``url(...)`` in the style sheet; gone when the process ends."""
    path = Path(_folder().path()) / f"{name}-{color.strip('#')}.svg"
    path.write_text(tinted(name, color), encoding="utf-8")
    return path.as_posix()
