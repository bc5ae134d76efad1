"""The command line's targets: versions of a plan, their cells, files and approval; goals of every other KPI."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.cli.goals import plain_goals, print_goals
from app.cli.output import print_json, print_table, progress
from app.core.db import Action
from app.core.errors import UsageError
from app.core.texts import N_, Texts
from app.dealers.queries import find_party
from app.dealers.register.codec import from_cell, to_cell
from app.jobs.target_files import changes_of_file, said_plan_changes, take_changes, write_plan
from app.jobs.target_posting import approve_plan
from app.jobs.targets import Wish, give_down, make_plan, set_total
from app.planning.targets.queries import PlanView, find_plan, list_plans, read_plan
from app.planning.targets.records import KPI_TITLES, LEVEL_TITLES, STATE_TITLES
from app.planning.targets.rules import Line, Months, Span, rolled
from app.planning.targets.service import copy_plan, remove_plan
from app.planning.targets.sheets import amount_field, month_names

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = ("list", "show", "new", "copy", "set", "down", "export", "import", "approve", "remove")


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``targets``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="list")
    one.add_argument("plan", nargs="?", metavar="PLAN", default="", help=t("name or reference of a plan"))
    one.add_argument("word", nargs="?", metavar="VALUE | FILE | NAME", default="",
                     help=t("set: the target; export, import: the file; copy: the new version's name"))  # fmt: skip
    one.add_argument("--year", type=int, metavar="YEAR", help=t("new: the year that is planned"))
    one.add_argument("--kpis", default="net_amount", metavar="IDS",
                     help=t("new: {known}; empty for goals only", known=", ".join(KPI_TITLES)))  # fmt: skip
    one.add_argument("--growth", default="0", metavar="PERCENT", help=t("new: above last year, 8 is 8 %%"))
    one.add_argument("--by-group", action="store_true", help=t("new: each dealer by product group"))
    one.add_argument("--note", default="", metavar="TEXT")
    one.add_argument("--kpi", default="net_amount", choices=list(KPI_TITLES))
    one.add_argument("--dealer", metavar="CODE", default="")
    one.add_argument("--region", metavar="REGION", default="")
    one.add_argument("--group", metavar="GROUP", default="", help=t("code of a product group"))
    one.add_argument("--for", dest="span", default="year", metavar="SPAN",
                     help=t("set: year, Q1 to Q4 or 01 to 12; more than a month is spread by the season"))  # fmt: skip
    one.add_argument("--by", default="quarter", choices=["month", "quarter", "year"], help=t("show: columns"))
    one.add_argument("--dry-run", action="store_true", help=t("say what would change, write nothing"))


def run_targets(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``targets``: lists the versions, or does with one of them what is asked."""
    acts: Mapping[str, Callable[[Desk, argparse.Namespace, Texts], int]] = {
        "list": _list, "show": _show, "new": _new, "copy": _copy, "set": _set, "down": _down, "export": _export,
        "import": _import, "approve": _approve, "remove": _remove,
    }  # fmt: skip
    if args.what != "list" and not args.plan:
        raise UsageError("Name the plan.")
    return acts[args.what](desk, args, t)


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        plans = list_plans(session)
    if args.json:
        print_json({"plans": [asdict(one) for one in plans]})
        return 0
    print_table(
        [t("Reference"), t("Name"), t("Year"), t("State"), t("KPI"), t("Lines"), t("Goals"), t("Approved by"),
         t("Batch")],
        [[one.ref, one.name, one.year, t(STATE_TITLES[one.standing]),
          t(", ").join(t(KPI_TITLES[each]) for each in one.kpis), one.lines, one.goals, one.approved_by, one.batch]
         for one in plans],
    )  # fmt: skip
    return 0


def _view(desk: "Desk", args: argparse.Namespace) -> PlanView:
    with desk.db.read() as session:
        return read_plan(session, find_plan(session, args.plan).id)


