"""Rebates that the gate locked and lets go again, as what the inbox tells."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.core.period import day_number
from app.inbox.service import Post
from app.incentives.ledger.releasing import read_releases

if TYPE_CHECKING:
    from app.jobs.due import Who


def lock_posts(session: Session, today: date, who: "Who") -> Iterator[Post]:
    """What was locked for a licence that is there again; it is over when it is released or locked once more."""
    for one in read_releases(session, day_number(today)):
        locked = one.locked
        yield Post(
            f"lock:{locked.posting_id}:{locked.n}", "open", one.said, "warn", "incentives",
            {"panel": "settlement", "release": locked.posting_id}, who.owner(locked.owner_id), locked.owner_id,
        )  # fmt: skip
