"""What holds after any sequence of changes, undos and redos by several people."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import FixedClock
from app.core.connect import connect
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.journal import values_of
from app.core.journal_replay import differences, kept, replay
from app.core.journal_rows import broken_links
from app.core.model import RECORD_CLASSES, Entry
from app.core.undo import redo, undo
from app.people.model import Person
from app.people.queries import people
from app.people.service import add_person, edit_person, remove_person
from tests.examples import examples

DO = Action("Do")
TEXTS = st.one_of(st.none(), st.text(max_size=3), st.sampled_from(["李雷", "e\u0301", "'\"\\"]))
FIELDS = st.sampled_from(["title", "email", "phone"])
CHANGE = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("edit"), st.integers(0, 3), st.dictionaries(FIELDS, TEXTS, min_size=1)),
    st.tuples(st.just("remove"), st.integers(0, 3)),
    st.tuples(st.just("several"), st.lists(st.tuples(st.integers(0, 3), FIELDS, TEXTS), min_size=1, max_size=4)),
)
ACTORS = st.sampled_from(["ann", "bob"])
STEP = st.one_of(st.tuples(ACTORS, CHANGE), st.tuples(ACTORS, st.sampled_from([("undo",), ("redo",)])))
LAW = settings(
    deadline=None,
    max_examples=examples(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def fresh(template: Path) -> Iterator[Database]:
    """A database of its own for every example."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, Path(folder) / "law.cdesk"))
        db = Database(path)
        try:
            yield db
        finally:
            db.close()


def command(session: Session, change: tuple[Any, ...]) -> None:
    """One change of people, whatever there are."""
    kind, *rest = change
    there = sorted(session.execute(select(Person.id)).scalars())
    if kind == "add":
        add_person(session, name=rest[0])
    elif there and kind == "edit":
        edit_person(session, person_id=there[rest[0] % len(there)], **rest[1])
    elif there and kind == "remove":
        remove_person(session, person_id=there[rest[0] % len(there)])
    elif there and kind == "several":
        for index, field, value in rest[0]:
            edit_person(session, person_id=there[index % len(there)], **{field: value})
            session.flush()


def do(db: Database, actor: str, change: tuple[Any, ...]) -> int | None:
    """One step; the transaction that it made, or None where it changed nothing or was refused."""
    db.actor = actor
    try:
        if change == ("undo",):
            return undo(db, {}).changes.tx
        if change == ("redo",):
            return redo(db, {}).changes.tx
        return db.write(DO, lambda session: command(session, change)).changes.tx
    except UserError:
        return None


def live(db: Database) -> dict[str, Any]:
    """What people see."""
    with db.read() as session:
        return {one.id: one for one in people(session)}


def everything(db: Database) -> dict[Any, Any]:
    """The fields of every record."""
    with db.read() as session:
        return {key: known.fields for key, known in kept(session).items()}


@LAW
@given(steps=st.lists(STEP, max_size=12))
def test_records_are_the_replay_of_the_journal(template: Path, steps: list[Any]) -> None:
    with fresh(template) as db:
        states = {db.last_tx(): everything(db)}
        for actor, change in steps:
            if (tx := do(db, actor, change)) is not None:
                states[tx] = everything(db)
        with db.read() as session:
            assert not list(differences(session))
            assert not list(broken_links(session))
            for tx, state in states.items():
                told = replay(session, up_to_tx=tx)
                assert {key: known.fields for key, known in told.items()} == state


@LAW
@given(steps=st.lists(STEP, max_size=6), change=CHANGE)
def test_a_change_undone_is_as_before_and_redone_as_after(template: Path, steps: list[Any], change: Any) -> None:
    with fresh(template) as db:
        for actor, one in steps:
            do(db, actor, one)
        before = live(db)
        if do(db, "ann", change) is None:
            return
        after = live(db)
        undo(db, {})
        assert live(db) == before
        redo(db, {})
        assert live(db) == after


