"""A dealer's health report: the verdict first, then what changed and why, the points, the figures, what is missing."""

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.core.texts import Texts, texts
from app.core.wording import decimals
from app.health.aims import target_of
from app.health.charts import history_chart, trend_chart
from app.health.rules import shown_tenths
from app.health.sheets import DimensionLine, HealthSheet, IndicatorLine, Light
from app.health.wording import quality_text, signed_tenths
from app.reports.dealer_lines import cited_kpis, draw_changes, draw_ledger, draw_remarks
from app.reports.dealer_outlook import draw_path, draw_peers, draw_review
from app.reports.kit import look
from app.reports.kit.charts import draw_chart
from app.reports.kit.closing import draw_definitions, draw_provenance, footer_text
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import Line, draw_lines, wrap
from app.reports.kit.marks import badge, bar_cell, grade_label, pill, score_color
from app.reports.kit.numbers import UNKNOWN, asked_text, figure, money_unit, ratio, said, tenths
from app.reports.kit.table import Cell, Column, Row, draw_table
from app.reports.kit.words import CONFIDENCE, NO_FIGURE, TIERS

if TYPE_CHECKING:
    from app.core.charts import Chart

_DEFINED = 6.5
"""The size of the definitions, so that every report ends on its third page."""


def dealer_report(sheet: HealthSheet, lang: str) -> bytes:
    """The PDF of one sheet; the same sheet gives the same bytes."""
    t = texts(lang)
    name = sheet.dealer.label(lang)
    title = t("{name}: channel health {period}", name=name, period=asked_text(t, sheet.period, sheet.provenance.as_of))
    flow = Flow(
        lang,
        title=title,
        subject=t("Dealer health report"),
        running=title,
        footer=footer_text(t, sheet.provenance),
    )
    draw_dealer(flow, sheet, first=True)
    flow.heading(t("Definitions and origin"), keep=110)
    used = [line.info for line in sheet.indicators if line.presence != "unused"]
    beside = cited_kpis(sheet)
    others = {kpi: ref for kpi, ref in sheet.provenance.references.items() if kpi not in beside}
    draw_definitions(flow, used, others, size=_DEFINED)
    draw_provenance(flow, sheet.provenance)
    return flow.finish()


def draw_dealer(flow: Flow, sheet: HealthSheet, *, first: bool) -> None:
    """All sections of one dealer, from the masthead to the gaps; ``first`` where the document begins with it."""
    _masthead(flow, sheet, level=0 if first else 1)
    _verdict_panel(flow, sheet)
    draw_review(flow, sheet)
    draw_peers(flow, sheet)
    draw_remarks(flow, sheet)
    draw_ledger(flow, sheet)
    draw_path(flow, sheet)
    _gaps(flow, sheet)
    draw_changes(flow, sheet)
    _figures(flow, sheet)
    _trends(flow, sheet)


def meta_line(t: Texts, sheet: HealthSheet) -> str:
    """Who the dealer is, in one line."""
    dealer = sheet.dealer
    parts = [t("Code {code}", code=dealer.code) if dealer.code and dealer.code != dealer.name else ""]
    parts.append(t(TIERS[dealer.tier]) if dealer.tier in TIERS else dealer.tier)
    parts += [dealer.area, t("buys from {name}", name=dealer.parent) if dealer.parent else ""]
    return " · ".join(each for each in parts if each)


