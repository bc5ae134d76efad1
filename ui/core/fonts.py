"""The program's own font, so that Chinese looks the same on every machine, whatever is installed there."""

from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from app import RESOURCES

FAMILY: Final = "ChannelDesk Sans"
FOLDER: Final = RESOURCES / "fonts"
TEXT_PX: Final = 13
DIM_PX: Final = 12
PAGE_PX: Final = 21


@cache
def load_fonts() -> str:
    """Make Regular and Bold known to Qt once per process; returns the family's name."""
    for path in sorted(FOLDER.glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path)
    return FAMILY


def font(pixels: int = TEXT_PX, *, bold: bool = False) -> QFont:
    """The font in a size of pixels at 100 % scaling; its figures are all of one width."""
    found = QFont(FAMILY)
    found.setPixelSize(pixels)
    found.setBold(bold)
    found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return found
