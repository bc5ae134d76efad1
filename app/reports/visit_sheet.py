"""The sheet before the door (拜访单): one page, whatever there is to say; what does not fit is counted, not dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from app.compliance.cases.rules import STAGE_TITLES
from app.core.money import AMOUNT_SCALE
from app.core.period import day_of
from app.core.texts import Text, Texts, texts
from app.core.wording import money_text
from app.dealers.life.rules import TITLES
from app.health.wording import tenths_text
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.marks import grade_label
from app.reports.kit.numbers import UNKNOWN, day_text, figure, joined, period_text, ratio, said, signed
from app.reports.kit.table import Cell, Column, Row, draw_table
from app.reports.kit.words import TIERS
from app.visits.rules import REASONS
from app.visits.sheet import FigureLine, VisitSheet

_SIZE: Final = 9.0
_LINE: Final = _SIZE * 1.42
_NOTES: Final = 58.0
"""Points that are left for writing by hand, at least."""
_MOST: Final = (8, 6, 5, 4, 3, 2, 1)
"""How many lines of each list are shown: fewer until everything fits on the page."""


@dataclass(frozen=True)
class _List:
    title: str
    lines: Sequence[str]
    empty: str
    box: bool = False
    """Whether a box to tick stands before each line."""


def visit_report(sheet: VisitSheet, lang: str) -> bytes:
    """The PDF of one sheet, always one page; the same sheet gives the same bytes."""
    for most in _MOST[:-1]:
        flow = _drawn(sheet, lang, most)
        if flow.number == 1 and flow.room >= _NOTES:
            return _closed(flow)
    return _closed(_drawn(sheet, lang, _MOST[-1]))


def _closed(flow: Flow) -> bytes:
    """Lines to write on, down to the foot of the page."""
    flow.heading(flow.t("Notes and promises"), level=2, keep=20, outline=False)
    canvas, lines = flow.canvas, int(flow.room // 20)
    canvas.setStrokeColor(ink(look.LINE))
    canvas.setLineWidth(0.6)
    for number in range(1, lines + 1):
        canvas.line(flow.x, flow.y - number * 20, flow.x + flow.width, flow.y - number * 20)
    return flow.finish()


def _drawn(sheet: VisitSheet, lang: str, most: int) -> Flow:
    t = texts(lang)
    name = sheet.label(lang)
    footer = t("As of {day} · Internal", day=day_text(t, day_of(sheet.today)))
    flow = Flow(lang, title=t("{name}: visit sheet", name=name), subject=t("Visit sheet"), running=name, footer=footer)
    _masthead(flow, sheet)
    _figures(flow, sheet)
    _two(flow, _money(t, sheet), _papers(t, sheet), most)
    _full(flow, _changes(t, sheet), most)
    _two(flow, _promises(t, sheet), _cases(t, sheet), most)
    asked = [said(t, one) for one in sheet.questions]
    _full(flow, _List(t("What to ask"), asked, t("Nothing in particular."), box=True), most)
    return flow


def _masthead(flow: Flow, sheet: VisitSheet) -> None:
    t, dealer, visit = flow.t, sheet.dealer, sheet.visit
    over = [t("Visit sheet")]
    if visit is not None:
        over += [day_text(t, day_of(visit.planned_on)), visit.owner]
    flow.text(" · ".join(part for part in over if part), size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(sheet.label(flow.lang))
    flow.text(wrapped(sheet.label(flow.lang), 17, flow.width), size=17, bold=True, after=1, leading=1.3)
    state = t(TITLES[dealer.status]) if dealer.status in TITLES else dealer.status
    if sheet.state_since is not None:
        state = t("{state} since {day}", state=state, day=day_text(t, day_of(sheet.state_since)))
    tier = t(TIERS[dealer.tier]) if dealer.tier in TIERS else ""
    _line(
        flow, t("Code {code}", code=dealer.code) if dealer.code else "", tier, dealer.area, state,
        t("buys from {name}", name=dealer.parent) if dealer.parent else "",
        t("manager {name}", name=dealer.manager) if dealer.manager else "",
    )  # fmt: skip
    seen = sheet.last.done_on if sheet.last is not None else None
    last = t("Never visited") if seen is None else t("Last visit: {day}", day=day_text(t, day_of(seen)))
    _line(flow, _grade(t, sheet), last, t("Contact: {name}", name=sheet.contact) if sheet.contact else "")
    if sheet.last is not None and sheet.last.notes:
        _line(flow, t("Then: {words}", words=sheet.last.notes), color=look.TEXT)
    if visit is not None and visit.reasons:
        why = joined(t, [reason_text(t, one) for one in visit.reasons])
        _line(flow, t("Why now: {reasons}", reasons=why), color=look.TEXT)
    flow.gap(4)


def _grade(t: Texts, sheet: VisitSheet) -> str:
    if sheet.health is None:
        return ""
    points = "" if sheet.health.score is None else f" {tenths_text(int(sheet.health.score * 10))}"
    said = f"{grade_label(t, sheet.health.grade)}{points}"
    return t("{title}: {sentence}", title=period_text(t, sheet.health.period), sentence=said)


def _line(flow: Flow, *parts: str, color: str = look.DIM) -> None:
    """Parts side by side in at most two small lines."""
    words = " · ".join(part for part in parts if part)
    if words:
        flow.text(wrapped(words, look.SMALL, flow.width), size=look.SMALL, color=color, after=0)


def wrapped(words: str, size: float, width: float, most: int = 2) -> str:
    """A text that takes at most so many lines, its end shortened."""
    lines = wrap(words, size, width, most=most)
    return words if len(wrap(words, size, width)) <= most else " ".join("".join(p.text for p in one) for one in lines)


def reason_text(t: Texts, reason: Mapping[str, Any]) -> str:
    """One kept reason of a proposal in words."""
    params = dict(reason["params"])
    if "amount" in params:
        params["amount"] = money_text(Fraction(params["amount"], AMOUNT_SCALE))
    if "state" in params:
        params["state"] = Text(TITLES.get(str(params["state"]), str(params["state"])))
    return t.render(Text(REASONS[str(reason["code"])], params))


def _figures(flow: Flow, sheet: VisitSheet) -> None:
    t = flow.t
    first, last = sheet.months
    span = f"{first:%Y-%m} – {last:%Y-%m}"
    columns = (
        Column(t("Key figures"), 34), Column(span, 18, "right"), Column(t("3 months before"), 18, "right"),
        Column(t("a year before"), 18, "right"), Column(t("change on the year"), 16, "right"),
    )  # fmt: skip
    rows = [
        Row((Cell(t(one.info.title), bold=True), figure(t, one.info, one.value), figure(t, one.info, one.before),
             figure(t, one.info, one.year_ago), _change(t, one)))
        for one in sheet.figures
    ]  # fmt: skip
    if rows:
        draw_table(flow, columns, rows, size=8.6, pad=2.2, after=3)
        basis = next((one.info.basis for one in sheet.figures if one.info.id == "net_amount" and one.info.basis), None)
        if basis is not None:
            words = t("{kpi} counted: {basis}", kpi=t(sheet.figures[0].info.title), basis=basis)
            flow.text(words, size=look.TINY, color=look.DIM, after=3)
    else:
        flow.text(t("No figures of this dealer yet."), size=_SIZE, color=look.DIM)


def _change(t: Texts, one: FigureLine) -> str:
    if one.value is None or one.year_ago is None:
        return UNKNOWN
    if one.info.unit == "money":
        return ratio(one.value / one.year_ago - 1, sign=True) if one.year_ago > 0 else UNKNOWN
    return signed(t, one.info, one.value - one.year_ago)


def _money(t: Texts, sheet: VisitSheet) -> _List:
    lines = []
    if sheet.open_amount is not None:
        lines.append(t("Open: {amount}", amount=t.render(money_text(sheet.open_amount))))
    if sheet.overdue_amount:
        lines.append(t("Overdue: {amount}", amount=t.render(money_text(sheet.overdue_amount))))
    lines += [
        t("{title}: {sentence}", title=t(info.title), sentence=figure(t, info, amount))
        for info, amount in sheet.overdue_parts
    ]
    return _List(t("Money"), lines, t("No open items are known."))


def _papers(t: Texts, sheet: VisitSheet) -> _List:
    lines = [
        t("{kind} {number}: until {day}", kind=one.kind, number=one.number, day=day_text(t, day_of(one.to_on)))
        + (f" · {t('ended')}" if one.left < 0 else f" · {t('{n} days left', n=one.left)}")
        for one in sheet.papers
    ]
    return _List(t("Papers that run out"), lines, t("None within 90 days."))


def _changes(t: Texts, sheet: VisitSheet) -> _List:
    lines = [
        t.render(one.said) if one.on is None else f"{day_text(t, day_of(one.on))} · {t.render(one.said)}"
        for one in sheet.changes
    ]
    return _List(t("What changed, and what the rows show"), lines, t("Nothing asks for a look."))


def _promises(t: Texts, sheet: VisitSheet) -> _List:
    lines = []
    for one in sheet.promises:
        title = said(t, one.title)
        due = "" if one.due_on is None else t("due {day}", day=day_text(t, day_of(one.due_on)))
        late = t("late") if one.due_on is not None and one.due_on < sheet.today else ""
        lines.append(" · ".join(part for part in (title, one.owner, due, late) if part))
    return _List(t("Open promises and tasks"), lines, t("None."), box=True)


def _cases(t: Texts, sheet: VisitSheet) -> _List:
    lines = [f"{one.ref} {said(t, one.title)} · {t(STAGE_TITLES[one.stage])}" for one in sheet.cases]
    return _List(t("Open cases"), lines, t("None."))


# ------------------------------------------------------------------------------------------------------------- drawing


def _full(flow: Flow, one: _List, most: int) -> None:
    lines, height = _laid(flow.t, one, most, flow.width)
    flow.block(height, lambda canvas, x, top, _width: _draw(canvas, one.title, lines, x, top), after=5)


def _two(flow: Flow, one: _List, other: _List, most: int) -> None:
    half = (flow.width - 18) / 2
    left, right = (_laid(flow.t, each, most, half) for each in (one, other))

    def draw(canvas: Any, x: float, top: float, _width: float) -> None:
        _draw(canvas, one.title, left[0], x, top)
        _draw(canvas, other.title, right[0], x + half + 18, top)

    flow.block(max(left[1], right[1]), draw, after=5)


_Laid = list[tuple[str, Any, str]]


def _laid(t: Texts, one: _List, most: int, width: float) -> tuple[_Laid, float]:
    """The lines of a list, each of two printed lines at most, and how high it is with its title."""
    shown = list(one.lines[:most])
    found: _Laid = [
        ("□" if one.box else "•", wrap(words, _SIZE, width - 12, most=2), look.TEXT) for words in shown
    ]  # fmt: skip
    if not shown:
        found = [("", wrap(one.empty, _SIZE, width - 12, most=2), look.DIM)]
    elif len(one.lines) > most:
        more = t("and more: {n}", n=len(one.lines) - most)
        found.append(("", wrap(more, _SIZE, width - 12, most=1), look.DIM))
    return found, 17 + sum(len(lines) for _, lines, _ in found) * _LINE


def _draw(canvas: Any, title: str, lines: _Laid, x: float, top: float) -> None:
    head = wrap(title, 10, 400, bold=True)
    y = top - draw_lines(canvas, head, x=x, top=top, size=10, leading=16, color=look.TEXT) - 1
    for mark, words, color in lines:
        if mark == "□":
            canvas.setStrokeColor(ink(look.DIM))
            canvas.setLineWidth(0.7)
            canvas.rect(x + 0.5, y - _LINE + 3.4, 6.6, 6.6, stroke=1, fill=0)
        elif mark:
            draw_lines(canvas, wrap(mark, _SIZE, 12), x=x + 1, top=y, size=_SIZE, leading=_LINE, color=look.DIM)
        y -= draw_lines(canvas, words, x=x + 12, top=y, size=_SIZE, leading=_LINE, color=color)
