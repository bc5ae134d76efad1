"""Scores given by hand beside the figures of exports, so that an assessment reads both alike."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.period import Period
from app.health.inputs import REGION, Figure, Figures, FigureSource
from app.health.subjects import subjects
from app.health.surveys.model import SurveyScore
from app.health.surveys.naming import question_of


class FiguresWithScores:
    """A ``FigureSource`` of KPIs and questions together."""

    def __init__(self, db: Database, source: FigureSource) -> None:
        """``source`` knows the KPIs; ``db`` is read at every call."""
        self._db, self._source = db, source

    def __call__(self, kpis: Sequence[str], period: Period) -> Figures:
        """The figures of one quarter; of a month or a year no score was given."""
        asked = {kpi: question for kpi in kpis if (question := question_of(kpi))}
        found = self._source([kpi for kpi in kpis if kpi not in asked], period)
        if not asked or "Q" not in period.name:
            return found
        with self._db.read() as session:
            who = [one.face.id for one in subjects(session, on=period.last_day)]
            given = {kpi: _figures(session, question, period, who) for kpi, question in asked.items()}
        values = {dealer: dict(row) for dealer, row in found.values.items()}
        for kpi, by_dealer in given.items():
            for dealer, figure in by_dealer.items():
                values.setdefault(dealer, {})[kpi] = figure
        return replace(found, values=values)


def _figures(session: Session, question: str, period: Period, who: Sequence[str]) -> dict[str, Figure]:
    """By dealer; of the region the mean of those given.

    Who has no score of a quarter in which the question was asked already is silent: whether that is owed, missing or
    nothing to judge says the model.
    """
    rows = session.execute(
        select(SurveyScore.party_id, SurveyScore.score_tenths, SurveyScore.period)
        .where(SurveyScore.question_id == question, SurveyScore.period <= period.name, SurveyScore.removed.is_(False))
    ).all()  # fmt: skip
    if not rows:
        return {}
    given = {row.party_id: Figure(Fraction(row.score_tenths, 10), 1) for row in rows if row.period == period.name}
    values = [one.value for one in given.values() if one.value is not None]
    whole = {REGION: Figure(sum(values, Fraction(0)) / len(values), len(values))} if values else {}
    return dict.fromkeys(who, Figure(None, silent=True)) | given | whole
