"""How far the figures reach."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import Period, day_of, month_of
from app.kpi.measures import PACKS

_ANCHORS: Final = frozenset({"ordered", "shipped", "delivered", "sold"})
_EVENTS: Final = " UNION ALL ".join(
    f"SELECT (SELECT min(start) {cells}) AS first, (SELECT max(start) {cells}) AS last"
    for cells in (
        f"FROM cell WHERE pack = {pack.n} AND span = 0 AND group_n = 0" for pack in PACKS if pack.anchor in _ANCHORS
    )
)
"""Both ends of each pack over all product groups: each is found in the key at once."""


def data_span(session: Session, *, default: Period) -> tuple[Period, Period]:
    """The first and the last month in which anything was ordered, shipped, delivered or sold; else ``default``."""
    row = session.execute(text(f"SELECT min(first), max(last) FROM ({_EVENTS})")).one()
    if row[0] is None:
        return default, default
    return month_of(day_of(row[0])), month_of(day_of(row[1]))
