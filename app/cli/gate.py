"""The gate, the papers that run out and the renewal letter on the command line."""

import argparse
from typing import Any, Final

from app.bootstrap import Desk
from app.catalog.queries import find_product
from app.cli.money import typed_day
from app.cli.output import print_json, print_table
from app.compliance.gate.expiring import Expiring, expiring
from app.compliance.gate.region import Cell, CellState, GateMap, ask, gate_map
from app.compliance.gate.rules import Answer, Reason
from app.compliance.gate.words import STATES, reason_text, rung_text
from app.core.errors import UsageError
from app.core.money import AMOUNT_SCALE
from app.core.period import day_of
from app.core.texts import Texts
from app.dealers.queries import find_party
from app.jobs.renewal import write_renewal

_MARKS: Final[dict[CellState, str]] = {"yes": "●", "no": "■", "partly": "▲", "not_required": "○"}


def run_gate(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``gate --dealer X --product Y --date D``: 0 where the dealer may receive it, also without a paper, 1 where not.

    ``gate --map`` prints every dealer by product group.
    """
    today = desk.clock.today()
    day = typed_day(args.date) if args.date else today
    if args.map:
        with desk.db.read() as session:
            found = gate_map(session, day, today)
        _print_map(found, t, as_json=args.json)
        return 0
    if not args.dealer or not args.product:
        raise UsageError("Name a dealer and a product, or ask for the whole --map.")
    with desk.db.read() as session:
        dealer, product = find_party(session, args.dealer), find_product(session, args.product)
        told = ask(session, dealer_id=dealer.id, product_id=product.id, day=day, today=today)
    if args.json:
        print_json({
            "dealer": dealer.code, "product": product.code, "date": day.isoformat(), "state": told.state,
            "allowed": told.state != "no", "deciding": _reason(told.deciding, t),
            "documents": [_reason(one, t) for one in told.reasons], "next": _next(told, t),
        })  # fmt: skip
    else:
        what = f"{dealer.name} · {product.name} · {day.isoformat()}"
        print(t("{title}: {sentence}", title=t(STATES[told.state]), sentence=what))
        for one in told.reasons:
            print(f"  {'■' if one.blocks else '●'} {_sentence(one, t)}")
        print(_next_line(told, t))
    return 1 if told.state == "no" else 0


def _next_line(told: Answer, t: Texts) -> str:
    if told.next_on is None or told.next_state is None or told.next_reason is None:
        return t("By the papers at hand this does not change any more.")
    day = day_of(told.next_on).isoformat()
    words = {"day": day, "state": t(STATES[told.next_state]), "why": _sentence(told.next_reason, t)}
    return t("Changes on {day}: {state}. {why}", **words)


def _next(told: Answer, t: Texts) -> dict[str, Any] | None:
    if told.next_on is None or told.next_reason is None:
        return None
    return {
        "date": day_of(told.next_on).isoformat(), "state": told.next_state, "deciding": _reason(told.next_reason, t),
    }  # fmt: skip


def _reason(one: Reason, t: Texts) -> dict[str, Any]:
    return {
        "code": one.code, "blocks": one.blocks, "document": one.entity or None, "id": one.id or None,
        "sentence": _sentence(one, t),
    }  # fmt: skip


def _sentence(one: Reason, t: Texts) -> str:
    return t.render(reason_text(one, day=_iso, money=_money))


def _iso(day: int) -> str:
    return day_of(day).isoformat()


def _money(amount_e4: int) -> str:
    return f"{amount_e4 / AMOUNT_SCALE:,.2f}"


def _print_map(found: GateMap, t: Texts, *, as_json: bool) -> None:
    if as_json:
        print_json({
            "date": _iso(found.day), "groups": [one.code for one in found.groups],
            "rows": [
                {"dealer": row.code, "name": row.name, "next": None if row.next_on is None else _iso(row.next_on),
                 "cells": {group.code: _cell(cell) for group, cell in zip(found.groups, row.cells, strict=True)}}
                for row in found.rows
            ],
        })  # fmt: skip
        return
    heads = [t("Dealer code"), t("Dealer"), *(one.name for one in found.groups), t("Next change")]
    rows = [
        [row.code, row.name, *(f"{_MARKS[cell.state]} {t(STATES[cell.state])}" for cell in row.cells),
         "" if row.next_on is None else _iso(row.next_on)]
        for row in found.rows
    ]  # fmt: skip
    print_table(heads, rows)


def _cell(one: Cell) -> dict[str, Any]:
    return {"state": one.state, "next": None if one.next_on is None else _iso(one.next_on)}


def run_expiring(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``expiring [--days N]``: the licences that stand on their ladder today, or end within N days, and those ended."""
    if args.days is not None and args.days < 0:
        raise UsageError("Days to come are 0 or more.")
    with desk.db.read() as session:
        found = expiring(session, desk.clock.today(), within=args.days)
    if args.json:
        print_json({"date": desk.clock.today().isoformat(), "rows": [_line(one) for one in found]})
        return 0
    heads = [t("Last day"), t("Days left"), t("Rung"), t("Dealer code"), t("Dealer"), t("Type of licence"), t("Number"),
             t("Classes of goods covered")]  # fmt: skip
    rows = [
        [_iso(one.to_on), one.left, t.render(rung_text(one.rung)), one.code, one.dealer, one.kind, one.number,
         one.scope]
        for one in found
    ]  # fmt: skip
    print_table(heads, rows)
    return 0


def _line(one: Expiring) -> dict[str, Any]:
    return {
        "dealer": one.code, "name": one.dealer, "type": one.kind, "number": one.number, "scope": one.scope,
        "last_day": _iso(one.to_on), "days_left": one.left, "rung": one.rung, "scan": one.scanned,
    }  # fmt: skip


def run_renewal(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``renewal --dealer X --out FILE``: the letter as PDF, and the tasks that close when the papers have come."""
    with desk.db.read() as session:
        dealer = find_party(session, args.dealer)
    asked = write_renewal(desk.workspace, dealer_id=dealer.id, lang=t.lang, path=args.out)
    if args.json:
        print_json({"out": str(args.out), "bytes": asked.bytes, "ending": [_line(one) for one in asked.pack.ending],
                    "scans_missing": [one.number for one in asked.pack.unscanned],
                    "types_missing": [kind for kind, _ in asked.pack.missing], "tasks": asked.tasks})  # fmt: skip
    else:
        print(t("Wrote {path}", path=args.out))
        print(t("Tasks that wait for papers: {n}", n=asked.tasks))
    return 0
