"""Commands about one dealer: its card, its rows, the handover of its territories, its exit; and all territories."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, decimal_text
from app.core.period import day_number, day_of
from app.core.personal import masked
from app.core.texts import N_, Texts
from app.core.whole import write_whole
from app.dealers.contracts import contracts
from app.dealers.holdings import HOLDINGS, Holding, Row, remove_row, rows_of, set_row
from app.dealers.ledger_rules import balances, entry_of
from app.dealers.queries import find_party, party_card
from app.dealers.terms import CHANNEL_TITLES
from app.dealers.territories import clashes, territories
from app.dealers.typed import stored, written
from app.finance.exposure import exposures
from app.incentives.ledger.exposure import rebates_at_hand
from app.jobs.dealers import hand_over_dealer
from app.kpi.settlement import settlement
from app.reports.settlement import settlement_report

_LISTED: Final = ("party_alias", "contact", "bank_account", "licence", "territory", "credit_bucket", "credit_override")


def run_dealer(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``dealer show | set | remove | handover | settle``: one dealer's card and what is done with it."""
    return _STEPS[args.step](desk, args, t)


def _day(desk: Desk, words: str | None) -> date:
    if not words:
        return desk.clock.today()
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=words) from error


# ---------------------------------------------------------------------------------------------------- show


