"""Which row of the ledger, which version of a policy somebody means."""

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.incentives.ledger.periods import period_called
from app.incentives.ledger.queries import posting, posting_entries
from app.incentives.policies.queries import VersionRow, find_policy


def entry_of(session: Session, posting_ref: str, party_id: str) -> tuple[str, int]:
    """A posting's id and the number of the dealer's row in it that follows from figures; raises UserError for none."""
    found = posting(session, posting_ref.strip())
    rows = [one for one in posting_entries(session, found.id) if one.row.party_id == party_id]
    explained = next((one for one in rows if one.row.figures is not None), rows[0] if rows else None)
    if explained is None:
        raise UserError("The posting has no row of this dealer.")
    return found.id, explained.n


def settled_in(session: Session, posting_ref: str) -> tuple[str, list[int]]:
    """A posting's id and the numbers of its rows that follow from figures, one for each dealer in their order."""
    found = posting(session, posting_ref.strip())
    first: dict[str, int] = {}
    for one in posting_entries(session, found.id):
        if one.row.figures is not None:
            first.setdefault(one.row.party_id, one.n)
    return found.id, sorted(first.values())


def version_for(session: Session, code: str, period: str) -> VersionRow:
    """The version of a policy (code or reference) by which a period is computed: the one that counts on its last day.

    Where none is signed yet it is the newest, so that a draft can be tried. Raises UserError where there is no such
    policy or period.
    """
    policy = find_policy(session, code)
    last = period_called(policy.newest.policy, period).last_day
    return policy.on(min(last, policy.newest.to_on)) or policy.newest
