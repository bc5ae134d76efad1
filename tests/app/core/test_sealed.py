"""The file of secrets is sealed for one account on one machine; what does not open is refused, and nothing is lost."""

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from app.core.errors import UserError
from app.core.sealed import KEY, PLAIN, SEALED, SealedFile, owner_here

WORD = "s3cret-密码"
unix = pytest.mark.skipif(sys.platform == "win32", reason="rights of Unix")


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_is_kept_is_read_again_and_stands_in_no_file(tmp_path: Path) -> None:
    file = SealedFile(tmp_path / "home")
    assert file.read() == {}
    file.change({"one": WORD, "two": "second"})
    file.change({"two": "", "three": "third"})
    assert SealedFile(tmp_path / "home").read() == {"one": WORD, "three": "third"}
    for trace in (WORD, "third", "three"):
        assert trace.encode() not in everything(tmp_path)
        assert json.dumps(trace).encode() not in everything(tmp_path)


@unix
def test_only_the_account_can_read_the_file_and_its_key(tmp_path: Path) -> None:
    file = SealedFile(tmp_path)
    file.change({"one": WORD})
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in (SEALED, KEY)} == {0o600}
    (tmp_path / KEY).chmod(0o644)
    with pytest.raises(UserError, match="chmod 600") as refused:
        file.read()
    assert WORD not in str(refused.value)


def test_each_sealing_has_a_salt_and_a_nonce_of_its_own(tmp_path: Path) -> None:
    file, seen = SealedFile(tmp_path), []
    for _ in range(2):
        file.change({"one": WORD})
        seen.append(json.loads((tmp_path / SEALED).read_text()))
    assert all(seen[0][name] != seen[1][name] for name in ("salt", "nonce", "sealed"))


def test_a_copy_with_its_key_opens_on_no_other_machine_and_for_no_other_account(tmp_path: Path) -> None:
    SealedFile(tmp_path / "home", owner="machine 1, account 1").change({"one": WORD})
    shutil.copytree(tmp_path / "home", tmp_path / "copy")
    for owner in ("machine 2, account 1", "machine 1, account 2"):
        with pytest.raises(UserError, match="another machine"):
            SealedFile(tmp_path / "copy", owner=owner).read()
    assert SealedFile(tmp_path / "copy", owner="machine 1, account 1").read() == {"one": WORD}
    assert owner_here().count("\n") == 2
    assert all(owner_here().strip().split("\n")), "this machine and this account have names"


def flipped(folder: Path) -> None:
    words = json.loads((folder / SEALED).read_text())
    first = words["sealed"][0]
    words["sealed"] = ("B" if first == "A" else "A") + words["sealed"][1:]
    (folder / SEALED).write_text(json.dumps(words))


def cut(folder: Path) -> None:
    data = (folder / SEALED).read_bytes()
    (folder / SEALED).write_bytes(data[: len(data) // 2])


def no_file_of_ours(folder: Path) -> None:
    (folder / SEALED).write_text('["hello"]')


def without_its_key(folder: Path) -> None:
    (folder / KEY).unlink()


def with_another_key(folder: Path) -> None:
    (folder / KEY).write_bytes(b"k" * 32)


@pytest.mark.parametrize("harm", [flipped, cut, no_file_of_ours, without_its_key, with_another_key])
def test_a_file_that_was_changed_is_refused_and_put_aside_whole_by_the_next_secret(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    file = SealedFile(tmp_path)
    file.change({"one": WORD})
    harm(tmp_path)
    before = (tmp_path / SEALED).read_bytes()
    for _ in range(2):
        with pytest.raises(UserError, match="does not open") as refused:
            file.read()
        assert WORD not in str(refused.value)
    assert (tmp_path / SEALED).read_bytes() == before, "looking changes nothing"
    file.change({"two": "entered again"})
    assert file.read() == {"two": "entered again"}
    (aside,) = tmp_path.glob(f"{SEALED}.*")
    assert aside.read_bytes() == before


def test_the_plain_file_of_an_earlier_version_is_sealed_at_the_first_look(tmp_path: Path) -> None:
    (tmp_path / PLAIN).write_text(json.dumps({"one": WORD, "two": "second"}), encoding="utf-8")
    (tmp_path / PLAIN).chmod(0o600)
    assert SealedFile(tmp_path).read() == {"one": WORD, "two": "second"}
    assert not (tmp_path / PLAIN).exists()
    assert WORD.encode() not in everything(tmp_path)
    assert SealedFile(tmp_path).read() == {"one": WORD, "two": "second"}


@unix
def test_a_plain_file_that_others_could_read_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / PLAIN).write_text(json.dumps({"one": WORD}), encoding="utf-8")
    (tmp_path / PLAIN).chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        SealedFile(tmp_path).read()
    (tmp_path / PLAIN).chmod(0o600)
    (tmp_path / PLAIN).write_text("{no json", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be read"):
        SealedFile(tmp_path).read()
    assert (tmp_path / PLAIN).exists()


def test_programs_that_keep_secrets_at_once_lose_none(tmp_path: Path) -> None:
    keepers = [Thread(target=SealedFile(tmp_path).change, args=({f"source {n}": f"secret {n}"},)) for n in range(8)]
    for one in keepers:
        one.start()
    for one in keepers:
        one.join()
    assert len(SealedFile(tmp_path).read()) == 8


@unix
def test_what_was_kept_outlives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[tuple[bool, bool]] = []
    real = os.fsync

    def note(handle: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), (tmp_path / SEALED).exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", note)
    SealedFile(tmp_path).change({"key": WORD})
    assert synced[-1] == (True, True), "the folder, when the file had its name"
