"""What the inbox says of approvals: to those who can decide the next step, and to who asked when it is decided."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from app.approvals.queries import ApprovalRow, approvals
from app.core.texts import N_, Text
from app.inbox.service import Post, settle_kind

KIND: Final = "approval"
PAGE: Final = "approvals"
TOLD_DAYS: Final = 30
"""So many days its maker is told of a decision, unless he puts it away."""
_WAITS: Final = N_("Waits for approval: {title}")
_ENDED: Final = {"approved": N_("Approved: {title}"), "refused": N_("Refused: {title}")}


def settle_notices(session: Session, *, today: int) -> None:
    """Tell what waits and what was decided as it is now; in the transaction that changed it."""
    posts = [post for one in approvals(session) for post in _posts(one, today)]
    settle_kind(session, kind=KIND, posts=posts, on=today)


def _posts(one: ApprovalRow, today: int) -> Iterator[Post]:
    target = {"approval": one.id}
    if one.state == "open":
        asked = one.steps[one.step] if one.step < len(one.steps) else ()
        said = Text(_WAITS, {"title": one.title})
        for person in asked or (None,):
            yield Post(f"approval:{one.id}:{person or ''}", f"step:{one.step}", said, "warn", PAGE, target, person)
    elif one.state in _ENDED and one.decisions and today - one.decisions[-1].decided_on <= TOLD_DAYS:
        severity = "bad" if one.state == "refused" else "info"
        said = Text(_ENDED[one.state], {"title": one.title})
        yield Post(f"approval:{one.id}:made", one.state, said, severity, PAGE, target, one.made_by_id or None)
