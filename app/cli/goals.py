"""The command line's goals: what a KPI shall be, for all, a region, a dealer or a product group."""

import argparse
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.period import day_of, parse_period
from app.core.texts import N_, Texts
from app.dealers.queries import find_party
from app.kpi.goals import SCALE, goal_text, goal_values
from app.planning.targets.queries import GoalRow, Named, find_plan, goals_of_plan, list_goals, read_named
from app.planning.targets.records import LEVEL_TITLES
from app.planning.targets.service import remove_goal, set_goal

if TYPE_CHECKING:
    from app.bootstrap import Desk


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``goals``."""
    one.add_argument("what", choices=["list", "set", "remove"], nargs="?", default="list")
    one.add_argument("kpi", nargs="?", metavar="KPI | REF", default="", help=t("remove: the goal's reference"))
    one.add_argument(
        "value", nargs="?", metavar="VALUE", default="", help=t("set: what it shall be, shares in percent")
    )
    one.add_argument("--period", metavar="PERIOD", default="", help=t("set: in which period, such as 2026 or 2026-Q2"))
    one.add_argument("--dealer", metavar="CODE", default="")
    one.add_argument("--region", metavar="REGION", default="")
    one.add_argument("--group", metavar="GROUP", default="", help=t("code of a product group"))
    one.add_argument(
        "--plan", default="", metavar="PLAN", help=t("goals of a plan; those of a draft count once it is approved")
    )
    one.add_argument("--note", default="", metavar="TEXT")


def run_goals(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``goals``: lists them, or sets or removes one."""
    if args.what == "list":
        return _list(desk, args, t)
    if args.what == "remove":
        with desk.db.read() as session:
            goals = _goals(session, args)
            found = next((one for one in goals if args.kpi in {one.ref, one.id}), None)
        if found is None:
            raise UserError("That goal is not in this workspace.")
        desk.db.write(Action(N_("Took out a goal")), lambda session: remove_goal(session, goal_id=found.id))
    else:
        _set(desk, args)
    if args.json:
        print_json({"done": True})
    else:
        print(t("Done. One undo takes it back."))
    return 0


def _set(desk: "Desk", args: argparse.Namespace) -> None:
    kpi = desk.kpis.get(args.kpi)
    if kpi is None:
        raise UsageError("There is no KPI “{kpi}”; there are {known}.", kpi=args.kpi, known=", ".join(desk.kpis))
    if not args.period:
        raise UsageError("Name the period of the goal.")
    period, (value, upper) = parse_period(args.period), goal_values(kpi, args.value)
    with desk.db.read() as session:
        dealer = find_party(session, args.dealer).id if args.dealer else ""
        plan = find_plan(session, args.plan).id if args.plan else None
    places = {"dealer": dealer, "region": args.region, "group": args.group}
    level = next((one for one, place in places.items() if place), "all")
    desk.db.write(Action(N_("Set a goal for {kpi}"), {"kpi": kpi.name}), lambda session: set_goal(
        session, kpi=kpi.id, level=level, place=places.get(level, ""), first=period.first_day, last=period.last_day,
        value_e4=value, upper_e4=upper, note=args.note, plan_id=plan))  # fmt: skip


def _goals(session: Session, args: argparse.Namespace) -> list[GoalRow]:
    """Those of the plan that is named, else those that count."""
    return goals_of_plan(session, find_plan(session, args.plan).id) if args.plan else list_goals(session)


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        goals, named = _goals(session, args), read_named(session)
    if args.json:
        print_json({"goals": plain_goals(desk, goals, named)})
    else:
        print_goals(desk, goals, named, t)
    return 0


def plain_goals(desk: "Desk", goals: Iterable[GoalRow], named: Named) -> list[dict[str, str]]:
    """Goals as plain values, what they are worth as it is typed."""
    return [
        {"ref": one.ref, "kpi": one.kpi, "level": one.level, "for": named.place(one),
         "from": day_of(one.first).isoformat(), "to": day_of(one.last).isoformat(), "value": _text(desk, one),
         "plan": one.plan, "note": one.note}
        for one in goals
    ]  # fmt: skip


def print_goals(desk: "Desk", goals: Iterable[GoalRow], named: Named, t: Texts) -> None:
    """Goals as a table."""
    heads = [t("Reference"), t("KPI"), t("Level"), t("for"), t("From"), t("To"), t("Goal"), t("Plan"), t("Note")]
    said = [{**row, "kpi": t(desk.kpis[row["kpi"]].name) if row["kpi"] in desk.kpis else row["kpi"],
             "level": t(LEVEL_TITLES[row["level"]])} for row in plain_goals(desk, goals, named)]  # fmt: skip
    print_table(heads, [list(row.values()) for row in said])


def _text(desk: "Desk", goal: GoalRow) -> str:
    value, kpi = Fraction(goal.value_e4, SCALE), desk.kpis.get(goal.kpi)
    upper = None if goal.upper_e4 is None else Fraction(goal.upper_e4, SCALE)
    return str(float(value)) if kpi is None else goal_text(kpi, value, upper)
