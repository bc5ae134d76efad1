"""What is done with plans and goals; an approved plan never changes any more, a newer version takes its place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, seal
from app.core.locks import require_unlocked
from app.core.period import month
from app.core.texts import N_
from app.core.writing import writing_of
from app.dealers.model import Party
from app.imports.model import LIVE, ImportBatch
from app.planning.targets.model import Goal, TargetLine, TargetPlan
from app.planning.targets.rules import MONTHS, NOTHING, UNITS, Line, Months

R = TypeVar("R", TargetLine, Goal)
_GONE = N_("That plan of targets is not in this workspace.")
_YEARS = range(2000, 2100)
_MOST = 10**15
"""What a stored target stays below, so that no sum of a region leaves 64 bits."""


def new_plan(
    session: Session, *, name: str, year: int, kpis: Sequence[str], note: str = "", lines: Iterable[Line] = ()
) -> str:
    """Begin a draft for a year, without KPIs one of goals only.

    Raises UserError for a year or KPIs that cannot be planned.
    """
    name = " ".join(name.split())
    if not name:
        raise UserError("A plan of targets needs a name.")
    if year not in _YEARS:
        raise UserError("{year} is no year that can be planned.", year=str(year))
    unknown = [one for one in kpis if one not in UNITS]
    if unknown:
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
    """The next version of a plan as a draft, with the same lines and goals."""
    old = existing(session, TargetPlan, plan_id, _GONE)
    found = new_plan(session, name=name, year=old.year, kpis=old.kpis, note=old.note or "",
                     lines=lines_of(session, plan_id))  # fmt: skip
    for one in _live(session, Goal, plan_id):
        create(session, Goal, plan_id=found, value_e4=one.value_e4, note=one.note, **_spot(one))
    return found


def _live(session: Session, kind: type[R], plan_id: str) -> list[R]:
    """The lines or the goals of a plan."""
    wanted = select(kind).where(kind.plan_id == plan_id, kind.removed.is_(False)).order_by(kind.id)
    return list(session.scalars(wanted))


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


def mark_approved(session: Session, *, plan_id: str, batch_id: str | None, at: datetime) -> list[str]:
    """Let a draft be the approved version of its year; returns the ids of the batches that give way to it.

    The step is final for all that it sets. The versions that it covers are replaced (``replaced_by``), their goals
    with them; a goal that counted without a plan gives way to the plan's of the same place and days. ``batch_id`` is
    the batch of its targets, None where it has goals only. Raises UserError without somebody who approves, and where
    goals are locked.
    """
    plan = draft_of(session, plan_id)
    person = writing_of(session).actor
    if not person:
        raise UserError("An approval is signed: say who works here first (on the command line: --as NAME).")
    older = replaced_by(session, plan)
    if any(_live(session, Goal, one.id) for one in (plan, *older)):
        require_unlocked(session, "goals")  # a draft of before the lock would change them too
    for one in older:
        one.state = "replaced"
        seal(session, one)
    plan.state, plan.batch_id = "approved", batch_id
    plan.approved_by_id, plan.approved_at = person, at.isoformat(timespec="seconds")
    goals = _live(session, Goal, plan_id)
    for goal in goals:
        for loose in _goals_of(session, None, _spot(goal)):
            loose.removed = True
            seal(session, loose)
    for record in (plan, *_live(session, TargetLine, plan_id), *goals):
        seal(session, record)
    return [one.batch_id for one in older if one.batch_id]


def replaced_by(session: Session, plan: TargetPlan) -> list[TargetPlan]:
    """The approved versions of the year that a draft covers: all their sums, of a plan of goals only all its KPIs."""
    wanted = select(TargetPlan).where(
        TargetPlan.year == plan.year, TargetPlan.state == "approved", TargetPlan.removed.is_(False)
    )

    def kpis(one: TargetPlan) -> set[str]:
        return {goal.kpi for goal in _live(session, Goal, one.id)}

    return [
        one for one in session.scalars(wanted)
        if (set(one.kpis) <= set(plan.kpis) if one.kpis else kpis(one) <= kpis(plan))
    ]  # fmt: skip


def counting_plans(session: Session) -> list[TargetPlan]:
    """The versions that count, the one approved last behind: approved, not withdrawn, and not covered by a later one.

    Where a version was withdrawn by its batch, the one before counts again, as its targets do.
    """
    found = select(TargetPlan, ImportBatch.state).outerjoin(ImportBatch, ImportBatch.id == TargetPlan.batch_id)
    signed = [
        plan
        for plan, batch in session.execute(found.where(TargetPlan.state != "draft", TargetPlan.removed.is_(False)))
        if plan.batch_id is None or batch == LIVE
    ]
    signed.sort(key=lambda one: (one.approved_at or "", one.id))
    return [
        one for place, one in enumerate(signed)
        if not (one.state == "replaced" if not one.kpis else _covered(one, signed[place + 1 :]))
    ]  # fmt: skip


def _covered(plan: TargetPlan, later: Iterable[TargetPlan]) -> bool:
    return any(one.year == plan.year and set(plan.kpis) <= set(one.kpis) for one in later)


# ------------------------------------------------------------------------------------------------------------- goals

_SPOT = ("kpi", "level", "region", "party_id", "group_code", "from_on", "to_on")
"""What a goal is the goal of; the ends of a range have it in common."""


def _spot(goal: Goal) -> dict[str, Any]:
    return {name: getattr(goal, name) for name in _SPOT}


def set_goal(
    session: Session, *, kpi: str, level: str, place: str, first: int, last: int, value_e4: int,
    upper_e4: int | None = None, note: str = "", plan_id: str | None = None,
) -> str:  # fmt: skip
    """Say what a KPI shall be from a stored day to another; the same KPI, place and days are said anew.

    With ``upper_e4`` it is a range, kept as the goals of both its ends. With ``plan_id`` it counts once that draft is
    approved, else at once. Returns the id of the (lower) goal.

    Raises UserError for days that end before they begin or leave the plan's year, a level that there is not, a dealer
    who is unknown, or what an approved plan says.
    """
    require_unlocked(session, "goals")
    if last < first:
        raise UserError("It ends before it begins.")
    if level not in {"all", "region", "dealer", "group"} or (level == "all") != (not place):
        raise UserError("A goal is for all, or for a region, a dealer or a product group that is named.")
    if level == "dealer":
        existing(session, Party, place, N_("That dealer is not in this workspace."))
    column = {"region": "region", "dealer": "party_id", "group": "group_code"}.get(level)
    spot: dict[str, Any] = dict.fromkeys(_SPOT) | {"kpi": kpi, "level": level, "from_on": first, "to_on": last}
    if column is not None:
        spot[column] = place
    _require_open(session, plan_id, spot)
    kept = _goals_of(session, plan_id, spot)
    values = [value_e4, *([] if upper_e4 is None else [upper_e4])]
    for one, value in zip(kept, values, strict=False):
        one.value_e4, one.note = value, note or one.note
    for one in kept[len(values) :]:
        one.removed = True
    kept += [
        create(session, Goal, plan_id=plan_id, value_e4=one, note=note or None, **spot) for one in values[len(kept) :]
    ]
    return kept[0].id


def _require_open(session: Session, plan_id: str | None, spot: Mapping[str, Any]) -> None:
    """Raise UserError where a goal of this place and these days cannot be said, in the plan or without one."""
    if plan_id is not None:
        plan = draft_of(session, plan_id)
        if spot["from_on"] < month(plan.year, 1).first_day or spot["to_on"] > month(plan.year, MONTHS).last_day:
            raise UserError("{plan} is of {year}: its goals are within that year.", plan=plan.name, year=str(plan.year))
        return
    for plan in counting_plans(session):
        if _goals_of(session, plan.id, spot):
            raise UserError("{plan} is approved and says this goal; begin a new version of it.", plan=plan.name)


def _goals_of(session: Session, plan_id: str | None, spot: Mapping[str, Any]) -> list[Goal]:
    """The goals of one KPI, place and days in a plan or without one, the lower first."""
    alike = [
        getattr(Goal, name) == value if value is not None else getattr(Goal, name).is_(None)
        for name, value in {**spot, "plan_id": plan_id}.items()
    ]
    return list(session.scalars(select(Goal).where(Goal.removed.is_(False), *alike).order_by(Goal.value_e4, Goal.id)))


def remove_goal(session: Session, *, goal_id: str) -> None:
    """Take a goal out, of a range both its ends; raises UserError for one of a plan that is approved."""
    require_unlocked(session, "goals")
    goal = existing(session, Goal, goal_id, N_("That goal is not in this workspace."))
    if goal.plan_id is not None:
        draft_of(session, goal.plan_id)
    for one in _goals_of(session, goal.plan_id, _spot(goal)):
        one.removed = True
