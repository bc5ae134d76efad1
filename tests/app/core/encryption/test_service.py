"""A workspace is encrypted, opened elsewhere by its code, given another key, and brought back to plain."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.core import fleet, sealed
from app.core.check import check
from app.core.connect import connect
from app.core.db import Action
from app.core.encryption import companion, service
from app.core.encryption.companion import companion_of
from app.core.encryption.convert import convert
from app.core.encryption.kept import kept_key
from app.core.errors import Cancelled, UserError
from app.core.keys import UnknownKeyError, forget, key_id_of, look_again
from app.core.progress import Progress
from app.core.restore import restore
from app.core.settings import HOME_VARIABLE
from app.core.texts import N_
from app.core.workspace import Paths, Workspace
from app.core.workspace_settings import set_setting

NAMED = "海蓝贸易 Hailan Trading"
ORIGINAL = f"dealer,amount\n{NAMED},1000\n".encode()


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving keys from codes costs on purpose; what it costs is no part of these tests."""
    monkeypatch.setitem(companion._COST, "n", 2)
    monkeypatch.setitem(sealed._COST, "n", 2)


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """A workspace with a name in a record, in a kept file and in a backup."""
    found = tmp_path / "place" / "region.cdesk"
    found.parent.mkdir()
    shutil.copyfile(template, found)
    with Workspace.open(found) as workspace:
        write(workspace, NAMED)
        workspace.files.put(ORIGINAL)
        workspace.back_up()
    return found


def write(workspace: Workspace, value: str) -> None:
    workspace.db.write(Action(N_("Test")), lambda session: set_setting(session, key="name", value=value))


def name_in(path: Path) -> str:
    with closing(connect(path, read_only=True)) as connection:
        found = connection.execute("SELECT value FROM setting WHERE \"key\" = 'name'").fetchone()
    return str(json.loads(found[0]))


def plain_places(folder: Path) -> list[str]:
    """The files in which the name stands for everybody to read."""
    words = (NAMED.encode(), json.dumps(NAMED).encode())
    return sorted(
        one.name for one in folder.rglob("*") if one.is_file() and any(word in one.read_bytes() for word in words)
    )


def test_everything_is_encrypted_and_everything_is_still_there(path: Path) -> None:
    assert len(plain_places(path.parent)) == 4, "the workspace, its files, a backup, its originals"
    new = service.make_key()
    found = service.turn_on(path, new)
    assert found.encrypted
    assert found.key_here
    assert found.code_here
    assert found.others == ()
    assert plain_places(path.parent) == []
    with Workspace.open(path) as workspace:
        assert workspace.db.encrypted
        assert workspace.notices == ()
        assert check(workspace.db, workspace.files) == []
        assert ORIGINAL in workspace.files.each(sorted(workspace.files.names()))
        write(workspace, NAMED + " 2")
        assert plain_places(path.parent) == [], "nor does the log of what is written"
        assert workspace.back_up() is not None
        assert workspace.files.put(b"later") in workspace.files.names()
    assert plain_places(path.parent) == []
    assert name_in(path) == NAMED + " 2"


def test_neither_key_nor_code_lies_anywhere_in_plain(path: Path, home: Path) -> None:
    new = service.make_key()
    service.turn_on(path, new)
    secret = [new.key.encode(), bytes.fromhex(new.key), new.code.encode(), new.code.replace("-", "").encode()]
    for one in (*path.parent.rglob("*"), *home.rglob("*")):
        assert not one.is_file() or not any(word in one.read_bytes() for word in secret), one
    assert new.key not in repr(new)
    assert new.code not in repr(new)


def test_another_machine_opens_it_by_the_code_and_asks_only_once(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = service.make_key()
    key_id = service.turn_on(path, new).key_id
    there = elsewhere(path, tmp_path, monkeypatch, key_id)
    with pytest.raises(UnknownKeyError, match=r"“region\.cdesk” is encrypted and this machine does not keep its key"):
        Workspace.open(there)
    assert not service.status(there).key_here
    with pytest.raises(UserError, match=r"This is not the recovery code"):
        service.recover(there, service.make_key().code)
    with pytest.raises(UserError, match=r"Group \d of the recovery code has a typing error|letters and digits"):
        service.recover(there, new.code[:-1] + ("0" if new.code[-1] != "0" else "1"))
    assert not service.status(there).key_here
    service.recover(there, new.code.lower())
    forget(key_id)  # another process
    with Workspace.open(there) as workspace:
        assert ORIGINAL in workspace.files.each(sorted(workspace.files.names()))


def elsewhere(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key_id: str) -> Path:
    """The workspace's folder on a machine that keeps no key."""
    shutil.copytree(path.parent, tmp_path / "elsewhere")
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "other home"))
    forget(key_id)
    return tmp_path / "elsewhere" / path.name


