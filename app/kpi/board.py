"""The board's figures: everything comes from cells, for one choice of region, dealer, product group and period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import Period, between, day_of, month_of, shift, year_before
from app.core.texts import N_, Text
from app.kpi.definitions import KPIS
from app.kpi.queries import KpiRow, read_rows

Dimension = Literal["dealer", "region", "product-group"]
CARDS: Final = (
    "net_amount", "otif_rate", "days_of_supply", "overdue_share",
    "near_expiry_share", "active_dealers", "return_rate", "cycle_days_p90",
)  # fmt: skip
"""The KPIs of the board's cards, in their order."""
ATTAINMENT: Final = "target_attainment"
MONTHS: Final = 12
TOP: Final = 20
_RANKED: Final = (ATTAINMENT, "otif_rate", "days_of_supply", "overdue_share")
_STOCK: Final = ("stock_quantity", "days_of_supply", "near_expiry_share")
_NO_GROUP: Final = N_("This KPI is not kept by product group.")


@dataclass(frozen=True)
class Choice:
    """What the board is asked for; None is everything. ``dealer`` and ``region`` are as in ``read_rows``."""

    period: Period
    region: str | None = None
    dealer: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Figure:
    """One card: the value, what it was before and a year ago, and its last twelve months."""

    kpi: str
    row: KpiRow | None
    before: Fraction | None = None
    year_ago: Fraction | None = None
    months: tuple[Fraction | None, ...] = ()
    refused: Text | None = None

    @property
    def value(self) -> Fraction | None:
        """The value, None where it is unknown."""
        return None if self.row is None else self.row.amount


@dataclass(frozen=True)
class Rank:
    """One dealer, region or product group in the ranking by net sales."""

    place: int
    key: str
    name: str
    region: str
    amount: Fraction
    share: Fraction | None
    year_ago: Fraction | None
    others: Mapping[str, Fraction | None]

    @property
    def growth(self) -> Fraction | None:
        """Net sales against the same span a year before; None where there was nothing then."""
        return None if not self.year_ago or self.year_ago < 0 else self.amount / self.year_ago - 1


@dataclass(frozen=True)
class Stocked:
    """Stock of one product group at the period's end; ``name`` is empty for products without a group."""

    key: str
    name: str
    quantity: Fraction | None
    days: Fraction | None
    near_expiry: Fraction | None


@dataclass(frozen=True)
class Trend:
    """Net sales of the last twelve months and of the twelve before."""

    months: tuple[Period, ...]
    values: tuple[Fraction | None, ...]
    before: tuple[Fraction | None, ...]


def data_span(session: Session) -> tuple[date, date] | None:
    """The first and the last day that any order, shipment or sell-out has; None without facts."""
    found = session.execute(
        text("SELECT min(start), max(start) FROM cell WHERE span = 0 AND pack IN (1, 2, 5, 21)")
    ).one()
    return None if found[0] is None else (day_of(found[0]), day_of(found[1]))


def first_choice(span: tuple[date, date], today: date) -> Period:
    """The quarter of the last month that is over, so that the first look is at whole figures."""
    last = min(span[1], today)
    found = month_of(last)
    if last < found.last and shift(found, -1).last >= span[0]:
        found = shift(found, -1)
    index = (found.first.month - 1) // 3
    return next(each for each in _quarters(found.first.year) if each.first.month == 3 * index + 1)


def _quarters(year: int) -> list[Period]:
    from app.core.period import quarter

    return [quarter(year, number) for number in range(1, 5)]


def elapsed(period: Period, today: date) -> Period:
    """The part of a period that is over: the whole of it, or its days up to today."""
    if not period.first <= today < period.last:
        return period
    return Period(period.first, today, f"{period.first.isoformat()}..{today.isoformat()}")


def earlier(period: Period, today: date, *, year: bool) -> Period:
    """The period to compare with: the one before or a year before, cut to as many days as are over of this one."""
    found = year_before(period) if year or ".." in period.name else shift(period, -1)
    if not period.first <= today < period.last:
        return found
    last = min(found.first + (today - period.first), found.last)
    return Period(found.first, last, f"{found.first.isoformat()}..{last.isoformat()}")


def read_cards(session: Session, choice: Choice, today: date, kpis: Sequence[str] = CARDS) -> tuple[Figure, ...]:
    """The cards; a KPI that is not kept by product group says so instead of ignoring the filter."""
    able = [one for one in kpis if choice.group is None or KPIS[one].by_group]
    now = _values(session, choice, choice.period, able, today)
    before = _values(session, choice, earlier(choice.period, today, year=False), able, today)
    year_ago = _values(session, choice, earlier(choice.period, today, year=True), able, today)
    months = _monthly(session, choice, able, today)
    refused = Text(_NO_GROUP)
    return tuple(
        Figure(
            one, now.get(one), _amount(before.get(one)), _amount(year_ago.get(one)), months.get(one, ()),
            None if one in able else refused,
        )
        for one in kpis
    )  # fmt: skip


def read_attainment(session: Session, choice: Choice, today: date) -> KpiRow | None:
    """Net sales against the target of the same months; None where there is no target."""
    if choice.group is not None and not KPIS[ATTAINMENT].by_group:
        return None
    found = _values(session, choice, choice.period, [ATTAINMENT], today).get(ATTAINMENT)
    return found if found is not None and found.value is not None else None