def _show(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    view, span = _view(desk, args), args.by
    gaps = {one.line.key: one.months for one in view.gaps}
    if args.json:
        print_json({"plan": asdict(view.plan), "lines": [_plain(one, gaps.get(one.key), t) for one in view.lines],
                    "goals": plain_goals(desk, view.goals, view.named)})  # fmt: skip
        return 0
    heads = [t("KPI"), t("Level"), t("for"), t("Product group"), *_heads(view.plan.year, span), t("Gap of the year")]
    rows = [
        [
            t(KPI_TITLES[one.kpi]), t(LEVEL_TITLES[one.level]), view.named.place(one), one.group,
            *(_words(one, value, t) for value in rolled(one.months, span)),
            _words(one, rolled(gaps[one.key], "year")[0], t) if one.key in gaps else "",
        ]
        for one in view.lines
    ]  # fmt: skip
    print_table(heads, rows)
    if view.goals:
        print_goals(desk, view.goals, view.named, t)
    return 0


def _plain(line: Line, gap: Months | None, t: Texts) -> dict[str, object]:
    def cells(months: Months) -> list[str | None]:
        return [None if one is None else str(to_cell(amount_field(line.kpi), {}, one, t.lang)) for one in months]

    return {"kpi": line.kpi, "level": line.level, "place": line.place, "group": line.group,
            "months": cells(line.months), "gap": None if gap is None else cells(gap)}  # fmt: skip


def _heads(year: int, span: Span) -> list[str]:
    if span == "month":
        return month_names(year)
    return [str(year)] if span == "year" else [f"{year}-Q{number}" for number in range(1, 5)]


def _words(line: Line, value: int | None, t: Texts) -> str:
    found = to_cell(amount_field(line.kpi), {}, value, t.lang)
    return "" if found is None else f"{found:,}"


def _write(desk: "Desk", action: Action, args: argparse.Namespace, command: Callable[..., object], t: Texts) -> int:
    done = desk.db.write(action, command).value
    if args.json:
        print_json({"done": done if isinstance(done, str | int) else True})
    else:
        print(t("Done. One undo takes it back."))
    return 0


def _new(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    try:
        growth = Fraction(Decimal(args.growth)) / 100
    except InvalidOperation as error:
        raise UsageError("“{text}” is no number of percent.", text=args.growth) from error
    today = desk.clock.today()
    kpis = [one.strip() for one in args.kpis.split(",") if one.strip()]
    wish = Wish(args.plan, args.year or today.year + 1, kpis, growth, args.by_group, args.note)
    action = Action(N_("Began the targets {plan}"), {"plan": args.plan})
    return _write(desk, action, args, lambda session: make_plan(session, wish=wish, today=today), t)


def _copy(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    action = Action(N_("Began the targets {plan}"), {"plan": args.word})
    plan = _view(desk, args).plan.id
    return _write(desk, action, args, lambda session: copy_plan(session, plan_id=plan, name=args.word), t)


def _key(desk: "Desk", args: argparse.Namespace) -> tuple[str, str, str, str]:
    with desk.db.read() as session:
        dealer = find_party(session, args.dealer).id if args.dealer else ""
    level = "dealer" if dealer else "region" if args.region else "all"
    return args.kpi, level, dealer or args.region, args.group


def _set(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    plan, key, today = _view(desk, args).plan, _key(desk, args), desk.clock.today()
    value = from_cell(amount_field(key[0]), {}, args.word)
    if value is None:
        raise UsageError("Name the target.")
    action = Action(N_("Set a target of {plan}"), {"plan": plan.name})
    return _write(desk, action, args, lambda session: set_total(
        session, plan_id=plan.id, key=key, span=args.span, value=value, today=today), t)  # fmt: skip


def _down(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    plan, key, today = _view(desk, args).plan, _key(desk, args), desk.clock.today()
    action = Action(N_("Gave a total of {plan} to the dealers"), {"plan": plan.name})
    command = lambda session: give_down(session, plan_id=plan.id, key=key, today=today)  # noqa: E731
    return _write(desk, action, args, command, t)


def _export(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    out = Path(args.word or f"{args.plan}.xlsx")
    count = write_plan(desk.db, _view(desk, args).plan.id, desk.kpis, out, lang=t.lang, progress=progress(t))
    if args.json:
        print_json({"rows": count, "file": str(out)})
    else:
        print(t("Written to {file}. Rows: {n}", file=out, n=count))
    return 0


def _import(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    view = _view(desk, args)
    changes = changes_of_file(desk.db, view.plan.id, desk.kpis, Path(args.word), progress=progress(t))
    lines = said_plan_changes(view, changes, desk.kpis, t.lang)
    if not args.dry_run and changes.any:
        take_changes(desk.db, view.plan.id, changes)
    refused = [[t.render(where), t.render(why)] for where, why in changes.refused]
    if args.json:
        print_json({"changes": [asdict(one) for one in lines], "written": not args.dry_run,
                    "refused": [{"where": where, "why": why} for where, why in refused]})  # fmt: skip
        return 1 if refused else 0
    if lines:
        heads = [t("KPI"), t("for"), t("Product group"), t("Month"), t("Before"), t("After")]
        print_table(heads, [list(asdict(one).values()) for one in lines])
        print(t("Nothing was written (--dry-run).") if args.dry_run else t("Changed. One undo takes all of it back."))
    elif not refused:
        print(t("The file says what the workspace says; nothing changes."))
    if refused:
        print(t("Not taken:"))
        print_table([t("Row"), t("Why")], refused)
    return 1 if refused else 0


def _approve(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    done = approve_plan(desk.pipeline, desk.db, plan_id=_view(desk, args).plan.id, progress=progress(t))
    if args.json:
        print_json(asdict(done))
        return 0
    if done.batch:
        print(t("Approved as batch {batch}. Targets posted: {n}.", batch=done.batch, n=done.rows))
    if done.goals:
        print(t("Goals that count now: {n}", n=done.goals))
    if done.cleared:
        print(t("Targets that stood and are not in the plan, now set to nothing: {n}", n=done.cleared))
    return 0


def _remove(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    plan = _view(desk, args).plan
    action = Action(N_("Threw away the targets {plan}"), {"plan": plan.name})
    return _write(desk, action, args, lambda session: remove_plan(session, plan_id=plan.id), t)
