"""What is scored by hand: the questions, and what sheets say of them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UsageError
from app.health.sheets import KpiInfo
from app.health.surveys.model import SurveyQuestion
from app.health.surveys.naming import info_of_question, survey_kpi
from app.kpi.kpi import OWNERS


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
