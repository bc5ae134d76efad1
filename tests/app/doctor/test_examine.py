"""The doctor looks at a workspace without changing it, beside whoever has it open; and at none."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from app.core.db import Action
from app.core.settings import MachineSettings
from app.core.texts import texts
from app.core.workspace import Workspace
from app.doctor.display import look_at_screens
from app.doctor.findings import BAD, OK, WARN, Finding
from app.doctor.service import as_json, examine
from app.jobs.runs import FAILED
from app.people.service import find_or_add_person

SCREENS = {"platform": "offscreen", "qt": "6", "screens": []}


def examined(path: Path | None) -> dict[tuple[str, str], Finding]:
    return {(one.part, one.key): one for one in examine(path, MachineSettings(), screens=SCREENS)}


def test_without_a_workspace_the_machine_is_told() -> None:
    found = examined(None)
    assert {part for part, _ in found} == {"versions", "fleet", "paths", "disk", "fonts", "display", "locale", "lists"}
    assert {key: one.state for key, one in found.items() if one.state == BAD} == {}
    assert found["lists", "workspace.cdesk-wal"].value == "*.cdesk-wal"


def test_a_sound_workspace_is_sound_while_it_is_open(workspace: Workspace) -> None:
    path = workspace.paths.main
    workspace.db.write(Action("x"), lambda session: find_or_add_person(session, name="李雷"))
    before = path.read_bytes()
    found = examined(path)
    assert path.read_bytes() == before
    wanted = ["schema", "quick_check", "journal", "wal"]
    assert {key: found["database", key].state for key in wanted} == dict.fromkeys(wanted, OK)
    assert ("jobs", "upkeep") in found
    assert "mark" in str(found["definitions", "kpis"].value)
    assert found["lists", "workspace.files"].value == str(path.with_suffix(".files"))


def test_an_older_workspace_is_told_and_left_as_it_is(workspace: Workspace, tmp_path: Path) -> None:
    workspace.close()
    with sqlite3.connect(workspace.paths.main) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    raw.close()
    found = examined(workspace.paths.main)
    assert found["database", "schema"].state == WARN
    assert ("database", "journal") not in found
    assert not list(tmp_path.glob("*.backups"))


def test_a_changed_row_at_the_head_of_the_journal_is_noticed(workspace: Workspace) -> None:
    workspace.db.write(Action("x"), lambda session: find_or_add_person(session, name="李雷"))
    workspace.close()
    with sqlite3.connect(workspace.paths.main) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
                                   ).fetchall():  # fmt: skip
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE journal SET fields = replace(fields, '李雷', '韩梅')")
    raw.close()
    assert examined(workspace.paths.main)["database", "journal"].state == BAD


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00" + b"x" * 4_000])
def test_what_is_no_workspace_or_damaged_is_bad_and_says_so(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.cdesk"
    path.write_bytes(content)
    found = examined(path)
    row = found["database", "schema"]
    assert row.state == BAD
    assert row.advice is not None
    is_ours = content.startswith(b"SQLite")  # of a file that is something else nothing is missing
    assert (("paths", "files") in found, ("paths", "backup") in found) == (is_ours, is_ours)


def test_a_damaged_page_is_found(workspace: Workspace, tmp_path: Path) -> None:
    workspace.close()
    broken = tmp_path / "broken.cdesk"
    shutil.copy(workspace.paths.main, broken)
    with broken.open("r+b") as file:
        file.seek(8192 * 3)
        file.write(b"\xff" * 20_000)
    assert examined(broken)["database", "quick_check"].state == BAD


def test_a_missing_file_and_a_failed_job_are_told(workspace: Workspace) -> None:
    with sqlite3.connect(workspace.paths.main) as raw:
        raw.execute(
            "INSERT INTO job_run(job, due_at, by_hand, started_at, ended_at, outcome, attempts, rows, aside, batches, "
            "error) VALUES ('upkeep', '2026-01-01T00:00:00.000+00:00', 0, 0, 0, ?, 4, 0, 0, '', '')", (FAILED,),
        )  # fmt: skip
    raw.close()
    found = examined(workspace.paths.main)
    assert found["jobs", "upkeep"].state == WARN
    workspace.paths.files.unlink()
    found = examined(workspace.paths.main)
    assert found["paths", "files"].state == BAD
    gone = examined(workspace.paths.main.with_name("none.cdesk"))
    assert gone["paths", "workspace"].state == BAD


def test_everything_is_said_in_chinese_too(workspace: Workspace) -> None:
    said = as_json(examine(workspace.paths.main, MachineSettings(), screens=SCREENS), texts("zh_CN"))
    titles = {row["title"] for row in said["rows"]}
    assert {"数据结构版本", "最近的备份", "时区"} <= titles


def test_the_screens_are_asked_for_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    found, why = look_at_screens()
    assert (found is not None and found["platform"], why) == ("offscreen", "")
    monkeypatch.setenv("QT_QPA_PLATFORM", "nothing-of-that-name")
    found, why = look_at_screens()
    assert found is None
    assert why


def test_of_a_file_that_takes_long_it_says_so(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "app.doctor.workspace._quick_check", lambda _raw, _progress: ([], False)
    )  # a file of gigabytes on a slow disk
    row = examined(workspace.paths.main)["database", "quick_check"]
    assert (row.state, "the command check looks at everything" in str(row.value)) == (OK, True)
