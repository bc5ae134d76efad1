"""The statement that a dealer can recompute: his rows, and every step to the amount as a live formula over them."""

from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Final

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of
from app.core.texts import Texts, texts
from app.incentives.explain.payouts import LOCKED
from app.incentives.explain.statement import Statement, StatementRow
from app.incentives.policy import FORM_TITLES
from app.incentives.rounding import minor_per_unit
from app.reports.incentives.calculation import EXACT, Result, Sums, lay_out
from app.reports.incentives.expr import Expr
from app.reports.incentives.origin import dealer_name, origin_lines, period_words, policy_name, told
from app.reports.incentives.pad import Pad
from app.reports.kit.workbook import HEAD, Head, Value, Writer, new_workbook, sheet_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_SOME_DAY: Final = date(1980, 1, 1)
_FIXED: Final = 8
"""Columns of the rows before the baskets."""
_RETURN, _QUANTITY, _AMOUNT = "F", "G", "H"
_LABEL_WIDTH, _VALUE_WIDTH = 44, 17


def statement_book(statement: Statement, lang: str) -> bytes:
    """The workbook; the same statement gives the same bytes."""
    statement.require_settled()
    t = texts(lang)
    head = statement.head
    title = t("Statement: {dealer}, {policy}, {period}", dealer=dealer_name(statement, lang),
              policy=policy_name(statement, lang), period=period_words(t, statement))  # fmt: skip
    names = sheet_names(
        [t("Statement of the payout"), t("Calculation"), t("Counted rows"), t("Left out"), t("Policy"), t("Origin")]
    )
    out = BytesIO()
    made_on = day_of(head.posted_on) if head.posted_on is not None else _SOME_DAY
    with new_workbook(out, title=title, subject=told(t, statement), on=made_on) as book:
        pen = Writer(book)
        first, second = book.add_worksheet(names[0]), book.add_worksheet(names[1])
        calculation = Pad(names[1], row=2)
        sums = _sums(statement, names[2])
        result = lay_out(calculation, t, statement.policy, statement.figures, sums, statement.titles)
        require_same(statement, result)
        summary = Pad(names[0], row=2)
        _summary(summary, calculation, t, statement, result)
        below = told(t, statement)
        _write(book, pen, first, summary, title, below)
        _write(book, pen, second, calculation, title, below)
        _rows(pen, t, (names[2], title, t("Counted rows: the formulas of the calculation are sums over them")),
              statement)  # fmt: skip
        _left_out(pen, t, (names[3], title, t("Rows that do not count, and why")), statement)
        _policy(pen, t, (names[4], title, below), statement)
        pairs = [pair for pair in origin_lines(t, statement) if pair[1]]
        pen.sheet(names[5], title, below, (Head(t("Origin")), Head(t("Value"))), pairs)
    return out.getvalue()


def require_same(statement: Statement, result: Result) -> None:
    """Rows and formulas come to what was settled, or no workbook is made: UserError for rows, else ArithmeticError."""
    figures = statement.figures
    rows = (sum(one.amount_e4 for one in statement.counted), sum(one.quantity_e3 for one in statement.counted))
    if rows != (figures.amount_e4, figures.quantity_e3):
        raise UserError(
            "Documents came in or changed since it was settled, so that its rows add up to something else. Open the "
            "workspace as it was known at transaction {tx}, or compute it again.", tx=statement.head.tx or "",
        )  # fmt: skip
    per_unit = minor_per_unit(statement.policy.payout.currency)
    outcome = statement.outcome
    found = (result.entitled.value * per_unit, result.payable.value * per_unit)
    settled = (Fraction(outcome.entitled_minor), Fraction(outcome.payable_minor))
    if found != settled:
        msg = f"the workbook comes to {found}, settled were {settled}"
        raise ArithmeticError(msg)


def _summary(pad: Pad, calculation: Pad, t: Texts, statement: Statement, result: Result) -> None:
    head, policy = statement.head, statement.policy
    pad.heading(t("Payout"))
    pad.said(t("Dealer"), " ".join(filter(None, (head.dealer_code, dealer_name(statement, t.lang)))))
    pad.said(t("Policy"), f"{policy_name(statement, t.lang)} ({policy.code})")
    pad.said(t("Version"), str(head.version))
    pad.said(t("Period"), period_words(t, statement))
    pad.said(t("Currency"), policy.payout.currency)
    pad.said(t("Paid as"), t(FORM_TITLES[policy.payout.form]))
    unit = EXACT if policy.basis.measure == "value" else "quantity"
    pad.line(t("Base"), calculation.abroad(result.base), unit if policy.protection is None else EXACT)
    pad.line(t("Earned"), calculation.abroad(result.gross), EXACT)
    pad.line(t("Entitled"), calculation.abroad(result.entitled), EXACT)
    pad.line(t("Already posted for this period"), calculation.abroad(result.paid), EXACT)
    payable = pad.line(t("Payable"), calculation.abroad(result.payable), EXACT, strong=True)
    if statement.tree.locked_minor:
        kept = Fraction(statement.tree.locked_minor, minor_per_unit(policy.payout.currency))
        locked = pad.known(t("Of it locked"), kept, EXACT)
        pad.line(t("Free to use now"), payable - locked, EXACT, strong=True)
    for one in statement.tree.nodes:
        if one.code == LOCKED:
            pad.text(0, t.render(one.said))
            pad.down()
    pad.heading(t("How to check it"))
    for n, words in enumerate((
        t("The sheet of counted rows holds your documents as we count them; compare them with your own."),
        t("The sheet of the calculation computes the amount from these rows alone; change a row and it follows."),
        t("Rows that do not count stand in their own sheet, each with its reason."),
        t("The policy's text is the one that was signed; its hash stands under Origin."),
    ), 1):  # fmt: skip
        pad.text(0, f"{n}. {words}")
        pad.down()


