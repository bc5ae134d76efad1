"""Decisions on duplicates, with the figures that follow them in the same transaction."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.progress import Progress
from app.core.texts import N_
from app.governance.duplicates.queries import pair_of
from app.governance.duplicates.service import Merged, keep_apart, merge_parties
from app.jobs.products import follow_records


def merge_dealers(
    db: Database,
    *,
    survivor_id: str,
    other_id: str,
    take: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Merged:
    """Make one dealer of two, figures included; raises UserError as the command does."""

    def command(session: Session) -> Merged:
        merged = merge_parties(session, survivor_id=survivor_id, other_id=other_id, take=take)
        follow_records(session, progress)
        return merged

    action = Action(N_("Merged {other} into {dealer}"), _names(db, survivor_id, other_id))
    return db.write(action, command, progress=progress).value


def keep_dealers_apart(db: Database, *, one_id: str, other_id: str, reason: str = "") -> None:
    """Say that two dealers are two; raises UserError as the command does."""
    action = Action(N_("{other} is not {dealer}"), _names(db, one_id, other_id), reason=reason)
    db.write(action, lambda session: keep_apart(session, one_id=one_id, other_id=other_id, reason=reason))


def _names(db: Database, one_id: str, other_id: str) -> dict[str, str]:
    with db.read() as session:
        one, other = pair_of(session, one_id, other_id)
    return {"dealer": one.name, "other": other.name}
