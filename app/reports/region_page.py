"""The one page that an executive reads: conclusion first, then figures, health, who to watch; no weights, no hashes."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from app.core.texts import ZH, Texts
from app.health.charts import grades_chart, region_bridge_chart
from app.health.rules import shown_tenths
from app.health.scheme import GRADE_WORDS, GRADES, Grade
from app.health.sheets import KeyFigure, RegionSheet, WatchLine
from app.health.wording import signed_tenths
from app.reports.kit import look
from app.reports.kit.charts import draw_chart, tall_of
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.marks import light_cell, spark_cell
from app.reports.kit.numbers import (
    UNKNOWN,
    asked_text,
    day_text,
    figure,
    joined,
    money_in,
    money_unit,
    ratio,
    said,
    signed,
    tenths,
)
from app.reports.kit.table import Cell, Column, Row, draw_table, table_height
from app.reports.kit.words import LIGHTS

_SIZE: Final = look.BODY
_PAD: Final = 1.8
_HEADING: Final = 30.0
_LINE: Final = 1.5
"""Leading of a bullet, in sizes."""
_APPROVAL: Final = 38.0
_GRADES_ROW: Final = 26.0
_BRIDGE_ROW: Final = 11.0
_LEAST_WATCHED: Final = 3


def draw_first_page(flow: Flow, sheet: RegionSheet) -> None:
    """Sections 1 to 9 of the executive page; a section without figures is left out."""
    _masthead(flow, sheet)
    _headline(flow, sheet)
    _asks(flow, sheet)
    _figures(flow, sheet)
    _health(flow, sheet)
    _watched(flow, sheet)
    _bullets(flow, flow.t("Effect of last quarter's decisions"), [flow.t.render(each) for each in sheet.effects])
    _bullets(flow, flow.t("Points for next quarter"), [flow.t.render(each) for each in sheet.outlook])
    if sheet.asks:
        _approval(flow)


def _masthead(flow: Flow, sheet: RegionSheet) -> None:
    t = flow.t
    title = t(
        "{region}: channel health report, {period}",
        region=sheet.region,
        period=asked_text(t, sheet.period, sheet.provenance.as_of),
    )
    flow.bookmark(t("Summary"))
    flow.text(title, size=17, bold=True, after=0, leading=1.35)
    until = sheet.provenance.data_until
    imported = sheet.provenance.imported_on
    parts = [t("Summary for {reader}", reader=sheet.reader) if sheet.reader else ""]
    parts.append(t("Data until {day}", day=day_text(t, until)) if until else "")
    parts.append(t("imported {day}", day=day_text(t, imported)) if imported else "")
    parts.append(t("Internal"))
    lines = [" · ".join(each for each in parts if each), t.render(sheet.basis) if sheet.basis else ""]
    for words in filter(None, lines):
        flow.text(words, size=look.SMALL, color=look.DIM, after=0, leading=1.4)
    flow.gap(6)


def _headline(flow: Flow, sheet: RegionSheet) -> None:
    lines = wrap(flow.t.render(sheet.headline), 12, flow.width - 26, bold=True)
    height = len(lines) * 18 + 14

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        canvas.setFillColor(ink(look.BRAND_SOFT))
        canvas.roundRect(x, top - height, width, height, 6, stroke=0, fill=1)
        canvas.setFillColor(ink(look.BRAND))
        canvas.rect(x, top - height + 7, 3, height - 14, stroke=0, fill=1)
        draw_lines(canvas, lines, x=x + 14, top=top - 7, size=12, leading=18, color=look.TEXT)

    flow.block(height, draw, after=0)


def _asks(flow: Flow, sheet: RegionSheet) -> None:
    if not sheet.asks:
        return
    t = flow.t
    flow.heading(t("Decisions asked of you: {n}", n=len(sheet.asks)), level=2, outline=False)
    columns = (
        Column(t("Topic"), 15),
        Column(t("Proposal"), 25),
        Column(t("Amount"), 16),
        Column(t("If not decided"), 22),
        Column(t("Owner"), 13),
        Column(t("Due"), 8, "right"),
    )
    rows = [
        Row((Cell(each.topic, bold=True), each.proposal, each.amount, each.otherwise, each.owner, each.due))
        for each in sheet.asks
    ]
    draw_table(flow, columns, rows, size=_SIZE, pad=2.4, after=0)


def _figures(flow: Flow, sheet: RegionSheet) -> None:
    figures = [each for each in sheet.figures if each.value is not None]
    if not figures:
        return
    t = flow.t
    unit = money_unit(t, sheet.currency)
    flow.heading(
        t("Key figures"), level=2, outline=False, note=t("amounts in {unit}; changes of shares in points", unit=unit)
    )
    columns = (
        Column("", 27),
        Column(t("This quarter"), 13.5, "right"),
        Column(t("Target"), 14, "right"),
        Column(t("Attained"), 10.5, "right"),
        Column(t("On last quarter"), 11, "right"),
        Column(t("On last year"), 11, "right"),
        Column(t("8 quarters"), 11, "center"),
        Column(t("State"), 12, "center"),
    )
    draw_table(flow, columns, [_figure_row(t, each) for each in figures], size=_SIZE, pad=_PAD, after=0)


def _figure_row(t: Texts, each: KeyFigure) -> Row:
    money = each.info.unit == "money"
    target = said(t, each.goal) or UNKNOWN
    if money:
        target = money_in(t, each.target)
    return Row(
        (
            Cell(t(each.info.title), bold=True),
            Cell(money_in(t, each.value) if money else figure(t, each.info, each.value), bold=True),
            Cell(target, color=look.DIM),
            ratio(each.attainment),
            _change(t, each, each.before),
            _change(t, each, each.year_ago),
            spark_cell(each.spark),
            light_cell(each.light, t(LIGHTS[each.light])),
        )
    )


def _change(t: Texts, each: KeyFigure, other: Fraction | None) -> str:
    """Amounts in per cent, everything else in its own unit (points of a share)."""
    if other is None or each.value is None:
        return UNKNOWN
    if each.info.unit == "money":
        return ratio((each.value - other) / abs(other), sign=True) if other else UNKNOWN
    return signed(t, each.info, each.value - other)


def _count_text(t: Texts, counts: dict[Grade, int], ungraded: int) -> str:
    words = [f"{_word(t, grade)} {counts.get(grade, 0)}" for grade in GRADES]
    return joined(t, [*words, f"{t('not graded')} {ungraded}"])


def _health(flow: Flow, sheet: RegionSheet) -> None:
    if not sheet.dealers:
        return
    t = flow.t
    bridge = region_bridge_chart(t, sheet)
    grades = grades_chart(t, sheet)
    left = flow.width if bridge is None else flow.width * 0.47
    tall = max(tall_of(grades, row=_GRADES_ROW) + 12, tall_of(bridge, row=_BRIDGE_ROW) if bridge else 0.0)
    mean = ""
    if sheet.score is not None and sheet.score_before is not None:
        total = sum(each.tenths for each in sheet.bridge)
        mean = t("mean score {before} → {after} ({change})", before=_printed(sheet.score_before),
                 after=_printed(sheet.score), change=signed_tenths(total))  # fmt: skip
    flow.heading(t("Channel health, dealers: {n}", n=sheet.dealers), level=2, outline=False, keep=tall + 30, note=mean)
    text = _count_text(t, dict(sheet.grades), sheet.ungraded)
    if sheet.previous_period:
        text = t("{now} (last quarter: {before})", now=text,
                 before=_count_text(t, dict(sheet.grades_before), sheet.ungraded_before))  # fmt: skip
    flow.text(text, size=_SIZE, after=5, leading=1.4)

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        high = tall_of(grades, row=_GRADES_ROW) + 12
        draw_chart(canvas, t, grades, x=x, top=top, width=left - 12, height=high)
        if bridge:
            draw_chart(canvas, t, bridge, x=x + left + 8, top=top, width=width - left - 8, height=tall)

    flow.block(tall, draw, after=0)


def _printed(score: Fraction) -> str:
    return tenths(shown_tenths(score))


def _watched(flow: Flow, sheet: RegionSheet) -> None:
    """Whom to watch and who improved, as many as the page holds with what follows; everybody is in the ranking."""
    t = flow.t
    columns = (
        Column(t("Dealer"), 24),
        Column(t("Grade"), 12),
        Column(t("Why"), 42),
        Column(t("Net sales, {unit}", unit=money_unit(t, sheet.currency)), 11, "right"),
        Column("", 1),
        Column(t("Owner"), 11.5),
    )
    watch, improved = list(sheet.watch), list(sheet.improved)
    if not watch and not improved:
        return
    room = flow.room - _HEADING - _after(flow, sheet)
    while table_height(flow, columns, _watch_rows(flow, watch, improved), size=_SIZE, pad=_PAD) > room:
        shorter = watch if len(watch) > max(_LEAST_WATCHED, len(improved)) else improved
        if len(shorter) <= (_LEAST_WATCHED if shorter is watch else 1):
            break
        shorter.pop()
    titles = [t("To watch: {n}", n=len(watch))] if watch else []
    titles += [t("Improved: {n}", n=len(improved))] if improved else []
    flow.heading(" · ".join(titles), level=2, outline=False, keep=40)
    draw_table(flow, columns, _watch_rows(flow, watch, improved), size=_SIZE, pad=_PAD, after=0)


def _watch_rows(flow: Flow, watch: Sequence[WatchLine], improved: Sequence[WatchLine]) -> list[Row]:
    rows = [_watch_row(flow, each) for each in watch]
    if watch and improved:
        rows.append(Row((flow.t("Improved: {n}", n=len(improved)), ""), "group"))
    return rows + [_watch_row(flow, each) for each in improved]


def _watch_row(flow: Flow, each: WatchLine) -> Row:
    t = flow.t
    name = each.dealer.label(flow.lang)
    where = f"（{each.dealer.area}）" if flow.lang == ZH else f" ({each.dealer.area})"
    old, new = _word(t, each.before), _word(t, each.grade)
    return Row(
        (
            Cell(name + (where if each.dealer.area else ""), bold=True),
            Cell(f"{old} → {new}" if each.before else new, color=look.grade_color(each.grade), bold=True),
            t.render(each.sentence),
            money_in(t, each.amount),
            "",
            Cell(t(each.owner), color=look.DIM),
        )
    )


def _word(t: Texts, grade: Grade | None) -> str:
    """The word in Chinese, where it is one character; the letter in English."""
    if grade is None:
        return t("not graded") if t.lang == ZH else UNKNOWN
    return t(GRADE_WORDS[grade]) if t.lang == ZH else grade


def _after(flow: Flow, sheet: RegionSheet) -> float:
    """What the sections after the dealers take of the page."""
    found = _APPROVAL if sheet.asks else 0.0
    for lines in (sheet.effects, sheet.outlook):
        tall = [len(wrap(flow.t.render(each), look.BODY, flow.width - 14)) * look.BODY * _LINE + 1 for each in lines]
        found += _HEADING + sum(tall) if tall else 0.0
    return found


def _bullets(flow: Flow, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    flow.heading(title, level=2, outline=False, keep=20)
    for each in lines:
        flow.bullet(each, after=1)


def _approval(flow: Flow) -> None:
    t = flow.t

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        canvas.setStrokeColor(ink(look.LINE))
        canvas.setLineWidth(0.8)
        canvas.roundRect(x, top - 30, width, 30, 5, stroke=1, fill=0)
        left = x + 10
        for word in (t("Agreed"), t("Not agreed"), t("Discuss again")):
            canvas.setStrokeColor(ink(look.DIM))
            canvas.rect(left, top - 19.5, 8.5, 8.5, stroke=1, fill=0)
            line = wrap(word, _SIZE, 120)
            draw_lines(canvas, line, x=left + 12, top=top - 7, size=_SIZE, leading=16, color=look.TEXT)
            left += 12 + line[0][0].width + 14
        words = t("Remarks ____________  Signed __________  Date ________")
        draw_lines(canvas, wrap(words, _SIZE, x + width - left - 8, most=1), x=left, top=top - 7, size=_SIZE,
                   leading=16, color=look.DIM)  # fmt: skip

    flow.gap(8)
    flow.block(30, draw)
