"""The statement of a payout on paper: the amount, how it comes about, the policy as signed, every row behind it."""

from fractions import Fraction
from typing import Any, Final

from app.core.period import day_of
from app.core.texts import N_, Texts, texts
from app.incentives.explain.amounts import currency_words, exact_text, money_text
from app.incentives.explain.sentences import Sentence, conclusion, sentences
from app.incentives.explain.statement import Statement, StatementRow
from app.incentives.policy import FORM_TITLES
from app.incentives.rounding import minor_per_unit
from app.reports.incentives.origin import dealer_name, origin_lines, period_words, policy_name, told
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.numbers import UNKNOWN
from app.reports.kit.table import Cell, Column, Row, draw_table

MOST_ROWS: Final = 400
"""More rows than this stand in the workbook only."""
_INDENT: Final = "\N{NO-BREAK SPACE}" * 4
_SIGN_HEIGHT: Final = 64.0
_ORIGIN_LINE: Final = 19.0


def statement_report(statement: Statement, lang: str) -> bytes:
    """The PDF; the same statement gives the same bytes."""
    statement.require_settled()
    t = texts(lang)
    name, policy = dealer_name(statement, lang), policy_name(statement, lang)
    title = t("Statement: {dealer}, {policy}, {period}", dealer=name, policy=policy,
              period=period_words(t, statement))  # fmt: skip
    head = statement.head
    footer = " · ".join(filter(None, (head.issuer, head.posting_ref or t("a trial, not posted"), head.version_ref)))
    flow = Flow(lang, title=title, subject=t("Statement of the payout"), running=title, footer=footer)
    _head(flow, statement, name, policy)
    _result(flow, statement)
    _steps(flow, statement)
    _signatures(flow, statement, name)
    _policy(flow, statement)
    _counted(flow, statement)
    _excluded(flow, statement)
    _origin(flow, statement)
    return flow.finish()


