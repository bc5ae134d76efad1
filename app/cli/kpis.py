"""The KPIs that there are, and those that people write: list, try, add, change, take out."""

import argparse
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.errors import UsageError
from app.core.texts import N_, Texts
from app.kpi.definitions import UNIT_TITLES
from app.kpi.kpi import OWNERS, Kpi
from app.kpi.own.known import known_kpis
from app.kpi.own.preview import Preview, read_preview
from app.kpi.own.service import (
    DIRECTIONS,
    Draft,
    add_own_kpi,
    change_own_kpi,
    draft_of,
    find_own,
    fitted,
    remove_own_kpi,
)
from app.kpi.rows import KpiRow
from app.kpi.states import STATES

_SAID = ("name", "formula", "sentence", "unit", "direction", "owner", "grain")


def add_kpis(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``kpis``."""
    one.add_argument("what", nargs="?", choices=["list", "try", "add", "change", "remove"], default="list")
    words = t("list: a word to look for; try: a formula; add, change, remove: the id, own_...")
    one.add_argument("word", nargs="?", metavar="WORD | FORMULA | ID", help=words)
    one.add_argument("--name", metavar="TEXT")
    one.add_argument("--formula", metavar="FORMULA", help=t("over measures, such as net_amount / order_count"))
    one.add_argument("--sentence", metavar="TEXT", help=t("what it means"))
    one.add_argument("--unit", choices=list(UNIT_TITLES), help=t("one of those that the formula gives"))
    one.add_argument("--direction", choices=DIRECTIONS)
    one.add_argument("--owner", choices=list(OWNERS))
    one.add_argument("--grain", choices=["order", "line"], help=t("what its counts count, where there is a choice"))


def run_kpis(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``kpis [list] | try | add | change | remove``."""
    if args.what == "list":
        return _list(desk, args, t)
    if args.what == "try":
        return _try(desk, args, t)
    if args.what != "add" and not args.word:
        raise UsageError("Name the KPI by its id; channeldesk kpis lists them all.")
    key = _write(desk, args)
    print_json({"kpi": key}) if args.json else print(key)
    return 0


def _list(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    wanted = (args.word or "").casefold()
    found = [
        one
        for one in desk.kpis.values()
        if one.listed
        and any(wanted in text.casefold() for text in (one.id, one.name, t(one.name), t(one.sentence), one.formula))
    ]
    if args.json:
        print_json({"kpis": [_plain(one, t) for one in found]})
        return 0
    headers = [t("KPI"), t("Name"), t("Formula"), t("unit"), t("Denominator"), t("Owner department"), t("Version")]
    rows = [
        [one.id, t(one.name), one.formula, t(UNIT_TITLES[one.unit]), t(one.denominator), t(one.owner), one.version]
        for one in found
    ]
    print_table(headers, rows)
    return 0


def _plain(one: Kpi, t: Texts) -> dict[str, Any]:
    return {
        "kpi": one.id, "name": t(one.name), "sentence": t(one.sentence), "formula": one.formula, "unit": one.unit,
        "denominator": t(one.denominator), "direction": one.direction, "owner": t(one.owner), "version": one.version,
        "grains": list(one.grains), "bases": list(one.bases), "kind": one.kind, "by_group": one.by_group,
        "own": one.own,
    }  # fmt: skip


def _draft(args: argparse.Namespace, given: Draft) -> Draft:
    if args.formula is not None and given.formula:
        given = fitted(given, args.formula)
    return replace(given, **{name: getattr(args, name) for name in _SAID if getattr(args, name) is not None})


def _try(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    formula = args.formula or args.word
    if not formula:
        raise UsageError("Say the formula, such as --formula “net_amount / order_count”.")
    draft = replace(_draft(args, Draft("", "")), formula=formula)
    with desk.db.read() as session:
        found = read_preview(session, draft, today=desk.clock.today())
    if args.json:
        print_json(_previewed(found, t))
        return 0
    print(t("Formula: {formula}", formula=found.kpi.formula))
    print(t("Unit: {unit}", unit=t(UNIT_TITLES[found.kpi.unit])))
    rows = [[one.name, _value(row, t), "" if row is None else row.n] for one, row in found.months]
    rows += [[one.labels.get("dealer", one.keys["dealer"]), _value(one, t), one.n] for one in found.dealers]
    print_table([t("for"), t("value"), "n"], rows)
    return 0


def _value(row: KpiRow | None, t: Texts) -> str:
    if row is None:
        return ""
    return row.value if row.value is not None else t(STATES[row.state], unit=row.unit_name)


def _previewed(found: Preview, t: Texts) -> dict[str, Any]:
    return {
        **_plain(found.kpi, t),
        "months": [{"month": one.name, "value": row and row.value} for one, row in found.months],
        "dealers": [{"dealer": one.keys["dealer"], "value": one.value, "n": one.n} for one in found.dealers],
    }


def _write(desk: Desk, args: argparse.Namespace) -> str:
    word: str = args.word or ""

    def command(session: Session) -> str:
        if args.what == "add":
            return add_own_kpi(session, draft=_draft(args, Draft("", "")), key=word)
        if args.what == "change":
            change_own_kpi(session, key=word, draft=_draft(args, draft_of(find_own(session, word))))
        else:
            remove_own_kpi(session, key=word)
        return word

    with desk.db.read() as session:
        known = known_kpis(session).get(word)
    name = args.name or (known.name if known is not None else word)
    said = {"add": N_("Added the KPI {name}"), "change": N_("Changed the KPI {name}"),
            "remove": N_("Took out the KPI {name}")}  # fmt: skip
    return desk.db.write(Action(said[args.what], {"name": name}), command).value
