"""The command line's approvals: what waits, decided by a passphrase or recorded from the company's system, rules."""

import argparse
import getpass
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.approvals import enrolling, service
from app.approvals.queries import ApprovalRow, approval_called, approvals, enrolled, list_rules, open_for
from app.approvals.rules import KIND_TITLES, MARK, STATE_TITLES, VERDICT_TITLES, Rule
from app.approvals.showing import show_approval
from app.cli.output import print_json, print_table
from app.core.errors import UsageError, UserError
from app.core.period import day_number, day_of
from app.core.texts import Texts
from app.core.whole import write_whole
from app.core.workspace_settings import CURRENCY, setting
from app.dealers.typed import amount
from app.incentives.rounding import e4_per_minor
from app.people.queries import names, person_called
from app.reports.incentives.approval_sheet import amount_text, approval_sheet, told

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.bootstrap import Desk

_ACTS: Final = (
    "list", "show", "sheet", "yes", "no", "oa", "withdraw", "rules", "rule", "drop-rule", "people", "enrol",
)  # fmt: skip
ANYBODY: Final = "*"


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``approve``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="list")
    one.add_argument("ref", nargs="?", default="", metavar="REF",
                     help=t("the approval's reference; of a rule for drop-rule; a name for enrol"))  # fmt: skip
    one.add_argument("--all", action="store_true", help=t("list: what was decided too"))
    one.add_argument("--by", default="", metavar="NAME",
                     help=t("yes, no: who decides; rules, enrol: who agrees or vouches"))  # fmt: skip
    one.add_argument(
        "--seen",
        default="",
        metavar="HASH",
        help=t("yes, no: the SHA-256 that show says, at least its first 12 characters"),
    )
    one.add_argument("--reason", default="", metavar="WORDS", help=t("why; a refusal needs it"))
    one.add_argument("--out", type=Path, metavar="FILE", help=t("sheet: where the PDF goes"))
    one.add_argument("--scan", type=Path, metavar="FILE", help=t("oa: the scanned sheet, PDF, JPEG or PNG"))
    one.add_argument("--printed", default="", metavar="HASH", help=t("oa: the hash as the scan prints it"))
    one.add_argument("--number", default="", metavar="NUMBER", help=t("oa: the number in the approval system"))
    one.add_argument("--approver", default="", metavar="NAME", help=t("oa: who approved there"))
    one.add_argument("--on", default="", metavar="DAY", help=t("oa: the day, as 2026-03-31; default: today"))
    one.add_argument("--refused", action="store_true", help=t("oa: it was refused there"))
    one.add_argument("--kind", choices=list(KIND_TITLES), default="", help=t("rule: of what; default: everything"))
    one.add_argument("--region", default="", metavar="REGION", help=t("rule: of which region; default: every one"))
    one.add_argument("--from", dest="first", default="0", metavar="AMOUNT", help=t("rule: from this amount on"))
    one.add_argument("--step", action="append", default=[], metavar="NAMES",
                     help=t("rule: who approves, names with commas; * is anybody; once for each step"))  # fmt: skip
    one.add_argument("--own", action="store_true", help=t("enrol: the old passphrase instead of a witness"))


