"""A board as slides, 16:9: native tables and charts that can be edited, each with 口径 and 截至."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from fractions import Fraction
from io import BytesIO
from typing import Any, Final

from app.boards.handout import Handout
from app.boards.tile import Tile
from app.core.progress import Progress
from app.core.texts import N_, ZH, Text, Texts, texts
from app.reports.boards.drawing import tile_chart
from app.reports.boards.slide_charts import add_chart, add_heat
from app.reports.boards.words import (
    basis_text,
    cell_text,
    changes_of,
    figure_text,
    goal_text,
    handed,
    head_text,
    title_text,
    value_text,
)
from app.reports.kit import look
from app.reports.kit.fonts import clean, width_of
from app.reports.kit.numbers import day_text

POINT: Final = 12_700
WIDE, HIGH = 960, 540
"""Points of a slide."""
_MARGIN: Final = 36
_BODY, _FOOT = 96, 496
"""Where the body begins and the foot stands."""
_ROWS: Final = 14
"""Rows of a table on one slide."""
_CARDS: Final = 10
_TALL, _SIZE, _LEAST = 26.0, 11.0, 7.5
"""Points of a row of a table, of its letters, and of the smallest letters."""
_BESIDE: Final = 5
"""Columns that stand beside a chart; a wider table gets a slide of its own."""
_FONTS: Final = ("Arial", "Microsoft YaHei")
"""Latin and Chinese, as every system of an office has them or knows what to put there."""
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def slides(handout: Handout, lang: str, progress: Progress) -> bytes:
    """The PPTX file: a first slide with all cards, then a slide a tile."""
    from pptx import Presentation

    t = texts(lang)
    deck = _Deck(Presentation(), t, handout)
    deck.first()
    others = [one for one in handout.tiles if one.figure is None or one.empty is not None]
    for number, tile in enumerate(others, 1):
        progress.step(number, len(others), Text(N_("Drawing the slides")))
        deck.tile(tile)
    return deck.done()


class _Deck:
    """Slides in the making."""

    def __init__(self, deck: Any, t: Texts, handout: Handout) -> None:
        self.deck, self.t, self.handout = deck, t, handout
        deck.slide_width, deck.slide_height = WIDE * POINT, HIGH * POINT
        self.name, self.below = handed(t, handout)

    def done(self) -> bytes:
        """The file."""
        about = self.deck.core_properties
        about.title, about.subject, about.author, about.last_modified_by = self.name, self.below, "ChannelDesk", ""
        about.language = "zh-CN" if self.t.lang == ZH else "en"
        about.created = about.modified = datetime.combine(self.handout.as_of, time(), UTC).replace(tzinfo=None)
        out = BytesIO()
        self.deck.save(out)
        return out.getvalue()

    def slide(self, title: str, foot: str) -> Any:
        """A new slide with its title, what it counts and its number."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        head = slide.shapes.title
        _place(head, (_MARGIN, 20, WIDE - 2 * _MARGIN, 40))
        self.say(head.text_frame, title, 24, bold=True)
        self.box(slide, (_MARGIN, 60, WIDE - 2 * _MARGIN, 24), f"{self.name} · {self.below}", 13, color=look.DIM)
        self.box(slide, (_MARGIN, _FOOT, WIDE - 2 * _MARGIN - 60, 36), foot, 9, color=look.DIM)
        number = str(len(self.deck.slides))
        self.box(slide, (WIDE - _MARGIN - 50, _FOOT, 50, 20), number, 9, color=look.DIM, right=True)
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

    def first(self) -> None:
        """All cards as one table; more of them go on over the next slides."""
        t, cards = self.t, [one for one in self.handout.cards if one.empty is None]
        foot = t("As of {day}", day=day_text(t, self.handout.as_of))
        heads = [t("KPI"), t("Value"), t("YoY"), t("On the period before"), t("Counted")]
        rows = [
            [
                title_text(t, one),
                " · ".join(filter(None, (figure_text(t, one.figure, one.currency), goal_text(t, one)))),
                *changes_of(t, one.figure),
                basis_text(t, one),
            ]
            for one in cards
            if one.figure is not None
        ]
        for start in range(0, max(len(rows), 1), _CARDS):
            slide = self.slide(self.name, foot)
            if rows:
                shares = (0.17, 0.14, 0.12, 0.12, 0.45)
                self.table(slide, heads, rows[start : start + _CARDS], (_MARGIN, _BODY, WIDE - 2 * _MARGIN), shares,
                           left={0, 4}, small={4})  # fmt: skip

    def tile(self, tile: Tile) -> None:
        """Chart and table side by side; a table with many columns or rows goes on over the next slides."""
        t = self.t
        title, foot = title_text(t, tile), self._foot(tile)
        if tile.empty is not None or not tile.grid.rows:
            slide = self.slide(title, foot)
            said = t.render(tile.empty) if tile.empty is not None else t("No figures for this choice.")
            self.box(slide, (_MARGIN, _BODY + 20, WIDE - 2 * _MARGIN, 40), said, 16, color=look.DIM)
            return
        heads = [head_text(t, one, tile.currency) for one in tile.grid.columns]
        rows = [[cell_text(t, column.unit, value) for column, value in zip(tile.grid.columns, row, strict=True)]
                for row in tile.grid.rows]  # fmt: skip
        texts_at = {n for n, one in enumerate(tile.grid.columns) if one.unit in {"text", "month"}}
        chart = tile_chart(t, tile)
        whole = WIDE - 2 * _MARGIN
        if chart is not None and chart.kind == "heatmap":
            heads = [heads[0], *chart.categories]
            title = t("{title} ({unit})", title=title, unit=chart.unit) if chart.unit else title
            shares = _shares(len(heads), texts_at)
            for start in range(0, len(rows), _ROWS):
                part, slide = rows[start : start + _ROWS], self.slide(title, foot)
                add_heat(self.table(slide, heads, part, (_MARGIN, _BODY, whole), shares, left=texts_at), chart, start,
                         len(part))  # fmt: skip
            return
        beside = len(heads) <= _BESIDE
        slide = self.slide(title, foot)
        half = whole * (0.5 if beside else 1)
        if chart is not None:
            add_chart(slide, chart, (_MARGIN, _BODY, half, _FOOT - _BODY - 6))
        if beside:
            left = _MARGIN + half + 12
            self.table(
                slide,
                heads,
                rows[:_ROWS],
                (left, _BODY, whole - half - 12),
                _shares(len(heads), texts_at),
                left=texts_at,
            )
            rows = rows[_ROWS:]
        for start in range(0, len(rows), _ROWS):
            more = self.slide(t("{title} ({what})", title=title, what=t("table")), foot)
            self.table(more, heads, rows[start : start + _ROWS], (_MARGIN, _BODY, whole), _shares(len(heads), texts_at),
                       left=texts_at)  # fmt: skip

    def _foot(self, tile: Tile) -> str:
        t = self.t
        marks = [f"{t.render(name)} {value_text(t, unit, value, tile.currency)}" for name, unit, value in tile.marks
                 if isinstance(value, int | Fraction)]  # fmt: skip
        return "  ".join([*marks, basis_text(t, tile)])

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


def _shares(columns: int, wide: set[int]) -> tuple[float, ...]:
    """Columns of words take as much as two of figures."""
    weights = [2 if place in wide else 1 for place in range(columns)]
    return tuple(one / sum(weights) for one in weights)


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
