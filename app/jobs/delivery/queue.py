"""The queue of messages: put in once, claimed by one program, sent, tried again; all of it survives a kill.

Between sending and writing down that it was sent lies a moment in which a program can be killed. Mail is then sent
again with the same Message-ID, by which a mailbox can tell the second copy from the first. Robots of chats know no such
key: what may have arrived is not sent again, but stands in doubt; the next digest tells the same.

Files that go along are named by their hash in the files store and read when they are sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.texts import N_, Text, packed, unpacked
from app.inbox.model import Delivery
from app.jobs.runs import millis

STATES: Final = {
    "waiting": N_("waiting"), "sending": N_("on its way"), "sent": N_("sent"), "failed": N_("failed"),
    "doubt": N_("may have arrived"), "overtaken": N_("overtaken by a newer one"),
    "cancelled": N_("cancelled"),
}  # fmt: skip
MAIL: Final = "mail"
REPORT: Final = "report:"
"""How the keys of reports begin: none of them says what another one says, so that none is overtaken."""
LIMIT_BYTES: Final = 15_000_000
"""Of all files of a mail; on its way they are a third larger, and many servers take no more than 20 MB."""
RATE: Final = 20
"""Messages a minute that the robots of WeCom and DingTalk take; Feishu takes 100."""
MINUTE_MS: Final = 60_000
LEASE_MS: Final = 10 * MINUTE_MS
"""What has been on its way for longer was left behind by a program that was killed."""
PAUSE: Final = timedelta(minutes=15)
LONGEST_PAUSE: Final = timedelta(hours=6)
GIVEN_UP: Final = timedelta(days=3)
REPORT_GIVEN_UP: Final = timedelta(days=14)
"""A digest is of its day, a report of its quarter."""
LONGEST_WAIT_MS: Final = 26 * 60 * MINUTE_MS
"""No quiet hours and no pause last longer: what waits for later than that was queued by a clock that was wrong."""
KEPT: Final = 2000


@dataclass(frozen=True)
class Message:
    """One message as the queue holds it."""

    n: int
    key: str
    channel: str
    recipient: str
    message: Mapping[str, Any]
    attempts: int
    made_at: int
    not_before: int
    state: str
    ended_at: int | None
    error: Text | None


def put(
    session: Session, *, key: str, channel: str, recipient: str, message: Mapping[str, Any], now: datetime,
    not_before: datetime | None = None,
) -> bool:  # fmt: skip
    """Queue a message; False where its key was given before. A digest overtakes those that wait for its recipient.

    ``message`` holds subject, lines and lang, and for a mail ``files`` of name, sha256 and size (bytes) each. Raises
    UserError where they are too large for a mail.
    """
    require_mailable(sum(int(one["size"]) for one in message.get("files", ())))
    if session.execute(select(Delivery.n).where(Delivery.key == key)).first() is not None:
        return False
    if not key.startswith(REPORT):
        same = (Delivery.channel == channel, Delivery.recipient == recipient, Delivery.state == "waiting")
        older = update(Delivery).where(*same, Delivery.key.not_like(f"{REPORT}%"))
        session.execute(older.values(state="overtaken", ended_at=millis(now)))
    session.execute(insert(Delivery).values(
        key=key, channel=channel, recipient=recipient, message=dict(message), made_at=millis(now),
        not_before=millis(not_before or now), state="waiting", attempts=0, error="",
    ))  # fmt: skip
    oldest = select(Delivery.n).order_by(Delivery.n.desc()).limit(KEPT)
    session.execute(delete(Delivery).where(Delivery.n.not_in(oldest), Delivery.state != "waiting"))
    return True


def require_mailable(size: int) -> None:
    """Raise UserError for files (bytes, all together) that are too large for a mail; call it before much is kept."""
    if size > LIMIT_BYTES:
        raise UserError(
            "The files have {size} MB, and a mail takes {most} MB. Choose fewer dealers, or save the files and hand "
            "them over another way.", size=-(-size // 1_000_000), most=LIMIT_BYTES // 1_000_000,
        )  # fmt: skip


def recover(session: Session, *, now: datetime) -> None:
    """Take up what a killed program left on its way: mail is sent again, a chat's message stands in doubt."""
    at = millis(now)
    alive = Delivery.claimed_at.between(at - LEASE_MS, at)
    left = (Delivery.state == "sending", ~alive)
    session.execute(update(Delivery).where(*left, Delivery.channel == MAIL).values(state="waiting"))
    session.execute(update(Delivery).where(*left, Delivery.channel != MAIL).values(state="doubt", ended_at=at))


