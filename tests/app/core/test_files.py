"""Originals are kept once by their SHA-256, read back checked, and swept when nobody names them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.connect import connect
from app.core.errors import Cancelled, UserError
from app.core.files import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "x.files")


def test_what_is_put_comes_back_and_is_kept_once(store: FileStore, tmp_path: Path) -> None:
    data = bytes(range(256)) * 12_000  # three pieces
    original = tmp_path / "orders.csv"
    original.write_bytes(data)
    sha256 = store.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert store.put_file(original) == sha256
    assert store.get(sha256) == data
    assert store.names() == {sha256}
    assert store.damaged() == []


def test_of_many_files_all_are_kept_or_none(store: FileStore) -> None:
    assert [store.get(name) for name in store.put_each([b"a", b"b", b"a"])] == [b"a", b"b", b"a"]
    before = store.names()

    def cancelled() -> Iterator[bytes]:
        yield b"c"
        raise Cancelled

    with pytest.raises(Cancelled):
        store.put_each(cancelled())
    assert store.names() == before


def test_an_empty_file_is_a_file_too(store: FileStore) -> None:
    assert store.get(store.put(b"")) == b""


def test_a_missing_or_damaged_file_is_said_so(store: FileStore) -> None:
    with pytest.raises(UserError, match="missing or damaged"):
        store.get("0" * 64)
    sha256 = store.put(b"abc")
    raw = connect(store.path, wal=False)
    raw.execute("UPDATE chunk SET data = x'00'")
    raw.close()
    with pytest.raises(UserError, match="missing or damaged"):
        store.get(sha256)
    assert store.damaged() == [sha256]


def test_orphans_are_swept_when_they_are_old(store: FileStore) -> None:
    named, orphan = store.put(b"named"), store.put(b"orphan")
    assert store.sweep([named]) == 0  # a transaction that names it may still be running
    assert store.sweep([named], older_than_s=-10) == 1
    assert store.names() == {named}
    assert orphan not in store.names()


def test_a_file_put_again_is_young_again(store: FileStore) -> None:
    sha256 = store.put(b"x")
    raw = connect(store.path, wal=False)
    raw.execute("UPDATE file SET at = 0")
    raw.close()
    store.put(b"x")
    assert store.sweep([]) == 0
    assert store.names() == {sha256}


def test_a_failed_put_leaves_nothing(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.files._digest", lambda *_: "other")
    with pytest.raises(UserError, match="changed while it was read"):
        store.put(b"x")
    assert store.names() == set()


def test_what_another_store_lacks_is_added_to_it(store: FileStore, tmp_path: Path) -> None:
    other = FileStore(tmp_path / "other.files")
    first = other.put(b"old")
    second = store.put(b"new" * 1_000_000)
    store.copy_missing_to(other.path)
    store.copy_missing_to(other.path)
    assert other.names() == {first, second}
    assert other.damaged() == []


def test_a_store_that_can_only_be_read_is_not_made(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "none.files", read_only=True)
    assert store.names() == set()
    assert not store.path.exists()
    with pytest.raises(UserError, match="missing"):
        store.get("0" * 64)
