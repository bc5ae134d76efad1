"""What a formula would give: the last twelve months and five dealers, read as a kept KPI's figures are."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import Period, between, month_of, shift
from app.kpi.kpi import Kpi
from app.kpi.own.known import kpi_of
from app.kpi.own.service import Draft
from app.kpi.queries import read_rows
from app.kpi.rows import KpiRow
from app.kpi.span import data_span

MONTHS: Final = 12
DEALERS: Final = 5


@dataclass(frozen=True)
class Preview:
    """A KPI, kept or not, with its newest figures."""

    kpi: Kpi
    months: tuple[tuple[Period, KpiRow | None], ...]
    """The last twelve of which there are data, the earliest first."""
    dealers: tuple[KpiRow, ...]
    """Those with the most facts in these months."""


def read_preview(session: Session, draft: Draft, *, today: date) -> Preview:
    """What a draft would give; raises UserError, a sentence, for a formula that no KPI can be."""
    kpi = kpi_of(
        key="own_draft", name=draft.name, sentence=draft.sentence, formula=draft.formula, unit=draft.unit,
        direction=draft.direction, owner=draft.owner, grain=draft.grain, version=1,
    )  # fmt: skip
    return read_newest(session, kpi, today=today)


def read_newest(session: Session, kpi: Kpi, *, today: date) -> Preview:
    """What a KPI gives, kept or not."""
    _, there = data_span(session, default=month_of(today))
    last = month_of(min(there.last, today))
    first = shift(last, 1 - MONTHS)
    by_month = _rows(session, kpi, first, last, "month", today)
    found = {row.keys["month"]: row for row in by_month}
    dealers = sorted(_rows(session, kpi, first, last, "dealer", today), key=lambda row: -row.n)
    months = tuple((one, found.get(one.name)) for one in between(first, last).months)
    return Preview(kpi, months, tuple(dealers[:DEALERS]))


def _rows(session: Session, kpi: Kpi, first: Period, last: Period, by: str, today: date) -> list[KpiRow]:
    """Figures of a split; none where the time that growth is compared with lies before all data."""
    try:
        return read_rows(session, only=[kpi], first=first, last=last, by=by, today=today, often=True)
    except UserError:
        return []