def _show(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    day = _day(desk, args.on)
    with desk.db.read() as session:
        found = card_of(session, args.dealer, day, reveal=args.reveal)
    if args.json:
        print_json(found)
        return 0
    _print_card(found, t)
    return 0


def card_of(session: Session, dealer: str, day: date, *, reveal: bool = False) -> dict[str, Any]:
    """A dealer's card as it is valid on a day, as plain values; personal data are masked unless asked for."""
    party, on = find_party(session, dealer), day_number(day)
    card = party_card(session, party.id, on=on)
    row = card.row
    exposed = exposures(session, day, party.id, rebates=rebates_at_hand(session, on, party.id))
    credit = exposed.credits[party.id]
    entries = [entry_of(one.values) for one in rows_of(session, "ledger_entry", party.id)]
    return {
        "dealer": row.code, "ref": row.ref, "name": row.name, "name_en": card.name_en, "roles": row.role.split(","),
        "on": day.isoformat(), "status": row.status, "tier": row.tier, "type": row.party_type, "segment": row.segment,
        "uscc": row.uscc, "area_code": row.area_code, "area": row.area,
        "address": row.address, "office": card.charge.office or "", "manager": card.charge.manager or "",
        "group": card.charge.owner_group or "", "buys_from": row.parent,
        "parents": [
            {"name": one.parent, "from": _iso(one.from_on), "to": _iso(one.to_on)} for one in card.parents
        ],
        "contracts": [
            {
                "ref": one.ref, "number": one.number, "kind": one.kind, "standing": one.standing,
                "from": _iso(one.from_on), "to": _iso(one.to_on), "ends": _iso(one.end_on),
                "speak_by": _iso(one.speak_by), "renewal": one.renewal, "groups": list(one.group_codes),
                "targets": [
                    {"group": each.group_code, "from": _iso(each.from_on), "to": _iso(each.to_on),
                     "amount": _money(each.amount_e4)}
                    for each in one.targets
                ],
            }
            for one in contracts(session, party.id, day=on)
        ],
        "credit": {
            "limit": _money(credit.limit), "used": _money(credit.used), "over": _money(credit.over),
            "exceeded": credit.over > 0, "unknown": list(credit.unknown), "listed_on": _iso(exposed.listed_on),
            "parts": [
                {"part": one.bucket, "amount": _money(one.amount), "counts": one.included, "limit": _money(one.limit)}
                for one in credit.parts
            ],
        },
        "ledger": [
            {"kind": one.kind, "item": one.item, "amount": _money(one.amount), "quantity": _quantity(one.quantity)}
            for one in balances(entries, on)
        ],
        **{kind: [_plain(one, reveal=reveal) for one in rows_of(session, kind, party.id, on=on)]
           for kind in _LISTED},
    }  # fmt: skip


def _plain(row: Row, *, reveal: bool) -> dict[str, Any]:
    """A row's fields as one would type them."""
    fields = HOLDINGS[row.kind].fields
    found = {one.name: written(one, row.values[one.columns[0]]) or None for one in fields}
    hidden = {one.name for one in fields if one.personal} if not reveal else set()
    shown = {name: masked(value) if value and name in hidden else value for name, value in found.items()}
    return {"ref": row.ref, **shown}


def _print_card(found: dict[str, Any], t: Texts) -> None:
    credit = found["credit"]
    pairs = [(name, found[name]) for name in _HEAD if found[name]]
    used = t("{used} of {limit}", used=credit["used"], limit=credit["limit"] or "—")
    if credit["exceeded"]:
        used = t("{used}, {over} over the limit", used=used, over=credit["over"])
    pairs.append(("credit", used))
    print_table(["", ""], [[name, ", ".join(value) if isinstance(value, list) else value] for name, value in pairs])
    for kind in ("contracts", "ledger", *_LISTED):
        rows = [{key: value for key, value in one.items() if key != "targets"} for one in found[kind]]
        if rows:
            title = t(HOLDINGS[kind].title) if kind in HOLDINGS else t(_TITLES[kind])
            print(f"\n{title}")
            print_table(list(rows[0]), [[_cell(value) for value in one.values()] for one in rows])


_HEAD: Final = (
    "dealer", "ref", "name", "name_en", "roles", "on", "status", "tier", "type", "segment", "uscc", "area", "office",
    "manager", "group", "buys_from",
)  # fmt: skip
_TITLES: Final = {"contracts": N_("Contracts"), "ledger": N_("Ledger")}


def _cell(value: Any) -> Any:
    return ",".join(value) if isinstance(value, list) else value


def _iso(day: int | None) -> str | None:
    return None if day is None else day_of(day).isoformat()


def _money(amount: int | None) -> str | None:
    return None if amount is None else f"{Decimal(amount) / AMOUNT_SCALE:.2f}"


def _quantity(value_e3: int | None) -> str | None:
    return None if value_e3 is None else decimal_text(value_e3, QUANTITY_SCALE)


# ---------------------------------------------------------------------------------------------------- change


def _set(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    held = _kind(args.words)
    values = _typed(held, args.words[1:])
    with desk.db.read() as session:
        party = find_party(session, args.dealer)
        row_id = _row(session, held.id, party.id, args.row).id if args.row else ""
    action = Action(N_("{dealer}: changed what hangs on the card"), {"dealer": party.name})
    done = desk.db.write(
        action, lambda s: set_row(s, kind=held.id, party_id=party.id, values=values, row_id=row_id)
    ).value
    with desk.db.read() as session:
        ref = next(one.ref for one in rows_of(session, held.id, party.id) if one.id == done)
    _answer(args, {"ref": ref}, t("Saved: {ref}", ref=ref))
    return 0


def _remove(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    held = _kind(args.words)
    with desk.db.read() as session:
        party = find_party(session, args.dealer)
        row = _row(session, held.id, party.id, args.row)
    action = Action(N_("{dealer}: took a row out"), {"dealer": party.name})
    desk.db.write(action, lambda session: remove_row(session, kind=held.id, row_id=row.id))
    _answer(args, {"removed": row.ref}, t("Taken out: {ref}", ref=row.ref))
    return 0


def _kind(words: Sequence[str]) -> Holding:
    """The kind of row that the first word names."""
    name = words[0] if words else ""
    if name not in HOLDINGS:
        raise UsageError("“{value}” is none of: {known}", value=name, known=", ".join(HOLDINGS))
    return HOLDINGS[name]


def _typed(held: Holding, words: Iterable[str]) -> dict[str, Any]:
    """``field=value`` pairs as stored columns."""
    fields, found = {one.name: one for one in held.fields}, {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in fields:
            raise UsageError("“{value}” is none of: {known}", value=word, known=", ".join(f"{one}=" for one in fields))
        found[fields[name].columns[0]] = stored(held, fields[name], value)
    return found


def _row(session: Session, kind: str, party_id: str, ref: str) -> Row:
    for one in rows_of(session, kind, party_id):
        if ref in {one.ref, one.id}:
            return one
    raise UserError("This dealer has no such row: {ref}", ref=ref)


def _answer(args: argparse.Namespace, found: dict[str, Any], said: str) -> None:
    if args.json:
        print_json(found)
    else:
        print(said)


# ---------------------------------------------------------------------------------------------------- hand over, settle


def _hand_over(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    if not args.to or not args.first:
        raise UsageError("Name the successor and the day: --to DEALER --from 2026-07-01")
    day = day_number(_day(desk, args.first))
    with desk.db.read() as session:
        party = find_party(session, args.dealer)
        ids = [_row(session, "territory", party.id, one).id for one in args.territory or ()]
    found = hand_over_dealer(
        desk.db, party_id=party.id, successor=args.to, day=day, territory_ids=ids or None, with_person=args.with_person,
        with_targets=args.with_targets, contract_no=args.contract,
    )  # fmt: skip
    said = t("Handed over: territories {territories}, targets {targets}. One undo takes it back.",
             territories=found.territories, targets=found.targets)  # fmt: skip
    _answer(args, asdict(found), said)
    return 0


def _settle(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    day = _day(desk, args.on)
    with desk.db.read() as session:
        party = find_party(session, args.dealer).id
        sheet = settlement(session, party, day, rebates=rebates_at_hand(session, day_number(day), party))
    if args.out is not None:
        write_whole(args.out, settlement_report(sheet, t.lang))
    sides = {
        name: {one.what: _money(one.amount) for one in side}
        for name, side in (("dealer_owes", sheet.by_dealer), ("we_owe", sheet.by_us))
    }
    assets = [
        {"item": one.item, "quantity": _quantity(one.quantity), "value": _money(one.amount)} for one in sheet.assets
    ]
    found = {**sides, "net": _money(sheet.net), "unknown": list(sheet.unknown), "assets": assets,
             "out": None if args.out is None else str(args.out)}  # fmt: skip
    if args.json:
        print_json(found)
    elif args.out is not None:
        print(t("Wrote {path}", path=args.out))
    else:
        print_table(["", ""], [*sides["dealer_owes"].items(), *sides["we_owe"].items(), ("net", found["net"])])
    return 0


_STEPS: Final[dict[str, Callable[[Desk, argparse.Namespace, Texts], int]]] = {
    "show": _show, "set": _set, "remove": _remove, "handover": _hand_over, "settle": _settle,
}  # fmt: skip


# ---------------------------------------------------------------------------------------------------- territories


_HEADS: Final = {
    "ref": N_("Reference"), "dealer": N_("Dealer"), "contract": N_("Contract number"), "other": N_("Other dealer"),
    "other_contract": N_("Its contract"), "area": N_("Area"), "area_code": N_("Area code"),
    "group": N_("Product group"), "channel": N_("Channel"), "exclusive": N_("Exclusive"), "from": N_("From"),
    "to": N_("Until"), "draft": N_("Draft"),
}  # fmt: skip


def _told(t: Texts, key: str, value: Any) -> Any:
    """A value of a territory as people read it."""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    return t(CHANNEL_TITLES[value]) if key == "channel" and value else value


def run_territories(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``territories [--conflicts]``: where dealers may sell, or where two were promised the same."""
    with desk.db.read() as session:
        party_id = find_party(session, args.dealer).id if args.dealer else ""
        if args.conflicts or args.drafts:
            since = day_number(_day(desk, args.on)) if args.on else None
            hits = clashes(session, party_id=party_id, only_drafts=args.drafts, since=since)
            rows: list[dict[str, Any]] = [
                {
                    "area": one.area, "dealer": one.first.dealer, "contract": one.first.contract_no,
                    "other": one.second.dealer, "other_contract": one.second.contract_no, "from": _iso(one.from_on),
                    "to": _iso(one.to_on), "draft": one.draft,
                }
                for one in hits
            ]  # fmt: skip
        else:
            day = day_number(_day(desk, args.on))
            found = territories(session, *([party_id] if party_id else []), on=day)
            rows = [
                {
                    "ref": one.ref, "dealer": one.dealer, "area_code": one.area_code, "area": one.area,
                    "group": one.group, "channel": one.channel, "exclusive": one.exclusive,
                    "from": _iso(one.from_on), "to": _iso(one.to_on), "contract": one.contract_no,
                }
                for one in found
            ]  # fmt: skip
    if args.json:
        print_json(rows)
    elif rows:
        print_table([t(_HEADS[key]) for key in rows[0]], [[_told(t, *pair) for pair in one.items()] for one in rows])
    else:
        print(t("No territory.") if not (args.conflicts or args.drafts) else t("No territories conflict."))
    return 0
