"""KPI values as the assessment reads them: one quarter by dealer and for the region, from the cells."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.model import Numbered
from app.core.period import Period
from app.health.inputs import COLLECTIONS, REGION, SALES, Figure, Figures
from app.health.region import KEY_FIGURES
from app.health.rules import REPORTING
from app.kpi.board import Choice
from app.kpi.goals import goals_of
from app.kpi.own.known import known_kpis
from app.kpi.queries import KpiRow, read_rows
from app.kpi.states import NOT_REPORTED

_ATTAINMENTS = {"target_attainment": SALES, "collection_attainment": COLLECTIONS}
"""Whose denominators are the targets of what."""


def figures_from(db: Database) -> "KpiFigures":
    """The figures of a workspace."""
    return KpiFigures(db)


class KpiFigures:
    """A ``FigureSource`` over the KPIs of a workspace."""

    def __init__(self, db: Database) -> None:
        """``db`` is read at every call, each time in one consistent state."""
        self._db = db

    def __call__(self, kpis: Sequence[str], period: Period) -> Figures:
        """The figures of one quarter."""
        today = self._db.clock.today()
        with self._db.read() as session:
            by_dealer = read_rows(session, only=kpis, first=period, last=period, by="dealer", today=today)
            whole = read_rows(session, only=kpis, first=period, last=period, by="total", today=today)
            goals, ranges = _goals(session, period, today)
            parties = select(Numbered.n, Numbered.entity_id).where(Numbered.kind == "party")
            ids = {row.n: row.entity_id for row in session.execute(parties)}
        values: dict[str, dict[str, Figure]] = {REGION: {row.kpi: _figure(row) for row in whole}}
        owing: dict[str, bool] = {}
        for row in by_dealer:
            dealer = ids.get(row.dealer_n or 0)
            if dealer is None:
                continue
            values.setdefault(dealer, {})[row.kpi] = _figure(row)
            if row.kpi == REPORTING and row.denominator and Fraction(row.denominator) > 0:
                owing[dealer] = row.amount == 1
        posted = next((row.posted[0] for row in whole if row.kpi == SALES), None)
        return Figures(values, owing, goals | _targets(whole), posted, ranges)


def _figure(row: KpiRow) -> Figure:
    return Figure(row.amount, row.n, silent=row.state == NOT_REPORTED)


def _goals(
    session: Session, period: Period, today: date
) -> tuple[dict[str, Fraction], dict[str, tuple[Fraction, Fraction]]]:
    """Of the page's figures without a posted target: goals of one end, and those that are a range."""
    known = known_kpis(session)
    kpis = {one: known[one] for one in KEY_FIGURES if one not in _ATTAINMENTS.values()}
    aims = goals_of(session, kpis, Choice(period), today)
    ends = {kpi: (aim.value, aim.upper) for kpi, aim in aims.items() if aim.upper is not None}
    sides = {kpi: aim.value for kpi, aim in aims.items() if kpis[kpi].direction in {"higher", "lower"}}
    return sides, ends


def _targets(rows: Sequence[KpiRow]) -> dict[str, Fraction]:
    """What the whole quarter aims at; a target of some of its months only is none of the quarter's sales."""
    told = [row for row in rows if row.kpi in _ATTAINMENTS and row.bottom and row.bottom > 0]
    return {_ATTAINMENTS[row.kpi]: row.bottom or Fraction(0) for row in told if not row.without}
