"""Reports that go out, on the command line: plans, what was handed out, the queue of mail, the certificate."""

import argparse
import getpass
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import moment, print_json, print_table, progress
from app.core.clock import SystemClock
from app.core.db import Action
from app.core.errors import UsageError
from app.core.period import day_of
from app.core.schedule import parse_schedule
from app.core.texts import LANGUAGES, N_, Text, Texts
from app.core.whole import write_whole
from app.dealers.queries import find_party
from app.jobs.delivery import queue
from app.jobs.report_mail import queue_published
from app.jobs.runs import OUTCOMES, newest_runs
from app.people.queries import person_called
from app.reports.plans.queries import find_plan, find_published, list_plans, list_published
from app.reports.plans.records import KIND_TITLES
from app.reports.plans.service import OWN, PlanDraft, remove_report_plan, save_report_plan

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = (
    "plans", "add", "change", "remove", "send", "published", "save", "mail", "queue", "retry", "cancel", "certificate",
)  # fmt: skip
SAVED: Final = N_("Saved the plan of reports {name}")
REMOVED: Final = N_("Removed the plan of reports {name}")
MAILED: Final = N_("Sent published reports again")
CANCELLED: Final = N_("Cancelled mails with reports")


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``reports``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="plans")
    one.add_argument("names", nargs="*", metavar="PLAN | REPORT | N | FILE", help=t(
        "name or reference of a plan or a published report; retry, cancel: the number in the queue; certificate: the "
        "file (.p12, .pfx), “-” forgets it"))  # fmt: skip
    one.add_argument("--kind", choices=list(KIND_TITLES), help=t("plan: which report"))
    one.add_argument("--report-lang", choices=list(LANGUAGES), help=t("plan: the language of the report"))
    one.add_argument("--reader", metavar="WHO", help=t("plan: who the report is for, printed on it"))
    one.add_argument("--dealer", action="append", metavar="CODE", help=t("plan: of which dealers; default: of all"))
    one.add_argument("--to", action="append", metavar="WHO", help=t("plan, mail: a person's name, or an address"))
    one.add_argument("--schedule", metavar="TEXT", help=t("plan: such as “monthly 5 08:00”; “-” for by hand only"))
    for name, words in (
        ("workbook", t("plan: with the figures as XLSX")), ("sign", t("plan: signed with the certificate")),
        ("active", t("plan: whether it goes out by itself")),
        ("to-contacts", t("plan: report for the dealer: to each dealer's own contact, alone (new plans do)")),
    ):  # fmt: skip
        one.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=None, help=words)
    one.add_argument("--out", type=Path, metavar="FILE", help=t("save: a file or a folder"))


