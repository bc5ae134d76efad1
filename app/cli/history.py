"""``history``: who changed what, when and why; of one record field by field."""

import argparse
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.cli.output import moment, print_json, print_table, wall
from app.core.errors import UsageError, UserError
from app.core.history import TxRow, Wanted, transaction_ids, transactions
from app.core.ids import parse_ref
from app.core.journal_rows import history
from app.core.records import Teller, Told, find_ref, title_of, told
from app.core.texts import Texts
from app.people.queries import names, person_called

_WINDOW = 500


def run_history(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``history``: the transactions, newest first; with ``--record`` the changes of one record."""
    with desk.db.read() as session:
        people = names(session)
        wanted = Wanted(
            actor=person_called(session, args.who) if args.who else None,
            first=_day(args.first), last=_day(args.last), text=args.text or "",
        )  # fmt: skip
        if args.record:
            return _record(session, desk, args, t, wanted)
        found = transaction_ids(session, wanted, t=t, book=desk.book)
        chosen = found[: args.limit] if args.limit else found
        rows = [
            row for at in range(0, len(chosen), _WINDOW) for row in transactions(session, chosen[at : at + _WINDOW])
        ]
    told_rows = [_row(row, people, t) for row in rows]
    if args.json:
        print_json({"total": len(found), "rows": told_rows})
        return 0
    headers = [t("When"), t("Who"), t("What"), t("Changed records"), t("Reason"), t("Device")]
    keys = ("person", "action", "records", "reason", "device")
    print_table(headers, [[wall(row["at"]), *(row[key] for key in keys)] for row in told_rows])
    if len(found) > len(rows):
        print(t("The newest {n} of {total}; --limit 0 shows all.", n=len(rows), total=len(found)))
    return 0


def _row(row: TxRow, people: dict[str, str], t: Texts) -> dict[str, Any]:
    return {
        "tx": row.tx, "at": moment(row.at), "person": people.get(row.actor, ""), "device": row.device,
        "origin": row.origin, "action": t.render(row.action), "reason": row.reason, "records": row.records,
        "undoes": row.undoes,
    }  # fmt: skip


def _record(session: Session, desk: Desk, args: argparse.Namespace, t: Texts, wanted: Wanted) -> int:
    """Every change of one record that fits the other conditions."""
    ref = parse_ref(args.record)
    key = find_ref(session, desk.book, ref)
    if key is None:
        raise UserError("There is no record “{ref}” in this workspace.", ref=ref)
    asked = replace(wanted, entity=key[0], record=key[1])
    fitting = set(transaction_ids(session, asked, t=t, book=desk.book))
    found = told(session, desk.book, [one for one in history(session, *key) if one.tx in fitting], names(session))
    teller = Teller(t, desk.book, found.names, reveal=args.reveal)
    rows = _changes(session, found, teller)
    name, kind = teller.name(*key), t.render(title_of(desk.book, key[0]))
    if args.json:
        print_json({"record": ref, "kind": kind, "name": name, "rows": rows})
        return 0
    print(f"{kind} {name} ({ref})")
    for row in rows:
        head = " · ".join(part for part in (row["at"], row["person"], row["action"], row["reason"]) if part)
        print("\n".join([head, *(f"  {sentence}" for sentence in row["sentences"])]))
    return 0


def _changes(session: Session, found: Told, teller: Teller) -> list[dict[str, Any]]:
    heads: dict[int, TxRow] = {}
    numbers = sorted({one.tx for one in found.changes})
    for at in range(0, len(numbers), _WINDOW):
        heads |= {row.tx: row for row in transactions(session, numbers[at : at + _WINDOW])}
    return [
        _row(heads[one.tx], dict(found.people), teller.t)
        | {
            "kind": one.kind,
            "fields": [
                {"field": field, "before": before, "after": after} for field, before, after in teller.pairs(one)
            ],
            "sentences": teller.sentences(one),
        }
        for one in found.changes
    ]


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("“{text}” is not a day; write it like 2026-01-31.", text=text) from None
