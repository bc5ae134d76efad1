"""Alerts on the command line: rules, their back-test, a run, and what they found."""

import argparse
from typing import Any, Final

from app.alerts.conditions import Part
from app.alerts.queries import AlertRow, RuleRow, list_alerts, list_rules, mirror, per_week
from app.alerts.service import add_rule, remove_rule, switch_rule
from app.alerts.spec import SIDES, Watch, plain_of, watch_of
from app.alerts.telling import sentence
from app.alerts.templates import TEMPLATES
from app.alerts.testing import MONTHS, back_test
from app.alerts.words import AGAINST_TITLES, KIND_TITLES, OVER_TITLES
from app.bootstrap import Desk
from app.cli.output import print_json, print_table, progress
from app.core.db import Action
from app.core.errors import UsageError
from app.core.money import decimal_text
from app.core.period import day_number, day_of
from app.core.texts import N_, Texts
from app.core.wording import percent_text
from app.inbox.service import STATES, mark_not_useful, reopen_notice
from app.jobs.alerts import run_alerts
from app.kpi.own.known import known_kpis

WHATS: Final = ("list", "rules", "templates", "test", "run", "on", "off", "remove", "not-useful", "reopen")


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``alerts``."""
    one.add_argument("what", nargs="?", choices=WHATS, default="list")
    one.add_argument("ref", nargs="?", metavar="REF", help=t("reference of a rule or an alert, or name of a template"))
    one.add_argument("--all", action="store_true", help=t("closed ones too"))
    one.add_argument("--by", choices=["department"], help=t("list: what each department has"))
    one.add_argument("--kpi", metavar="KPI", help=t("test: the KPI's id"))
    one.add_argument(
        "--when", action="append", metavar="CONDITION",
        help=t("test: baseline below; level below 0.9; relative above 0.2; absolute 1000; sample 20; all must hold"),
    )  # fmt: skip
    one.add_argument("--over", choices=list(OVER_TITLES), default="dealer", help=t("test: each is judged by itself"))
    one.add_argument(
        "--against", choices=list(AGAINST_TITLES), default="year", help=t("test: what changes are told of")
    )
    one.add_argument("--months", type=int, default=1, metavar="N", help=t("test: so many months in a row"))
    one.add_argument("--budget", type=int, default=100, metavar="N", help=t("test: false alarms in 10,000 months"))
    for name in ("region", "dealer", "group"):
        one.add_argument(f"--{name}", metavar="CODE")
    one.add_argument("--last", type=int, default=MONTHS, metavar="N", help=t("test: over so many months"))
    one.add_argument("--save", metavar="NAME", help=t("test: keep the rule under this name"))
    one.add_argument("--reason", default="", metavar="TEXT", help=t("not-useful: why"))


def run_command(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``alerts list | rules | templates | test | run | on | off | remove | not-useful | reopen``."""
    match args.what:
        case "rules":
            return _rules(desk, args, t)
        case "templates":
            return _templates(args, t)
        case "test":
            return _test(desk, args, t)
        case "run":
            ran = run_alerts(desk.db, progress(t))
            if not args.json:
                print(t("Rules: {rules} · new: {made} · over: {over}", rules=ran.rules, made=ran.told, over=ran.over))
        case "on" | "off" | "remove":
            _change(desk, args)
            return _rules(desk, args, t)
        case "not-useful" | "reopen":
            _say(desk, args)
    return _mirror(desk, args, t) if args.by else _list(desk, args, t)


