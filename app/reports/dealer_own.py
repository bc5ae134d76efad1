"""The report that a dealer himself gets: his figures, what is asked of him until when, and whom to call."""

from typing import Any, Final

from app.core.period import day_of
from app.core.texts import N_, ZH, Texts, texts
from app.health.aims import target_of
from app.health.letter import OwnSheet
from app.health.sheets import HealthSheet, IndicatorLine, Light
from app.health.wording import signed_tenths
from app.kpi.trust import LIST_TITLES
from app.reports.kit import look
from app.reports.kit.closing import draw_definitions
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.marks import badge, grade_label, light_cell
from app.reports.kit.numbers import UNKNOWN, asked_text, day_text, figure, joined, said, tenths
from app.reports.kit.table import Cell, Column, Row, draw_table
from app.reports.kit.words import LIGHTS, NO_FIGURE

_MOST_REASONS: Final = 5
_CLOSE: Final = 60
"""A score from here on is close to its target."""


def own_report(own: OwnSheet, lang: str) -> bytes:
    """The PDF for the dealer; the same sheet gives the same bytes."""
    t, sheet = texts(lang), own.sheet
    period = asked_text(t, sheet.period, sheet.provenance.as_of)
    name = sheet.dealer.label(lang)
    title = t("{name}: your channel health, {period}", name=name, period=period)
    flow = Flow(lang, title=title, subject=t("Report for the dealer"), running=title, footer=_footer(t, own))
    _masthead(flow, own, period)
    _panel(flow, own)
    _asked(flow, own)
    _figures(flow, sheet)
    _reasons(flow, own)
    _call(flow, own)
    flow.heading(t("What the figures mean"), keep=80)
    used = [line.info for line in sheet.indicators if line.presence in {"present", "owed"} and line.weight]
    draw_definitions(flow, used, sheet.provenance.references)
    return flow.finish()


def _footer(t: Texts, own: OwnSheet) -> str:
    parts = [t("For {name} only", name=own.sheet.dealer.label(t.lang))]
    if own.sheet.provenance.data_until:
        parts.append(t("Data until {day}", day=day_text(t, own.sheet.provenance.data_until)))
    return " · ".join(parts)


