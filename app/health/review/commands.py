"""Commands on a review: begin, comment, decide, go on, move to a newer assessment, sign, publish, reopen."""

from typing import TypeVar, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, seal
from app.core.texts import N_
from app.core.writing import writing_of
from app.health.model import Assessment, HealthRound
from app.health.review.model import Calibration, HealthReview, ReviewComment
from app.health.review.queries import newest_round, review_of
from app.health.review.rules import Act, State, kept_from_assessing, refusal
from app.health.review.signing import signing_text
from app.health.scheme import GRADES, Grade
from app.health.versions import SCOPE

R = TypeVar("R", ReviewComment, Calibration)
GONE = N_("This review is no longer in the workspace.")
_ABOUT = N_("Nothing was assessed of this dealer in the quarter.")


def open_review(session: Session, review_id: str, act: Act) -> HealthReview:
    """A review with which something may be done now; raises UserError, a sentence, where it may not."""
    review = existing(session, HealthReview, review_id, GONE)
    said = refusal(act, cast("State", review.state), review.period)
    if said is not None:
        raise UserError(said.msgid, **said.params)
    return review


def require_not_signed(session: Session, period: str) -> None:
    """Raise UserError where a quarter's review is signed, so that its assessment stays what it was."""
    said = kept_from_assessing(review_of(session, period))
    if said is not None:
        raise UserError(said.msgid, **said.params)


def begin(session: Session, *, period: str) -> str:
    """Begin to review a quarter's newest assessment; returns the id. Raises UserError where one is there already."""
    at = newest_round(session, period)
    if at is None:
        raise UserError("{period} has not been assessed yet.", period=period)
    if review_of(session, period) is not None:
        raise UserError("{period} has a review already; a signed one is reopened with a reason.", period=period)
    return _new(session, at, 1).id


def _new(session: Session, at: HealthRound, number: int) -> HealthReview:
    return create(
        session, HealthReview, scope=SCOPE, period=at.period, number=number, round_id=at.id, state="comment"
    )  # fmt: skip


def say(session: Session, *, review_id: str, party_id: str | None, text: str, today: int) -> None:
    """Say something of a dealer, or of the region where none is named; empty words take the comment out.

    ``today`` is a stored day. Raises UserError where the review is signed or the dealer was not assessed.
    """
    review = open_review(session, review_id, "comment")
    if party_id is not None:
        _assessed(session, review, party_id)
    kept = session.scalars(
        select(ReviewComment).where(
            ReviewComment.review_id == review.id, ReviewComment.removed.is_(False),
            ReviewComment.party_id.is_(None) if party_id is None else ReviewComment.party_id == party_id,
        )
    ).first()  # fmt: skip
    said, who = text.strip(), writing_of(session).actor or None
    if kept is None and said:
        create(session, ReviewComment, scope=SCOPE, review_id=review.id, party_id=party_id, text=said, person_id=who,
               said_on=today)  # fmt: skip
    elif kept is not None and said and said != kept.text:
        kept.text, kept.person_id, kept.said_on = said, who, today
    elif kept is not None and not said:
        kept.removed = True


def decide(
    session: Session, *, review_id: str, party_id: str, grade: Grade | None, reason: str, today: int
) -> None:  # fmt: skip
    """Decide a grade beside the computed one, which stays; None takes the decision back.

    Raises UserError without a reason, for the computed grade itself, and where a dealer who owes reports would come
    off better than by the rule for them.
    """
    review = open_review(session, review_id, "calibrate")
    found = _assessed(session, review, party_id)
    kept = session.scalars(
        select(Calibration).where(
            Calibration.review_id == review.id, Calibration.party_id == party_id, Calibration.removed.is_(False)
        )
    ).first()
    if grade is None:
        if kept is not None:
            kept.removed = True
        return
    if not reason.strip():
        raise UserError("Say why the grade is decided otherwise; the reason is signed with it.")
    if grade == found.grade:
        raise UserError("{grade} is the computed grade; there is nothing to decide otherwise.", grade=grade)
    owed = found.counts_as if found.ungraded == "not_reported" else None
    if owed is not None and GRADES.index(grade) < GRADES.index(owed):
        raise UserError("The dealer still owes reports: until they come no grade better than {grade} is given.",
                        grade=owed)  # fmt: skip
    said = {"grade": grade, "reason": reason.strip(), "person_id": writing_of(session).actor or None}
    if kept is None:
        create(session, Calibration, scope=SCOPE, review_id=review.id, party_id=party_id, decided_on=today, **said)
    elif (kept.grade, kept.reason) != (grade, reason.strip()):
        kept.grade, kept.reason, kept.person_id, kept.decided_on = grade, reason.strip(), said["person_id"], today


