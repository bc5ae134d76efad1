"""The board's figures: everything comes from cells, for one choice of region, dealer, product group and period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from sqlalchemy.orm import Session

from app.core.calendars import NATURAL, Calendar, calendar_of
from app.core.errors import UserError
from app.core.period import Period, day_number, shift, year_before
from app.core.texts import N_, Text
from app.kpi.against import CUMULATIVE, as_many, as_of, before, time_progress, year_ago
from app.kpi.counting import USUAL, Counting
from app.kpi.organisation import FOLLOWED, Structure
from app.kpi.own.known import find_kpi
from app.kpi.queries import Answered, KpiRow, Sums, read_rows, read_sums, read_totals
from app.kpi.scope import Bucket, Key

Dimension = Literal["dealer", "region", "product-group", "manager", "office", "entity", "owner-group", "tier"]
Split = Dimension | Literal["month"]
"""By what a figure is split."""
CARDS: Final = (
    "net_amount", "otif_rate", "days_of_supply", "overdue_share",
    "near_expiry_share", "active_dealers", "return_rate", "cycle_days_p90",
)  # fmt: skip
"""The KPIs of the board's cards, in their order."""
ATTAINMENT: Final = "target_attainment"
MONTHS: Final = 12
TOP: Final = 20
RANKED: Final = (ATTAINMENT, "otif_rate", "days_of_supply", "overdue_share")
"""What the ranking tells beside net sales."""
_STOCK: Final = ("stock_quantity", "days_of_supply", "near_expiry_share")
_NO_GROUP: Final = N_("This KPI is not kept by product group.")


@dataclass(frozen=True)
class Choice:
    """What the board is asked for; None is everything. ``dealer`` and ``region`` are as in ``read_rows``."""

    period: Period
    region: str | None = None
    dealer: str | None = None
    group: str | None = None
    align: str = CUMULATIVE
    """What growth from year to year compares (``app/kpi/against.py``)."""
    structure: Structure = FOLLOWED
    """By which organisation, and of whose dealers."""
    counting: Counting = USUAL


@dataclass(frozen=True)
class Figure:
    """One card: the value, what it was before and a year ago, and its last twelve months."""

    kpi: str
    row: KpiRow | None
    before: Fraction | None = None
    year_ago: Fraction | None = None
    year_now: Fraction | None = None
    """What is compared with a year ago, which need not be the value: January and February are taken together."""
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
    year_now: Fraction | None
    """Net sales of the span that is compared with a year ago."""
    others: Mapping[str, Fraction | None]

    @property
    def growth(self) -> Fraction | None:
        """Net sales against a year before; None where there was nothing then."""
        if not self.year_ago or self.year_ago < 0:
            return None
        return (self.year_now or Fraction(0)) / self.year_ago - 1


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


def first_choice(last: Period, today: date, calendar: Calendar = NATURAL) -> Period:
    """The quarter of the last month with data that is over, so that the first look is at whole figures."""
    found = calendar.period_of(min(last.last, today))
    if found.last >= today:
        found = shift(found, -1)
    return calendar.quarter_of(found.first)


def read_cards(session: Session, choice: Choice, today: date, kpis: Sequence[str] = CARDS) -> tuple[Figure, ...]:
    """The cards; a KPI that is not kept by product group says so instead of ignoring the filter."""
    able = [one for one in kpis if choice.group is None or find_kpi(session, one).by_group]
    asked, twin = choice.period, year_ago(choice.period, today, choice.align)
    compared = (before(asked, today), twin and twin.then, twin and twin.now)
    spans = (asked, *(one or asked for one in compared), *_twelve(choice, today).months)
    found = {one: Figure(one, None, refused=Text(_NO_GROUP)) for one in kpis if one not in able}
    for kpi, answered in _totals(session, choice, spans, able, today).items():
        told = [answered.told(number) for number in range(len(spans))]
        ago, year, now = (value if one else None for one, value in zip(compared, told[1:4], strict=True))
        found[kpi] = Figure(kpi, answered.row((0, None, None)), ago, year, now, tuple(told[4:]))
    rest = [one for one in able if one not in found]
    values = [_values(session, choice, one, rest, today) if rest and one else {} for one in (asked, *compared)]
    months = _monthly(session, choice, rest, today) if rest else {}
    for kpi in rest:
        ago, year, now = (_amount(each.get(kpi)) for each in values[1:])
        found[kpi] = Figure(kpi, values[0].get(kpi), ago, year, now, months.get(kpi, ()))
    return tuple(found[one] for one in kpis)


