"""Commands on notices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.texts import N_, Text, packed
from app.inbox.model import Notice

SEVERITIES: Final = {"info": N_("Hint"), "warn": N_("Important"), "bad": N_("Serious")}
"""From the mildest to the worst."""
STATES: Final = {
    "new": N_("Not seen yet"), "seen": N_("Seen"), "acting": N_("Under way"), "done": N_("Dealt with"),
    "not_useful": N_("Not useful"), "closed": N_("Over by itself"),
}  # fmt: skip
KIND_TITLES: Final = {
    "alert": N_("Alert"), "licence": N_("Licence"), "contract": N_("Contract"), "task": N_("Task"),
    "order": N_("Late order"), "job": N_("Job of the program"),
    "data": N_("Old data"), "agenda": N_("For the agenda"), "approval": N_("Approval"),
    "dispute": N_("Dispute"), "statement": N_("Statement of account"), "lock": N_("Locked rebate"),
    "effect": N_("Effect of a decision"),
    "meeting": N_("Meeting"), "pack": N_("Configuration pack"),
}  # fmt: skip
"""What notices are about, in words; who posts one of another kind adds it here."""
OPEN: Final = ("new", "seen", "acting")
"""The states in which something is still to be done."""
PUT_AWAY: Final = ("done", "not_useful")
"""The states in which a person said that it need not be told again."""
_IS_OPEN: Final = (Notice.state.in_(OPEN), Notice.removed.is_(False))
GONE: Final = N_("This notice is no longer in the workspace.")


@dataclass(frozen=True)
class Post:
    """What is to be told about one cause now."""

    cause: str
    fingerprint: str
    subject: Text
    severity: str = "warn"
    page: str = ""
    target: Mapping[str, Any] = field(default_factory=dict)
    owner_id: str | None = None
    dealer_id: str | None = None
    kpi: str | None = None
    due_on: int | None = None


def post_notice(session: Session, *, kind: str, post: Post, on: int) -> str:
    """Tell something once; returns the notice's id.

    The same fingerprint of the same cause is told once: where its notice is open, snoozed, dealt with or not useful
    nothing happens, and where it was over because it was no longer so it is new again. What was said of the cause
    before is over: nobody reads about one thing twice. ``on`` is the stored day of today.
    """
    session.flush()  # one posted earlier in this transaction is found again
    if kind not in KIND_TITLES:
        raise ValueError(f"a notice has no kind {kind}")
    if post.severity not in SEVERITIES:
        raise ValueError(f"a notice has no severity {post.severity}")
    for other in _of_cause(session, post.cause):
        if other.fingerprint != post.fingerprint:
            _close(other, on)
    there = _there(session, post)
    if there is None:
        return _made(session, kind, post, state="new", posted_on=on)
    if there.state == "closed" or there.removed:
        there.state, there.snoozed, there.removed = "new", False, False
        there.posted_on, there.closed_on = on, None
        for name, value in _said(post).items():
            setattr(there, name, value)
    return there.id


def note_over(session: Session, *, kind: str, post: Post, on: int) -> str:
    """Keep among what is over what came and went before it could be told; returns the notice's id.

    What is open of its cause is another thing and stays.
    """
    session.flush()
    there = _there(session, post)
    return _made(session, kind, post, state="closed", posted_on=on, closed_on=on) if there is None else there.id


def close_cause(session: Session, *, cause: str, on: int) -> list[str]:
    """Say that a cause is over, as what it told of is no longer so; returns the ids of what was open about it."""
    session.flush()
    return [_close(one, on) for one in _of_cause(session, cause)]


def settle_kind(session: Session, *, kind: str, posts: Collection[Post], on: int) -> tuple[int, int]:
    """Post all that is so of a kind now and close what is no longer so.

    Returns how many notices came and how many are over because their cause is.
    """
    session.flush()
    causes = {one.cause for one in posts}
    before = {one.id: one for one in session.scalars(select(Notice).where(Notice.kind == kind, *_IS_OPEN))}
    told = {post_notice(session, kind=kind, post=one, on=on) for one in posts}
    over = [_close(one, on) for one in before.values() if one.cause not in causes]
    session.flush()
    came = session.scalars(select(Notice.id).where(Notice.id.in_(told - before.keys()), *_IS_OPEN)).all()
    return len(came), len(over)


def snooze_cause(session: Session, *, cause: str, asleep: bool = True) -> list[str]:
    """Put a cause aside until something else is to be said of it, or take that back; returns the notices' ids."""
    found = _of_cause(session, cause)
    for one in found:
        one.snoozed = asleep
    return [one.id for one in found]


def mark_seen(session: Session, *, notice_ids: Sequence[str]) -> None:
    """Say that somebody has looked at notices; those that are past that stay as they are."""
    for notice_id in notice_ids:
        one = existing(session, Notice, notice_id, GONE)
        if one.state == "new":
            one.state = "seen"


def mark_acting(session: Session, *, notice_id: str) -> str:
    """Say that something is being done about it."""
    one = _open(session, notice_id)
    one.state = "acting"
    return one.id


def mark_done(session: Session, *, notice_id: str, on: int) -> str:
    """Say that it was dealt with: it does not come again while it says the same."""
    one = _open(session, notice_id)
    one.state, one.closed_on = "done", on
    return one.id


def mark_not_useful(session: Session, *, notice_id: str, reason: str, on: int) -> str:
    """Put a notice away as one that need not have come; raises UserError without a reason.

    It does not come again while it says the same; what posts it reads the reasons (``queries.judged``).
    """
    words = " ".join(reason.split())
    if not words:
        raise UserError("Say why this notice is of no use.")
    one = _open(session, notice_id)
    one.state, one.reason, one.closed_on = "not_useful", words, on
    return one.id


def reopen_notice(session: Session, *, notice_id: str) -> str:
    """Take up again what a person put away; raises UserError for a notice that is open or over by itself."""
    one = existing(session, Notice, notice_id, GONE)
    if one.state not in PUT_AWAY:
        raise UserError("Only a notice that somebody put away can be taken up again.")
    one.state, one.reason, one.closed_on = "seen", None, None
    return one.id


def _key(post: Post) -> str:
    return f"{post.cause}\n{post.fingerprint}"


def _there(session: Session, post: Post) -> Notice | None:
    return session.get(Notice, record_id(Notice, _key(post)))


def _said(post: Post) -> dict[str, Any]:
    msgid, params = packed(post.subject)
    return {
        "subject": msgid, "params": params, "severity": post.severity, "page": post.page, "target": dict(post.target),
        "owner_id": post.owner_id, "dealer_id": post.dealer_id, "kpi": post.kpi, "due_on": post.due_on,
    }  # fmt: skip


def _made(session: Session, kind: str, post: Post, **how: Any) -> str:
    return create(
        session, Notice, natural_key=_key(post), cause=post.cause, kind=kind, fingerprint=post.fingerprint,
        snoozed=False, **how, **_said(post),
    ).id  # fmt: skip


def _of_cause(session: Session, cause: str) -> Sequence[Notice]:
    """The notices about a cause with which something is still to be done."""
    return session.scalars(select(Notice).where(Notice.cause == cause, *_IS_OPEN)).all()


def _close(one: Notice, on: int) -> str:
    one.state, one.closed_on = "closed", on
    return one.id


def _open(session: Session, notice_id: str) -> Notice:
    one = existing(session, Notice, notice_id, GONE)
    if one.state not in OPEN:
        raise UserError("This notice is put away or over.")
    return one
