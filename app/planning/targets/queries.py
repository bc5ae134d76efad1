"""What screens and the command line read of plans and goals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.catalog.model import ProductGroup
from app.core.errors import UserError
from app.dealers.queries import list_places
from app.imports.model import ImportBatch
from app.people.model import Person
from app.planning.targets.model import Goal, TargetPlan
from app.planning.targets.rules import Gap, Line, gaps
from app.planning.targets.service import lines_of


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

    def place(self, line: Line) -> str:
        """The name of the region or the dealer of a line; empty for all."""
        return self.dealers.get(line.place, line.place) if line.level == "dealer" else line.place


@dataclass(frozen=True)
class PlanView:
    """A plan with its lines and the gaps between its totals and what is below them."""

    plan: PlanRow
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    named: Named


def list_plans(session: Session) -> list[PlanRow]:
    """Every version, the newest year and version first."""
    counts = {
        plan: int(n)
        for plan, n in session.execute(
            text("SELECT plan_id, count(*) FROM target_line WHERE removed = 0 GROUP BY plan_id")
        )
    }
    rows = session.execute(
        select(TargetPlan, Person.name, ImportBatch.ref)
        .outerjoin(Person, Person.id == TargetPlan.approved_by_id)
        .outerjoin(ImportBatch, ImportBatch.id == TargetPlan.batch_id)
        .where(TargetPlan.removed.is_(False))
        .order_by(TargetPlan.year.desc(), TargetPlan.id.desc())
    )
    return [
        PlanRow(
            one.id, one.ref, one.name, one.year, tuple(one.kpis), one.state, one.note or "", person or "",
            one.approved_at or "", batch or "", counts.get(one.id, 0),
        )
        for one, person, batch in rows
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
    return PlanView(plan, tuple(lines), tuple(gaps(lines, named.regions)), named)


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


def list_goals(session: Session, kpi: str = "") -> list[GoalRow]:
    """Goals, of one KPI or all, by KPI and time."""
    rows = session.scalars(
        select(Goal)
        .where(Goal.removed.is_(False), *([Goal.kpi == kpi] if kpi else []))
        .order_by(Goal.kpi, Goal.from_on, Goal.to_on, Goal.id)
    )
    found: dict[tuple[object, ...], GoalRow] = {}
    for one in rows:
        place = one.region or one.party_id or one.group_code or ""
        row = GoalRow(
            one.id, one.ref, one.kpi, one.level, place, one.from_on, one.to_on, one.value_e4, one.note or ""
        )  # fmt: skip
        key = (one.kpi, one.level, place, one.from_on, one.to_on)
        first = found.setdefault(key, row)
        if first is not row:
            ends = sorted((first.value_e4, one.value_e4))
            found[key] = replace(first, value_e4=ends[0], upper_e4=ends[1])
    return list(found.values())
