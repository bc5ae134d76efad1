"""The one table of what people are told: something is off, late or about to run out."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Base, JsonText, Record


class Notice(Record):
    """What the inbox says about one cause, once for each thing that there is to say of it.

    Its id follows from cause and fingerprint, so that it is there once, whoever posts it and however often.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "cause"), Index(None, "state", "kind"))
    ref_prefix = "NT"

    cause: Mapped[str]
    """What it is about, as ``licence:<id>`` or ``kpi:net_amount:dealer:<id>``; notices of one cause are one group."""
    kind: Mapped[str]
    """Who posts it: a key of ``KIND_TITLES``."""
    fingerprint: Mapped[str]
    """What it says, short: it is told again, and snoozing ends, only when this changes."""
    subject: Mapped[str]
    """A msgid with ``params``."""
    params: Mapped[dict[str, Any]] = mapped_column(JsonText)
    severity: Mapped[str]
    """info, warn or bad."""
    page: Mapped[str]
    """The page that it opens, empty for none."""
    target: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Where on that page."""
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Whom it is for; NULL is everybody."""
    dealer_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    kpi: Mapped[str | None]
    due_on: Mapped[int | None]
    """The day by which it wants something done."""
    posted_on: Mapped[int]
    state: Mapped[str]
    """new, seen or acting; done or not_useful by a person; closed when it was no longer so or a newer one said more."""
    snoozed: Mapped[bool]
    """Not shown until something else is to be said of its cause."""
    reason: Mapped[str | None]
    """Why it is not useful, in a person's words."""
    closed_on: Mapped[int | None]
    """The day on which it was put away or was over."""


class Delivery(Base):
    """A message on its way to a person or a chat: the machine's own state, neither journaled nor exchanged.

    ``key`` is given once, so that the same message is queued once, whatever the clock and however many programs.
    """

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("key"), Index(None, "state", "not_before"))

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    """``mail``, or ``chat:`` with the id of the chat."""
    recipient: Mapped[str] = mapped_column(Text)
    """An e-mail address, or the name of a chat."""
    message: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Subject and lines, ready in one language; name, sha256 and size of each file that goes along."""
    made_at: Mapped[int] = mapped_column(Integer)
    """Milliseconds since 1970, UTC, as all the others."""
    not_before: Mapped[int] = mapped_column(Integer)
    """The end of quiet hours, or of the pause after a failure."""
    state: Mapped[str] = mapped_column(Text)
    """waiting, sending, sent, failed, doubt (it may have arrived), overtaken (by a newer one) or cancelled."""
    attempts: Mapped[int] = mapped_column(Integer)
    claimed_at: Mapped[int | None] = mapped_column(Integer)
    ended_at: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(Text)
    """JSON of the sentence that says why it did not go out; empty where it did."""
