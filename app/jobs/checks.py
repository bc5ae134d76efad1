"""What ``check`` looks at beyond the file and the journal: whether the kept cells equal a rebuild out of the facts."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.files import FileStore
from app.core.texts import N_, Text
from app.imports.model import ImportBatch
from app.incentives.ledger.posting import ledger_faults
from app.kpi.cells import difference, rebuild, stale
from app.kpi.closings import closing_faults
from app.meetings.faults import minutes_faults
from app.meetings.search.index import index_faults


def refresh_cells(db: Database) -> bool:
    """Compute the cells anew where another version's definitions made them; returns whether that was needed."""
    if db.read_only:
        return False
    with db.read() as session:
        if session.execute(select(ImportBatch.id).limit(1)).first() is None or not stale(session):
            return False
    db.write(Action(N_("Recompute the figures by new definitions")), rebuild, origin="system")
    return True


class _Compared(Exception):  # noqa: N818 - carries the result out of a write that must leave nothing behind
    def __init__(self, rows: dict[str, int]) -> None:
        super().__init__()
        self.rows = rows


def kept_faults(db: Database, files: FileStore) -> Iterator[Text]:
    """A sentence for each closed month, posting and minutes that are not as they were closed, and for a wrong index."""
    with db.read() as session:
        yield from closing_faults(session, files)
        yield from ledger_faults(session, files)
        yield from minutes_faults(session, files)
        yield from index_faults(session)


def unchecked(db: Database) -> tuple[Text, ...]:
    """What cannot be looked at here: the comparison with a rebuild makes tables of its own, so it has to write."""
    words = N_("Opened for reading only, so this was not checked: whether the figures equal a rebuild out of the rows.")
    return (Text(words),) if db.read_only else ()


def cell_faults(db: Database) -> Iterator[Text]:
    """A sentence for each derived table that differs; the comparison's own tables are rolled back.

    Where nothing can be written nothing is compared, as ``unchecked`` says.
    """
    if db.read_only:
        return

    def command(session: Session) -> None:
        raise _Compared(difference(session))

    try:
        db.write(Action(N_("Compare the figures with a rebuild")), command, origin="system")
    except _Compared as compared:
        for table, rows in sorted(compared.rows.items()):
            if rows:
                yield Text(N_("Rows of {table} that differ from a rebuild: {rows}"), {"rows": rows, "table": table})
