"""The trend book of four quarters: how grades moved, the scores' middle and spread, key figures, every dealer's row."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from app.core.charts import Chart, Series, Tone
from app.core.texts import Texts, texts
from app.health.charts import GRADE_TONES, period_label, trend_chart
from app.health.rules import shown_tenths
from app.health.scheme import GRADE_WORDS, GRADES, Grade
from app.health.sheets import Standing, Trend
from app.health.trend import QUARTERS, KpiLine, TrendLine, TrendSheet
from app.health.wording import signed_tenths
from app.reports.kit import look
from app.reports.kit.charts import draw_chart, tall_of
from app.reports.kit.closing import draw_definitions, draw_provenance, footer_text
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.heat import shade
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.marks import grade_label, pill, spark_cell
from app.reports.kit.numbers import (
    UNKNOWN,
    figure,
    money_in,
    money_unit,
    period_text,
    ratio,
    signed,
    tenths,
)
from app.reports.kit.table import Cell, Column, Row, draw_table

_ORDER: Final[tuple[Grade | None, ...]] = (*GRADES, None)
_SQUARE: Final = 17.0
_CHART: Final = 110.0


def trend_book(sheet: TrendSheet, lang: str) -> bytes:
    """The PDF; the same sheet gives the same bytes."""
    t = texts(lang)
    span = _span(t, sheet)
    title = t("{region}: channel health over the quarters, {span}", region=sheet.region, span=span)
    flow = Flow(lang, title=title, subject=t("Trend book"), running=title, footer=footer_text(t, sheet.provenance),
                recipient=sheet.reader)  # fmt: skip
    _masthead(flow, sheet, span)
    _course(flow, sheet)
    _moves(flow, sheet)
    _kpis(flow, sheet)
    _moved(flow, sheet)
    _dealers(flow, sheet)
    flow.heading(t("Definitions and origin"), keep=110)
    draw_definitions(flow, sheet.definitions, sheet.provenance.references)
    draw_provenance(flow, sheet.provenance)
    return flow.finish()


def _span(t: Texts, sheet: TrendSheet) -> str:
    first, last = sheet.periods[0], sheet.periods[-1]
    return period_text(t, last) if first == last else f"{period_text(t, first)} – {period_text(t, last)}"


def _masthead(flow: Flow, sheet: TrendSheet, span: str) -> None:
    t = flow.t
    flow.bookmark(t("Trend book"))
    flow.text(t("Trend book · {span}", span=span), size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.text(t("{region}: channel health over the quarters", region=sheet.region), size=19, bold=True, after=2,
              leading=1.35)  # fmt: skip
    reader = t("Summary for {reader}", reader=sheet.reader) if sheet.reader else ""
    basis = t("Counted: {basis}", basis=sheet.provenance.basis) if sheet.provenance.basis is not None else ""
    for words in filter(None, (reader, basis)):
        flow.text(words, size=look.SMALL, color=look.DIM, after=0)
    for note in sheet.notes:
        flow.bullet(t.render(note), size=look.SMALL, color=look.DIM, after=1)
    flow.gap(4)


def _course(flow: Flow, sheet: TrendSheet) -> None:
    """How many dealers stood in each grade, and where the scores' middle half lay."""
    t = flow.t
    grades, scores = _grades_chart(t, sheet), _scores_chart(t, sheet)
    tall = max(tall_of(grades, row=24.0) + 12, _CHART)
    flow.heading(t("Grades and scores by quarter"), keep=tall)

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        half = (width - 20) / 2
        draw_chart(canvas, t, grades, x=x, top=top, width=half, height=tall)
        draw_chart(canvas, t, scores, x=x + half + 20, top=top, width=half, height=tall)

    flow.block(tall, draw, after=4)


def _grades_chart(t: Texts, sheet: TrendSheet) -> Chart:
    series = tuple(
        Series(t("not graded") if one is None else grade_label(t, one),
               tuple(float(counts.get(one, 0)) for counts in sheet.grades), GRADE_TONES[one])
        for one in _ORDER
    )  # fmt: skip
    labels = tuple(period_label(t, each) for each in sheet.periods)
    return Chart("", labels, series, kind="stacked", unit=t("dealers"))


