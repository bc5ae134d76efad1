"""Killed while it is encrypted, given another key, decrypted or packed: everything opens, every row is there."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from app.core import keys, sealed
from app.core.check import check
from app.core.encryption import companion, service
from app.core.errors import UserError
from app.core.moving import pack, put_in_place
from app.core.workspace import Workspace
from app.people.queries import people
from tests.torture.kills import killed_at, moments
from tests.torture.scenarios import NAME, acknowledge, write_people

HERE = "tests.torture.test_encryption_kills"
KEYS = (("11" * 32, "first"), ("22" * 32, "second"))


def cheap() -> None:
    """Deriving keys costs on purpose; what it costs is no part of this."""
    companion._COST["n"] = sealed._COST["n"] = 2


def new(which: int) -> service.NewKey:
    return service.NewKey(KEYS[which][0], service.make_key().code)


def turn_on(folder: Path) -> None:
    """In the child: encrypt."""
    cheap()
    service.turn_on(folder / NAME, new(0))
    acknowledge("on")


def change_key(folder: Path) -> None:
    """In the child: another key."""
    cheap()
    service.change_key(folder / NAME, new(1))
    acknowledge("changed")


def turn_off(folder: Path) -> None:
    """In the child: decrypt."""
    cheap()
    service.turn_off(folder / NAME)
    acknowledge("off")


def pack_up(folder: Path) -> None:
    """In the child: pack, and put in place elsewhere."""
    cheap()
    packed = pack(folder / NAME, folder / "stick")
    acknowledge("packed")
    put_in_place(packed.path, folder / "new" / "there.cdesk")
    acknowledge("placed")


@pytest.fixture
def filled(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with people, a kept file and a backup, under an account's folder of its own."""
    monkeypatch.setitem(companion._COST, "n", 2)
    monkeypatch.setitem(sealed._COST, "n", 2)
    monkeypatch.setenv("CHANNELDESK_HOME", str(tmp_path / "ready" / "home"))
    folder = tmp_path / "ready"
    folder.mkdir()
    shutil.copyfile(template, folder / NAME)
    write_people(folder, count="8")
    with Workspace.open(folder / NAME) as workspace:
        workspace.files.put(b"original" * 1000)
        workspace.back_up()
    return folder


@pytest.mark.parametrize("step", ["turn_on", "change_key", "turn_off"])
def test_a_kill_leaves_everything_openable_and_whole(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    if step != "turn_on":
        service.turn_on(filled / NAME, new(0))
    at_all = moments(f"{HERE}:{step}", copied(filled, tmp_path / "whole", monkeypatch))
    for at in at_all:
        folder = copied(filled, tmp_path / str(at), monkeypatch)
        killed_at(f"{HERE}:{step}", folder, at=at)
        forget_all()
        require_whole(folder / NAME)
        with suppress(UserError):  # done, or nothing to do
            service.finish(folder / NAME)
        assert service.status(folder / NAME).others == ()
        require_whole(folder / NAME)
        assert not list(folder.rglob("*.recrypt.part*")), at


def copied(source: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(source, target)
    monkeypatch.setenv("CHANNELDESK_HOME", str(target / "home"))
    return target


def forget_all() -> None:
    """As a process that begins: nothing is known but what is kept."""
    for key, _ in KEYS:
        keys.forget(keys.id_of(key))


def require_whole(path: Path) -> None:
    with Workspace.open(path) as workspace:
        assert check(workspace.db, workspace.files) == []
        assert len(workspace.files.names()) == 1
        with workspace.db.read() as session:
            assert len(people(session)) == 8
    for backup in path.with_suffix(".backups").glob("*.cdesk"):
        assert keys.head_of(backup)
        keys.key_of(backup)


def test_a_kill_while_it_is_packed_or_put_in_place_leaves_nothing_half(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in moments(f"{HERE}:pack_up", copied(filled, tmp_path / "whole", monkeypatch)):
        folder = copied(filled, tmp_path / str(at), monkeypatch)
        killed_at(f"{HERE}:pack_up", folder, at=at)
        require_whole(folder / NAME)
        packed, there = folder / "stick.cdeskmove", folder / "new" / "there.cdesk"
        if there.exists():
            require_whole(there)
        elif packed.exists():
            for left in (folder / "new").glob("there.*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            put_in_place(packed, there)
            require_whole(there)
