"""``check`` says in sentences what is wrong with a workspace."""

from app.core.check import check
from app.core.connect import connect
from app.core.db import Action
from app.core.texts import Text
from app.core.workspace import Workspace
from app.people.service import add_person


def sentences(workspace: Workspace) -> list[str]:
    return [str(one) for one in check(workspace.db, workspace.files)]


def test_a_sound_workspace_gives_no_sentence(workspace: Workspace) -> None:
    workspace.db.write(Action("Add"), lambda session: add_person(session, name="李雷"))
    workspace.files.put(b"x")
    assert sentences(workspace) == []


def test_what_others_look_at_is_added(workspace: Workspace) -> None:
    found = check(workspace.db, more=[lambda _session: [Text("Cells differ.")]])
    assert [str(one) for one in found] == ["Cells differ."]


def test_a_key_that_leads_nowhere_is_named(workspace: Workspace) -> None:
    person = workspace.db.write(Action("Add"), lambda session: add_person(session, name="李雷")).value
    raw = connect(workspace.paths.main)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("UPDATE person SET department_id = 'nobody'")
    raw.close()
    assert sentences(workspace) == [
        "Row 1 of person names a row of department that is not there.",
        f"Record {person} of person differs from its journal in: department_id.",
    ]


def test_a_damaged_original_is_named(workspace: Workspace) -> None:
    sha256 = workspace.files.put(b"x")
    raw = connect(workspace.files.path, wal=False)
    raw.execute("UPDATE chunk SET data = x'00'")
    raw.close()
    assert sentences(workspace) == [f"The kept file {sha256[:12]} is missing or damaged."]


def test_an_index_that_lost_a_row_is_damage(workspace: Workspace) -> None:
    workspace.db.write(Action("Add"), lambda session: add_person(session, name="李雷"))
    raw = connect(workspace.paths.main)
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute("UPDATE sqlite_master SET sql = replace(sql, '(ref)', '(name)') WHERE name = 'ix_person_ref'")
    raw.close()
    workspace.close()
    with Workspace.open(workspace.paths.main) as again:
        assert any(one.startswith("The file is damaged: ") for one in sentences(again))