def _masthead(flow: Flow, own: OwnSheet, period: str) -> None:
    t, dealer = flow.t, own.sheet.dealer
    over = " · ".join(filter(None, (own.sender, t("Your channel health, {period}", period=period))))
    flow.text(over, size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(dealer.label(flow.lang))
    flow.text(dealer.label(flow.lang), size=20, bold=True, after=1, leading=1.35)
    until = day_text(t, own.sheet.provenance.data_until)
    code = t("Code {code}", code=dealer.code) if dealer.code and dealer.code != dealer.name else ""
    meta = [code, dealer.area, t("Data until {day}", day=until)]
    flow.text(" · ".join(filter(None, meta)), size=look.SMALL, color=look.DIM, after=0)
    flow.gap(6)


def _panel(flow: Flow, own: OwnSheet) -> None:
    """In one sentence how the quarter went, with the grade where dealers are told theirs."""
    t, sheet, left = flow.t, own.sheet, 0.0
    if own.with_grade:
        left = 78.0
    words = wrap(_verdict(t, own), 11.5, flow.width - left - 28)
    caps = [wrap(t.render(one.sentence), look.SMALL, flow.width - left - 28) for one in sheet.caps if own.with_grade]
    inner = len(words) * 17.5 + sum(len(one) * 13 + 3 for one in caps)
    height = max(76.0 if own.with_grade else 0.0, inner + 22)

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        canvas.setFillColor(ink(look.FAINT))
        canvas.roundRect(x, top - height, width, height, 10, stroke=0, fill=1)
        if own.with_grade:
            badge(canvas, t, sheet.grade, x=x + 12, top=top - (height - 54) / 2, size=54)
        y = top - (height - inner) / 2
        y -= draw_lines(canvas, words, x=x + left + 14, top=y, size=11.5, leading=17.5, color=look.TEXT) + 3
        for one in caps:
            y -= draw_lines(canvas, one, x=x + left + 14, top=y, size=look.SMALL, leading=13, color=look.DIM) + 3

    flow.block(height, draw, after=4)


def _verdict(t: Texts, own: OwnSheet) -> str:
    sheet = own.sheet
    counted = [one for one in sheet.indicators if one.presence in {"present", "owed"} and one.weight]
    met = sum(_light(one) == "good" for one in counted)
    reached = t("{met} of {n} figures reached their target.", met=met, n=len(counted))
    if not own.with_grade:
        return reached
    if sheet.ungraded or sheet.grade is None:
        return _both(t, t.render(sheet.verdict), reached)
    params = {"score": tenths(sheet.score_tenths), "grade": grade_label(t, sheet.grade)}
    if sheet.change_tenths is None:
        first = t("Your health this quarter: {score} points, grade {grade}.", **params)
    else:
        first = t("Your health this quarter: {score} points, grade {grade}, {change} on last quarter.",
                  change=signed_tenths(sheet.change_tenths), **params)  # fmt: skip
    return _both(t, first, reached)


def _both(t: Texts, one: str, other: str) -> str:
    """Two sentences, one after the other."""
    return one + ("" if t.lang == ZH else " ") + other


def _light(line: IndicatorLine) -> Light:
    if line.score is None:
        return "none"
    return "good" if line.score >= 100 else "warn" if line.score >= _CLOSE else "bad"


def _asked(flow: Flow, own: OwnSheet) -> None:
    """The steps to the next grade, the lists that he owes, and the papers that run out: each with its day."""
    t, path = flow.t, own.sheet.path
    bullets = _owed(t, own)
    if not bullets and (path is None or not (path.lines or path.lifted)):
        return
    until = "" if path is None else t("until {day}", day=day_text(t, path.due))
    flow.heading(t("What we ask of you"), keep=70, note=until)
    if path is not None and path.lines:
        columns = (
            Column(t("Figure"), 34), Column(t("This quarter"), 18, "right"), Column(t("Asked for"), 18, "right"),
            Column(t("Until"), 18, "right"),
        )  # fmt: skip
        rows = [
            Row((Cell(t.render(one.title), bold=True), t.render(one.old), Cell(t.render(one.new), bold=True),
                 day_text(t, path.due)))
            for one in path.lines
        ]  # fmt: skip
        draw_table(flow, columns, rows, size=9.5, pad=2.6, after=4)
        if own.with_grade and path.grade is not None:
            flow.text(t("With these the grade would be {grade}.", grade=grade_label(t, path.grade)),
                      size=look.SMALL, color=look.DIM, after=3)  # fmt: skip
        if path.hindrance is not None:
            flow.text(t.render(path.hindrance), size=look.SMALL, color=look.DIM, after=3)
    for one in bullets:
        flow.bullet(one, size=look.SMALL + 0.7, after=2)


def _owed(t: Texts, own: OwnSheet) -> list[str]:
    """What he has to send: lists by month, and papers that have ended or soon will."""
    found = []
    for feed, title in LIST_TITLES.items():
        months = [one.month for one in own.lists if one.feed == feed]
        if months:
            found.append(t("Please send: {list} of {months}.", list=t(title), months=joined(t, months)))
    for paper in own.papers:
        said_so = {"kind": paper.kind, "number": paper.number or UNKNOWN, "day": day_text(t, day_of(paper.to_on))}
        msgid = N_("Please send the renewed paper: {kind} {number} ended on {day}.")
        if paper.left >= 0:
            msgid = N_("Please renew in time: {kind} {number} ends on {day}.")
        found.append(t(msgid, **said_so))
    return found


def _figures(flow: Flow, sheet: HealthSheet) -> None:
    t = flow.t
    flow.heading(t("Your figures"), keep=100)
    columns = (
        Column(t("Figure"), 34), Column(t("This quarter"), 17, "right"), Column(t("Last quarter"), 16, "right"),
        Column(t("Target"), 16, "right"), Column(t("State"), 15, "center"), Column(t("Cases"), 9, "right"),
    )  # fmt: skip
    rows: list[Row] = []
    for side in sheet.dimensions:
        lines = [one for one in sheet.indicators if one.dimension == side.id and one.presence in {"present", "owed"}]
        if lines:
            rows += [Row((t(side.title), ""), "group"), *(_figure(t, one) for one in lines)]
    if not rows:
        flow.text(t("There are no figures of this quarter."), color=look.DIM)
        return
    draw_table(flow, columns, rows, size=9.0, pad=2.1)


def _figure(t: Texts, line: IndicatorLine) -> Row:
    there, light = line.presence == "present", _light(line)
    value = figure(t, line.info, line.value) if there else t(NO_FIGURE[line.presence])
    return Row(
        (
            t(line.info.title),
            Cell(value, bold=there, color=look.TEXT if there else look.TONES["bad"]),
            Cell(figure(t, line.info, line.previous), color=look.DIM),
            Cell(said(t, target_of(line)), color=look.DIM),
            light_cell(light, t(LIGHTS[light]), size=8.0),
            Cell(f"{line.n:,}" if line.n else UNKNOWN, color=look.DIM),
        )
    )


def _reasons(flow: Flow, own: OwnSheet) -> None:
    """What moved his score; points are told with the grade or not at all."""
    shown = [one for one in own.sheet.drivers if one.tenths and one.kpi][:_MOST_REASONS]
    if not own.with_grade or not shown:
        return
    flow.heading(flow.t("What changed since last quarter"), keep=40)
    for one in shown:
        up = one.points > 0
        flow.bullet(flow.t.render(one.sentence), mark="up" if up else "down", size=look.SMALL + 0.5, after=1.5,
                    mark_color=look.TONES["good" if up else "bad"])  # fmt: skip


def _call(flow: Flow, own: OwnSheet) -> None:
    """Whom to ask, and by which reference a figure is found again."""
    t, contact = flow.t, own.contact
    lines: list[str] = []
    if contact.name:
        who = [each for each in (contact.name, contact.phone, contact.email) if each]
        lines.append(t("Your contact: {who}", who=" · ".join(who)))
    day, reference = own.sheet.provenance.assessed_on, own.sheet.provenance.reference
    lines.append(t("If a figure does not agree with your own books, tell us its name: every figure leads back to the "
                   "orders, receipts and lists that it was counted from."))  # fmt: skip
    tail = (
        t("Assessed on {day}", day=day_text(t, day)) if day else "",
        t("Reference {ref}", ref=reference) if reference else "",
    )
    flow.heading(t("Questions"), keep=50)
    for one in lines:
        flow.text(one, size=look.SMALL + 0.7, after=2)
    flow.text(" · ".join(filter(None, tail)), size=look.NOTE + 1, color=look.FADED, after=2)
