"""The references of assessments: those of the figures that were judged, and that of the score with its grade."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.period import day_of, parse_period
from app.dealers.model import Party
from app.health.model import Assessment, HealthRound
from app.health.region import KEY_FIGURES
from app.health.scheme import Scheme
from app.health.surveys.model import SurveyScore
from app.health.surveys.naming import question_of, survey_kpi
from app.kpi.board import Choice
from app.kpi.organisation import PRESENT
from app.kpi.own.known import known_kpis
from app.kpi.reference import HEALTH, SURVEY, References, parse_reference


class Refs(NamedTuple):
    """What leads back from one sheet."""

    figures: Mapping[str, str]
    """By KPI the reference of the figure as it was known to the assessment."""
    score: str
    """That of the score and the grade; empty where there is no frozen record of them."""


def referring(session: Session, row: HealthRound, scheme: Scheme) -> Callable[[str | None], Refs]:
    """What gives the references of a dealer's sheet, or of the region's; none of a dealer that is not here.

    Figures are known at the transaction of which the round was computed, scores at the one that froze it.
    """
    written = References(session, day_of(row.assessed_on), tx=row.known_tx)
    frozen = written.at(session, frozen_at(session, row))
    there = set(session.execute(select(Party.id)).scalars())
    asked = [each.kpi for each in scheme.indicators if question_of(each.kpi)]
    given = _given(session, row.period) if asked else {}
    kpis = sorted({each.kpi for each in scheme.indicators} - set(asked) | set(KEY_FIGURES) & set(known_kpis(session)))
    quarter = parse_period(row.period)
    kept = select(Assessment.party_id, Assessment.ref).where(
        Assessment.period == row.period, Assessment.version <= row.version
    )
    assessments = {one.party_id: one.ref for one in session.execute(kept.order_by(Assessment.version, Assessment.id))}

    def refer(dealer: str | None) -> Refs:
        if dealer is None:
            own = str(frozen.to(HEALTH, row.period, record=row.ref))
        elif dealer not in there:
            return Refs({}, "")
        else:
            record = assessments.get(dealer, "")
            own = str(frozen.to(HEALTH, row.period, dealer=dealer, record=record)) if record else ""
        choice = Choice(quarter, dealer=dealer, structure=PRESENT)
        figures = {kpi: str(written.of(kpi, choice)) for kpi in kpis}
        for kpi in asked:
            if record := given.get((dealer or "", kpi)):
                figures[kpi] = str(written.to(SURVEY, row.period, dealer=dealer or "", record=record))
        return Refs(figures, own)

    return refer


def _given(session: Session, period: str) -> dict[tuple[str, str], str]:
    """The references of scores given by hand, by dealer and indicator."""
    rows = session.execute(
        select(SurveyScore.party_id, SurveyScore.question_id, SurveyScore.ref).where(SurveyScore.period == period)
    )
    return {(row.party_id, survey_kpi(row.question_id)): row.ref for row in rows}


def frozen_at(session: Session, row: HealthRound) -> int:
    """The transaction that froze a round."""
    sql = "SELECT min(tx) FROM journal WHERE entity = :entity AND entity_id = :id"
    return int(session.execute(text(sql), {"entity": HealthRound.__tablename__, "id": row.id}).scalar_one())


def of_indicator(reference: str, kpi: str) -> str:
    """The reference of what one indicator gave, out of that of the whole score."""
    return str(replace(parse_reference(reference), words=(("i", kpi),)))
