"""Changes by hand of who has a dealer, with the figures that follow them in the same transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.progress import Progress
from app.core.texts import N_
from app.dealers.assignments import assign, unassign
from app.jobs.products import follow_records


def assign_dealer(
    db: Database,
    *,
    party_id: str,
    name: str,
    from_on: int,
    values: Mapping[str, Any],
    row_id: str = "",
    progress: Progress | None = None,
) -> None:
    """Say who has a dealer from a day on, or change a row that says so; raises UserError as the command does."""

    def command(session: Session) -> None:
        assign(session, party_id=party_id, from_on=from_on, values=values, row_id=row_id)
        follow_records(session, progress)

    db.write(Action(N_("Said who has {dealer}"), {"dealer": name}), command, progress=progress)


def unassign_dealer(db: Database, *, name: str, row_id: str, progress: Progress | None = None) -> None:
    """Take a row out that says who has a dealer; raises UserError as the command does."""

    def command(session: Session) -> None:
        unassign(session, row_id=row_id)
        follow_records(session, progress)

    db.write(Action(N_("Took out who has {dealer}"), {"dealer": name}), command, progress=progress)
