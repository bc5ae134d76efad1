"""Which schema a file has, and how it gets the newest; Alembic is imported only where there is something to do."""

import re
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from app import INSIDE
from app.core.connect import APPLICATION_ID, connect, key_of_connection
from app.core.disk import reporting_damage
from app.core.errors import UserError
from app.core.keys import is_database

MIGRATIONS: Final = INSIDE / "migrations"
_REVISION: Final = re.compile(r"(\d{4})_\w+\.pyc?$")


@cache
def revisions() -> tuple[str, ...]:
    """The revisions that this program knows, oldest first: the numbers of the files."""
    found = {match[1] for path in (MIGRATIONS / "versions").iterdir() if (match := _REVISION.match(path.name))}
    return tuple(sorted(found))


def head() -> str:
    """The newest revision that this program knows."""
    return revisions()[-1]


def revision_of(path: Path) -> str:
    """The revision that a workspace file holds, empty for a new file.

    Raises UserError where the file is no workspace, is damaged, or was made by a newer program.
    """
    if not is_database(path):
        if path.with_name(f"{path.name}-key").exists():
            raise UserError(
                "The beginning of “{name}” is damaged; it was left as it is. Restore the newest backup from the folder "
                "beside it.", name=path.name,
            )  # fmt: skip
        raise no_workspace(path.name)
    with reporting_damage(path.name), closing(connect(path, read_only=True)) as connection:
        return _revision(connection, path.name)


def no_workspace(name: str) -> UserError:
    """The refusal of a file that is something else."""
    return UserError("“{name}” is not a workspace of ChannelDesk.", name=name)


def _revision(connection: sqlite3.Connection, name: str) -> str:
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark != APPLICATION_ID:
        raise no_workspace(name)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    found = "" if row is None else str(row[0])
    if found and found not in revisions():
        raise UserError("“{name}” was written by a newer version of ChannelDesk. Install that version.", name=name)
    return found


def upgrade(path: Path, *, wal: bool = True) -> None:
    """Bring a file to the newest revision in one transaction: all of it or nothing."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.pool import StaticPool

    from app.core.engines import engine_over

    raw = connect(path, wal=wal)
    engine = engine_over(StaticPool, lambda: raw, keyed=key_of_connection(raw) is not None)
    try:
        raw.execute("PRAGMA foreign_keys = OFF")  # batch operations copy tables; checked below, before the commit
        with engine.connect() as connection:
            connection.begin()  # known as open, or Alembic would commit after each revision
            raw.execute("BEGIN IMMEDIATE")
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            broken = raw.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")
            connection.commit()
    finally:
        engine.dispose()
        raw.close()
