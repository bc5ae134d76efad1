"""Recalls of lots and what dealers answered: journaled records."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class Recall(Record):
    """Lots of one product that are called back."""

    __tablename__ = "recall"
    ref_prefix = "RC"

    number: Mapped[str]
    """As the maker or the authority calls it."""
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    lots: Mapped[str]
    """Lot numbers with commas between them; empty means every lot."""
    level: Mapped[str]
    """1, 2 or 3: how grave it is."""
    reason: Mapped[str]
    started_on: Mapped[int | None]
    """NULL is a draft: it asks nobody for anything yet."""
    due_on: Mapped[int | None]
    """Until when dealers answer; NULL is at once."""
    closed_on: Mapped[int | None]
    outcome: Mapped[str | None]


class RecallAnswer(Record):
    """What a dealer found and sent back; a later answer stands beside the earlier one."""

    __tablename__ = "recall_answer"
    ref_prefix = "RA"

    recall_id: Mapped[str] = mapped_column(ForeignKey("recall.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    at_on: Mapped[int]
    held_e3: Mapped[int]
    """Found in stock, in thousandths of the base unit."""
    returned_e3: Mapped[int]
    note: Mapped[str | None]