def run_reports(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``reports``: lists plans; adds, changes, removes, sends; lists, saves, mails what was handed out; the queue."""
    acts = {
        "plans": _plans, "add": _save, "change": _save, "remove": _remove, "send": _send, "published": _published,
        "save": _file, "mail": _mail, "queue": _queue, "retry": _queued, "cancel": _queued, "certificate": _certificate,
    }  # fmt: skip
    if not args.names and args.what not in {"plans", "published", "queue", "certificate"}:
        raise UsageError("Name the plan, the report, or the number in the queue.")
    return acts[args.what](desk, args, t)


def _plans(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    rows: list[dict[str, Any]] = []
    with desk.db.read() as session:
        newest = newest_runs(session)
        for one in list_plans(session):
            run, draft, schedule = newest.get(one.job), one.draft, parse_schedule(one.draft.schedule)
            rows.append({
                "ref": one.ref, "name": one.name, "kind": draft.kind, "lang": draft.lang, "reader": draft.reader,
                "schedule": t.render(schedule.said) if schedule else t("By hand"), "active": draft.active,
                "to": len(draft.people) + len(draft.addresses), "to_contacts": draft.to_contacts,
                "workbook": draft.workbook, "signed": draft.signed,
                "outcome": run.outcome if run else "", "error": t.render(run.error) if run and run.error else "",
            })  # fmt: skip
    if args.json:
        print_json({"rows": rows})
        return 0
    heads = [t("Reference"), t("Name"), t("Kind"), t("Schedule"), t("Recipients"), t("Result"), t("Error")]
    print_table(heads, [
        [one["ref"], one["name"], t(KIND_TITLES[one["kind"]]), one["schedule"],
         t("each dealer's contact; told: {n}", n=one["to"]) if one["to_contacts"] else one["to"],
         t(OUTCOMES[one["outcome"]]) if one["outcome"] else t("never"), one["error"]] for one in rows
    ])  # fmt: skip
    return 0


def _save(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    name, plan_id = " ".join(args.names), ""
    with desk.db.read() as session:
        draft = PlanDraft(name, args.kind or "", t.lang)
        if args.what == "change":
            plan = find_plan(session, name)
            plan_id, draft = plan.id, plan.draft
        if args.dealer is not None:
            draft = replace(draft, dealers=tuple(find_party(session, one).id for one in args.dealer))
        if args.to is not None:
            named = [one for one in args.to if "@" not in one]
            draft = replace(
                draft, people=tuple(person_called(session, one) for one in named),
                addresses=tuple(one for one in args.to if "@" in one),
            )  # fmt: skip
    told = {
        "kind": args.kind, "lang": args.report_lang, "reader": args.reader, "workbook": args.workbook,
        "signed": args.sign, "active": args.active,
        "to_contacts": True if args.to_contacts is None and args.kind == OWN != draft.kind else args.to_contacts,
        "schedule": None if args.schedule is None else args.schedule.removeprefix("-"),
    }  # fmt: skip
    draft = replace(draft, **{field: value for field, value in told.items() if value is not None})
    now, action = SystemClock().now(), Action(SAVED, {"name": draft.name})
    kept = desk.db.write(action, lambda s: save_report_plan(s, draft=draft, now=now, plan_id=plan_id)).value
    return _say(args, t, Text(SAVED, {"name": draft.name}), id=kept)


def _remove(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        plan = find_plan(session, " ".join(args.names))
    desk.db.write(Action(REMOVED, {"name": plan.name}), lambda session: remove_report_plan(session, plan_id=plan.id))
    return _say(args, t, Text(REMOVED, {"name": plan.name}), id=plan.id)


def _send(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        plan = find_plan(session, " ".join(args.names))
    run = desk.reports.run(plan.id, progress=progress(t))
    sent = desk.post.send_waiting(progress(t))
    said = Text(N_("Reports made: {n}; mails sent: {out}, waiting or refused: {held}."),
                {"n": run.rows, "out": sent.out, "held": sent.held})  # fmt: skip
    if not run.rows and run.error is None:
        said = Text(N_("This plan has handed out these very reports before; “reports mail” sends them again."))
    lacking = {} if run.error is None else {"error": t.render(run.error)}
    if run.error is not None and not args.json:
        print(t.render(run.error))
    return _say(args, t, said, outcome=run.outcome, made=run.rows, sent=sent.out, held=sent.held, **lacking)


def _published(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = list_published(session)
    if args.json:
        print_json({"rows": [
            {"ref": one.ref, "kind": one.kind, "period": one.period, "lang": one.lang, "dealer": one.dealer,
             "plan": one.plan, "name": one.name, "sha256": one.sha256, "bytes": one.size, "signed": one.signed,
             "day": day_of(one.made_on).isoformat()} for one in found
        ]})  # fmt: skip
        return 0
    heads = [t("Reference"), t("Day"), t("Kind"), t("Period"), t("Dealer"), t("File"), t("Bytes"), t("Signed")]
    print_table(heads, [
        [one.ref, day_of(one.made_on).isoformat(), t(KIND_TITLES[one.kind]), one.period, one.dealer, one.name, one.size,
         t("yes") if one.signed else ""] for one in found
    ])  # fmt: skip
    return 0


def _file(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """The kept bytes, each under its own name in a folder, or one as the named file."""
    if args.out is None or (len(args.names) > 1 and not args.out.is_dir()):
        raise UsageError("Say where with --out; several reports go to a folder.")
    with desk.db.read() as session:
        found = find_published(session, args.names)
    paths = [args.out / one.name if args.out.is_dir() else args.out for one in found]
    for one, path in zip(found, paths, strict=True):
        write_whole(path, desk.workspace.files.get(one.sha256))
    return _say(
        args, t, Text(N_("Wrote {path}"), {"path": ", ".join(map(str, paths))}), out=[str(one) for one in paths]
    )


def _mail(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        rows = find_published(session, args.names)
    now, to = SystemClock().now(), args.to or []
    mails = desk.db.write(
        Action(MAILED), lambda session: queue_published(session, rows=rows, to=to, now=now), origin="job"
    ).value  # fmt: skip
    sent = desk.post.send_waiting(progress(t))
    said = {"n": mails, "out": sent.out, "held": sent.held}
    return _say(args, t, Text(N_("Mails queued: {n}; sent: {out}, waiting or refused: {held}."), said), **said)


def _queue(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = queue.last_messages(session, queue.KEPT, reports=True)
    rows = [
        {"n": one.n, "to": one.recipient, "subject": one.message["subject"], "state": one.state,
         "attempts": one.attempts, "next": _at(one.not_before) if one.state == "waiting" else "",
         "error": t.render(one.error) if one.error else ""} for one in found
    ]  # fmt: skip
    if args.json:
        print_json({"rows": rows})
        return 0
    heads = ["#", t("Recipient"), t("Subject"), t("State"), t("Attempts"), t("Next try"), t("Error")]
    print_table(heads, [
        [one["n"], one["to"], one["subject"], t(queue.STATES[one["state"]]), one["attempts"], one["next"], one["error"]]
        for one in rows
    ])  # fmt: skip
    return 0


def _queued(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if not all(one.isdecimal() for one in args.names):
        raise UsageError("Name the plan, the report, or the number in the queue.")
    act, code = {"retry": (queue.send_again, MAILED), "cancel": (queue.cancel, CANCELLED)}[args.what]
    for one in args.names:
        told = partial(act, n=int(one), now=SystemClock().now())
        desk.db.write(Action(code), told, origin="job")
    if args.what == "cancel":
        return _say(args, t, Text(N_("Cancelled.")))
    sent = desk.post.send_waiting(progress(t))
    said = {"n": len(args.names), "out": sent.out, "held": sent.held}
    return _say(args, t, Text(N_("Mails queued: {n}; sent: {out}, waiting or refused: {held}."), said), **said)


def _certificate(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """Show, choose or forget what signs on this machine; the passphrase is typed, or read from standard input."""
    now, file = SystemClock().now(), " ".join(args.names)
    if file == "-":
        desk.signing.forget()
        return _say(args, t, Text(N_("No certificate signs on this computer any more.")))
    if file:
        asked = t("Passphrase of {file}: ", file=Path(file).name)
        entered = getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        found = desk.signing.choose(Path(file), entered, now)
    else:
        found = desk.signing.open(now)
    said = {"holder": found.holder, "issuer": found.issuer, "day": found.until.isoformat(), "path": str(found.path)}
    return _say(args, t, Text(N_("{holder}, issued by {issuer}, until {day}: {path}"), said), **said)


def _at(millis: int) -> str:
    return moment(datetime.fromtimestamp(millis / 1000, UTC))


def _say(args: argparse.Namespace, t: Texts, words: Text, **found: Any) -> int:
    if args.json:
        print_json({"said": t.render(words), **found})
    else:
        print(t.render(words))
    return 0
