"""Pages filled from the top: headings with bookmarks, text, blocks that stay whole, running head, page x of y."""

import math
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final, Literal

from reportlab.lib.pagesizes import A4

from app.core.texts import ZH, Texts, drawn_texts
from app.reports.kit import look
from app.reports.kit.fonts import REGULAR, clean, face_name, ink, width_of
from app.reports.kit.lines import Words, draw_lines, line_width, wrap

Draw = Callable[[Any, float, float, float], None]
"""``draw(canvas, x, top, width)``."""
_TOTAL: Final = "pages-in-all"
_REFERRED: Final = "referred-page"
_WATERMARK: Final = "watermark"
PAGE: Final = "\x00"
"""Stands in the first page's footer for the number of the page that ``refer_here`` is called on."""
_TITLE: Final = 13.0
_ABOVE: Final = 12.0
"""A section's title and the room above it, in points."""
_INDENT: Final = 14


class Flow:
    """One PDF in the making; ``finish`` returns its bytes. The same calls give the same bytes."""

    margin: Final = 50.0
    bottom: Final = 48.0

    def __init__(
        self, lang: str, *, title: str, subject: str, running: str, footer: str, first_footer: str = "",
        recipient: str = "",
    ) -> None:  # fmt: skip
        """``running`` heads every page but the first; ``footer`` stands below each, or another below the first.

        ``recipient`` stands lightly across every page (水印); a footer with ``PAGE`` names a later page by its number.
        """
        from reportlab.pdfgen.canvas import Canvas

        self.lang = lang
        self.t: Texts = drawn_texts(lang)
        self._out = BytesIO()
        self.canvas = Canvas(
            self._out,
            pagesize=A4,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
            lang="zh-CN" if lang == ZH else "en",
        )
        self.canvas.setTitle(clean(title))
        self.canvas.setSubject(clean(subject))
        self.canvas.setAuthor("ChannelDesk")
        self.canvas.setCreator("ChannelDesk")
        self.canvas.setProducer("ChannelDesk")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.canvas.showOutline()
        self.page_width, self.page_height = A4
        self._running, self._footer = clean(running), clean(footer)
        self._first_footer, refers, rest = (first_footer or footer).partition(PAGE)
        self._rest = clean(rest) if refers else ""
        self._referred = 0
        self.x = self.margin
        self.width = self.page_width - 2 * self.margin
        self.number = 0
        self._bookmarks = 0
        self._open = False
        self.y = 0.0
        self._marked = bool(recipient)
        if recipient:
            self._watermark(clean(recipient))
        self._begin()

    # ------------------------------------------------------------------------------------------ pages

    def _begin(self) -> None:
        self.number += 1
        self._open = True
        if self._marked:
            self.canvas.doForm(_WATERMARK)
        self.y = self.page_height - (34.0 if self.number == 1 else 72.0)
        if self.number > 1:
            top = self.page_height - 36.0
            self._plain(self._running, self.x, top, look.TINY, look.DIM)
            self.canvas.setStrokeColor(ink(look.LINE))
            self.canvas.setLineWidth(0.6)
            self.canvas.line(self.x, top - 15, self.x + self.width, top - 15)

    def _watermark(self, words: str) -> None:
        """The recipient across the page, lighter than any line: read by who looks for it, hidden by nothing."""
        canvas, across = self.canvas, math.hypot(self.page_width, self.page_height) * 0.62
        size = min(64.0, across / (width_of(words, 1.0, bold=True) or 1.0))
        canvas.beginForm(_WATERMARK, 0, 0, self.page_width, self.page_height)
        canvas.setFillColor(ink(look.WATERMARK))
        canvas.setFont(face_name(bold=True), size)
        canvas.translate(self.page_width / 2, self.page_height / 2)
        canvas.rotate(math.degrees(math.atan2(self.page_height, self.page_width)))
        canvas.drawCentredString(0, -size * 0.35, words)
        canvas.endForm()

    def _plain(self, text: str, x: float, top: float, size: float, color: str) -> None:
        lines = wrap(text, size, self.width, most=1)
        draw_lines(self.canvas, lines, x=x, top=top, size=size, leading=size * 1.4, color=color)

    def _end(self) -> None:
        canvas, size = self.canvas, look.TINY
        canvas.setStrokeColor(ink(look.LINE))
        canvas.setLineWidth(0.6)
        canvas.line(self.x, 40, self.x + self.width, 40)
        words = self.t("Page {number} of ", number=self.number)
        left = self.x + self.width - width_of(words + self.t("{total}", total=999), size)
        lines = wrap(self._first_footer if self.number == 1 else self._footer, size, left - self.x - 12, most=2)
        draw_lines(canvas, lines, x=self.x, top=36, size=size, leading=size * 1.4, color=look.DIM)
        if self.number == 1 and self._rest:
            self._refer(len(lines), line_width(lines[-1]), left - self.x - 12)
        canvas.setFillColor(ink(look.DIM))
        canvas.setFont(REGULAR, size)
        baseline = 36 - size * 0.2 - size * 0.86
        canvas.drawString(left, baseline, words)
        canvas.saveState()
        canvas.translate(left + width_of(words, size), baseline)
        canvas.doForm(_TOTAL)
        canvas.restoreState()
        canvas.showPage()
        self._open = False

    def _refer(self, line: int, used: float, room: float) -> None:
        """A place behind the footer for what names a page whose number is not known yet."""
        size = look.TINY
        if used + width_of(f"000{self._rest}", size) > room:
            line, used = line + 1, 0.0
        self.canvas.saveState()
        self.canvas.translate(self.x + used, 36 - size * 1.06 - (line - 1) * size * 1.4)
        self.canvas.doForm(_REFERRED)
        self.canvas.restoreState()

    def refer_here(self) -> None:
        """The page whose number the first page's footer names is this one."""
        self._referred = self.number

    def page_break(self) -> None:
        """Go on at the top of a new page."""
        self._end()
        self._begin()

    @property
    def room(self) -> float:
        """Points left on this page."""
        return self.y - self.bottom

    def need(self, height: float) -> None:
        """Turn the page unless ``height`` points are left."""
        if height > self.room and not self.fresh:
            self.page_break()

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.number > 1 and self.y >= self.page_height - 72.5

    def finish(self) -> bytes:
        """Close the document and return it."""
        if self._open:
            self._end()
        self._small_form(_TOTAL, self.t("{total}", total=self.number))
        if self._rest:
            self._small_form(_REFERRED, f"{self._referred or self.number}{self._rest}")
        self.canvas.save()
        return self._out.getvalue()

    def _small_form(self, name: str, words: str) -> None:
        canvas = self.canvas
        canvas.beginForm(name, 0, -4, self.width, 12)
        canvas.setFillColor(ink(look.DIM))
        canvas.setFont(REGULAR, look.TINY)
        canvas.drawString(0, 0, words)
        canvas.endForm()

    # ------------------------------------------------------------------------------------------ content

    def gap(self, points: float) -> None:
        """Leave room, but not at the top of a page."""
        if not self.fresh:
            self.y -= points

    def bookmark(self, title: str, level: int = 0) -> None:
        """An entry of the outline that leads here."""
        self._bookmarks += 1
        key = f"b{self._bookmarks}"
        self.canvas.bookmarkHorizontal(key, 0, self.y + 8)
        self.canvas.addOutlineEntry(clean(title), key, level, closed=level > 0)

    def heading(self, text: str, *, level: int = 1, keep: float = 60.0, outline: bool = True, note: str = "") -> None:
        """A section's title, kept together with ``keep`` points of what follows; ``note`` stands dim beside it."""
        size, above = (_TITLE, _ABOVE) if level == 1 else (11.0, 9.0)
        lines = wrap(text, size, self.width, bold=True)
        self.need(above + len(lines) * size * 1.4 + keep)
        self.gap(above)
        if outline:
            self.bookmark(text, level)
        used = draw_lines(self.canvas, lines, x=self.x, top=self.y, size=size, leading=size * 1.4, color=look.TEXT)
        if note:
            start = self.x + width_of(clean(text), size, bold=True) + 10
            found = wrap(note, look.SMALL, self.x + self.width - start, most=1)
            draw_lines(
                self.canvas, found, x=start, top=self.y - 4, size=look.SMALL, leading=look.SMALL * 1.4, color=look.DIM
            )
        self.y -= used + 5

    def heading_height(self) -> float:
        """What a section's title in one line takes."""
        return _ABOVE + _TITLE * 1.4 + 5

    def text(
        self,
        words: Words,
        *,
        size: float = look.BODY,
        color: str = look.TEXT,
        bold: bool = False,
        after: float = 4.0,
        indent: float = 0.0,
        leading: float = 1.5,
    ) -> None:
        """A paragraph; it may run over pages line by line."""
        lines = wrap(words, size, self.width - indent, bold=bold)
        high = size * leading
        for line in lines:
            self.need(high)
            draw_lines(self.canvas, [line], x=self.x + indent, top=self.y, size=size, leading=high, color=color)
            self.y -= high
        self.y -= after

    def bullet(
        self,
        words: Words,
        *,
        mark: Literal["dot", "up", "down"] = "dot",
        size: float = look.BODY,
        color: str = look.TEXT,
        mark_color: str = look.DIM,
        after: float = 3.0,
    ) -> None:
        """A paragraph with a mark before it."""
        lines = wrap(words, size, self.width - _INDENT)
        self.need(min(len(lines), 3) * size * 1.5)
        shape = {"dot": "•", "up": "▲", "down": "▼"}[mark]
        tall = size if mark == "dot" else size * 0.7
        top = self.y if mark == "dot" else self.y - size * 0.2
        draw_lines(
            self.canvas,
            wrap(shape, tall, _INDENT),
            x=self.x + 1,
            top=top,
            size=tall,
            leading=size * 1.5,
            color=mark_color,
        )
        self.text(words, size=size, color=color, indent=_INDENT, after=after)

    def bullet_height(self, words: Words, *, size: float = look.BODY, after: float = 3.0) -> float:
        """What ``bullet`` takes."""
        return len(wrap(words, size, self.width - _INDENT)) * size * 1.5 + after

    def block(self, height: float, draw: Draw, *, after: float = 0.0) -> None:
        """Something of a known height that is never torn."""
        self.need(height)
        draw(self.canvas, self.x, self.y, self.width)
        self.y -= height + after
