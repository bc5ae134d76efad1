"""The goals of a plan as a sheet of Excel, and what a changed one would change."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import day_of
from app.core.tables import Sheet
from app.core.texts import LANGUAGES, N_, Text, Texts, texts
from app.dealers.register.codec import from_cell
from app.imports.feeds import Field
from app.kpi.goals import SCALE, goal_text, goal_value
from app.kpi.kpi import Kpi
from app.planning.targets.queries import GoalRow, Named, PlanView
from app.planning.targets.records import LEVEL_TITLES
from app.planning.targets.service import remove_goal, set_goal
from app.planning.targets.sheets import (
    DEALER,
    FROM,
    GOAL,
    GROUP,
    GROUP_NAME,
    KPI,
    LEVEL,
    NOTE,
    REFERENCE,
    REGION,
    TO,
    UNTIL,
    Cells,
    Said,
)

_AT_ROW: Final = N_("goals, row {n}")
_PERCENT: Final = 100
_LEVEL: Final = Field("level", "choice", LEVEL)


@dataclass(frozen=True)
class GoalChange:
    """One goal as it stands and as the sheet has it; None is no goal."""

    before: GoalRow | None
    after: GoalRow | None


@dataclass(frozen=True)
class GoalChanges:
    """What a sheet would change, and the rows that cannot be taken with the reason."""

    goals: tuple[GoalChange, ...] = ()
    refused: tuple[tuple[Text, Text], ...] = ()


def goals_sheet(view: PlanView, kpis: Mapping[str, Kpi], lang: str) -> Sheet:
    """The goals of a plan, shares in percent."""
    t = texts(lang)
    heads = (KPI, LEVEL, REGION, REFERENCE, DEALER, GROUP, GROUP_NAME, FROM, TO, GOAL, UNTIL, NOTE)
    return Sheet(t("Goals of other KPIs"), [t(one) for one in heads], _rows(view, kpis, t), total=len(view.goals))


def _rows(view: PlanView, kpis: Mapping[str, Kpi], t: Texts) -> Iterator[list[Any]]:
    named = view.named
    for one in view.goals:
        kpi, dealer = kpis.get(one.kpi), one.level == "dealer"
        yield [
            t(kpi.name) if kpi else one.kpi, t(LEVEL_TITLES[one.level]),
            named.regions.get(one.place, "") if dealer else one.place if one.level == "region" else "",
            named.refs.get(one.place, "") if dealer else "", named.dealers.get(one.place, "") if dealer else "",
            one.place if one.level == "group" else "", named.groups.get(one.place, "") if one.level == "group" else "",
            day_of(one.first), day_of(one.last), _cell(kpi, one.value_e4), _cell(kpi, one.upper_e4), one.note,
        ]  # fmt: skip


def _cell(kpi: Kpi | None, value_e4: int | None) -> Decimal | None:
    if value_e4 is None:
        return None
    return Decimal(value_e4) * (_PERCENT if kpi is not None and kpi.unit == "ratio" else 1) / SCALE


def goal_changes_of(view: PlanView, kpis: Mapping[str, Kpi], rows: Iterable[tuple[int, Cells]]) -> GoalChanges:
    """Hold rows against the goals of a plan: a goal that is not there changes nothing, one without a value goes."""
    there = {one.key: one for one in view.goals}
    found: dict[object, GoalChange] = {}
    refused = []
    for number, cells in rows:
        try:
            asked = _asked(view.named, kpis, cells, found)
            after = _valued(asked, kpis[asked.kpi], cells)
        except UserError as error:
            refused.append((Text(_AT_ROW, {"n": number}), error.text))
        else:
            found[asked.key] = GoalChange(there.get(asked.key), after)
    changed = tuple(one for one in found.values() if _said(one.before) != _said(one.after))
    return GoalChanges(changed, tuple(refused))


def _said(goal: GoalRow | None) -> object:
    return None if goal is None else (goal.value_e4, goal.upper_e4, goal.note)


def _asked(named: Named, kpis: Mapping[str, Kpi], cells: Cells, taken: Container[object]) -> GoalRow:
    """What a row is the goal of, without its value; raises UserError where it says none, or one that is ``taken``."""
    called = {
        name: one.id for one in kpis.values() for name in (one.id, *(texts(lang)(one.name) for lang in LANGUAGES))
    }
    kpi = called.get(cells.get(KPI, "").strip())
    level = from_cell(_LEVEL, LEVEL_TITLES, cells.get(LEVEL, ""))
    first, last = (from_cell(Field("day", "day", one), {}, cells.get(one, "")) for one in (FROM, TO))
    if kpi is None or first is None or last is None:
        raise UserError("A goal says its KPI, and from and to which day it holds.")
    ref, group = cells.get(REFERENCE, "").strip(), cells.get(GROUP, "").strip()
    parties = {ref: id_ for id_, ref in named.refs.items()}
    place = {"all": "", "region": cells.get(REGION, "").strip(), "dealer": parties.get(ref), "group": group}.get(level)
    known = {"region": set(named.regions.values()), "dealer": set(named.refs), "group": set(named.groups)}.get(level)
    if place is None or (known is not None and place not in known):
        raise UserError("There is no “{ref}” in the workspace.", ref=place or ref)
    asked = GoalRow("", "", kpi, level, place, first, last, 0, cells.get(NOTE, "").strip())
    if asked.key in taken:
        raise UserError("The same line stands twice in the sheet.")
    return asked


def _called(kpi: Kpi) -> set[str]:
    return {kpi.id, *(texts(lang)(kpi.name) for lang in LANGUAGES)}


def _valued(asked: GoalRow, kpi: Kpi, cells: Cells) -> GoalRow | None:
    """The goal with its value, or nothing where the row has none; raises UserError for what is no value of the KPI."""
    ends = [cells.get(one, "").strip() for one in (GOAL, UNTIL)]
    if not any(ends):
        return None
    lower, upper = (goal_value(kpi, one) if one else None for one in ends)
    if kpi.direction == "band" and (lower is None or upper is None or lower >= upper):
        raise UserError("Of {kpi} a middle range is best: say from where to where, such as 25-45.", kpi=Text(kpi.name))
    if lower is None or (upper is not None and kpi.direction != "band"):
        raise UserError("Of {kpi} one value is the goal, not a range.", kpi=Text(kpi.name))
    return replace(asked, value_e4=lower, upper_e4=upper)


def said_goal_changes(view: PlanView, changes: GoalChanges, kpis: Mapping[str, Kpi], lang: str) -> list[Said]:
    """What would change, goal by goal."""
    t = texts(lang)
    found = []
    for each in changes.goals:
        one = each.after or each.before
        assert one is not None  # noqa: S101 - a change has a side
        group = one.level == "group"
        found.append(Said(
            t(kpis[one.kpi].name), "" if group else view.named.place(one) or t(LEVEL_TITLES["all"]),
            view.named.place(one) if group else "", f"{day_of(one.first):%Y-%m} – {day_of(one.last):%Y-%m}",
            *(_words(kpis[one.kpi], side) for side in (each.before, each.after)),
        ))  # fmt: skip
    return found


def _words(kpi: Kpi, goal: GoalRow | None) -> str:
    if goal is None:
        return ""
    upper = None if goal.upper_e4 is None else Fraction(goal.upper_e4, SCALE)
    return goal_text(kpi, Fraction(goal.value_e4, SCALE), upper)


def take_goals(session: Session, plan_id: str, changes: GoalChanges) -> int:
    """Change the goals of a draft; returns how many."""
    for each in changes.goals:
        one = each.after
        if one is not None:
            set_goal(session, kpi=one.kpi, level=one.level, place=one.place, first=one.first, last=one.last,
                     value_e4=one.value_e4, upper_e4=one.upper_e4, note=one.note, plan_id=plan_id)  # fmt: skip
        elif each.before is not None:
            remove_goal(session, goal_id=each.before.id)
    return len(changes.goals)
