"""Slides, 16:9, in the making: a title, boxes of text, native tables; charts come from ``slide_charts``."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any, Final

from app.core.texts import ZH, Texts
from app.reports.kit import look
from app.reports.kit.fonts import clean, width_of

POINT: Final = 12_700
WIDE, HIGH = 960, 540
"""Points of a slide."""
MARGIN: Final = 36
BODY, FOOT = 96, 496
"""Where the body begins and the foot stands."""
_TALL, _SIZE, _LEAST = 26.0, 11.0, 7.5
"""Points of a row of a table, of its letters, and of the smallest letters."""
_AIR: Final = 0.84
"""Of the room for a title: where its fonts are not installed others are up to a sixth wider."""
_FONTS: Final = ("Arial", "Microsoft YaHei")
"""Latin and Chinese, as every system of an office has them or knows what to put there."""
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Deck:
    """One file of slides; the same calls on the same day give the same file."""

    def __init__(self, t: Texts, name: str, below: str, on: date) -> None:
        """``name`` and ``below`` stand under every title; ``on`` is the day that the file says it was made."""
        from pptx import Presentation

        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = WIDE * POINT, HIGH * POINT
        self.t, self.name, self.below, self._on = t, name, below, on

    def done(self) -> bytes:
        """The file."""
        about = self.deck.core_properties
        about.title, about.subject, about.author, about.last_modified_by = self.name, self.below, "ChannelDesk", ""
        about.language = "zh-CN" if self.t.lang == ZH else "en"
        about.created = about.modified = datetime.combine(self._on, time(), UTC).replace(tzinfo=None)
        out = BytesIO()
        self.deck.save(out)
        return out.getvalue()

    def slide(self, title: str, foot: str) -> Any:
        """A new slide with its title, what it counts and its number."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        head = slide.shapes.title
        _place(head, (MARGIN, 20, WIDE - 2 * MARGIN, 40))
        words, size = fitted(title, (WIDE - 2 * MARGIN) * _AIR, 24, bold=True)
        self.say(head.text_frame, words, size, bold=True)
        self.box(slide, (MARGIN, 60, WIDE - 2 * MARGIN, 24), f"{self.name} · {self.below}", 13, color=look.DIM)
        self.box(slide, (MARGIN, FOOT, WIDE - 2 * MARGIN - 60, 36), foot, 9, color=look.DIM)
        number = str(len(self.deck.slides))
        self.box(slide, (WIDE - MARGIN - 50, FOOT, 50, 20), number, 9, color=look.DIM, right=True)
        return slide

    def box(
        self, slide: Any, at: tuple[float, float, float, float], words: str, size: float, *, color: str = look.TEXT,
        bold: bool = False, right: bool = False,
    ) -> None:  # fmt: skip
        """A text in a box."""
        shape = slide.shapes.add_textbox(*(int(one * POINT) for one in at))
        self.say(shape.text_frame, words, size, color=color, bold=bold, right=right)

    def say(
        self, frame: Any, words: str, size: float, *, color: str = look.TEXT, bold: bool = False, right: bool = False
    ) -> None:
        """A paragraph in the fonts of the deck."""
        from pptx.dml.color import RGBColor
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Pt

        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
        paragraph = frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = legal(words)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(color[1:])
        set_fonts(run.font)

    def table(
        self, slide: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], at: tuple[float, float, float],
        shares: Sequence[float], *, left: set[int], small: frozenset[int] | set[int] = frozenset(),
    ) -> Any:  # fmt: skip
        """A native table with a head; figures stand right."""
        x, y, width = at
        size = _SIZE if len(heads) <= 8 else 9.0
        box = (x, y, width, _TALL * (len(rows) + 1))
        shape = slide.shapes.add_table(len(rows) + 1, len(heads), *(int(one * POINT) for one in box))
        for place, share in enumerate(shares):
            shape.table.columns[place].width = int(width * share * POINT)
        for number, line in enumerate((heads, *rows)):
            shape.table.rows[number].height = int(_TALL * POINT)
            for place, words in enumerate(line):
                said, fit = words, 8.0
                if place not in small or not number:
                    said, fit = fitted(words, width * shares[place] - 10, size, bold=number == 0)
                look_of = {"head": number == 0, "right": place not in left, "shaded": number % 2 == 0}
                self._cell(shape.table.cell(number, place), said, fit, **look_of)
        return shape

    def _cell(self, cell: Any, words: str, size: float, *, head: bool, right: bool, shaded: bool) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.text import MSO_ANCHOR

        ground = look.BRAND if head else look.FAINT if shaded else look.WHITE
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(ground[1:])
        self.say(cell.text_frame, words, size, color=look.WHITE if head else look.TEXT, bold=head, right=right)
        cell.margin_left = cell.margin_right = 5 * POINT
        cell.margin_top = cell.margin_bottom = 3 * POINT
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE


def fitted(words: str, width: float, size: float, *, bold: bool = False) -> tuple[str, float]:
    """A text as it fits on one line: smaller if need be, then cut; a row that grew would push others off the slide."""
    while size > _LEAST and width_of(clean(words), size, bold=bold) > width:
        size -= 0.5
    if width_of(clean(words), size, bold=bold) <= width:
        return words, size
    while words and width_of(clean(f"{words}…"), size, bold=bold) > width:
        words = words[:-1]
    return f"{words}…", size


def _place(shape: Any, at: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (int(one * POINT) for one in at)


def legal(words: str) -> str:
    """Without the characters that no XML file may hold."""
    return _ILLEGAL.sub("", words)


def set_fonts(font: Any) -> None:
    """The Latin font, and the one for Chinese, which python-pptx does not know of."""
    from pptx.oxml.ns import qn
    from pptx.oxml.xmlchemy import OxmlElement

    font.name = _FONTS[0]
    east = OxmlElement("a:ea")
    east.set("typeface", _FONTS[1])
    font._element.find(qn("a:latin")).addnext(east)  # noqa: SLF001 - there is no other way to it
