"""What is open by invoices and receipts, beside the list of open items that finance hands out."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import day_number
from app.dealers.codes import whose_on
from app.finance.rules import Account, Claim, Settlement, settle

_INVOICES: Final = f"""
    SELECT c.party_id, f.invoice_no, min(f.invoiced_on), max(coalesce(f.due_on, f.invoiced_on + p.payment_days)),
           sum(CASE WHEN coalesce(f.kind, '') = 'red' THEN -abs(coalesce(f.gross_amount_e4, f.amount_e4))
                    ELSE coalesce(f.gross_amount_e4, f.amount_e4) END), max(f.ref_no)
    FROM invoice f {whose_on("f.invoiced_on")}
    JOIN party p ON p.id = c.party_id
    WHERE f.current = 1 AND f.invoiced_on <= :day AND coalesce(f.gross_amount_e4, f.amount_e4) IS NOT NULL
    GROUP BY c.party_id, f.invoice_no
"""
_RECEIPTS: Final = f"""
    SELECT c.party_id, f.receipt_no, f.received_on, f.amount_e4, f.invoice_no
    FROM receipt f {whose_on("f.received_on")}
    WHERE f.current = 1 AND f.received_on <= :day AND f.amount_e4 IS NOT NULL
"""
_LISTED: Final = f"""
    WITH latest AS (
        SELECT source_n, max(as_of_on) AS as_of_on FROM receivable
        WHERE current = 1 AND as_of_on BETWEEN :day - :age AND :day GROUP BY source_n
    )
    SELECT c.party_id, sum(CASE WHEN f.amount_e4 > 0 THEN f.amount_e4 ELSE 0 END)
    FROM receivable f JOIN latest l ON l.source_n = f.source_n AND l.as_of_on = f.as_of_on
    {whose_on("f.as_of_on")}
    WHERE f.current = 1 GROUP BY c.party_id
"""
LIST_AGE_DAYS: Final = 35


@dataclass(frozen=True)
class Balance:
    """One dealer's account as invoices and receipts make it, and as finance's own list has it; 1/10,000, with tax."""

    party_id: str
    code: str
    name: str
    prepays: bool
    account: Account
    listed: int | None
    """Open items on the newest list of at most 35 days; None where there is no list at all."""

    @property
    def computed(self) -> int:
        """The sum of the open items."""
        return sum(one.amount for one in self.account.items)

    def overdue(self, as_of: date) -> int:
        """What of it is past due; prepaid dealers owe nothing late."""
        day = day_number(as_of)
        items = () if self.prepays else self.account.items
        return sum(one.amount for one in items if one.due_on is not None and one.due_on < day)

    @property
    def difference(self) -> int | None:
        """Computed less listed."""
        return None if self.listed is None else self.computed - self.listed


def open_items(session: Session, as_of: date) -> list[Account]:
    """Each dealer's open items on a day by what was invoiced and received until then; ``dealer`` is the party's id.

    A rebate that was set off settles as money does; a red invoice settles the blue one that it names. An invoice that
    names no due day is due by the dealer's payment term.
    """
    day = {"day": day_number(as_of)}
    claims, settlements = [], []
    for party, number, invoiced, due, amount, ref in session.execute(text(_INVOICES), day):
        if amount >= 0:
            claims.append(Claim(party, number, invoiced, due, amount))
        else:
            settlements.append(Settlement(party, number, invoiced, -amount, ref))
    for party, number, received, amount, invoice in session.execute(text(_RECEIPTS), day):
        if amount >= 0:
            settlements.append(Settlement(party, number, received, amount, invoice))
        else:  # money that went back is owed again
            claims.append(Claim(party, number, received, received, -amount))
    return settle(claims, settlements)


def balances(session: Session, as_of: date) -> list[Balance]:
    """Every dealer's account beside finance's list, by code."""
    accounts = {one.dealer: one for one in open_items(session, as_of)}
    values = {"day": day_number(as_of), "age": LIST_AGE_DAYS}
    listed = {row[0]: int(row[1]) for row in session.execute(text(_LISTED), values)}
    parties = session.execute(
        text("""
        SELECT p.id, p.name, coalesce(p.payment_days = 0, 0),
               coalesce((SELECT min(c.code) FROM party_code c WHERE c.party_id = p.id AND c.removed = 0
                         AND c.by_hand IS NULL), p.ref) AS code
        FROM party p WHERE p.removed = 0 ORDER BY code, p.id
    """)
    )
    found = []
    for party, name, prepays, code in parties:
        if party in accounts or party in listed:
            account = accounts.get(party, Account(party, (), 0))
            found.append(Balance(party, code, name, bool(prepays), account, listed.get(party, 0) if listed else None))
    return found