def _scores_chart(t: Texts, sheet: TrendSheet) -> Chart:
    def row(pick: str) -> tuple[float | None, ...]:
        return tuple(None if one is None else shown_tenths(getattr(one, pick)) / 10 for one in sheet.spreads)

    return Chart(
        "", tuple(period_label(t, each) for each in sheet.periods),
        (Series(t("Upper quartile"), row("high"), "good", "line"), Series(t("Mean"), row("mean"), "series1", "line"),
         Series(t("Lower quartile"), row("low"), "warn", "line")),
        format="score",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ matrices


def _moves(flow: Flow, sheet: TrendSheet) -> None:
    """From which grade to which between each two quarters: the diagonal stayed, above it fell, below it rose."""
    if not sheet.moves:
        return
    t = flow.t
    tall = _SQUARE * (len(_ORDER) + 2) + 26
    flow.heading(t("How grades moved"), keep=tall,
                 note=t("rows: the quarter before; columns: the quarter after; dealers"))  # fmt: skip
    most = max((n for moves in sheet.moves for n in moves.values()), default=1)

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        beside = QUARTERS - 1
        wide = (width - (beside - 1) * 22) / beside
        for place, moves in enumerate(sheet.moves):
            title = f"{period_label(t, sheet.periods[place])} → {period_label(t, sheet.periods[place + 1])}"
            _matrix(canvas, t, moves, title, (x + place * (wide + 22), top, wide), most)

    flow.block(tall, draw, after=4)


def _matrix(
    canvas: Any, t: Texts, moves: Mapping[tuple[Grade | None, Grade | None], int], title: str,
    box: tuple[float, float, float], most: int,
) -> None:  # fmt: skip
    x, top, width = box
    names = 34.0
    square = (width - names) / len(_ORDER)
    _put(canvas, title, x, top, width, bold=True, align="left", color=look.TEXT)
    top -= _SQUARE
    for column, new in enumerate(_ORDER):
        _put(canvas, _short(t, new), x + names + column * square, top, square, color=look.grade_color(new), bold=True)
    for row, old in enumerate(_ORDER):
        y = top - _SQUARE * (row + 1)
        _put(canvas, _short(t, old), x, y, names - 6, color=look.grade_color(old), bold=True, align="right")
        for column, new in enumerate(_ORDER):
            n = moves.get((old, new), 0)
            left = x + names + column * square
            canvas.setFillColor(ink(_ground(row, column, n, most)))
            canvas.rect(left + 0.6, y - _SQUARE + 0.6, square - 1.2, _SQUARE - 1.2, stroke=0, fill=1)
            _put(canvas, str(n) if n else "·", left, y, square, color=look.TEXT if n else look.FADED)
    rose = sum(n for (old, new), n in moves.items() if old and new and new < old)
    fell = sum(n for (old, new), n in moves.items() if old and new and new > old)
    words = t("rose: {rose}, fell: {fell}, stayed: {stayed}", rose=rose, fell=fell,
              stayed=sum(n for (old, new), n in moves.items() if old and old == new))  # fmt: skip
    _put(canvas, words, x, top - _SQUARE * (len(_ORDER) + 1) - 2, width, align="left", color=look.DIM)


def _short(t: Texts, grade: Grade | None) -> str:
    """The letter and, where it is one character, the word."""
    if grade is None:
        return UNKNOWN
    word = t(GRADE_WORDS[grade])
    return f"{grade} {word}" if len(word) == 1 else grade


def _ground(row: int, column: int, n: int, most: int) -> str:
    """The more dealers the deeper; green who rose, red who fell, grey who stayed or had no grade."""
    if not n:
        return look.FAINT
    none = len(_ORDER) - 1
    tone: Tone = "dim" if row == column or none in {row, column} else "good" if column < row else "bad"
    return shade(look.TONES[tone], 0.14 + 0.36 * n / most)


def _put(
    canvas: Any, words: str, x: float, top: float, width: float, *, color: str, bold: bool = False,
    align: str = "center",
) -> None:  # fmt: skip
    line = wrap(words, look.TINY, width, bold=bold, most=1)
    draw_lines(canvas, line, x=x, top=top, size=look.TINY, leading=_SQUARE, color=color, align=align, width=width)


# -------------------------------------------------------------------------------------------------------------- tables


def _quarters(t: Texts, sheet: TrendSheet, share: float) -> list[Column]:
    return [Column(period_label(t, each), share, "right") for each in sheet.periods]


def _kpis(flow: Flow, sheet: TrendSheet) -> None:
    """The region's key figures quarter by quarter, as each was frozen, and the same as small pictures."""
    if not sheet.kpis:
        return
    t = flow.t
    note = t("amounts in {unit}; changes of shares in points", unit=money_unit(t, sheet.currency))
    flow.heading(t("Key figures by quarter"), keep=120, note=note)
    columns = [
        Column(t("Figure"), 30), *_quarters(t, sheet, 13), Column(t("On last quarter"), 14, "right"),
        Column(t("On the first"), 14, "right"), Column(t("Target"), 13, "right"),
    ]  # fmt: skip
    draw_table(flow, columns, [_kpi_row(t, one) for one in sheet.kpis], size=9.0, pad=2.4)
    if len(sheet.periods) > 1:
        _kpi_charts(flow, sheet)


def _kpi_row(t: Texts, one: KpiLine) -> Row:
    before = one.values[-2] if len(one.values) > 1 else None
    first = one.values[0] if len(one.values) > 1 else None
    return Row(
        (Cell(t(one.info.title), bold=True), *(_value(t, one, value) for value in one.values),
         _change(t, one, before), _change(t, one, first), Cell(_value(t, one, one.target), color=look.DIM))
    )  # fmt: skip


def _value(t: Texts, one: KpiLine, value: Fraction | None) -> str:
    return money_in(t, value) if one.info.unit == "money" else figure(t, one.info, value)


def _change(t: Texts, one: KpiLine, other: Fraction | None) -> str:
    """Amounts in per cent, everything else in its own unit."""
    last = one.values[-1]
    if last is None or other is None:
        return UNKNOWN
    if one.info.unit == "money":
        return ratio((last - other) / abs(other), sign=True) if other else UNKNOWN
    return signed(t, one.info, last - other)


def _kpi_charts(flow: Flow, sheet: TrendSheet) -> None:
    charts = [
        trend_chart(
            flow.t, Trend(one.info, sheet.periods, one.values, None if one.info.unit == "money" else one.target)
        )
        for one in sheet.kpis
        if sum(value is not None for value in one.values) > 1
    ]
    across, gutter, tall = 3, 18.0, 88.0
    wide = (flow.width - gutter * (across - 1)) / across
    for line in (charts[i : i + across] for i in range(0, len(charts), across)):

        def draw(canvas: Any, x: float, top: float, width: float, line: Sequence[Chart] = line) -> None:
            del width
            for k, chart in enumerate(line):
                draw_chart(canvas, flow.t, chart, x=x + k * (wide + gutter), top=top, width=wide, height=tall)

        flow.block(tall, draw, after=6)


def _moved(flow: Flow, sheet: TrendSheet) -> None:
    """Who rose and who fell most from the first to the last quarter of the book."""
    t = flow.t
    for title, lines in ((t("Rose most"), sheet.risers), (t("Fell most"), sheet.fallers)):
        if lines:
            flow.heading(title, level=2, keep=60, note=t("change of the score from the first quarter to the last"))
            _table(flow, sheet, lines)


def _dealers(flow: Flow, sheet: TrendSheet) -> None:
    t = flow.t
    flow.heading(t("Dealers by quarter"), keep=90,
                 note=t("Dealers by score: {n}; those not graded last", n=len(sheet.lines)))  # fmt: skip
    _table(flow, sheet, sheet.lines)


def _table(flow: Flow, sheet: TrendSheet, lines: Sequence[TrendLine]) -> None:
    t = flow.t
    columns = [
        Column(t("Dealer"), 34),
        *(Column(period_label(t, each), 15.5, "center") for each in sheet.periods),
        Column(t("Course"), 13, "center"),
        Column(t("Change"), 11, "right"),
    ]
    draw_table(flow, columns, [_dealer_row(flow, one) for one in lines], size=8.6, pad=2.2)


def _dealer_row(flow: Flow, one: TrendLine) -> Row:
    change = one.change_tenths
    color = look.DIM if not change else look.TONES["good" if change > 0 else "bad"]
    scores = [None if each is None else each.score for each in one.standings]
    return Row(
        (
            Cell(one.dealer.label(flow.lang), bold=True),
            *(_standing_cell(flow.t, each) for each in one.standings),
            spark_cell(scores),
            Cell(UNKNOWN if change is None else signed_tenths(change), color=color),
        )
    )


def _standing_cell(t: Texts, one: Standing | None) -> Cell:
    """The grade as a label with the score beside it; a dash where nobody assessed the dealer."""
    if one is None:
        return Cell(UNKNOWN, color=look.DIM)
    size = 7.6
    label = one.grade or t("none")
    score = "" if one.score is None else tenths(shown_tenths(one.score))

    def draw(canvas: Any, x: float, top: float, width: float, height: float) -> None:
        color = look.grade_color(one.grade)
        ground, words = (color, look.WHITE) if one.grade else ("#E9ECF1", look.DIM)
        left = x + max(0.0, width / 2 - 24)
        wide = pill(canvas, left, top, label, color=words, soft=ground, size=size)
        line = wrap(score, 8.4, 40)
        draw_lines(canvas, line, x=left + wide + 5, top=top, size=8.4, leading=height, color=look.TEXT)

    return Cell(draw=draw, height=size * 1.75)