def claim(session: Session, *, now: datetime) -> Message | None:
    """Take the next message that may go out now, so that no other program sends it; None where there is none."""
    at = millis(now)
    due = (Delivery.not_before <= at) | (Delivery.not_before > at + LONGEST_WAIT_MS)
    busy = (
        select(Delivery.channel).where(Delivery.claimed_at.between(at - MINUTE_MS, at), Delivery.channel != MAIL)
        .group_by(Delivery.channel).having(func.count() >= RATE)
    )  # fmt: skip
    found = session.scalars(
        select(Delivery).where(Delivery.state == "waiting", due, Delivery.channel.not_in(busy)).order_by(Delivery.n)
    ).first()
    if found is None:
        return None
    found.state, found.claimed_at, found.attempts = "sending", at, found.attempts + 1
    return _message(found)


def sent(session: Session, *, message: Message, now: datetime) -> None:
    """It went out."""
    _end(session, message, "sent", now)


def doubted(session: Session, *, message: Message, now: datetime, error: Text) -> None:
    """Nobody knows whether it arrived, and sending it again could say it twice."""
    _end(session, message, "doubt", now, error)


def failed(session: Session, *, message: Message, now: datetime, error: Text, for_good: bool = False) -> None:
    """It did not go out: it waits longer each time, and not for ever."""
    longest = REPORT_GIVEN_UP if message.key.startswith(REPORT) else GIVEN_UP
    over = for_good or millis(now) - message.made_at > longest / timedelta(milliseconds=1)
    if over:
        _end(session, message, "failed", now, error)
        return
    pause = min(PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    values = {"state": "waiting", "not_before": millis(now + pause), "error": json.dumps(packed(error))}
    session.execute(update(Delivery).where(*_mine(message)).values(**values))


def send_again(session: Session, *, n: int, now: datetime) -> None:
    """Let a message go out now that waits, failed, was cancelled or may not have arrived; raises UserError else."""
    states = ("waiting", "failed", "doubt", "cancelled")
    values = {"state": "waiting", "not_before": millis(now), "made_at": millis(now), "attempts": 0, "ended_at": None}
    _change(session, n, states, N_("This message is on its way or was sent."), values)


def cancel(session: Session, *, n: int, now: datetime) -> None:
    """Take a message that still waits out of the queue; raises UserError where it does not."""
    values = {"state": "cancelled", "ended_at": millis(now)}
    _change(session, n, ("waiting",), N_("Only a message that waits can be cancelled."), values)


def named_files(session: Session) -> set[str]:
    """The hashes of all files that messages name, so that no sweep takes them."""
    found = session.scalars(select(Delivery.message).where(Delivery.key.like(f"{REPORT}%")))
    return {str(one["sha256"]) for message in found for one in message.get("files", ())}


def is_waiting(session: Session) -> bool:
    """Whether anything is still to go out."""
    return session.execute(select(Delivery.n).where(Delivery.state.in_(("waiting", "sending")))).first() is not None


def last_messages(session: Session, limit: int = 20, *, reports: bool = False) -> list[Message]:
    """The newest messages; only those with reports if asked."""
    query = select(Delivery).order_by(Delivery.n.desc()).limit(limit)
    found = session.scalars(query.where(Delivery.key.like(f"{REPORT}%")) if reports else query)
    return [_message(one) for one in found]


def _change(session: Session, n: int, states: tuple[str, ...], refusal: str, values: Mapping[str, Any]) -> None:
    which = update(Delivery).where(Delivery.n == n, Delivery.state.in_(states)).returning(Delivery.n)
    if session.execute(which.values(**values)).first() is None:
        raise UserError(refusal)


def _mine(message: Message) -> tuple[Any, ...]:
    return Delivery.n == message.n, Delivery.state == "sending", Delivery.attempts == message.attempts


def _end(session: Session, message: Message, state: str, now: datetime, error: Text | None = None) -> None:
    values = {"state": state, "ended_at": millis(now), "error": "" if error is None else json.dumps(packed(error))}
    session.execute(update(Delivery).where(*_mine(message)).values(**values))


def _message(one: Delivery) -> Message:
    return Message(
        one.n, one.key, one.channel, one.recipient, one.message, one.attempts, one.made_at, one.not_before, one.state,
        one.ended_at, unpacked(*json.loads(one.error)) if one.error else None,
    )  # fmt: skip
