"""Settlement runs and the rebate ledger on the command line."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import cents, print_json, print_table, progress
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.period import day_number, day_of
from app.core.texts import N_, Texts
from app.dealers.queries import find_party
from app.incentives.ledger import service
from app.incentives.ledger.export import export_ledger
from app.incentives.ledger.posting import rebuild_entries
from app.incentives.ledger.queries import list_postings
from app.incentives.ledger.reading import (
    NOBODY,
    RUN_TITLES,
    RunView,
    first_open_period,
    read_run,
    settled_versions,
    usual_kind,
)
from app.incentives.ledger.releasing import held_words, read_releases
from app.incentives.ledger.run import Asked
from app.incentives.ledger.unlocking import approval_of_release, release_locked, request_release
from app.incentives.ledger.uses import RECEIPTS, WAYS, post_expiries, post_uses
from app.incentives.policies.queries import VersionRow
from app.incentives.rounding import minor_per_unit
from app.incentives.words import POSTING_TITLES
from app.reports.incentives.approval_sheet import amount_text

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = (
    "show", "ask", "post", "list", "ask-reverse", "reverse", "ask-release", "release", "uses", "expire", "export",
    "rebuild",
)  # fmt: skip


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``settle``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="show")
    one.add_argument(
        "of", nargs="?", default="", metavar="CODE|POSTING",
        help=t("show, ask, post: the policy; reverse, release, what asks for them: the posting; release: none lists"),
    )  # fmt: skip
    one.add_argument("--period", default="", metavar="PERIOD", help=t("default: the first that is not settled"))
    one.add_argument("--kind", choices=[*RUN_TITLES], help=t("default: what is next for the period"))
    one.add_argument("--day", default="", metavar="DAY", help=t("the day that the rows count on; default: today"))
    one.add_argument("--through", default="", metavar="DAY", help=t("the last day whose documents count"))
    one.add_argument("--lock", action="append", default=[], metavar="DEALER", help=t("settle, but keep back"))
    one.add_argument("--dealer", default="", metavar="CODE", help=t("release, ask-release: of which dealer"))
    one.add_argument("--reason", default="", metavar="WORDS", help=t("reverse, release and what asks for them: why"))
    one.add_argument("--way", action="append", choices=[*WAYS], help=t("uses: from what they are read"))
    one.add_argument("--from", dest="since", default="", metavar="DAY", help=t("export: from this day"))
    one.add_argument("--out", default="", metavar="FILE", help=t("export: an .xlsx or .csv file"))


def run_settle(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``settle``: shows a run, asks for its approval, posts it; takes back, reads uses, exports."""
    if args.what in {"show", "ask", "post"}:
        return _run(desk, args, t)
    _STEPS[args.what](desk, args, t)
    return 0


def _day(words: str, otherwise: date) -> int:
    try:
        return day_number(date.fromisoformat(words) if words else otherwise)
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=words) from error


def _today(desk: "Desk", args: argparse.Namespace) -> int:
    return _day(args.day, desk.clock.today())


