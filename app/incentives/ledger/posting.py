"""Posting: the rows are kept by their hash first, then one transaction names them and lays them out for SQL.

A kill before the transaction leaves a file that nothing names, a kill after it a whole posting; there is nothing
between. Whoever posts says which ledger he computed on, so that two programs never settle the same period twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.journal import create, seal
from app.core.period import day_number, day_of
from app.core.texts import N_, Text
from app.core.workspace_settings import CURRENCY, setting
from app.core.writing import touch, writing_of
from app.incentives.engine import ENGINE
from app.incentives.ledger.kept import Kept, kept_from_json, kept_json, kept_sha256, ordered
from app.incentives.ledger.rules import Row
from app.incentives.model import INCENTIVE_ENTRY, IncentivePosting

SCOPE: Final = "region"
_USUAL: Final = "CNY"
"""Where neither a posting nor the workspace says one."""
_COLUMNS: Final = tuple(column.name for column in INCENTIVE_ENTRY.columns if column.name not in {"posting_id", "n"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one posting says beside its rows."""

    kept: Kept
    sha256: str
    """Of the rows in the files store."""
    tx: int
    seen: int | None = None
    """The ledger's ``ledger_head`` that the rows were computed on; None: they stand for themselves."""
    cutoff_on: int | None = None
    reason: str | None = None
    approval_id: str | None = None
    reverses_id: str | None = None


def ledger_head(session: Session) -> int:
    """How many postings there are: none is ever taken out, so that another number is another ledger."""
    return int(session.execute(select(func.count()).select_from(IncentivePosting)).scalar_one())


def ledger_currency(session: Session) -> str:
    """The one currency of all rebate accounts: that of what was posted first, else the workspace's own."""
    first = session.execute(select(IncentivePosting.currency).order_by(IncentivePosting.id).limit(1)).scalar()
    return str(first or setting(session, CURRENCY) or _USUAL)


def require_currency(session: Session, currency: str) -> None:
    """Refuse another currency than the ledger's: balances are sums, and nothing here knows a rate."""
    kept = ledger_currency(session)
    if currency != kept:
        raise UserError(
            "The rebate accounts are kept in {kept}; {currency} cannot be posted to them. Say the policy's amounts in "
            "{kept}, or settle it in a workspace of its own.", kept=kept, currency=currency,
        )  # fmt: skip


def require_come(day_on: int, today: int) -> None:
    """Refuse a day on which rows shall count that is still to come."""
    if day_on > today:
        raise UserError("Rows count on a day until today; {day} is still to come.", day=day_of(day_on).isoformat())


def keep_rows(files: FileStore, *, kind: str, period: str, entries: Sequence[Row], currency: str) -> Kept:
    """Put the rows of a posting into the files store, in their own order."""
    kept = Kept(kind, period, currency, ordered(entries))
    files.put(kept_json(kept))
    return kept


def post(
    db: Database,
    files: FileStore,
    *,
    kind: str,
    period: str,
    entries: Sequence[Row],
    currency: str | None = None,
    tx: int | None = None,
    seen: int | None = None,
    cutoff_on: int | None = None,
    reason: str | None = None,
    approval_id: str | None = None,
    reverses_id: str | None = None,
    also: Callable[[Session, str], None] | None = None,
) -> str:
    """Post rows; returns the posting's id. ``also`` runs in the same transaction with that id, and may refuse it.

    Without a currency they are in the ledger's own. Raises UserError like ``add_posting``.
    """
    if currency is None:
        with db.read() as session:
            currency = ledger_currency(session)
    kept = keep_rows(files, kind=kind, period=period, entries=entries, currency=currency)
    asked = Asked(
        kept=kept, sha256=kept_sha256(kept), tx=db.last_tx() if tx is None else tx, seen=seen, cutoff_on=cutoff_on,
        reason=reason, approval_id=approval_id, reverses_id=reverses_id,
    )  # fmt: skip
    today = day_number(db.clock.today())

    def command(session: Session) -> str:
        found = add_posting(session, asked, today=today)
        if also is not None:
            also(session, found)
        return found

    return db.write(action_of(kept), command).value


