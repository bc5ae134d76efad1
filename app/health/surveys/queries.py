"""What screens, figures and references read of scores given by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.attachments import AttachmentRow, attachments_of
from app.core.errors import UsageError
from app.core.period import day_number, parse_period
from app.health.sheets import DealerFace, KpiInfo
from app.health.subjects import subjects
from app.health.surveys.model import SurveyQuestion, SurveyScore
from app.health.surveys.naming import info_of_question, survey_kpi
from app.kpi.kpi import OWNERS
from app.people.model import Person


@dataclass(frozen=True)
class Question:
    """One thing that is judged by people."""

    id: str
    ref: str
    name: str
    name_en: str
    guide: str
    most: int
    department: str
    listed: bool

    def label(self, lang: str) -> str:
        """Its name in a language, the Chinese one where there is no other."""
        return self.name_en if self.name_en and not lang.startswith("zh") else self.name

    @property
    def info(self) -> KpiInfo:
        """What sheets say of it."""
        return info_of_question(
            self.id, self.name, self.name_en, self.guide, OWNERS.get(self.department, self.department), self.most
        )


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


def questions(session: Session) -> list[Question]:
    """All questions in the order in which they were first asked; ``listed`` those that are asked still."""
    rows = session.scalars(select(SurveyQuestion).order_by(SurveyQuestion.id))
    return [
        Question(row.id, row.ref, row.name, row.name_en or "", row.guide, row.most, row.department or "",
                 not row.removed)
        for row in rows
    ]  # fmt: skip


def question_infos(session: Session, *, listed: bool = False) -> dict[str, KpiInfo]:
    """What sheets say of the questions, by their names among indicators; ``listed`` only those that are asked."""
    return {survey_kpi(one.id): one.info for one in questions(session) if one.listed or not listed}


def find_question(session: Session, word: str) -> Question:
    """The question of a name, a reference or an id; raises UsageError, naming those that there are."""
    there = [one for one in questions(session) if one.listed]
    for one in there:
        if word in {one.id, one.ref, one.name, one.name_en, survey_kpi(one.id)}:
            return one
    raise UsageError("There is no question “{word}”; there are {known}.",
                     word=word, known=", ".join(one.name for one in there) or "—")  # fmt: skip


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
