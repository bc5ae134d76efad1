"""The exit settlement sheet (结算单): both sides, what has to come back, what is unknown, two signatures; one page."""

from decimal import Decimal
from typing import Any, Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of
from app.core.texts import N_, Texts, texts
from app.dealers.terms import BUCKET_TITLES, LEDGER_TITLES
from app.kpi.settlement import Line, SettlementSheet
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.numbers import UNKNOWN, day_text, joined
from app.reports.kit.table import Cell, Column, Row, draw_table

_TITLES: Final = {**BUCKET_TITLES, **LEDGER_TITLES}
_MOST_ASSETS: Final = 12
_SIGN_HEIGHT: Final = 74.0


def settlement_report(sheet: SettlementSheet, lang: str) -> bytes:
    """The PDF of a sheet; the same sheet gives the same bytes."""
    t = texts(lang)
    name = (sheet.name_en if lang == "en" else "") or sheet.dealer.name
    title = t("Exit settlement: {dealer}", dealer=name)
    footer = " · ".join(filter(None, (sheet.workspace, t("As of {day}", day=day_text(t, sheet.day)))))
    flow = Flow(lang, title=title, subject=t("Exit settlement sheet"), running=title, footer=footer)
    t = flow.t
    _head(flow, sheet, name)
    _sides(flow, sheet)
    _net(flow, sheet)
    _assets(flow, sheet)
    _open(flow, sheet)
    _signatures(flow, sheet, name)
    return flow.finish()