def action_of(kept: Kept) -> Action:
    """What a posting is called in the history."""
    if kept.period:
        return Action(N_("Posted to the rebate ledger for {period}"), {"period": kept.period})
    return Action(N_("Posted to the rebate ledger"))


def add_posting(session: Session, asked: Asked, *, today: int) -> str:
    """The command: a final record and its rows. The kept file has to be there already.

    Raises UserError where there is nothing to post, a row counts on a day to come, the currency is not the ledger's,
    or the ledger is another one than ``seen``.
    """
    kept = asked.kept
    if not kept.rows:
        raise UserError("There is nothing to post.")
    require_come(max(row.day_on for row in kept.rows), today)
    require_currency(session, kept.currency)
    if asked.seen is not None and asked.seen != ledger_head(session):
        raise UserError("Something else was posted since this was computed; compute it again and look at it.")
    record = create(
        session, IncentivePosting, scope=SCOPE, kind=kept.kind, period=kept.period, posted_on=today,
        data_sha256=asked.sha256, entries=len(kept.rows), total_minor=kept.total_minor, currency=kept.currency,
        tx=asked.tx, engine=ENGINE, cutoff_on=asked.cutoff_on, reason=(asked.reason or "").strip() or None,
        person_id=writing_of(session).actor or None, approval_id=asked.approval_id, reverses_id=asked.reverses_id,
    )  # fmt: skip
    session.flush()
    session.connection().execute(insert(INCENTIVE_ENTRY), laid_out(record.id, kept))
    touch(session, INCENTIVE_ENTRY.name)
    seal(session, record)
    return record.id


def laid_out(posting_id: str, kept: Kept) -> list[dict[str, Any]]:
    """The rows as their table holds them."""
    return [
        {"posting_id": posting_id, "n": n, **{name: getattr(row, name) for name in _COLUMNS}}
        for n, row in enumerate(kept.rows)
    ]


def rebuild_entries(session: Session, files: FileStore) -> int:
    """Lay out every posting's rows anew from the kept files; returns how many. Raises UserError for a missing file."""
    connection, count = session.connection(), 0
    connection.execute(delete(INCENTIVE_ENTRY))
    postings = connection.execute(select(IncentivePosting.id, IncentivePosting.data_sha256)).all()
    for (posting_id, _), data in zip(postings, files.each(sha for _, sha in postings), strict=True):
        rows = laid_out(posting_id, kept_from_json(data))
        if rows:
            connection.execute(insert(INCENTIVE_ENTRY), rows)
        count += len(rows)
    return count


def forget_entries(session: Session) -> None:
    """Drop the rows of postings that are not there (in a copy that went back to an earlier transaction)."""
    gone = INCENTIVE_ENTRY.c.posting_id.not_in(select(IncentivePosting.id))
    session.connection().execute(delete(INCENTIVE_ENTRY).where(gone))


def ledger_faults(session: Session, files: FileStore) -> Iterator[Text]:
    """A sentence for each posting whose rows are not those of its kept file, and for rows that no posting names."""
    connection = session.connection()
    postings = connection.execute(select(IncentivePosting).order_by(IncentivePosting.id)).all()
    for posting in postings:
        found = connection.execute(
            select(INCENTIVE_ENTRY).where(INCENTIVE_ENTRY.c.posting_id == posting.id).order_by(INCENTIVE_ENTRY.c.n)
        ).mappings()
        try:
            kept = kept_from_json(files.get(posting.data_sha256))
        except UserError:
            yield Text(N_("The rows of posting {ref} are not kept any more."), {"ref": posting.ref})
            continue
        is_same = [dict(row) for row in found] == laid_out(posting.id, kept)
        if not is_same or (posting.entries, posting.total_minor) != (len(kept.rows), kept.total_minor):
            yield Text(N_("The rows of posting {ref} are not those that were posted."), {"ref": posting.ref})
    known = {posting.id for posting in postings}
    loose = select(INCENTIVE_ENTRY.c.posting_id).distinct()
    if any(one not in known for one in connection.execute(loose).scalars()):
        yield Text(N_("The rebate ledger holds rows of no posting."))
