"""Bringing a copy's records and journal back to what they were when a transaction was the last one.

Only ever done to a copy that no one writes: the workspace itself forgets nothing.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, text
from sqlalchemy.orm import Session

from app.core.journal import journaled_columns, restored
from app.core.journal_replay import Known, replay
from app.core.model import RECORD_CLASSES, Record


def rewind_records(session: Session, tx: int) -> None:
    """Every record as it was known at ``tx``, and nothing of what was written later.

    Records = replay of the journal; only those that changed since are written. Foreign keys have to be off.
    """
    connection = session.connection()
    known = replay(session, up_to_tx=tx, changed_after=tx)
    rows = connection.execute(text("SELECT DISTINCT entity, entity_id FROM journal WHERE tx > :tx"), {"tx": tx})
    later: dict[str, list[str]] = {}
    for entity, record_id in rows:
        later.setdefault(entity, []).append(record_id)
    for entity, ids in later.items():
        cls = RECORD_CLASSES.get(entity)
        if cls is None:
            continue  # kept by a newer program; there is no table of it
        connection.execute(delete(cls).where(cls.id == bindparam("gone")), [{"gone": one} for one in ids])
        back = [_row(cls, one, found) for one in ids if (found := known.get((entity, one))) is not None]
        if back:
            connection.execute(insert(cls), back)
    _forget_later(connection, tx)


def _row(cls: type[Record], record_id: str, known: Known) -> dict[str, Any]:
    values = {name: restored(cls, name, known.fields.get(name)) for name in journaled_columns(cls)}
    return values | {"id": record_id, "stamps": known.stamps}


def _forget_later(connection: Connection, tx: int) -> None:
    """Take later rows off the journal, the transactions and the devices; what keeps them from it is put back."""
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    at = connection.execute(text("SELECT at FROM tx WHERE tx = :tx"), {"tx": tx}).scalar_one()
    for table in ("journal", "tx"):
        connection.execute(text(f"DELETE FROM {table} WHERE tx > :tx"), {"tx": tx})
    connection.execute(
        text("DELETE FROM device WHERE started_at > :at AND id NOT IN (SELECT device FROM journal)"), {"at": at}
    )
    connection.execute(
        text("""UPDATE meta SET value = (SELECT id FROM device ORDER BY started_at DESC LIMIT 1)
                WHERE key = 'device' AND value NOT IN (SELECT id FROM device)""")
    )
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


def moment_of(session: Session, tx: int) -> datetime:
    """The instant (UTC) of a transaction; sqlalchemy.exc.NoResultFound where there is none."""
    found = session.execute(text("SELECT at FROM tx WHERE tx = :tx"), {"tx": tx}).scalar_one()
    return datetime.fromtimestamp(found / 1_000, UTC)
