"""Twelve months of the dealers that an agenda speaks of: what each bought and what it sold, as charts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.core.charts import Tone
from app.core.errors import UserError
from app.core.texts import N_, Text
from app.health.wording import short_name
from app.kpi.board import MONTHS
from app.kpi.queries import people_once, read_rows
from app.meetings.agenda.month import Month
from app.meetings.agenda.proposal import Proposal
from app.meetings.evidence import Evidence, FrozenChart, FrozenFigure, FrozenSeries, exact

_BOUGHT: Final = "net_amount"
_SOLD: Final = "sell_out_amount"
_ROWS: Final[tuple[tuple[str, Tone, str], ...]] = ((_BOUGHT, "series1", "bar"), (_SOLD, "series2", "line"))
_TITLE: Final = N_("{dealer}: net sales and sell-out of twelve months")
_DEALERS: Final = ("dealers", "contradictions", "licences", "disputes", "review")
"""The sections whose items about one dealer show its course."""


def with_courses(month: Month, agenda: Sequence[Proposal]) -> list[Proposal]:
    """The agenda with the course of each dealer that an item is about."""
    wanted = {one.dealer_id for one in agenda if one.dealer_id and one.section in _DEALERS}
    charts = _charts(month, {one for one in wanted if one})
    return [_with_course(month, one, charts) for one in agenda]


def _with_course(month: Month, one: Proposal, charts: dict[str, FrozenFigure]) -> Proposal:
    figure = charts.get(one.dealer_id or "") if one.section in _DEALERS else None
    if figure is None:
        return one
    key = f"course:{one.dealer_id}"
    named = any(link.figures == key for link in one.evidence)
    target = {"dealer": one.dealer_id, "period": month.period.name}
    more = () if named else (Evidence(figure.title, "board", target, key),)
    return replace(one, evidence=(*one.evidence, *more), figures={**one.figures, key: figure})


def _charts(month: Month, dealers: set[str]) -> dict[str, FrozenFigure]:
    known = {number: one for number, one in people_once(month.session)[0].items() if one.id in dealers}
    if not known:
        return {}
    try:
        span = month.calendar.run_up(month.calendar.period_of(min(month.period.last, month.today)), MONTHS)
        rows = read_rows(
            month.session, only=(_BOUGHT, _SOLD), first=span, last=span, by=("month", "dealer"), today=month.today,
            dealers=frozenset(known), often=True,
        )  # fmt: skip
    except UserError:  # fewer months than twelve, or figures that are not kept by dealer
        return {}
    values = {(row.keys["dealer"], row.kpi, row.keys["month"]): row.amount for row in rows if row.n}
    names = tuple(one.name for one in span.months)
    found = {}
    for one in known.values():
        series = tuple(
            FrozenSeries(
                Text(month.infos[kpi].title), tuple(exact(values.get((one.code, kpi, name))) for name in names),
                tone, shape=shape,
            )
            for kpi, tone, shape in _ROWS
        )  # fmt: skip
        title = Text(_TITLE, {"dealer": short_name(one.name)})
        found[one.id] = FrozenFigure(
            title, unit="money", charts=(FrozenChart(title, names, series, format="money"),)
        )  # fmt: skip
    return found
