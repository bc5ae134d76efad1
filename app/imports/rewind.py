"""Bringing a copy's facts back to the batches that were live when a transaction was the last one.

Rows of a withdrawn batch stay in their tables and only stop counting, so nothing has to be read from its file again.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, Table, text
from sqlalchemy.orm import Session

from app.imports.batches import feeds_of
from app.imports.current import resolve, start_resolving
from app.imports.feeds import Feed
from app.imports.model import ImportBatch

Moved = Mapping[str, Sequence[int]]
"""By feed the numbers of the batches that came, went or came back."""
_MOVED: Final = """
    SELECT n, summary FROM import_batch WHERE id IN (
        SELECT entity_id FROM journal WHERE entity = :batch AND tx > :tx
        UNION SELECT c.id FROM import_batch c JOIN journal j ON j.entity_id = c.parent_id
        WHERE j.entity = :batch AND j.tx > :tx)
"""


def moved_after(session: Session, tx: int) -> Moved:
    """The batches that came or went after a transaction, with the corrections that went along.

    To be asked before records are brought back.
    """
    found: dict[str, list[int]] = {}
    rows = session.execute(text(_MOVED), {"tx": tx, "batch": ImportBatch.__tablename__})
    for n, summary in rows:
        for feed in feeds_of(summary):
            found.setdefault(feed, []).append(n)
    return found


def rewind_facts(connection: Connection, feeds: Mapping[str, Feed], tables: Collection[Table], moved: Moved) -> None:
    """Set every ``current`` flag by the batches that are live in the records of then, and drop rows that came later.

    ``tables`` are all tables of the file; those with a ``batch_n`` hang on batches.
    """
    start_resolving(connection)
    for name, numbers in moved.items():
        resolve(connection, feeds[name], *numbers)
    there = set(connection.execute(text("SELECT n FROM import_batch")).scalars())
    gone = [{"n": n} for n in sorted({n for numbers in moved.values() for n in numbers} - there)]
    for table in tables:
        if gone and "batch_n" in table.columns:
            connection.execute(text(f"DELETE FROM {table.name} WHERE batch_n = :n"), gone)
