"""Tiles of rows by month, by dealer, and by both."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

from app.boards.figures import Asked, basis_of, empty_of, grows, growth_by, title_of
from app.boards.specs import SPLITS, adds_up
from app.boards.tile import Cell, Grid, GridColumn, Tile, TileSpec
from app.core.calendars import calendar_of
from app.core.errors import UserError
from app.core.period import Period
from app.core.texts import N_, Text
from app.kpi.against import BY_MONTH, CUMULATIVE, year_ago
from app.kpi.parts import Part, in_whole, read_parts
from app.kpi.queries import read_totals

NAMELESS: Final = N_("Not assigned")
MONTH: Final = N_("Month")


def months_up_to(period: Period, today: date, count: int) -> tuple[Period, ...]:
    """So many months up to the period's last, or to today's within it."""
    calendar = calendar_of(period)
    last = calendar.period_of(min(period.last, max(today, period.first)))
    return calendar.run_up(last, count).months


def name_of(part: Part) -> Cell:
    """What a row is called."""
    return part.name or part.key or Text(NAMELESS)


def read_trend(asked: Asked, spec: TileSpec) -> Tile:
    """A KPI by month, and the same months a year before."""
    choice, kpi, known = asked.choice, spec.kpi, asked.known(spec)
    align = BY_MONTH if choice.align == CUMULATIVE else choice.align
    months = months_up_to(choice.period, asked.today, spec.months)
    twins = [_twin(one, asked.today, align) for one in months]
    spans = (*months, *(one for one in twins if one is not None))
    told = read_totals(
        asked.session, spans, only=[kpi], dealer=choice.dealer, region=choice.region, group=choice.group,
        structure=choice.structure, counting=choice.counting, today=asked.today, often=True,
    ).get(kpi)  # fmt: skip
    if told is None:
        raise UserError("{kpi} cannot be told by month for this choice.", kpi=Text(known.name))
    before = iter(range(len(months), len(spans)))
    then = [None if one is None else told.told(next(before)) for one in twins]
    unit = known.unit
    lines = tuple((one.name, told.told(number), then[number]) for number, one in enumerate(months))
    basis = basis_of(asked, told.row((0, None, None)))
    found = Tile(
        spec, title_of(known, Text(N_("last {n} months"), {"n": spec.months})), basis, asked.as_of, asked.currency,
        Grid(
            (
                GridColumn(Text(MONTH), "month"), GridColumn(Text(known.name), unit),
                GridColumn(Text(N_("A year before")), unit),
            ),
            lines, tuple(one.name for one in months),
        ),
        known=known, empty=empty_of([line for line in lines if line[1] is not None]),
        refs=asked.refs(kpi, "month", [one.name for one in months]),
    )  # fmt: skip
    return asked.held(found, calendar_of(choice.period).between(months[0], months[-1]), "month")


def _twin(month: Period, today: date, align: str) -> Period | None:
    try:
        found = year_ago(month, today, align)
    except UserError:  # the day of the event is not known in that year
        return None
    return None if found is None else found.then


def parts_of(asked: Asked, spec: TileSpec, period: Period | None = None) -> tuple[Part, ...]:
    """Every row of a split, what weighs most first; raises UserError where the KPI cannot be split so."""
    choice = asked.choice if period is None else replace(asked.choice, period=period)
    key = spec.kpi, spec.by, choice.period
    if key not in asked.parts:
        asked.parts[key] = read_parts(asked.session, choice, asked.today, spec.kpi, spec.by)
    found = asked.parts[key]
    if not found:
        asked.answered(spec.kpi, choice.period, spec.by)  # says why it cannot be asked for
    return found


def read_ranking(asked: Asked, spec: TileSpec) -> Tile:
    """What weighs most: the largest amounts, of ratios those that lack or lose most; with share and growth."""
    parts, known = parts_of(asked, spec), asked.known(spec)
    kpi, unit, shown = spec.kpi, known.unit, parts[: spec.top]
    whole, size = in_whole([one.value for one in parts if one.value is not None] if adds_up(known) else [])
    total = Fraction(sum(whole), size)
    shares = total > 0
    dealers = None
    if spec.by == "dealer":
        dealers = frozenset(one.at[1] for one in shown if isinstance(one.at[1], int))
    growth = growth_by(asked, kpi, spec.by, shown, dealers) if shown else {}
    columns = [GridColumn(Text(SPLITS[spec.by]), "text"), GridColumn(Text(known.name), unit)]
    if shares:
        columns.append(GridColumn(Text(N_("Share")), "ratio"))
    if grows(known):
        columns.append(GridColumn(Text(N_("Growth")), "ratio"))
    rows = []
    for one in shown:
        row: list[Cell] = [name_of(one), one.value]
        if shares:
            row.append(None if one.value is None else one.value / total)
        if grows(known):
            row.append(growth.get(one.key))
        rows.append(tuple(row))
    found = Tile(
        spec, title_of(known, Text(SPLITS[spec.by])), basis_of(asked, parts[0].row if parts else None), asked.as_of,
        asked.currency, Grid(tuple(columns), tuple(rows), tuple(one.key for one in shown)), known=known,
        empty=empty_of(shown),
        refs=asked.refs(kpi, spec.by, [one.key for one in shown]),
    )  # fmt: skip
    return asked.held(found, asked.choice.period, spec.by)


def read_heatmap(asked: Asked, spec: TileSpec) -> Tile:
    """A KPI by month of those that weigh most over these months."""
    months = months_up_to(asked.choice.period, asked.today, spec.months)
    whole = calendar_of(asked.choice.period).between(months[0], months[-1])
    parts, known = parts_of(asked, spec, whole), asked.known(spec)
    shown = parts[: spec.top]
    dealers = None
    if spec.by == "dealer":
        dealers = frozenset(one.at[1] for one in shown if isinstance(one.at[1], int))
    found: dict[tuple[str, str], Fraction | None] = {}
    if shown:
        values = asked.answered(spec.kpi, whole, (spec.by, "month"), dealers)
        for at in values.keys:
            value = values.at(at).parts[0] if values.count(at) else None
            found[values.code(at, spec.by), values.code(at, "month")] = value
    unit = known.unit
    return Tile(
        spec, title_of(known, Text(N_("{what} by month"), {"what": Text(SPLITS[spec.by])})),
        basis_of(asked, parts[0].row if parts else None), asked.as_of, asked.currency,
        Grid(
            (
                GridColumn(Text(SPLITS[spec.by]), "text"),
                *(GridColumn(Text(N_("{month}"), {"month": one.name}), unit) for one in months),
            ),
            tuple((name_of(one), *(found.get((one.key, month.name)) for month in months)) for one in shown),
            tuple(one.key for one in shown),
        ),
        known=known, empty=empty_of(shown), refs=asked.refs(spec.kpi, spec.by, [one.key for one in shown]),
    )  # fmt: skip
