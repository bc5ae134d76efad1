"""What plans of targets are made from: what was sold, by dealer, product group and month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.core.calendar import working_days
from app.core.money import round_half_up
from app.core.period import between, month, month_of
from app.kpi.organisation import FOLLOWED
from app.kpi.queries import read_sums
from app.kpi.span import data_span
from app.planning.targets.rules import MONTHS, UNITS, Months, season

MEASURED: Final = {
    "net_amount": "net_amount", "sell_out": "sell_out_amount", "collection": "collection_amount",
    "quantity": "quantity",
}  # fmt: skip
"""The KPI that each part of a plan is a target of."""
YEARS: Final = 3
"""How far back a season looks."""
Cell = tuple[str, str]
"""A dealer's id and a product group's code; empty for goods without one, and where groups are not asked for."""


@dataclass(frozen=True)
class History:
    """Years of one KPI by dealer and group in the scale of plans; a month that is not over is None."""

    kpi: str
    year: int
    """The year that is planned."""
    sold: Mapping[Cell, Mapping[int, Months]]

    def base(self, cell: Cell) -> Months:
        """The newest twelve months that are over and no longer ago than two years before the one planned."""
        years = self.sold.get(cell, {})
        nothing: Months = (None,) * MONTHS
        last, before = (years.get(self.year - back, nothing) for back in (1, 2))
        return tuple(one if one is not None else other for one, other in zip(last, before, strict=True))

    def weights(self, cells: "list[Cell] | None" = None) -> list[Fraction]:
        """The season of some cells together, or of all (``app.planning.targets.rules.season``)."""
        wanted = list(self.sold) if cells is None else cells
        years = sorted({year for one in wanted for year in self.sold.get(one, {})})
        sums = []
        for year in years:
            rows = [self.sold[one][year] for one in wanted if year in self.sold.get(one, {})]
            sums.append([None if any(row[i] is None for row in rows) else sum(row[i] or 0 for row in rows)
                         for i in range(MONTHS)])  # fmt: skip
        days = tuple(working_days(month(self.year, one).first, month(self.year, one).last) for one in (1, 2))
        return season(sums, (days[0], days[1])) if sums else [Fraction(1)] * MONTHS


def read_history(session: Session, kpi: str, year: int, today: date, *, by_group: bool = True) -> History:
    """What was sold in the years before a year, with what was taken over counted for who took it over.

    Collections are of no product group, whatever is asked.
    """
    first, last = data_span(session, default=month_of(today))
    begin = max(first, month(year - YEARS, 1), key=lambda one: one.first)
    end = min(last, month(year - 1, 12), key=lambda one: one.first)
    if begin.first > end.first:
        return History(kpi, year, {})
    grouped = by_group and kpi != "collection"
    by = ("dealer", "product-group", "month") if grouped else ("dealer", "month")
    sums = read_sums(session, MEASURED[kpi], first=begin, last=end, by=by, structure=FOLLOWED)
    months = between(begin, end).months
    over = {(one.first.year, one.first.month) for one in months if one.last < today}
    blank = {at: tuple(0 if (at, n) in over else None for n in range(1, MONTHS + 1)) for at in {y for y, _ in over}}
    found: dict[Cell, dict[int, list[int | None]]] = {}
    names = [(int(one.name[:4]), int(one.name[5:7])) for one in sums.asked.scope.buckets]
    for (bucket, dealer, group), value in sums.values.items():
        at = names[bucket]
        if at not in over or not isinstance(dealer, int) or dealer not in sums.asked.scope.dealers:
            continue
        named = sums.asked.groups.get(group or 0)
        cell = sums.asked.scope.dealers[dealer].id, named.code if named else ""
        years = found.setdefault(cell, {one: list(row) for one, row in blank.items()})
        years[at[0]][at[1] - 1] = round_half_up(Fraction(value * UNITS[kpi], sums.scale))
    return History(kpi, year, {cell: {one: tuple(row) for one, row in years.items()} for cell, years in found.items()})
