"""The months of a KPI as rules judge them: read from the cells as the board reads them, over whole months only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.alerts.calibration import family_of
from app.alerts.conditions import Month, Number
from app.alerts.season import festival_share, working_days_of
from app.alerts.spec import Watch
from app.alerts.watching import Line, Table
from app.core.calendar import working_days
from app.core.calendars import Calendar
from app.core.formula import parse
from app.core.period import Period, between, day_of, shift
from app.core.texts import Text
from app.kpi.atoms import atoms
from app.kpi.definitions import FIXED_BASIS, Kpi
from app.kpi.kept import kept_of
from app.kpi.organisation import FOLLOWED
from app.kpi.own.known import known_kpis
from app.kpi.queries import read_rows
from app.kpi.rows import KpiRow
from app.kpi.span import data_span

MONTHS: Final = 48
"""Months that a baseline learns from at most."""
_YEAR: Final = 12
_JANUARY, _FEBRUARY = 1, 2
_GRACE: Final = 2
"""Working days that the files of a month may lack at its end; of lists (stock, receivables) more, which come weekly."""
_GRACE_LISTS: Final = 6
_SMALL: Final = 10
"""A quotient is not judged where what it is divided by is less than this part of the usual (median)."""


def read_table(session: Session, asked: Watch, today: date, *, months: int = MONTHS) -> Table:
    """The months of a rule's KPI that are over, for each of whom it is asked.

    What the files do not cover to its end is unknown, and so is whose list is missing; a dealer of whom nothing came in
    a month that others reported bought nothing. Raises UserError for a dealer, region or group that is not there.
    """
    kpi, calendar = known_kpis(session)[asked.kpi], kept_of(session).calendar(session)
    family = family_of(kpi.unit, kpi.kind)
    span = _months(session, calendar, today, months)
    if not span:
        return Table((), (), family)
    rows = _read(session, asked, between(span[0], span[-1]), today)
    covered = _covered(session, kpi, span)
    found = _values(kpi, rows, span, covered)
    pairs = _first_months(session, asked, span, today) if asked.against == "year" and _flows(kpi) else {}
    names = {key: row for key, months_ in rows.items() for row in months_.values()}
    lines = [
        Line(key, _name(names[key], asked.over), tuple(_compared(asked, kpi, span, own, pairs.get(key, {}))),
             _party(session, names[key]))
        for key, own in found.items()
    ]  # fmt: skip
    until = next((one for one, known in zip(reversed(span), reversed(covered), strict=True) if known), None)
    return Table(span, tuple(sorted(lines, key=lambda one: one.key)), family, until)


def _months(session: Session, calendar: Calendar, today: date, count: int) -> tuple[Period, ...]:
    last = calendar.period_of(today)
    last = last if last.last <= today else shift(last, -1)
    first, _ = data_span(session, default=last)
    begun = calendar.period_of(first.first)
    if begun.first > last.first:
        return ()
    return between(max(begun, calendar.run_up(last, count).months[0]), last).months


Rows = dict[str, dict[str, KpiRow]]
"""By key, by month."""


def _read(session: Session, asked: Watch, period: Period, today: date) -> Rows:
    by = ("month",) if asked.over == "total" else ("month", asked.over)
    found: Rows = {}
    for row in _rows(session, asked, period, today, by):
        found.setdefault(row.keys.get(asked.over, ""), {})[row.keys["month"]] = row
    if asked.over != "total":
        found.pop("", None)
    return found


def _rows(session: Session, asked: Watch, period: Period, today: date, by: Sequence[str]) -> list[KpiRow]:
    return read_rows(
        session, only=[asked.kpi], first=period, last=period, by=by or "total", region=asked.region,
        dealer=asked.dealer, group=asked.group, structure=FOLLOWED, today=today, often=True,
    )  # fmt: skip


def _values(kpi: Kpi, rows: Rows, span: Sequence[Period], covered: Sequence[bool]) -> dict[str, list[Month]]:
    """What each month is by itself."""
    sums, counts = _adds(kpi), is_share(kpi)
    usual = _usual(rows, span) if not counts else {}
    found: dict[str, list[Month]] = {}
    for key, own in rows.items():
        begun, line = False, []
        for month, known in zip(span, covered, strict=True):
            row = own.get(month.name)
            begun = begun or bool(row and row.n)
            if not known or not begun:
                line.append(Month(None, ratio=counts))
            elif row is None:
                line.append(Month(0 if sums else None, count=0, ratio=counts))
            else:
                small = row.bottom is not None and month.name in usual and row.bottom < usual[month.name] / _SMALL
                line.append(Month(None if small else row.amount, count=row.n, ratio=counts))
        if begun:
            found[key] = line
    return found


def _usual(rows: Rows, span: Sequence[Period]) -> dict[str, Fraction]:
    """For each month the median of what a quotient was divided by until then; nothing where it is no quotient."""
    seen: list[float] = []
    found = {}
    for month in span:
        for own in rows.values():
            row = own.get(month.name)
            if row is not None and row.bottom:
                seen.append(float(row.bottom))
        if seen:
            found[month.name] = Fraction(float(np.median(seen)))
    return found


def _compared(
    asked: Watch, kpi: Kpi, span: Sequence[Period], own: Sequence[Month], pairs: Mapping[str, Month]
) -> Iterable[Month]:
    """The same months, each with what it is compared with."""
    if not asked.asks_change:
        return own
    if asked.against == "previous":
        return _previous(kpi, span, own)
    if pairs or (asked.against == "year" and _flows(kpi)):
        return _years(span, own, pairs)
    return [_beside(one, own[at - _YEAR] if at >= _YEAR else None) for at, one in enumerate(own)]


def _previous(kpi: Kpi, span: Sequence[Period], own: Sequence[Month]) -> list[Month]:
    """Against the month before; sums by working day, and not around Spring Festival, which no day count evens out."""
    days, festival = working_days_of(span), festival_share(span)
    found = [own[0]]
    for at in range(1, len(own)):
        before = own[at - 1]
        if _adds(kpi):
            touched = festival[at] > 0 or festival[at - 1] > 0
            share = Fraction(int(days[at]), int(days[at - 1]))
            before = replace(before, value=None if touched or before.value is None else before.value * share)
        found.append(_beside(own[at], before))
    return found


def _years(span: Sequence[Period], own: Sequence[Month], pairs: Mapping[str, Month]) -> list[Month]:
    """Against the year before; January is told with February, and the two against the same two."""
    found = []
    for at, (month, one) in enumerate(zip(span, own, strict=True)):
        if month.calendar is not None or month.first.month > _FEBRUARY:
            found.append(_beside(one, own[at - _YEAR] if at >= _YEAR else None))
        elif month.first.month == _JANUARY or one.value is None:
            found.append(one)
        else:
            both, then = pairs.get(month.name), pairs.get(shift(month, -_YEAR).name)
            known = both is not None and then is not None
            found.append(replace(_beside(one, then), now=both.value, count_now=both.count) if known and both else one)
    return found


def _beside(one: Month, before: Month | None) -> Month:
    return one if before is None else replace(one, before=before.value, count_before=before.count)


def _first_months(session: Session, asked: Watch, span: Sequence[Period], today: date) -> dict[str, dict[str, Month]]:
    """January and February together by key and February's name, where changes are asked."""
    found: dict[str, dict[str, Month]] = {}
    if not asked.asks_change or span[0].calendar is not None:
        return found
    ratio = is_share(known_kpis(session)[asked.kpi])
    for month in span:
        if month.first.month != _FEBRUARY or shift(month, -1) not in span:
            continue
        by = () if asked.over == "total" else (asked.over,)
        for row in _rows(session, asked, between(shift(month, -1), month), today, by):
            key = row.keys.get(asked.over, "")
            found.setdefault(key, {})[month.name] = Month(row.amount, count=row.n, ratio=ratio)
    return found


