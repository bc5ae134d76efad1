"""People and departments of a workspace."""

import pytest

from app.core.db import Action, Database
from app.core.errors import UserError
from app.people.queries import departments, names, people, person_called
from app.people.service import add_departments, add_person, edit_person, find_or_add_person, remove_person

DO = Action("Do")


def test_a_person_is_added_to_a_department(db: Database) -> None:
    db.write(DO, add_departments)
    with db.read() as session:
        sales = next(one for one in departments(session) if one.code == "sales")
    db.write(DO, lambda session: add_person(session, name="  李  雷 ", department_id=sales.id, title="经理"))
    with db.read() as session:
        (one,) = people(session)
    assert (one.name, one.department, one.title) == ("李 雷", "销售部", "经理")
    assert one.ref.startswith("P-")


def test_the_usual_departments_are_added_once(db: Database) -> None:
    assert db.write(DO, add_departments).changes.tx is not None
    assert db.write(DO, add_departments).changes.tx is None


def test_a_person_without_a_name_is_refused(db: Database) -> None:
    with pytest.raises(UserError, match="needs a name"):
        db.write(DO, lambda session: add_person(session, name="  "))


def test_a_person_is_edited_and_removed_and_still_known_by_name(db: Database) -> None:
    person = db.write(DO, lambda session: add_person(session, name="李雷")).value
    db.write(DO, lambda session: edit_person(session, person_id=person, name="李磊", phone="1"))
    db.write(DO, lambda session: remove_person(session, person_id=person))
    with db.read() as session:
        assert people(session) == []
        assert names(session) == {person: "李磊"}
    with pytest.raises(TypeError, match="no field"):
        db.write(DO, lambda session: edit_person(session, person_id=person, age="3"))
    with pytest.raises(UserError, match="not in this workspace"):
        db.write(DO, lambda session: remove_person(session, person_id="nobody"))


def test_a_person_is_found_by_name_or_reference(db: Database) -> None:
    person = db.write(DO, lambda session: find_or_add_person(session, name="李雷")).value
    assert db.write(DO, lambda session: find_or_add_person(session, name=" 李雷")).value == person
    with db.read() as session:
        ref = people(session)[0].ref
        assert person_called(session, "李雷") == person_called(session, ref.lower()) == person
        with pytest.raises(UserError, match="Nobody"):
            person_called(session, "韩梅梅")
    db.write(DO, lambda session: add_person(session, name="李雷"))
    with db.read() as session, pytest.raises(UserError, match="several people"):
        person_called(session, "李雷")
    with pytest.raises(UserError, match="several people"):
        db.write(DO, lambda session: find_or_add_person(session, name="李雷"))
