"""Records are the replay of the journal: now (checked) and as they were known at any transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.core.journal import snapshot, values_of
from app.core.model import RECORD_CLASSES, Entry
from app.core.stamps import CREATED, stamped
from app.core.texts import Text


@dataclass
class Known:
    """A record as a replay knows it: its journaled columns as JSON holds them, and its stamps."""

    fields: dict[str, Any]
    stamps: dict[str, str] = field(default_factory=dict)


Records = dict[tuple[str, str], Known]
"""By entity and id."""


def replay(
    session: Session, *, up_to_tx: int | None = None, entity: str | None = None, changed_after: int | None = None
) -> Records:
    """Every record as the journal tells it, known at ``up_to_tx`` (all of it by default).

    ``changed_after`` leaves it at the records that changed after a transaction.
    """
    query = select(Entry.entity, Entry.entity_id, Entry.kind, Entry.fields, Entry.stamp).order_by(Entry.n)
    if up_to_tx is not None:
        query = query.where(Entry.tx <= up_to_tx)
    if entity is not None:
        query = query.where(Entry.entity == entity)
    if changed_after is not None:
        later = select(Entry.entity, Entry.entity_id).where(Entry.tx > changed_after)
        query = query.where(tuple_(Entry.entity, Entry.entity_id).in_(later))
    found: Records = {}
    for name, record_id, _, fields, stamp in session.execute(query).yield_per(2_000):
        changed = values_of(fields)
        known = found.get((name, record_id))
        if known is None:
            found[name, record_id] = Known(changed, {CREATED: stamp})
        else:
            known.fields |= changed
            known.stamps = stamped(known.stamps, dict.fromkeys(changed, stamp))
    return found


def kept(session: Session) -> Records:
    """Every record as its table holds it now."""
    found: Records = {}
    for name, cls in RECORD_CLASSES.items():
        for record in session.execute(select(cls)).scalars():
            found[name, record.id] = Known(snapshot(record), dict(record.stamps))
    return found


def differences(session: Session) -> Iterator[Text]:
    """Where a record is not what its journal says; nothing if the law holds."""
    told, there = replay(session), kept(session)
    for key in sorted(told.keys() | there.keys()):
        if key[0] not in RECORD_CLASSES:
            continue  # kept by a newer program; there is no table to compare with
        where = {"entity": key[0], "id": key[1]}
        if key not in there:
            yield Text("Record {id} of {entity} is in the journal and not in its table.", where)
        elif key not in told:
            yield Text("Record {id} of {entity} is in its table and not in the journal.", where)
        else:
            names = [
                name for name, value in there[key].fields.items() if told[key].fields.get(name) != value
            ]  # fmt: skip
            if told[key].stamps != there[key].stamps:
                names.append("stamps")
            if names:
                yield Text(
                    "Record {id} of {entity} differs from its journal in: {fields}.",
                    where | {"fields": ", ".join(sorted(names))},
                )
