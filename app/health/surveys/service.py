"""Commands for scores given by hand: the questions, and what each dealer is given for a quarter."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.period import day_number, parse_period
from app.core.texts import N_
from app.core.writing import writing_of
from app.dealers.model import Party
from app.health.surveys.model import SurveyQuestion, SurveyScore
from app.kpi.kpi import OWNERS

MOST: Final = 1_000
"""No scale needs more points."""
_GONE: Final = N_("This question is not asked any more.")


@dataclass(frozen=True)
class Asking:
    """What is said of a question."""

    name: str
    guide: str = ""
    """What the scores mean."""
    most: int = 10
    """The best score; the worst is 0."""
    name_en: str = ""
    department: str = "sales"
    """Who gives the scores, one of ``app.kpi.kpi.OWNERS``."""


@dataclass(frozen=True)
class Given:
    """One score as it is given; None takes it out."""

    question_id: str
    dealer_id: str
    tenths: int | None
    note: str | None = None
    """None leaves what was said of it."""


def add_question(session: Session, *, asking: Asking) -> str:
    """Ask something from now on; returns its id. Raises UserError where it has no name, or one that is taken."""
    return create(session, SurveyQuestion, **asdict(_checked(session, asking))).id


def change_question(session: Session, *, question_id: str, asking: Asking) -> None:
    """Say a question otherwise; raises UserError as ``add_question`` does, and where a score is above the best."""
    record = existing(session, SurveyQuestion, question_id, _GONE)
    found = _checked(session, asking, but=question_id)
    top = session.scalars(
        select(SurveyScore.score_tenths)
        .where(SurveyScore.question_id == question_id, SurveyScore.removed.is_(False))
        .order_by(SurveyScore.score_tenths.desc())
    ).first()  # fmt: skip
    if top is not None and top > found.most * 10:
        raise UserError("A score of {score} was given; the best score cannot be {most}.",
                        score=top / 10, most=found.most)  # fmt: skip
    for name, value in asdict(found).items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def remove_question(session: Session, *, question_id: str) -> None:
    """Ask it no more; its scores stay, and models that name it go on with them."""
    existing(session, SurveyQuestion, question_id, _GONE).removed = True


def give_scores(session: Session, *, period: str, scores: Iterable[Given], today: date) -> list[str]:
    """Give scores of a quarter; a score that was given before is changed. Ids of the scores that stand.

    Raises UserError, and gives none of them, where the period is no quarter, or a score lies outside its question's.
    """
    quarter = parse_period(period).name
    if "Q" not in quarter:
        raise UserError("Scores are given by quarter; write 2026-Q1, not {period}.", period=period)
    found = []
    for one in scores:
        question = existing(session, SurveyQuestion, one.question_id, _GONE)
        existing(session, Party, one.dealer_id, N_("This dealer is not there any more."))
        key = record_id(SurveyScore, f"{one.question_id}:{one.dealer_id}:{quarter}")
        there = session.get(SurveyScore, key)
        if one.tenths is None:
            if there is not None:
                there.removed = True
            continue
        if not 0 <= one.tenths <= question.most * 10:
            raise UserError("A score of “{name}” lies between 0 and {most}.", name=question.name, most=question.most)
        found.append(_put(session, question.id, quarter, one, there, day_number(today)))
    return found


def _put(session: Session, question_id: str, quarter: str, one: Given, there: SurveyScore | None, day: int) -> str:
    person = writing_of(session).actor or None
    if there is None:
        return create(
            session, SurveyScore, natural_key=f"{question_id}:{one.dealer_id}:{quarter}", question_id=question_id,
            party_id=one.dealer_id, period=quarter, score_tenths=one.tenths, note=(one.note or "").strip(),
            person_id=person, scored_on=day,
        ).id  # fmt: skip
    note = there.note if one.note is None else one.note.strip()
    if there.removed or (there.score_tenths, there.note) != (one.tenths, note):
        there.removed, there.note, there.person_id, there.scored_on = False, note, person, day
        there.score_tenths = one.tenths or 0
    return there.id


def _checked(session: Session, asking: Asking, *, but: str = "") -> Asking:
    name = " ".join(asking.name.split())
    if not name:
        raise UserError("A question needs a name.")
    same = select(SurveyQuestion.id).where(
        SurveyQuestion.name == name, SurveyQuestion.removed.is_(False), SurveyQuestion.id != but
    )
    if session.scalars(same).first() is not None:
        raise UserError("Another question is called “{name}”.", name=name)
    if not 1 <= asking.most <= MOST:
        raise UserError("The best score is a whole number from 1 to {most}.", most=MOST)
    if asking.department not in OWNERS:
        raise UserError("“{word}” cannot be said here; say {known}.", word=asking.department, known=", ".join(OWNERS))
    return Asking(name, asking.guide.strip(), asking.most, " ".join(asking.name_en.split()), asking.department)
