"""The draft of targets that a decision is written into."""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.money import round_half_up
from app.planning.targets.model import TargetPlan
from app.planning.targets.rules import MONTHS, NOTHING, UNITS, Line, split
from app.planning.targets.service import copy_plan, counting_plans, lines_of, new_plan


def draft_for(session: Session, *, year: int, kpi: str, ref: str, note: str) -> str:
    """The newest draft of a year that sets a KPI, else a new version of the plan that counts, else a new plan."""
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
    return new_plan(session, name=f"{year} · {ref}", year=year, kpis=[kpi], note=note)


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
    lines = own or [Line(kpi, "dealer", dealer_id, "", NOTHING)]
    found = [list(one.months) for one in lines]
    for month, value in months.items():
        whole = round_half_up(value * UNITS[kpi])
        parts = split(whole, [one.months[month - 1] or 0 for one in lines])
        for values, part in zip(found, parts, strict=True):
            values[month - 1] = part
    return [Line(*one.key, tuple(values)) for one, values in zip(lines, found, strict=True)]