def read_attainment(session: Session, choice: Choice, today: date) -> KpiRow | None:
    """Net sales against the target of the same months; None without one, or where lines count unlike in targets."""
    if choice.counting != USUAL or (choice.group is not None and not find_kpi(session, ATTAINMENT).by_group):
        return None
    found = _values(session, choice, choice.period, [ATTAINMENT], today).get(ATTAINMENT)
    return found if found is not None and found.value is not None else None


def read_trend(session: Session, choice: Choice, today: date) -> Trend:
    """Net sales by month over 24 months up to the period's last month."""
    months = _two_years(choice, today)
    rows = _rows(session, choice, months, ["net_amount"], today, by="month")
    found = {row.keys["month"]: row.amount for row in rows if row.n}
    shown = months.months[MONTHS:]
    twins = [_back(one) for one in shown]
    before = [None if one is None else found.get(one.name) for one in twins]
    last, twin = shown[-1], twins[-1]
    if as_of(last, today) is not None and twin is not None:  # as far as this one has come
        then = as_many(last, twin, today)
        row = then and _values(session, choice, then, ["net_amount"], today).get("net_amount")
        before[-1] = _amount(row or None)
    return Trend(shown, tuple(found.get(one.name) for one in shown), tuple(before))


def _two_years(choice: Choice, today: date) -> Period:
    """24 months up to the period's last, or today's within it."""
    counted = calendar_of(choice.period)
    last = counted.period_of(min(choice.period.last, max(today, choice.period.first)))
    return counted.run_up(last, 2 * MONTHS)


def _back(month: Period) -> Period | None:
    """The same month of the year before; None where its calendar has none."""
    try:
        return year_before(month)
    except UserError:
        return None


def read_region_trend(
    session: Session, choice: Choice, today: date
) -> tuple[Trend, Mapping[str, tuple[int | None, ...]]]:
    """Net sales of each region over 24 months in 1/10,000, by its name, the biggest first; ``before`` stays empty."""
    months = _two_years(choice, today)
    sums = _sums(session, choice, months, today, by=("month", "region"))
    if sums is None:
        return Trend(months.months, (), ()), {}
    found: dict[str, list[int | None]] = {}
    rows: dict[int | str | None, list[int | None]] = {}
    for (number, place, _), value in sums.values.items():
        if place not in rows:
            rows[place] = found.setdefault(sums.labels((0, place, None))["region"], [None] * (2 * MONTHS))
        rows[place][number] = value
    weights = {name: sum(value or 0 for value in row) for name, row in found.items()}
    names = sorted(found, key=lambda name: (-weights[name], name))
    return Trend(months.months, (), ()), {name: tuple(found[name]) for name in names}


def read_ranking(session: Session, choice: Choice, today: date, by: Dimension, top: int = TOP) -> tuple[Rank, ...]:
    """The biggest by net sales with what else tells how they do; ``top`` of them."""
    sums = _sums(session, choice, choice.period, today, by=by)
    if sums is None:
        return ()
    twin = year_ago(choice.period, today, choice.align)
    ago = None if twin is None else _sums(session, choice, twin.then, today, by=by)
    same = twin is None or twin.now == choice.period
    now = sums if same or twin is None else _sums(session, choice, twin.now, today, by=by)
    total = sum(sums.values.values())
    ordered = sorted((-value, sums.code(key, by), key) for key, value in sums.values.items())[:top]
    others = _beside(session, choice, today, by, [key for _, _, key in ordered])
    found = []
    for place, (_, code, key) in enumerate(ordered, 1):
        value, labels = sums.values[key], sums.labels(key)
        found.append(
            Rank(
                place, code, labels.get(by, ""), labels.get("region", "") if by == "dealer" else "",
                Fraction(value, sums.scale), Fraction(value, total) if total > 0 else None,
                _sum(ago, key), _sum(now, key), others.get(code, {}),
            )
        )  # fmt: skip
    return tuple(found)