def _covered(session: Session, kpi: Kpi, span: Sequence[Period]) -> list[bool]:
    """Whether the files cover each month to its end, by the newest fact behind the KPI."""
    packs = {one.measure.pack for one in atoms(parse(kpi.counted), kpi.grains[0], (kpi.bases or (FIXED_BASIS,))[0])}
    lists = any(one.snapshot for one in packs)
    table, day, more = ("cell_list", "as_of", "") if lists else ("cell", "start", "AND span = 0 AND group_n = 0")
    newest = session.execute(
        text(f"SELECT max({day}) FROM {table} WHERE pack IN ({', '.join(str(one.n) for one in packs)}) {more}")
    ).scalar()
    if newest is None:
        return [False] * len(span)
    last = day_of(int(newest))
    grace = _GRACE_LISTS if lists else _GRACE
    return [
        one.last <= last or (one.first <= last and working_days(last, one.last) - 1 <= grace) for one in span
    ]  # fmt: skip


def _adds(kpi: Kpi) -> bool:
    """Whether nothing is zero and not unknown."""
    return kpi.kind == "additive" and "/" not in kpi.formula


def _flows(kpi: Kpi) -> bool:
    """Whether the KPI tells of all days of a period, not of its end."""
    return kpi.kind != "snapshot"


def is_share(kpi: Kpi) -> bool:
    """Whether a KPI is a share of facts that are counted, so that chance can be told from its denominator."""
    return kpi.unit == "ratio" and kpi.formula.endswith(f"/ {kpi.counted}")


def _name(row: KpiRow, over: str) -> str:
    return row.labels.get(over, row.keys.get(over, ""))


def _party(session: Session, row: KpiRow) -> str:
    if row.dealer_n is None:
        return ""
    known: Any = kept_of(session).people(session)[0].get(row.dealer_n)
    return known.id if known else ""


def number_text(value: Number | float | None) -> str | None:
    """A number as decimal text, to six places; None stays None."""
    return None if value is None else f"{float(value):.6f}".rstrip("0").rstrip(".")


def about(key: str, name: str, over: str) -> Text | str:
    """What a line is called: its name, for the total of everything."""
    return name or key or Text("All together" if over == "total" else over)
