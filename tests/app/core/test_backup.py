"""Backups are made online, verified, kept by day and week, and bring a workspace back."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.backup import Backup, back_up, kept_of, list_backups, verify_file
from app.core.check import check
from app.core.db import Action
from app.core.device import current_device
from app.core.errors import Cancelled, UserError
from app.core.model import Device
from app.core.progress import Progress
from app.core.restore import restore
from app.core.workspace import Workspace
from app.people.queries import people
from app.people.service import add_person

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def hire(workspace: Workspace, name: str = "李雷") -> None:
    workspace.db.write(Action("Add"), lambda session: add_person(session, name=name))


def names(workspace: Workspace) -> list[str]:
    with workspace.db.read() as session:
        return [one.name for one in people(session)]


def test_a_backup_is_made_only_where_something_changed(workspace: Workspace) -> None:
    first = workspace.back_up()
    assert first is not None
    assert workspace.back_up() is None
    hire(workspace)
    assert back_up(workspace.paths.main, workspace.paths.backups, now=NOON + timedelta(400)) is not None


def test_a_backup_is_a_whole_workspace_in_one_file(workspace: Workspace, tmp_path: Path) -> None:
    hire(workspace)
    made = workspace.back_up(reason="manual")
    assert made is not None
    assert made.reason == "manual"
    verify_file(made.path)
    assert [path.name for path in workspace.paths.backups.iterdir() if path.suffix == ".cdesk"] == [made.path.name]
    with Workspace.open(Path(shutil.copy(made.path, tmp_path / "again.cdesk"))) as again:
        assert names(again) == ["李雷"]
        assert check(again.db, again.files) == []


def test_a_backup_goes_on_while_others_write(workspace: Workspace) -> None:
    hire(workspace, "before")
    done = []

    def report(_done: int, _total: int, _text: object) -> None:
        if not done:
            hire(workspace, "during")
            done.append(1)

    made = workspace.back_up(progress=Progress(report))
    assert made is not None
    with Workspace.open(Path(shutil.copy(made.path, made.path.parent.parent / "again.cdesk"))) as again:
        assert names(again) == ["before"]
    assert names(workspace) == ["before", "during"]


def test_a_cancelled_backup_leaves_nothing(workspace: Workspace) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        workspace.back_up(progress=progress)
    assert list(workspace.paths.backups.iterdir()) == []


def test_a_damaged_copy_gets_no_name(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[8192:] = bytes(len(content) - 8192)
        path.write_bytes(content)
        verify_file(path)

    monkeypatch.setattr("app.core.backup.verify_file", spoil)
    with pytest.raises(UserError, match="is damaged"):
        workspace.back_up()
    assert list(workspace.paths.backups.iterdir()) == []


def test_the_rotation_keeps_seven_days_and_four_weeks() -> None:
    made = [Backup(Path(f"{n}"), NOON - timedelta(hours=6 * n), "", 0) for n in range(400)]
    kept = kept_of(made)
    days = sorted({one.at.date() for one in kept}, reverse=True)
    assert days[:7] == [(NOON - timedelta(n)).date() for n in range(7)]
    assert len({one.at.isocalendar()[:2] for one in kept}) == 4
    assert len(kept) <= 11
    assert kept[0] == made[0]


def test_old_backups_go_when_a_new_one_is_made(workspace: Workspace) -> None:
    folder = workspace.paths.backups
    for n in range(12):
        hire(workspace)
        back_up(workspace.paths.main, folder, now=NOON + timedelta(n))
    kept = [one.at for one in list_backups(folder)]
    assert kept[:7] == [NOON + timedelta(n) for n in range(11, 4, -1)]
    assert len(kept) < 12


def test_a_restore_brings_back_the_data_and_keeps_what_was_there(workspace: Workspace) -> None:
    hire(workspace, "kept")
    old = workspace.back_up()
    assert old is not None
    hire(workspace, "lost")
    with workspace.db.read() as session:
        device = current_device(session)
    workspace.close()
    restore(workspace.paths.main, old.path)
    with Workspace.open(workspace.paths.main) as again:
        assert names(again) == ["kept"]
        assert check(again.db, again.files) == []
        with again.db.read() as session:
            now = current_device(session)
            assert session.get_one(Device, now).replaces == device
        hire(again, "new")
        assert check(again.db, again.files) == []
        before = next(one for one in again.backups() if one.reason == "restore")
        again.close()
    restore(workspace.paths.main, before.path)
    with Workspace.open(workspace.paths.main) as again:
        assert names(again) == ["kept", "lost"]


def test_a_restore_is_seen_by_a_program_that_has_the_file_open(workspace: Workspace) -> None:
    old = workspace.back_up()
    assert old is not None
    hire(workspace)
    restore(workspace.paths.main, old.path)
    changes = workspace.db.poll()
    assert changes is not None
    assert "person" in changes.tables
    assert names(workspace) == []
    hire(workspace, "after")
    assert check(workspace.db, workspace.files) == []


def test_originals_come_back_with_a_restore(workspace: Workspace) -> None:
    sha256 = workspace.files.put(b"the original")
    hire(workspace)
    old = workspace.back_up()
    assert old is not None
    workspace.files.sweep([], older_than_s=-10)
    workspace.close()
    restore(workspace.paths.main, old.path)
    with Workspace.open(workspace.paths.main) as again:
        assert again.files.get(sha256) == b"the original"


def test_what_is_no_backup_of_this_workspace_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    other = Workspace.create(tmp_path / "other.cdesk")
    foreign = other.back_up()
    other.close()
    workspace.close()
    assert foreign is not None
    with pytest.raises(UserError, match="backup of another workspace"):
        restore(workspace.paths.main, foreign.path)
    text = tmp_path / "text.cdesk"
    text.write_text("hello", encoding="utf-8")
    with pytest.raises(UserError, match="not a workspace"):
        restore(workspace.paths.main, text)


def test_a_damaged_workspace_is_put_aside_and_restored(workspace: Workspace) -> None:
    hire(workspace)
    old = workspace.back_up()
    assert old is not None
    workspace.close()
    path = workspace.paths.main
    content = bytearray(path.read_bytes())
    content[100:4000] = bytes(3900)
    path.write_bytes(content)
    restore(path, old.path)
    with Workspace.open(path) as again:
        assert names(again) == ["李雷"]
    assert [one.read_bytes() == bytes(content) for one in path.parent.glob("work-damaged-*.cdesk")] == [True]


def test_a_workspace_open_in_a_window_is_not_restored_under_it(workspace: Workspace) -> None:
    old = workspace.back_up()
    assert old is not None
    workspace.close()
    with Workspace.open(workspace.paths.main, window=True), pytest.raises(UserError, match="another window"):
        restore(workspace.paths.main, old.path)