def _assessed(session: Session, review: HealthReview, party_id: str) -> Assessment:
    found = computed(session, review).get(party_id)
    if found is None:
        raise UserError(_ABOUT)
    return found


def computed(session: Session, review: HealthReview) -> dict[str, Assessment]:
    """What was computed in the assessment under review, by party."""
    at = session.get_one(HealthRound, review.round_id)
    rows = session.scalars(
        select(Assessment)
        .where(
            Assessment.period == review.period, Assessment.removed.is_(False), Assessment.version <= at.version
        )
        .order_by(Assessment.version, Assessment.id)
    )  # fmt: skip
    return {row.party_id: row for row in rows}


def proceed(session: Session, *, review_id: str) -> None:
    """From the comments to the grades. Raises UserError where nothing was said of the region yet."""
    review = open_review(session, review_id, "proceed")
    about = select(func.count()).where(
        ReviewComment.review_id == review.id, ReviewComment.party_id.is_(None), ReviewComment.removed.is_(False)
    )
    if not session.execute(about).scalar():
        raise UserError("Say something of the region first: its readers get the manager's comment with the grades.")
    review.state = "calibrate"


def move(session: Session, *, review_id: str) -> int:
    """Let a review stand on the newest assessment of its quarter; returns how many decided grades fell away.

    One falls away where it is what is computed now, or where the dealer is no longer assessed.
    """
    review = open_review(session, review_id, "move")
    at = newest_round(session, review.period)
    if at is None:
        raise UserError("{period} has not been assessed yet.", period=review.period)
    review.round_id = at.id
    session.flush()
    now, fallen = computed(session, review), 0
    for row in _rows(session, Calibration, review.id):
        if row.party_id not in now or now[row.party_id].grade == row.grade:
            row.removed = True
            fallen += 1
    return fallen


def sign(session: Session, *, review_id: str, seen_sha256: str, today: int) -> None:
    """Sign what was seen: the assessment, every comment and every decided grade. The step is final for all of them.

    ``seen_sha256`` is that of ``signing_text``. Raises UserError where it is another by now, where the quarter was
    assessed again, or where nobody is said to work here.
    """
    review = open_review(session, review_id, "sign")
    person = writing_of(session).actor
    if not person:
        raise UserError("A review is signed by somebody: say who works here first (on the command line: --as NAME).")
    at = newest_round(session, review.period)
    if at is None or at.id != review.round_id:
        raise UserError(
            "{period} was assessed again since this review began; move the review to the newest assessment and look "
            "at it before signing.", period=review.period,
        )  # fmt: skip
    if signing_text(session, review)[1] != seen_sha256:
        raise UserError("A comment, a grade or the assessment changed since you looked; look again, then sign.")
    review.state, review.signed_by_id, review.signed_on, review.signed_sha256 = "signed", person, today, seen_sha256
    for row in (review, at, *_rows(session, ReviewComment, review.id), *_rows(session, Calibration, review.id)):
        seal(session, row)


def mark_published(session: Session, *, review_id: str, signed_sha256: str, today: int) -> None:
    """Say that the reports of a signed review were handed out. Raises UserError where it was reopened meanwhile."""
    review = open_review(session, review_id, "publish")
    if review.signed_sha256 != signed_sha256:
        raise UserError("The review changed while its reports were made; nothing was published.")
    if review.state != "published":
        review.state, review.published_on = "published", today
    seal(session, review)


def reopen(session: Session, *, review_id: str, reason: str) -> str:
    """Take a signed review up again as the next one, with what was said and decided; returns the new one's id.

    The old one and the text that was signed stay whole. Raises UserError without a reason.
    """
    old = open_review(session, review_id, "reopen")
    if not reason.strip():
        raise UserError("Say why the review is reopened; the reason is kept with it.")
    at = newest_round(session, old.period)
    if at is None:
        raise UserError("{period} has not been assessed yet.", period=old.period)
    old.state, old.reason = "reopened", reason.strip()
    seal(session, old)
    new = _new(session, at, old.number + 1)
    session.flush()
    for said in _rows(session, ReviewComment, old.id):
        create(session, ReviewComment, scope=SCOPE, review_id=new.id, party_id=said.party_id, text=said.text,
               person_id=said.person_id, said_on=said.said_on)  # fmt: skip
    for one in _rows(session, Calibration, old.id):
        create(session, Calibration, scope=SCOPE, review_id=new.id, party_id=one.party_id, grade=one.grade,
               reason=one.reason, person_id=one.person_id, decided_on=one.decided_on)  # fmt: skip
    return new.id


def _rows(session: Session, cls: type[R], review_id: str) -> list[R]:
    return list(session.scalars(select(cls).where(cls.review_id == review_id, cls.removed.is_(False)).order_by(cls.id)))
