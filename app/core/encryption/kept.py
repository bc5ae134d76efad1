"""Where this account keeps the keys of encrypted workspaces: the system's keyring, else the sealed file."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from app.core.errors import UserError
from app.core.keys import forget, id_of, remember
from app.core.sealed import SealedFile
from app.core.settings import machine_folder

SERVICE: Final = "ChannelDesk"
_NAME: Final = "workspace-key:"


def in_keyring() -> bool:
    """Whether this machine has a keyring."""
    from keyring import get_keyring  # loads every backend that is installed

    return bool(get_keyring().priority > 0)


def kept_key(key_id: str) -> str | None:
    """The key with an id, or None; raises UserError where the keyring or the sealed file does not open."""
    if in_keyring():
        from keyring import get_password
        from keyring.errors import KeyringError

        try:
            found = get_password(SERVICE, _NAME + key_id)
        except KeyringError as error:
            raise _closed(error) from error
        if found is not None:
            return found
    return SealedFile(machine_folder()).read().get(_NAME + key_id)


def keep_key(key: str) -> None:
    """Keep a key, and open files with it from now on; what was kept can be read back when this returns."""
    name = _NAME + id_of(key)
    if in_keyring():
        from keyring import set_password
        from keyring.errors import KeyringError

        try:
            set_password(SERVICE, name, key)
        except KeyringError as error:
            raise _closed(error) from error
    else:
        SealedFile(machine_folder()).change({name: key})
    if kept_key(id_of(key)) != key:
        raise UserError("The key could not be kept on this machine. Nothing was changed.")
    remember(key)


def drop_key(key_id: str) -> None:
    """Keep a key no longer."""
    forget(key_id)
    if in_keyring():
        from keyring import delete_password, get_password
        from keyring.errors import KeyringError

        try:
            if get_password(SERVICE, _NAME + key_id) is not None:
                delete_password(SERVICE, _NAME + key_id)
        except KeyringError as error:
            raise _closed(error) from error
    if _NAME + key_id in SealedFile(machine_folder()).read():
        SealedFile(machine_folder()).change({_NAME + key_id: ""})


def forget_with(main: Path, key_id: str) -> None:
    """Keep nothing of the key of a workspace that is no more: neither here nor beside it."""
    from app.core.encryption.companion import keep_only

    keep_only(main, set())
    with suppress(UserError):
        drop_key(key_id)


def _closed(error: Exception) -> UserError:
    return UserError("The system's keyring does not open: {error}", error=type(error).__name__)