def _sums(statement: Statement, sheet: str) -> Sums:
    """The sums of the rows as formulas; they have to be those that were settled."""
    figures, rows = statement.figures, statement.counted
    last = HEAD + 1 + max(len(rows), 1)

    def column(letter: str) -> str:
        return f"'{sheet}'!${letter}${HEAD + 2}:${letter}${last}"

    def over(words: str, found: int, scale: int) -> Expr:
        return Expr(f"ROUND({words},{len(str(scale)) - 1})", Fraction(found, scale))

    def picked(flag: str, of: str) -> str:
        return f"SUMIF({column(flag)},1,{column(of)})"

    by_quantity = statement.policy.basis.measure == "quantity"
    of, scale = (_QUANTITY, QUANTITY_SCALE) if by_quantity else (_AMOUNT, AMOUNT_SCALE)
    baskets = {
        one.name: over(picked(_letter(n), of), figures.baskets.get(one.name, 0), scale)
        for n, one in enumerate(statement.policy.baskets)
    }
    return Sums(
        over(f"SUM({column(_AMOUNT)})", figures.amount_e4, AMOUNT_SCALE),
        over(f"SUM({column(_QUANTITY)})", figures.quantity_e3, QUANTITY_SCALE),
        over(f"-{picked(_RETURN, _AMOUNT)}", figures.returns_e4, AMOUNT_SCALE),
        over(f"-{picked(_RETURN, _QUANTITY)}", figures.returns_e3, QUANTITY_SCALE),
        baskets,
    )


def _letter(basket: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(_FIXED + basket))


_Named = tuple[str, str, str]
"""A sheet's name, its title, and what stands below it."""


def _rows(pen: Writer, t: Texts, named: _Named, statement: Statement) -> None:
    baskets = [one.name for one in statement.policy.baskets]
    heads = (*_heads(t), *(Head(name, "count") for name in baskets))
    rows = [(*_row(one), *(1 if name in one.baskets else None for name in baskets)) for one in statement.counted]
    pen.sheet(*named, heads, rows)


def _left_out(pen: Writer, t: Texts, named: _Named, statement: Statement) -> None:
    rows = [(*_row(one), t.render(one.why) if one.why else one.reason) for one in statement.excluded]
    pen.sheet(*named, (*_heads(t), Head(t("Why it does not count"))), rows)


def _heads(t: Texts) -> tuple[Head, ...]:
    return (
        Head(t("Document")), Head(t("Row")), Head(t("Day")), Head(t("Product code")), Head(t("Product")),
        Head(t("Return"), "count"), Head(t("Quantity"), "quantity"), Head(t("Amount"), EXACT),
    )  # fmt: skip


def _row(one: StatementRow) -> tuple[Value, ...]:
    return (
        one.document, one.line, "" if one.day_on is None else day_of(one.day_on).isoformat(), one.product_code,
        one.product, 1 if one.is_return else None, Fraction(one.quantity_e3, QUANTITY_SCALE),
        Fraction(one.amount_e4, AMOUNT_SCALE),
    )  # fmt: skip


def _policy(pen: Writer, t: Texts, named: _Named, statement: Statement) -> None:
    found = statement.policy_words
    words = [*found.by_language.get(t.lang, "").splitlines(), t.render(found.note) if found.note.msgid else ""]
    lines: Sequence[tuple[Value, ...]] = [(line,) for line in words if line.strip()]
    pen.sheet(*named, (Head(t("The policy")),), lines)


def _write(book: "Workbook", pen: Writer, sheet: "Worksheet", pad: Pad, title: str, below: str) -> None:
    """Put a pad's cells into its sheet."""
    looks = {"heading": book.add_format({"bold": True, "font_size": 12}), "head": pen.heads[False],
             "number_head": pen.heads[True], "dim": pen.small,
             "strong": book.add_format({"bold": True}), "body": None}  # fmt: skip
    sheet.write_string(0, 0, title, pen.title)
    sheet.write_string(1, 0, below, pen.small)
    sheet.hide_gridlines(2)
    for one in pad.cells:
        if isinstance(one.value, str):
            sheet.write_string(one.row, one.place, one.value, looks[one.look])
        else:
            pen.put(sheet, one.row, one.place, one.unit, one.value, total=one.look == "strong")
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 7, _VALUE_WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
