"""A workspace is made, opened, refused, migrated, moved and copied."""

import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.check import check
from app.core.connect import APPLICATION_ID, connect, create_file
from app.core.db import Action
from app.core.device import current_device
from app.core.drive import Drive
from app.core.errors import UserError
from app.core.model import Device
from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from app.core.workspace_settings import CURRENCY, NAME, setting
from app.people.queries import people
from app.people.service import add_person

ADD = Action("Add")
ROOT = Path(__file__).parents[3]


def device(workspace: Workspace) -> str:
    with workspace.db.read() as session:
        return current_device(session)


def hire(workspace: Workspace) -> None:
    workspace.db.write(ADD, lambda session: add_person(session, name="李雷"))


def sound(workspace: Workspace) -> bool:
    return check(workspace.db, workspace.files) == []


def test_a_new_workspace_opens_again_with_its_name(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "region", name="江北", currency="USD").close()
    with Workspace.open(tmp_path / "region.cdesk") as opened, opened.db.read() as session:
        assert (setting(session, NAME), setting(session, CURRENCY)) == ("江北", "USD")
        assert sound(opened)


def test_a_practice_region_lives_on_its_own_day(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "p.cdesk", day=date(2026, 3, 10)) as made:
        assert made.clock.today() == date(2026, 3, 10)
    with Workspace.open(tmp_path / "p.cdesk") as again:
        assert again.clock.today() == date(2026, 3, 10)


def test_who_works_here_is_remembered_for_the_account(tmp_path: Path, workspace: Workspace) -> None:
    assert workspace.person is None
    me = workspace.db.write(ADD, lambda session: add_person(session, name="Me")).value
    workspace.set_person(me)
    workspace.close()
    with Workspace.open(workspace.paths.main) as again:
        assert (again.person, again.db.actor) == (me, me)
    other = MachineSettings(tmp_path / "other account")
    with Workspace.open(workspace.paths.main, machine=other) as foreign:
        assert foreign.person is None


def test_who_is_remembered_is_asked_again_where_the_file_does_not_know_him(workspace: Workspace) -> None:
    with Workspace.create(workspace.paths.main.with_name("later.cdesk")) as other:
        stranger = other.db.write(ADD, lambda session: add_person(session, name="Me")).value
    workspace.set_person(stranger)
    workspace.close()
    with Workspace.open(workspace.paths.main) as again:
        assert (again.person, again.db.actor) == (None, "")
        hire(again)


def test_an_existing_workspace_is_not_overwritten(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="exists already"):
        Workspace.create(workspace.paths.main)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"x" * 5000])
