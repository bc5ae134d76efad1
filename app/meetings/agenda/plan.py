"""Gaps to plan: what net sales lack of their target, in the month and so far in the year, and where."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.core.wording import money_text, percent_text
from app.kpi.board import ATTAINMENT, days_over, gap_of
from app.kpi.kpi import SALES
from app.kpi.queries import KpiRow, read_rows
from app.meetings.agenda.month import Month, department_of, whole
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.evidence import Evidence, FrozenChart, FrozenFigure, FrozenSeries, exact

if TYPE_CHECKING:
    from app.core.period import Period

_NAMED: Final = 3
_SHOWN: Final = 12
_WHOLE: Final = N_("Net sales in {period}: {value} of {target} ({share}), {gap} are missing; in the year {year}")
_SO_FAR: Final = N_(
    "Net sales in {period} so far: {value} of {target} ({share}) after {days} of its working days; {gap} behind"
)
_ALONE: Final = N_("Net sales in {period}: {value} of {target} ({share}), {gap} are missing")
_PLACES: Final = N_("Where the plan for {period} is missed most: {said}")
_PLACE: Final = N_("{name} {share} ({gap} missing)")
_TWO: Final = N_("{first}, {second}")
_CHART: Final = N_("Net sales and target by region, {period}")


def propose(month: Month) -> list[Proposal]:
    """The whole region's gap, then the regions in it that miss most; nothing where the target is reached.

    While the period runs the target is that of the working days that are over; before it begins there is no gap.
    """
    if month.today < month.period.first:
        return []
    over = days_over(month.period, month.today)
    rows = _rows(month, month.period, "total")
    said = [] if not rows or _gap(rows[0], over) <= 0 else [_total(month, rows[0], over)]
    places = sorted(_rows(month, month.period, "region"), key=lambda one: -_gap(one, over))
    missing = [one for one in places if _gap(one, over) > 0]
    return said + ([_regions(month, places, missing, over)] if missing and len(places) > 1 else [])


def _rows(month: Month, period: "Period", by: str) -> list[KpiRow]:
    try:
        found = read_rows(
            month.session, only=[ATTAINMENT], first=period, last=period, by=by, today=month.today, often=True
        )
    except UserError:
        return []
    return [one for one in found if one.bottom]


def _gap(row: KpiRow, over: Fraction) -> Fraction:
    return gap_of(row, over) or Fraction(0)


def _words(row: KpiRow, over: Fraction) -> dict[str, object]:
    top, bottom = row.top or Fraction(0), row.bottom or Fraction(1)
    return {
        "value": money_text(top), "target": money_text(bottom), "share": percent_text(top / bottom),
        "gap": money_text(_gap(row, over)),
    }  # fmt: skip


def _total(month: Month, row: KpiRow, over: Fraction) -> Proposal:
    said = {"period": month.period.name, **_words(row, over), "days": percent_text(over)}
    year_so_far = _year(month)
    year = _rows(month, year_so_far, "total") if over == 1 and year_so_far.first < month.period.first else []
    shared = percent_text((year[0].top or Fraction(0)) / (year[0].bottom or Fraction(1))) if year else ""
    alone = Text(_ALONE if over == 1 else _SO_FAR, said)
    title = Text(_WHOLE, {**said, "year": shared}) if shared else alone
    link = Evidence(title, "board", {"kpi": "net_amount", "period": month.period.name}, "plan")
    figure = FrozenFigure(
        alone, money_text(row.top or Fraction(0)), money_text(row.bottom or Fraction(0)), "money", "sales"
    )
    return Proposal(
        "plan", "plan:net_amount", mark_of(title), title, department=department_of(SALES), kpi="net_amount",
        weight=whole(_gap(row, over)) * 2, evidence=(link,), figures={"plan": figure},
    )  # fmt: skip


def _year(month: Month) -> "Period":
    """The year so far: up to the period's end, as targets of the months to come are not due."""
    first = month.calendar.months_of(month.calendar.year_of(month.period.last))[0]
    return month.calendar.between(first, month.period)


def _regions(month: Month, places: list[KpiRow], missing: list[KpiRow], over: Fraction) -> Proposal:
    worst = missing[:_NAMED]
    said: Text | None = None
    for one in worst:
        words = Text(_PLACE, {"name": _name(one), **_words(one, over)})
        said = words if said is None else Text(_TWO, {"first": said, "second": words})
    title = Text(_PLACES, {"period": month.period.name, "said": said or ""})
    links = tuple(
        Evidence(Text(_PLACE, {"name": _name(one), **_words(one, over)}), "board",
                 {"kpi": "net_amount", "region": _name(one), "period": month.period.name}, "plan:regions")
        for one in worst
    )  # fmt: skip
    return Proposal(
        "plan", "plan:regions", mark_of(title), title, department=department_of(SALES), kpi="net_amount",
        weight=sum(whole(_gap(one, over)) for one in worst), evidence=links,
        figures={"plan:regions": _chart(month, places, title)},
    )  # fmt: skip


def _chart(month: Month, places: list[KpiRow], title: Text) -> FrozenFigure:
    shown = places[:_SHOWN]
    chart = FrozenChart(
        Text(_CHART, {"period": month.period.name}), tuple(_name(one) for one in shown),
        (
            FrozenSeries(Text(N_("Net sales")), tuple(exact(one.top) for one in shown)),
            FrozenSeries(Text(N_("Target")), tuple(exact(one.bottom) for one in shown), "dim"),
        ), "bars", "money",
    )  # fmt: skip
    points = tuple((_name(one), percent_text((one.top or Fraction(0)) / (one.bottom or Fraction(1)))) for one in shown)
    return FrozenFigure(title, points=points, charts=(chart,), unit="money", department="sales")


def _name(row: KpiRow) -> str:
    return str(row.labels.get("region") or row.keys.get("region") or "")
