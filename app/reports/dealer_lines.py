"""Sentences of a dealer's report with the reference of their documents: what stands out, what changed, what it cost."""

from collections.abc import Sequence
from typing import Final, Literal

from app.core.texts import Text
from app.health.charts import bridge_chart
from app.health.ledger import equation_of, ledger_of
from app.health.sheet_lines import LedgerLine
from app.health.sheets import DriverLine, HealthSheet
from app.health.wording import signed_tenths
from app.reports.kit import look
from app.reports.kit.charts import draw_chart, tall_of
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import width_of
from app.reports.kit.lines import draw_lines, line_width, wrap
from app.reports.kit.numbers import joined, period_text

SIZE: Final = 8.3
_INDENT: Final = 14.0
_GAP: Final = 8.0
_LINE: Final = SIZE * 1.5
_BASE: Final = (SIZE - look.NOTE) * 0.36
"""What puts two sizes on one baseline."""
_BELOW: Final = look.NOTE * 1.4
_AFTER: Final = 0.8

SMALL: Final = 10
"""Tenths of a point below which a part has no sentence of its own on paper, ..."""
MOST: Final = 5
"""... and how many have one at most: the screen has all, paper ends on its third page."""

Mark = Literal["dot", "up", "down"]


def cited(flow: Flow, words: str, reference: str, *, mark: Mark = "dot", tone: str = look.DIM) -> None:
    """A sentence with the reference that leads to its documents, small at the line's end or below it."""
    last = wrap(words, SIZE, flow.width - _INDENT)[-1]
    room = flow.width - _INDENT - line_width(last)
    wide = width_of(reference, look.NOTE)
    below = bool(reference) and wide + _GAP > room
    flow.need(flow.bullet_height(words, size=SIZE, after=0) + (_BELOW if below else 0.0))
    flow.bullet(words, mark=mark, size=SIZE, mark_color=tone, after=0)
    if reference:
        if below:
            flow.text(reference, size=look.NOTE, color=look.FADED, indent=_INDENT, after=0, leading=1.4)
        else:
            draw_lines(
                flow.canvas, wrap(reference, look.NOTE, wide + 1), x=flow.x, top=flow.y + _LINE - _BASE, size=look.NOTE,
                leading=_LINE, color=look.FADED, align="right", width=flow.width,
            )  # fmt: skip
    flow.y -= _AFTER


def draw_remarks(flow: Flow, sheet: HealthSheet) -> None:
    """What the rows show, what does not fit together, and where the dealer has been going; nothing where nothing is."""
    t = flow.t
    if not (sheet.course or sheet.signs or sheet.contradictions):
        return
    flow.heading(t("What stands out"), keep=40)
    if sheet.course is not None:
        cited(flow, t.render(sheet.course), sheet.provenance.reference)
    for sign in sheet.signs:
        tone = look.TONES["bad" if sign.level == "warning" else "dim"]
        words = t("{title}: {sentence}", title=sign.title, sentence=sign.sentence)
        cited(flow, words, sign.reference, tone=tone)
    for odd in sheet.contradictions:
        words = t("Contradiction, for {owner}: {sentence}", owner=Text(odd.owner), sentence=odd.sentence)
        cited(flow, words, _reference(sheet, odd.kpis[0]), tone=look.TONES["warn"])


def draw_changes(flow: Flow, sheet: HealthSheet) -> None:
    """The change since last quarter as a bridge, and every driver in a sentence."""
    t = flow.t
    shown = [each for each in sheet.drivers if each.tenths]
    chart = bridge_chart(t, sheet)
    if chart is None or sheet.change_tenths is None or not shown:
        return
    tall = tall_of(chart, row=12.0)
    note = t("in points, against {period}", period=period_text(t, sheet.previous_period))
    flow.heading(t("What changed, and why"), keep=tall + 30, note=note)
    flow.block(tall, lambda canvas, x, top, width: draw_chart(
        canvas, t, chart, x=x, top=top, width=width, height=tall), after=6)  # fmt: skip
    moved, rest = _main_drivers(sheet)
    for each in moved:
        up = each.tenths > 0
        cited(flow, t.render(each.sentence), _reference(sheet, each.kpi), mark="up" if up else "down",
              tone=look.TONES["good" if up else "bad"])  # fmt: skip
    _smaller(flow, [(each.title, each.tenths) for each in rest])


def draw_ledger(flow: Flow, sheet: HealthSheet) -> None:
    """The point ledger: one sentence that adds up, then what took points, line by line."""
    t = flow.t
    equation = equation_of(sheet)
    if equation is None:
        return
    flow.heading(t("Where points were lost"), keep=60)
    flow.text(t.render(equation), size=look.SMALL + 0.7, bold=True, after=3)
    lines, rest = _main_lines(sheet)
    for line in lines:
        cited(flow, t.render(line.sentence), line.reference, mark="down", tone=look.TONES["bad"])
    _smaller(flow, [(line.title, -line.tenths) for line in rest])


def _main_lines(sheet: HealthSheet) -> tuple[list[LedgerLine], list[LedgerLine]]:
    """The ledger's lines with a sentence on paper, and the others."""
    lines = ledger_of(sheet)
    main = [line for line in lines if line.tenths >= SMALL][:MOST]
    return main, [line for line in lines if line not in main]


def _main_drivers(sheet: HealthSheet) -> tuple[list[DriverLine], list[DriverLine]]:
    """The same of the drivers that are printed at all, the strongest first."""
    drivers = [each for each in sheet.drivers if each.tenths]
    main = [each for each in drivers if abs(each.tenths) >= SMALL][:MOST]
    return main, [each for each in drivers if each not in main]


def _smaller(flow: Flow, parts: Sequence[tuple[Text, int]]) -> None:
    """What is smaller, in one line; figures and references stand with the others on the pages below."""
    if parts:
        names = [f"{flow.t.render(title)} {signed_tenths(tenths)}" for title, tenths in parts]
        words = flow.t("Smaller ones: {list}", list=joined(flow.t, names))
        flow.bullet(words, size=SIZE, color=look.DIM, after=_AFTER)


def cited_kpis(sheet: HealthSheet) -> frozenset[str]:
    """Whose references stand beside sentences already."""
    lines, drivers = _main_lines(sheet)[0], _main_drivers(sheet)[0]
    return frozenset({line.kpi for line in lines} | {driver.kpi for driver in drivers})


def _reference(sheet: HealthSheet, kpi: str) -> str:
    """That of a figure; of the whole score where no figure moved but the weights."""
    return sheet.provenance.references.get(kpi, "") if kpi else sheet.provenance.reference
