"""Every change of a record leaves one row that says what, who, why and when."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import FixedClock
from app.core.connect import connect
from app.core.db import Action, Database
from app.core.device import start_device
from app.core.journal import create, record_id, seal
from app.core.journal_replay import differences, replay
from app.core.journal_rows import FieldChange, broken_links, history
from app.core.model import Device, Entry, Meta, Setting
from app.core.stamps import next_stamp
from app.core.workspace_settings import set_setting
from app.people.model import Department, Person
from app.people.service import add_departments, add_person, edit_person, remove_person


def rows(db: Database, tx: int | None) -> list[Entry]:
    with db.read() as session:
        return list(session.execute(select(Entry).where(Entry.tx == tx).order_by(Entry.n)).scalars())


def a_person(db: Database) -> str:
    return db.write(Action("Add a person"), lambda session: add_person(session, name="李雷", title="经理")).value


def test_a_new_record_is_written_down_whole(db: Database) -> None:
    db.actor = "somebody"
    written = db.write(Action("Add a person", {"n": 1}, reason="new"), lambda session: add_person(session, name="李雷"))
    (entry,) = rows(db, written.changes.tx)
    assert (entry.entity, entry.entity_id, entry.kind) == ("person", written.value, "create")
    fields = json.loads(entry.fields)
    assert fields["name"] == "李雷"
    assert fields["title"] is None
    assert fields["ref"].startswith("P-")
    assert (entry.before, entry.base, entry.actor, entry.reason) == ("{}", "{}", "somebody", "new")
    assert json.loads(entry.action) == {"code": "Add a person", "params": {"n": 1}}


def test_a_change_names_only_what_changed_with_the_value_before(db: Database) -> None:
    person = a_person(db)
    created = rows(db, db.last_tx())[0]
    tx = db.write(Action("Edit"), lambda session: edit_person(session, person_id=person, title="总监")).changes.tx
    (entry,) = rows(db, tx)
    assert json.loads(entry.fields) == {"title": "总监"}
    assert json.loads(entry.before) == {"title": "经理"}
    assert json.loads(entry.base) == {"title": created.stamp}
    assert entry.kind == "update"
    assert entry.stamp > created.stamp


def test_an_expired_attribute_still_has_a_value_before(db: Database) -> None:
    person = a_person(db)

    def expire_and_set(session: Session) -> None:
        record = session.get_one(Person, person)
        session.expire(record)
        record.title = "总监"

    (entry,) = rows(db, db.write(Action("Edit"), expire_and_set).changes.tx)
    assert json.loads(entry.before) == {"title": "经理"}


def test_many_flushes_of_one_record_are_one_row(db: Database) -> None:
    person = a_person(db)

    def twice(session: Session) -> None:
        record = session.get_one(Person, person)
        for title in ("a", "b", "c"):
            record.title = title
            session.flush()

    (entry,) = rows(db, db.write(Action("Edit"), twice).changes.tx)
    assert (json.loads(entry.before), json.loads(entry.fields)) == ({"title": "经理"}, {"title": "c"})


def test_a_record_made_and_changed_in_one_write_is_one_row(db: Database) -> None:
    def make(session: Session) -> None:
        person = create(session, Person, name="a")
        session.flush()
        person.name = "b"
        session.flush()

    (entry,) = rows(db, db.write(Action("Add"), make).changes.tx)
    assert (entry.kind, json.loads(entry.fields)["name"]) == ("create", "b")
    with db.read() as session:
        assert not list(differences(session))


def test_a_value_set_and_set_back_is_no_change(db: Database) -> None:
    person = a_person(db)

    def there_and_back(session: Session) -> None:
        record = session.get_one(Person, person)
        record.title, record.phone = "x", "1"
        session.flush()
        record.title = "经理"

    (entry,) = rows(db, db.write(Action("Edit"), there_and_back).changes.tx)
    assert json.loads(entry.fields) == {"phone": "1"}
    with db.read() as session:
        assert not list(differences(session))


def test_a_record_of_a_savepoint_rolled_back_is_not_journaled(db: Database) -> None:
    def try_and_keep(session: Session) -> None:
        create(session, Person, name="kept")
        session.flush()
        nested = session.begin_nested()
        create(session, Person, name="dropped")
        session.flush()
        nested.rollback()

    tx = db.write(Action("Add"), try_and_keep).changes.tx
    assert [json.loads(entry.fields)["name"] for entry in rows(db, tx)] == ["kept"]


def test_removing_is_a_flag_with_its_own_kind(db: Database) -> None:
    person = a_person(db)
    tx = db.write(Action("Remove"), lambda session: remove_person(session, person_id=person)).changes.tx
    assert [entry.kind for entry in rows(db, tx)] == ["remove"]


def test_what_would_skip_the_journal_is_refused(db: Database) -> None:
    person = a_person(db)
    for statement in (
        update(Person).values(name="x"),
        delete(Person),
        insert(Person.__table__).values(id="1"),  # type: ignore[arg-type]
    ):
        with pytest.raises(RuntimeError, match="one by one"):
            db.write(Action("Bulk"), lambda session, statement=statement: session.execute(statement) and None)
    with pytest.raises(RuntimeError, match="never deleted"):
        db.write(Action("Delete"), lambda session: session.delete(session.get_one(Person, person)))


def test_a_float_never_enters_the_journal(db: Database) -> None:
    with pytest.raises(Exception, match="never a float"):
        db.write(Action("Set"), lambda session: set_setting(session, key="x", value={"a": [1.5]}))


def test_the_journal_itself_cannot_be_changed_even_by_sql(db: Database) -> None:
    a_person(db)
    raw = connect(db.path)
    try:
        for statement in ("UPDATE journal SET fields = '{}'", "DELETE FROM journal", "DELETE FROM tx"):
            with pytest.raises(Exception, match="append-only"):
                raw.execute(statement)
        raw.execute("UPDATE journal SET acked_seq = 1, verdict = 'ok'")
    finally:
        raw.close()


def test_a_clock_set_back_does_not_set_the_stamps_back(db: Database) -> None:
    db.clock = FixedClock(date(2030, 1, 1), instant=datetime(2030, 1, 1, tzinfo=UTC))
    a_person(db)
    late = rows(db, db.last_tx())[0].stamp
    db.clock = FixedClock(date(2020, 1, 1), instant=datetime(2020, 1, 1, tzinfo=UTC))
    a_person(db)
    assert rows(db, db.last_tx())[0].stamp > late
    with db.read() as session:
        assert not list(broken_links(session))


def test_a_full_counter_runs_over_into_the_next_millisecond() -> None:
    last = f"{(5 << 16) | 0xFFFF:016x}-a"
    assert next_stamp(last, 5, "b") == f"{6 << 16:016x}-b"


def test_two_devices_make_the_same_record_of_the_same_code(db: Database) -> None:
    db.write(Action("Departments"), add_departments)
    with db.read() as session:
        found = session.get_one(Department, record_id(Department, "sales"))
        assert found.name == "销售部"
    with pytest.raises(IntegrityError):
        db.write(
            Action("Again"),
            lambda session: create(session, Department, natural_key="sales", code="sales", name="x") and None,
        )


def test_the_history_of_a_record_reads_newest_first(db: Database) -> None:
    person = a_person(db)
    db.write(Action("Edit {who}", {"who": "x"}), lambda session: edit_person(session, person_id=person, title="总监"))
    with db.read() as session:
        newest, oldest = history(session, "person", person)
    assert str(newest.action) == "Edit x"
    assert newest.fields == (FieldChange("title", "经理", "总监"),)
    assert (oldest.kind, newest.origin) == ("create", "cli")
    assert oldest.at_ms <= newest.at_ms


def test_what_was_known_earlier_is_a_replay_up_to_then(db: Database) -> None:
    person = a_person(db)
    then = db.last_tx()
    db.write(Action("Edit"), lambda session: edit_person(session, person_id=person, title="总监"))
    with db.read() as session:
        assert replay(session, up_to_tx=then)["person", person].fields["title"] == "经理"
        assert replay(session)["person", person].fields["title"] == "总监"


def test_every_kind_of_tampering_is_found(db: Database) -> None:
    for _ in range(4):
        a_person(db)
    tampered = {
        "was changed": "UPDATE journal SET fields = replace(fields, '李雷', '李蕾') WHERE n = 4",
        "does not follow": "UPDATE journal SET hash = prev_hash WHERE n = 4",
        "is missing": "DELETE FROM journal WHERE n = 4",
        "stamped before": "UPDATE journal SET stamp = '0', salt = '' WHERE n = 5",
    }
    for sentence, statement in tampered.items():
        raw = connect(db.path)
        try:
            raw.execute("DROP TRIGGER IF EXISTS journal_keeps")
            raw.execute("DROP TRIGGER IF EXISTS journal_stays")
            raw.execute("CREATE TABLE saved AS SELECT * FROM journal")
            raw.execute(statement)
            with db.read() as session:
                assert sentence in "\n".join(map(str, broken_links(session)))
            raw.execute("DELETE FROM journal")
            raw.execute("INSERT INTO journal SELECT * FROM saved")
            raw.execute("DROP TABLE saved")
        finally:
            raw.close()
    with db.read() as session:
        assert not list(broken_links(session))


def test_personal_data_can_be_erased_and_the_chain_still_holds(db: Database) -> None:
    a_person(db)
    a_person(db)
    raw = connect(db.path)
    raw.execute("DROP TRIGGER journal_keeps")
    raw.execute("UPDATE journal SET fields = '{}', salt = '' WHERE n = 3")
    raw.close()
    with db.read() as session:
        assert not list(broken_links(session))


def test_a_sealed_step_is_written_as_final(db: Database) -> None:
    person = a_person(db)
    tx = db.write(Action("Sign"), lambda session: seal(session, session.get_one(Person, person))).changes.tx
    (entry,) = rows(db, tx)
    assert (entry.kind, entry.fields) == ("final", "{}")


def test_a_record_differing_from_its_journal_is_found(db: Database) -> None:
    person = a_person(db)
    raw = connect(db.path)
    raw.execute("UPDATE person SET title = 'x' WHERE id = ?", (person,))
    raw.close()
    with db.read() as session:
        (found,) = differences(session)
    assert str(found) == f"Record {person} of person differs from its journal in: title."


def test_the_chain_goes_through_the_change_of_a_device(db: Database) -> None:
    a_person(db)
    started = db.write(Action("New device"), start_device).value
    a_person(db)
    with db.read() as session:
        assert not list(broken_links(session))
        device = session.get_one(Device, started)
        assert session.get_one(Meta, "device").value == device.id
        first = session.execute(select(Entry).where(Entry.device == device.id)).scalar_one()
        assert (first.dseq, first.prev_hash) == (1, device.old_head)
    raw = connect(db.path)
    raw.execute("UPDATE device SET old_head = 'x' WHERE replaces IS NOT NULL")
    raw.close()
    with db.read() as session:
        assert "does not follow the one that it replaced" in "\n".join(map(str, broken_links(session)))


def test_settings_are_records_too(db: Database) -> None:
    db.write(Action("Set"), lambda session: set_setting(session, key="currency", value="USD"))
    with db.read() as session:
        newest, _ = history(session, "setting", record_id(Setting, "currency"))
        assert newest.fields == (FieldChange("value", "CNY", "USD"),)
        assert session.execute(text("SELECT count(*) FROM setting WHERE key = 'currency'")).scalar() == 1
