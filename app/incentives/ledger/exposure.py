"""What dealers may still use of their rebate accounts, as the exposure of their credit takes it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.incentives.ledger.posting import ledger_currency
from app.incentives.ledger.queries import balances
from app.incentives.model import IncentivePosting
from app.incentives.rounding import e4_per_minor


def rebates_at_hand(session: Session, day: int, *party_ids: str) -> dict[str, int] | None:
    """可用返利 of some dealers on a day, 1/10,000 of the currency; None where nothing was ever posted until then."""
    asked = select(IncentivePosting.id).where(IncentivePosting.posted_on <= day).limit(1)
    if session.execute(asked).first() is None:
        return None
    found = balances(session, day, parties=party_ids)
    each = e4_per_minor(ledger_currency(session))
    return {party: balance.usable * each for party, balance in found.items()}