@LAW
@given(steps=st.lists(st.tuples(st.just("ann"), CHANGE), min_size=1, max_size=8))
def test_undoing_everything_and_redoing_everything_is_as_it_was(template: Path, steps: list[Any]) -> None:
    with fresh(template) as db:
        states = [live(db)]
        for actor, change in steps:
            if do(db, actor, change) is not None:
                states.append(live(db))
        for state in reversed(states[:-1]):
            assert do(db, "ann", ("undo",)) is not None
            assert live(db) == state
        for state in states[1:]:
            assert do(db, "ann", ("redo",)) is not None
            assert live(db) == state
        assert do(db, "ann", ("redo",)) is None


def copied(source: Path, target: Path) -> None:
    """The file as it is now, under another name."""
    with closing(connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def apsw_changes(before: Path, after: Path) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]:
    """What SQLite's session extension says turns one file into the other: old and new values of each record."""
    connection = apsw.Connection(str(after))
    connection.execute("ATTACH DATABASE ? AS old", (str(before),))
    session = apsw.Session(connection, "main")
    for table in RECORD_CLASSES:
        session.attach(table)
        session.diff("old", table)
    found = {}
    for change in apsw.Changeset.iter(session.changeset()):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({change.name})")]
        none = (apsw.no_change,) * len(names)
        old = dict(zip(names, change.old or none, strict=True))
        new = dict(zip(names, change.new or none, strict=True))
        entity_id = new["id"] if change.op == "INSERT" else old["id"]
        changed = {name for name in names if new[name] is not apsw.no_change} - {"id", "stamps"}
        if changed:  # removed and restored again, a record differs in its stamps alone
            found[change.name, entity_id] = (
                {name: old[name] for name in changed},
                {name: new[name] for name in changed},
            )
    session.close()
    connection.close()
    return found


def journal_changes(db: Database, after_tx: int) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]:
    """The same, as the journal says; a row that ends as it began is no difference of two files."""
    found: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
    with db.read() as session:
        for entry in session.execute(select(Entry).where(Entry.tx > after_tx).order_by(Entry.n)).scalars():
            created = entry.kind == "create"
            before = values_of(entry.before)
            fields = values_of(entry.fields)
            if created:
                before = dict.fromkeys(fields, apsw.no_change)
            old, new = found.setdefault((entry.entity, entry.entity_id), ({}, {}))
            for name, value in fields.items():
                old.setdefault(name, before[name])
                new[name] = value
    for key, (old, new) in list(found.items()):
        same = [name for name in new if old[name] == new[name] and type(old[name]) is type(new[name])]
        for name in same:
            del old[name], new[name]
        if not new:
            del found[key]
    return found


def as_sqlite(values: dict[str, Any]) -> dict[str, Any]:
    """Values of people as SQLite keeps them: a truth value is a number, JSON is text."""
    return {
        name: int(value) if isinstance(value, bool) else "{}" if name == "extra" and value == {} else value
        for name, value in values.items()
    }


@LAW
@given(steps=st.lists(STEP, max_size=10))
def test_the_journal_is_the_difference_of_the_two_files(template: Path, steps: list[Any]) -> None:
    with fresh(template) as db:
        db.write(DO, lambda session: add_person(session, name="there before"))
        start = db.last_tx()
        copy = db.path.with_name("before")
        copied(db.path, copy)
        for actor, change in steps:
            do(db, actor, change)
        told = {key: (as_sqlite(old), as_sqlite(new)) for key, (old, new) in journal_changes(db, start).items()}
        assert told == apsw_changes(copy, db.path)


@LAW
@given(days=st.lists(st.integers(0, 20_000), min_size=2, max_size=8))
def test_stamps_only_grow_whatever_the_clock_does(template: Path, days: list[int]) -> None:
    with fresh(template) as db:
        for day in days:
            instant = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(day)
            db.clock = FixedClock(instant.date(), instant=instant)
            do(db, "ann", ("add", "a"))
        with db.read() as session:
            stamps = session.execute(select(Entry.stamp).order_by(Entry.n)).scalars().all()
            assert not list(broken_links(session))
        assert list(stamps) == sorted(stamps)
        assert len(set(stamps[-len(days) :])) == len(days)
