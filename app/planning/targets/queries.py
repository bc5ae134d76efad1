"""What screens and the command line read of plans and goals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.catalog.model import ProductGroup
from app.core.errors import UserError
from app.dealers.queries import list_places
from app.imports.model import LIVE, ImportBatch
from app.people.model import Person
from app.planning.targets.model import Goal, TargetPlan
from app.planning.targets.rules import Gap, Line, gaps
from app.planning.targets.service import counting_plans, lines_of


@dataclass(frozen=True)
class PlanRow:
    """One version of the targets of a year."""

    id: str
    ref: str
    name: str
    year: int
    kpis: tuple[str, ...]
    state: str
    note: str
    approved_by: str
    approved_at: str
    batch: str
    """The reference of the batch by which it counts."""
    lines: int
    goals: int = 0
    """Goals of KPIs that are no sums, the ends of a range as one."""
    withdrawn: bool = False
    """Whether its batch counts no more."""

    @property
    def standing(self) -> str:
        """Its state, or that its figures were withdrawn after they were approved."""
        return "withdrawn" if self.withdrawn and self.state == "approved" else self.state


@dataclass(frozen=True)
class GoalRow:
    """What a KPI shall be."""

    id: str
    ref: str
    kpi: str
    level: str
    place: str
    """The region, the dealer's id or the group's code; empty for all."""
    first: int
    last: int
    value_e4: int
    note: str
    upper_e4: int | None = None
    """The upper end of a range, of which ``value_e4`` is the lower one."""
    plan: str = ""
    """The name of the plan that says it; empty for one that counts by itself."""

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        """What it is the goal of."""
        return self.kpi, self.level, self.place, self.first, self.last


@dataclass(frozen=True)
class Named:
    """What the places and groups of a plan are called."""

    dealers: Mapping[str, str]
    """Names of dealers by id."""
    codes: Mapping[str, str]
    """Codes of dealers by id, their references where they have none."""
    refs: Mapping[str, str]
    """References of dealers by id."""
    regions: Mapping[str, str]
    """Regions of dealers by id."""
    groups: Mapping[str, str]
    """Names of product groups by code."""

    def place(self, line: Line | GoalRow) -> str:
        """The name of the region, the dealer or the group of a line or a goal; empty for all."""
        names = {"dealer": self.dealers, "group": self.groups}.get(line.level, {})
        return names.get(line.place, line.place)


@dataclass(frozen=True)
class PlanView:
    """A plan with its lines, the gaps between its totals and what is below them, and its goals."""

    plan: PlanRow
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    named: Named
    goals: tuple[GoalRow, ...] = ()


def list_plans(session: Session) -> list[PlanRow]:
    """Every version, the newest year and version first."""
    counts = {
        plan: int(n)
        for plan, n in session.execute(
            text("SELECT plan_id, count(*) FROM target_line WHERE removed = 0 GROUP BY plan_id")
        )
    }
    goals: dict[str, set[object]] = {}
    for each in session.scalars(select(Goal).where(Goal.removed.is_(False), Goal.plan_id.is_not(None))):
        goals.setdefault(str(each.plan_id), set()).add(_row(each, "").key)
    rows = session.execute(
        select(TargetPlan, Person.name, ImportBatch.ref, ImportBatch.state)
        .outerjoin(Person, Person.id == TargetPlan.approved_by_id)
        .outerjoin(ImportBatch, ImportBatch.id == TargetPlan.batch_id)
        .where(TargetPlan.removed.is_(False))
        .order_by(TargetPlan.year.desc(), TargetPlan.id.desc())
    )
    return [
        PlanRow(
            one.id, one.ref, one.name, one.year, tuple(one.kpis), one.state, one.note or "", person or "",
            one.approved_at or "", batch or "", counts.get(one.id, 0),
            len(goals.get(one.id, ())), batch is not None and state != LIVE,
        )
        for one, person, batch, state in rows
    ]  # fmt: skip


def find_plan(session: Session, wanted: str) -> PlanRow:
    """A plan by its id, reference or name, of several versions the newest; raises UserError where there is none."""
    plans = list_plans(session)
    for one in plans:
        if wanted in {one.id, one.ref, one.name}:
            return one
    known = ", ".join(one.name for one in plans)
    raise UserError("There is no plan of targets “{name}”; there are: {known}.", name=wanted, known=known)


def read_named(session: Session) -> Named:
    """The names of every dealer and product group."""
    codes = session.execute(
        text("""SELECT p.id, coalesce((SELECT min(c.code) FROM party_code c WHERE c.party_id = p.id AND c.removed = 0
        AND c.by_hand IS NULL), p.ref) AS code, p.ref FROM party p""")
    ).all()
    places = list_places(session)
    groups = select(ProductGroup.code, ProductGroup.name).where(ProductGroup.removed.is_(False))
    return Named(
        {one.id: one.name for one in places},
        {one.id: one.code for one in codes},
        {one.id: one.ref for one in codes},
        {one.id: one.region for one in places},
        {one.code: one.name for one in session.execute(groups.order_by(ProductGroup.code))},
    )


def read_plan(session: Session, plan_id: str) -> PlanView:
    """A plan whole; raises UserError where there is none."""
    plan, lines, named = find_plan(session, plan_id), lines_of(session, plan_id), read_named(session)
    return PlanView(plan, tuple(lines), tuple(gaps(lines, named.regions)), named,
                    tuple(goals_of_plan(session, plan_id)))  # fmt: skip


def list_goals(session: Session, kpi: str = "") -> list[GoalRow]:
    """The goals that count, of one KPI or all, by KPI and time.

    Those of the plans that count, of several the one approved last, and those of no plan; a draft's do not.
    """
    plans = {one.id: (place, one.name) for place, one in enumerate(counting_plans(session))}
    rows = session.scalars(
        select(Goal)
        .where(Goal.removed.is_(False), *([Goal.kpi == kpi] if kpi else []))
        .order_by(Goal.kpi, Goal.from_on, Goal.to_on, Goal.id)
    )
    said: dict[object, dict[int, list[GoalRow]]] = {}
    for one in rows:
        if one.plan_id is None or one.plan_id in plans:
            place, plan = plans.get(one.plan_id or "", (-1, ""))
            row = _row(one, plan)
            said.setdefault(row.key, {}).setdefault(place, []).append(row)
    return _ranges(row for by_plan in said.values() for row in by_plan[max(by_plan)])


def goals_of_plan(session: Session, plan_id: str) -> list[GoalRow]:
    """The goals of a plan, whether it counts or not, by KPI and time."""
    rows = session.execute(
        select(Goal, TargetPlan.name)
        .join(TargetPlan, TargetPlan.id == Goal.plan_id)
        .where(Goal.removed.is_(False), Goal.plan_id == plan_id)
        .order_by(Goal.kpi, Goal.from_on, Goal.to_on, Goal.id)
    )
    return _ranges(_row(one, plan) for one, plan in rows)


def _row(one: Goal, plan: str) -> GoalRow:
    place = one.region or one.party_id or one.group_code or ""
    return GoalRow(
        one.id, one.ref, one.kpi, one.level, place, one.from_on, one.to_on, one.value_e4, one.note or "", plan=plan
    )  # fmt: skip


def _ranges(rows: Iterable[GoalRow]) -> list[GoalRow]:
    """Two of the same place and days are the ends of one range."""
    found: dict[object, GoalRow] = {}
    for row in rows:
        first = found.setdefault(row.key, row)
        if first is not row:
            ends = sorted((first.value_e4, row.value_e4))
            found[row.key] = replace(first, value_e4=ends[0], upper_e4=ends[1])
    return list(found.values())
