"""The one page that an executive reads: conclusion first, then figures, health, who to watch; no weights, no hashes."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from app.core.texts import ZH, Texts, texts
from app.health.charts import bridge_steps, grades_chart, region_bridge_chart
from app.health.rules import shown_tenths
from app.health.scheme import GRADE_WORDS, GRADES, Grade
from app.health.sheets import KpiInfo, RegionSheet, WatchLine
from app.health.wording import short_name, signed_tenths
from app.reports.kit import look
from app.reports.kit.charts import draw_chart, tall_of
from app.reports.kit.closing import draw_definitions, draw_provenance, footer_text
from app.reports.kit.flow import PAGE, Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.numbers import (
    UNKNOWN,
    asked_text,
    day_text,
    joined,
    money_in,
    money_unit,
    short_day,
    tenths,
)
from app.reports.kit.table import Cell, Column, Row, draw_table, table_height
from app.reports.region_figures import draw_figures, own_words

_SIZE: Final = look.BODY
_PAD: Final = 1.0
_HEADING: Final = 30.0
_LINE: Final = 1.5
"""Leading of a bullet, in sizes."""
_APPROVAL: Final = 38.0
_MOST_ASKED: Final = 150.0
"""Points that the decisions may take, whatever the names in them."""
_GRADES_ROW: Final = 26.0
_BRIDGE_ROW: Final = 12.5
_LEAST_WATCHED: Final = 3
_STEPS: Final = 5
"""Reasons for the change of the mean score that are named, the last of them all others."""


def open_region(sheet: RegionSheet, lang: str, *, subject: str) -> Flow:
    """A document about a region: its first page names who did not report by their page; ``subject`` is a msgid."""
    t = texts(lang)
    title = region_title(t, sheet)
    return Flow(
        lang,
        title=title,
        subject=t(subject),
        running=title,
        footer=footer_text(t, sheet.provenance),
        first_footer=_first_footer(t, sheet),
        recipient=sheet.reader,
    )


def region_title(t: Texts, sheet: RegionSheet) -> str:
    """What a report about the region is called."""
    period = asked_text(t, sheet.period, sheet.provenance.as_of)
    return t("{region}: channel health report, {period}", region=sheet.region, period=period)


def _first_footer(t: Texts, sheet: RegionSheet) -> str:
    """Where words are defined, how far the figures can be trusted, and who did not report (the page is known later)."""
    parts = [t("definitions on the last page")]
    if sheet.trust is not None and "n" in sheet.trust.params:
        said = {**sheet.trust.params, "page": PAGE}
        parts.append(t("Data trust {share} ({good} of {all} reported in time, the {n} that did not on page {page})",
                       **said))  # fmt: skip
    elif sheet.trust is not None:
        parts.append(t.render(sheet.trust))
    return " · ".join(parts)


def draw_closing(flow: Flow, sheet: RegionSheet, more: Sequence[KpiInfo] = ()) -> None:
    """The last page: what every figure means, what a reader must know besides, where all of it comes from."""
    flow.page_break()
    flow.heading(flow.t("Definitions and origin"), keep=110)
    infos = [*sheet.definitions, *(each.info for each in sheet.figures), *more]
    draw_definitions(flow, infos, sheet.provenance.references)
    for note in sheet.notes:
        flow.bullet(flow.t.render(note), size=look.SMALL, after=2)
    draw_provenance(flow, sheet.provenance)


def draw_first_page(flow: Flow, sheet: RegionSheet) -> None:
    """Sections 1 to 9 of the executive page; a section without figures is left out."""
    _masthead(flow, sheet)
    _headline(flow, sheet)
    _asks(flow, sheet)
    draw_figures(flow, sheet)
    _health(flow, sheet)
    _watched(flow, sheet)
    _bullets(flow, flow.t("Effect of last quarter's decisions"), [flow.t.render(each) for each in sheet.effects])
    _bullets(flow, flow.t("Points for next quarter"), [flow.t.render(each) for each in sheet.outlook])
    if sheet.asks:
        _approval(flow)


def _masthead(flow: Flow, sheet: RegionSheet) -> None:
    t = flow.t
    flow.bookmark(t("Summary"))
    flow.text(region_title(t, sheet), size=17, bold=True, after=0, leading=1.35)
    until = sheet.provenance.data_until
    imported = sheet.provenance.imported_on
    parts = [t("Summary for {reader}", reader=sheet.reader) if sheet.reader else ""]
    parts.append(t("Data until {day}", day=day_text(t, until)) if until else "")
    parts.append(t("imported {day}", day=day_text(t, imported)) if imported else "")
    if sheet.review is not None and sheet.review.signed and sheet.review.signed_on:
        parts.append(t("review signed {day}", day=day_text(t, sheet.review.signed_on)))
    parts.append(t("Internal"))
    lines = [" · ".join(each for each in parts if each), t.render(sheet.basis) if sheet.basis else ""]
    for words in filter(None, lines):
        flow.text(words, size=look.SMALL, color=look.DIM, after=0, leading=1.4)
    flow.gap(6)


def _headline(flow: Flow, sheet: RegionSheet) -> None:
    lines = wrap(flow.t.render(sheet.headline), 11.5, flow.width - 26, bold=True)
    height = len(lines) * 17 + 12

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        canvas.setFillColor(ink(look.BRAND_SOFT))
        canvas.roundRect(x, top - height, width, height, 6, stroke=0, fill=1)
        canvas.setFillColor(ink(look.BRAND))
        canvas.rect(x, top - height + 7, 3, height - 14, stroke=0, fill=1)
        draw_lines(canvas, lines, x=x + 14, top=top - 6, size=11.5, leading=17, color=look.TEXT)

    flow.block(height, draw, after=0)


def _asks(flow: Flow, sheet: RegionSheet) -> None:
    if not sheet.asks:
        return
    t = flow.t
    columns = (
        Column(t("Topic"), 26),
        Column(t("Proposal"), 26),
        Column(money_unit(t, sheet.currency), 8, "right"),
        Column(t("If not decided"), 25),
        Column(t("Owner"), 10),
        Column(t("Due"), 8 if flow.lang == ZH else 9.5, "right"),
    )
    rows = [
        Row((Cell(t.render(each.topic), bold=True), t.render(each.proposal), money_in(t, each.amount),
             t.render(each.otherwise), Cell(t(each.owner), color=look.DIM), short_day(t, each.due)))
        for each in sheet.asks
    ]  # fmt: skip
    while len(rows) > 1 and table_height(flow, columns, rows, size=_SIZE, pad=_PAD) > _MOST_ASKED:
        rows.pop()
    flow.heading(t("Decisions asked of you: {n}", n=len(rows)), level=2, outline=False)
    draw_table(flow, columns, rows, size=_SIZE, pad=_PAD, after=0)


def _count_text(t: Texts, counts: dict[Grade, int], ungraded: int) -> str:
    words = [f"{_word(t, grade)} {counts.get(grade, 0)}" for grade in GRADES]
    return joined(t, [*words, f"{t('not graded')} {ungraded}"])


def _health(flow: Flow, sheet: RegionSheet) -> None:
    if not sheet.dealers:
        return
    t = flow.t
    mean = ""
    if sheet.score is not None and sheet.score_before is not None:
        total = sum(each.tenths for each in sheet.bridge)
        mean = t("mean score {before} → {after} ({change})", before=_printed(sheet.score_before),
                 after=_printed(sheet.score), change=signed_tenths(total))  # fmt: skip
    flow.heading(t("Channel health, dealers: {n}", n=sheet.dealers), level=2, outline=False, note=mean)
    text = _count_text(t, dict(sheet.grades), sheet.ungraded)
    if sheet.previous_period:
        text = t("{now} (last quarter: {before})", now=text,
                 before=_count_text(t, dict(sheet.grades_before), sheet.ungraded_before))  # fmt: skip
    flow.text(text, size=_SIZE, after=0, leading=1.4)
    names, points, _ = bridge_steps(t, sheet.bridge, _STEPS)
    moved = [f"{name} {signed_tenths(round(change * 10))}" for name, change in zip(names, points, strict=True)]
    if moved:
        flow.text(t("Bridge: {list}", list=joined(t, moved)), size=_SIZE, after=0, leading=1.4)


def draw_health_charts(flow: Flow, sheet: RegionSheet) -> None:
    """How many dealers stand in each grade and what moved the mean score, as the first page says it in words."""
    if not sheet.dealers:
        return
    t = flow.t
    bridge, grades = region_bridge_chart(t, sheet), grades_chart(t, sheet)
    left = flow.width if bridge is None else flow.width * 0.47
    high = tall_of(grades, row=_GRADES_ROW) + 12
    tall = max(high, tall_of(bridge, row=_BRIDGE_ROW) if bridge else 0.0)
    flow.heading(t("Dealers by grade") + " · " + t("What moved the score") if bridge else t("Dealers by grade"),
                 keep=tall)  # fmt: skip

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        draw_chart(canvas, t, grades, x=x, top=top, width=left - 12, height=high)
        if bridge:
            draw_chart(canvas, t, bridge, x=x + left + 8, top=top, width=width - left - 8, height=tall)

    flow.block(tall, draw, after=4)


def _printed(score: Fraction) -> str:
    return tenths(shown_tenths(score))


def _watched(flow: Flow, sheet: RegionSheet) -> None:
    """Whom to watch and who improved, as many as the page holds with what follows; everybody is in the ranking."""
    t = flow.t
    columns = (
        Column(t("Dealer"), 25.5),
        Column(t("Grade"), 11.5),
        Column(t("Why"), 42),
        Column(t("Net sales"), 10.5, "right"),
        Column(t("Owner"), 11.5),
    )
    room_for_why = flow.width * columns[2].share / sum(each.share for each in columns) - 8
    watch, improved = list(sheet.watch), list(sheet.improved)
    if not watch and not improved:
        return
    room = flow.room - _HEADING - _after(flow, sheet)
    while table_height(flow, columns, _watch_rows(flow, watch, improved, room_for_why), size=_SIZE, pad=_PAD) > room:
        if len(watch) + len(improved) == 1:
            break
        _shorten(watch, improved)
    titles = [t("To watch: {n}", n=len(watch))] if watch else []
    titles += [t("Improved: {n}", n=len(improved))] if improved else []
    flow.heading(" · ".join(titles), level=2, outline=False, keep=40)
    draw_table(flow, columns, _watch_rows(flow, watch, improved, room_for_why), size=_SIZE, pad=_PAD, after=0)


def _shorten(watch: list[WatchLine], improved: list[WatchLine]) -> None:
    """Take away whom the page can do without first."""
    for lines, least in ((watch, _LEAST_WATCHED), (improved, 1), (watch, 1), (improved, 0)):
        if len(lines) > least:
            lines.pop()
            return


def _watch_rows(flow: Flow, watch: Sequence[WatchLine], improved: Sequence[WatchLine], why: float) -> list[Row]:
    rows = [_watch_row(flow, each, why) for each in watch]
    return rows + [_watch_row(flow, each, why) for each in improved]


def _watch_row(flow: Flow, each: WatchLine, why: float) -> Row:
    """One line a dealer: with both reasons where they fit into ``why`` points, else with the stronger one."""
    t = flow.t
    reasons = own_words(t, t.render(each.sentence))
    if len(wrap(reasons, _SIZE, why)) > 1:
        reasons = own_words(t, t.render(each.brief))
    name, area = short_name(each.dealer.label(flow.lang)), each.dealer.area.split(" ")[-1]
    known = not area or area in name or (len(area) > 2 and name.startswith(area[:-1]))  # 温州瑞康 is in 温州市
    where = "" if known else f"（{area}）" if flow.lang == ZH else f" ({area})"
    old, new = _word(t, each.before), _word(t, each.grade)
    return Row(
        (
            Cell(name + where, bold=True),
            Cell(f"{old} → {new}" if each.before else new, color=look.grade_color(each.grade), bold=True),
            reasons,
            money_in(t, each.amount),
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
        words = t("Remarks ______  Signed ______  Date _____")
        draw_lines(canvas, wrap(words, _SIZE, x + width - left - 8, most=1), x=left, top=top - 7, size=_SIZE,
                   leading=16, color=look.DIM)  # fmt: skip

    flow.gap(8)
    flow.block(30, draw)
