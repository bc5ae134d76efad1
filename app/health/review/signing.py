"""What is signed of a review: one canonical text that names the assessment, each comment and each decided grade."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.files import FileStore
from app.core.period import day_of
from app.dealers.model import Party
from app.health.model import Assessment, HealthRound
from app.health.review.model import Calibration, HealthReview, ReviewComment
from app.health.review.rules import signed_text
from app.people.queries import names


def signing_text(session: Session, review: HealthReview) -> tuple[str, str]:
    """The text to sign as it is now, and its SHA-256; who signs it and when stand in the review's record."""
    at = session.get_one(HealthRound, review.round_id)
    dealers: dict[str, dict[str, Any]] = {}
    region: dict[str, Any] | None = None
    said = select(ReviewComment).where(ReviewComment.review_id == review.id, ReviewComment.removed.is_(False))
    for one in session.scalars(said.order_by(ReviewComment.id)):
        words = {"text": one.text, "by": one.person_id, "on": day_of(one.said_on).isoformat()}
        if one.party_id is None:
            region = words
        else:
            dealers.setdefault(one.party_id, {})["comment"] = words
    made = select(Calibration).where(Calibration.review_id == review.id, Calibration.removed.is_(False))
    for row in session.scalars(made.order_by(Calibration.id)):
        dealers.setdefault(row.party_id, {})["decided"] = {
            "grade": row.grade, "computed": _computed(session, at, row.party_id), "reason": row.reason,
            "by": row.person_id, "on": day_of(row.decided_on).isoformat(),
        }  # fmt: skip
    called = {row.id: row.name for row in session.execute(select(Party.id, Party.name).where(Party.id.in_(dealers)))}
    content = {
        "period": review.period, "number": review.number,
        "assessment": {"ref": at.ref, "version": at.version, "region_sha256": at.region_sha256},
        "region": region,
        "dealers": [{"id": party, "name": called.get(party, ""), **dealers[party]} for party in sorted(dealers)],
    }  # fmt: skip
    text = signed_text(content)
    return text, hashlib.sha256(text.encode("utf-8")).hexdigest()


def _computed(session: Session, at: HealthRound, party_id: str) -> str | None:
    return session.execute(
        select(Assessment.grade)
        .where(
            Assessment.period == at.period, Assessment.party_id == party_id, Assessment.version <= at.version,
            Assessment.removed.is_(False),
        )
        .order_by(Assessment.version.desc(), Assessment.id.desc())
        .limit(1)
    ).scalar()  # fmt: skip


@dataclass(frozen=True)
class SignedLine:
    """A dealer in a text that was signed."""

    name: str
    computed: str
    grade: str
    """Empty where none was decided."""
    reason: str
    comment: str
    by: str
    """Who decided or said it."""


@dataclass(frozen=True)
class Signed:
    """A signed text, read again from its bytes."""

    region_sha256: str
    version: int
    """Of the assessment."""
    comment: str
    lines: tuple[SignedLine, ...]


def read_signed(session: Session, files: FileStore, sha256: str) -> Signed:
    """What was signed under a hash; raises UserError where its bytes are missing or damaged."""
    content = json.loads(files.get(sha256))
    known = names(session)
    lines = []
    for one in content["dealers"]:
        decided, comment = one.get("decided") or {}, one.get("comment") or {}
        who = decided.get("by") or comment.get("by") or ""
        lines.append(
            SignedLine(one["name"], decided.get("computed") or "", decided.get("grade", ""), decided.get("reason", ""),
                       comment.get("text", ""), known.get(who, ""))
        )  # fmt: skip
    at = content["assessment"]
    return Signed(at["region_sha256"], at["version"], (content["region"] or {}).get("text", ""), tuple(lines))