def run_approve(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``approve``: lists what waits, or takes one step and shows what became of it."""
    _STEPS[args.what](desk, args, t)
    return 0


def _secret(t: Texts, name: str) -> str:
    """A passphrase from the terminal without showing it, or a line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(t("Passphrase of {name}: ", name=name))
    return sys.stdin.readline().rstrip("\r\n")


def _row(desk: "Desk", args: argparse.Namespace) -> ApprovalRow:
    if not args.ref:
        raise UsageError("Name the approval by its reference; approve list says it.")
    with desk.db.read() as session:
        return approval_called(session, args.ref)


def _person(desk: "Desk", name: str) -> str:
    with desk.db.read() as session:
        return person_called(session, name)


# ---------------------------------------------------------------------------------------------------- approvals


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        rows, known = approvals(session, open_only=not args.all), names(session)
        mine = {one.id for one in open_for(session, desk.db.actor)} if desk.db.actor else set()
        currency = str(setting(session, CURRENCY) or "CNY")
    if args.json:
        print_json({"rows": [_told(one, t) | {"mine": one.id in mine} for one in rows]})
        return
    heads = [t("Reference"), t("State"), t("Kind"), t("Subject"), t("Amount"), t("Asked for by"), t("Waits for"),
             "SHA-256"]  # fmt: skip
    print_table(heads, [
        [one.ref, t(STATE_TITLES[one.state]), t(KIND_TITLES[one.kind]), t.render(one.title),
         amount_text(one.amount_minor, currency, t.lang), one.made_by, _waits(one, known, t), one.content_sha256[:12]]
        for one in rows
    ])  # fmt: skip


def _waits(one: ApprovalRow, known: Mapping[str, str], t: Texts) -> str:
    if one.state != "open":
        return ""
    return ", ".join(known.get(who, "") for who in one.steps[one.step]) or t("Anybody but the maker")


def _told(one: ApprovalRow, t: Texts) -> dict[str, Any]:
    return {
        "ref": one.ref, "kind": one.kind, "title": t.render(one.title), "state": one.state, "step": one.step,
        "steps": [list(step) for step in one.steps], "amount_minor": one.amount_minor,
        "amount_is": t(one.amount_title), "region": one.region,
        "sha256": one.content_sha256, "made_by": one.made_by, "made_on": day_of(one.made_on).isoformat(),
        "decisions": [
            {"step": given.step, "verdict": given.verdict, "way": given.way, "person": given.person,
             "approver": given.oa_approver, "number": given.oa_number, "reason": given.reason,
             "sha256": given.content_sha256, "on": day_of(given.decided_on).isoformat()}
            for given in one.decisions
        ],
    }  # fmt: skip


def _show(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    found = _row(desk, args)
    with desk.db.read() as session:
        shown, known = show_approval(session, desk.workspace.files, found.id), names(session)
    one = shown.row
    if args.json:
        print_json(_told(one, t) | {"content": shown.content.text})
        return
    print(f"{one.ref} · {t(STATE_TITLES[one.state])} · {t(KIND_TITLES[one.kind])} · {t.render(one.title)} · "
          f"{t(one.amount_title)} {amount_text(one.amount_minor, shown.currency, t.lang)}")  # fmt: skip
    print(f"SHA-256 {one.content_sha256}")
    for given in one.decisions:
        who = given.oa_approver or given.person
        said = [
            t(VERDICT_TITLES[given.verdict]),
            who,
            given.oa_number,
            day_of(given.decided_on).isoformat(),
            given.reason,
        ]
        print(" · ".join(filter(None, said)))
    if one.state == "open":
        print(f"{t('Waits for')}: {_waits(one, known, t)}")
    for title, text in told(t, shown):
        print(f"{title}: {text}")
    print(shown.content.text)


def _sheet(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    if args.out is None:
        raise UsageError("Say where the sheet goes: approve sheet REF --out FILE.pdf.")
    found = _row(desk, args)
    with desk.db.read() as session:
        shown, known = show_approval(session, desk.workspace.files, found.id), names(session)
    write_whole(args.out, approval_sheet(shown, known, t.lang))
    print(t("{file} is saved.", file=args.out))


def _decide(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    found = _row(desk, args)
    if not args.by or not args.seen:
        raise UsageError("Name who decides and the SHA-256 of what he saw: approve yes REF --by NAME --seen HASH.")
    whole = found.content_sha256
    seen = whole if len(args.seen) >= MARK and whole.startswith(args.seen.casefold()) else args.seen
    service.decide(
        desk.db, desk.workspace.files, approval_id=found.id, person_id=_person(desk, args.by),
        passphrase=_secret(t, args.by), verdict="yes" if args.what == "yes" else "no", seen_sha256=seen,
        reason=args.reason,
    )  # fmt: skip
    _became(desk, args, t)


def _became(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    """What became of an approval, in one sentence; with ``--json`` all of it and its content."""
    if args.json:
        _show(desk, args, t)
        return
    one = _row(desk, args)
    said = t("{ref}, {title}: {state}.", ref=one.ref, title=t.render(one.title), state=t(STATE_TITLES[one.state]))
    if one.state == "open":
        with desk.db.read() as session:
            said += " " + t("Next decides: {who}.", who=_waits(one, names(session), t))
    print(said)


def _oa(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    found = _row(desk, args)
    if args.scan is None:
        raise UsageError(
            "Name the scanned sheet: approve oa REF --scan FILE --printed HASH --number N --approver NAME."
        )
    try:
        scan = args.scan.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise UserError(
            "{file} cannot be read: {error}. Nothing was changed.", file=args.scan.name, error=why
        ) from error
    service.record_oa(
        desk.db, desk.workspace.files, approval_id=found.id, printed=args.printed,
        verdict="no" if args.refused else "yes", number=args.number, approver=args.approver,
        approved_on=_day(desk, args.on), scan=scan, reason=args.reason,
    )  # fmt: skip
    _became(desk, args, t)


def _day(desk: "Desk", words: str) -> int:
    try:
        return day_number(date.fromisoformat(words) if words else desk.clock.today())
    except ValueError as error:
        raise UserError("“{day}” is no day such as 2026-03-31.", day=words) from error


def _withdraw(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    service.withdraw(desk.db, approval_id=_row(desk, args).id)
    _became(desk, args, t)


# ---------------------------------------------------------------------------------------------------- rules, people


def _rules(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        rows, known = list_rules(session), names(session)
        currency = str(setting(session, CURRENCY) or "CNY")
    if args.json:
        print_json({"rows": [
            {"ref": one.ref, "kind": one.kind, "region": one.region, "from_minor": one.from_minor,
             "steps": [[known.get(who, "") for who in step] for step in one.steps], "note": one.note}
            for one in rows
        ]})  # fmt: skip
        return
    heads = [t("Reference"), t("Kind"), t("Region"), t("From this amount on"), t("Steps")]
    print_table(heads, [
        [one.ref, t(KIND_TITLES[one.kind]) if one.kind else t("Everything"), one.region or t("All"),
         amount_text(one.from_minor, currency, t.lang), _steps_text(one, known, t)]
        for one in rows
    ])  # fmt: skip


def _steps_text(one: Rule, known: Mapping[str, str], t: Texts) -> str:
    anybody = t("Anybody but the maker")
    return " → ".join(", ".join(known.get(who, "") for who in step) or anybody for step in one.steps)


def _witness(desk: "Desk", args: argparse.Namespace, t: Texts) -> dict[str, str]:
    if not args.by:
        return {}
    return {"witness_id": _person(desk, args.by), "witness_passphrase": _secret(t, args.by)}


def _rule(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        currency = str(setting(session, CURRENCY) or "CNY")
        steps = [_step(session, step) for step in args.step or [ANYBODY]]
    enrolling.set_rule(
        desk.db, kind=args.kind, region=args.region, from_minor=amount(args.first) // e4_per_minor(currency),
        steps=steps, note=args.reason, **_witness(desk, args, t),
    )  # fmt: skip
    _rules(desk, args, t)


def _step(session: "Session", names_typed: str) -> list[str]:
    if names_typed.strip() == ANYBODY:
        return []
    return [person_called(session, name) for name in names_typed.replace("，", ",").split(",")]


def _drop_rule(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        found = next((one.id for one in list_rules(session) if one.ref == args.ref.strip().upper()), None)
    if found is None:
        raise UserError("This rule is no longer in the workspace.")
    enrolling.remove_rule(desk.db, rule_id=found, **_witness(desk, args, t))
    _rules(desk, args, t)


def _people(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        rows = enrolled(session)
    if args.json:
        print_json({"rows": [
            {"name": one.name, "set_on": day_of(one.set_on).isoformat(), "witness": one.witness, "wrong": one.wrong}
            for one in rows
        ]})  # fmt: skip
        return
    print_table(
        [t("Person"), t("Set on"), t("Vouched for by"), t("Wrong passphrases in a row")],
        [[one.name, day_of(one.set_on).isoformat(), one.witness, one.wrong] for one in rows],
    )


def _enrol(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    """The new passphrase is asked for first, then the old one or that of the witness."""
    if not args.ref:
        raise UsageError("Name the person: approve enrol NAME [--by WITNESS | --own].")
    person, new = _person(desk, args.ref), _secret(t, args.ref)
    more = {"own": _secret(t, args.ref)} if args.own else _witness(desk, args, t)
    enrolling.set_passphrase(desk.db, person_id=person, passphrase=new, **more)
    _people(desk, args, t)


_STEPS: Final[Mapping[str, Callable[["Desk", argparse.Namespace, Texts], None]]] = {
    "list": _list, "show": _show, "sheet": _sheet, "yes": _decide, "no": _decide, "oa": _oa, "withdraw": _withdraw,
    "rules": _rules, "rule": _rule, "drop-rule": _drop_rule, "people": _people, "enrol": _enrol,
}  # fmt: skip
