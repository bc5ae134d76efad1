"""A file of secrets sealed for one account on one machine: a copy of it opens nowhere else.

AES-256-GCM under a key that scrypt (RFC 7914) derives from three things: 32 random bytes in a file of the account
alone, the machine's own id, and the account's. What runs as this account on this machine can open it, and so can root:
no program that has to read a secret without asking anybody can keep it from them.
"""

import hashlib
import json
import os
import secrets
import stat
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from app.core.errors import UserError
from app.core.lock import FileLock
from app.core.whole import sync_folder, write_whole

SEALED: Final = "secrets.sealed"
KEY: Final = "secrets.key"
PLAIN: Final = "secrets.json"
"""As earlier versions kept it; it is sealed at the first look."""
_LOCK: Final = "secrets.lock"
_OWN_ONLY: Final = 0o600
_KEY_BYTES: Final = 32
_COST: Final = {"n": 1 << 14, "r": 8, "p": 1, "maxmem": 64 << 20, "dklen": 32}
"""16 MB and some 50 ms a look; the strength lies in the random bytes."""
_HEAD: Final = b"ChannelDesk secrets 1"
_WAIT_S: Final = 5.0


class _CannotOpenError(Exception):
    """The file is no sealed one, was changed, or belongs to another machine or account."""


class SealedFile:
    """Names and their secrets in one sealed file of a folder."""

    def __init__(self, folder: Path, *, owner: str | None = None) -> None:
        """``owner`` stands for this machine and account (tests)."""
        self._folder, self._owner = folder, owner

    @property
    def _path(self) -> Path:
        return self._folder / SEALED

    def read(self) -> dict[str, str]:
        """What is kept; raises UserError where the file does not open here, and leaves it as it is."""
        if (self._folder / PLAIN).exists():
            self.change({})
        try:
            return self._open()
        except _CannotOpenError as error:
            raise UserError("The sealed file of secrets {path} does not open: it was changed, or sealed by another "
                            "account or on another machine. It is left as it is; enter the secrets of the data sources "
                            "again.", path=str(self._path)) from error  # fmt: skip

    def change(self, entered: Mapping[str, str]) -> None:
        """Keep secrets by their names, an empty one forgets its name.

        A file that does not open is put aside under another name, never overwritten.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            try:
                kept = self._open()
            except _CannotOpenError:
                self._path.replace(self._path.with_name(f"{SEALED}.{time.time_ns()}"))
                kept = {}
            kept |= self._plain() | dict(entered)
            self._seal({name: secret for name, secret in kept.items() if secret})
            (self._folder / PLAIN).unlink(missing_ok=True)

    # -- sealing ------------------------------------------------------------------------------------------------------

    def _seal(self, kept: Mapping[str, str]) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 20 ms that few starts need

        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()
        sealed = AESGCM(self._key(salt, make=True)).encrypt(nonce, text, _HEAD)
        words = {"format": 1, "salt": _word(salt), "nonce": _word(nonce), "sealed": _word(sealed)}
        write_whole(self._path, json.dumps(words, indent=1).encode(), mode=_OWN_ONLY)
        sync_folder(self._folder)  # before any file names a key that lies here only

    def _open(self) -> dict[str, str]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            words = json.loads(self._path.read_bytes())
            salt, nonce, sealed = (b64decode(words[name], validate=True) for name in ("salt", "nonce", "sealed"))
            text = AESGCM(self._key(salt)).decrypt(nonce, sealed, _HEAD)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise _unreadable(self._path) from error
        except (ValueError, TypeError, LookupError, InvalidTag) as error:
            raise _CannotOpenError from error
        return dict(json.loads(text))

    def _key(self, salt: bytes, *, make: bool = False) -> bytes:
        owner = owner_here() if self._owner is None else self._owner
        return hashlib.scrypt(self._random(make=make) + owner.encode(), salt=salt, **_COST)

    def _random(self, *, make: bool) -> bytes:
        """The account's random bytes, made where there are none and ``make`` says so."""
        path = self._folder / KEY
        try:
            _require_own(path)
            found = path.read_bytes()
        except FileNotFoundError:
            found = b""
        if len(found) == _KEY_BYTES:
            return found
        if not make:
            raise _CannotOpenError
        found = secrets.token_bytes(_KEY_BYTES)
        write_whole(path, found, mode=_OWN_ONLY)
        return found

    def _plain(self) -> dict[str, str]:
        path = self._folder / PLAIN
        try:
            _require_own(path)
            found = json.loads(path.read_text(encoding="utf-8"))
            return {str(name): str(secret) for name, secret in found.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError) as error:
            raise _unreadable(path) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two programs that keep a secret at once lose neither."""
        lock, until = FileLock(self._folder / _LOCK), time.monotonic() + _WAIT_S
        while not lock.acquire():
            if time.monotonic() > until:
                raise UserError("Another program is writing the secrets in {folder}. Try again.",
                                folder=str(self._folder))  # fmt: skip
            time.sleep(0.02)
        try:
            yield
        finally:
            lock.release()


def owner_here() -> str:
    """Which machine and account these are, as the system tells them apart."""
    account = str(os.getuid()) if sys.platform != "win32" else os.environ.get("USERNAME", "")
    return f"\n{_machine()}\n{account}"


if sys.platform == "win32":

    def _machine() -> str:
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as place:
            return str(winreg.QueryValueEx(place, "MachineGuid")[0])

else:

    def _machine() -> str:
        """The id that the system got at its installation (machine-id(5)), else its name."""
        for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
            with suppress(OSError):
                if found := path.read_text(encoding="ascii").strip():
                    return found
        return os.uname().nodename


def _word(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def _require_own(path: Path) -> None:
    """Raises UserError where other accounts can read the file, FileNotFoundError where there is none."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077 and sys.platform != "win32":
        raise UserError("Others on this machine can read {path}. Take their rights away (chmod 600), and change the "
                        "secrets of the data sources.", path=str(path))  # fmt: skip


def _unreadable(path: Path) -> UserError:
    return UserError("The file of secrets {path} cannot be read.", path=str(path))
