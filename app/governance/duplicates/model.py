"""Decisions on pairs of parties: journaled records."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class ApartDecision(Record):
    """Somebody looked at two parties and found that they are two: the pair is not proposed again."""

    __tablename__ = "parties_apart"
    ref_prefix = "PA"

    one_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    reason: Mapped[str | None]
