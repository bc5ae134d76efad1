"""Files of finance: invoices as the tax system hands them out, receipts, open items."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from app.practice import dealers as who
from app.practice.frame import MONTHS, TAX_PERCENT
from app.practice.ledger import OpenItem, open_items
from app.practice.markup import write_html
from app.practice.money import Invoice, InvoiceLine, blue_invoices, red_invoices
from app.practice.order_files import Part
from app.practice.receipts import receipts
from app.practice.writers import Cell, RegionFile, day, write_book, write_csv, yuan

PREPAID_WAN: Final = 186
_INVOICE_PARTS: Final = (
    Part("2024", (2024, 1), (2024, 12), "20250106", "gbk"),
    Part("2025", (2025, 1), (2025, 12), "20260105"),
    Part("2026M01-02", (2026, 1), (2026, 2), "20260304"),
    Part("2026M03", (2026, 3), (2026, 3), "20260403"),
    Part("2026M04", (2026, 4), (2026, 4), "20260410"),
)
_AR_PARTS: Final = (
    Part("2024", (2024, 1), (2024, 12), "20250106"),
    Part("2025", (2025, 1), (2025, 12), "20260106"),
    Part("2026M01-02", (2026, 1), (2026, 2), "20260304"),
    Part("2026M03", (2026, 3), (2026, 3), "20260408"),
)
_INVOICE: Final = (
    "发票号码",
    "行号",
    "发票类型",
    "客户编码",
    "购方名称",
    "存货编码",
    "货物名称",
    "单位",
    "开票数量",
    "不含税金额",
    "税率",
    "价税合计",
    "开票日期",
    "到期日",
    "行类型",
    "销售主体",
    "退货单号",
)
_RECEIPT: Final = (
    "收款单号",
    "行号",
    "客户编码",
    "客户名称",
    "收款日期",
    "收款方式",
    "票据到期日",
    "收款金额",
    "核销发票号",
    "销售主体",
    "币种",
)
_AR: Final = (
    "截止日期", "客户编码", "客户名称", "单据类型", "发票号", "开票日期", "到期日", "未收金额", "币种", "销售主体",
)  # fmt: skip


def write_finance_files(folder: Path) -> list[RegionFile]:
    """Write all files of this group in import order."""
    return [
        *(_invoices(folder, part) for part in _INVOICE_PARTS),
        _receipts(folder, Part("2024-2025", (2024, 1), (2025, 12), "20260105")),
        _receipts(folder, Part("2026", (2026, 1), (2026, 4), "20260410")),
        *(_receivables(folder, part) for part in _AR_PARTS),
    ]


def _invoices(folder: Path, part: Part) -> RegionFile:
    """The tax system's lists; its list of March 2026 is a page that calls itself .xls."""
    chosen = [one for one in (*blue_invoices(), *red_invoices()) if part.holds(MONTHS[one.month])]
    chosen.sort(key=lambda one: (one.day, one.number))
    rows = (_invoice_row(one, number, line) for one in chosen for number, line in enumerate(one.lines, 1))
    stem = f"销项发票明细_{part.name}_{part.exported}"
    if part.name == "2026M03":
        path = folder / f"{stem}.xls"
        return RegionFile(path, "jianghe_invoices", part.name, write_html(path, _INVOICE, rows, "销项发票明细"))
    path = folder / f"{stem}.csv"
    count = write_csv(path, _INVOICE, rows, encoding=part.encoding)
    return RegionFile(path, "jianghe_invoices", part.name, count)


def _invoice_row(one: Invoice, number: int, line: InvoiceLine) -> tuple[str, ...]:
    return (
        one.number, str(number), "红字" if one.ref else "蓝字", one.dealer.code, one.dealer.name, line.product.code,
        line.product.name, line.product.unit, str(line.quantity), yuan(line.net), f"{TAX_PERCENT}%", yuan(line.gross),
        day(one.day), day(one.due), line.kind, one.entity, one.ref,
    )  # fmt: skip


def _receipts(folder: Path, part: Part) -> RegionFile:
    path = folder / f"收款单明细_{part.name}_{part.exported}.xlsx"
    rows = _receipt_rows(part)
    titles = ("收款单序时簿", f"期间:{part.name} 单位:元")
    count = write_book(path, _RECEIPT, rows, titles=titles, totals=("收款金额",), sheet="收款单")
    return RegionFile(path, "jianghe_receipts", part.name, count)


def _receipt_rows(part: Part) -> Iterator[Sequence[Cell]]:
    for one in receipts():
        if part.holds(MONTHS[one.month]):
            matures = date.fromordinal(one.matures) if one.matures else None
            for number, (invoice, amount) in enumerate(one.parts, 1):
                yield (
                    one.number, str(number), one.dealer.code, one.dealer.name, date.fromordinal(one.day), one.form,
                    matures, amount / 100, invoice.number if invoice else None,
                    invoice.entity if invoice else who.DRUG_COMPANY, "CNY",
                )  # fmt: skip


def _receivables(folder: Path, part: Part) -> RegionFile:
    stem = f"应收账款明细_{part.name}_{part.exported}"
    items = [one for one in open_items() if part.holds(_month(one.day))]
    if part.name != "2026M03":
        path = folder / f"{stem}.csv"
        rows = (_item_row(one, thousands=part.name == "2024") for one in items)
        return RegionFile(path, "jianghe_receivables", part.name, write_csv(path, _AR, rows))
    path = folder / f"{stem}.xlsx"
    titles = ("应收账款明细表", "截止日期:2026-03-31 单位:元(含税)")
    count = write_book(path, _AR, _last_items(items), titles=titles, totals=("未收金额",), sheet="应收明细")
    return RegionFile(path, "jianghe_receivables", part.name, count)


def _last_items(items: Iterable[OpenItem]) -> Iterator[Sequence[Cell]]:
    last = date(2026, 3, 31)
    for one in items:
        invoice = one.invoice
        yield (
            last, invoice.dealer.code, invoice.dealer.name, "应收", invoice.number, date.fromordinal(invoice.day),
            date.fromordinal(invoice.due), one.amount / 100, "CNY", invoice.entity,
        )  # fmt: skip
    # A prepaid dealer's credit balance: money received in advance, no negative receivable (a decoy).
    credit = who.dealer(who.CREDIT)
    paid = -PREPAID_WAN * 10_000.0
    yield last, credit.code, credit.name, "预收", "YS26030001", last, None, paid, "CNY", who.DRUG_COMPANY


def _item_row(one: OpenItem, *, thousands: bool) -> tuple[str, ...]:
    invoice = one.invoice
    amount = f'"{one.amount / 100:,.2f}"' if thousands else yuan(one.amount)
    return (
        day(one.day), invoice.dealer.code, invoice.dealer.name, "应收", invoice.number, day(invoice.day),
        day(invoice.due), amount, "CNY", invoice.entity,
    )  # fmt: skip


def _month(ordinal: int) -> tuple[int, int]:
    found = date.fromordinal(ordinal)
    return found.year, found.month
