"""What the health sheets say of a KPI, from the one list of definitions."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from app.health.sheets import KpiInfo, Unit
from app.kpi.definitions import KPIS
from app.kpi.definitions import Direction as KpiDirection
from app.kpi.definitions import Unit as KpiUnit

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


@cache
def kpi_infos() -> Mapping[str, KpiInfo]:
    """Every built-in KPI by id."""
    return MappingProxyType(
        {
            each.id: KpiInfo(each.id, each.name, _UNITS[each.unit], each.sentence, each.owner, _BETTER[each.direction])
            for each in KPIS.values()
        }
    )
