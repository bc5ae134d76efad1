"""How good the data under figures was when dealers and the region were assessed (GB/T 36344), frozen with them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.period import Period, day_number, day_of
from app.health.rules import shown_tenths
from app.health.sheets import DataQuality
from app.health.surveys.naming import question_of
from app.kpi.coverage import LATE_DAYS
from app.kpi.trust import Trust, dealer_trust, kpi_trust


def read_quality(
    session: Session, kpis: Collection[str], quarter: Period, today: date
) -> Mapping[str, Mapping[str, DataQuality]]:
    """By dealer (ids) and KPI, under "" of all of them together; what nothing was checked of is left out.

    Lists are late as of the day on which the last one of the quarter is owed, or as of today before it.
    """
    lists = [kpi for kpi in kpis if not question_of(kpi)]  # nobody checks what people judge
    found = dealer_trust(session, lists, **_months(quarter, today))
    return {dealer: _scored(own) for dealer, own in found.items()}


def region_quality(session: Session, kpis: Collection[str], quarter: Period, today: date) -> Mapping[str, DataQuality]:
    """The same of the whole region's data, by KPI; nothing while files are yet to be checked."""
    found = kpi_trust(session, kpis, **_months(quarter, today))
    return _scored({kpi: one for kpi, one in found.items() if not one.unchecked})


def _months(quarter: Period, today: date) -> dict[str, Any]:
    on = min(day_number(today), quarter.last_day + LATE_DAYS + 1)
    first, last = (int(f"{day:%Y%m}") for day in (quarter.months[0].last, quarter.months[-1].last))
    return {"today": day_of(on), "first": first, "last": last}


def _scored(found: Mapping[str, Trust]) -> dict[str, DataQuality]:
    return {
        kpi: DataQuality(shown_tenths(one.score.value * 100), len(one.late))
        for kpi, one in sorted(found.items())
        if one.score.value is not None
    }
