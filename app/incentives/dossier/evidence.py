"""How dealers stand in a reviewed quarter and stood before: from frozen assessments and signed reviews alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import parse_period, shift
from app.health.model import Assessment, HealthRound
from app.health.review.queries import newest_round, review_of
from app.health.review.rules import ReviewFace
from app.health.scheme import Grade
from app.incentives.dossier.rules import Health

BACK: Final = 4
"""So many quarters back a dealer's standing still shows where he comes from; an older one is no trend."""


@dataclass(frozen=True)
class Standing:
    """How a dealer stood in the newest earlier quarter in which he was graded."""

    period: str
    grade: Grade | None
    score_tenths: int | None


@dataclass(frozen=True)
class Evidence:
    """What a dealer's proposal rests on."""

    health: Health
    computed: Grade | None
    """The grade that was computed; another one than that of ``health`` where people decided it."""
    decided_by: str
    """Who decided the grade otherwise; empty where it is the computed one."""
    reason: str
    figures_sha256: str
    """Of the frozen assessment."""
    before_period: str = ""
    """The quarter that the trend is held against; empty: this one is the first."""

    def plain(self) -> dict[str, Any]:
        """As the dossier keeps it."""
        one = self.health
        return {
            "grade": one.grade, "computed": self.computed, "before": one.before, "trend": one.trend,
            "score": one.score_tenths, "score_before": one.score_before, "decided_by": self.decided_by,
            "reason": self.reason, "figures_sha256": self.figures_sha256, "before_period": self.before_period,
        }  # fmt: skip


@dataclass(frozen=True)
class Quarter:
    """A quarter's assessment with what its review decided."""

    period: str
    round_ref: str
    version: int
    region_sha256: str
    signed_sha256: str
    """Of the review that was signed; empty where none is."""
    dealers: Mapping[str, Evidence]

    def plain(self) -> dict[str, Any]:
        """What all dossiers of the quarter rest on."""
        return {
            "round": self.round_ref, "version": self.version, "region_sha256": self.region_sha256,
            "signed_sha256": self.signed_sha256,
        }  # fmt: skip


def read_quarter(session: Session, period: str) -> Quarter:
    """Every dealer of the quarter's assessment; raises UserError where it was not assessed or its review is under way.

    A quarter without a review goes by what was computed; one whose review was begun waits for the signature, since
    grades may still be decided otherwise.
    """
    quarter = parse_period(period).name
    at = newest_round(session, quarter)
    if at is None:
        raise UserError("{period} has not been assessed yet.", period=quarter)
    review = review_of(session, quarter)
    if review is not None and not review.signed:
        raise UserError("The review of {period} is under way: sign it first, its grades are what proposals go by.",
                        period=quarter)  # fmt: skip
    before = _standings(session, quarter)
    rows = _assessed(session, at)
    dealers = {party: _evidence(row, review, before.get(party)) for party, row in rows.items()}
    return Quarter(quarter, at.ref, at.version, at.region_sha256, review.signed_sha256 if review else "", dealers)


def _evidence(row: Assessment, review: ReviewFace | None, before: Standing | None) -> Evidence:
    decided = None if review is None else review.decided.get(row.party_id)
    grade = decided.grade if decided is not None else row.counts_as
    then = before or Standing("", None, None)
    return Evidence(
        Health(grade, then.grade, row.score_tenths, then.score_tenths), row.grade,
        "" if decided is None else decided.by, "" if decided is None else decided.reason, row.figures_sha256,
        then.period,
    )  # fmt: skip


def _standings(session: Session, period: str) -> dict[str, Standing]:
    """By party grade and score of the newest earlier quarter that was assessed, reviewed or not, at most a year back.

    A signed decision comes before what was computed.
    """
    found: dict[str, Standing] = {}
    for back in range(1, BACK + 1):
        earlier = shift(parse_period(period), -back).name
        at = newest_round(session, earlier)
        if at is None:
            continue
        review = review_of(session, earlier)
        decided = review.decided if review is not None and review.signed else {}
        for party, row in _assessed(session, at).items():
            grade = decided[party].grade if party in decided else row.counts_as
            if grade is not None and party not in found:
                found[party] = Standing(earlier, grade, row.score_tenths)
    return found


def _assessed(session: Session, at: HealthRound) -> dict[str, Assessment]:
    """By party what an assessment made or kept from an earlier one of the quarter."""
    rows = session.scalars(
        select(Assessment)
        .where(Assessment.period == at.period, Assessment.removed.is_(False), Assessment.version <= at.version)
        .order_by(Assessment.version, Assessment.id)
    )
    return {row.party_id: row for row in rows}