def test_what_is_no_workspace_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.cdesk"
    path.write_bytes(content)
    with pytest.raises(UserError, match="not a workspace"):
        Workspace.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.cdesk"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE t(x)")
    raw.close()
    with pytest.raises(UserError, match="not a workspace"):
        Workspace.open(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no workspace"):
        Workspace.open(tmp_path / "x.cdesk")


def test_a_damaged_file_is_refused_with_a_sentence(workspace: Workspace) -> None:
    workspace.close()
    path = workspace.paths.main
    content = bytearray(path.read_bytes())
    content[100:4000] = bytes(3900)
    path.write_bytes(content)
    with pytest.raises(UserError, match="is damaged"):
        Workspace.open(path)


def test_a_newer_file_is_refused(workspace: Workspace) -> None:
    workspace.close()
    raw = connect(workspace.paths.main)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(UserError, match="newer version"):
        Workspace.open(workspace.paths.main)


def test_a_file_with_nothing_in_it_but_our_mark_is_refused(tmp_path: Path) -> None:
    create_file(tmp_path / "x.cdesk")
    with pytest.raises(UserError, match="not a workspace"):
        Workspace.open(tmp_path / "x.cdesk")


def test_opening_a_file_at_the_newest_schema_does_not_import_alembic(workspace: Workspace) -> None:
    workspace.close()
    script = (
        "import sys; from pathlib import Path; from app.core.workspace import Workspace;"
        f"Workspace.open(Path({str(workspace.paths.main)!r})).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_a_second_window_is_refused_while_the_command_line_is_not(workspace: Workspace) -> None:
    path = workspace.paths.main
    with Workspace.open(path, window=True) as window:
        with pytest.raises(UserError, match="open in another window"):
            Workspace.open(path, window=True)
        with Workspace.open(path) as line:
            hire(line)
        assert window.db.poll() is not None
    Workspace.open(path, window=True).close()


def test_the_windows_lock_dies_with_its_process(workspace: Workspace) -> None:
    path = workspace.paths.main
    script = (
        "import os, signal; from pathlib import Path; from app.core.workspace import Workspace;"
        f"Workspace.open(Path({str(path)!r}), window=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == -9
    Workspace.open(path, window=True).close()


def test_a_copy_writes_as_a_new_device_and_the_original_goes_on(workspace: Workspace, tmp_path: Path) -> None:
    hire(workspace)
    first = device(workspace)
    workspace.close()
    path = workspace.paths.main
    shutil.copy(path, tmp_path / "copy.cdesk")
    with Workspace.open(tmp_path / "copy.cdesk") as copy:
        second = device(copy)
        hire(copy)
        with copy.db.read() as session:
            assert session.get_one(Device, second).replaces == first
        assert sound(copy)
    with Workspace.open(path) as original:
        assert device(original) == first
    with Workspace.open(tmp_path / "copy.cdesk") as copy:
        assert device(copy) == second


def test_a_moved_file_goes_on_with_its_device(workspace: Workspace, tmp_path: Path) -> None:
    hire(workspace)
    first = device(workspace)
    workspace.close()
    moved = workspace.paths.main.rename(tmp_path / "moved.cdesk")
    with Workspace.open(moved) as opened:
        assert device(opened) == first


def test_an_older_copy_put_in_the_place_of_the_file_is_noticed(workspace: Workspace, tmp_path: Path) -> None:
    path = workspace.paths.main
    hire(workspace)
    first = device(workspace)
    workspace.close()
    old = shutil.copy(path, tmp_path / "old")
    with Workspace.open(path) as opened:
        hire(opened)
    shutil.copy(old, path)
    with Workspace.open(path) as opened:
        assert device(opened) != first
        hire(opened)
        assert sound(opened)


def test_another_account_of_the_machine_is_another_device_and_both_go_on(workspace: Workspace, tmp_path: Path) -> None:
    path, other = workspace.paths.main, MachineSettings(tmp_path / "other account")
    first = device(workspace)
    workspace.close()
    with Workspace.open(path, machine=other) as theirs:
        second = device(theirs)
        hire(theirs)
    with Workspace.open(path) as ours:
        assert device(ours) == first
        hire(ours)
    with Workspace.open(path, machine=other) as theirs:
        assert device(theirs) == second != first
        hire(theirs)
        with theirs.db.read() as session:
            devices = session.execute(select(Device.id)).scalars().all()
        assert sound(theirs)
    assert len(devices) == 3  # with the one of the template that every test copies


def test_on_a_network_drive_one_program_works_without_wal(workspace: Workspace) -> None:
    path = workspace.paths.main
    workspace.close()
    with Workspace.open(path, drive=Drive(network=True)) as opened:
        assert "network drive" in str(opened.notices[0])
        hire(opened)
        assert path.read_bytes()[18:20] == bytes([1, 1])  # the header's mark of a rollback journal
        with pytest.raises(UserError, match="only one can have it"):
            Workspace.open(path, drive=Drive(network=True))
    with Workspace.open(path) as local:
        assert sound(local)


def test_where_nothing_can_be_written_it_opens_for_reading(workspace: Workspace) -> None:
    hire(workspace)
    workspace.close()
    with Workspace.open(workspace.paths.main, drive=Drive(writable=False)) as opened:
        assert "only be read" in str(opened.notices[0])
        with opened.db.read() as session:
            assert [one.name for one in people(session)] == ["李雷"]
        with pytest.raises(UserError, match="reading only"):
            hire(opened)


def test_the_mark_in_the_header_is_ours(workspace: Workspace) -> None:
    header = workspace.paths.main.read_bytes()[68:72]
    assert int.from_bytes(header, "big") == APPLICATION_ID
    assert header == b"CDes"


def test_where_nothing_can_be_written_every_way_of_writing_is_refused_in_words(workspace: Workspace) -> None:
    workspace.close()
    with Workspace.open(workspace.paths.main, drive=Drive(writable=False)) as opened:
        for write in (opened.back_up, lambda: opened.files.put(b"original"), lambda: hire(opened)):
            with pytest.raises(UserError, match="reading only"):
                write()
    assert not workspace.paths.backups.exists()


def test_a_workspace_is_not_made_where_nothing_can_be_written() -> None:
    for path in (Path("/proc/self/x.cdesk"), Path("/proc/self/nowhere/x.cdesk")):
        with pytest.raises(UserError, match="cannot be written"):
            Workspace.create(path)


def test_a_folder_without_room_for_a_wal_is_read_as_it_lies_whatever_sqlite_calls_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.close()
    asked: list[str] = []
    real = sqlite3.connect

    class Refusing(sqlite3.Connection):
        """As SQLite behaves in a folder of another account: no -shm file can be made there."""

        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if "sqlite_master" in sql:
                error = sqlite3.OperationalError("attempt to write a readonly database")
                error.sqlite_errorcode = sqlite3.SQLITE_READONLY_CANTINIT
                raise error
            return super().execute(sql, *values)

    def opened(where: str, **words: object) -> sqlite3.Connection:
        asked.append(where)
        words["factory"] = sqlite3.Connection if "immutable" in where else Refusing
        return real(where, **words)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", opened)
    connection = connect(workspace.paths.main, read_only=True)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    connection.close()
    assert "immutable" in asked[-1]
