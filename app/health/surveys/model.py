"""Records of scores given by hand: what is asked, and what was given to a dealer for a quarter."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class SurveyQuestion(Record):
    """One thing that is judged by people and by no export, such as the cooperation of a dealer's owner."""

    __tablename__ = "survey_question"
    ref_prefix = "SQ"

    name: Mapped[str]
    name_en: Mapped[str | None]
    guide: Mapped[str]
    """What the scores mean, in the words of whoever asks."""
    most: Mapped[int]
    """The best score; the worst is 0."""
    department: Mapped[str | None]
    """Who gives the scores, as KPIs name their owners."""


class SurveyScore(Record):
    """What a dealer was given for a quarter; its evidence are attachments of this record."""

    __tablename__ = "survey_score"
    __table_args__ = (Index(None, "period", "party_id"),)
    ref_prefix = "SS"

    question_id: Mapped[str] = mapped_column(ForeignKey("survey_question.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    period: Mapped[str]
    score_tenths: Mapped[int]
    note: Mapped[str]
    """Why, in a sentence."""
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    scored_on: Mapped[int]
