"""Minutes of a meeting as a PDF: decisions and actions first, then every item with what it rests on.

It reads ``MinutesContent`` alone, so that closed minutes print to the same bytes.
"""

from typing import Any, Final

from app.core.charts import Chart
from app.core.texts import texts
from app.meetings.minutes import ItemLine, MinutesContent
from app.meetings.words import SECTIONS
from app.reports.kit import look
from app.reports.kit.charts import draw_chart
from app.reports.kit.flow import Flow
from app.reports.kit.numbers import period_text
from app.reports.kit.table import Cell, Column, Row, draw_table
from app.reports.meetings.parts import (
    action_rows,
    carried_rows,
    chart_height,
    decision_rows,
    earlier_lines,
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

_CHART_POINTS: Final = 118.0
_APART: Final = 14.0
_KINDS: Final = {"decision": look.BRAND, "action": look.TONES["good"], "risk": look.TONES["warn"]}


def minutes_pdf(content: MinutesContent, lang: str) -> bytes:
    """The PDF of minutes in a language; the same minutes give the same bytes."""
    t = texts(lang)
    head = content.head
    footer = " · ".join(part for part in (head.workspace, head.ref, standing(t, content)) if part)
    title = title_of(t, content)
    flow = Flow(lang, title=title, subject=t("Minutes"), running=title, footer=footer)
    _front(flow, content)
    _decisions(flow, content)
    _actions(flow, content)
    _risks(flow, content)
    _people(flow, content)
    _carried(flow, content)
    _items(flow, content)
    _reports(flow, content)
    _origin(flow, content)
    return flow.finish()


def _front(flow: Flow, content: MinutesContent) -> None:
    t, head = flow.t, content.head
    flow.text(" · ".join(filter(None, (head.workspace, t("Minutes")))), size=look.SMALL, color=look.BRAND, bold=True,
              after=1)  # fmt: skip
    flow.bookmark(t("Minutes"))
    flow.text(name_of(t, head), size=18, bold=True, after=1, leading=1.35)
    flow.text(
        " · ".join(filter(None, (series_of(t, head), period_text(t, head.period), when_of(t, head)))),
        size=look.SMALL,
        color=look.DIM,
        after=1,
    )
    flow.text(" · ".join([*leaders(t, head), standing(t, content)]), size=look.SMALL, color=look.DIM, after=1)
    flow.text(quorum_of(t, content), size=look.SMALL, color=look.DIM if content.quorum.is_met else look.TONES["bad"])


def _decisions(flow: Flow, content: MinutesContent) -> None:
    t = flow.t
    rows = decision_rows(t, content)
    flow.heading(t("Decisions"), level=1)
    if not rows:
        flow.text(t("Nothing was decided."), size=look.SMALL, color=look.DIM)
        return
    columns = (
        Column(t("No."), 7, "right"),
        Column(t("Meeting decision"), 47),
        Column(t("Item"), 32),
        Column(t("Opened by it"), 14),
    )
    draw_table(flow, columns, [Row(one) for one in rows], size=9.2, pad=3.0)


def _actions(flow: Flow, content: MinutesContent) -> None:
    t = flow.t
    rows = action_rows(t, content)
    flow.heading(t("Actions"), level=1)
    if not rows:
        flow.text(t("Nobody was asked to do anything."), size=look.SMALL, color=look.DIM)
        return
    columns = (
        Column(t("No."), 7, "right"), Column(t("Action"), 38), Column(t("Owner"), 12), Column(t("Department"), 12),
        Column(t("Due on"), 16), Column(t("Reference"), 15),
    )  # fmt: skip
    lines = [Row((n, words, Cell(who, bold=True), *more)) for n, words, who, *more in rows]
    draw_table(flow, columns, lines, size=9.2, pad=3.0)


def _risks(flow: Flow, content: MinutesContent) -> None:
    t = flow.t
    for title, kind in ((t("Risks"), "risk"), (t("Informations"), "information")):
        rows = [Row(one) for one in said_rows(t, content, kind)]
        if rows:
            flow.heading(title, level=1)
            draw_table(flow, (Column(t("No."), 7, "right"), Column(title, 55), Column(t("Item"), 38)), rows, size=9.2,
                       pad=3.0)  # fmt: skip


def _people(flow: Flow, content: MinutesContent) -> None:
    t = flow.t
    rows = [Row(one) for one in people_rows(t, content)]
    if not rows:
        return
    flow.heading(t("Attendance"), level=1)
    columns = (
        Column(t("Full name"), 20), Column(t("Department"), 22), Column(t("Part in the meeting"), 16),
        Column(t("State"), 14), Column(t("Note"), 28),
    )  # fmt: skip
    draw_table(flow, columns, rows, size=8.8, pad=2.4)


def _carried(flow: Flow, content: MinutesContent) -> None:
    t = flow.t
    if not content.carried:
        return
    flow.heading(t("Actions of the last meeting"), level=1, note=sum_of(t, content))
    rows = [Row(one) for one in carried_rows(t, content)]
    columns = (
        Column(t("Action"), 26), Column(t("Owner"), 10), Column(t("Verdict of the meeting"), 11),
        Column(t("Due on"), 15), Column(t("New day"), 15), Column(t("Slips"), 8, "right"), Column(t("Reason"), 15),
    )  # fmt: skip
    draw_table(flow, columns, rows, size=8.6, pad=2.4)


def _items(flow: Flow, content: MinutesContent) -> None:
    t = flow.t
    flow.heading(t("Agenda"), level=1, keep=120)
    section = ""
    for one in content.items:
        if one.section != section:
            section = one.section
            flow.heading(t(SECTIONS[section]), level=2, keep=60)
        _item(flow, content, one)


def _item(flow: Flow, content: MinutesContent, one: ItemLine) -> None:
    t = flow.t
    flow.need(56)
    flow.gap(3)
    flow.text(place(t, one), bold=True, size=look.BODY, after=1)
    flow.text(item_facts(t, one), size=look.TINY + 0.5, color=look.DIM, after=2)
    for words in rests_on(t, one):
        flow.bullet(words, size=look.SMALL, color=look.DIM, after=1)
    draw_charts(flow, item_charts(t, content, one))
    for line in one.notes.splitlines():
        flow.text(line, size=look.SMALL + 0.5, indent=14, after=1)
    for outcome in one.outcomes:
        mark = _KINDS.get(outcome.kind, look.DIM)
        flow.bullet(outcome_words(t, outcome), size=look.SMALL + 0.5, mark_color=mark, after=2)


def draw_charts(flow: Flow, charts: list[Chart]) -> None:
    """One chart as wide as the page, more of them two beside each other."""
    for n in range(0, len(charts), 2):
        pair = charts[n : n + 2]
        wide = (flow.width - _APART) / 2 if len(charts) > 1 else flow.width
        tall = max(chart_height(chart, _CHART_POINTS) for chart in pair)

        def draw(
            canvas: Any, x: float, top: float, _width: float, pair: list[Chart] = pair, wide: float = wide,
            tall: float = tall,
        ) -> None:  # fmt: skip
            for column, chart in enumerate(pair):
                left = x + column * (wide + _APART)
                draw_chart(canvas, flow.t, chart, x=left, top=top, width=wide, height=tall)

        flow.block(tall, draw, after=4)


def _reports(flow: Flow, content: MinutesContent) -> None:
    t = flow.t
    if not content.reports:
        return
    flow.heading(t("Department reports"), level=1)
    for one in content.reports:
        flow.need(60)
        flow.text(" · ".join(filter(None, (t(one.department), one.by))), bold=True, size=look.SMALL + 1, after=1)
        for words in report_lines(t, one):
            flow.bullet(words, size=look.SMALL, after=1)


def _origin(flow: Flow, content: MinutesContent) -> None:
    t = flow.t
    flow.heading(t("Where the figures come from"), level=1, keep=70)
    for words in earlier_lines(t, content):
        flow.bullet(words, size=look.SMALL, after=1)
    for words in origin_lines(t, content):
        flow.text(words, size=look.TINY, color=look.DIM, after=1)
