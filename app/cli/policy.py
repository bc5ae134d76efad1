"""Incentive policies on the command line: list, text, templates, versions, each step of their way."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.period import day_number, day_of, year
from app.core.texts import N_, Texts
from app.dealers.queries import find_party
from app.incentives.canonical import policy_from_json, policy_json
from app.incentives.counting import read_count_sheet
from app.incentives.ledger.changing import change_words, changes_of
from app.incentives.policies import service
from app.incentives.policies.comparing import differences
from app.incentives.policies.naming import policy_names
from app.incentives.policies.queries import PolicyRow, VersionRow, find_policy, list_policies
from app.incentives.policies.steps import agreed_steps
from app.incentives.policies.templates import begun, known_templates, template
from app.incentives.policies.wording import PolicyText, policy_text
from app.incentives.policy import KIND_TITLES, STATES, Policy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.bootstrap import Desk

_ACTS: Final = (
    "list", "show", "text", "compare", "true-up", "templates", "steps", "new", "import", "export", "count-sheet",
    "remove", "submit", "back", "sign", "activate", "close", "settle", "archive",
)  # fmt: skip


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``policy``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="list")
    one.add_argument("name", nargs="?", default="", metavar="CODE", help=t("of which policy; import: which file"))
    one.add_argument("--version", type=int, default=0, metavar="N", help=t("of which version; default: the newest"))
    one.add_argument("--with", dest="other", type=int, default=0, metavar="N", help=t("compare: with which version"))
    one.add_argument("--template", default="", metavar="KEY", help=t("new: begin with this template"))
    one.add_argument("--steps", type=int, default=0, metavar="N", help=t("new: begin with these steps as listed"))
    one.add_argument("--title", default="", metavar="WORDS", help=t("new: what it is called; default: as the template"))
    one.add_argument(
        "--from", dest="first", default="", metavar="DAY", help=t("new: the first day; default: of its year")
    )
    one.add_argument("--to", dest="last", default="", metavar="DAY", help=t("new: the last day; default: of its year"))
    one.add_argument("--reason", default="", metavar="WORDS", help=t("import: why there is a new version"))
    one.add_argument("--out", default="", metavar="FILE", help=t("export, count-sheet: into this file"))
    one.add_argument("--dealer", default="", metavar="CODE", help=t("count-sheet: of this dealer; default: of all"))
    one.add_argument("--region", default="", metavar="NAME", help=t("submit: the region whose rules of approval count"))


def run_policy(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``policy [ACT] [CODE]``: shows policies, or takes one step with a version."""
    _RUN[args.what](desk, args, t)
    return 0


def _found(session: "Session", args: argparse.Namespace) -> tuple[PolicyRow, VersionRow]:
    if not args.name:
        raise UsageError("Name the policy by its code.")
    row = find_policy(session, args.name)
    return row, _numbered(row, args.version or row.newest.number)


def _numbered(row: PolicyRow, number: int) -> VersionRow:
    for one in row.versions:
        if one.number == number:
            return one
    raise UserError("Policy {code} has no version {number}.", code=row.code, number=number)


def _version(desk: "Desk", args: argparse.Namespace) -> VersionRow:
    with desk.db.read() as session:
        return _found(session, args)[1]


# -- showing --------------------------------------------------------------------------------------------------------


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        rows = list_policies(session)
    if args.json:
        print_json([_told(one, one.newest) for one in rows])
        return
    heads = [t("Code"), t("Name"), t("Kind"), t("Version"), t("State"), t("Valid from"), t("Valid until")]
    print_table(heads, [
        [one.code, one.name, t(KIND_TITLES[one.kind]), one.newest.number, t(STATES[one.newest.state]),
         day_of(one.newest.from_on), day_of(one.newest.to_on)]
        for one in rows
    ])  # fmt: skip


def _told(row: PolicyRow, at: VersionRow) -> dict[str, Any]:
    return {
        "code": row.code, "name": row.name, "kind": row.kind, "ref": row.ref, "owner": row.owner,
        "version": at.number, "version_id": at.id, "version_ref": at.ref, "state": at.state,
        "from": day_of(at.from_on).isoformat(), "to": day_of(at.to_on).isoformat(),
        "content_sha256": at.content_sha256, "simulation_sha256": at.simulation_sha256,
        "text_sha256": at.text_sha256, "approval_id": at.approval_id, "reason": at.reason, "made_by": at.made_by,
        "signed_on": None if at.signed_on is None else day_of(at.signed_on).isoformat(),
        "counts": [
            {"version": span.number, "from": day_of(span.first_on).isoformat(), "to": day_of(span.last_on).isoformat()}
            for span in row.spans
        ],
    }  # fmt: skip


