"""Marks on facts: a line that is withheld, by its natural key, so that the mark outlives the row that it was put on."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class Withheld(Record):
    """A line that does not count for money until it is explained (暂不计入), or was released again."""

    __tablename__ = "withheld"
    __table_args__ = (Index("ix_withheld_line", "feed", "source_n", "key"),)
    ref_prefix = "WH"

    source_n: Mapped[int]
    feed: Mapped[str]
    key: Mapped[str]
    """The parts of the line's identity in its feed, as facts keep them."""
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    """Who handed the line in, as its code was read when it was withheld."""
    day_on: Mapped[int | None]
    reason: Mapped[str]
    """Why it is withheld."""
    released: Mapped[str | None]
    """Why it counts again; NULL while it is withheld."""
