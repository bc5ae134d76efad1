"""Orders that are reviewed later than they were (审核超时): three whole months against the three before.

The figures are those of the KPI of reviews in time; beside them the part of the week in which the late ones came.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.calendar import within_clock_limit
from app.core.formula import parse_condition
from app.core.period import Period, between, day_of, month_of, quarter_of, shift
from app.core.texts import N_, Text
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.frame import to_sql
from app.kpi.measures import GOODS, measure
from app.kpi.queries import read_rows
from app.kpi.rows import KpiRow
from app.kpi.sources import KEPT, line_source
from app.kpi.views import REVIEW_LIMIT_DAYS
from app.orders.rules import SLOWER, Crowd, crowd

_KPI: Final = "review_in_time_rate"
_SAID: Final = N_("Reviewed within 48 hours: {rate} since {month}, before {before}; {late} orders were too late")
_CROWDED: Final = N_(
    "Reviewed within 48 hours: {rate} since {month}, before {before}; of the {late} orders that were too late {share} "
    "came on a {weekday} after 15:00"
)
WEEKDAYS: Final = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
"""Monday first."""
_UNKNOWN: Final = -1
"""The remainder of a moment whose minute is not known (``app/kpi/views.py``), less the one that it is shifted by."""


def _reviews(session: Session, today: date) -> Iterator[Finding]:
    last = shift(month_of(today + timedelta(1)), -1)
    now = _three(last)
    (rate,), (before,) = (_rate(session, one, today) for one in (now, _three(shift(last, -3))))
    if rate.amount is None or before.amount is None or before.amount - rate.amount < SLOWER:
        return
    late = _late(session, now)
    found = crowd((day, minute) for day, minute, _ in late)
    yield _finding(now, (rate, before), [row for *_, row in late], found)


def _three(last: Period) -> Period:
    """The three months up to one; a quarter is called so."""
    quarter = quarter_of(last.last)
    return quarter if quarter.last == last.last else between(shift(last, -2), last)


def _rate(session: Session, period: Period, today: date) -> list[KpiRow]:
    return read_rows(session, only=[_KPI], first=period, last=period, today=today, often=True)


def _late(session: Session, period: Period) -> list[tuple[date, int | None, int]]:
    """Day and minute of the reception of each order that was reviewed too late, and its first line."""
    pack = measure("review_in_time", grain="order", basis="").pack
    sql = f"""
        {line_source(session.connection(), pack, KEPT)}
        SELECT min(coalesce(received, ordered * 1441)), max(reviewed), min(id) FROM v_line
        WHERE {to_sql(parse_condition(GOODS).root)} AND coalesce(received, reviewed) IS NOT NULL GROUP BY o
    """
    asked = {"first": period.first_day, "last": period.last_day}
    found = []
    for received, reviewed, row in session.execute(text(sql), asked):
        if received is None or not asked["first"] <= received // 1441 + REVIEW_LIMIT_DAYS <= asked["last"]:
            continue
        came = _moment(received)
        if reviewed is None or not within_clock_limit(came, _moment(reviewed)):
            found.append((*came, row))
    return sorted(found, key=lambda one: (one[0], one[1] or 0, one[2]))


def _moment(number: int) -> tuple[date, int | None]:
    """A moment of the views: 1441 x day + minute + 1, where 0 stands for an unknown minute."""
    minute = number % 1441 - 1
    return day_of(number // 1441), None if minute == _UNKNOWN else minute


def _finding(period: Period, rates: tuple[KpiRow, KpiRow], rows: list[int], found: Crowd | None) -> Finding:
    rate, before = rates
    figures = {
        "rate": Figure("percent", rate.amount), "month": Figure("text", period.months[0].name),
        "before": Figure("percent", before.amount), "late": Figure("number", len(rows)),
    }  # fmt: skip
    if found is not None:
        figures |= {
            "share": Figure("percent", found.share), "weekday": Figure("text", Text(WEEKDAYS[found.weekday])),
        }  # fmt: skip
    said = _SAID if found is None else _CROWDED
    return Finding(REVIEWS.id, None, period.first_day, period.last_day, said, figures, {"order_line": tuple(rows)})


REVIEWS: Final = Kind("review_late", N_("Orders wait for their review"), "warning", _reviews)
