"""The command line's adjustments: a quarter's proposals, their effect, approval, the version in effect, the rules."""

import argparse
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import print_json, print_table, progress
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.period import day_number
from app.core.texts import N_, Texts
from app.core.whole import write_whole
from app.dealers.queries import find_party
from app.health.wording import grade_text
from app.incentives.dossier import service
from app.incentives.dossier.queries import DossierLine, find_dossier
from app.incentives.dossier.reading import View, read_view
from app.incentives.dossier.rules import TREND_TITLES, rules_from_plain, rules_plain
from app.incentives.dossier.table import keep_table
from app.incentives.dossier.wording import before_text, factor_text, minor_text, rule_text, why_text
from app.incentives.policies.queries import find_policy
from app.incentives.policy import RATE_SCALE
from app.incentives.words import DOSSIER_STATES
from app.reports.incentives.dossier import dossier_report, read_dossier

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = ("show", "propose", "add", "change", "drop", "simulate", "submit", "effect", "back", "rules", "pdf")


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``adjust``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="show")
    one.add_argument("dossier", nargs="*", metavar="REF",
                     help=t("change, drop, pdf: which dossiers; add: the dealer's code"))  # fmt: skip
    one.add_argument("--period", default="", metavar="QUARTER", help=t("default: the quarter assessed last"))
    one.add_argument("--policy", default="", metavar="CODE", help=t("default: the first policy that was signed"))
    one.add_argument("--factor", default="", metavar="PERCENT", help=t("add, change: the factor of the payout"))
    one.add_argument("--reason", default="", metavar="WORDS", help=t("add, change, drop, rules: why"))
    one.add_argument("--file", type=Path, metavar="FILE",
                     help=t("rules: a JSON table to keep; pdf: where the dossier is written"))  # fmt: skip


