"""The command line's policy lab: versions replayed on the past, and thresholds chosen under a budget."""

import argparse
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import print_json, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.texts import Texts
from app.core.wording import decimals, percent_text
from app.incentives.policy import RATE_SCALE
from app.incentives.rounding import minor_per_unit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.bootstrap import Desk
    from app.incentives.lab.reading import Trial
    from app.incentives.lab.result import Run, Simulation
    from app.incentives.lab.thresholds import Choice, Wish
    from app.incentives.policies.queries import VersionRow
    from app.incentives.policy import Policy

_MOST = 6
_MONTHS = (12, 24)


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``simulate``."""
    words = t("codes of policies, CODE:2 for version 2; the others are held against the first")
    one.add_argument("versions", nargs="*", metavar="POLICY", help=words)
    one.add_argument("--file", type=Path, action="append", default=[], metavar="JSON",
                     help=t("a policy that is not in the workspace, as canonical JSON"))  # fmt: skip
    one.add_argument("--months", type=int, choices=_MONTHS, default=_MONTHS[-1], help=t("how far back it is replayed"))
    one.add_argument("--keep", action="store_true",
                     help=t("keep the result: drafts are simulated by it and can go to approval"))  # fmt: skip
    one.add_argument("--dealers", action="store_true", help=t("winners and losers too"))
    one.add_argument("--budget", default="", metavar="AMOUNT",
                     help=t("choose the first policy's thresholds for so much in a year"))  # fmt: skip
    one.add_argument("--margin", default="20", metavar="PERCENT", help=t("of what is sold, before the rebate"))
    one.add_argument("--stretch", default="15", metavar="PERCENT",
                     help=t("assumed: who lies this much below a threshold buys up to it"))  # fmt: skip
    one.add_argument("--sure", default="0", metavar="PERCENT",
                     help=t("in how many drawn futures the budget must hold too"))  # fmt: skip


def run_simulate(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``simulate``: what versions would have cost, whom, and what they may cost; or thresholds under a budget."""
    from app.incentives.lab.reading import choose, simulate
    from app.incentives.lab.service import keep_simulation

    trials = _trials(desk, args)
    today = desk.clock.today()
    if args.budget:
        chosen = choose(desk.db, trials[0], _wish(args, trials[0]), months=args.months, today=today,
                        progress=progress(t))  # fmt: skip
        _tell_choice(trials[0], chosen, args, t)
        return 0
    found = simulate(desk.db, trials, months=args.months, today=today, progress=progress(t))
    kept = keep_simulation(desk.db, desk.workspace.files, found, today=today) if args.keep else ""
    if args.json:
        print_json(_told(found, kept, dealers=args.dealers))
        return 0
    _print(found, t)
    if args.dealers:
        _print_dealers(found, t)
    if kept:
        print(t("Kept as {hash}. The simulated versions can go to approval.", hash=kept))
    return 0


