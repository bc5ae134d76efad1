"""The command line's market development funds: budgets, requests, approval, proof, claim, payment."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.money import typed_day
from app.cli.output import cents, print_json, print_table
from app.core.errors import UsageError, UserError
from app.core.period import day_number, day_of
from app.core.texts import Texts
from app.dealers.queries import find_party
from app.dealers.typed import amount
from app.incentives.funds import service
from app.incentives.funds.queries import FundRow, RequestRow, find_request, list_funds, list_requests
from app.incentives.policies.queries import find_policy
from app.incentives.rounding import e4_per_minor, minor_per_unit
from app.incentives.words import FUND_STATES

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = ("list", "ask", "change", "submit", "prove", "claim", "pay", "drop")


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``fund``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="list")
    one.add_argument("ref", nargs="?", default="", metavar="REF", help=t("the request; ask: the code of the fund"))
    one.add_argument("--dealer", default="", metavar="CODE", help=t("ask: for whom"))
    one.add_argument("--title", default="", metavar="WORDS", help=t("ask, change: what the money is for"))
    one.add_argument("--from", dest="first", default="", metavar="D", help=t("ask, change: first day of the activity"))
    one.add_argument("--to", dest="last", default="", metavar="D", help=t("ask, change: its last day"))
    one.add_argument(
        "--amount", default="", metavar="AMOUNT", help=t("ask, change, claim: in currency units, or as 5万")
    )
    one.add_argument("--note", default="", metavar="WORDS", help=t("ask, change: more about it"))
    one.add_argument("--file", type=Path, action="append", default=[], metavar="FILE", help=t("prove: what proves it"))
    one.add_argument("--reason", default="", metavar="WORDS", help=t("drop: why"))


def run_fund(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``fund``: lists budgets and requests, or takes one step of a request and shows it."""
    if args.what != "list":
        _STEPS[args.what](desk, args)
    return _list(desk, args, t)


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        funds = list_funds(session, day_number(desk.clock.today()))
        requests = list_requests(session)
    if args.json:
        print_json({"funds": [_fund(one) for one in funds], "requests": [_request(one) for one in requests]})
        return 0
    print_table([t("Code"), t("Fund"), t("Budget"), t("Held by requests"), t("Paid"), t("Left of the budget")], [
        [one.code, one.name, *(_units(minor, one.version.policy.payout.currency) for minor in
                               (one.budget_minor, one.held_minor, one.paid_minor, one.left_minor))]
        for one in funds
    ])  # fmt: skip
    heads = [t("Reference"), t("State"), t("Dealer"), t("Subject"), t("Amount asked for"), t("Amount claimed"),
             t("Paid"), t("Approval")]  # fmt: skip
    print_table(heads, [
        [one.ref, t(FUND_STATES[one.state]), one.dealer, one.title,
         *(_units(minor, one.currency) for minor in (one.requested_minor, one.claimed_minor, one.paid_minor)),
         one.approval_ref]
        for one in requests
    ])  # fmt: skip
    return 0


def _units(minor: int | None, currency: str) -> str:
    return "" if minor is None else f"{cents(minor, minor_per_unit(currency))} {currency}"


def _fund(one: FundRow) -> dict[str, Any]:
    return {"code": one.code, "name": one.name, "budget_minor": one.budget_minor, "held_minor": one.held_minor,
            "paid_minor": one.paid_minor, "left_minor": one.left_minor}  # fmt: skip


def _request(one: RequestRow) -> dict[str, Any]:
    return {
        "ref": one.ref, "state": one.state, "fund": one.policy, "dealer": one.dealer, "title": one.title,
        "from": day_of(one.from_on).isoformat(), "to": day_of(one.to_on).isoformat(),
        "requested_minor": one.requested_minor, "approved_minor": one.approved_minor,
        "claimed_minor": one.claimed_minor, "paid_minor": one.paid_minor, "currency": one.currency,
        "approval": one.approval_ref, "posting": one.posting_ref, "proofs": [each.name for each in one.proofs],
        "note": one.note,
    }  # fmt: skip


def _one(desk: "Desk", args: argparse.Namespace) -> RequestRow:
    if not args.ref:
        raise UsageError("Name the request; fund list says it.")
    with desk.db.read() as session:
        return find_request(session, args.ref)


def _minor(text: str, currency: str) -> int:
    found, each = amount(text), e4_per_minor(currency)
    if found % each:
        raise UserError("“{text}” is not an amount.", text=text)
    return found // each


def _ask(desk: "Desk", args: argparse.Namespace) -> None:
    if not (args.ref and args.dealer and args.title and args.amount and args.first and args.last):
        raise UsageError(
            "Say all of it: fund ask FUND --dealer CODE --title WORDS --from D --to D --amount AMOUNT."
        )  # fmt: skip
    with desk.db.read() as session:
        policy, party = find_policy(session, args.ref), find_party(session, args.dealer).id
    service.ask_money(
        desk.db, policy_id=policy.id, party_id=party, title=args.title, from_on=day_number(typed_day(args.first)),
        to_on=day_number(typed_day(args.last)),
        requested_minor=_minor(args.amount, policy.newest.policy.payout.currency), note=args.note,
    )  # fmt: skip


def _change(desk: "Desk", args: argparse.Namespace) -> None:
    """What is not said stays."""
    one = _one(desk, args)
    service.change_request(
        desk.db, request_id=one.id, title=args.title or one.title,
        from_on=day_number(typed_day(args.first)) if args.first else one.from_on,
        to_on=day_number(typed_day(args.last)) if args.last else one.to_on,
        requested_minor=_minor(args.amount, one.currency) if args.amount else one.requested_minor,
        note=args.note or one.note,
    )  # fmt: skip


def _submit(desk: "Desk", args: argparse.Namespace) -> None:
    service.submit_request(desk.db, desk.workspace.files, request_id=_one(desk, args).id)


def _prove(desk: "Desk", args: argparse.Namespace) -> None:
    if not args.file:
        raise UsageError("Name the files: fund prove REF --file FILE.")
    one = _one(desk, args)
    for path in args.file:
        try:
            data = path.read_bytes()
        except OSError as error:
            why = error.strerror or str(error)
            raise UserError(
                "{file} cannot be read: {error}. Nothing was changed.", file=path.name, error=why
            ) from error
        service.prove(desk.db, desk.workspace.files, request_id=one.id, name=path.name, data=data)


def _claim(desk: "Desk", args: argparse.Namespace) -> None:
    one = _one(desk, args)
    claimed = _minor(args.amount, one.currency) if args.amount else one.approved_minor or 0
    service.claim(desk.db, request_id=one.id, claimed_minor=claimed)


def _pay(desk: "Desk", args: argparse.Namespace) -> None:
    service.pay(desk.db, desk.workspace.files, request_id=_one(desk, args).id)


def _drop(desk: "Desk", args: argparse.Namespace) -> None:
    service.drop_request(desk.db, request_id=_one(desk, args).id, reason=args.reason)


_STEPS: Final = {
    "ask": _ask, "change": _change, "submit": _submit, "prove": _prove, "claim": _claim, "pay": _pay, "drop": _drop,
}  # fmt: skip
