"""What screens, figures and references read of scores given by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.attachments import AttachmentRow, attachments_of
from app.core.period import day_number, parse_period
from app.health.sheets import DealerFace
from app.health.subjects import subjects
from app.health.surveys.model import SurveyScore
from app.health.surveys.questions import Question, questions
from app.people.model import Person


@dataclass(frozen=True)
class Score:
    """What a dealer was given."""

    id: str
    ref: str
    question_id: str
    dealer_id: str
    value: Fraction
    note: str
    by: str
    """The name of who gave it; empty where nobody was named."""
    on: int
    files: tuple[AttachmentRow, ...] = ()


@dataclass(frozen=True)
class ScoreSheet:
    """The scores of a quarter: dealers that are assessed in it, questions that are asked, and what was given."""

    period: str
    questions: tuple[Question, ...]
    dealers: tuple[DealerFace, ...]
    scores: Mapping[tuple[str, str], Score]
    """By dealer and question."""


def score_sheet(session: Session, period: str) -> ScoreSheet:
    """The scores of a quarter with who gave them and what proves them."""
    quarter = parse_period(period)
    faces = tuple(one.face for one in subjects(session, on=day_number(quarter.last)))
    asked = tuple(one for one in questions(session) if one.listed)
    found = {(one.dealer_id, one.question_id): one for one in scores_of(session, quarter.name)}
    return ScoreSheet(quarter.name, asked, faces, found)


def scores_of(session: Session, period: str) -> list[Score]:
    """Every score of a quarter."""
    rows = session.execute(
        select(SurveyScore, Person.name)
        .outerjoin(Person, Person.id == SurveyScore.person_id)
        .where(SurveyScore.period == period, SurveyScore.removed.is_(False))
        .order_by(SurveyScore.id)
    ).all()  # fmt: skip
    files = attachments_of(session, SurveyScore.__tablename__, *(row.id for row, _ in rows))
    return [
        Score(row.id, row.ref, row.question_id, row.party_id, Fraction(row.score_tenths, 10), row.note, name or "",
              row.scored_on, tuple(files[row.id]))
        for row, name in rows
    ]  # fmt: skip
