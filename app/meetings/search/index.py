"""Keeps the index of the search: brought up to date out of the journal, or dropped and built anew.

The index says up to which transaction it knows the records. What changed since is in the journal, whoever wrote it, an
undo and another program among them; a search reads those few records themselves (``queries``), so that it is right
also where nothing can be written. ``refresh_index`` takes them in once they are many.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.core.db import Action, Database
from app.core.texts import DOMAIN, LOCALE_DIR, N_, ZH, Text
from app.meetings.search.documents import ENTITIES, Document, documents
from app.meetings.search.model import MEETING_TEXT
from app.meetings.search.rules import RULES, stream

MANY: Final = 300
"""So many changed records are read at each search; more are taken into the index first."""
_STATE: Final = "meeting_text"
"""The key in ``meta`` under which the index says what it was made by and up to when."""
_COLUMNS: Final = ", ".join(Document._fields)
_PLACES: Final = ", ".join("?" * len(Document._fields))
Changed = dict[str, set[str]]
"""Ids by table."""
Places = dict[tuple[str, str], int]
"""The number of each record in the index."""


@cache
def made_by() -> str:
    """Rules and catalogue that texts were made by: titles of the program's own are indexed as they read."""
    catalogue = LOCALE_DIR / ZH / "LC_MESSAGES" / f"{DOMAIN}.mo"
    return f"{RULES}-{sha256(catalogue.read_bytes()).hexdigest()[:16] if catalogue.exists() else ''}"


def known_tx(session: Session) -> int:
    """The transaction up to which the index knows every record; 0 where it was made by other rules, or never."""
    found = session.execute(text("SELECT value FROM meta WHERE key = :key"), {"key": _STATE}).scalar()
    maker, _, tx = str(found or "").partition(":")
    return int(tx) if maker == made_by() and tx.isdigit() else 0


def changed_since(session: Session, tx: int) -> Changed:
    """The records of meetings that were written after a transaction, by whatever."""
    rows = raw_of(session.connection()).execute(
        """SELECT entity, entity_id FROM journal
        WHERE tx > ? AND +entity IN (SELECT value FROM json_each(?))""",  # by the transactions: these are few
        (tx, json.dumps(ENTITIES)),
    )
    found: Changed = {}
    for entity, entity_id in rows:
        found.setdefault(entity, set()).add(entity_id)
    return found


def fresh_documents(session: Session, changed: Changed | None = None) -> Iterator[Document]:
    """What the changed records say now; without ``changed`` what all of them say."""
    for entity in ENTITIES if changed is None else changed:
        yield from documents(session, entity, None if changed is None else changed[entity])


def refresh_index(db: Database, *, least: int = 1, anew: bool = False) -> bool:
    """Take in what was written since, where it is at least so many records; returns whether that was done.

    ``anew`` builds it from the records alone. A workspace that is only read stays as it is.
    """
    if db.read_only:
        return False
    if not anew:
        with db.read() as session:
            tx = known_tx(session)
            if tx and sum(map(len, changed_since(session, tx).values())) < least:
                return False
    command = rebuild_index if anew else catch_up
    db.write(Action(N_("Bring the search of meetings up to date")), command, origin="system")
    return True


def catch_up(session: Session) -> None:
    """Index what the records say that were written since; all of them where the index was made by other rules."""
    tx = known_tx(session)
    if not tx:
        rebuild_index(session)
        return
    changed = changed_since(session, tx)
    raw = raw_of(session.connection())
    places = _take_out(raw, changed)
    _put_in(raw, fresh_documents(session, changed), places)
    _say(session)


def rebuild_index(session: Session) -> None:
    """Drop every row and index what all records say."""
    raw = raw_of(session.connection())
    raw.execute("INSERT INTO meeting_words(meeting_words) VALUES ('delete-all')")
    raw.execute("DELETE FROM meeting_text")
    _put_in(raw, fresh_documents(session), {})
    _say(session)


def _take_out(raw: sqlite3.Connection, changed: Changed) -> Places:
    """Take the changed records out; returns the numbers that they had."""
    sql = "SELECT entity, entity_id, n, text FROM meeting_text WHERE entity = ? AND entity_id = ?"
    pairs = ((entity, one) for entity, ids in changed.items() for one in ids)
    rows = [row for pair in pairs for row in raw.execute(sql, pair)]
    # An index without contents is told what it once read: the stored text, cut by the rules that it was made by.
    sql = "INSERT INTO meeting_words(meeting_words, rowid, words) VALUES ('delete', ?, ?)"
    raw.executemany(sql, [(n, stream(words)) for _, _, n, words in rows])
    raw.executemany("DELETE FROM meeting_text WHERE n = ?", [(n,) for _, _, n, _ in rows])
    return {(entity, one): n for entity, one, n, _ in rows}


def _put_in(raw: sqlite3.Connection, found: Iterable[Document], places: Places) -> None:
    """What was there keeps its number, what is new comes behind it in the order in which it was made."""
    (last,) = raw.execute("SELECT coalesce(max(n), 0) FROM meeting_text").fetchone()
    behind = count(max([last, *places.values()]) + 1)
    made = sorted(found, key=lambda one: one.entity_id)  # ids begin with the time of their making
    rows = [(places.get((one.entity, one.entity_id)) or next(behind), one) for one in made]
    raw.executemany(f"INSERT INTO meeting_text (n, {_COLUMNS}) VALUES (?, {_PLACES})", [(n, *one) for n, one in rows])
    sql = "INSERT INTO meeting_words(rowid, words) VALUES (?, ?)"
    raw.executemany(sql, [(n, stream(one.text)) for n, one in rows])


def _say(session: Session) -> None:
    """What was committed so far is known; what this transaction itself writes of records is read again by the next."""
    tx = int(session.execute(text("SELECT coalesce(max(tx), 0) FROM tx")).scalar_one())
    sql = "INSERT INTO meta(key, value) VALUES (:key, :value) ON CONFLICT(key) DO UPDATE SET value = excluded.value"
    session.execute(text(sql), {"key": _STATE, "value": f"{made_by()}:{tx}"})


def index_faults(session: Session) -> Iterator[Text]:
    """A sentence where the index says anything else of what it knows than the records do."""
    tx = known_tx(session)
    if not tx:
        return
    changed = changed_since(session, tx)
    raw = raw_of(session.connection())
    kept = {(row[0], row[1]): Document(*row) for row in raw.execute(f"SELECT {_COLUMNS} FROM {MEETING_TEXT.name}")}
    true = {(one.entity, one.entity_id): one for one in fresh_documents(session)}
    off = sum(
        kept.get(key) != true.get(key)
        for key in kept.keys() | true.keys()
        if key[1] not in changed.get(key[0], ())
    )  # fmt: skip
    off += raw.execute(
        """SELECT count(*) FROM (SELECT n FROM meeting_text EXCEPT SELECT id FROM meeting_words_docsize
        UNION ALL SELECT id FROM (SELECT id FROM meeting_words_docsize EXCEPT SELECT n FROM meeting_text))"""
    ).fetchone()[0]
    if off:
        yield Text(N_("The search of meetings does not say what {rows} records say."), {"rows": off})