def _head(flow: Flow, statement: Statement, name: str, policy: str) -> None:
    t, head = flow.t, statement.head
    over = " · ".join(filter(None, (head.issuer, t("Statement of the payout"))))
    flow.text(over, size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(t("Statement of the payout"))
    flow.text(name, size=18, bold=True, after=1, leading=1.35)
    parts = [t("Code {code}", code=head.dealer_code) if head.dealer_code else "", policy,
             t("version {n}", n=head.version), period_words(t, statement)]  # fmt: skip
    flow.text(" · ".join(filter(None, parts)), size=look.SMALL, color=look.DIM, after=1)
    flow.text(told(t, statement), size=look.SMALL, color=look.DIM, after=8)


def _places(statement: Statement) -> int:
    return len(str(minor_per_unit(statement.policy.payout.currency))) - 1


def _currency(t: Texts, statement: Statement) -> str:
    said = currency_words(statement.tree.currency)
    return said if isinstance(said, str) else t.render(said)


def _result(flow: Flow, statement: Statement) -> None:
    """The amount, large, and in one sentence what it is."""
    t, payout = flow.t, statement.policy.payout
    amount = f"{money_text(statement.outcome.payable_minor, _places(statement))} {_currency(t, statement)}"
    words = wrap(amount, 20, flow.width - 24, bold=True)
    below = f"{t.render(conclusion(statement.tree))} · {t(FORM_TITLES[payout.form])}"
    small = wrap(below, look.SMALL, flow.width - 24)
    height = 20 + len(words) * 27 + len(small) * 13

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        canvas.setFillColor(ink(look.FAINT))
        canvas.roundRect(x, top - height, width, height, 8, stroke=0, fill=1)
        used = draw_lines(canvas, words, x=x + 12, top=top - 9, size=20, leading=27, color=look.TEXT)
        draw_lines(canvas, small, x=x + 12, top=top - 11 - used, size=look.SMALL, leading=13, color=look.DIM)

    flow.block(height, draw, after=4)


def _steps(flow: Flow, statement: Statement) -> None:
    t = flow.t
    flow.heading(t("How the amount comes about"), keep=60)
    for one in statement.tree.checks:
        if not one.holds:
            flow.bullet(t.render(one.said), color=look.TONES["bad"], size=look.SMALL + 0.5)
    columns = (Column(t("Step"), 78), Column(t("Amount ({unit})", unit=_currency(t, statement)), 22, "right"))
    said = sentences(statement.tree, t)
    draw_table(flow, columns, [_step(one) for one in said], size=9.5, pad=3.0)
    flow.text(t("The workbook beside this sheet computes each of these figures again from your rows alone."),
              size=look.SMALL, color=look.DIM)  # fmt: skip


def _step(one: Sentence) -> Row:
    if one.code in {"payable", "free"}:
        return Row((one.words, Cell(one.amount, bold=True)), "total")
    color = look.TEXT if one.depth == 0 else look.DIM
    return Row((Cell(f"{_INDENT * one.depth}{one.words}", color=color), Cell(one.amount, color=color)))


def _signatures(flow: Flow, statement: Statement, name: str) -> None:
    t = flow.t
    sides = ((t("For us"), statement.head.issuer), (t("For the dealer"), name))

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        wide = (width - 24) / 2
        for number, (role, who) in enumerate(sides):
            left = x + number * (wide + 24)
            lines = wrap(" · ".join(filter(None, (role, who))), look.SMALL, wide, most=1)
            draw_lines(canvas, lines, x=left, top=top, size=look.SMALL, leading=13, color=look.DIM)
            canvas.setStrokeColor(ink(look.LINE))
            canvas.setLineWidth(0.8)
            canvas.line(left, top - _SIGN_HEIGHT + 18, left + wide, top - _SIGN_HEIGHT + 18)
            foot = top - _SIGN_HEIGHT + 14
            words = wrap(t("Signature, seal, day"), look.TINY, wide)
            draw_lines(canvas, words, x=left, top=foot, size=look.TINY, leading=11, color=look.DIM)

    flow.gap(8)
    flow.block(_SIGN_HEIGHT, draw, after=6)


def _policy(flow: Flow, statement: Statement) -> None:
    t, found = flow.t, statement.policy_words
    words = found.by_language.get(flow.lang, "")
    if not words:
        return
    flow.heading(t("The policy"), keep=60)
    if found.note.msgid:
        flow.text(t.render(found.note), size=look.SMALL, color=look.DIM, after=4)
    size = look.SMALL + 0.5
    for line in filter(str.strip, words.splitlines()):
        begins = not line.startswith(" ")
        if begins:
            flow.need(3 * size * 1.5)  # a part's title stays with what it says
        flow.text(
            line.strip(), size=size, bold=begins and not line.startswith("SHA-256"), after=3, indent=0 if begins else 10
        )


def _counted(flow: Flow, statement: Statement) -> None:
    t, rows = flow.t, statement.counted
    flow.heading(t("Counted rows"), keep=70)
    if not rows:
        flow.text(t("No row counts."), size=look.SMALL + 0.5, color=look.DIM)
        return
    columns = (
        Column(t("Document"), 20), Column(t("Day"), 14), Column(t("Product"), 34), Column(t("Quantity"), 14, "right"),
        Column(t("Amount"), 18, "right"),
    )  # fmt: skip
    table = [Row(_cells(t, one)) for one in rows[:MOST_ROWS]]
    table += _rest(t, len(rows), len(columns))
    figures = statement.figures
    table.append(Row((t("Together"), "", "", _quantity(figures.quantity_e3), _amount(figures.amount_e4)), "total"))
    draw_table(flow, columns, table, size=8.5, pad=2.4)


def _excluded(flow: Flow, statement: Statement) -> None:
    t, rows = flow.t, statement.excluded
    if not rows:
        return
    flow.heading(t("Rows that do not count, and why"), keep=70)
    columns = (
        Column(t("Document"), 23), Column(t("Day"), 14), Column(t("Product"), 27), Column(t("Quantity"), 11, "right"),
        Column(t("Amount"), 15, "right"), Column(t("Why it does not count"), 30),
    )  # fmt: skip
    table = [Row((*_cells(t, one), t.render(one.why) if one.why else one.reason)) for one in rows[:MOST_ROWS]]
    draw_table(flow, columns, [*table, *_rest(t, len(rows), len(columns))], size=8.5, pad=2.4)


def _rest(t: Texts, count: int, columns: int) -> list[Row]:
    left = count - MOST_ROWS
    if left <= 0:
        return []
    words = Cell(t("and {n} more in the workbook", n=left), color=look.DIM)
    return [Row((words, *([""] * (columns - 1))))]


def _cells(t: Texts, one: StatementRow) -> tuple[str, ...]:
    document = f"{one.document} / {one.line}" if one.line else one.document
    product = " ".join(filter(None, (one.product_code, one.product))) or UNKNOWN
    if one.is_return:
        product = f"{t('Return')} · {product}"
    day = UNKNOWN if one.day_on is None else day_of(one.day_on).isoformat()
    return document, day, product, _quantity(one.quantity_e3), _amount(one.amount_e4)


def _quantity(value: int) -> str:
    return exact_text(Fraction(value, 1000))


def _amount(value: int) -> str:
    return exact_text(Fraction(value, 10_000), 2)


def _origin(flow: Flow, statement: Statement) -> None:
    t = flow.t
    pairs = [pair for pair in origin_lines(t, statement) if pair[1]]
    flow.heading(t("Origin"), keep=_ORIGIN_LINE * (len(pairs) + len(statement.tree.checks)))
    for one in statement.tree.checks:
        mark = N_("Holds: {what}") if one.holds else N_("Does not hold: {what}")
        flow.bullet(t(mark, what=t.render(one.said)), size=look.SMALL)
    draw_table(flow, (Column("", 30), Column("", 70)), [Row((Cell(a, color=look.DIM), b)) for a, b in pairs], size=8.5)