def _head(flow: Flow, sheet: SettlementSheet, name: str) -> None:
    t = flow.t
    over = " · ".join(filter(None, (sheet.workspace, t("Exit settlement sheet"))))
    flow.text(over, size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(t("Exit settlement sheet"))
    flow.text(name, size=18, bold=True, after=1, leading=1.35)
    parts = [t("Code {code}", code=sheet.dealer.code) if sheet.dealer.code else "", sheet.dealer.ref, sheet.dealer.uscc]
    parts.append(t("As of {day}", day=day_text(t, sheet.day)))
    flow.text(" · ".join(filter(None, parts)), size=look.SMALL, color=look.DIM, after=6)


def _sides(flow: Flow, sheet: SettlementSheet) -> None:
    """Both sides in one table, each with its sum."""
    t = flow.t
    unit = t("Amount ({unit}, with tax)", unit=sheet.currency) if sheet.currency else t("Amount (with tax)")
    rows: list[Row] = []
    for title, side in ((N_("The dealer owes us"), sheet.by_dealer), (N_("We owe the dealer"), sheet.by_us)):
        rows.append(Row((t(title), ""), "group"))
        rows += [Row((_title(t, one), _amount(t, one.amount), _note(t, sheet, one))) for one in side]
        total = Cell(_money(sum(one.amount or 0 for one in side)), bold=True)
        rows.append(Row((t("Together, as far as it is known"), total, ""), "total"))
    columns = (Column("", 34), Column(unit, 24, "right"), Column(t("By what"), 42))
    draw_table(flow, columns, rows, size=9.5, pad=3.2)


def _title(t: Texts, line: Line) -> Cell:
    return Cell(t(_TITLES[line.what]))


def _amount(t: Texts, amount: int | None) -> Cell:
    return Cell(t("unknown"), color=look.TONES["warn"]) if amount is None else Cell(_money(amount))


def _note(t: Texts, sheet: SettlementSheet, line: Line) -> Cell:
    """Where an amount comes from."""
    if line.amount is None:
        why = t("no file says it yet; to be added by hand before signing")
    elif line.what in LEDGER_TITLES:
        why = t("ledger of deposits and loaned assets")
    elif line.what == "shipped":
        why = t("order lines without an invoice on the list")
    elif sheet.listed_on is None:
        why = t("invoices and receipts")
    elif line.what == "advance":
        why = t("credit on the list, and money received since")
    else:
        why = t("list of open items of {day}", day=day_text(t, day_of(sheet.listed_on)))
    return Cell(why, color=look.DIM)


def _net(flow: Flow, sheet: SettlementSheet) -> None:
    t = flow.t
    amount = _money(abs(sheet.net))
    words = t("The dealer still pays {amount}.", amount=amount) if sheet.net > 0 else (
        t("We pay the dealer {amount}.", amount=amount) if sheet.net < 0 else t("Neither side owes anything.")
    )  # fmt: skip
    left = joined(t, [t(_TITLES[one]) for one in sheet.unknown])
    note = t("Without what is unknown: {list}.", list=left) if sheet.unknown else ""
    lines, small = wrap(words, 13, flow.width - 24, bold=True), wrap(note, look.SMALL, flow.width - 24) if note else ()
    height = 20 + len(lines) * 18 + len(small) * 13

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        canvas.setFillColor(ink(look.FAINT))
        canvas.roundRect(x, top - height, width, height, 8, stroke=0, fill=1)
        used = draw_lines(canvas, lines, x=x + 12, top=top - 9, size=13, leading=18, color=look.TEXT)
        draw_lines(canvas, small, x=x + 12, top=top - 11 - used, size=look.SMALL, leading=13, color=look.DIM)

    flow.gap(4)
    flow.block(height, draw, after=4)


def _assets(flow: Flow, sheet: SettlementSheet) -> None:
    t = flow.t
    flow.heading(t("To be returned"), level=2, keep=40, outline=False)
    if not sheet.assets:
        flow.text(t("No loaned asset is out."), size=look.SMALL + 0.5, color=look.DIM)
        return
    rows = [
        Row((one.item or UNKNOWN, _quantity(one.quantity), _money(one.amount), ""))
        for one in sheet.assets[:_MOST_ASSETS]
    ]
    rest = len(sheet.assets) - _MOST_ASSETS
    if rest > 0:
        rows.append(Row((Cell(t("and {n} more in the ledger", n=rest), color=look.DIM), "", "", "")))
    columns = (
        Column(t("Asset"), 40), Column(t("Quantity"), 14, "right"), Column(t("Asset value"), 20, "right"),
        Column(t("Returned on, condition"), 30),
    )  # fmt: skip
    draw_table(flow, columns, rows, size=9.5, pad=3.0)


def _open(flow: Flow, sheet: SettlementSheet) -> None:
    """What else has to be ended first."""
    t = flow.t
    flow.heading(t("Before the account is closed"), level=2, keep=40, outline=False)
    said = []
    if sheet.undelivered:
        said.append(t("Orders not yet delivered: {amount}. Deliver or cancel them.", amount=_money(sheet.undelivered)))
    if sheet.undelivered is None:
        said.append(t("Orders not yet delivered: unknown, no orders were taken in."))
    if sheet.contracts:
        numbers = joined(t, sheet.contracts)
        said.append(t("Contracts that still run: {numbers}. End them, or let them run out.", numbers=numbers))
    if sheet.territories:
        said.append(t("Territories in force: {n}. Hand them over or end them.", n=sheet.territories))
    for one in said or [t("Nothing: no order, contract or territory is open.")]:
        flow.bullet(one, size=look.SMALL + 0.5, after=2)


def _signatures(flow: Flow, sheet: SettlementSheet, name: str) -> None:
    t = flow.t
    sides = (sheet.workspace, name)

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        wide = (width - 24) / 2
        for number, (role, who) in enumerate(zip((t("For us"), t("For the dealer")), sides, strict=True)):
            left = x + number * (wide + 24)
            lines = wrap(" · ".join(filter(None, (role, who))), look.SMALL, wide, most=1)
            draw_lines(canvas, lines, x=left, top=top, size=look.SMALL, leading=13, color=look.DIM)
            canvas.setStrokeColor(ink(look.LINE))
            canvas.setLineWidth(0.8)
            canvas.line(left, top - _SIGN_HEIGHT + 20, left + wide, top - _SIGN_HEIGHT + 20)
            words = wrap(t("Signature, seal, day"), look.TINY, wide)
            foot = top - _SIGN_HEIGHT + 16
            draw_lines(canvas, words, x=left, top=foot, size=look.TINY, leading=11, color=look.DIM)

    flow.gap(8)
    flow.block(_SIGN_HEIGHT, draw)


def _money(amount: int) -> str:
    return f"{Decimal(amount) / AMOUNT_SCALE:,.2f}"


def _quantity(quantity: int | None) -> str:
    return UNKNOWN if quantity is None else format((Decimal(quantity) / QUANTITY_SCALE).normalize(), "f")
