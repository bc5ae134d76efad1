"""Secrets lie in the keyring, else in a sealed file, and never in the workspace."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from app.core.errors import UserError
from app.imports.sources.secrets import SERVICE, Secrets


class MemoryRing(KeyringBackend):
    """A keyring as a desktop has one."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[MemoryRing]:
    before = keyring.get_keyring()
    found = MemoryRing()
    keyring.set_keyring(found)
    yield found
    keyring.set_keyring(before)


def test_where_there_is_a_keyring_it_holds_the_secret_and_no_file_does(ring: MemoryRing, tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "home", "space")
    assert secrets.in_keyring
    secrets.put("one", " s3cret\n")
    assert ring.kept == {(SERVICE, "space:one"): "s3cret"}
    assert secrets.get("one") == "s3cret"
    assert not (tmp_path / "home").exists()
    secrets.put("one", None)
    assert secrets.get("one") is None
    ring.locked = True
    with pytest.raises(UserError, match="does not open"):
        secrets.get("one")


def test_without_one_a_sealed_file_does(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "home", "space")
    assert not secrets.in_keyring
    secrets.put("one", "first")
    secrets.put("two", "second")
    Secrets(tmp_path / "home", "other").put("one", "of another workspace")
    assert (secrets.get("one"), secrets.get("two"), secrets.get("three")) == ("first", "second", None)
    assert not any(b"first" in path.read_bytes() for path in (tmp_path / "home").iterdir())
    secrets.put("one", "")
    assert secrets.get("one") is None
