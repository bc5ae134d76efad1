"""What the health sheets say of a KPI, from the one list of definitions."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from sqlalchemy.orm import Session

from app.core.texts import N_, Text
from app.health.sheets import KpiInfo, Unit
from app.health.surveys.questions import question_infos
from app.kpi.counting import TAXES, USUAL, told_of
from app.kpi.definitions import BASIS_TITLES, GRAIN_TITLES, KPIS, Kpi
from app.kpi.definitions import Direction as KpiDirection
from app.kpi.definitions import Unit as KpiUnit
from app.kpi.own.known import known_kpis, listed_kpis
from app.kpi.wording import listed

_UNITS: Final[Mapping[KpiUnit, Unit]] = MappingProxyType(
    {
        "count": "number",
        "money": "money",
        "quantity": "number",
        "ratio": "percent",
        "days": "days",
        "score": "score",
        "points": "number",
        "per_thousand": "per_thousand",
    }
)
_BETTER: Final[Mapping[KpiDirection, Literal["rise", "fall", "band", "none"]]] = MappingProxyType(
    {"higher": "rise", "lower": "fall", "band": "band", "none": "none"}
)

_AT_THE_END: Final = N_("at the period's end")


@cache
def kpi_infos() -> Mapping[str, KpiInfo]:
    """Every built-in KPI by id."""
    return infos_of(KPIS)


def infos_of(kpis: Mapping[str, Kpi]) -> Mapping[str, KpiInfo]:
    """What is said of these KPIs, by id."""
    return MappingProxyType({key: info_of(one) for key, one in kpis.items()})


def known_infos(session: Session) -> Mapping[str, KpiInfo]:
    """What is said of every KPI and every question scored by hand that the workspace knows."""
    return {**infos_of(known_kpis(session)), **question_infos(session)}


def offered(session: Session) -> tuple[str, ...]:
    """What may become an indicator: the KPIs that are listed, and the questions that are asked."""
    return (*listed_kpis(session), *question_infos(session, listed=True))


def info_of(kpi: Kpi) -> KpiInfo:
    """What is said of one KPI."""
    return KpiInfo(kpi.id, kpi.name, _UNITS[kpi.unit], kpi.sentence, kpi.owner, _BETTER[kpi.direction], _basis(kpi))


def _basis(kpi: Kpi) -> Text | None:
    """By which date it counts, with or without tax, or that it stands at the period's end; None where neither is so."""
    tax = told_of(kpi, USUAL).tax
    said = [BASIS_TITLES[one] for one in kpi.bases[:1]] + ([TAXES[tax]] if tax else [])
    if kpi.kind == "snapshot":
        said.insert(0, _AT_THE_END)
    elif not said and kpi.grains[0] == "order":
        said.append(GRAIN_TITLES["order"])
    return listed([Text(one) for one in said]) if said else None