def test_without_the_file_of_the_code_it_is_said_what_to_copy(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = service.make_key()
    there = elsewhere(path, tmp_path, monkeypatch, service.turn_on(path, new).key_id)
    companion_of(there).unlink()
    shutil.move(there.with_suffix(".backups"), tmp_path / "away")
    with pytest.raises(UserError, match=r"“region\.cdesk-key” that belongs to the recovery code is not there"):
        service.recover(there, new.code)
    backup = next((tmp_path / "away").glob("*.cdesk"))
    service.recover(backup, new.code)
    assert name_in(backup) == NAMED, "a backup opens with what lies beside it"


def test_a_new_key_opens_everything_and_the_old_code_nothing(path: Path) -> None:
    first, second = service.make_key(), service.make_key()
    old = service.turn_on(path, first).key_id
    found = service.change_key(path, second)
    assert found.key_id != old
    assert found.others == ()
    assert name_in(path) == NAMED
    with pytest.raises(UserError, match=r"This is not the recovery code"):
        service.check_code(path, first.code)
    service.check_code(path, second.code)
    third = service.make_key().code
    service.use_code(path, third)
    service.check_code(path, third)
    with pytest.raises(UserError, match=r"This is not the recovery code"):
        service.check_code(path, second.code)


def test_plain_again_is_as_it_was(path: Path) -> None:
    service.turn_on(path, service.make_key())
    found = service.turn_off(path)
    assert not found.encrypted
    assert found.others == ()
    assert not companion_of(path).exists()
    assert len(plain_places(path.parent)) == 4
    with Workspace.open(path) as workspace:
        assert check(workspace.db, workspace.files) == []
    with pytest.raises(UserError, match=r"is not encrypted"):
        service.turn_off(path)


def test_backups_of_the_plain_time_can_be_left_or_deleted(path: Path) -> None:
    found = service.turn_on(path, service.make_key(), backups=service.LEAVE)
    assert [one.suffix for one in found.plain] == [".cdesk"]
    assert [one.parent.name for one in found.plain] == ["region.backups"]
    assert service.finish(path, backups=service.DELETE).plain == ()
    assert list(Paths(path).backups.glob("*.cdesk")) == []


def test_a_plain_backup_is_brought_back_into_an_encrypted_workspace(path: Path) -> None:
    service.turn_on(path, service.make_key(), backups=service.LEAVE)
    with Workspace.open(path) as workspace:
        write(workspace, "later")
    (backup,) = [one for one in Paths(path).backups.glob("*.cdesk") if key_id_of(one) is None]
    restore(path, backup)
    assert key_id_of(path)
    assert name_in(path) == NAMED
    assert not list(path.parent.glob("*.part"))


def test_an_encrypted_backup_replaces_a_workspace_that_is_gone(path: Path) -> None:
    service.turn_on(path, service.make_key())
    path.unlink()
    restore(path, next(Paths(path).backups.glob("*.cdesk")))
    assert key_id_of(path)
    assert name_in(path) == NAMED


@contextmanager
def elsewhere_open(path: Path) -> Iterator[None]:
    """Another process reads the file."""
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM tx').fetchall(); "
        "print(1, flush=True); input()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=pipe, stdout=pipe) as other:
        assert other.stdout
        other.stdout.readline()
        yield
        other.communicate(b"\n")


def test_who_has_it_open_keeps_it_as_it_is(path: Path) -> None:
    with Workspace.open(path), pytest.raises(UserError, match=r"is open in another program"):
        service.turn_on(path, service.make_key())
    with elsewhere_open(path), pytest.raises(UserError, match=r"is open in another program"):
        service.turn_on(path, service.make_key())
    with Workspace.open(path, window=True), pytest.raises(UserError, match=r"is open in another window"):
        service.turn_on(path, service.make_key())
    assert key_id_of(path) is None
    assert not companion_of(path).exists()
    assert not list(path.parent.glob("*.part*"))


def test_stopped_it_stays_as_it_was(path: Path) -> None:
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        service.turn_on(path, service.make_key(), progress=stopped)
    assert key_id_of(path) is None
    assert not companion_of(path).exists()
    assert name_in(path) == NAMED


def test_an_interrupted_step_is_said_and_finished(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Path] = []

    def stop_after_one(one: Path, key: str | None, progress: Progress) -> bool:
        if done:
            raise OSError(5, "the plug was pulled")
        done.append(one)
        return convert(one, key, progress)

    monkeypatch.setattr(service, "convert", stop_after_one)
    with pytest.raises(OSError, match=r"plug"):
        service.turn_on(path, service.make_key())
    monkeypatch.setattr(service, "convert", convert)
    with Workspace.open(path) as workspace:
        assert [one.msgid[:26] for one in workspace.notices] == ["Encryption was interrupted"]
        assert ORIGINAL in workspace.files.each(sorted(workspace.files.names()))
    assert service.finish(path).others == ()
    with Workspace.open(path) as workspace:
        assert workspace.notices == ()


def test_a_policy_wants_it_encrypted_and_never_plain(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[workspace]\nencrypt = "required"\n', encoding="utf-8")
    monkeypatch.setenv("CHANNELDESK_POLICY", str(policy))
    assert fleet.policy().encrypt == "required"
    with Workspace.open(path) as workspace:
        assert "wants workspaces encrypted" in workspace.notices[0].msgid
    service.turn_on(path, service.make_key())
    with pytest.raises(UserError, match=r"policy file of this machine wants workspaces encrypted"):
        service.turn_off(path)


def test_a_damaged_file_is_said_to_be_damaged(path: Path) -> None:
    service.turn_on(path, service.make_key())
    content = bytearray(path.read_bytes())
    content[100:200] = bytes(100)
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"“region\.cdesk” is damaged and was left as it is"):
        Workspace.open(path)
    content[:16] = bytes(16)
    path.write_bytes(content)
    look_again(path)
    with pytest.raises(UserError, match=r"The beginning of “region\.cdesk” is damaged"):
        Workspace.open(path)


def test_the_backups_of_before_go_only_when_the_workspace_itself_is_done(path: Path) -> None:
    sound = path.read_bytes()
    path.write_bytes(sound[: len(sound) // 2])
    with pytest.raises(UserError, match=r"“region\.cdesk” is damaged and was left as it is"):
        service.turn_on(path, service.make_key(), backups=service.DELETE)
    assert key_id_of(path) is None
    assert len(list(Paths(path).backups.glob("*.cdesk"))) == 1, "what a damaged workspace is restored from"


def test_a_damaged_backup_is_named(path: Path) -> None:
    (backup,) = Paths(path).backups.glob("*.cdesk")
    backup.write_bytes(b"what a failing disk left" * 500)
    with pytest.raises(UserError, match=rf"“{backup.stem}\.cdesk” is damaged and was left as it is"):
        service.turn_on(path, service.make_key())
    assert key_id_of(path)


def test_the_old_key_stays_while_the_backups_are_out_of_reach(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, policy = tmp_path / "share", tmp_path / "policy.toml"
    share.mkdir()
    policy.write_text(f'[backup]\nfolder = "{share.as_posix()}"\n', encoding="utf-8")
    monkeypatch.setenv("CHANNELDESK_POLICY", str(policy))
    old = service.make_key()
    old_id = service.turn_on(path, old).key_id
    with Workspace.open(path) as workspace:
        write(workspace, NAMED + " 2")
        made = workspace.back_up()
    assert made is not None
    share.rename(tmp_path / "away")
    new_id = service.change_key(path, service.make_key()).key_id
    (tmp_path / "away").rename(share)
    forget(old_id)
    assert name_in(made.path) == NAMED + " 2"
    assert service.finish(path).others == ()
    assert key_id_of(made.path) == new_id
    forget(old_id)
    assert kept_key(old_id) is None, "nothing is under it any more"
