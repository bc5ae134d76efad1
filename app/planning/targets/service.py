"""What is done with plans and goals; an approved plan never changes any more, a newer version takes its place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, seal
from app.core.texts import N_
from app.core.writing import writing_of
from app.dealers.model import Party
from app.planning.targets.model import Goal, TargetLine, TargetPlan
from app.planning.targets.rules import MONTHS, NOTHING, UNITS, Line, Months

_GONE = N_("That plan of targets is not in this workspace.")
_YEARS = range(2000, 2100)
_MOST = 10**15
"""What a stored target stays below, so that no sum of a region leaves 64 bits."""


def new_plan(
    session: Session, *, name: str, year: int, kpis: Sequence[str], note: str = "", lines: Iterable[Line] = ()
) -> str:
    """Begin a draft for a year; raises UserError for a year or KPIs that cannot be planned."""
    name = " ".join(name.split())
    if not name:
        raise UserError("A plan of targets needs a name.")
    if year not in _YEARS:
        raise UserError("{year} is no year that can be planned.", year=str(year))
    unknown = [one for one in kpis if one not in UNITS]
    if unknown or not kpis:
        raise UserError("A plan sets {known}, not “{kpi}”; other KPIs have goals.",
                        known=", ".join(UNITS), kpi=", ".join(unknown))  # fmt: skip
    plan = create(
        session, TargetPlan, name=name, year=year, kpis=[one for one in UNITS if one in kpis], state="draft",
        note=note or None,
    )  # fmt: skip
    session.flush()
    set_lines(session, plan_id=plan.id, lines=lines)
    return plan.id


def copy_plan(session: Session, *, plan_id: str, name: str) -> str:
    """The next version of a plan as a draft, with the same lines."""
    old = existing(session, TargetPlan, plan_id, _GONE)
    return new_plan(session, name=name, year=old.year, kpis=old.kpis, note=old.note or "",
                    lines=lines_of(session, plan_id))  # fmt: skip


def draft_of(session: Session, plan_id: str) -> TargetPlan:
    """A plan that may still change; raises UserError for one that is approved."""
    plan = existing(session, TargetPlan, plan_id, _GONE)
    if plan.state != "draft":
        raise UserError("{plan} is approved and stays as it is; begin a new version of it.", plan=plan.name)
    return plan


def change_plan(session: Session, *, plan_id: str, name: str | None = None, note: str | None = None) -> None:
    """Call a draft otherwise, or note something beside it."""
    plan = draft_of(session, plan_id)
    if name is not None and name.strip():
        plan.name = " ".join(name.split())
    if note is not None:
        plan.note = note.strip() or None


def remove_plan(session: Session, *, plan_id: str) -> None:
    """Throw a draft away."""
    draft_of(session, plan_id).removed = True


def lines_of(session: Session, plan_id: str) -> list[Line]:
    """What a plan sets, totals first; lines of one dealer that were merged are one."""
    rows = session.execute(
        select(
            TargetLine.kpi, TargetLine.level, TargetLine.region, TargetLine.party_id, TargetLine.group_code,
            TargetLine.months,
        ).where(TargetLine.plan_id == plan_id, TargetLine.removed.is_(False)).order_by(TargetLine.id)
    )  # fmt: skip
    found: dict[tuple[str, str, str, str], Line] = {}
    for kpi, level, region, party_id, group, months in rows:
        line = Line(kpi, level, region or party_id or "", group, tuple(months))
        found[line.key] = line if line.key not in found else _together(found[line.key], line)
    order = {"all": 0, "region": 1, "dealer": 2}
    return sorted(found.values(), key=lambda one: (order[one.level], one.place, one.group, one.kpi))


def _together(one: Line, other: Line) -> Line:
    sums = (a if b is None else b if a is None else a + b for a, b in zip(one.months, other.months, strict=True))
    return Line(*one.key, tuple(sums))


def set_lines(session: Session, *, plan_id: str, lines: Iterable[Line]) -> int:
    """Set whole lines of a draft, one without any month takes its line out; returns how many differ.

    Raises UserError for a KPI that the plan does not set, a dealer who is unknown or a number that is too large.
    """
    plan = draft_of(session, plan_id)
    rows: dict[tuple[str, str, str, str], list[TargetLine]] = {}
    for row in session.scalars(select(TargetLine).where(TargetLine.plan_id == plan_id)):
        rows.setdefault((row.kpi, row.level, row.region or row.party_id or "", row.group_code), []).append(row)
    parties = set(session.scalars(select(Party.id).where(Party.removed.is_(False))))
    return sum(_set_line(session, plan, one, rows.setdefault(one.key, []), parties) for one in lines)


def _set_line(session: Session, plan: TargetPlan, line: Line, rows: list[TargetLine], parties: set[str]) -> bool:
    if line.kpi not in plan.kpis:
        raise UserError("{plan} does not set “{kpi}”; it sets {known}.",
                        plan=plan.name, kpi=line.kpi, known=", ".join(plan.kpis))  # fmt: skip
    if line.level == "dealer" and line.place not in parties:
        raise UserError("There is no dealer “{dealer}” here.", dealer=line.place)
    if len(line.months) != MONTHS or any(one is not None and abs(one) > _MOST for one in line.months):
        raise UserError("A target is a number for each of twelve months, and none is that large.")
    live = [one for one in rows if not one.removed]  # of a dealer who was merged there may be two
    if _sum(live) == line.months and len(live) < 2:
        return False
    if line.months == NOTHING:
        for one in live:
            one.removed = True
        return bool(live)
    if not rows:
        rows.append(
            create(
                session, TargetLine, plan_id=plan.id, kpi=line.kpi, level=line.level,
                region=line.place if line.level == "region" else None,
                party_id=line.place if line.level == "dealer" else None, group_code=line.group,
                months=list(line.months),
            )
        )  # fmt: skip
        return True
    kept = (live or rows)[0]
    kept.removed, kept.months = False, list(line.months)
    for one in live:
        one.removed = one is not kept
    return True


def _sum(rows: Sequence[TargetLine]) -> Months:
    return tuple(rows[0].months) if rows else NOTHING


def mark_approved(session: Session, *, plan_id: str, batch_id: str, at: datetime) -> list[str]:
    """Let a draft be the approved version of its year; returns the ids of the batches that give way to it.

    The step is final. Versions of the year that set only KPIs of this one are replaced. Raises UserError without
    somebody who approves.
    """
    plan = draft_of(session, plan_id)
    person = writing_of(session).actor
    if not person:
        raise UserError("An approval is signed: say who works here first (on the command line: --as NAME).")
    older = session.scalars(
        select(TargetPlan).where(
            TargetPlan.year == plan.year, TargetPlan.state == "approved", TargetPlan.removed.is_(False)
        )
    ).all()
    for one in older:
        if set(one.kpis) <= set(plan.kpis):
            one.state = "replaced"
            seal(session, one)
    plan.state, plan.batch_id = "approved", batch_id
    plan.approved_by_id, plan.approved_at = person, at.isoformat(timespec="seconds")
    seal(session, plan)
    return [one.batch_id for one in older if one.state == "replaced" and one.batch_id]


# ------------------------------------------------------------------------------------------------------------- goals


def set_goal(
    session: Session, *, kpi: str, level: str, place: str, first: int, last: int, value_e4: int,
    upper_e4: int | None = None, note: str = "",
) -> str:  # fmt: skip
    """Say what a KPI shall be from a stored day to another; the same KPI, place and days are said anew.

    With ``upper_e4`` it is a range, kept as the goals of both its ends. Returns the id of the (lower) goal.

    Raises UserError for days that end before they begin, a level that there is not, or a dealer who is unknown.
    """
    if last < first:
        raise UserError("It ends before it begins.")
    if level not in {"all", "region", "dealer", "group"} or (level == "all") != (not place):
        raise UserError("A goal is for all, or for a region, a dealer or a product group that is named.")
    if level == "dealer":
        existing(session, Party, place, N_("That dealer is not in this workspace."))
    where: dict[str, Any] = {"region": None, "party_id": None, "group_code": None}
    column = {"region": "region", "dealer": "party_id", "group": "group_code"}.get(level)
    if column is not None:
        where[column] = place
    same = {"kpi": kpi, "level": level, "from_on": first, "to_on": last, **where}
    kept = _goals_of(session, same)
    values = [value_e4, *([] if upper_e4 is None else [upper_e4])]
    for one, value in zip(kept, values, strict=False):
        one.value_e4, one.note = value, note or one.note
    for one in kept[len(values) :]:
        one.removed = True
    kept += [create(session, Goal, value_e4=one, note=note or None, **same) for one in values[len(kept) :]]
    return kept[0].id


def _goals_of(session: Session, same: Mapping[str, Any]) -> list[Goal]:
    """The goals of one KPI, place and days, the lower first."""
    alike = [getattr(Goal, name) == value if value is not None else getattr(Goal, name).is_(None)
             for name, value in same.items()]  # fmt: skip
    return list(session.scalars(select(Goal).where(Goal.removed.is_(False), *alike).order_by(Goal.value_e4, Goal.id)))


def remove_goal(session: Session, *, goal_id: str) -> None:
    """Take a goal out, of a range both its ends."""
    goal = existing(session, Goal, goal_id, N_("That goal is not in this workspace."))
    names = ("kpi", "level", "from_on", "to_on", "region", "party_id", "group_code")
    for one in _goals_of(session, {name: getattr(goal, name) for name in names}):
        one.removed = True