def run_adjust(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``adjust``: shows a quarter's adjustments of a policy, or takes one step and shows what became of it."""
    if args.what == "rules":
        return _rules(desk, args, t)
    if args.what == "pdf":
        return _pdf(desk, args, t)
    view = _read(desk, args)
    if args.what != "show":
        _STEPS[args.what](desk, args, view, t)
        view = _read(desk, args)
    if args.json:
        print_json(_told(view))
    else:
        _print(view, t)
    return 0


def _read(desk: "Desk", args: argparse.Namespace) -> View:
    with desk.db.read() as session:
        policy = find_policy(session, args.policy).id if args.policy else ""
        view = read_view(session, period=args.period, policy_id=policy)
    if not view.period or (args.period and view.period != args.period):
        raise UserError("{period} has not been assessed yet.", period=args.period or "–")
    if not view.policy_id or (policy and view.policy_id != policy):
        raise UserError("No version of this policy was signed yet.")
    return view


def _dossiers(desk: "Desk", args: argparse.Namespace) -> list[DossierLine]:
    if not args.dossier:
        raise UsageError("Name the dossier: adjust show lists them.")
    with desk.db.read() as session:
        return [find_dossier(session, ref) for ref in args.dossier]


def _factor(args: argparse.Namespace) -> int:
    words = args.factor.strip().removesuffix("%")
    try:
        value = Fraction(words) * RATE_SCALE / 100
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError("Name the factor in per cent: --factor 95.") from error
    if value.denominator != 1:
        raise UsageError("Name the factor in per cent: --factor 95.")
    return value.numerator


def _propose(desk: "Desk", _args: argparse.Namespace, view: View, _t: Texts) -> None:
    service.take_back(desk.db, period=view.period, policy_id=view.policy_id)
    service.propose_batch(desk.db, period=view.period, policy_id=view.policy_id)


def _add(desk: "Desk", args: argparse.Namespace, view: View, _t: Texts) -> None:
    if len(args.dossier) != 1:
        raise UsageError("Name one dealer: adjust add CODE --factor 95 --reason WORDS.")
    with desk.db.read() as session:
        party = find_party(session, args.dossier[0]).id
    service.add_proposal(desk.db, period=view.period, policy_id=view.policy_id, party_id=party, factor=_factor(args),
                         reason=args.reason)  # fmt: skip


def _change(desk: "Desk", args: argparse.Namespace, _view: View, _t: Texts) -> None:
    for one in _dossiers(desk, args):
        service.change_factor(desk.db, dossier_id=one.id, factor=_factor(args), reason=args.reason)


def _drop(desk: "Desk", args: argparse.Namespace, _view: View, _t: Texts) -> None:
    service.drop_dossiers(desk.db, dossier_ids=[one.id for one in _dossiers(desk, args)], reason=args.reason)


def _simulate(desk: "Desk", _args: argparse.Namespace, view: View, t: Texts) -> None:
    service.simulate_batch(desk.db, desk.workspace.files, period=view.period, policy_id=view.policy_id,
                           progress=progress(t))  # fmt: skip


def _submit(desk: "Desk", _args: argparse.Namespace, view: View, _t: Texts) -> None:
    service.submit_batch(desk.db, desk.workspace.files, period=view.period, policy_id=view.policy_id)


def _effect(desk: "Desk", _args: argparse.Namespace, view: View, _t: Texts) -> None:
    asked = next((one.approval_id for one in view.lines if one.state in {"approving", "approved"}), "")
    if not asked:
        raise UserError("Nothing of {period} waits to be put into effect.", period=view.period)
    service.put_into_effect(desk.db, approval_id=asked)


def _back(desk: "Desk", _args: argparse.Namespace, view: View, _t: Texts) -> None:
    service.take_back(desk.db, period=view.period, policy_id=view.policy_id)


_STEPS: Final[Mapping[str, Callable[["Desk", argparse.Namespace, View, Texts], None]]] = {
    "propose": _propose, "add": _add, "change": _change, "drop": _drop, "simulate": _simulate, "submit": _submit,
    "effect": _effect, "back": _back,
}  # fmt: skip


def _rules(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if args.file is not None:
        try:
            rules = rules_from_plain(json.loads(args.file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise UserError("{file} cannot be read: {error}. Nothing was changed.", file=args.file.name,
                            error=str(error)) from error  # fmt: skip
        today = day_number(desk.db.clock.today())
        desk.db.write(
            Action(N_("Changed the rules of adjustments"), reason=args.reason.strip()),
            lambda session: keep_table(session, rules=rules, reason=args.reason, today=today),
        )
    with desk.db.read() as session:
        table = read_view(session).table
    if args.json:
        print_json({"version": table.number, "reason": table.reason, "rules": rules_plain(table.rules)})
    else:
        print(t("Table of rules, version {n}", n=table.number))
        for one in table.rules:
            print(t.render(rule_text(one)))
    return 0


def _pdf(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if args.file is None:
        raise UsageError("Name where the dossier is written: --file FILE.")
    lines = _dossiers(desk, args)
    if len(lines) != 1:
        raise UsageError("Name one dossier.")
    with desk.db.read() as session:
        sheet = read_dossier(session, lines[0].id)
    write_whole(args.file, dossier_report(sheet, t.lang))
    print(t("{file} is saved.", file=args.file.name))
    return 0


def _told(view: View) -> dict[str, Any]:
    sums = view.sums
    return {
        "period": view.period, "policy": next(one.code for one in view.policies if one.id == view.policy_id),
        "from": None if view.from_on is None else view.from_on.isoformat(), "table": view.table.number,
        "count": sums.count, "before_minor": sums.before_minor, "after_minor": sums.after_minor,
        "dossiers": [
            {"ref": one.ref, "dealer": one.code, "name": one.dealer, "state": one.state, "before": one.grade_before,
             "grade": one.grade, "trend": one.trend, "factor_before": one.before, "proposed": one.proposed,
             "factor": one.factor, "reason": one.reason, "approval": one.approval_ref,
             "cost_minor": one.effect.before_minor if one.effect else None,
             "change_minor": one.effect.change if one.effect else None}
            for one in view.lines
        ],
    }  # fmt: skip


def _print(view: View, t: Texts) -> None:
    sums = view.sums
    print(t("Adjustments: {n} · up: {up} · down: {down} · in effect from {day}", n=sums.count, up=sums.up,
            down=sums.down, day=view.from_on or "–"))  # fmt: skip
    heads = [t("Reference"), t("Code"), t("Dealer"), t("Grade before"), t("Grade"), t("Trend"), t("Factor now"),
             t("Proposed factor"), t("Past year"), t("Change"), t("State"), t("Why")]  # fmt: skip
    rows = []
    for one in view.lines:
        why = why_text(one)
        rows.append(
            [one.ref, one.code, one.dealer, t.render(before_text(one)), t.render(grade_text(one.grade)),
             t(TREND_TITLES[one.trend]), factor_text(one.before), factor_text(one.factor),
             minor_text(one.effect.before_minor, one.currency, t.lang) if one.effect else "",
             minor_text(one.effect.change, one.currency, t.lang) if one.effect else "", t(DOSSIER_STATES[one.state]),
             why if isinstance(why, str) else t.render(why)]
        )  # fmt: skip
    print_table(heads, rows)
