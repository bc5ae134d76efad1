"""Statements of account that did not come back in time, as what the inbox tells."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.core.period import day_number, day_of
from app.core.texts import N_, Text
from app.inbox.service import Post
from app.incentives.statements.queries import not_returned

if TYPE_CHECKING:
    from app.jobs.due import Who

LATE_DAYS: Final = 15
"""So many days after it was due a missing statement is serious, and told of again."""
_LATE: Final = N_("The statement of account {ref} of {dealer} for {period} did not come back; it was due on {day}.")
_DISPUTED: Final = N_("{dealer} objects to the statement of account {ref} for {period}; it was due on {day}.")


def statement_posts(session: Session, today: date, who: "Who") -> Iterator[Post]:
    """Who has not returned a sealed statement that was due."""
    day = day_number(today)
    for one in not_returned(session, day):
        serious = one.late(day) > LATE_DAYS
        said = {"ref": one.ref, "dealer": one.dealer.name, "period": one.period, "day": day_of(one.due_on).isoformat()}
        words = _DISPUTED if one.state == "disputed" else _LATE
        yield Post(
            f"statement:{one.id}", f"{one.due_on}:{one.state}:{int(serious)}", Text(words, said),
            "bad" if serious else "warn", "incentives", {"panel": "statements", "statement": one.id},
            who.owner(one.dealer.party_id), one.dealer.party_id, due_on=one.due_on,
        )  # fmt: skip