def _list(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found, kpis = list_alerts(session, open_only=not args.all), known_kpis(session)
        weeks = per_week(session, day_number(desk.clock.today()))
    if args.json:
        print_json({"per_week": list(weeks), "rows": [_plain(one) for one in found]})
        return 0
    if not found:
        print(t("No alert is open."))
        return 0
    print_table(
        [t("KPI"), t("About"), t("Month"), t("What it says"), t("Kind"), t("State"), t("Rule"), t("Reference")],
        [
            [t(kpis[one.kpi].name), one.name or t("all together"), one.month,
             t.render(sentence(one.figures, kpis[one.kpi].unit)), t(KIND_TITLES[one.kind]), t(STATES[one.state]),
             one.rule, one.ref]
            for one in found
        ],
    )  # fmt: skip
    print(t("Alerts a week: {n}", n=f"{sum(weeks) / len(weeks):.1f}"))
    return 0


def _plain(one: AlertRow) -> dict[str, Any]:
    return {
        "ref": one.ref, "rule": one.rule, "department": one.department, "kpi": one.kpi, "over": one.over,
        "key": one.key, "name": one.name, "month": one.month, "last": day_of(one.last_on).isoformat()[:7],
        "lasting": one.lasting, "side": "above" if one.side > 0 else "below", "kind": one.kind, "state": one.state,
        "cause": one.cause,
        **{name: None if value is None else decimal_text(value.numerator, value.denominator)
           for name, value in one.figures.items()},
        "contributors": [{"name": name, "part": decimal_text(value.numerator, value.denominator)}
                         for name, value in one.contributors],
    }  # fmt: skip


def _mirror(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found, kpis = mirror(session), known_kpis(session)
    if args.json:
        print_json({"rows": [
            {"department": one.department, "kpis": list(one.kpis), "rules": one.rules, "alerts": one.alerts,
             "open": one.open, "not_useful": one.not_useful,
             "share": None if one.share is None else decimal_text(one.share.numerator, one.share.denominator)}
            for one in found
        ]})  # fmt: skip
        return 0
    print_table(
        [t("Department"), t("KPIs"), t("Rules"), t("Alerts"), t("Share of the breaches"), t("Open"), t("Not useful")],
        [[t(one.department), ", ".join(t(kpis[kpi].name) for kpi in one.kpis), one.rules, one.alerts,
          "–" if one.share is None else percent_text(one.share), one.open, one.not_useful] for one in found],
    )  # fmt: skip
    return 0


def _rules(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = list_rules(session)
    if args.json:
        print_json({"rows": [
            {"ref": one.ref, "name": one.name, **_asked(one.watch), "department": one.department, "owner": one.owner,
             "active": one.active, "since": day_of(one.since_on).isoformat(), "alerts": one.alerts, "open": one.open,
             "not_useful": one.not_useful} for one in found
        ]})  # fmt: skip
        return 0
    if not found:
        print(t("There is no rule yet. alerts templates shows ready-made ones."))
        return 0
    print_table(
        [t("Name"), t("KPI"), t("For each"), t("Conditions"), t("In force"), t("Alerts"), t("Not useful"),
         t("Reference")],
        [[one.name, one.watch.kpi, t(OVER_TITLES[one.watch.over]), _conditions(one.watch),
          t("yes") if one.active else t("no"), one.alerts, one.not_useful, one.ref] for one in found],
    )  # fmt: skip
    return 0


def _templates(args: argparse.Namespace, t: Texts) -> int:
    if args.json:
        rows = [{"id": one.id, "name": t(one.name), "why": t(one.why), **_asked(one.watch)}
                for one in TEMPLATES.values()]  # fmt: skip
        print_json({"rows": rows})
        return 0
    print_table([t("Template"), t("Name"), t("Conditions"), ""],
                [[one.id, t(one.name), _conditions(one.watch), t(one.why)] for one in TEMPLATES.values()])  # fmt: skip
    return 0


def _asked(watch: Watch) -> dict[str, Any]:
    conditions = [plain_of(one) for one in watch.rule.parts]
    return {"kpi": watch.kpi, "over": watch.over, "conditions": conditions, "months": watch.rule.months,
            "against": watch.against, "budget": watch.budget_e4, **watch.narrowed}  # fmt: skip


def _conditions(watch: Watch) -> str:
    return " & ".join(_words(one) for one in watch.rule.parts)


def _words(part: Part) -> str:
    """As ``--when`` takes it."""
    plain = plain_of(part)
    side = plain.get("side", "")
    return " ".join(filter(None, [plain["part"], "" if side == "either" else side,
                                  plain.get("least") or plain.get("limit") or ""]))  # fmt: skip


def _part(words: str) -> dict[str, str]:
    """One condition of ``--when``; what it misses is refused where it is read."""
    name, *rest = words.split()
    side = next((one for one in rest if one in SIDES), "either")
    number = next((one for one in rest if one not in SIDES), "")
    return {"part": name, "side": side, "least": number, "limit": number}


def _test(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    rule_id, today = "", desk.clock.today()
    with desk.db.read() as session:
        kpis = known_kpis(session)
        if args.ref in TEMPLATES:
            watch = TEMPLATES[args.ref].watch
        elif args.ref:
            kept = _rule(list_rules(session), args.ref)
            watch, rule_id = kept.watch, kept.id
        elif args.kpi and args.when:
            watch = watch_of(
                args.kpi, [_part(one) for one in args.when], months=args.months, kpis=kpis, over=args.over,
                against=args.against, budget_e4=args.budget, region=args.region, dealer=args.dealer, group=args.group,
            )  # fmt: skip
        else:
            raise UsageError("Name a template, a kept rule, or a KPI with --kpi and its conditions with --when.")
        found = back_test(session, watch, today, rule_id=rule_id, months=args.last)
    if args.save:
        action = Action(N_("Added the rule of alerts {name}"), {"name": args.save})
        desk.db.write(action, lambda session: add_rule(session, name=args.save, watch=watch, today=today))
    unit = kpis[watch.kpi].unit
    if args.json:
        print_json({**_asked(watch), "tested": [
            {"month": month.name, "fired": count, "unknown": unknown}
            for month, count, unknown in zip(found.months, found.counts, found.unknown, strict=True)
        ], "rows": [
            {"month": one.month.name, "last": one.last.name, "key": one.line.key, "name": one.line.name,
             "side": "above" if one.firing.side > 0 else "below", "kind": one.firing.kind,
             **{name: None if value is None else decimal_text(value.numerator, value.denominator)
                for name, value in one.figures.items()}} for one in found.fired
        ]})  # fmt: skip
        return 0
    print(t("Would have fired {n} times in {months} months.", n=len(found.fired), months=len(found.months)))
    print_table(
        [t("Month"), t("About"), t("What it says"), t("Kind")],
        [[one.month.name, one.line.name or t("all together"), t.render(sentence(one.figures, unit)),
          t(KIND_TITLES[one.firing.kind])] for one in found.fired],
    )  # fmt: skip
    unknown = [f"{month.name} ({count})" for month, count in zip(found.months, found.unknown, strict=True) if count]
    if unknown:
        print(t("Unknown, so neither a breach nor fine: {months}", months=", ".join(unknown)))
    return 0


def _change(desk: Desk, args: argparse.Namespace) -> None:
    with desk.db.read() as session:
        rule = _rule(list_rules(session), args.ref or "")
    on, words = day_number(desk.clock.today()), {"name": rule.name}
    if args.what == "remove":
        action = Action(N_("Took out the rule of alerts {name}"), words)
        desk.db.write(action, lambda session: remove_rule(session, rule_id=rule.id, on=on))
        return
    action = Action(N_("Switched the rule of alerts {name}"), words)
    active = args.what == "on"
    desk.db.write(action, lambda session: switch_rule(session, rule_id=rule.id, active=active, on=on))


def _say(desk: Desk, args: argparse.Namespace) -> None:
    with desk.db.read() as session:
        one = next((one for one in list_alerts(session) if one.ref == args.ref and one.notice_id), None)
    if one is None:
        raise UsageError("Name the alert by its reference; alerts --all shows them.")
    on, words = day_number(desk.clock.today()), {"ref": one.ref}
    if args.what == "reopen":
        action = Action(N_("Took up the alert {ref} again"), words)
        desk.db.write(action, lambda session: reopen_notice(session, notice_id=one.notice_id))
        return
    action = Action(N_("Said that the alert {ref} is of no use"), words)
    desk.db.write(
        action, lambda session: mark_not_useful(session, notice_id=one.notice_id, reason=args.reason, on=on)
    )  # fmt: skip


def _rule(rules: list[RuleRow], ref: str) -> RuleRow:
    found = [one for one in rules if ref in {one.ref, one.name}]
    if len(found) != 1:
        raise UsageError("Name the rule by its reference; alerts rules shows them.")
    return found[0]
