"""What is read of reviews: the one that counts of a quarter, and the grades that it decided."""

from collections.abc import Mapping
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.period import day_of, parse_period
from app.health.model import HealthRound
from app.health.review.model import Calibration, HealthReview, ReviewComment
from app.health.review.rules import FINAL, Decided, ReviewFace, State
from app.people.queries import names


def reviews_of(session: Session, period: str) -> list[ReviewFace]:
    """Every review of a quarter, the newest first."""
    rows = session.scalars(
        select(HealthReview)
        .where(HealthReview.period == parse_period(period).name, HealthReview.removed.is_(False))
        .order_by(HealthReview.number, HealthReview.id)
    ).all()
    known, found, before = names(session), [], ""
    for row in rows:
        found.append(_face(session, row, known, before))
        before = row.reason or ""
    return found[::-1]


def review_of(session: Session, period: str) -> ReviewFace | None:
    """The newest review of a quarter, whatever its state; None where none was begun."""
    return next(iter(reviews_of(session, period)), None)


def decided_grades(session: Session, period: str) -> Mapping[str, Decided]:
    """Grades that the quarter's signed review decided, by party; none while it is under way or reopened."""
    found = review_of(session, period)
    return {} if found is None else found.decided


def _face(session: Session, row: HealthReview, known: Mapping[str, str], before: str) -> ReviewFace:
    counts = row.state in FINAL
    said = comments_of(session, row.id) if counts else {}
    return ReviewFace(
        id=row.id, ref=row.ref, period=row.period, number=row.number, state=cast("State", row.state),
        round_id=row.round_id, signed_by=known.get(row.signed_by_id or "", ""),
        signed_on=None if row.signed_on is None else day_of(row.signed_on), signed_sha256=row.signed_sha256 or "",
        published_on=None if row.published_on is None else day_of(row.published_on), reason=before,
        comment=said.get("", ""), comments={party: text for party, text in said.items() if party},
        decided=decisions_of(session, row.id, known) if counts else {},
    )  # fmt: skip


def comments_of(session: Session, review_id: str) -> dict[str, str]:
    """What a review says, by party; under "" of the region."""
    rows = session.execute(
        select(ReviewComment.party_id, ReviewComment.text)
        .where(ReviewComment.review_id == review_id, ReviewComment.removed.is_(False))
        .order_by(ReviewComment.said_on, ReviewComment.id)
    )
    return {party or "": text for party, text in rows}


def decisions_of(session: Session, review_id: str, known: Mapping[str, str] | None = None) -> dict[str, Decided]:
    """The grades that a review has decided so far, by party."""
    who = names(session) if known is None else known
    rows = session.scalars(
        select(Calibration)
        .where(Calibration.review_id == review_id, Calibration.removed.is_(False))
        .order_by(Calibration.decided_on, Calibration.id)
    )
    return {
        row.party_id: Decided(row.grade, row.reason, who.get(row.person_id or "", ""), day_of(row.decided_on))
        for row in rows
    }


def newest_round(session: Session, period: str) -> HealthRound | None:
    """The assessment of a quarter that counts now; None where it was not assessed."""
    return session.scalars(
        select(HealthRound)
        .where(HealthRound.period == parse_period(period).name, HealthRound.removed.is_(False))
        .order_by(HealthRound.version.desc(), HealthRound.id)
        .limit(1)
    ).first()
