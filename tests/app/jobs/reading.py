"""Sources of tests: a small ERP in SQLite, dealers of it as a profile, and a clock that is set by hand."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.bootstrap import Desk
from app.core.db import Action
from app.imports.sources.queries import SourceRow, find_source
from app.imports.sources.service import save_source
from app.imports.sources.settings import parse_settings
from app.jobs.sources import SourceReader
from tests.desks import profile

DEALERS = """
id = "erp_dealers"
version = 1
source = "erp"
title = "Dealers of the ERP"
[file]
match = ["dealers*.csv"]
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
role = { value = "dealer" }
"""
NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


class SetClock:
    """A machine's clock that goes as a test says."""

    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()


def erp_of(path: Path, *rows: tuple[int, str, str]) -> Path:
    """A database of dealers: number, code, name."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS dealer(id INTEGER PRIMARY KEY, code TEXT, name TEXT)")
        connection.executemany("INSERT OR REPLACE INTO dealer VALUES (?, ?, ?)", rows)
        connection.commit()
    return path


def keep_source(
    desk: Desk, kind: str, *, name: str = "erp", schedule: str = "", now: datetime = NOW,
    profile_id: str = "erp_dealers", **settings: Any,
) -> SourceRow:  # fmt: skip
    """A source with the profile of dealers."""
    desk.shelf.keep([profile(DEALERS)])
    found = parse_settings(kind, settings)
    made = desk.db.write(
        Action("Added a data source"),
        lambda session: save_source(
            session, name=name, settings=found, profile_id=profile_id, schedule=schedule, now=now
        ),
    ).value  # fmt: skip
    return source_of(desk, made)


def source_of(desk: Desk, name: str) -> SourceRow:
    """A source as it is now."""
    with desk.db.read() as session:
        return find_source(session, name)


def reader_of(desk: Desk, clock: SetClock, **more: Any) -> SourceReader:
    """A desk's reader of sources by another clock."""
    return SourceReader(desk.db, desk.shelf, desk.pipeline, desk.sources.secrets, clock=clock, **more)


def dealers(desk: Desk) -> dict[str, str]:
    """The dealers there are, by code."""
    with desk.db.read() as session:
        rows = session.execute(
            text("""SELECT c.code, p.name FROM party p JOIN party_code c ON c.party_id = p.id
                    WHERE p.removed = 0 AND c.removed = 0 ORDER BY c.code""")
        ).all()
    return {row[0]: row[1] for row in rows}
