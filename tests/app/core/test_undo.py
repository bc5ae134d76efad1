"""Undo and redo: what one person changed by hand, newest first, also after a restart."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.journal import create, seal, values_of
from app.core.journal_replay import differences
from app.core.model import Entry, Setting, Tx
from app.core.undo import Handlers, redo, redoable, undo, undoable
from app.core.workspace import Workspace
from app.core.workspace_settings import CURRENCY, set_setting, setting
from app.people.model import Person
from app.people.queries import people
from app.people.service import add_person, edit_person, remove_person

NONE: Handlers = {}


def hire(db: Database, name: str = "李雷") -> str:
    return db.write(Action("Add {name}", {"name": name}), lambda session: add_person(session, name=name)).value


def entitle(db: Database, person: str, title: str, **kw: str) -> None:
    action = Action("Title {title}", {"title": title})
    db.write(action, lambda session: edit_person(session, person_id=person, title=title), **kw)  # type: ignore[arg-type]


def title(db: Database, person: str) -> str | None:
    with db.read() as session:
        return session.get_one(Person, person).title


def names(db: Database) -> list[str]:
    with db.read() as session:
        return [one.name for one in people(session)]


def test_changes_are_undone_one_by_one_and_redone_in_turn(db: Database) -> None:
    person = hire(db)
    for one in ("a", "b", "c"):
        entitle(db, person, one)
    assert [str(undo(db, NONE).value.action) for _ in range(2)] == ["Title c", "Title b"]
    assert title(db, person) == "a"
    assert [str(redo(db, NONE).value.action) for _ in range(2)] == ["Title b", "Title c"]
    assert title(db, person) == "c"
    with pytest.raises(UserError, match="nothing to redo"):
        redo(db, NONE)
    assert str(undo(db, NONE).value.action) == "Title c"
    assert title(db, person) == "b"


def test_a_new_record_is_removed_and_comes_back(db: Database) -> None:
    hire(db)
    undo(db, NONE)
    assert names(db) == []
    redo(db, NONE)
    assert names(db) == ["李雷"]


def test_a_removal_is_undone(db: Database) -> None:
    person = hire(db)
    db.write(Action("Remove"), lambda session: remove_person(session, person_id=person))
    undo(db, NONE)
    assert names(db) == ["李雷"]


def test_redo_is_gone_after_the_next_own_change(db: Database) -> None:
    person = hire(db)
    entitle(db, person, "a")
    undo(db, NONE)
    entitle(db, person, "b")
    with db.read() as session:
        assert redoable(session, db.actor) is None
    with pytest.raises(UserError, match="nothing to redo"):
        redo(db, NONE)
    undo(db, NONE)
    redo(db, NONE)
    with pytest.raises(UserError, match="nothing to redo"):
        redo(db, NONE)
    assert title(db, person) == "b"


def test_jobs_and_other_people_are_not_undone(db: Database) -> None:
    person = hire(db)
    entitle(db, person, "by a job", origin="job")
    db.actor = "somebody else"
    with pytest.raises(UserError, match="nothing to undo"):
        undo(db, NONE)


def test_a_value_changed_since_refuses_the_undo_and_changes_nothing(db: Database) -> None:
    person = hire(db)
    entitle(db, person, "a")
    entitle(db, person, "b", actor="somebody else")
    before = db.last_tx()
    with pytest.raises(UserError, match=r"“Title a” cannot be undone: title of P-.* was changed since"):
        undo(db, NONE)
    assert (title(db, person), db.last_tx()) == ("b", before)


def test_another_field_changed_since_does_not_stand_in_the_way(db: Database) -> None:
    person = hire(db)
    entitle(db, person, "a")
    db.write(Action("Phone"), lambda s: edit_person(s, person_id=person, phone="1"), actor="somebody else")
    undo(db, NONE)
    assert title(db, person) is None


def test_a_record_that_somebody_worked_on_since_is_not_taken_away(db: Database) -> None:
    person = hire(db)
    entitle(db, person, "a", actor="somebody else")
    with pytest.raises(UserError, match="was changed since"):
        undo(db, NONE)


def test_a_final_step_is_a_barrier(db: Database) -> None:
    person = hire(db)
    entitle(db, person, "a")

    def sign(session: Session) -> None:
        seal(session, session.get_one(Person, person))

    db.write(Action("Sign"), sign)
    with pytest.raises(UserError, match=r"“Sign” cannot be undone: a later step made it final"):
        undo(db, NONE)


def test_a_final_step_of_somebody_else_is_a_barrier_for_what_came_before(db: Database) -> None:
    person = hire(db)
    entitle(db, person, "a")
    db.write(Action("Sign"), lambda s: seal(s, s.get_one(Person, person)), actor="boss", origin="job")
    with pytest.raises(UserError, match="made it final"):
        undo(db, NONE)


def test_undo_survives_a_restart(workspace: Workspace, tmp_path: Path) -> None:
    person = hire(workspace.db)
    entitle(workspace.db, person, "a")
    workspace.close()
    with Workspace.open(workspace.paths.main) as again:
        undo(again.db, NONE)
        assert title(again.db, person) is None
        again.close()
    with Workspace.open(workspace.paths.main) as again:
        redo(again.db, NONE)
        assert title(again.db, person) == "a"


def test_an_undo_says_what_it_takes_back(db: Database) -> None:
    person = hire(db)
    entitle(db, person, "a")
    change = db.last_tx()
    tx = undo(db, NONE).changes.tx
    with db.read() as session:
        row = session.get_one(Tx, tx)
        assert (row.undoes, row.action) == (change, "Undo “{action}”")
        before, after = session.execute(select(Entry).where(Entry.tx.in_([change, tx])).order_by(Entry.n)).scalars()
        assert after.undoes == before.op_id
        step = redoable(session, db.actor)
        assert step is not None
        assert str(step.action) == "Title a"
        assert not list(differences(session))


def test_what_is_more_than_its_fields_is_undone_by_its_handler(db: Database) -> None:
    """As an import batch is: its undo is its withdrawal, and the records that came with it follow from that."""

    def load(session: Session) -> None:
        create(session, Setting, key="batch", value="live")
        create(session, Person, name="named by the batch")

    seen: list[tuple[str, object]] = []

    def handler(session: Session, entry: Entry) -> None:
        record = session.get_one(Setting, entry.entity_id)
        back = values_of(entry.before).get("value", "withdrawn")
        seen.append((entry.kind, back))
        record.value = back

    db.write(Action("Import"), load)
    undo(db, {"setting": handler})
    redo(db, {"setting": handler})
    undo(db, {"setting": handler})
    assert seen == [("create", "withdrawn"), ("update", "live"), ("create", "withdrawn")]
    assert names(db) == ["named by the batch"]


def test_several_records_of_one_change_go_back_together(db: Database) -> None:
    person = hire(db)

    def both(session: Session) -> None:
        edit_person(session, person_id=person, title="a")
        set_setting(session, key=CURRENCY, value="EUR")

    db.write(Action("Both"), both)
    undo(db, NONE)
    with db.read() as session:
        assert setting(session, CURRENCY) == "CNY"
    assert title(db, person) is None


def test_a_new_workspace_has_nothing_to_undo(db: Database) -> None:
    with db.read() as session:
        assert undoable(session, db.actor) is None
        assert redoable(session, db.actor) is None