def _trials(desk: "Desk", args: argparse.Namespace) -> "list[Trial]":
    from app.incentives.canonical import policy_from_json
    from app.incentives.checks import check_policy
    from app.incentives.lab.service import draft_trial, trial_of

    with desk.db.read() as session:
        found = [trial_of(_version(session, each)) for each in args.versions]
    for path in args.file:
        try:
            policy = policy_from_json(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise UserError("{file} cannot be read.", file=str(path)) from error
        check_policy(policy)
        found.append(draft_trial(policy))
    if not found:
        raise UsageError("Name a policy: simulate CODE, or simulate --file FILE.")
    if len(found) > _MOST:
        raise UsageError("At most {n} versions side by side.", n=_MOST)
    return found


def _version(session: "Session", asked: str) -> "VersionRow":
    from app.incentives.policies.queries import find_policy, version

    code, _, number = asked.partition(":")
    policy = find_policy(session, code)
    if not number:
        return version(session, policy.newest.id)
    for one in policy.versions:
        if str(one.number) == number:
            return one
    raise UserError("{code} has no version {n}.", code=code, n=number)


def _number(text: str) -> Fraction:
    try:
        return Fraction(text.replace(",", "").removesuffix("%"))
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError("“{text}” is no number.", text=text) from error


def _wish(args: argparse.Namespace, trial: "Trial") -> "Wish":
    from app.incentives.lab.thresholds import Wish

    part = RATE_SCALE // 100
    budget = _number(args.budget) * minor_per_unit(trial.policy.payout.currency)
    margin, stretch, sure = (int(_number(each) * part) for each in (args.margin, args.stretch, args.sure))
    return Wish(int(budget), margin, stretch, sure)


def _money(minor: int, currency: str) -> str:
    return decimals(Fraction(minor, minor_per_unit(currency)), 2)


def _print(found: "Simulation", t: Texts) -> None:
    from app.incentives.lab.notes import MARK, notes

    heads = [t("Candidate"), t("Cost"), t("Of sales"), t("Against the first"), t("Winners"), t("Losers"),
             t("P10 of a year"), t("P50 of a year"), t("P90 of a year"), t("Anyway"), t("Bought ahead")]  # fmt: skip
    print_table(heads, [_row(found, run, t) for run in found.runs])
    periods = [t("Period"), *(run.candidate.label(t.lang) for run in found.runs)]
    names = list(dict.fromkeys(one.period for run in found.runs for one in run.periods))
    costs = [{one.period: MARK if one.blind else _money(one.cost_minor, run.currency) for one in run.periods}
             for run in found.runs]  # fmt: skip
    print_table(periods, [[name, *(each.get(name, "") for each in costs)] for name in names])
    cliffs = [t("Candidate"), t("Rebate tier"), t("From"), t("The last unit earns"), t("Just below"), t("Just above")]
    for note in notes(found, t.lang):
        print(t.render(note))
    print_table(cliffs, [
        [run.candidate.label(t.lang), str(one.tier + 1),
         decimals(Fraction(one.bound, 10_000 if run.measure == "value" else 1_000), 2),
         _money(one.at_minor - one.before_minor, run.currency), str(one.below), str(one.above)]
        for run in found.runs for one in run.cliffs
    ])  # fmt: skip


def _row(found: "Simulation", run: "Run", t: Texts) -> list[str]:
    changes = found.changes(run)
    first = run is found.runs[0]
    tenths = [_money(each, run.currency) for each in (run.estimate.p10, run.estimate.p50, run.estimate.p90)] if (
        run.estimate) else ["", "", ""]  # fmt: skip
    moved = run.cost_minor - found.runs[0].cost_minor
    return [
        run.candidate.label(t.lang), _money(run.cost_minor, run.currency),
        "" if run.share is None else percent_text(run.share, 2), "" if first else _money(moved, run.currency),
        "" if first else str(sum(one.change > 0 for one in changes)),
        "" if first else str(sum(one.change < 0 for one in changes)), *tenths,
        _money(run.anyway_minor, run.currency), _money(run.rushed_minor, run.currency),
    ]  # fmt: skip


def _print_dealers(found: "Simulation", t: Texts) -> None:
    for run in found.runs[1:] or found.runs:
        print(run.candidate.label(t.lang))
        print_table([t("Dealer"), t("Before"), t("After"), t("Change")], [
            [found.label(one.party_id, t.lang), _money(one.before_minor, run.currency),
             _money(one.after_minor, run.currency), _money(one.change, run.currency)]
            for one in found.changes(run)
        ])  # fmt: skip


def _told(found: "Simulation", kept: str, *, dealers: bool) -> dict[str, Any]:
    from app.incentives.lab.result import plain

    told = plain(found)
    told["kept"] = kept
    if not dealers:
        told.pop("names")
        for run in told["runs"]:
            run.pop("dealers")
            run.pop("curve")
    return told


def _bound(policy: "Policy", bound: int) -> str:
    if policy.scale.reach != "amount":
        return percent_text(Fraction(bound, RATE_SCALE), 0)
    return decimals(Fraction(bound, 10_000 if policy.basis.measure == "value" else 1_000), 0)


def _tell_choice(trial: "Trial", found: "Choice", args: argparse.Namespace, t: Texts) -> None:
    currency = trial.policy.payout.currency
    lines = [(t("none"), found.none), (t("as now"), found.now), *([(t("chosen"), found.best)] if found.best else [])]
    if args.json:
        print_json({
            "lines": [{"name": name, "bounds": list(plan.bounds), "cost_minor": plan.cost, "margin_minor": plan.margin,
                       "after_minor": plan.after, "kept": plan.kept} for name, plan in lines],
            "futures": found.futures,
            "frontier": [[budget, None if plan is None else plan.after] for budget, plan in found.frontier],
        })  # fmt: skip
        return
    heads = [t("Thresholds"), t("From"), t("Cost"), t("Margin before"), t("Margin after rebate")]
    print_table(heads, [
        [name, " · ".join(_bound(trial.policy, each) for each in plan.bounds) or "–",
         _money(plan.cost, currency), _money(plan.margin, currency), _money(plan.after, currency)]
        for name, plan in lines
    ])  # fmt: skip
    if found.best is None:
        print(t("No thresholds with these rates keep to the budget."))
