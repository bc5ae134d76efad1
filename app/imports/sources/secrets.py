"""Passwords and tokens of data sources: in the system's keyring, else in a sealed file."""

from pathlib import Path
from typing import Final

from app.core.errors import UserError
from app.core.sealed import SealedFile

SERVICE: Final = "ChannelDesk"


class Secrets:
    """The secrets of one workspace on this machine; they never enter the workspace itself."""

    def __init__(self, folder: Path, workspace_id: str) -> None:
        """``folder`` is the account's own folder for the program."""
        self._file, self._workspace = SealedFile(folder), workspace_id

    @property
    def in_keyring(self) -> bool:
        """Whether this machine has a keyring to keep them in."""
        from keyring import get_keyring  # loads every backend that is installed

        return get_keyring().priority > 0

    def get(self, source_id: str) -> str | None:
        """The secret of a source, or None; raises UserError where the keyring or the sealed file does not open."""
        if self.in_keyring:
            from keyring import get_password
            from keyring.errors import KeyringError

            try:
                return get_password(SERVICE, self._name(source_id))
            except KeyringError as error:
                raise _closed(error) from error
        return self._file.read().get(self._name(source_id))

    def put(self, source_id: str, secret: str | None) -> None:
        """Keep a secret; None or nothing forgets it."""
        secret = (secret or "").strip()
        if self.in_keyring:
            self._put_in_keyring(self._name(source_id), secret)
        else:
            self._file.change({self._name(source_id): secret})

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


def _closed(error: Exception) -> UserError:
    return UserError("The system's keyring does not open: {error}", error=type(error).__name__)