def _show(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        row, at = _found(session, args)
    if args.json:
        print_json(_told(row, at) | {"states": [(one.number, one.state) for one in row.versions]})
        return
    print(t("{name} ({code})", name=row.name, code=row.code))
    print_table(
        [t("Version"), t("State"), t("Valid from"), t("Valid until"), t("Signed on"), t("Reason"),
         t("SHA-256 of the content")],
        [[one.number, t(STATES[one.state]), day_of(one.from_on), day_of(one.to_on),
          "" if one.signed_on is None else day_of(one.signed_on), one.reason, one.content_sha256[:12]]
         for one in row.versions],
    )  # fmt: skip


def _text_of(session: "Session", t: Texts, at: VersionRow, number: int) -> PolicyText:
    return policy_text(t, at.policy, policy_names(session, at.policy, t.lang), number=number)


def _text(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        at = _found(session, args)[1]
        found = _text_of(session, t, at, at.number)
    if args.json:
        print_json({"title": found.title, "sha256": at.content_sha256,
                    "parts": [{"title": part.title, "lines": part.lines} for part in found.parts]})  # fmt: skip
    else:
        print(found.plain())


def _compare(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        row, at = _found(session, args)
        other = _numbered(row, args.other or max(at.number - 1, 1))
        old, new = sorted((at, other), key=lambda one: one.number)
        found = differences(_text_of(session, t, old, 0), _text_of(session, t, new, 0))
    if args.json:
        print_json([{"part": one.part, "before": one.before, "after": one.after} for one in found])
        return
    heads = [t("Part"), t("Version {n}", n=old.number), t("Version {n}", n=new.number)]
    print_table(heads, [[one.part, one.before, one.after] for one in found])


def _true_up(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    """What a version changes of periods that are settled for good, dealer by dealer."""
    with desk.db.read() as session:
        found = changes_of(session, _found(session, args)[1].id)
    if args.json:
        print_json([
            {"period": one.period, "dealer": one.dealer.code, "party_id": one.dealer.party_id,
             "settled_minor": one.settled_minor, "entitled_minor": one.entitled_minor,
             "change_minor": one.change_minor, "currency": one.currency}
            for one in found
        ])  # fmt: skip
    else:
        print("\n".join(change_words(t, found)) or t("This version changes nothing that is settled for good."))


def _templates(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        known = known_templates(session)
    if args.json:
        print_json([{"key": one.key, "title": t(one.title), "text": t(one.text)} for one in known.values()])
    else:
        print_table([t("Template"), t("Name"), t("What it is for")],
                    [[one.key, t(one.title), t(one.text)] for one in known.values()])  # fmt: skip


def _steps(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        found = agreed_steps(session)
    rows = [
        [n, one.dealer or t("All dealers."), day_of(one.policy.from_on), day_of(one.policy.to_on),
         one.policy.scale.method, len(one.policy.scale.tiers)]
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    if args.json:
        keys = ("n", "dealer", "from", "to", "method", "tiers")
        print_json([dict(zip(keys, map(str, row), strict=True)) for row in rows])
    else:
        heads = [t("No."), t("Dealer"), t("Valid from"), t("Valid until"), t("Tier method"), t("Rebate tiers")]
        print_table(heads, rows)


# -- writing --------------------------------------------------------------------------------------------------------


def _new(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    if not args.name:
        raise UsageError("Name the policy by its code.")
    if args.steps:
        with desk.db.read() as session:
            found = agreed_steps(session)
        if not 0 < args.steps <= len(found):
            raise UsageError("There are no steps number {n}; policy steps lists them.", n=args.steps)
        policy = found[args.steps - 1].policy
        policy = replace(policy, code=args.name, name=args.title or policy.name)
    elif args.template:
        first, last = _span(desk, args)
        with desk.db.read() as session:
            known = known_templates(session)
        name = args.title or t(template(args.template, known).title)
        policy = begun(args.template, code=args.name, name=name, from_on=first, to_on=last, known=known)
    else:
        raise UsageError("Say with what to begin: --template KEY (policy templates) or --steps N (policy steps).")
    _keep_draft(desk, policy)
    _show(desk, args, t)


def _span(desk: "Desk", args: argparse.Namespace) -> tuple[int, int]:
    """The days named, else from the first to the last one of their year, of this year where none is named."""
    named = _day(args.first or args.last) if args.first or args.last else day_number(desk.clock.today())
    whole = year(day_of(named).year)
    return _day(args.first) if args.first else whole.first_day, _day(args.last) if args.last else whole.last_day


def _day(words: str) -> int:
    try:
        return day_number(date.fromisoformat(words))
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=words) from error


def _keep_draft(desk: "Desk", policy: Policy, version_id: str = "") -> None:
    action = Action(N_("Kept a draft of the policy {name}"), {"name": policy.name})
    desk.db.write(action, lambda session: service.save_draft(session, policy=policy, version_id=version_id))


def _import(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    """A file as ``export`` writes it: a new policy, the open draft in its place, or the next version with a reason."""
    if not args.name:
        raise UsageError("Name the file with the policy.")
    policy = policy_from_json(Path(args.name).read_text(encoding="utf-8"))
    with desk.db.read() as session:
        same = [one for one in list_policies(session) if one.code.casefold() == policy.code.casefold()]
    if not same:
        _keep_draft(desk, policy)
    elif same[0].newest.open:
        _keep_draft(desk, policy, same[0].newest.id)
    else:
        action = Action(N_("Made a new version of the policy {name}"), {"name": policy.name}, args.reason.strip())
        desk.db.write(action, lambda session: service.new_version(
            session, policy_id=same[0].id, policy=policy, reason=args.reason))  # fmt: skip
    args.name, args.version = policy.code, 0
    _show(desk, args, t)


def _export(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    text = policy_json(_version(desk, args).policy)
    if args.out:
        Path(args.out).write_text(text + "\n", encoding="utf-8")
        print(t("{file} is saved.", file=args.out))
    else:
        sys.stdout.write(text + "\n")


def _count_sheet(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    """The sheet on which dealers count their stock of the day; ``import`` recognises it when it comes back."""
    from app.reports.incentives.count_sheet import count_name, write_count_sheet

    with desk.db.read() as session:
        at = _found(session, args)[1]
        party = find_party(session, args.dealer).id if args.dealer else ""
        sheet = read_count_sheet(session, at.policy, party_id=party)
    path = Path(args.out or count_name(sheet, t.lang))
    path = path / count_name(sheet, t.lang) if path.is_dir() else path.with_suffix(".xlsx")
    write_count_sheet(desk.shelf, sheet, t.lang, path)
    if args.json:
        print_json({"file": str(path), "rows": len(sheet.rows), "left_out": list(sheet.left_out)})
        return
    print(t("{file} is saved.", file=path))
    if sheet.left_out:
        print(t("Not in it, for want of codes in {source}: {names}", source=sheet.source,
                names=", ".join(sheet.left_out)))  # fmt: skip


def _submit(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    at = _version(desk, args)
    if not args.json:
        _true_up(desk, args, t)
    service.submit(desk.db, desk.workspace.files, version_id=at.id, region=args.region or None)
    _show(desk, args, t)


def _sign(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    at, today = _version(desk, args), day_number(desk.clock.today())
    action = Action(N_("Signed the policy {name}"), {"name": at.policy.name})
    desk.db.write(action, lambda session: service.sign_version(
        session, version_id=at.id, approval_id=at.approval_id, today=today))  # fmt: skip
    _show(desk, args, t)


def _back(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    at, today = _version(desk, args), day_number(desk.clock.today())
    action = Action(N_("Took the policy {name} back from approval"), {"name": at.policy.name})
    desk.db.write(action, lambda session: service.return_version(session, version_id=at.id, today=today))
    _show(desk, args, t)


def _activate(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    today = day_number(desk.clock.today())
    action = Action(N_("Let signed policies take effect"))
    changed = desk.db.write(action, lambda session: service.activate_due(session, today=today)).value
    if args.json:
        print_json({"changed": changed})
    else:
        print(t("Versions whose state changed: {n}", n=changed))


_SIMPLE: Final[Mapping[str, tuple[str, Callable[..., object]]]] = {
    "remove": (N_("Took out a draft of the policy {name}"), service.remove_draft),
    "close": (N_("Closed the policy {name}"), service.begin_closing),
    "settle": (N_("The policy {name} is settled"), service.mark_settled),
    "archive": (N_("Put the policy {name} into the archive"), service.archive),
}


def _simple(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    words, command = _SIMPLE[args.what]
    at = _version(desk, args)
    desk.db.write(Action(words, {"name": at.policy.name}), partial(command, version_id=at.id))
    (_list if args.what == "remove" else _show)(desk, args, t)


_RUN: Final[Mapping[str, Callable[["Desk", argparse.Namespace, Texts], None]]] = {
    "list": _list, "show": _show, "text": _text, "compare": _compare, "true-up": _true_up,
    "templates": _templates, "steps": _steps, "new": _new, "import": _import, "export": _export,
    "count-sheet": _count_sheet,
    "submit": _submit, "sign": _sign, "back": _back, "activate": _activate, **dict.fromkeys(_SIMPLE, _simple),
}  # fmt: skip
