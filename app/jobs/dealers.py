"""Changes by hand of who has a dealer, with the figures that follow them in the same transaction."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.progress import Progress
from app.core.texts import N_
from app.dealers.assignments import assign, unassign
from app.dealers.handover import Handed, hand_over
from app.dealers.model import Party
from app.dealers.queries import find_party
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


def hand_over_dealer(
    db: Database, *, party_id: str, successor: str, day: int, territory_ids: Collection[str] | None = None,
    with_person: bool = False, with_targets: bool = False, contract_no: str = "", progress: Progress | None = None,
) -> Handed:  # fmt: skip
    """Hand territories over to a successor (its code, reference, id or name) in one transaction; see ``hand_over``."""
    with db.read() as session:
        other = find_party(session, successor)
        own = session.get(Party, party_id)

    def command(session: Session) -> Handed:
        found = hand_over(
            session, party_id=party_id, successor_id=other.id, day=day, territory_ids=territory_ids,
            with_person=with_person, with_targets=with_targets, contract_no=contract_no,
        )  # fmt: skip
        if found.person:
            follow_records(session, progress)
        return found

    action = Action(
        N_("{dealer}: handed over to {successor}"), {"dealer": own.name if own else "", "successor": other.name}
    )
    return db.write(action, command, progress=progress).value