def _sum(sums: Sums | None, key: Key) -> Fraction | None:
    return None if sums is None else sums.exact(sums.values.get(key))


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


def _beside(
    session: Session, choice: Choice, today: date, by: Dimension, keys: Sequence[Key]
) -> dict[str, dict[str, Fraction | None]]:
    """By code what else the ranking tells of those in it."""
    whole = choice.group is None and by != "product-group"
    usual = [one for one in RANKED if one != ATTAINMENT or choice.counting == USUAL]
    wanted = [one for one in usual if whole or find_kpi(session, one).by_group]
    dealers = frozenset(key[1] for key in keys if isinstance(key[1], int)) if by == "dealer" else None
    found: dict[str, dict[str, Fraction | None]] = {}
    rows = _rows(session, choice, choice.period, wanted, today, by=by, dealers=dealers)
    for row in rows or (
        row for one in wanted for row in _rows(session, choice, choice.period, [one], today, by=by, dealers=dealers)
    ):
        found.setdefault(row.keys[by], {})[row.kpi] = row.amount
    return found


def _sums(session: Session, choice: Choice, period: Period, today: date, *, by: str | Sequence[str]) -> Sums | None:
    """Net sales as whole numbers; None where they cannot be asked for so (single days by product group)."""
    try:
        return read_sums(
            session, "net_amount", first=period, last=period, by=by, dealer=choice.dealer, region=choice.region,
            group=choice.group, structure=choice.structure, counting=choice.counting, today=today,
        )  # fmt: skip
    except UserError:
        return None


def _rows(
    session: Session, choice: Choice, period: Period, kpis: Sequence[str], today: date, *, by: str | Sequence[str],
    dealers: frozenset[int] | None = None,
) -> list[KpiRow]:  # fmt: skip
    """Rows of KPIs; none where they cannot be asked for so (single days by product group, percentiles of days)."""
    try:
        return read_rows(
            session, only=kpis, first=period, last=period, by=by, dealer=choice.dealer, region=choice.region,
            group=choice.group, structure=choice.structure, counting=choice.counting, today=today, dealers=dealers,
            often=True,
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
    found: dict[str, list[Fraction | None]] = {}
    for row in _rows(session, choice, _twelve(choice, today), kpis, today, by="month"):
        found.setdefault(row.kpi, []).append(row.amount if row.n else None)
    return {kpi: tuple(values) for kpi, values in found.items()}


def _twelve(choice: Choice, today: date) -> Period:
    """The twelve months up to the period's last, or to today's within it."""
    counted = calendar_of(choice.period)
    last = counted.period_of(min(choice.period.last, today) if choice.period.first <= today else choice.period.last)
    return counted.run_up(last, MONTHS)


def _totals(
    session: Session, choice: Choice, spans: Sequence[Period], kpis: Sequence[str], today: date
) -> dict[str, Answered]:
    """The totals of each span, read together; without the KPIs that one of them cannot be asked."""
    try:
        return read_totals(
            session, spans, only=kpis, dealer=choice.dealer, region=choice.region, group=choice.group,
            structure=choice.structure, counting=choice.counting, today=today, often=True,
        )  # fmt: skip
    except UserError:
        return {}


def _amount(row: KpiRow | None) -> Fraction | None:
    return None if row is None or not row.n else row.amount


def days_over(period: Period, today: date, without: Sequence[str] = ()) -> Fraction:
    """The share of a period's working days that are over (时间进度), but for months ``without`` a target."""
    day = day_number(today)
    months = Bucket.of(period, today=day).months(NATURAL) if without else ()
    counted = [one.working for one in months if one.name not in without] or [time_progress(period, today)]
    over, whole = (sum(days) for days in zip(*counted, strict=True))
    return Fraction(over, whole) if whole else Fraction(0)


def gap_of(attainment: KpiRow | None, over: Fraction) -> Fraction | None:
    """What net sales lack of the target's share for the time that is over (欠进度额); below zero they are ahead."""
    if attainment is None or not attainment.bottom:
        return None
    return attainment.bottom * over - (attainment.top or 0)
