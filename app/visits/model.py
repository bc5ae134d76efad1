"""Visits to dealers: journaled records."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class Visit(Record):
    """Who goes to a dealer on a day, why, and what came of it; photos and files hang on it."""

    __tablename__ = "visit"
    ref_prefix = "VS"

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    planned_on: Mapped[int] = mapped_column(index=True)
    purpose: Mapped[str | None]
    """A person's words."""
    reasons: Mapped[list[Any]] = mapped_column(JsonText)
    """Why the program proposed it: code and parameters each."""
    state: Mapped[str]
    """planned, done or dropped."""
    done_on: Mapped[int | None]
    notes: Mapped[str | None]
    """What came of it; the reason where it was dropped."""
    promises: Mapped[list[Any]] = mapped_column(JsonText)
    """The ids of the actions that were promised there."""
