"""A workspace is packed into one file and put in place on another machine, whole or not at all."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import moving, sealed
from app.core.check import check
from app.core.db import Action
from app.core.encryption import companion, service
from app.core.errors import UserError
from app.core.keys import UnknownKeyError, forget, key_id_of, look_again
from app.core.moving import lift, pack, put_in_place
from app.core.settings import HOME_VARIABLE, MachineSettings
from app.core.texts import N_
from app.core.workspace import Workspace
from app.core.workspace_settings import NAME, set_setting, setting

NAMED = "海蓝贸易 Hailan"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving keys from codes costs on purpose; what it costs is no part of these tests."""
    monkeypatch.setitem(companion._COST, "n", 2)
    monkeypatch.setitem(sealed._COST, "n", 2)


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    found = tmp_path / "old" / "region.cdesk"
    found.parent.mkdir()
    shutil.copyfile(template, found)
    with Workspace.open(found) as workspace:
        workspace.db.write(Action(N_("Test")), lambda session: set_setting(session, key=NAME, value=NAMED))
        workspace.files.put(NAMED.encode())
        workspace.back_up()
        MachineSettings().update(language="en", certificate="/secret.p12", people={"x": "y"})
    return found


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Sits down at another machine; gives a folder there."""

    def there() -> Path:
        monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "other home"))
        (tmp_path / "new").mkdir()
        return tmp_path / "new"

    return there


def test_it_goes_on_there_as_a_new_device_with_all_that_belongs_to_it(
    path: Path, tmp_path: Path, other: Callable[[], Path]
) -> None:
    packed = pack(path, tmp_path / "stick" / "region")
    assert packed.path.name == "region.cdeskmove"
    assert {"workspace", "files", "backups/originals.files"} <= set(packed.parts)
    place = other() / "mine.cdesk"
    placed = put_in_place(packed.path, place)
    assert placed.settings == ("language",)
    kept = MachineSettings().read()
    assert kept["language"] == "en"
    assert "certificate" not in kept
    with Workspace.open(place) as there:
        assert there.notices == ()
        assert check(there.db, there.files) == []
        assert there.files.names()
        assert len(there.backups()) == 1
        with there.db.read() as session:
            assert setting(session, NAME) == NAMED
            devices = session.connection().exec_driver_sql("SELECT id FROM device").all()
            assert len(devices) == 3, "the template's, the old machine's and its own"
    assert sorted(one.name for one in place.parent.iterdir() if "-w" not in one.name and "-s" not in one.name) == [
        "mine.backups", "mine.cdesk", "mine.files",
    ]  # fmt: skip


def test_the_old_one_says_where_to_go_on_until_that_is_lifted(path: Path, tmp_path: Path) -> None:
    pack(path, tmp_path / "region")
    with Workspace.open(path) as workspace:
        assert "packed for another machine" in workspace.notices[0].msgid
    lift(path)
    with Workspace.open(path) as workspace:
        assert workspace.notices == ()


def test_an_encrypted_one_is_encrypted_on_the_way_and_asks_for_its_code(
    path: Path, tmp_path: Path, other: Callable[[], Path]
) -> None:
    new = service.make_key()
    service.turn_on(path, new)
    packed = pack(path, tmp_path / "region")
    assert packed.encrypted
    assert NAMED.encode() not in packed.path.read_bytes()
    assert json.dumps(NAMED).encode() not in packed.path.read_bytes()
    forget(str(key_id_of(path)))
    place = other() / "region.cdesk"
    with pytest.raises(UnknownKeyError, match=r"Enter the recovery code"):
        put_in_place(packed.path, place)
    with pytest.raises(UserError, match=r"not the recovery code"):
        put_in_place(packed.path, place, code=service.make_key().code)
    assert list(place.parent.iterdir()) == []
    put_in_place(packed.path, place, code=new.code)
    with Workspace.open(place) as there:
        assert there.db.encrypted
        assert check(there.db, there.files) == []
    assert service.status(place).others == ()


def test_what_was_damaged_on_the_way_is_found_and_nothing_is_put_in_place(
    path: Path, tmp_path: Path, other: Callable[[], Path]
) -> None:
    packed = pack(path, tmp_path / "region").path
    content, folder = bytearray(packed.read_bytes()), other()
    content[len(content) // 3] ^= 1
    bad = tmp_path / "bad.cdeskmove"
    bad.write_bytes(content)
    with pytest.raises(UserError, match=r"“bad\.cdeskmove” was damaged on its way"):
        put_in_place(bad, folder / "region.cdesk")
    bad.write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError, match=r"is no packed workspace"):
        put_in_place(bad, folder / "region.cdesk")
    assert list(folder.iterdir()) == []


def test_no_part_leads_out_of_its_folder(path: Path, tmp_path: Path, other: Callable[[], Path]) -> None:
    packed, evil = pack(path, tmp_path / "region").path, tmp_path / "evil.cdeskmove"
    for name in ("../out", "backups/../../out", "backups/a/b", "/etc/x", "backups/..", "C:x"):
        with zipfile.ZipFile(packed) as good, zipfile.ZipFile(evil, "w") as archive:
            about = json.loads(good.read("contents.json"))
            about["parts"] = {"workspace": about["parts"]["workspace"], name: {"sha256": "", "size": 1}}
            archive.writestr("workspace", good.read("workspace"))
            archive.writestr(name, b"x")
            archive.writestr("contents.json", json.dumps(about))
        with pytest.raises(UserError, match=r"is no packed workspace"):
            put_in_place(evil, tmp_path / "place" / "region.cdesk")
    assert not (tmp_path / "out").exists()
    other()


def test_a_full_disk_and_a_name_that_is_taken_are_said(
    path: Path, tmp_path: Path, other: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = pack(path, tmp_path / "region").path
    with pytest.raises(UserError, match=r"exists already"):
        pack(path, packed)
    with pytest.raises(UserError, match=r"exists already"):
        put_in_place(packed, path)
    full = shutil.disk_usage(tmp_path)._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: full)
    with pytest.raises(UserError, match=r"not enough room: \d+ MB are wanted, 1 MB are free"):
        put_in_place(packed, other() / "region.cdesk")


def test_a_full_disk_while_it_is_packed_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(moving, "_add", full)
    with pytest.raises(UserError, match=r"The disk is full"):
        pack(path, tmp_path / "stick" / "region")
    assert list((tmp_path / "stick").iterdir()) == []
    with Workspace.open(path) as workspace:
        assert workspace.notices == ()


def test_nothing_goes_whose_code_would_open_it_nowhere(path: Path, tmp_path: Path, other: Callable[[], Path]) -> None:
    new = service.make_key()
    service.turn_on(path, new)
    companion.companion_of(path).unlink()
    found = pack(path, tmp_path / "region")
    assert "key" in found.parts, "the one with the backups goes along"
    for place in companion.places(path):
        place.unlink(missing_ok=True)
    with pytest.raises(UserError, match=r"region\.cdesk-key for the recovery code is missing; make a new code"):
        pack(path, tmp_path / "second")
    assert not list(tmp_path.glob("second*"))
    place = other() / "region.cdesk"
    forget(str(key_id_of(path)))
    put_in_place(found.path, place, code=new.code)
    assert service.status(place).code_here


def test_of_an_encrypted_one_nothing_goes_in_plain(path: Path, tmp_path: Path) -> None:
    in_plain = path.with_suffix(".files").read_bytes()
    service.turn_on(path, service.make_key(), backups=service.LEAVE)
    found = pack(path, tmp_path / "region", backups=moving.ALL)
    assert not [one for one in found.parts if one.endswith(".cdesk")]
    assert NAMED.encode() not in found.path.read_bytes()
    assert json.dumps(NAMED).encode() not in found.path.read_bytes()
    path.with_suffix(".files").unlink()
    path.with_suffix(".files").write_bytes(in_plain)
    look_again(path.with_suffix(".files"))
    with pytest.raises(UserError, match=r"Encryption was interrupted"):
        pack(path, tmp_path / "second")


@pytest.mark.parametrize("left", ["-wal", "-journal", "-key"])
def test_what_another_workspace_left_at_the_place_is_not_mixed_with_it(
    path: Path, tmp_path: Path, other: Callable[[], Path], left: str
) -> None:
    packed = pack(path, tmp_path / "region").path
    place = other() / "region.cdesk"
    (place.parent / f"region.cdesk{left}").write_bytes(b"of another one")
    with pytest.raises(UserError, match=rf"“region\.cdesk{left}” exists already"):
        put_in_place(packed, place)
    assert [one.name for one in place.parent.iterdir()] == [f"region.cdesk{left}"]


def test_a_file_that_asks_for_a_password_is_none_of_ours(path: Path, tmp_path: Path, other: Callable[[], Path]) -> None:
    packed = pack(path, tmp_path / "region").path
    content = bytearray(packed.read_bytes())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + flags] |= 1
    packed.write_bytes(content)
    with pytest.raises(UserError, match=r"damaged on its way"):
        put_in_place(packed, other() / "region.cdesk")
