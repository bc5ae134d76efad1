"""Every change of a record writes one journal row in the same transaction."""

import datetime as dt
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import event, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, attributes

from app.core.connect import raw_of
from app.core.errors import UserError
from app.core.ids import natural_id, new_id, short_ref
from app.core.model import RECORD_CLASSES, Device, Entry, Record, canonical_json
from app.core.stamps import CREATED, stamp_of, stamped
from app.core.writing import WRITING, Pending, Writing, writing_of

R = TypeVar("R", bound=Record)
_SILENT = frozenset({"id", "stamps"})
"""Columns that the journal itself carries in other ways."""


class WriteSession(Session):
    """The session of the writer: what it flushes is journaled, what would get past the journal is refused."""


# ------------------------------------------------------------------------------------------------ values


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it exactly: days as ISO text, decimals as text."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def restored(cls: type[Record], name: str, value: Any) -> Any:
    """The inverse of ``plain`` for one column of a class."""
    kind = journaled_columns(cls)[name]
    if value is None or kind is None:
        return value
    return kind.fromisoformat(value) if issubclass(kind, dt.date) else Decimal(value)


@cache
def journaled_columns(cls: type[Record]) -> Mapping[str, type[dt.date] | type[Decimal] | None]:
    """The names of the columns that are journaled, each with the type that JSON cannot hold, or None."""
    found: dict[str, type[dt.date | Decimal] | None] = {}
    for prop in inspect(cls).column_attrs:
        if prop.key not in _SILENT:
            try:
                kind = prop.columns[0].type.python_type
            except NotImplementedError:
                kind = object
            found[prop.key] = kind if issubclass(kind, dt.date | Decimal) else None
    return found


def snapshot(record: Record) -> dict[str, Any]:
    """All journaled columns of a record as the journal writes them."""
    return {name: plain(getattr(record, name)) for name in journaled_columns(type(record))}


# ------------------------------------------------------------------------------------------------ commands


def record_id(cls: type[Record], natural_key: str) -> str:
    """The id of the record that the outside world calls ``natural_key``."""
    return natural_id(cls.__tablename__, natural_key)


def create(
    session: Session, cls: type[R], *, natural_key: str | None = None, scope: str = "region", **fields: Any
) -> R:
    """Add a record with its id, reference and stamp; columns that are not named are NULL."""
    writing, raw = writing_of(session), raw_of(session.connection())
    found = record_id(cls, natural_key) if natural_key is not None else new_id()

    def taken(ref: str) -> bool:
        if ref in writing.refs:
            return True
        return raw.execute(f"SELECT 1 FROM {cls.__tablename__} WHERE ref = ?", (ref,)).fetchone() is not None

    ref = short_ref(cls.ref_prefix, found, taken)
    writing.refs.add(ref)
    values = dict.fromkeys(journaled_columns(cls)) | {"extra": {}} | fields
    values |= {"id": found, "ref": ref, "scope": scope, "removed": False, "stamps": {CREATED: writing.stamp}}
    record = cls(**values)
    session.add(record)
    return record


def existing(session: Session, cls: type[R], id_: str, gone: str) -> R:
    """The record of an id; raises UserError with the sentence ``gone`` where there is none or it was taken out."""
    record = session.get(cls, id_)
    if record is None or record.removed:
        raise UserError(gone)
    return record


def seal(session: Session, record: Record) -> None:
    """Mark the running step as final for a record: neither it nor what was done before it can be undone."""
    pending = _pending(writing_of(session), record, created=False)
    pending.final = True


# ------------------------------------------------------------------------------------------------ listeners


