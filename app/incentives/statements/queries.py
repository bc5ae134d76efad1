"""What is read of statements of account: their list, who has not returned one, and the sheet that one prints."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.attachments import AttachmentRow, attachments_of
from app.core.period import Period, parse_period
from app.incentives.ledger.queries import Entry, account, balances
from app.incentives.ledger.reading import Named, name_in, names_of
from app.incentives.ledger.rules import CASH_BACK, USABLE, Balance, Lot, lots
from app.incentives.model import AccountStatement
from app.incentives.statements.service import ENTITY

OUT = frozenset({"issued", "disputed"})
"""The states in which a sealed copy is still wanted."""


@dataclass(frozen=True)
class StatementRow:
    """A statement in the list. Days are stored days."""

    id: str
    ref: str
    dealer: Named
    period: str
    through_on: int
    state: str
    data_sha256: str
    balance_minor: int
    issued_on: int
    due_on: int
    returned_on: int | None
    confirmed_on: int | None
    note: str
    scans: tuple[AttachmentRow, ...]

    def late(self, today: int) -> int:
        """By how many days it is overdue; 0 where it is not."""
        return max(0, today - self.due_on) if self.state in OUT else 0


@dataclass(frozen=True)
class AccountSheet:
    """What a statement of account prints."""

    dealer: Named
    period: Period
    through_on: int
    opening: Balance
    """At the end of the day before the period."""
    closing: Balance
    entries: tuple[Entry, ...]
    """Of the period, those that move the account, oldest first."""
    lots: tuple[Lot, ...]


def list_statements(session: Session, *, replaced: bool = False) -> list[StatementRow]:
    """Statements, those due first; with ``replaced`` also those that another one stands for."""
    asked = select(AccountStatement).where(AccountStatement.removed.is_(False))
    if not replaced:
        asked = asked.where(AccountStatement.state != "replaced")
    rows = session.scalars(asked.order_by(AccountStatement.due_on, AccountStatement.id)).all()
    known, scans = names_of(session), attachments_of(session, ENTITY, *(one.id for one in rows))
    return [
        StatementRow(
            one.id, one.ref, name_in(known, one.party_id), one.period, one.through_on, one.state, one.data_sha256,
            one.balance_minor, one.issued_on, one.due_on, one.returned_on, one.confirmed_on, one.note or "",
            tuple(scans[one.id]),
        )
        for one in rows
    ]  # fmt: skip


def not_returned(session: Session, today: int) -> list[StatementRow]:
    """Who has not returned a statement that was due before today, the longest overdue first."""
    return [one for one in list_statements(session) if one.late(today)]


def account_sheet(session: Session, party_id: str, period: str, through_on: int | None = None) -> AccountSheet:
    """The sheet of a dealer for a period, until its end or a day before it."""
    span = parse_period(period)
    until = span.last_day if through_on is None else min(through_on, span.last_day)
    found = account(session, party_id, until)
    opening = balances(session, span.first_day - 1, parties=(party_id,)).get(party_id, Balance())
    moving = tuple(
        one
        for one in found.entries
        if one.row.day_on >= span.first_day and one.row.moved in USABLE | {"pay", CASH_BACK}
    )
    left = lots([one.row for one in found.entries], until)
    return AccountSheet(
        name_in(names_of(session), party_id), span, until, opening, found.balance, moving, tuple(left)
    )  # fmt: skip


def with_account(session: Session, day: int) -> list[str]:
    """Who has a rebate account on a day, by id."""
    return sorted(cast("list[str]", list(balances(session, day))))