def _run(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    today = _today(desk, args)
    with desk.db.read(progress(t)) as session:
        versions = [one for one in settled_versions(session) if _is(one, args.of)]
        if not versions:
            raise UserError("No signed policy is called “{code}”.", code=args.of)
        version = versions[0]
        period = args.period.upper() or first_open_period(session, version, today)
        asked = Asked(
            version_id=version.id, period=period, kind=args.kind or usual_kind(session, version, period, today),
            day_on=today, through=_day(args.through, desk.clock.today()) if args.through else None,
            locked=frozenset(find_party(session, one).id for one in args.lock),
        )  # fmt: skip
        view = read_run(session, asked)
    if view.refused is not None or view.run is None:
        raise view.refused or UserError("There is nothing to post.")
    files, said = desk.workspace.files, ""
    if args.what == "ask":
        said = service.request_run(desk.db, files, view.run)
    elif args.what == "post":
        approval = view.approval.id if view.approval else None
        said = service.post_run(desk.db, files, view.run.asked, seen_sha256=view.run.sha256, approval_id=approval)
    if args.json:
        print_json(_told(view, said))
    else:
        _print(view, t)
        if args.what == "ask":
            print(t("Approval is asked for; somebody else decides."))
        elif args.what == "post":
            print(t("Posted."))
    return 0


def _is(version: VersionRow, code: str) -> bool:
    wanted = code.strip().casefold()
    return not wanted or wanted in {version.policy.code.casefold(), version.ref.casefold(), version.id}


def _money(minor: int, currency: str) -> str:
    return cents(minor, minor_per_unit(currency))


def _told(view: RunView, done: str) -> dict[str, Any]:
    run = view.run
    if run is None:
        return {}
    return {
        "policy": run.policy.code, "version": run.number, "period": run.period.name, "kind": run.asked.kind,
        "sha256": run.sha256, "tx": run.tx, "settled_minor": run.settled_minor, "accrued_minor": run.accrued_minor,
        "needs_approval": run.needs_approval, "approval": view.approval.ref if view.approval else None,
        "approval_state": view.approval.state if view.approval else None, "done": done or None,
        "rows": [
            {"dealer": one.dealer.code, "name": one.dealer.name, "entitled_minor": one.line.outcome.entitled_minor,
             "paid_before_minor": one.line.paid_before, "accrued_before_minor": one.line.accrued_before,
             "payable_minor": one.line.outcome.payable_minor, "posted_minor": one.line.posted,
             "accrued_minor": one.line.accrued, "carried_minor": one.line.carries,
             "locked": [
                 {"amount_minor": held.amount_minor, "class": held.lock.goods_class, "why": str(held.lock.said)}
                 for held in one.line.held
             ]}
            for one in view.lines
        ],
    }  # fmt: skip


def _print(view: RunView, t: Texts) -> None:
    run = view.run
    if run is None:
        return
    money, kind = run.policy.payout.currency, t(RUN_TITLES[run.asked.kind])
    print(t("{kind} of {policy}, version {n}, {period}", kind=kind, policy=run.policy.name, n=run.number,
            period=run.period.name))  # fmt: skip
    heads = [t("Dealer"), t("Earned"), t("Accrued before"), t("Settled before"), t("Accrual"), t("To post"),
             t("Carried on")]  # fmt: skip
    print_table(heads, [
        [one.dealer.label, _money(one.line.outcome.entitled_minor, money), _money(one.line.accrued_before, money),
         _money(one.line.paid_before, money), _money(one.line.accrued, money), _money(one.line.posted, money),
         _money(one.line.carries, money)]
        for one in view.lines
    ])  # fmt: skip
    print(t("Together: {amount}, accrual {accrual}", amount=amount_text(run.settled_minor, money, t.lang),
            accrual=amount_text(run.accrued_minor, money, t.lang)))  # fmt: skip
    if run.is_empty:
        print(t(NOBODY, period=run.period.name))
    if run.closes_only:
        print(t("Nobody earned anything in {period}. Posting it closes the period; no money moves.",
                period=run.period.name))  # fmt: skip
    for words in held_words(view.lines, money):
        print(f"■ {t.render(words)}")
    print(f"SHA-256 {run.sha256}")
    if run.needs_approval:
        state = t("not asked for yet") if view.approval is None else f"{view.approval.ref} {view.approval.state}"
        print(t("Approval: {state}", state=state))


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        found = list_postings(session, period=args.period.upper() or None)
    if args.json:
        print_json([
            {"ref": one.ref, "kind": one.kind, "period": one.period, "posted_on": day_of(one.posted_on).isoformat(),
             "rows": one.entries, "total_minor": one.total_minor, "currency": one.currency, "tx": one.tx,
             "sha256": one.data_sha256, "reversed_by": one.reversed_by, "reason": one.reason}
            for one in found
        ])  # fmt: skip
        return
    heads = [
        t("Posting"),
        t("Kind"),
        t("Period"),
        t("Posted on"),
        t("Rows"),
        t("Sum of the rows"),
        t("Person"),
        t("Taken back by"),
    ]
    print_table(heads, [
        [one.ref, t(POSTING_TITLES[one.kind]), one.period, day_of(one.posted_on), one.entries,
         _money(one.total_minor, one.currency), one.person or "", one.reversed_by or ""]
        for one in found
    ])  # fmt: skip


def _ask_reverse(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    service.request_reversal(
        desk.db, desk.workspace.files, posting_id=args.of, day_on=_today(desk, args), reason=args.reason
    )
    print(t("Approval is asked for; somebody else decides."))


def _reverse(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        approval, day = service.approval_of_reversal(session, args.of, day_on=_today(desk, args))
    service.reverse_posting(
        desk.db, desk.workspace.files, posting_id=args.of, day_on=day, reason=args.reason,
        approval_id=approval,
    )  # fmt: skip
    print(t("Posted."))


def _release(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    if not args.of:
        _releases(desk, args, t)
        return
    with desk.db.read() as session:
        party = find_party(session, args.dealer).id
        approval, day = approval_of_release(session, args.of, party, day_on=_today(desk, args))
    release_locked(
        desk.db, desk.workspace.files, posting_id=args.of, party_id=party, day_on=day, reason=args.reason,
        approval_id=approval,
    )  # fmt: skip
    print(t("Posted."))


def _ask_release(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        party = find_party(session, args.dealer).id
    request_release(
        desk.db, desk.workspace.files, posting_id=args.of, party_id=party, day_on=_today(desk, args),
        reason=args.reason,
    )  # fmt: skip
    print(t("Approval is asked for; somebody else decides."))


def _releases(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    """What the gate locked and lets go again; nothing is posted."""
    with desk.db.read() as session:
        found = read_releases(session, _today(desk, args))
    if args.json:
        print_json([
            {"posting": one.locked.ref, "dealer": one.dealer.code, "name": one.dealer.name,
             "period": one.locked.period, "amount_minor": one.locked.amount_minor, "currency": one.locked.currency,
             "class": one.locked.lock.goods_class}
            for one in found
        ])  # fmt: skip
        return
    for one in found:
        print(t.render(one.said))
    if not found:
        print(t("Nothing that the gate locked can be released."))


def _uses(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    ways = args.way or [RECEIPTS]
    done = post_uses(desk.db, desk.workspace.files, day_on=_today(desk, args), ways=ways)
    print(t("Posted.") if done else t("There is nothing to post."))


def _expire(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    done = post_expiries(desk.db, desk.workspace.files, day_on=_today(desk, args))
    print(t("Posted.") if done else t("There is nothing to post."))


def _export(desk: "Desk", args: argparse.Namespace, t: Texts) -> None:
    if not args.out:
        raise UsageError("Name the file: settle export --out FILE.xlsx.")
    until = _today(desk, args)
    with desk.db.read() as session:
        first = _day(args.since, date(1970, 1, 1))
        rows = export_ledger(session, Path(args.out), first_on=first, last_on=until, t=t, progress=progress(t))
    print(t("Rows written: {rows}", rows=rows))


def _rebuild(desk: "Desk", _args: argparse.Namespace, t: Texts) -> None:
    action = Action(N_("Laid out the rebate ledger anew from the kept files"))
    rows = desk.db.write(action, lambda session: rebuild_entries(session, desk.workspace.files), origin="system").value
    print(t("Rows written: {rows}", rows=rows))


_STEPS: Final[Mapping[str, Callable[["Desk", argparse.Namespace, Texts], None]]] = {
    "list": _list, "ask-reverse": _ask_reverse, "reverse": _reverse, "ask-release": _ask_release, "release": _release,
    "uses": _uses, "expire": _expire, "export": _export, "rebuild": _rebuild,
}  # fmt: skip
