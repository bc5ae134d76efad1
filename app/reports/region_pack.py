"""The region pack: the executive's page, then what stands behind it.

Evidence comes in the order of the decisions, then the ranking, who did not report, a short page for each other dealer,
definitions and origin.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count as count_from
from typing import Any, Final

from app.core.progress import Progress
from app.core.texts import N_, Text, Texts
from app.health.aims import target_of
from app.health.charts import bridge_chart
from app.health.rules import shown_tenths
from app.health.sheets import DealerFace, HealthSheet, IndicatorLine, RankLine, RegionSheet
from app.health.wording import signed_tenths
from app.reports.dealer_health import meta_line
from app.reports.dealer_outlook import review_lines
from app.reports.kit import look
from app.reports.kit.charts import draw_chart, tall_of
from app.reports.kit.closing import draw_references
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.marks import grade_cell, grade_label, spark_cell
from app.reports.kit.names import file_name
from app.reports.kit.numbers import UNKNOWN, figure, joined, money_in, money_unit, said, tenths
from app.reports.kit.table import Cell, Column, Row, draw_table
from app.reports.region_evidence import draw_ask, draw_late
from app.reports.region_page import draw_closing, draw_first_page, draw_health_charts, open_region
from app.reports.region_parts import draw_contradictions, draw_peers, draw_review

_DRAWING: Final = N_("Drawing the region pack")
_MOST_ROWS: Final = 5


def region_pack(
    sheet: RegionSheet, dealers: Sequence[HealthSheet], lang: str, *, progress: Progress | None = None
) -> bytes:
    """The PDF of a region and its dealers; the same sheets give the same bytes. Raises Cancelled through progress."""
    flow = open_region(sheet, lang, subject=N_("Region pack"))
    steps = len(dealers) + 2
    step = (progress or Progress()).step
    step(0, steps, Text(_DRAWING))
    draw_first_page(flow, sheet)
    flow.page_break()
    shown = [each for each in dealers if each.score is not None]
    count = count_from(1)

    def draw(each: HealthSheet, *, first: bool) -> None:
        step(next(count), steps, Text(_DRAWING))
        _dealer(flow, each, first=first)

    asked = _evidence(flow, sheet, shown, draw)
    draw_health_charts(flow, sheet)
    draw_peers(flow, dealers)
    draw_contradictions(flow, sheet)
    draw_review(flow, sheet)
    _ranking(flow, sheet)
    draw_late(flow, sheet)
    for i, each in enumerate(each for each in shown if each.dealer.id not in asked):
        draw(each, first=i == 0)
    draw_closing(flow, sheet, [line.info for each in dealers[:1] for line in each.indicators])
    step(steps, steps, Text(_DRAWING))
    return flow.finish()


def _evidence(
    flow: Flow, sheet: RegionSheet, dealers: Sequence[HealthSheet], draw: Callable[..., None]
) -> frozenset[str]:
    """The decisions in their order, each with its dealer's figures; returns whose were drawn."""
    by_name = {each.dealer.name: each for each in dealers}
    done: set[str] = set()
    for number, ask in enumerate(sheet.asks, 1):
        draw_ask(flow, ask, number)
        about = by_name.get(ask.dealer)
        if about is not None and about.dealer.id not in done:
            done.add(about.dealer.id)
            draw(about, first=False)
    if sheet.asks:
        flow.page_break()
    return frozenset(done)


def _ranking(flow: Flow, sheet: RegionSheet) -> None:
    t = flow.t
    flow.heading(t("Ranking"), keep=80, note=t("Dealers by score: {n}; those not graded last", n=sheet.dealers))
    columns = (
        Column(t("Rank"), 8, "right"),
        Column(t("Dealer"), 30.5),
        Column(t("Grade"), 12, "center"),
        Column(t("Score"), 8.2, "right"),
        Column(t("Change"), 10, "right"),
        Column(t("8 quarters"), 11, "center"),
        Column(t("Net sales, {unit}", unit=money_unit(t, sheet.currency)), 11, "right"),
        Column(t("Main reason"), 34.5),
    )
    draw_table(flow, columns, [_rank_row(flow, each) for each in sheet.ranking], size=8.6, pad=2.6)


def _rank_row(flow: Flow, line: RankLine) -> Row:
    t = flow.t
    change = line.change_tenths
    score = None if line.score is None else shown_tenths(line.score)
    color = look.DIM if not change else look.TONES["good"] if change > 0 else look.TONES["bad"]
    return Row(
        (
            Cell(str(line.place) if line.place else UNKNOWN, color=look.DIM),
            Cell(line.dealer.label(flow.lang), bold=True),
            grade_cell(t, line.grade, size=8.0),
            Cell(tenths(score), bold=line.grade is not None, color=look.TEXT if line.grade else look.DIM),
            Cell(UNKNOWN if change is None else signed_tenths(change), color=color),
            spark_cell(line.history),
            money_in(t, line.net_amount),
            Cell(_why(t, line), color=look.DIM),
        )
    )


