"""One writer, many readers: a write commits as a whole or not at all, and everybody hears of it."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.core.connect import connect
from app.core.db import Action, Changes, Database, touch
from app.core.errors import Cancelled, UserError
from app.core.journal import create
from app.core.model import Meta, Setting, Tx
from app.core.progress import Progress
from app.people.model import Person
from app.people.service import add_person

if TYPE_CHECKING:
    from app.core.lock import Holder

ADD = Action("Add {name}", {"name": "李雷"})


def add(session: Session) -> str:
    return add_person(session, name="李雷")


def test_a_write_returns_its_value_and_what_it_changed(db: Database) -> None:
    before = db.last_tx()
    written = db.write(ADD, add)
    assert written.changes == Changes(before + 1, frozenset({"person"}))
    with db.read() as session:
        assert session.get_one(Person, written.value).name == "李雷"
        tx = session.get_one(Tx, before + 1)
        assert (tx.action, tx.params, tx.tables, tx.origin) == ("Add {name}", {"name": "李雷"}, ["person"], "cli")


def test_a_write_that_changes_nothing_leaves_no_trace(db: Database) -> None:
    before = db.last_tx()
    heard: list[Changes] = []
    db.subscribe(heard.append)
    assert db.write(ADD, lambda session: session.scalar(select(func.count(Person.id)))).changes.tx is None
    assert (db.last_tx(), heard) == (before, [])


def test_a_write_that_fails_leaves_nothing_behind(db: Database) -> None:
    def half(session: Session) -> None:
        add(session)
        session.flush()
        raise UserError("No.")

    with pytest.raises(UserError, match="No"):
        db.write(ADD, half)
    with db.read() as session:
        assert session.scalar(select(func.count(Person.id))) == 0
    assert db.write(ADD, add).changes.tx is not None


def test_a_foreign_key_may_point_at_what_the_same_write_adds_later(db: Database) -> None:
    def backwards(session: Session) -> None:
        connection = session.connection()
        connection.execute(text("CREATE TEMP TABLE seen(x)"))
        person = create(session, Person, name="韩梅梅", department_id="nobody")
        session.flush()
        person.department_id = None

    assert db.write(ADD, backwards).changes.tx is not None
    with pytest.raises(IntegrityError):
        db.write(ADD, lambda session: create(session, Person, name="x", department_id="nobody") and None)


def test_a_command_must_not_start_another_write(db: Database) -> None:
    with pytest.raises(RuntimeError, match="another write"):
        db.write(ADD, lambda _: db.write(ADD, add))


def test_writes_from_many_threads_come_one_after_another(db: Database) -> None:
    threads = [threading.Thread(target=db.write, args=(ADD, add)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.read() as session:
        assert session.scalar(select(func.count(Person.id))) == 8


def test_readers_cannot_write(db: Database) -> None:
    with db.read() as session, pytest.raises(OperationalError, match="readonly"):
        session.execute(text("DELETE FROM meta"))


def test_a_reader_sees_one_state_while_others_write(db: Database) -> None:
    with db.read() as session:
        before = session.scalar(select(func.count(Person.id)))
        db.write(ADD, add)
        assert session.scalar(select(func.count(Person.id))) == before
    with db.read() as session:
        assert session.scalar(select(func.count(Person.id))) == 1


def test_a_long_query_can_be_cancelled(db: Database) -> None:
    progress = Progress()
    threading.Timer(0.05, progress.cancel).start()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(Cancelled), db.read(progress) as session:
        session.execute(text(endless))
    with db.raw_read() as raw:
        assert raw.execute("SELECT 1").fetchone() == (1,)


def test_a_long_write_can_be_cancelled_and_leaves_nothing(db: Database) -> None:
    progress = Progress()
    threading.Timer(0.05, progress.cancel).start()

    def endless(session: Session) -> None:
        add(session)
        session.flush()
        session.execute(text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"))

    with pytest.raises(Cancelled):
        db.write(ADD, endless, progress=progress)
    with db.read() as session:
        assert session.scalar(select(func.count(Person.id))) == 0


def test_listeners_hear_of_every_commit_until_they_stop(db: Database) -> None:
    heard: list[Changes] = []
    stop = db.subscribe(heard.append)
    first = db.write(ADD, add).changes
    stop()
    db.write(ADD, add)
    assert heard == [first]


def test_a_second_program_on_the_file_is_noticed_once(db: Database) -> None:
    assert db.poll() is None
    db.write(ADD, add)
    assert db.poll() is None
    other = Database(db.path)
    try:
        foreign = other.write(ADD, add).changes
    finally:
        other.close()
    heard: list[Changes] = []
    db.subscribe(heard.append)
    assert db.poll() == foreign
    assert heard == [foreign]
    assert db.poll() is None


def test_plain_sql_on_facts_is_noticed_without_being_named(db: Database) -> None:
    def by_sql(session: Session) -> None:
        session.execute(text("INSERT INTO numbered(kind, entity_id) VALUES ('source', 'erp')"))
        touch(session, "files")

    assert db.write(ADD, by_sql).changes.tables == {"numbered", "files"}


def test_plain_sql_cannot_get_past_the_journal(db: Database) -> None:
    db.write(ADD, add)
    for statement in (
        "UPDATE person SET name = 'x'",
        "DELETE FROM person",
        "DELETE FROM journal",
        "INSERT INTO tx VALUES (99, 1, 'cli', '', 'x', '{}', '[]', NULL)",
    ):
        with pytest.raises(DatabaseError, match="not authorized"):
            db.write(ADD, lambda session, statement=statement: session.execute(text(statement)) and None)


def test_other_files_can_be_attached_to_one_write(db: Database, tmp_path: Path) -> None:
    staging = tmp_path / "staging"
    staging.touch()
    raw = connect(staging, wal=False)
    raw.execute("CREATE TABLE rows(kind, entity_id)")
    raw.execute("INSERT INTO rows VALUES ('source', 'wms')")
    raw.close()
    move = text("INSERT INTO numbered(kind, entity_id) SELECT kind, entity_id FROM staging.rows")
    changes = db.write(ADD, lambda session: session.execute(move) and None, attach={"staging": staging}).changes
    assert changes.tables == {"numbered"}
    with db.raw_read() as reader:
        assert reader.execute("SELECT kind, entity_id FROM numbered").fetchall() == [("source", "wms")]
    staging.unlink()  # it was let go


def test_a_waiting_writer_says_for_whom_and_gives_up_with_a_sentence(db: Database) -> None:
    busy, done = threading.Event(), threading.Event()
    other = Database(db.path, patience_s=0.3)
    seen: list[Holder | None] = []
    other.on_wait(seen.append)

    def hold(_session: Session) -> None:
        busy.set()
        done.wait(20)

    thread = threading.Thread(target=db.write, args=(Action("Import orders"), hold))
    thread.start()
    try:
        busy.wait(20)
        assert (holder := other.holder()) is not None
        assert holder.action == "Import orders"
        with pytest.raises(UserError, match=r"“Import orders” has been writing"):
            other.write(ADD, add)
        assert seen
        assert seen[0] == holder
    finally:
        done.set()
        thread.join()
        other.close()
    assert db.holder() is None


def test_a_database_opened_for_reading_refuses_to_write(db: Database) -> None:
    db.write(ADD, add)
    reader = Database(db.path, read_only=True)
    try:
        with pytest.raises(UserError, match="reading only"):
            reader.write(ADD, add)
        with reader.read() as session:
            assert session.scalar(select(func.count(Setting.id))) == 2
    finally:
        reader.close()


def test_every_connection_is_told_the_same_but_where_the_writer_needs_room(db: Database) -> None:
    def pragmas(session: Session) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "temp_store")
        return [session.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    assert db.write(ADD, pragmas).value == ["wal", 2, 1, 200, 1], "its temporary tables may outgrow memory"
    with db.read() as session:
        assert pragmas(session) == ["wal", 2, 1, 5000, 2]


def test_meta_changes_are_not_journaled_but_counted(db: Database) -> None:
    written = db.write(ADD, lambda session: session.add(Meta(key="k", value="v")))
    assert written.changes.tables == {"meta"}
    with db.raw_read() as raw:
        assert raw.execute("SELECT count(*) FROM journal WHERE tx = ?", (written.changes.tx,)).fetchone() == (0,)
