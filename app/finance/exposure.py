"""Every dealer's open items at once, by the list of open items that counts on a day. Money is 1/10,000, with tax."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import day_number
from app.finance.credit import OLD_DAYS, Exposure
from app.finance.queries import LIST_AGE_DAYS

_EXPOSURES: Final = """
    WITH latest AS (
        SELECT source_n, max(as_of_on) AS as_of_on FROM receivable
        WHERE current = 1 AND as_of_on BETWEEN :day - :age AND :day GROUP BY source_n
    )
    SELECT c.party_id, max(l.as_of_on), p.credit_limit_e4,
           sum(CASE WHEN f.amount_e4 > 0 THEN f.amount_e4 ELSE 0 END),
           sum(CASE WHEN f.amount_e4 > 0 AND f.due_on < l.as_of_on - :old THEN f.amount_e4 ELSE 0 END),
           max(CASE WHEN f.amount_e4 > 0 AND f.due_on < l.as_of_on THEN l.as_of_on - f.due_on ELSE 0 END)
    FROM receivable f JOIN latest l ON l.source_n = f.source_n AND l.as_of_on = f.as_of_on
    JOIN party_code c ON c.source_n = f.source_n AND c.code = f.party_code AND c.removed = 0
      AND coalesce(c.from_on, f.as_of_on) <= f.as_of_on AND coalesce(c.to_on, f.as_of_on + 1) > f.as_of_on
    JOIN party p ON p.id = c.party_id
    WHERE f.current = 1 AND p.credit_limit_e4 > 0 AND coalesce(p.payment_days, 1) <> 0 GROUP BY c.party_id
"""


@dataclass(frozen=True)
class Listed:
    """What a dealer with a credit limit owes by a list."""

    listed_on: int
    exposure: Exposure


def exposures(session: Session, day: date) -> dict[str, Listed]:
    """By party's id; who prepays, has no limit or is on no list of the last 35 days is left out."""
    asked = {"day": day_number(day), "age": LIST_AGE_DAYS, "old": OLD_DAYS}
    return {
        party: Listed(listed, Exposure(limit, used, old, oldest))
        for party, listed, limit, used, old, oldest in session.execute(text(_EXPOSURES), asked)
    }
