"""A dealer's health report: the verdict first, then what changed and why, the points, the figures, what is missing."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.core.texts import Texts, texts
from app.health.aims import target_of
from app.health.charts import bridge_chart, history_chart, trend_chart
from app.health.rules import shown_tenths
from app.health.sheets import DriverLine, HealthSheet, IndicatorLine, Light
from app.health.wording import decimals, quality_text, signed_tenths
from app.reports.kit import look
from app.reports.kit.charts import draw_chart, tall_of
from app.reports.kit.closing import draw_definitions, draw_provenance, footer_text
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import Line, draw_lines, wrap
from app.reports.kit.marks import badge, bar_cell, grade_label, pill, score_color
from app.reports.kit.numbers import UNKNOWN, asked_text, figure, joined, money_unit, period_text, ratio, said, tenths
from app.reports.kit.table import Cell, Column, Row, draw_table, table_height
from app.reports.kit.words import CONFIDENCE, NO_FIGURE, TIERS

if TYPE_CHECKING:
    from app.core.charts import Chart

_MOST_SENTENCES, _LEAST_SENTENCES = 6, 3
_LEDGER_PAD = 1.9


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
    draw_definitions(flow, used, sheet.provenance.references)
    draw_provenance(flow, sheet.provenance)
    return flow.finish()


def draw_dealer(flow: Flow, sheet: HealthSheet, *, first: bool) -> None:
    """All sections of one dealer, from the masthead to the gaps; ``first`` where the document begins with it."""
    t = flow.t
    _masthead(flow, sheet, level=0 if first else 1)
    _verdict_panel(flow, sheet)
    _changes(flow, sheet)
    _ledger(flow, sheet)
    _figures(flow, sheet)
    _trends(flow, sheet)
    if sheet.missing:
        flow.heading(t("What is missing, and what it does"), keep=40, outline=first)
        for each in sheet.missing:
            flow.bullet(t.render(each), size=look.SMALL + 0.5, after=2)
    if sheet.notes:
        flow.heading(t("Notes"), keep=40, level=2, outline=False)
        for each in sheet.notes:
            flow.bullet(t.render(each), size=look.SMALL + 0.5, after=2)


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
    under = _next_step(t, sheet)
    lines = wrap(under, look.SMALL, flow.width - left - 18) if under else ()
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
    if sheet.ungraded or sheet.next_grade is None:
        return ""
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
    if sheet.low is not None and sheet.high is not None and sheet.low != sheet.high:
        low, high = tenths(shown_tenths(sheet.low)), tenths(shown_tenths(sheet.high))
        rows.append(t("Between {low} and {high} if the gaps were filled", low=low, high=high))
    if sheet.quality is not None:
        rows.append(t.render(quality_text(sheet.quality)))
    return [line for text in rows for line in wrap(text, 7.6, 110)]


def _changes(flow: Flow, sheet: HealthSheet) -> None:
    t = flow.t
    chart = bridge_chart(t, sheet)
    if chart is None or sheet.change_tenths is None or not any(each.tenths for each in sheet.drivers):
        return
    tall = tall_of(chart, row=14.5)
    flow.heading(
        t("What changed, and why"),
        keep=tall + 30,
        note=t("in points, against {period}", period=period_text(t, sheet.previous_period)),
    )
    flow.block(tall, lambda canvas, x, top, width: draw_chart(
        canvas, t, chart, x=x, top=top, width=width, height=tall), after=8)  # fmt: skip
    shown = [each for each in sheet.drivers if each.tenths]
    size, below = look.SMALL + 0.7, 0.0 if sheet.score is None else flow.heading_height() + _ledger_height(flow, sheet)
    for count in range(_MOST_SENTENCES, _LEAST_SENTENCES - 1, -1):  # as many as leave the table below its place
        said, rest = [t.render(each.sentence) for each in shown[:count]], _smaller(t, shown[count:])
        high = sum(flow.bullet_height(each, size=size, after=1.5) for each in said)
        if high + (flow.bullet_height(rest, size=size) if rest else 0.0) + below <= flow.room:
            break
    for each, words in zip(shown, said, strict=False):
        up = each.points > 0
        flow.bullet(words, mark="up" if up else "down", size=size, after=1.5,
                    mark_color=look.TONES["good" if up else "bad"])  # fmt: skip
    if rest:
        flow.bullet(rest, size=size, color=look.DIM)


def _smaller(t: Texts, drivers: Sequence[DriverLine]) -> str:
    names = [f"{t.render(each.title)} {signed_tenths(each.tenths)}" for each in drivers]
    return t("Smaller ones: {list}", list=joined(t, names)) if names else ""


def _ledger(flow: Flow, sheet: HealthSheet) -> None:
    t = flow.t
    if sheet.score is None:
        return
    lost = [each for each in sheet.dimensions if each.points]
    note = t("{score} = 100 − {lost}", score=tenths(sheet.score_tenths), lost=tenths(sum(e.lost_tenths for e in lost)))
    flow.heading(t("Where points were lost"), keep=_ledger_height(flow, sheet), note=note)
    draw_table(flow, *_ledger_table(t, sheet), pad=_LEDGER_PAD)


def _ledger_height(flow: Flow, sheet: HealthSheet) -> float:
    return table_height(flow, *_ledger_table(flow.t, sheet), pad=_LEDGER_PAD)


def _ledger_table(t: Texts, sheet: HealthSheet) -> tuple[Sequence[Column], Sequence[Row]]:
    columns = (
        Column(t("Dimension"), 27),
        Column(t("Can give"), 11, "right"),
        Column(t("Score 0 to 100"), 31),
        Column(t("Last quarter"), 14, "right"),
        Column(t("Lost"), 12, "right"),
    )
    rows = []
    for each in sheet.dimensions:
        if not each.points:
            dim = [UNKNOWN, t("no figures yet"), _score_text(each.previous), UNKNOWN]
            rows.append(Row((t(each.title), *(Cell(words, color=look.DIM) for words in dim))))
            continue
        score = each.score or Fraction(0)
        rows.append(
            Row(
                (
                    t(each.title),
                    decimals(each.points),
                    bar_cell(score / 100, score_color(each.score), _score_text(each.score), size=look.SMALL),
                    Cell(_score_text(each.previous), color=look.DIM),
                    Cell(_lost(each.lost_tenths), bold=each.lost_tenths >= 30),
                )
            )
        )
    total = sum(each.lost_tenths for each in sheet.dimensions if each.points)
    share, color = (sheet.score or Fraction(0)) / 100, look.grade_color(sheet.grade)
    whole = bar_cell(share, color, tenths(sheet.score_tenths), size=look.SMALL, bold=True)
    rows.append(Row((t("Together"), "100.0", whole,
                     _score_text(sheet.before.score if sheet.before else None), _lost(total)), "total"))  # fmt: skip
    return columns, rows


def _score_text(score: Fraction | None) -> str:
    return UNKNOWN if score is None else tenths(shown_tenths(score))


def _lost(value: int) -> str:
    return signed_tenths(-value) if value else "0.0"


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
        note = t("{points} points", points=decimals(dimension.points)) if dimension.points else ""
        rows.append(Row((t(dimension.title), note), "group"))
        rows += [_figure_row(t, each) for each in lines]
    draw_table(flow, columns, rows, size=8.5, pad=1.9)


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
    tall, gutter, across = 82.0, 18.0, 3
    flow.heading(t("How it went over time"), keep=tall)
    wide = (flow.width - gutter * (across - 1)) / across
    for line in (charts[i : i + across] for i in range(0, len(charts), across)):

        def draw(canvas: Any, x: float, top: float, width: float, line: Any = line) -> None:
            del width
            for k, chart in enumerate(line):
                draw_chart(canvas, t, chart, x=x + k * (wide + gutter), top=top, width=wide, height=tall)

        flow.block(tall, draw, after=6)


def _with_unit(t: Texts, chart: "Chart") -> "Chart":
    if chart.format != "money":
        return chart
    return replace(chart, title=t("{title} ({unit})", title=chart.title, unit=money_unit(t, "")))
