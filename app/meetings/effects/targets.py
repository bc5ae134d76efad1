"""The draft of targets that a decision is written into.

An approved plan is complete for what it sets: what stands in its year and is not in it is adjusted to nothing. So a
draft that is begun here holds everything that stands already, from the plan that counts or from files.
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.money import round_half_up
from app.core.period import day_of
from app.kpi.kept import kept_of
from app.planning.targets.model import TargetPlan
from app.planning.targets.rules import MONTHS, NOTHING, UNITS, Line, split
from app.planning.targets.service import copy_plan, counting_plans, lines_of, new_plan

_COLUMNS: Final = {"net_amount": "v1", "sell_out": "v2", "collection": "v3", "quantity": "v4"}
_STANDING: Final = """
    SELECT dealer_n, group_n, start, {column} AS value FROM cell
    WHERE pack = 26 AND span = 1 AND {column} <> 0 AND start BETWEEN :first AND :last
"""
_AROUND: Final = 31
"""Days by which months of an own calendar may begin before the year, and end after it."""


def draft_for(session: Session, *, year: int, kpi: str, ref: str, note: str) -> str:
    """The newest draft of a year that sets a KPI, else a new version of the plan that counts, else a new plan.

    A new plan holds the targets that files brought.
    """
    if kpi not in UNITS:
        raise UserError("A plan sets {known}, not “{kpi}”; other KPIs have goals.",
                        known=", ".join(UNITS), kpi=kpi)  # fmt: skip
    drafts = select(TargetPlan).where(
        TargetPlan.year == year, TargetPlan.state == "draft", TargetPlan.removed.is_(False)
    )
    for one in session.scalars(drafts.order_by(TargetPlan.id.desc())):
        if kpi in one.kpis:
            return one.id
    counting = [one for one in counting_plans(session) if one.year == year and kpi in one.kpis]
    if counting:
        return copy_plan(session, plan_id=counting[-1].id, name=f"{counting[-1].name} · {ref}")
    standing = standing_lines(session, year=year, kpi=kpi)
    return new_plan(session, name=f"{year} · {ref}", year=year, kpis=[kpi], note=note, lines=standing)


def standing_lines(session: Session, *, year: int, kpi: str) -> list[Line]:
    """The targets of a year that count now as lines: by product group where all of a dealer's are by group."""
    people, groups = kept_of(session).people(session)
    calendar = kept_of(session).calendar(session)
    first, last = calendar.parse(f"{year}-01").first_day, calendar.parse(f"{year}-12").last_day
    found: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = session.execute(text(_STANDING.format(column=_COLUMNS[kpi])),
                           {"first": first - _AROUND, "last": last + _AROUND})  # fmt: skip
    for dealer, group, start, value in rows:
        month = calendar.period_of(day_of(start)).name
        if dealer in people and month.startswith(f"{year}-"):
            found[dealer][group][int(month[-2:]) - 1] = int(value)
    lines = []
    for dealer, by_group in sorted(found.items(), key=lambda one: people[one[0]].code):
        total, parts = by_group.pop(0, {}), {groups[n].code: own for n, own in by_group.items() if n in groups}
        whole = all(sum(own.get(at, 0) for own in parts.values()) == total.get(at, 0) for at in range(MONTHS))
        for group, own in sorted(parts.items()) if parts and whole else [("", total)]:
            lines.append(Line(kpi, "dealer", people[dealer].id, group, tuple(own.get(at) for at in range(MONTHS))))
    return lines


def months_set(
    session: Session, plan_id: str, *, kpi: str, dealer_id: str, months: Mapping[int, Fraction]
) -> list[Line]:
    """A dealer's lines with some months set anew; what is set by product group is shared out as it was.

    Raises UserError for a month that there is not.
    """
    if not all(1 <= one <= MONTHS for one in months):
        raise UserError("A year has the months 1 to 12.")
    own = [one for one in lines_of(session, plan_id)
           if one.kpi == kpi and one.level == "dealer" and one.place == dealer_id]  # fmt: skip
    total, parts = [one for one in own if not one.group], [one for one in own if one.group]
    if not own:
        total = [Line(kpi, "dealer", dealer_id, "", NOTHING)]
    changed = {one.key: list(one.months) for one in (*total, *parts)}
    for month, value in months.items():
        whole = round_half_up(value * UNITS[kpi])
        shares = split(whole, [one.months[month - 1] or 0 for one in parts])
        for line, share in [*((one, whole) for one in total), *zip(parts, shares, strict=True)]:
            changed[line.key][month - 1] = share
    return [Line(*key, tuple(values)) for key, values in changed.items()]
