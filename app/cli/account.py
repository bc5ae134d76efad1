"""Rebate accounts of dealers on the command line."""

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import cents, print_json, print_table
from app.core.errors import UsageError, UserError
from app.core.period import day_number, day_of
from app.core.texts import Texts
from app.dealers.queries import find_party
from app.dealers.typed import amount
from app.incentives.ledger.reading import AccountRow, AccountView, read_account, read_accounts
from app.incentives.ledger.rules import Balance
from app.incentives.ledger.uses import use_rebate
from app.incentives.locks import document_label
from app.incentives.rounding import e4_per_minor, minor_per_unit
from app.incentives.words import ENTRY_TITLES

if TYPE_CHECKING:
    from app.bootstrap import Desk

_CURRENCY: Final = "CNY"


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``account``."""
    one.add_argument("dealer", nargs="?", default="", metavar="CODE", help=t("default: every account"))
    one.add_argument("--day", default="", metavar="DAY", help=t("as of this day; default: today"))
    one.add_argument(
        "--use", default="", metavar="AMOUNT", help=t("pay so much of an order, in currency units, or as 5万")
    )
    one.add_argument("--order", default="", metavar="NO", help=t("use: of which order"))
    one.add_argument("--order-total", default="", metavar="AMOUNT", help=t("use: the order's total"))


def run_account(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``account [CODE] [--day D]``: balances of every account, or all rows of one; ``--use`` pays an order by it."""
    try:
        day = day_number(date.fromisoformat(args.day) if args.day else desk.clock.today())
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=args.day) from error
    if not args.dealer:
        with desk.db.read() as session:
            found = read_accounts(session, day)
        if args.json:
            print_json([{"dealer": one.dealer.code, "name": one.dealer.name, **_sums(one.balance)} for one in found])
        else:
            _print_all(found, t)
        return 0
    with desk.db.read() as session:
        party = find_party(session, args.dealer).id
    if args.use:
        use_rebate(
            desk.db, desk.workspace.files, party_id=party, amount_minor=_minor(args.use), order_no=args.order,
            order_minor=_minor(args.order_total), day_on=day,
        )  # fmt: skip
    with desk.db.read() as session:
        view = read_account(session, party, day)
    if args.json:
        print_json(_told(view))
    else:
        _print(view, t)
    return 0


def _sums(one: Balance) -> dict[str, int]:
    return {
        "accrued_minor": one.accrued, "credited_minor": one.credited, "paid_minor": one.paid, "used_minor": one.used,
        "clawed_back_minor": one.clawed_back, "expired_minor": one.expired, "adjusted_minor": one.adjusted,
        "locked_minor": one.locked, "reversed_minor": one.reversed, "owed_minor": one.owed,
        "balance_minor": one.usable,
    }  # fmt: skip


def _minor(text: str) -> int:
    found, each = amount(text or "0"), e4_per_minor(_CURRENCY)
    if found % each:
        raise UserError("“{text}” is not an amount.", text=text)
    return found // each


def _money(minor: int) -> str:
    return cents(minor, minor_per_unit(_CURRENCY))


def _print_all(found: list[AccountRow], t: Texts) -> None:
    heads = [t("Dealer"), t("Accrued"), t("Credited"), t("Paid in cash"), t("Used"), t("Taken back"), t("Run out"),
             t("Balance"), t("Unsettled")]  # fmt: skip
    print_table(heads, [
        [one.dealer.label, *map(_money, (one.balance.accrued, one.balance.credited, one.balance.paid, one.balance.used,
         one.balance.clawed_back, one.balance.expired, one.balance.usable, one.balance.owed))]
        for one in found
    ])  # fmt: skip


def _told(view: AccountView) -> dict[str, Any]:
    return {
        "dealer": view.dealer.code, "name": view.dealer.name, "day": day_of(view.account.day).isoformat(),
        **_sums(view.account.balance),
        "lots": [
            {"period": one.period, "left_minor": one.left_minor,
             "expires_on": None if one.expires_on is None else day_of(one.expires_on).isoformat()}
            for one in view.lots
        ],
        "rows": [
            {"posting": one.ref, "day": day_of(one.row.day_on).isoformat(), "kind": one.row.kind,
             "period": one.row.period, "amount_minor": one.row.amount_minor, "document": one.row.document}
            for one in view.account.entries
        ],
    }  # fmt: skip


def _print(view: AccountView, t: Texts) -> None:
    balance = view.account.balance
    print(t("Rebate account of {dealer} on {day}: balance {balance}, unsettled {owed}",
            dealer=view.dealer.label, day=day_of(view.account.day), balance=_money(balance.usable),
            owed=_money(balance.owed)))  # fmt: skip
    heads = [t("Day"), t("Posting"), t("Kind"), t("Period"), t("Amount"), t("Runs out on"), t("Document")]
    print_table(heads, [
        [day_of(one.row.day_on), one.ref, t(ENTRY_TITLES[one.row.kind]), one.row.period, _money(one.row.amount_minor),
         "" if one.row.expires_on is None else day_of(one.row.expires_on), document_label(one.row.document)]
        for one in view.account.entries
    ])  # fmt: skip
