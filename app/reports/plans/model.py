"""Records of reports: plans by which they go out, and each one that was published, by the hash of its bytes."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class ReportPlan(Record):
    """What is made when, and who gets it."""

    __tablename__ = "report_plan"
    ref_prefix = "RP"

    name: Mapped[str]
    kind: Mapped[str]
    """executive, region, dealer, own (for the dealer himself), trend or sheet (the region's fixed columns)."""
    lang: Mapped[str]
    reader: Mapped[str]
    """Whom it is for, as printed on its first page and as its watermark; empty for nobody in particular."""
    dealers: Mapped[list[Any]] = mapped_column(JsonText)
    """Ids of parties; empty for all."""
    people: Mapped[list[Any]] = mapped_column(JsonText)
    """Ids of the people who get it by mail."""
    addresses: Mapped[list[Any]] = mapped_column(JsonText)
    """Other addresses of mail."""
    to_contacts: Mapped[bool]
    """Of kind ``own`` only: whether each dealer's goes to his own contacts, and to nobody else."""
    schedule: Mapped[str]
    """As ``app/core/schedule.py`` reads it; empty where it is sent by hand only."""
    scheduled_at: Mapped[str]
    """ISO instant in UTC since which the schedule counts: what was due before was not missed."""
    workbook: Mapped[bool]
    """Whether the figures go along as XLSX."""
    signed: Mapped[bool]
    """Whether the PDF is signed with the certificate of this computer's user."""
    active: Mapped[bool]


class PublishedReport(Record):
    """A report that was handed out; its bytes are kept and handed out again."""

    __tablename__ = "published_report"
    ref_prefix = "PR"

    kind: Mapped[str]
    period: Mapped[str] = mapped_column(index=True)
    lang: Mapped[str]
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    """The dealer that it is about; NULL for a region."""
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("report_plan.id"))
    review_id: Mapped[str | None] = mapped_column(ForeignKey("health_review.id"), index=True)
    """The signed review that it prints."""
    name: Mapped[str]
    """The name of its file."""
    data_sha256: Mapped[str]
    """Its bytes in the files store."""
    size: Mapped[int]
    """Bytes."""
    drawn_hash: Mapped[str]
    """SHA-256 of the bytes before they were signed, by which the same report is told; kept nowhere."""
    made_on: Mapped[int]
    known_tx: Mapped[int]
    """The transaction up to which data were known."""
    signed: Mapped[bool]
