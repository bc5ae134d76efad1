"""Carrying a plan out."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.records import at_hand
from app.core.texts import N_, Text
from app.dealers.entering import enter_party
from app.dealers.holdings import remove_row, set_row
from app.dealers.register.plan import Change, Plan, Refused
from app.dealers.register.sheets import PARTY
from app.dealers.service import edit_party


def carry_out(session: Session, *, change: Change) -> None:
    """One change of the register, as the card would make it. Raises UserError as its command does."""
    if change.part == PARTY and not change.party_id:
        enter_party(session, name=change.dealer, values=change.values)
    elif change.part == PARTY:
        edit_party(session, party_id=change.party_id, changes=change.values)
    elif change.remove:
        remove_row(session, kind=change.part, row_id=change.row_id)
    else:
        set_row(session, kind=change.part, party_id=change.party_id, values=change.values, row_id=change.row_id)


def _records(plan: Plan) -> Iterator[tuple[str, str]]:
    for one in plan.changes:
        if one.party_id:
            yield PARTY, one.party_id
        if one.row_id:
            yield one.part, one.row_id


def tried(session: Session, *, plan: Plan, progress: Progress) -> Plan:
    """Carry a plan out and tell what of it could be; the rest is among the refused, with the reason.

    The commands refuse before they change anything, so that a refused row leaves nothing behind.
    """
    done, refused = [], list(plan.refused)
    held = at_hand(session, _records(plan))
    for number, one in enumerate(plan.changes):
        if number % 50 == 0:
            progress.step(number, len(plan.changes), Text(N_("Checking changes")))
        try:
            carry_out(session, change=one)
        except UserError as error:
            refused.append(Refused(one.where, error.text))
        else:
            done.append(one)
    del held
    return Plan(tuple(done), tuple(refused))
