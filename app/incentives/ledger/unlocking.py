"""Releasing what was settled and kept back: for a licence that is there again, or by hand with a second person's yes.

The gate's own locks are opened by the gate: nothing is left to anybody's judgement, and the amount was approved with
the settlement. What somebody locked by hand is paid only after somebody else approved that, as with every payment.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from app.approvals.queries import approvals_about
from app.approvals.service import request_approval, require_approved
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.texts import N_
from app.incentives.base.who import members
from app.incentives.ledger.before import is_released, taken_back_of
from app.incentives.ledger.dealer_rows import credit_ends
from app.incentives.ledger.holding import closed_rows
from app.incentives.ledger.kept import Kept, kept_json, kept_sha256, ordered
from app.incentives.ledger.posting import ledger_head, post, require_come
from app.incentives.ledger.queries import Entry, PostingRow, posting, posting_entries
from app.incentives.ledger.rules import Row
from app.incentives.ledger.service import ASKED, asked_day, require_reason, said_of
from app.incentives.locks import Lock, lock_of


def release_rows(
    session: Session, posting_id: str, party_id: str, *, day_on: int, by_gate: bool = False
) -> tuple[Kept, bool]:
    """The rows that release what a posting kept back of a dealer, and whether somebody else has to approve them.

    What the gate keeps back stays locked while it is closed; ``by_gate`` leaves what was locked by hand. Raises
    UserError where nothing of his is locked any more or the gate still keeps back all of it.
    """
    found = posting(session, posting_id)
    closed, kept = closed_rows(session, found.id, day_on), list[Lock]()
    rows, by_hand = list[Row](), False
    for each in _locked(session, found.id, party_id):
        is_hand = lock_of(each.row.document) is None
        if (by_gate and is_hand) or is_released(session, found.ref, each.row.party_id, each.n):
            continue
        if each.n in closed:
            kept.append(closed[each.n])
            continue
        rows += _freed(session, each, day_on)
        by_hand = by_hand or is_hand
    if kept and not rows and found.reversed_by is None:
        raise UserError("The gate is still closed: {why}", why=kept[0].said)
    if not rows or found.reversed_by is not None:
        raise UserError("Nothing of this dealer is locked by posting {ref}.", ref=found.ref)
    return Kept("release", found.period, found.currency, ordered(rows)), by_hand


def _ids(session: Session, party_id: str) -> set[str]:
    member = members(session).get(party_id)
    return {party_id} if member is None else set(member.ids)


def _locked(session: Session, posting_id: str, party_id: str) -> Iterable[Entry]:
    his = _ids(session, party_id)
    return [one for one in posting_entries(session, posting_id) if one.row.kind == "lock" and one.row.party_id in his]


def _freed(session: Session, locked: Entry, day_on: int) -> tuple[Row, Row]:
    """What takes the lock off, and what is credited or paid instead."""
    row = locked.row
    to = "pay" if row.form == "cash" else "credit"
    ends = None if to == "pay" else credit_ends(session, row.version_id, day_on)
    freed = replace(row, day_on=day_on, document=locked.ref)
    return (
        replace(freed, amount_minor=-row.amount_minor, figures=None, reverses_n=locked.n),
        replace(freed, kind=to, expires_on=ends),
    )


def _about(session: Session, found: PostingRow, party_id: str) -> str:
    """What an approval of a release names: the same rows after it was taken back are another release."""
    return f"{found.id}/{party_id}/{taken_back_of(session, found.ref, _ids(session, party_id))}"


def request_release(
    db: Database, files: FileStore, *, posting_id: str, party_id: str, day_on: int, reason: str
) -> str:  # fmt: skip
    """Ask for approval of releasing what was locked by hand; returns the approval's id.

    Raises UserError where only the gate locked it: that needs none.
    """
    require_reason(reason)
    today = day_number(db.clock.today())
    require_come(day_on, today)
    with db.read() as session:
        found = posting(session, posting_id)
        kept, by_hand = release_rows(session, posting_id, party_id, day_on=day_on)
    if not by_hand:
        raise UserError("Only the gate locked it, and it is open again: it is released without approval.")
    total = sum(row.amount_minor for row in kept.rows if row.kind != "lock")
    sha256 = files.put(kept_json(kept))
    return db.write(
        Action(N_("Asked for approval to release what was locked"), reason=reason.strip()),
        lambda session: request_approval(
            session, kind="settlement", about_entity="incentive_posting", about_id=_about(session, found, party_id),
            title=ASKED, params=said_of(kept, found.ref, total, day_on), content_sha256=sha256, amount_minor=total,
            region=None, today=today,
        ),
    ).value  # fmt: skip


def approval_of_release(session: Session, posting_id: str, party_id: str, *, day_on: int) -> tuple[str | None, int]:
    """The approval that waits or was given for a release, with the day that its rows count on; without one the day."""
    found = posting(session, posting_id)
    for one in approvals_about(session, _about(session, found, party_id)):
        if one.state in {"open", "approved"}:
            day = asked_day(one, day_on)
            kept, _ = release_rows(session, posting_id, party_id, day_on=day)
            if one.content_sha256 == kept_sha256(kept):
                return one.id, day
    return None, day_on


def release_or_ask(
    db: Database, files: FileStore, *, posting_id: str, party_id: str, day_on: int, reason: str
) -> str:  # fmt: skip
    """Release what a posting kept back of a dealer, or ask for the approval that it needs first.

    Returns the posting's id; empty where approval was asked for. Raises UserError while that is not given.
    """
    require_reason(reason)
    with db.read() as session:
        approval_id, day = approval_of_release(session, posting_id, party_id, day_on=day_on)
        _, by_hand = release_rows(session, posting_id, party_id, day_on=day)
    if by_hand and approval_id is None:
        request_release(db, files, posting_id=posting_id, party_id=party_id, day_on=day, reason=reason)
        return ""
    return release_locked(
        db, files, posting_id=posting_id, party_id=party_id, day_on=day, reason=reason, approval_id=approval_id
    )  # fmt: skip


def release_locked(
    db: Database, files: FileStore, *, posting_id: str, party_id: str, day_on: int, reason: str, by_gate: bool = False,
    approval_id: str | None = None,
) -> str:  # fmt: skip
    """Credit or pay what a posting settled and kept back of one dealer; returns the posting's id.

    Raises UserError like ``release_rows``, and where what was locked by hand is not approved.
    """
    with db.read() as session:
        found, seen = posting(session, posting_id), ledger_head(session)
        kept, by_hand = release_rows(session, posting_id, party_id, day_on=day_on, by_gate=by_gate)

    def also(session: Session, _posting: str) -> None:
        if by_hand:
            about = _about(session, found, party_id)
            require_approved(session, approval_id=approval_id, content_sha256=kept_sha256(kept), about_id=about)

    return post(
        db, files, kind="release", period=found.period, entries=kept.rows, currency=found.currency, tx=found.tx,
        seen=seen, reason=reason, approval_id=approval_id if by_hand else None, also=also,
    )  # fmt: skip
