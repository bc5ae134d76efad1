"""Where a dealer stands in its life cycle, what each state asks for, and notes on a dealer: journaled records."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class Passage(Record):
    """One step of a dealer from a state to another on a day; ``Party.status`` is the last one's ``to_state``."""

    __tablename__ = "party_passage"
    ref_prefix = "LC"
    frozen = True

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    from_state: Mapped[str]
    to_state: Mapped[str]
    at_on: Mapped[int]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None]
    unfinished: Mapped[list[Any]] = mapped_column(JsonText)
    """What the state before asked for and was still open: the ids of these actions."""


class StateTerm(Record):
    """How long a dealer may stay in a state and who answers for it; without a row the program's own values hold."""

    __tablename__ = "lifecycle_state"
    ref_prefix = "LS"

    state: Mapped[str]
    limit_days: Mapped[int | None]
    """NULL is no limit."""
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """NULL is whoever leads the dealer into the state."""


class CheckItem(Record):
    """Something that a state asks for; a row with the code of one of the program's own stands in its place."""

    __tablename__ = "lifecycle_item"
    ref_prefix = "LI"

    state: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    title: Mapped[str | None]
    """A person's words; NULL is the program's own."""
    obligatory: Mapped[bool]
    due_days: Mapped[int | None]
    """Days after the state began; NULL is the limit of the state."""
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """NULL is the owner of the state."""
    place: Mapped[int]
    """Order within its state."""


class PartyNote(Record):
    """What somebody wrote down about a dealer on a day."""

    __tablename__ = "party_note"
    ref_prefix = "NT"

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    at_on: Mapped[int]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str]
