"""Passwords and tokens of data sources: in the system's keyring, else in a file that only the account can read.

The file is not encrypted: what reads as this account reads it. Its rights (0600) keep other accounts out, as those of
an SSH key do; encrypting it with a key that lies beside it would add nothing.
"""

import json
import os
import stat
import sys
from pathlib import Path
from typing import Final

from app.core.errors import UserError

SERVICE: Final = "ChannelDesk"
_FILE: Final = "secrets.json"
_OWN_ONLY: Final = 0o600


class Secrets:
    """The secrets of one workspace on this machine; they never enter the workspace itself."""

    def __init__(self, folder: Path, workspace_id: str) -> None:
        """``folder`` is the account's own folder for the program."""
        self._folder, self._workspace = folder, workspace_id

    @property
    def in_keyring(self) -> bool:
        """Whether this machine has a keyring to keep them in."""
        from keyring import get_keyring  # loads every backend that is installed

        return get_keyring().priority > 0

    def get(self, source_id: str) -> str | None:
        """The secret of a source, or None; raises UserError where the keyring is locked or others can read the file."""
        if self.in_keyring:
            from keyring import get_password
            from keyring.errors import KeyringError

            try:
                return get_password(SERVICE, self._name(source_id))
            except KeyringError as error:
                raise _closed(error) from error
        return self._read().get(self._name(source_id))

    def put(self, source_id: str, secret: str | None) -> None:
        """Keep a secret; None or nothing forgets it."""
        secret = (secret or "").strip()
        if self.in_keyring:
            self._put_in_keyring(self._name(source_id), secret)
            return
        kept = self._read()
        kept.pop(self._name(source_id), None)
        if secret:
            kept[self._name(source_id)] = secret
        self._write(kept)

    def _put_in_keyring(self, name: str, secret: str) -> None:
        from keyring import delete_password, get_password, set_password
        from keyring.errors import KeyringError

        try:
            if secret:
                set_password(SERVICE, name, secret)
            elif get_password(SERVICE, name) is not None:
                delete_password(SERVICE, name)
        except KeyringError as error:
            raise _closed(error) from error

    def _name(self, source_id: str) -> str:
        return f"{self._workspace}:{source_id}"

    @property
    def _path(self) -> Path:
        return self._folder / _FILE

    def _read(self) -> dict[str, str]:
        try:
            mode = stat.S_IMODE(self._path.stat().st_mode)
            if sys.platform != "win32" and mode & 0o077:
                raise UserError("Others on this machine can read {path}. Take their rights away (chmod 600), and "
                                "change the secrets in it.", path=str(self._path))  # fmt: skip
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UserError("The file of secrets {path} cannot be read.", path=str(self._path)) from error
        return {str(name): str(value) for name, value in found.items()}

    def _write(self, kept: dict[str, str]) -> None:
        """As a whole, and never for a moment with other rights."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._path.with_name(f"{_FILE}.{os.getpid()}")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(kept, out, ensure_ascii=False, indent=1, sort_keys=True)
        part.replace(self._path)


def _closed(error: Exception) -> UserError:
    return UserError("The system's keyring does not open: {error}", error=type(error).__name__)
