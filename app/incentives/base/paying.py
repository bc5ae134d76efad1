"""Which invoices were not paid in full by a day: receipts and red invoices settle what they name, then the oldest."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.finance.rules import Claim, Settlement, settle
from app.kpi.kept import kept_of

_CLAIMS = """
    SELECT m.dealer_n, f.invoice_no, min(f.invoiced_on), min(f.due_on), sum(coalesce(f.gross_amount_e4, f.amount_e4))
    FROM invoice f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.invoiced_on AND m.to_on > f.invoiced_on
    WHERE f.current = 1 AND coalesce(f.kind, '') <> 'red' GROUP BY 1, 2
"""
_SETTLED = """
    SELECT m.dealer_n, f.receipt_no, f.received_on, f.amount_e4, f.invoice_no
    FROM receipt f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.received_on AND m.to_on > f.received_on WHERE f.current = 1
    UNION ALL
    SELECT m.dealer_n, f.invoice_no, f.invoiced_on, abs(coalesce(f.gross_amount_e4, f.amount_e4)), f.ref_no
    FROM invoice f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.invoiced_on AND m.to_on > f.invoiced_on WHERE f.current = 1 AND f.kind = 'red'
"""


def open_documents(session: Session, day: int) -> frozenset[tuple[int, str]]:
    """The invoices (dealer's number, document) that were not paid in full at the end of a day."""
    kept = kept_of(session)
    claims, paid = kept.once("incentives.paying", lambda: _read(session))
    found: frozenset[tuple[int, str]] = kept.once(("incentives.open", day), lambda: _open(claims, paid, day))
    return found


def _read(session: Session) -> tuple[list[Claim], list[Settlement]]:
    claims = [
        Claim(str(dealer), document, day, due, max(amount or 0, 0))
        for dealer, document, day, due, amount in session.execute(text(_CLAIMS))
    ]
    paid = [
        Settlement(str(dealer), document, day, max(amount or 0, 0), settles)
        for dealer, document, day, amount, settles in session.execute(text(_SETTLED))
    ]
    return claims, paid


def _open(claims: list[Claim], paid: list[Settlement], day: int) -> frozenset[tuple[int, str]]:
    accounts = settle((one for one in claims if one.invoiced_on <= day), (one for one in paid if one.day <= day))
    return frozenset((int(one.dealer), item.document) for one in accounts for item in one.items)
