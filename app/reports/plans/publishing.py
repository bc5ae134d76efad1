"""Publishing a signed review: the region's reports are made, kept by the hash of their bytes, and named with it."""

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_
from app.health.model import HealthRound
from app.health.queries import Infos
from app.health.review.commands import mark_published, open_review
from app.reports.kinds import KINDS, make_report
from app.reports.plans.service import keep_published


def publish_review(
    db: Database, files: FileStore, infos: Infos, *, review_id: str, lang: str, progress: Progress | None = None
) -> list[str]:
    """Make every report about the region in a language and keep what was handed out; returns the names of the files.

    The step is final. Raises UserError where the review is not signed, or was reopened while the reports were made,
    Cancelled through ``progress``; nothing is published then.
    """
    with db.read() as session:
        review = open_review(session, review_id, "publish")
        period, seen = review.period, review.signed_sha256
        known_tx = session.get_one(HealthRound, review.round_id).known_tx
    if seen is None:
        raise UserError("The review of {period} is not signed yet.", period=period)
    kinds = [one for one in KINDS.values() if one.about == "region"]
    today, watch = day_number(db.clock.today()), progress or Progress()
    made = [
        (kind, make_report(db, files, infos, kind.id, period=period, lang=lang, progress=watch))
        for kind in kinds
    ]  # fmt: skip
    kept = [(kind, one, files.put(one.data)) for kind, one in made]

    def command(session: Session) -> None:
        mark_published(session, review_id=review_id, signed_sha256=seen, today=today)
        for kind, one, sha256 in kept:
            keep_published(
                session, kind=kind.id, period=period, lang=lang, name=one.name, sha256=sha256, size=len(one.data),
                made_on=today, known_tx=known_tx, review_id=review_id,
            )  # fmt: skip

    db.write(Action(N_("Published the review of {period}"), {"period": period}), command)
    return [one.name for _, one in made]
