"""Kept assessments: the model's versions, a quarter's rounds, each dealer's frozen result."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record
from app.health.rules import Ungraded
from app.health.scheme import Grade


class HealthModel(Record):
    """One version of the health model; the one with the highest version counts for new assessments."""

    __tablename__ = "health_model"
    ref_prefix = "HM"

    name: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    """The model as canonical JSON (``scheme_json``)."""


class HealthRound(Record):
    """One assessment of a quarter; a quarter assessed again gets a new version, the older one stays as it was."""

    __tablename__ = "health_round"
    ref_prefix = "HR"

    period: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    model_id: Mapped[str] = mapped_column(ForeignKey("health_model.id"))
    region_sha256: Mapped[str]
    """The region's figures and the hash of every dealer's frozen assessment, in the files store."""
    known_tx: Mapped[int]
    """The transaction up to which data were known."""
    journal_head: Mapped[str]
    """Hash of the journal's last row when the figures were read."""
    assessed_on: Mapped[int]
    imported_on: Mapped[int | None]
    """The business day of the last import that was known."""


class Assessment(Record):
    """A dealer's result of one quarter, frozen with the figures that it used."""

    __tablename__ = "assessment"
    __table_args__ = (Index(None, "period", "party_id"),)
    ref_prefix = "HA"
    frozen = True

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"))
    period: Mapped[str]
    version: Mapped[int]
    """The round that it was first made in; a dealer whose figures did not change keeps it."""
    model_id: Mapped[str] = mapped_column(ForeignKey("health_model.id"))
    figures_sha256: Mapped[str]
    """The canonical JSON in the files store."""
    score_tenths: Mapped[int | None]
    base: Mapped[Grade | None] = mapped_column(String)
    """The grade of the weighted score alone."""
    grade: Mapped[Grade | None] = mapped_column(String)
    counts_as: Mapped[Grade | None] = mapped_column(String)
    ungraded: Mapped[Ungraded] = mapped_column(String)
    coverage_e6: Mapped[int]
