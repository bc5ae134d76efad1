"""Records of a review: the review itself, what was said in it, and grades that people decided."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record
from app.health.scheme import Grade


class HealthReview(Record):
    """One review of a quarter's assessment; reopening makes the next one, and this one stays as it was signed."""

    __tablename__ = "health_review"
    ref_prefix = "HV"

    period: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    """1 for the quarter's first review, one more each time it was reopened."""
    round_id: Mapped[str] = mapped_column(ForeignKey("health_round.id"))
    """The frozen assessment that is reviewed."""
    state: Mapped[str]
    """comment, calibrate, signed, published or reopened."""
    reason: Mapped[str | None]
    """Why it was reopened; the next one takes its place."""
    signed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    signed_on: Mapped[int | None]
    signed_sha256: Mapped[str | None]
    """Of the canonical JSON that was signed: assessment, comments and decided grades; in the files store."""
    published_on: Mapped[int | None]


class ReviewComment(Record):
    """What a manager says of a dealer in a review, or of the region where no dealer is named."""

    __tablename__ = "review_comment"
    ref_prefix = "RC"
    frozen = True

    review_id: Mapped[str] = mapped_column(ForeignKey("health_review.id"), index=True)
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    text: Mapped[str]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    said_on: Mapped[int]


class Calibration(Record):
    """A grade that people decided in a review beside the computed one, which stays as it is."""

    __tablename__ = "calibration"
    ref_prefix = "CA"
    frozen = True

    review_id: Mapped[str] = mapped_column(ForeignKey("health_review.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    grade: Mapped[Grade] = mapped_column(String)
    reason: Mapped[str]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    decided_on: Mapped[int]
