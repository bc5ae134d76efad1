"""Minutes as a Word file: the same content as the PDF, for whoever has to paste from it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any, Final

from app.core.texts import ZH, texts
from app.meetings.minutes import ItemLine, MinutesContent
from app.meetings.words import SECTIONS
from app.reports.kit.charts import drawing
from app.reports.kit.deck import legal
from app.reports.kit.numbers import period_text
from app.reports.kit.pixels import png_of
from app.reports.kit.zipped import same_zip
from app.reports.meetings.parts import (
    action_rows,
    carried_rows,
    chart_height,
    decision_rows,
    earlier_lines,
    held_on,
    item_charts,
    item_facts,
    leaders,
    name_of,
    origin_lines,
    outcome_words,
    people_rows,
    place,
    quorum_of,
    report_lines,
    rests_on,
    said_rows,
    series_of,
    standing,
    sum_of,
    title_of,
    when_of,
)

_FONTS: Final = ("Arial", "Microsoft YaHei")
_WIDE: Final = 482.0
"""Points between the margins."""
_CHART: Final = (460.0, 150.0)
_PIXELS: Final = 1380


def minutes_docx(content: MinutesContent, lang: str) -> bytes:
    """The DOCX file of minutes in a language; the same minutes give the same bytes."""
    made = _Paper(content, lang)
    made.front()
    made.decisions()
    made.actions()
    made.risks()
    made.people()
    made.carried()
    made.items()
    made.reports()
    made.origin()
    return made.done()


class _Paper:
    """The file in the making; words of people are text and never markup."""

    def __init__(self, content: MinutesContent, lang: str) -> None:
        from docx import Document
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        self.content, self.t = content, texts(lang)
        self.paper: Any = Document()
        normal = self.paper.styles["Normal"]
        normal.font.name, normal.font.size = _FONTS[0], Pt(10)
        for style in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
            found = self.paper.styles[style]
            found.font.name = _FONTS[0]
            found.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONTS[1])
        page = self.paper.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2)
        page.top_margin = page.bottom_margin = Cm(2)

    def done(self) -> bytes:
        """The file."""
        about, content = self.paper.core_properties, self.content
        about.title, about.subject = title_of(self.t, content), self.t("Minutes")
        about.author = about.last_modified_by = "ChannelDesk"
        about.language = "zh-CN" if self.t.lang == ZH else "en"
        about.created = about.modified = datetime.combine(held_on(content), time(), UTC).replace(tzinfo=None)
        about.revision, about.comments = 1, ""
        out = BytesIO()
        self.paper.save(out)
        return same_zip(out.getvalue(), held_on(content))

    # -- parts --------------------------------------------------------------------------------------------------------

    def front(self) -> None:
        """Which meeting, when, who led it, whether it could decide."""
        t, head = self.t, self.content.head
        self.paper.add_heading(legal(name_of(t, head)), 0)
        self.say(" · ".join(filter(None, (head.workspace, head.ref, series_of(t, head)))))
        self.say(" · ".join((period_text(t, head.period), when_of(t, head))))
        self.say(" · ".join([*leaders(t, head), standing(t, self.content)]))
        self.say(quorum_of(t, self.content))

    def decisions(self) -> None:
        """What was decided, and what is expected of it."""
        t, rows = self.t, decision_rows(self.t, self.content)
        self.paper.add_heading(t("Decisions"), 1)
        if not rows:
            self.say(t("Nothing was decided."))
            return
        self.table([t("No."), t("Meeting decision"), t("Item"), t("Opened by it")], rows, (7, 46, 32, 15))

    def actions(self) -> None:
        """Who does what until when."""
        t, rows = self.t, action_rows(self.t, self.content)
        self.paper.add_heading(t("Actions"), 1)
        if not rows:
            self.say(t("Nobody was asked to do anything."))
            return
        heads = [t("No."), t("Action"), t("Owner"), t("Department"), t("Due on"), t("Reference")]
        self.table(heads, rows, (7, 36, 12, 13, 16, 16))

    def risks(self) -> None:
        """What was warned of and what was told."""
        t = self.t
        for title, kind in ((t("Risks"), "risk"), (t("Informations"), "information")):
            rows = said_rows(t, self.content, kind)
            if rows:
                self.paper.add_heading(title, 1)
                self.table([t("No."), title, t("Item")], rows, (7, 55, 38))

    def people(self) -> None:
        """Who was there."""
        t, rows = self.t, people_rows(self.t, self.content)
        if rows:
            self.paper.add_heading(t("Attendance"), 1)
            heads = [t("Full name"), t("Department"), t("Part in the meeting"), t("State"), t("Note")]
            self.table(heads, rows, (20, 22, 16, 14, 28))

    def carried(self) -> None:
        """What became of the actions of the meetings before."""
        t, rows = self.t, carried_rows(self.t, self.content)
        if rows:
            self.paper.add_heading(t("Actions of the last meeting"), 1)
            self.say(sum_of(t, self.content))
            heads = [t("Action"), t("Owner"), t("Verdict of the meeting"), t("Due on"), t("New day"), t("Slips"),
                     t("Reason")]  # fmt: skip
            self.table(heads, rows, (26, 11, 12, 14, 14, 8, 15))

    def items(self) -> None:
        """Every item with what it rests on, what was said and what came of it."""
        t = self.t
        self.paper.add_heading(t("Agenda"), 1)
        section = ""
        for one in self.content.items:
            if one.section != section:
                section = one.section
                self.paper.add_heading(t(SECTIONS[section]), 2)
            self._item(one)

    def _item(self, one: ItemLine) -> None:
        from docx.shared import Pt

        t = self.t
        self.paper.add_heading(legal(place(t, one)), 3)
        self.say(item_facts(t, one))
        for words in rests_on(t, one):
            self.say(words, style="List Bullet")
        for chart in item_charts(t, self.content, one):
            picture = png_of(drawing(t, chart, _CHART[0], chart_height(chart, _CHART[1])), _PIXELS)
            self.paper.add_picture(BytesIO(picture), width=Pt(_CHART[0]))
        for line in one.notes.splitlines():
            self.say(line)
        for outcome in one.outcomes:
            self.say(outcome_words(t, outcome), style="List Bullet", bold=True)

    def reports(self) -> None:
        """What departments prepared."""
        t = self.t
        if self.content.reports:
            self.paper.add_heading(t("Department reports"), 1)
        for one in self.content.reports:
            self.paper.add_heading(legal(" · ".join(filter(None, (t(one.department), one.by)))), 3)
            for words in report_lines(t, one):
                self.say(words, style="List Bullet")

    def origin(self) -> None:
        """Where the figures come from, as text that can be checked."""
        self.paper.add_heading(self.t("Where the figures come from"), 1)
        for words in earlier_lines(self.t, self.content):
            self.say(words, style="List Bullet")
        for words in origin_lines(self.t, self.content):
            self.say(words)

    # -- pieces -------------------------------------------------------------------------------------------------------

    def say(self, words: str, *, style: str | None = None, bold: bool = False) -> None:
        """A paragraph."""
        self.paper.add_paragraph(style=style).add_run(legal(words)).bold = bold or None

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[int]) -> None:
        """A table whose head is repeated on every page; ``shares`` are the widths of its columns."""
        from docx.oxml import OxmlElement
        from docx.shared import Pt

        found = self.paper.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
        for cell, words in zip(found.rows[0].cells, heads, strict=True):
            cell.text = legal(words)
        found.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no other way to it
        for row in rows:
            for cell, words in zip(found.add_row().cells, row, strict=True):
                cell.text = legal(words)
        found.autofit = False
        for column, share in zip(found.columns, shares, strict=True):
            column.width = Pt(_WIDE * share / sum(shares))  # Word reads the cells' widths, others those of the grid
            for cell in column.cells:
                cell.width = Pt(_WIDE * share / sum(shares))