def read_trend(session: Session, choice: Choice, today: date) -> Trend:
    """Net sales by month over 24 months up to the period's last month."""
    last = month_of(min(choice.period.last, max(today, choice.period.first)))
    months = between(shift(last, 1 - 2 * MONTHS), last)
    rows = _rows(session, choice, months, ["net_amount"], today, by="month")
    found = {row.keys["month"]: row.amount for row in rows if row.n}
    values = tuple(found.get(one.name) for one in months.months)
    return Trend(months.months[MONTHS:], values[MONTHS:], values[:MONTHS])


def read_region_trend(
    session: Session, choice: Choice, today: date
) -> tuple[Trend, Mapping[str, tuple[Fraction | None, ...]]]:
    """Net sales of each region over 24 months, by the region's name, the biggest first; ``before`` stays empty."""
    last = month_of(min(choice.period.last, max(today, choice.period.first)))
    months = between(shift(last, 1 - 2 * MONTHS), last)
    rows = _rows(session, choice, months, ["net_amount"], today, by=("month", "region"))
    found: dict[str, dict[str, Fraction | None]] = {}
    for row in rows:
        found.setdefault(row.labels.get("region") or "", {})[row.keys["month"]] = row.amount
    sums = {name: sum((value or Fraction(0) for value in each.values()), Fraction(0)) for name, each in found.items()}
    names = sorted(found, key=lambda name: (-sums[name], name))
    lines = {name: tuple(found[name].get(one.name) for one in months.months) for name in names}
    return Trend(months.months, (), ()), lines


def read_ranking(session: Session, choice: Choice, today: date, by: Dimension, top: int = TOP) -> tuple[Rank, ...]:
    """The biggest by net sales with what else tells how they do; ``top`` of them."""
    key = "dealer" if by == "dealer" else by
    amounts = _rows(session, choice, choice.period, ["net_amount"], today, by=by)
    ago = _rows(session, choice, earlier(choice.period, today, year=True), ["net_amount"], today, by=by)
    wanted = [one for one in _RANKED if KPIS[one].by_group or (choice.group is None and by != "product-group")]
    others: dict[str, dict[str, Fraction | None]] = {}
    for one in wanted:
        for row in _rows(session, choice, choice.period, [one], today, by=by):
            others.setdefault(row.keys[key], {})[one] = row.amount
    before = {row.keys[key]: row.amount for row in ago}
    total = sum((row.amount or Fraction(0) for row in amounts), Fraction(0))
    ordered = sorted(amounts, key=lambda row: (-(row.amount or Fraction(0)), row.keys[key]))
    return tuple(
        Rank(
            place, row.keys[key], row.labels.get(key, ""), row.labels.get("region", "") if by == "dealer" else "",
            row.amount or Fraction(0), (row.amount or Fraction(0)) / total if total > 0 else None,
            before.get(row.keys[key]), others.get(row.keys[key], {}),
        )
        for place, row in enumerate(ordered[:top], 1)
    )  # fmt: skip


def read_stock(session: Session, choice: Choice, today: date) -> tuple[Stocked, ...]:
    """Stock of the chosen dealers by product group at the period's end, the longest lasting first."""
    found: dict[str, dict[str, Fraction | None]] = {}
    names: dict[str, str] = {}
    for row in _rows(session, choice, choice.period, _STOCK, today, by="product-group"):
        found.setdefault(row.keys["product-group"], {})[row.kpi] = row.amount
        names[row.keys["product-group"]] = row.labels.get("product-group", "")
    lines = (Stocked(key, names[key], *(each.get(one) for one in _STOCK)) for key, each in found.items())
    known = [line for line in lines if line.quantity is not None or line.days is not None]
    return tuple(sorted(known, key=lambda line: (line.days is None, -(line.days or Fraction(0)), line.key)))


# ---------------------------------------------------------------------------------------------------------------------


def _rows(
    session: Session, choice: Choice, period: Period, kpis: Sequence[str], today: date, *, by: str | Sequence[str]
) -> list[KpiRow]:
    """Rows of KPIs; none where they cannot be asked for so (single days by product group, percentiles of days)."""
    try:
        return read_rows(
            session, only=kpis, first=period, last=period, by=by, dealer=choice.dealer, region=choice.region,
            group=choice.group, today=today,
        )  # fmt: skip
    except UserError:
        return []


def _values(session: Session, choice: Choice, period: Period, kpis: Sequence[str], today: date) -> dict[str, KpiRow]:
    """One row for each KPI; together where that can be done, else each by itself."""
    rows = _rows(session, choice, period, kpis, today, by="total")
    if not rows and len(kpis) > 1:
        rows = [row for one in kpis for row in _rows(session, choice, period, [one], today, by="total")]
    return {row.kpi: row for row in rows}


def _monthly(
    session: Session, choice: Choice, kpis: Sequence[str], today: date
) -> dict[str, tuple[Fraction | None, ...]]:
    last = month_of(min(choice.period.last, today) if choice.period.first <= today else choice.period.last)
    months = between(shift(last, 1 - MONTHS), last)
    found: dict[str, list[Fraction | None]] = {}
    for row in _rows(session, choice, months, kpis, today, by="month"):
        found.setdefault(row.kpi, []).append(row.amount if row.n else None)
    return {kpi: tuple(values) for kpi, values in found.items()}


def _amount(row: KpiRow | None) -> Fraction | None:
    return None if row is None or not row.n else row.amount


def days_over(period: Period, today: date) -> Fraction:
    """The share of a period's days that are over (时间进度), today included."""
    whole = (period.last - period.first).days + 1
    over = (min(today, period.last) - period.first + timedelta(1)).days
    return Fraction(max(0, min(over, whole)), whole)
