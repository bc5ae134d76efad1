"""Minutes of a meeting as slides for head office: decisions, actions, and the charts of what was discussed.

It reads ``MinutesContent`` alone, and its parts carry no time: the same minutes give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.core.texts import ZH, drawn_texts
from app.meetings.minutes import MinutesContent
from app.meetings.words import SECTIONS
from app.reports.kit import look
from app.reports.kit.deck import BODY, FOOT, MARGIN, POINT, WIDE, Deck
from app.reports.kit.lines import wrap
from app.reports.kit.numbers import axis, period_text
from app.reports.kit.slide_charts import add_chart
from app.reports.kit.words import one_line
from app.reports.kit.zipped import same_zip
from app.reports.meetings.parts import (
    action_rows,
    carried_rows,
    day,
    decision_rows,
    earlier_lines,
    held_on,
    item_charts,
    item_facts,
    joined,
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
    when_of,
)

_SIZE: Final = 11.0
_LINE: Final = _SIZE * 1.45
_PAD: Final = 8.0
_LONGEST: Final = 900
"""Letters of a cell: a slide holds no more, and what is longer goes on in the next row."""


def minutes_pptx(content: MinutesContent, lang: str) -> bytes:
    """The slides of minutes in a language; the same minutes give the same bytes."""
    deck = _Minutes(content, lang)
    deck.first()
    deck.results()
    deck.carried()
    deck.people()
    deck.items()
    deck.charts()
    deck.reports()
    deck.origin()
    return same_zip(deck.done(), held_on(content))


class _Minutes(Deck):
    """The slides of a meeting."""

    def __init__(self, content: MinutesContent, lang: str) -> None:
        t, head = drawn_texts(lang), content.head
        below = " · ".join((period_text(t, head.period), day(t, head.held_on)))
        super().__init__(t, name_of(t, head), below, held_on(content))
        self.content = content
        self.foot = " · ".join(filter(None, (head.workspace, head.ref, standing(t, content))))

    def first(self) -> None:
        """What the meeting was, and how much came of it."""
        t, content, head = self.t, self.content, self.content.head
        slide = self.slide(t("Minutes"), self.foot)
        people = " · ".join(leaders(t, head))
        counted = t("Decisions {decisions}, actions {actions}, informations {informations}, risks {risks}",
                    decisions=len(content.outcomes("decision")), actions=len(content.outcomes("action")),
                    informations=len(content.outcomes("information")), risks=len(content.outcomes("risk")))  # fmt: skip
        lines = [series_of(t, head), when_of(t, head), people, quorum_of(t, content), counted]
        lines += [sum_of(t, content)] if content.carried else []
        top = BODY + 10.0
        for words in filter(None, lines):
            rows = len(wrap(words, 16, WIDE - 2 * MARGIN))
            self.box(slide, (MARGIN, top, WIDE - 2 * MARGIN, rows * 24.0), one_line(words), 16)
            top += rows * 24.0 + 10

    def results(self) -> None:
        """Decisions, actions, risks and informations, over as many slides as they take."""
        t, content = self.t, self.content
        rows = decision_rows(t, content, " — ")
        heads = (t("No."), t("Meeting decision"), t("Item"), t("Opened by it"))
        self.grid(t("Decisions"), heads, rows, (6, 50, 30, 14), none=t("Nothing was decided."))
        rows = action_rows(t, content, " — ")
        names = (t("No."), t("Action"), t("Owner"), t("Department"), t("Due on"), t("Reference"))
        self.grid(t("Actions"), names, rows, (6, 42, 12, 14, 14, 12), none=t("Nobody was asked to do anything."))
        for title, kind in ((t("Risks"), "risk"), (t("Informations"), "information")):
            rows = said_rows(t, content, kind)
            if rows:
                self.grid(title, (t("No."), title, t("Item")), rows, (6, 58, 36))

    def carried(self) -> None:
        """What became of the actions of the meetings before."""
        t = self.t
        rows = carried_rows(t, self.content)
        if rows:
            heads = (t("Action"), t("Owner"), t("Verdict of the meeting"), t("Due on"), t("New day"), t("Slips"),
                     t("Reason"))  # fmt: skip
            self.grid(t("Actions of the last meeting"), heads, rows, (30, 12, 11, 13, 13, 6, 15))

    def people(self) -> None:
        """Who was there."""
        t = self.t
        rows = people_rows(t, self.content)
        if rows:
            heads = (t("Full name"), t("Department"), t("Part in the meeting"), t("State"), t("Note"))
            self.grid(t("Attendance"), heads, rows, (20, 20, 16, 14, 30))

    def items(self) -> None:
        """Every item with what became of it, what it rests on and what was said."""
        t = self.t
        rows = [
            (place(t, one), f"{t(SECTIONS[one.section])} · {item_facts(t, one)}", joined(t, rests_on(t, one)),
             one.notes)
            for one in self.content.items
        ]  # fmt: skip
        if rows:
            heads = (t("Item"), t("State"), t("What it rests on"), t("Notes"))
            self.grid(t("Agenda"), heads, rows, (28, 20, 32, 20))

    def reports(self) -> None:
        """What departments prepared."""
        t = self.t
        rows = [(t(one.department), one.by, joined(t, report_lines(t, one))) for one in self.content.reports]
        if rows:
            self.grid(t("Department reports"), (t("Department"), t("Name"), t("What it reports")), rows, (16, 14, 70))

    def origin(self) -> None:
        """Where the figures come from, and the closings before."""
        t = self.t
        rows = [(words,) for words in (*earlier_lines(t, self.content), *origin_lines(t, self.content))]
        if rows:
            title = t("Where the figures come from")
            self.grid(title, (title,), rows, (100,))

    def charts(self) -> None:
        """A slide for each chart of what was discussed, with what came of the item under it."""
        t = self.t
        found = [(one, chart) for one in self.content.items for chart in item_charts(t, self.content, one)]
        for item, drawn in found:
            rounded = drawn.format == "money" and not drawn.unit
            chart = replace(drawn, unit="万" if t.lang == ZH else "k") if rounded else drawn
            slide = self.slide(one_line(place(t, item)), self.foot)
            title = t("{title} ({unit})", title=chart.title, unit=chart.unit) if chart.unit else chart.title
            self.box(slide, (MARGIN, BODY - 6, WIDE - 2 * MARGIN, 22), one_line(title), 13, bold=True)
            came = [one_line(outcome_words(t, one)) for one in item.outcomes][:3]
            low = FOOT - 8 - 20.0 * len(came)
            aim = t("target {value}", value=axis(t, chart.format, chart.target)) if chart.target is not None else ""
            add_chart(slide, chart, (MARGIN, BODY + 18, WIDE - 2 * MARGIN, low - BODY - 22), target=aim)
            for n, words in enumerate(came):
                cut = wrap(words, 12, WIDE - 2 * MARGIN - 20, most=1)
                shown = "".join(piece.text for line in cut for piece in line)
                self.box(slide, (MARGIN, low + 20.0 * n, WIDE - 2 * MARGIN, 20), f"• {shown}", 12)

    def grid(
        self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], *,
        none: str = "",
    ) -> None:  # fmt: skip
        """A table whose rows are as tall as their words, over as many slides as it takes."""
        if not rows:
            self.box(self.slide(title, self.foot), (MARGIN, BODY + 20, WIDE - 2 * MARGIN, 40), none, 16, color=look.DIM)
            return
        widths = [(WIDE - 2 * MARGIN) * share / sum(shares) for share in shares]
        plain = [[one_line(words) for words in line] for line in rows]
        cut = [part for line in plain for part in _parts(line)]
        tall = [_tall(line, widths) for line in cut]
        start = 0
        while start < len(cut):
            end, used = start, _PAD + _LINE
            while end < len(cut) and (end == start or used + tall[end] <= FOOT - BODY - 6):
                used += tall[end]
                end += 1
            self._page(title, heads, cut[start:end], [_PAD + _LINE, *tall[start:end]], widths)
            start = end

    def _page(
        self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], tall: Sequence[float],
        widths: Sequence[float],
    ) -> None:  # fmt: skip
        slide = self.slide(title, self.foot)
        box = (MARGIN, BODY, WIDE - 2 * MARGIN, sum(tall))
        table = slide.shapes.add_table(len(rows) + 1, len(heads), *(int(one * POINT) for one in box)).table
        for n, width in enumerate(widths):
            table.columns[n].width = int(width * POINT)
        for number, line in enumerate((heads, *rows)):
            table.rows[number].height = int(tall[number] * POINT)
            for n, words in enumerate(line):
                self._cell(table.cell(number, n), words, _SIZE, head=number == 0, right=False, shaded=number % 2 == 0)


def _tall(line: Sequence[str], widths: Sequence[float]) -> float:
    """Points that a row takes with its words wrapped."""
    lines = max(len(wrap(words, _SIZE, width - 12)) for words, width in zip(line, widths, strict=True))
    return _PAD + _LINE * lines


def _parts(line: list[str]) -> list[list[str]]:
    """A row, and as many below it as its longest words need beyond what a slide holds."""
    most = max(len(words) for words in line)
    return [[words[at : at + _LONGEST] for words in line] for at in range(0, max(most, 1), _LONGEST)]