@event.listens_for(WriteSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    table = getattr(getattr(state.statement, "table", None), "name", "")
    if table in RECORD_CLASSES:
        raise RuntimeError(f"records of {table} change one by one through the session, so that they are journaled")


@event.listens_for(WriteSession, "before_flush")
def _collect(session: Session, _context: UOWTransaction, _instances: object) -> None:
    writing = writing_of(session)
    if any(isinstance(one, Record) for one in session.deleted):
        raise RuntimeError("a record is never deleted; set removed")
    for record in session.new:
        if isinstance(record, Record):
            _pending(writing, record, created=True)
    for record in session.dirty:
        if isinstance(record, Record):
            _collect_changes(writing, record)
    writing.flushing = True


@event.listens_for(WriteSession, "after_flush_postexec")
def _flushed(session: Session, _context: UOWTransaction) -> None:
    writing_of(session).flushing = False


def _pending(writing: Writing, record: Record, *, created: bool) -> Pending:
    key = (record.__tablename__, record.id)
    if key not in writing.pending:
        writing.pending[key] = Pending(record, created, {}, {})
    found = writing.pending[key]
    found.created = found.created or created
    return found


def _collect_changes(writing: Writing, record: Record) -> None:
    changed: dict[str, str] = {}
    for name in journaled_columns(type(record)):
        history = attributes.get_history(record, name)
        if not history.has_changes():
            continue
        pending = _pending(writing, record, created=False)
        if not pending.created and name not in pending.before:
            pending.before[name] = plain(history.deleted[0] if history.deleted else None)
            pending.base[name] = stamp_of(record, name)
        changed[name] = writing.stamp
    if changed:
        record.stamps = stamped(record.stamps, changed)


# ------------------------------------------------------------------------------------------------ the rows


def digest_of(row: Mapping[str, Any]) -> str:
    """Salted SHA-256 of the canonical row: everything that another device must find unchanged, in NFC."""
    names = (
        "device", "dseq", "op_id", "entity", "entity_id", "scope", "kind", "fields", "before", "base", "stamp",
        "actor", "action", "reason", "undoes", "schema_v",
    )  # fmt: skip
    canonical = unicodedata.normalize("NFC", canonical_json({name: row[name] for name in names}))
    return hashlib.sha256(f"{row['salt']}\n{canonical}".encode()).hexdigest()


def chain_hash(prev_hash: str, digest: str) -> str:
    """The link of the chain: SHA-256 over the hash before and the digest of this row."""
    return hashlib.sha256(f"{prev_hash}\n{digest}".encode()).hexdigest()


def head_of(session: Session, device: str) -> tuple[int, str]:
    """``(dseq, hash)`` of a device's last row; for a new device 0 and the head that it names as its past."""
    last = session.execute(
        select(Entry.dseq, Entry.hash).where(Entry.device == device).order_by(Entry.dseq.desc()).limit(1)
    ).first()
    if last is not None:
        return last.dseq, last.hash
    return 0, session.execute(select(Device.old_head).where(Device.id == device)).scalar_one()


def prepare_entries(session: Session) -> list[dict[str, Any]]:
    """The rows for what this transaction did to records; empty where every record is as it was before."""
    writing = writing_of(session)
    session.flush()
    rows = [row for key, pending in writing.pending.items() if (row := _row(writing, key, pending)) is not None]
    session.flush()  # stamps given back to fields that are what they were
    return rows


def write_entries(session: Session, rows: list[dict[str, Any]], tx: int) -> None:
    """Put the prepared rows at the end of this device's chain."""
    writing = writing_of(session)
    dseq, prev_hash = head_of(session, writing.device)
    for row in rows:
        dseq += 1
        row |= {"dseq": dseq, "tx": tx, "salt": secrets.token_hex(8), "prev_hash": prev_hash}
        row["digest"] = digest_of(row)
        row["hash"] = prev_hash = chain_hash(prev_hash, row["digest"])
    if rows:
        session.connection().execute(insert(Entry), rows)


def _row(writing: Writing, key: tuple[str, str], pending: Pending) -> dict[str, Any] | None:
    if not inspect(pending.record).persistent:
        return None  # made inside a savepoint that was rolled back
    fields = _net_changes(pending)
    if not (fields or pending.created or pending.final):
        return None
    action = {"code": writing.action.code, "params": dict(writing.action.params)}
    return {
        "device": writing.device,
        "op_id": new_id(),
        "entity": key[0],
        "entity_id": key[1],
        "scope": pending.record.scope,
        "kind": _kind(pending, fields),
        "fields": canonical_json(fields),
        "before": canonical_json(pending.before),
        "base": canonical_json(pending.base),
        "stamp": writing.stamp,
        "actor": writing.actor,
        "action": canonical_json(action),
        "reason": writing.action.reason,
        "undoes": writing.undoes.get(key),
        "schema_v": writing.schema_v,
    }


def _net_changes(pending: Pending) -> dict[str, Any]:
    """The values now of the fields that differ from before the transaction; others get their old stamp back."""
    record = pending.record
    if pending.created:
        return snapshot(record)
    now = {name: plain(getattr(record, name)) for name in pending.before}
    for name in [name for name, value in now.items() if value == pending.before[name]]:
        record.stamps = stamped(record.stamps, {name: pending.base.pop(name)})
        del pending.before[name], now[name]
    return now


def _kind(pending: Pending, fields: Mapping[str, Any]) -> str:
    if pending.final:
        return "final"
    if pending.created:
        return "create"
    if "removed" in fields:
        return "remove" if fields["removed"] else "restore"
    return "update"


def begin(session: Session, writing: Writing) -> None:
    """Bind a session to the write that it carries."""
    session.info[WRITING] = writing


def values_of(entry_json: str) -> dict[str, Any]:
    """The columns kept in one JSON text of a row."""
    found: dict[str, Any] = json.loads(entry_json)
    return found
