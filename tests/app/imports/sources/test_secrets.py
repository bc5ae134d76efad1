"""Secrets lie in the keyring, else in a file of the account alone, and never in the workspace."""

import stat
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


def test_without_one_a_file_that_only_the_account_can_read_does(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "home", "space")
    assert not secrets.in_keyring
    secrets.put("one", "first")
    secrets.put("two", "second")
    Secrets(tmp_path / "home", "other").put("one", "of another workspace")
    (path,) = (tmp_path / "home").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (secrets.get("one"), secrets.get("two"), secrets.get("three")) == ("first", "second", None)
    secrets.put("one", "")
    assert secrets.get("one") is None


def test_a_file_that_others_can_read_is_no_place_for_secrets(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, "space")
    secrets.put("one", "s3cret")
    (tmp_path / "secrets.json").chmod(0o644)
    with pytest.raises(UserError, match="chmod 600") as refused:
        secrets.get("one")
    assert "s3cret" not in str(refused.value)
