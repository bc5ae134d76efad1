"""The shapes in which tiles leave, by the word that the command line takes and the ending of the file."""

from collections.abc import Callable, Mapping
from typing import Final

from app.boards.handout import Handout
from app.core.progress import Progress
from app.reports.boards.book import workbook
from app.reports.boards.pack import board_pack
from app.reports.boards.picture import picture, vectors
from app.reports.boards.slides import slides

Make = Callable[[Handout, str, Progress], bytes]
"""The file of a handout in a language."""


def _picture(handout: Handout, lang: str, _progress: Progress) -> bytes:
    return picture(handout, lang)


def _vectors(handout: Handout, lang: str, _progress: Progress) -> bytes:
    return vectors(handout, lang)


FILES: Final[Mapping[str, Make]] = {
    "pdf": board_pack,
    "xlsx": workbook,
    "pptx": slides,
    "png": _picture,
    "svg": _vectors,
}
"""Everything but the brief, which is a text."""
