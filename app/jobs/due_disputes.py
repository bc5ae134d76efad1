"""Disputes whose day is near or over, as what the inbox tells."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.core.period import day_number, day_of
from app.core.texts import N_, Text
from app.inbox.service import Post
from app.incentives.disputes.queries import list_disputes

if TYPE_CHECKING:
    from app.jobs.due import Who

AHEAD_DAYS: Final = 3
"""So many days before it is due a dispute is told of."""
_LATE: Final = N_("Dispute {ref} of {dealer} over {policy}, {period}: was due on {day}, rows without an outcome: {n}.")
_SOON: Final = N_("Dispute {ref} of {dealer} over {policy}, {period}: due on {day}, rows without an outcome: {n}.")


def dispute_posts(session: Session, today: date, who: "Who") -> Iterator[Post]:
    """What is not decided and late, or due within days."""
    day = day_number(today)
    for one in list_disputes(session):
        if one.state != "open" or one.due_on > day + AHEAD_DAYS:
            continue
        late = one.late(day)
        said = {"ref": one.ref, "dealer": one.dealer, "policy": one.policy, "period": one.period,
                "day": day_of(one.due_on).isoformat(), "n": one.undecided}  # fmt: skip
        yield Post(
            f"dispute:{one.id}", f"{one.due_on}:{'late' if late else 'soon'}", Text(_LATE if late else _SOON, said),
            "bad" if late else "warn", "incentives", {"panel": "disputes", "dispute": one.id}, who.owner(one.party_id),
            one.party_id, due_on=one.due_on,
        )  # fmt: skip
