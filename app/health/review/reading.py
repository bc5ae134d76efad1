"""A quarter's review as the one who reviews sees it: each dealer's grades side by side, and the steps before him."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.period import parse_period, shift
from app.core.texts import Text
from app.health.model import Assessment, HealthRound
from app.health.review.commands import computed
from app.health.review.model import HealthReview
from app.health.review.queries import comments_of, decided_grades, decisions_of, newest_round, reviews_of
from app.health.review.rules import Decided, ReviewFace, State
from app.health.review.signing import signing_text
from app.health.rules import Ungraded
from app.health.scheme import Grade
from app.health.sheets import DealerFace, RankLine, RegionSheet


@dataclass(frozen=True)
class ReviewLine:
    """A dealer in a review."""

    dealer: DealerFace
    place: int | None
    score: Fraction | None
    grade: Grade | None
    """As computed."""
    ungraded: Ungraded
    before: Grade | None
    """Last quarter's, the decided one where a signed review decided it."""
    before_decided: bool
    decided: Decided | None
    comment: str
    main_driver: Text | None

    @property
    def final(self) -> Grade | None:
        """The decided grade, else the computed one."""
        return self.grade if self.decided is None else self.decided.grade


@dataclass(frozen=True)
class ReviewView:
    """The newest review of a quarter, or the quarter without one."""

    period: str
    face: ReviewFace | None
    lines: tuple[ReviewLine, ...]
    comment: str
    """Of the region."""
    version: int
    """Of the assessment under review."""
    newest: int
    """Of the quarter's newest assessment."""
    seen_sha256: str
    """Of what would be signed now; empty without a review."""
    older: tuple[ReviewFace, ...]

    @property
    def state(self) -> State | None:
        """None where no review was begun."""
        return None if self.face is None else self.face.state

    @property
    def stale(self) -> bool:
        """Whether the quarter was assessed again since."""
        return self.version != self.newest

    @property
    def commented(self) -> int:
        """Dealers of whom something was said."""
        return sum(bool(one.comment) for one in self.lines)

    @property
    def decisions(self) -> int:
        """Dealers whose grade was decided."""
        return sum(one.decided is not None for one in self.lines)

    def counts(self) -> tuple[Mapping[Grade | None, int], Mapping[Grade | None, int]]:
        """How many dealers stand in each grade, as computed and as decided; under None those without one."""
        return Counter(one.grade for one in self.lines), Counter(one.final for one in self.lines)


def read_review(session: Session, region: RegionSheet) -> ReviewView:
    """The review of the quarter of a region's sheet; without one, the lines that it would begin with."""
    found = reviews_of(session, region.period)
    face = found[0] if found else None
    newest = newest_round(session, region.period)
    before = decided_grades(session, shift(parse_period(region.period), -1).name)
    version = 0 if newest is None else newest.version
    if face is None:
        lines = [_line(one, before, None, "") for one in region.ranking]
        return ReviewView(region.period, None, tuple(lines), "", version, version, "", ())
    review = session.get_one(HealthReview, face.id)
    said, decided, kept = comments_of(session, face.id), decisions_of(session, face.id), computed(session, review)
    lines = [
        _line(one, before, decided.get(one.dealer.id), said.get(one.dealer.id, "")) for one in region.ranking
    ]  # fmt: skip
    if newest is not None and review.round_id != newest.id:
        lines = [_as_kept(one, kept) for one in lines if one.dealer.id in kept]
    at = session.execute(select(HealthRound.version).where(HealthRound.id == review.round_id)).scalar_one()
    return ReviewView(
        region.period, face, tuple(lines), said.get("", ""), at, version, signing_text(session, review)[1],
        tuple(found[1:]),
    )  # fmt: skip


def _line(one: RankLine, before: Mapping[str, Decided], decided: Decided | None, comment: str) -> ReviewLine:
    then = before.get(one.dealer.id)
    earlier = then.grade if then is not None else one.before.grade if one.before is not None else None
    return ReviewLine(one.dealer, one.place, one.score, one.grade, one.ungraded, earlier, then is not None, decided,
                      comment, one.main_driver)  # fmt: skip


def _as_kept(line: ReviewLine, kept: Mapping[str, Assessment]) -> ReviewLine:
    """A line of a review that stands on an older assessment: the score and grade of that one."""
    row = kept[line.dealer.id]
    score = None if row.score_tenths is None else Fraction(row.score_tenths, 10)
    return replace(line, place=None, score=score, grade=row.grade, ungraded=row.ungraded)