def _why(t: Texts, line: RankLine) -> str:
    """The main reason, after the grade that a signed review decided."""
    reason = t.render(line.main_driver) if line.main_driver else ""
    if line.decided is None:
        return reason
    decided = t("review: {grade}", grade=grade_label(t, line.decided.grade))
    return t.render(Text("{first}; {second}", {"first": decided, "second": reason})) if reason else decided


def _dealer(flow: Flow, sheet: HealthSheet, *, first: bool) -> None:
    """One dealer in half a page: verdict, bridge, the figures that cost most."""
    t = flow.t
    chart = bridge_chart(t, sheet) if any(each.tenths for each in sheet.drivers) else None
    rows = _costly(sheet)
    tall = tall_of(chart, row=14.5) if chart else 0.0
    need = 62 + tall + 6 + (len(rows) + 1) * 15.8 + 36
    if first:
        flow.page_break()
        flow.bookmark(t("Dealers"))
    elif need > flow.room:
        flow.page_break()
    else:
        flow.gap(9)
        flow.canvas.setStrokeColor(ink(look.LINE))
        flow.canvas.setLineWidth(0.8)
        flow.canvas.line(flow.x, flow.y, flow.x + flow.width, flow.y)
        flow.gap(9)
    _dealer_head(flow, sheet)
    if chart:
        flow.block(tall, lambda canvas, x, top, width: draw_chart(
            canvas, t, chart, x=x, top=top, width=width, height=tall), after=6)  # fmt: skip
    if rows:
        columns = (
            Column(t("Where points were lost"), 32),
            Column(t("This quarter"), 16, "right"),
            Column(t("Last quarter"), 16, "right"),
            Column(t("Target"), 16, "right"),
            Column(t("Lost"), 12, "right"),
        )
        table = [
            Row((t(each.info.title), Cell(figure(t, each.info, each.value), bold=True),
                 Cell(figure(t, each.info, each.previous), color=look.DIM),
                 Cell(said(t, target_of(each)), color=look.DIM), signed_tenths(-each.lost_tenths)))
            for each in rows
        ]  # fmt: skip
        draw_table(flow, columns, table, size=8.5, pad=1.9, after=3)
    for words in review_lines(t, sheet):
        flow.text(words, size=look.SMALL, after=2)
    draw_references(flow, [each.info for each in rows], sheet.provenance)
    gaps = [t(each.info.title) for each in sheet.indicators if each.presence in {"missing", "owed"}]
    if gaps:
        flow.text(t("Without figures: {list}", list=joined(t, gaps)), size=8.4, color=look.DIM, after=2)


def _dealer_head(flow: Flow, sheet: HealthSheet) -> None:
    t = flow.t
    name = sheet.dealer.label(flow.lang)
    lines = wrap(name, 13, flow.width - 150, bold=True)
    verdict = wrap(t.render(sheet.verdict), look.SMALL + 0.5, flow.width)
    caps = [wrap(t.render(each.sentence), look.SMALL + 0.5, flow.width) for each in sheet.caps]
    height = len(lines) * 18 + 14 + sum(len(each) for each in (verdict, *caps)) * 14 + 8
    flow.need(height)
    flow.bookmark(name, 1)

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        draw_lines(canvas, lines, x=x, top=top, size=13, leading=18, color=look.TEXT)
        size = 17 if sheet.grade else 10  # without a grade the score says little: it must not look like one
        score = wrap(tenths(sheet.score_tenths), size, 90, bold=bool(sheet.grade))
        draw_lines(canvas, score, x=x + width - 60, top=top + 1, size=size, leading=20,
                   color=look.TEXT if sheet.grade else look.DIM, align="right", width=60)  # fmt: skip
        label = wrap(grade_label(t, sheet.grade), 11, 86, bold=True, most=1)
        draw_lines(canvas, label, x=x + width - 150, top=top - 1, size=11, leading=19,
                   color=look.grade_color(sheet.grade), align="right", width=84)  # fmt: skip
        y = top - len(lines) * 18
        meta = wrap(meta_line(t, sheet), look.TINY, width, most=1)
        y -= draw_lines(canvas, meta, x=x, top=y, size=look.TINY, leading=14, color=look.DIM)
        for each, color in ((verdict, look.TEXT), *((cap, look.TONES["bad"]) for cap in caps)):
            y -= draw_lines(canvas, each, x=x, top=y, size=look.SMALL + 0.5, leading=14, color=color)

    flow.block(height, draw)


def _costly(sheet: HealthSheet) -> list[IndicatorLine]:
    lines = [each for each in sheet.indicators if each.lost_tenths > 0]
    return sorted(lines, key=lambda each: (-each.lost_tenths, each.info.id))[:_MOST_ROWS]


def region_file_name(sheet: RegionSheet, lang: str, on: date | None) -> str:
    """``浙江省区_渠道健康度_2026Q1_20260410.pdf``."""
    return file_name(sheet.region, N_("Channel_health"), sheet.period, on, lang=lang)


def dealer_file_name(dealer: DealerFace, period: str, lang: str, on: date | None = None) -> str:
    """``温州瑞康_健康度_2026Q1_20260410.pdf``; never a path."""
    return file_name(dealer.label(lang), N_("Health"), period, on, lang=lang)
