"""How good the data under a dealer's figures was when he was assessed (GB/T 36344), frozen with the figures."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.core.period import Period, day_number, day_of
from app.health.rules import shown_tenths
from app.health.sheets import DataQuality
from app.kpi.coverage import LATE_DAYS
from app.kpi.trust import dealer_trust


def read_quality(
    session: Session, kpis: Collection[str], quarter: Period, today: date
) -> Mapping[str, Mapping[str, DataQuality]]:
    """By dealer (ids) and KPI, under "" of all of them together; what nothing was checked of is left out.

    Lists are late as of the day on which the last one of the quarter is owed, or as of today before it.
    """
    on = min(day_number(today), quarter.last_day + LATE_DAYS + 1)
    first, last = (int(f"{day:%Y%m}") for day in (quarter.months[0].last, quarter.months[-1].last))
    found = dealer_trust(session, kpis, today=day_of(on), first=first, last=last)
    return {
        dealer: {
            kpi: DataQuality(shown_tenths(one.score.value * 100), len(one.late))
            for kpi, one in sorted(own.items())
            if one.score.value is not None
        }
        for dealer, own in found.items()
    }
