"""Reading the journal: what an action says, a record's history, and whether the chain is whole."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import chain_hash, digest_of, values_of
from app.core.model import Device, Entry, Tx
from app.core.stamps import stamp_ms
from app.core.texts import Text

_ROW = tuple(column.key for column in Entry.__table__.columns)


def text_of(action: Mapping[str, Any]) -> Text:
    """The sentence of a stored action; an action among its values becomes a sentence too."""
    values = {
        name: text_of(value) if isinstance(value, dict) and "code" in value else value
        for name, value in action.get("params", {}).items()
    }
    return Text(str(action["code"]), values)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One journal row as a card shows it."""

    entity: str
    entity_id: str
    tx: int
    at_ms: int
    actor: str
    """The person's id."""
    origin: str
    kind: str
    action: Text
    reason: str
    fields: tuple[FieldChange, ...]


def history(session: Session, entity: str, entity_id: str) -> list[Change]:
    """Everything that happened to a record, newest first."""
    rows = session.execute(
        select(Entry, Tx.origin)
        .join(Tx, Tx.tx == Entry.tx, isouter=True)
        .where(Entry.entity == entity, Entry.entity_id == entity_id)
        .order_by(Entry.n.desc())
    ).all()
    return [_change(entry, origin or "") for entry, origin in rows]


def changes_of(session: Session, tx: int, *, skip: int = 0, limit: int = 100) -> list[Change]:
    """What a transaction did to records, in the order in which they were written."""
    origin = session.execute(select(Tx.origin).where(Tx.tx == tx)).scalar() or ""
    rows = session.execute(select(Entry).where(Entry.tx == tx).order_by(Entry.n).offset(skip).limit(limit)).scalars()
    return [_change(entry, origin) for entry in rows]


def _change(entry: Entry, origin: str) -> Change:
    before, after = values_of(entry.before), values_of(entry.fields)
    return Change(
        entry.entity,
        entry.entity_id,
        entry.tx,
        stamp_ms(entry.stamp),
        entry.actor,
        origin,
        entry.kind,
        text_of(json.loads(entry.action)),
        entry.reason,
        tuple(FieldChange(name, before.get(name), value) for name, value in after.items()),
    )


def broken_links(session: Session) -> Iterator[Text]:
    """What is wrong with the chain of each device: gaps, changed rows, rows out of order; nothing if it is whole."""
    devices = {one.id: one for one in session.execute(select(Device)).scalars()}
    hashes: dict[tuple[str, int], str] = {}
    last_device, dseq, prev_hash, stamp = "", 0, "", ""
    rows = session.execute(select(Entry.__table__).order_by(Entry.device, Entry.dseq)).yield_per(2_000)
    for found in rows:
        row = dict(zip(_ROW, found, strict=True))
        if row["device"] != last_device:
            last_device, dseq, stamp = row["device"], 0, ""
            device = devices.get(last_device)
            prev_hash = "" if device is None else device.old_head
        dseq += 1
        if row["dseq"] != dseq:
            yield Text("Journal: after row {n} of device {device} a row is missing.", {"n": dseq - 1} | _where(row))
            dseq = row["dseq"]
        if row["prev_hash"] != prev_hash or row["hash"] != chain_hash(prev_hash, row["digest"]):
            yield Text("Journal: row {row} of device {device} does not follow the row before it.", _where(row))
        if row["salt"] and row["digest"] != digest_of(row):
            yield Text("Journal: row {row} of device {device} was changed after it was written.", _where(row))
        if row["stamp"] < stamp:
            yield Text("Journal: row {row} of device {device} is stamped before the row before it.", _where(row))
        prev_hash, stamp = row["hash"], row["stamp"]
        hashes[row["device"], dseq] = prev_hash
    yield from _broken_starts(devices, hashes)


def _broken_starts(devices: Mapping[str, Device], hashes: Mapping[tuple[str, int], str]) -> Iterator[Text]:
    for device in devices.values():
        if device.replaces is None or not device.old_dseq:
            continue
        if hashes.get((device.replaces, device.old_dseq)) != device.old_head:
            yield Text("Journal: device {device} does not follow the one that it replaced.", {"device": device.id})


def _where(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"row": row["dseq"], "device": row["device"]}


def journal_head(session: Session, device: str) -> str:
    """The hash of a device's last row, as a report prints it; empty where it wrote nothing yet."""
    found = session.execute(
        select(Entry.hash).where(Entry.device == device).order_by(Entry.dseq.desc()).limit(1)
    ).scalar_one_or_none()
    return found or ""
