"""How far the figures reach."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import Period, day_of, month_of
from app.kpi.measures import PACKS

_ANCHORS: Final = frozenset({"ordered", "shipped", "delivered", "sold"})
_EVENTS: Final = "(" + ", ".join(str(pack.n) for pack in PACKS if pack.anchor in _ANCHORS) + ")"


def data_span(session: Session, *, default: Period) -> tuple[Period, Period]:
    """The first and the last month in which anything was ordered, shipped, delivered or sold; else ``default``."""
    row = session.execute(text(f"SELECT min(start), max(start) FROM cell WHERE span = 1 AND pack IN {_EVENTS}")).one()
    if row[0] is None:
        return default, default
    return month_of(day_of(row[0])), month_of(day_of(row[1]))
