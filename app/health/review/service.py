"""What window and command line do with reviews: each step is one transaction with its name in the history."""

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.files import FileStore
from app.core.period import day_number, parse_period
from app.core.texts import N_
from app.health.review import commands
from app.health.review.signing import signing_text
from app.health.scheme import Grade


def begin_review(db: Database, *, period: str) -> str:
    """Begin to review a quarter's newest assessment; returns the id."""
    quarter = parse_period(period).name
    action = Action(N_("Began the review of {period}"), {"period": quarter})
    return db.write(action, lambda session: commands.begin(session, period=quarter)).value


def comment(db: Database, *, review_id: str, party_id: str | None, text: str) -> None:
    """Say something of a dealer, or of the region where none is named."""
    today = day_number(db.clock.today())
    db.write(
        Action(N_("Commented in a review")),
        lambda session: commands.say(session, review_id=review_id, party_id=party_id, text=text, today=today),
    )


def decide(db: Database, *, review_id: str, party_id: str, grade: Grade | None, reason: str) -> None:
    """Decide a dealer's grade beside the computed one; None takes the decision back."""
    today = day_number(db.clock.today())
    db.write(
        Action(N_("Decided a grade in a review")),
        lambda session: commands.decide(
            session, review_id=review_id, party_id=party_id, grade=grade, reason=reason, today=today
        ),
    )


def keep_line(
    db: Database, *, review_id: str, party_id: str, text: str, grade: Grade | None, reason: str, grades: bool
) -> None:  # fmt: skip
    """Comment and decided grade of a dealer in one step; the grade only where the review is at its ``grades``."""
    today = day_number(db.clock.today())

    def command(session: Session) -> None:
        commands.say(session, review_id=review_id, party_id=party_id, text=text, today=today)
        if grades:
            session.flush()
            commands.decide(session, review_id=review_id, party_id=party_id, grade=grade, reason=reason, today=today)

    db.write(Action(N_("Reviewed a dealer")), command)


def proceed(db: Database, *, review_id: str) -> None:
    """From the comments to the grades."""
    db.write(Action(N_("Went on to the grades of a review")), lambda s: commands.proceed(s, review_id=review_id))


def move_review(db: Database, *, review_id: str) -> int:
    """Let a review stand on the newest assessment; returns how many decided grades fell away."""
    action = Action(N_("Moved a review to the newest assessment"))
    return db.write(action, lambda session: commands.move(session, review_id=review_id)).value


def sign_review(db: Database, files: FileStore, *, review_id: str, seen_sha256: str) -> None:
    """Sign what was seen; its text is kept by its hash before the record names it.

    Raises UserError where it is another by now; see ``commands.sign``.
    """
    today = day_number(db.clock.today())
    with db.read() as session:
        review = commands.open_review(session, review_id, "sign")
        period = review.period
        text, _ = signing_text(session, review)
    files.put(text.encode("utf-8"))
    db.write(
        Action(N_("Signed the review of {period}"), {"period": period}),
        lambda session: commands.sign(session, review_id=review_id, seen_sha256=seen_sha256, today=today),
    )


def reopen_review(db: Database, *, review_id: str, reason: str) -> str:
    """Take a signed review up again as the next one; returns its id."""
    action = Action(N_("Reopened a review"), reason=reason.strip())
    return db.write(action, lambda session: commands.reopen(session, review_id=review_id, reason=reason)).value
