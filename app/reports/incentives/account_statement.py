"""The statement of account (对账单) as a PDF: opening balance, every movement, closing balance, room for the seal."""

from decimal import Decimal
from typing import Any, Final

from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number, day_of, parse_period
from app.core.progress import Progress
from app.core.texts import N_, Text, texts
from app.core.workspace_settings import NAME, setting
from app.incentives.ledger.rules import CASH_BACK, Balance
from app.incentives.locks import document_label
from app.incentives.rounding import minor_per_unit
from app.incentives.statements.queries import AccountSheet, account_sheet, with_account
from app.incentives.statements.service import issue_each
from app.incentives.words import ENTRY_TITLES
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.numbers import day_text, period_text
from app.reports.kit.table import Cell, Column, Row, draw_table

_SEAL_HEIGHT: Final = 104.0


def account_statement_report(sheet: AccountSheet, lang: str, *, company: str = "") -> bytes:
    """The PDF of a sheet; the same sheet gives the same bytes."""
    t = texts(lang)
    title = t("Statement of account: {dealer}", dealer=sheet.dealer.name)
    footer = " · ".join(filter(None, (company, t("As of {day}", day=day_text(t, day_of(sheet.through_on))))))
    flow = Flow(lang, title=title, subject=t("Statement of account"), running=title, footer=footer)
    t = flow.t
    over = " · ".join(filter(None, (company, t("Statement of account"))))
    flow.text(over, size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(t("Statement of account"))
    flow.text(sheet.dealer.name, size=18, bold=True, after=1, leading=1.35)
    parts = [t("Code {code}", code=sheet.dealer.code) if sheet.dealer.code else "", period_text(t, sheet.period)]
    parts.append(t("As of {day}", day=day_text(t, day_of(sheet.through_on))))
    flow.text(" · ".join(filter(None, parts)), size=look.SMALL, color=look.DIM, after=6)
    _movements(flow, sheet)
    _sums(flow, sheet)
    _seal(flow)
    return flow.finish()


def money(minor: int) -> str:
    """Minor units with thousands and two places."""
    return f"{Decimal(minor) / minor_per_unit('CNY'):,.2f}".replace("-", "\N{MINUS SIGN}")


def _movements(flow: Flow, sheet: AccountSheet) -> None:
    """Every row that moves the account, with the balance after it."""
    t = flow.t
    left = sheet.opening.usable
    rows = [Row((Cell(t("Balance before"), bold=True), "", "", "", "", Cell(money(left), bold=True)), "total")]
    for one in sheet.entries:
        row = one.row
        left += 0 if row.moved in {"pay", CASH_BACK} else row.amount_minor
        kind = t(ENTRY_TITLES[row.kind])
        rows.append(
            Row((day_text(t, day_of(row.day_on)), kind, row.period, document_label(row.document) or one.ref,
                 money(row.amount_minor), money(left)))
        )  # fmt: skip
    closing = Cell(money(sheet.closing.usable), bold=True)
    rows.append(Row((Cell(t("Balance after"), bold=True), "", "", "", "", closing), "total"))
    columns = (
        Column(t("Day"), 20), Column(t("Kind"), 14), Column(t("Period"), 12), Column(t("Document"), 26),
        Column(t("Amount (CNY)"), 15, "right"), Column(t("Balance (CNY)"), 15, "right"),
    )  # fmt: skip
    draw_table(flow, columns, rows, size=8.8, pad=2.8)


def _sums(flow: Flow, sheet: AccountSheet) -> None:
    """The period's sums by kind, and what runs out next."""
    t = flow.t
    before, after = sheet.opening, sheet.closing
    said = [
        (N_("Credited"), _change(before, after, "credited")), (N_("Used"), _change(before, after, "used")),
        (N_("Taken back"), _change(before, after, "clawed_back")), (N_("Run out"), _change(before, after, "expired")),
        (N_("Adjusted"), _change(before, after, "adjusted")), (N_("Paid in cash"), _change(before, after, "paid")),
    ]  # fmt: skip
    flow.heading(t("Sums of the period"), level=2, keep=40, outline=False)
    for title, minor in said:
        if minor:
            flow.bullet(f"{t(title)}: {money(minor)}", size=look.SMALL + 0.5, after=2)
    if not any(minor for _, minor in said):
        flow.bullet(t("Nothing moved."), size=look.SMALL + 0.5, after=2)
    for lot in [one for one in sheet.lots if one.expires_on is not None][:3]:
        words = t("Of the balance, {amount} may be used until {day}.", amount=money(lot.left_minor),
                  day=day_text(t, day_of(lot.expires_on or 0)))  # fmt: skip
        flow.bullet(words, size=look.SMALL + 0.5, after=2)


def _change(before: Balance, after: Balance, name: str) -> int:
    return int(getattr(after, name)) - int(getattr(before, name))


def _seal(flow: Flow) -> None:
    t = flow.t
    flow.gap(6)
    flow.text(
        t("Please check, seal and return this statement. Where you object, name the rows and send your documents."),
        size=look.SMALL + 0.5, after=4,
    )  # fmt: skip

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        wide = (width - 24) / 2
        for number, role in enumerate((t("For us"), t("For the dealer, seal and date"))):
            left = x + number * (wide + 24)
            draw_lines(canvas, wrap(role, look.SMALL, wide, most=1), x=left, top=top, size=look.SMALL, leading=13,
                       color=look.DIM)  # fmt: skip
            canvas.setStrokeColor(ink(look.LINE))
            canvas.setLineWidth(0.8)
            canvas.roundRect(left, top - _SEAL_HEIGHT + 4, wide, _SEAL_HEIGHT - 22, 6, stroke=1, fill=0)

    flow.block(_SEAL_HEIGHT, draw, after=2)


def issue_statements(
    db: Database, files: FileStore, *, period: str, through_on: int | None = None, due_on: int | None = None,
    parties: list[str] | None = None, lang: str = "zh_CN", progress: Progress | None = None,
) -> list[str]:  # fmt: skip
    """Make and issue the statements of everybody who has an account, or of some; returns their ids.

    A period that is not over yet is told until today. Raises UserError for one that has not begun.
    """
    made: list[tuple[str, bytes, int]] = []
    progress = progress or Progress()
    with db.read(progress) as session:
        company = str(setting(session, NAME, "") or "")
        today = day_number(db.clock.today())
        asked = today if through_on is None else min(through_on, today)
        until = account_sheet(session, "", period, asked).through_on
        if until < parse_period(period).first_day:
            raise UserError("{period} has not begun yet.", period=period)
        wanted = with_account(session, until) if parties is None else parties
        for done, party in enumerate(wanted):
            progress.step(done, len(wanted), Text(N_("Making statements of account")))
            sheet = account_sheet(session, party, period, until)
            made.append((party, account_statement_report(sheet, lang, company=company), sheet.closing.usable))
    return issue_each(db, files, made, period=period.strip().upper(), through_on=until, due_on=due_on)
