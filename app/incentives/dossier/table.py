"""The table of adjustments as it is kept: each change is a new version, the newest one counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create
from app.core.period import day_of
from app.incentives.dossier.rules import USUAL, Rule, check_rules, rules_from_plain, rules_plain, with_rule
from app.incentives.model import AdjustmentTable


@dataclass(frozen=True)
class TableRow:
    """One version of the table."""

    id: str
    """Empty for the usual table of a workspace in which nobody kept another."""
    number: int
    rules: tuple[Rule, ...]
    reason: str = ""
    made_on: date | None = None


def tables(session: Session) -> list[TableRow]:
    """Every kept version, the newest first."""
    rows = session.scalars(
        select(AdjustmentTable)
        .where(AdjustmentTable.removed.is_(False))
        .order_by(AdjustmentTable.number.desc(), AdjustmentTable.id.desc())
    )
    return [
        TableRow(row.id, row.number, rules_from_plain(row.rules), row.reason or "", day_of(row.made_on)) for row in rows
    ]  # fmt: skip


def current_table(session: Session) -> TableRow:
    """The version that counts: the newest one, else the usual table."""
    return next(iter(tables(session)), TableRow("", 0, USUAL))


def keep_table(session: Session, *, rules: Sequence[Rule], reason: str, today: int) -> str:
    """Keep another table; returns its id.

    ``today`` is a stored day. Raises UserError without a reason, where nothing changes, and where a cell could not be
    meant.
    """
    check_rules(rules)
    if not reason.strip():
        raise UserError("Say why the table changes; the reason is kept with it.")
    before = current_table(session)
    if rules_plain(rules) == rules_plain(before.rules):
        raise UserError("This is the table that counts already.")
    return create(
        session, AdjustmentTable, number=before.number + 1, rules=rules_plain(rules),
        reason=reason.strip(), made_on=today,
    ).id  # fmt: skip


def keep_rule(session: Session, *, rule: Rule, reason: str, today: int) -> str:
    """Change one cell of the table; a change of nothing takes the cell out. Returns the new version's id."""
    return keep_table(session, rules=with_rule(current_table(session).rules, rule), reason=reason, today=today)
