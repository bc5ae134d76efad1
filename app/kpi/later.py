"""What came after months were closed: sums by month and dealer, batches, and the very rows that came and went."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import Period, day_of
from app.kpi.calendar import kept_calendar
from app.kpi.drill import Facts, read_fact_ids
from app.kpi.measures import measure
from app.kpi.model import COUNTED
from app.kpi.sources import KEPT
from app.kpi.views import Then


@dataclass(frozen=True)
class LaterBatch:
    """A batch that came or went after a closing."""

    ref: str
    file_name: str
    state: str
    tx: int


def late_by_dealer(session: Session, name: str = "net_amount") -> Mapping[tuple[Period, int], Fraction]:
    """What facts say less what was printed, for one measure by closed month and dealer; only what differs."""
    kept = measure(name, grain="line", basis="shipped")
    rows = session.connection().execute(
        text(f"""
        SELECT start, dealer_n, sum({kept.column}) FROM cell_late
        WHERE pack = {kept.pack.n} AND span = 1 AND group_n = 0 AND {COUNTED} GROUP BY start, dealer_n ORDER BY 1, 2
    """)
    )
    of = kept_calendar(session.connection())
    return {(of.period_of(day_of(start)), who): Fraction(value, kept.scale) for start, who, value in rows if value}


def late_by_month(session: Session, name: str = "net_amount") -> Mapping[str, Fraction]:
    """The same for all dealers together."""
    found: dict[str, Fraction] = {}
    for (month, _), value in late_by_dealer(session, name).items():
        found[month.name] = found.get(month.name, Fraction(0)) + value
    return found


def later_batches(session: Session, period: Period) -> tuple[LaterBatch, ...]:
    """The batches that came or went after a month was closed, the newest first."""
    rows = session.connection().execute(
        text("""
        SELECT b.ref, b.file_name, b.state, max(j.tx) FROM journal j JOIN import_batch b ON b.id = j.entity_id
        JOIN closing c ON c.period = :period AND c.first_on = :first AND c.removed = 0
        WHERE j.entity = 'import_batch' AND j.tx > c.known_tx GROUP BY b.id ORDER BY 4 DESC, 1
    """),
        {"period": period.name, "first": period.first_day},
    )
    return tuple(LaterBatch(*row) for row in rows)


def late_facts(session: Session, kpi: str, *, month: Period | None = None, **asked: Any) -> Facts:
    """The rows behind what a KPI contains of closed months, or of one of them.

    They are those that count now and did not when the month was closed, and the other way round; ``asked`` is as in
    ``read_fact_ids``.
    """
    closed = session.connection().execute(
        text("""
        SELECT DISTINCT c.first_on, c.known_tx FROM closing c
        JOIN cell_late l ON l.start BETWEEN c.first_on AND c.last_on
        WHERE c.state = 'closed' AND c.removed = 0 ORDER BY 1
    """)
    )
    feed, came, gone = "", array("q"), array("q")
    for first_on, tx in closed.all():
        one = kept_calendar(session.connection()).period_of(day_of(first_on))
        if month is None or one == month:
            now = _ids(session, kpi, one, asked)
            then = _ids(session, kpi, one, {**asked, "state": Then(KEPT.sign, KEPT.maps, tx)})
            here, there, feed = frozenset(now.ids), frozenset(then.ids), now.feed
            came.extend(each for each in now.ids if each not in there)
            gone.extend(each for each in then.ids if each not in here)
    return Facts(feed, came + gone, frozenset(gone))


def _ids(session: Session, kpi: str, month: Period, asked: Mapping[str, Any]) -> Facts:
    return read_fact_ids(session, kpi, first=month, last=month, **asked)
