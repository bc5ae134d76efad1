"""Recalls on the command line: what is called back, whom it reached, who has answered."""

import argparse
from typing import Any, Final

from app.bootstrap import Desk
from app.catalog.queries import find_product
from app.cli.money import typed_day
from app.cli.output import print_json, print_table
from app.compliance.recalls.queries import RecallRow, find_recall, list_recalls, recall_card
from app.compliance.recalls.rules import LEVEL_TITLES, STATE_TITLES
from app.compliance.recalls.service import answer_recall, close_recall, put_recall
from app.core.db import Action
from app.core.errors import UsageError
from app.core.money import QUANTITY_SCALE
from app.core.period import day_number, day_of
from app.core.texts import N_, Texts
from app.dealers.queries import find_party
from app.dealers.typed import amount

WHAT: Final = ("list", "show", "add", "answer", "close")


def run_recalls(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``recalls [list|show|add|answer|close] [NUMBER] ...``: the register, one recall, and what is written into it."""
    today = day_number(desk.clock.today())
    if args.what == "list":
        return _list(desk, args, t, today)
    if not args.number:
        raise UsageError("Name the recall by its number.")
    if args.what == "add":
        _add(desk, args, today)
    elif args.what != "show":
        _change(desk, args, today)
    return _show(desk, args, t, today)


def _add(desk: Desk, args: argparse.Namespace, today: int) -> None:
    if not args.product or not args.reason:
        raise UsageError("A recall needs --product and --reason.")
    with desk.db.read() as session:
        product = find_product(session, args.product).id
    values = {
        "number": args.number, "product_id": product, "lots": args.lots, "level": args.level, "reason": args.reason,
        "started_on": day_number(typed_day(args.on)) if args.on else today,
        "due_on": day_number(typed_day(args.due)) if args.due else None,
    }  # fmt: skip
    action = Action(N_("Recall {number}"), {"number": args.number})
    desk.db.write(action, lambda session: put_recall(session, values=values))


def _change(desk: Desk, args: argparse.Namespace, today: int) -> None:
    on = day_number(typed_day(args.on)) if args.on else today
    with desk.db.read() as session:
        recall = find_recall(session, args.number)
        dealer = find_party(session, args.dealer) if args.what == "answer" and args.dealer else None
    if args.what == "close":
        desk.db.write(
            Action(N_("Closed recall {number}"), {"number": args.number}),
            lambda session: close_recall(session, recall_id=recall, on=on, today=today, outcome=args.note),
        )
        return
    if dealer is None:
        raise UsageError("Name the dealer: --dealer CODE.")
    held, returned = (_thousandths(one) for one in (args.held, args.returned))
    desk.db.write(
        Action(N_("{dealer} answered recall {number}"), {"dealer": dealer.name, "number": args.number}),
        lambda session: answer_recall(
            session, recall_id=recall, party_id=dealer.id, on=on, today=today, held_e3=held, returned_e3=returned,
            note=args.note,
        ),
    )  # fmt: skip


def _thousandths(text: str) -> int:
    return amount(text) * QUANTITY_SCALE // 10_000


def _list(desk: Desk, args: argparse.Namespace, t: Texts, today: int) -> int:
    with desk.db.read() as session:
        rows = list_recalls(session, on=today)
    if args.json:
        print_json({"rows": [_plain(one) for one in rows]})
        return 0
    print_table(
        [t("Number"), t("State"), t("Level"), t("Product"), t("Lots"), t("Answers due"), t("Dealers"), t("Owed")],
        [[one.number, t(STATE_TITLES[one.state]), t(LEVEL_TITLES[one.level]), one.product,
          ", ".join(one.lots) or t("all"), _day(one.due_on), one.touched, one.owed] for one in rows],
    )  # fmt: skip
    return 0


def _show(desk: Desk, args: argparse.Namespace, t: Texts, today: int) -> int:
    with desk.db.read() as session:
        card = recall_card(session, find_recall(session, args.number), on=today)
    if args.json:
        dealers = [
            {"dealer": one.dealer, "shipped": _pieces(one.shipped_e3), "sold": _pieces(one.sold_e3),
             "stock": _pieces(one.stock_e3), "answered_on": _day(one.answered_on) or None,
             "held": _pieces(one.held_e3), "returned": _pieces(one.returned_e3), "owed": one.owed}
            for one in card.touched
        ]  # fmt: skip
        print_json({**_plain(card.row), "dealers": dealers})
        return 0
    one = card.row
    print(" · ".join((one.number, t(STATE_TITLES[one.state]), one.product, ", ".join(one.lots) or t("all lots"))))
    print_table(
        [t("Dealer"), t("Shipped"), t("Sold"), t("In stock"), t("Answered on"), t("Found in stock"), t("Sent back")],
        [[each.dealer, *(_pieces(value) for value in (each.shipped_e3, each.sold_e3, each.stock_e3)),
          _day(each.answered_on) or (t("owed") if each.owed else ""), _pieces(each.held_e3),
          _pieces(each.returned_e3)] for each in card.touched],
    )  # fmt: skip
    return 0


def _plain(one: RecallRow) -> dict[str, Any]:
    return {
        "ref": one.ref, "number": one.number, "state": one.state, "level": one.level, "product": one.product,
        "lots": list(one.lots), "reason": one.reason, "started_on": _day(one.started_on) or None,
        "due_on": _day(one.due_on) or None, "closed_on": _day(one.closed_on) or None, "touched": one.touched,
        "owed": one.owed,
    }  # fmt: skip


def _pieces(value: int | None) -> str | None:
    if value is None:
        return None
    whole, rest = divmod(value, QUANTITY_SCALE)
    return f"{whole:,}" if not rest else f"{whole:,}.{rest:03d}".rstrip("0")


def _day(value: int | None) -> str:
    return "" if value is None else day_of(value).isoformat()