def _masthead(flow: Flow, sheet: HealthSheet, *, level: int) -> None:
    t = flow.t
    over = t("Dealer health report · {period}", period=asked_text(t, sheet.period, sheet.provenance.as_of))
    if sheet.region:
        over = f"{sheet.region} · {over}"
    flow.text(over, size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(sheet.dealer.label(flow.lang), 0 if level == 0 else 1)
    flow.text(sheet.dealer.label(flow.lang), size=20, bold=True, after=1, leading=1.35)
    meta = meta_line(t, sheet)
    if meta:
        flow.text(meta, size=look.SMALL, color=look.DIM, after=0)
    basis = sheet.provenance.basis
    if basis is not None:
        flow.text(t("Counted: {basis}", basis=basis), size=look.SMALL, color=look.DIM, after=0)
    flow.gap(5)


def _verdict_panel(flow: Flow, sheet: HealthSheet) -> None:
    t = flow.t
    left = 218.0
    words = wrap(t.render(sheet.verdict), 11.5, flow.width - left - 18)
    under = [said for said in (t.render(sheet.follows) if sheet.follows else "", _next_step(t, sheet)) if said]
    lines = [line for said in under for line in wrap(said, look.SMALL, flow.width - left - 18)]
    caps = [wrap(t.render(each.sentence), look.SMALL, flow.width - left - 18) for each in sheet.caps]
    inner = len(words) * 17.5 + len(lines) * 13 + sum(len(each) * 13 + 3 for each in caps) + 8
    beside = (53 if sheet.change_tenths is not None else 35) + len(_facts(t, sheet)) * 10.4
    height = max(104.0, inner + 32, beside + 24)

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        canvas.setFillColor(ink(look.FAINT))
        canvas.roundRect(x, top - height, width, height, 10, stroke=0, fill=1)
        middle = top - (height - 76) / 2
        badge(canvas, t, sheet.grade, x=x + 14, top=middle, size=76)
        _score(canvas, t, sheet, x + 104, top - (height - max(beside, 76)) / 2)
        canvas.setStrokeColor(ink(look.LINE))
        canvas.setLineWidth(0.8)
        canvas.line(x + left, top - 16, x + left, top - height + 16)
        y = top - (height - inner) / 2
        y -= draw_lines(canvas, words, x=x + left + 14, top=y, size=11.5, leading=17.5, color=look.TEXT) + 6
        for cap in caps:
            y -= (
                draw_lines(canvas, cap, x=x + left + 14, top=y, size=look.SMALL, leading=13, color=look.TONES["bad"])
                + 3
            )
        draw_lines(canvas, lines, x=x + left + 14, top=y, size=look.SMALL, leading=13, color=look.DIM)

    flow.block(height, draw, after=4)


def _next_step(t: Texts, sheet: HealthSheet) -> str:
    if sheet.ungraded or sheet.next_grade is None or any(cap.decided for cap in sheet.caps):
        return ""  # under a cap the way to the next grade says what comes first
    grade, points = sheet.next_grade
    return t("To {grade}: {points} points more.", grade=grade_label(t, grade), points=decimals(points))


def _score(canvas: Any, t: Texts, sheet: HealthSheet, x: float, top: float) -> None:
    size = 30 if sheet.grade else 16  # without a grade the score says little: it must not look like one
    score = wrap(tenths(sheet.score_tenths), size, 110, bold=bool(sheet.grade))
    color = look.TEXT if sheet.grade else look.DIM
    draw_lines(canvas, score, x=x, top=top + 3, size=size, leading=34, color=color)
    if sheet.score is not None and score:
        unit = wrap(t("{points} points", points="").strip(), look.SMALL, 60)
        draw_lines(canvas, unit, x=x + score[0][0].width + 5, top=top - 13, size=look.SMALL, leading=13, color=look.DIM)
    y = top - 35
    if sheet.change_tenths is not None:
        shown = sheet.change_tenths
        light: Light = "good" if shown > 0 else "bad" if shown < 0 else "none"
        mark = "▲ " if shown > 0 else "▼ " if shown < 0 else ""
        text = mark + t("{points} on last quarter", points=signed_tenths(shown))
        pill(canvas, x, y, text, color=look.LIGHTS[light], soft=look.SOFT[light], size=8)
        y -= 18
    for line in _facts(t, sheet):
        y -= draw_lines(canvas, [line], x=x, top=y, size=7.6, leading=10.4, color=look.DIM)


def _facts(t: Texts, sheet: HealthSheet) -> list[Line]:
    """How far to trust the score, in small lines."""
    share, word = ratio(sheet.coverage, places=0), t(CONFIDENCE[sheet.confidence])
    rows = [t("Data coverage {share} · confidence {word}", share=share, word=word)]
    if sheet.place is not None and sheet.places is not None:
        span = {"place": sheet.place, "n": sheet.graded, "best": sheet.places.best, "worst": sheet.places.worst}
        rows.append(t("Rank {best}–{worst} of {n}, now {place}", **span))
    if sheet.low is not None and sheet.high is not None and sheet.low != sheet.high:
        low, high = tenths(shown_tenths(sheet.low)), tenths(shown_tenths(sheet.high))
        rows.append(t("Between {low} and {high} if the gaps were filled", low=low, high=high))
    if sheet.quality is not None:
        rows.append(t.render(quality_text(sheet.quality)))
    return [line for text in rows for line in wrap(text, 7.6, 110)]


def _score_text(score: Fraction | None) -> str:
    return UNKNOWN if score is None else tenths(shown_tenths(score))


def _lost(value: int) -> str:
    return signed_tenths(-value) if value else "0.0"


def _gaps(flow: Flow, sheet: HealthSheet) -> None:
    t = flow.t
    if sheet.missing or sheet.notes:
        flow.heading(t("What is missing, and what it does") if sheet.missing else t("Remarks"), keep=40)
        for each in (*sheet.missing, *sheet.notes):
            flow.bullet(t.render(each), size=look.SMALL + 0.5, after=2)


def _figures(flow: Flow, sheet: HealthSheet) -> None:
    t = flow.t
    flow.heading(t("The figures behind it"), keep=120)
    columns = (
        Column(t("Indicator"), 33),
        Column(t("This quarter"), 16.5, "right"),
        Column(t("Last quarter"), 14.5, "right"),
        Column(t("Target"), 13.5, "right"),
        Column("", 1),
        Column(t("Score 0 to 100"), 15.5),
        Column(t("Lost"), 7.5, "right"),
        Column(t("Cases"), 8, "right"),
        Column(t("Data quality"), 14.5, "right"),
    )
    rows: list[Row] = []
    for dimension in sheet.dimensions:
        lines = [each for each in sheet.indicators if each.dimension == dimension.id]
        if not lines:
            continue
        rows.append(Row((t(dimension.title), _dimension_note(t, dimension)), "group"))
        rows += [_figure_row(t, each) for each in lines]
    draw_table(flow, columns, rows, size=8.1, pad=0.9)


def _dimension_note(t: Texts, line: DimensionLine) -> str:
    """What a dimension can give, its score and last quarter's, and what it lost."""
    if not line.points:
        return t("no figures yet")
    said = {
        "points": decimals(line.points), "score": _score_text(line.score), "before": _score_text(line.previous),
        "lost": tenths(line.lost_tenths),
    }  # fmt: skip
    return t("of {points} points lost {lost} · score {score}, last quarter {before}", **said)


def _figure_row(t: Texts, line: IndicatorLine) -> Row:
    counted = line.presence == "present"
    color = look.TEXT if counted else look.DIM
    value = figure(t, line.info, line.value) if counted else t(NO_FIGURE[line.presence])
    score: Cell | str = Cell(UNKNOWN, color=look.DIM)
    if line.score is not None:
        score = bar_cell(line.score / 100, score_color(line.score), _score_text(line.score))
    return Row(
        (
            Cell(t(line.info.title), color=color),
            Cell(value, bold=counted, color=color),
            Cell(figure(t, line.info, line.previous), color=look.DIM),
            Cell(said(t, target_of(line)), color=look.DIM),
            "",
            score,
            _lost(line.lost_tenths) if line.weight else Cell(UNKNOWN, color=look.DIM),
            Cell(f"{line.n:,}" if line.n else UNKNOWN, color=look.DIM),
            Cell(tenths(line.quality.tenths if line.quality else None), color=look.DIM),
        )
    )


def _trends(flow: Flow, sheet: HealthSheet) -> None:
    t = flow.t
    charts = [_with_unit(t, trend_chart(t, each)) for each in sheet.trends
              if sum(v is not None for v in each.values) > 1]  # fmt: skip
    if sum(each.score is not None for each in sheet.history) > 1:
        charts.insert(0, history_chart(t, sheet.history))
    if not charts:
        return
    tall, gutter, across = 77.0, 18.0, 3
    flow.heading(t("How it went over time"), keep=tall)
    wide = (flow.width - gutter * (across - 1)) / across
    for line in (charts[i : i + across] for i in range(0, len(charts), across)):

        def draw(canvas: Any, x: float, top: float, width: float, line: Any = line) -> None:
            del width
            for k, chart in enumerate(line):
                draw_chart(canvas, t, chart, x=x + k * (wide + gutter), top=top, width=wide, height=tall)

        flow.block(tall, draw, after=4)


def _with_unit(t: Texts, chart: "Chart") -> "Chart":
    if chart.format != "money":
        return chart
    return replace(chart, title=t("{title} ({unit})", title=chart.title, unit=money_unit(t, "")))
