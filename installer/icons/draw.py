"""Draws ``channeldesk.svg`` in the sizes of every system: ``python -m installer.icons.draw FOLDER``.

Leaves PNG files, ``channeldesk.ico`` for Windows and ``channeldesk.icns`` for macOS. Runs in the environment that
builds.
"""

import os
import sys
from pathlib import Path
from typing import Final

SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)
DRAWING: Final = Path(__file__).with_name("channeldesk.svg")
_IN_ICO: Final = (16, 24, 32, 48, 64, 128, 256)


def draw(folder: Path) -> list[Path]:
    """Write every size and both collections; returns the files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(DRAWING))
    made = []
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.append(folder / f"channeldesk-{size}.png")
        image.save(str(made[-1]))
    pictures = {size: Image.open(path) for size, path in zip(SIZES, made, strict=True)}
    ico, icns = folder / "channeldesk.ico", folder / "channeldesk.icns"
    pictures[256].save(ico, sizes=[(size, size) for size in _IN_ICO], append_images=[pictures[one] for one in _IN_ICO])
    pictures[512].save(icns, append_images=[pictures[one] for one in (32, 64, 128, 256)])
    return [*made, ico, icns]


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
