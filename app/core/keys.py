"""Which key opens which file: an encrypted file names its key in its first bytes; whoever keeps keys is asked for it.

Every encrypted file of a workspace begins with the salt of SQLCipher (16 bytes that need not be secret): our mark, six
bytes that tell the key, six random ones. So a file says of itself what it needs wherever it lies, also half way
through a change of key, and nobody has to hand a key about.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from app.core.errors import UserError
from app.core.texts import N_

MARK: Final = b"CDk1"
MOVE_SUFFIX: Final = ".cdeskmove"
"""Of a workspace on its way to another machine; here, where the first paint finds it without the rest."""
RESERVED: Final = 80
"""Bytes at the end of every page of an encrypted file that hold nothing of SQLite's."""
_ID: Final = 6
_SALT: Final = 16
_KEY_DIGITS: Final = 64
_PLAIN: Final = b"SQLite format 3\0"

_UNKNOWN: Final = N_("“{name}” is encrypted and this machine does not keep its key. Enter the recovery code.")

_known: dict[str, str] = {}
"""Keys that this process has met, by their ids."""
_seen: dict[str, tuple[int, int, bytes]] = {}
"""What the first bytes of files were, by path: the file's own number tells whether it is still the same file.

A file that this process has open must not be opened and closed beside SQLite: POSIX takes all locks of a process off a
file when it closes any handle of it.
"""


class UnknownKeyError(UserError):
    """The file is encrypted and this machine does not keep its key."""

    def __init__(self, path: Path, wanted: str) -> None:
        """``wanted`` is the key's id."""
        super().__init__(_UNKNOWN, name=path.name)
        self.path, self.wanted = path, wanted


def new_key() -> str:
    """A random key of 256 bits in hexadecimal."""
    return secrets.token_hex(_KEY_DIGITS // 2)


def id_of(key: str) -> str:
    """What tells a key from others and says nothing of it."""
    return hashlib.sha256(b"ChannelDesk key" + bytes.fromhex(key)).hexdigest()[: 2 * _ID]


def salted(key: str) -> str:
    """A key with the first bytes of a new file, as SQLCipher takes both."""
    return key + (MARK + bytes.fromhex(id_of(key)) + os.urandom(_ID)).hex()


def remember(key: str) -> str:
    """Open files with this key from now on, in this process; returns the key's id."""
    found = id_of(key)
    _known[found] = key
    return found


def disposable_key(*, wanted: bool = True) -> str | None:
    """A key for files that go before this process does; None where none is wanted, because all lies in plain."""
    if not wanted:
        return None
    key = new_key()
    remember(key)
    return key


def forget(key_id: str) -> None:
    """Open nothing more with a key, unless the keyring hands it out."""
    _known.pop(key_id, None)


def key_id_of(path: Path) -> str | None:
    """The id of the key that a file names; None for a plain or an empty file, or none at all."""
    head = head_of(path)
    return head[len(MARK) : len(MARK) + _ID].hex() if head.startswith(MARK) and len(head) == _SALT else None


def key_of(path: Path) -> str | None:
    """The key of a file; None for a plain one. Raises UnknownKeyError where nobody here keeps it."""
    wanted = key_id_of(path)
    return None if wanted is None else key_by_id(wanted, path)


def key_by_id(wanted: str, path: Path) -> str:
    """A key that is known or kept; raises UnknownKeyError, which names the file, where there is none."""
    found = _known.get(wanted)
    if found is None:
        from app.core.encryption.kept import kept_key  # asks the system's keyring

        found = kept_key(wanted)
        if found is None or id_of(found) != wanted:
            raise UnknownKeyError(path, wanted)
        _known[wanted] = found
    return found


def is_database(path: Path) -> bool:
    """Whether a file begins as one of SQLite does, plain or encrypted by this program."""
    return head_of(path) == _PLAIN or key_id_of(path) is not None


def head_of(path: Path) -> bytes:
    """The first bytes of a file, read once as long as it is the same file; nothing where there is none."""
    name = os.path.realpath(path)
    try:
        about = os.stat(name)  # noqa: PTH116 - at each connection
    except OSError:
        return b""
    if about.st_size < _SALT:
        _seen.pop(name, None)
        return b""  # made this moment, perhaps under the number of one that is gone
    seen = _seen.get(name)
    if seen is not None and seen[:2] == (about.st_dev, about.st_ino):
        return seen[2]
    try:
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123 - as above
            head = file.read(_SALT)
    except OSError:
        return b""
    _seen[name] = (about.st_dev, about.st_ino, head)
    return head


def look_again(path: Path) -> None:
    """Another file may lie at ``path`` now."""
    _seen.pop(os.path.realpath(path), None)
