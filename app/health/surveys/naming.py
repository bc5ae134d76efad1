"""What questions scored by hand are called where the model, sheets and references name a KPI."""

from typing import Final

from app.core.texts import either
from app.health.sheets import KpiInfo

PREFIX: Final = "survey:"


def survey_kpi(question_id: str) -> str:
    """The name of a question among the indicators of a model."""
    return PREFIX + question_id


def question_of(kpi: str) -> str:
    """The question that an indicator names; empty for every other KPI."""
    return kpi.removeprefix(PREFIX) if kpi.startswith(PREFIX) else ""


def info_of_question(question_id: str, name: str, name_en: str, guide: str, owner: str, best: int) -> KpiInfo:
    """What sheets say of a question; more is better."""
    return KpiInfo(survey_kpi(question_id), either(name, name_en), "score", guide, owner, "rise", best=best)
