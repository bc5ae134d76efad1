"""``X.cdesk-key`` beside a workspace and in its folder of backups: its keys, wrapped by their recovery codes.

AES-256-GCM under a key that scrypt (RFC 7914) derives from the code. Whoever has the file and not the code has nothing:
the code has 140 random bits.
"""

import hashlib
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from app.core import fleet
from app.core.encryption.code import read_code
from app.core.errors import UserError
from app.core.keys import id_of, key_id_of
from app.core.whole import sync_folder, write_whole

SUFFIX: Final = "-key"
_HEAD: Final = b"ChannelDesk key 1 "
_COST: Final = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 128 << 20, "dklen": 32}


@dataclass(frozen=True)
class Wrapped:
    """A key that a recovery code opens."""

    id: str
    salt: str
    nonce: str
    wrapped: str


def companion_of(main: Path) -> Path:
    """The file beside a workspace."""
    return main.with_name(main.name + SUFFIX)


def wrap(key: str, code: str) -> Wrapped:
    """A key as it may lie anywhere."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce, name = secrets.token_bytes(16), secrets.token_bytes(12), id_of(key)
    sealed = AESGCM(_derived(code, salt)).encrypt(nonce, bytes.fromhex(key), _HEAD + name.encode())
    return Wrapped(name, *(b64encode(one).decode("ascii") for one in (salt, nonce, sealed)))


def unwrap(one: Wrapped, code: str) -> str | None:
    """The key again; None where the code is another one's."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        salt, nonce, sealed = (b64decode(word, validate=True) for word in (one.salt, one.nonce, one.wrapped))
        key = AESGCM(_derived(code, salt)).decrypt(nonce, sealed, _HEAD + one.id.encode()).hex()
    except (InvalidTag, ValueError):
        return None
    return key if id_of(key) == one.id else None


def _derived(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(read_code(code).encode("ascii"), salt=salt, **_COST)


def read_wrapped(path: Path) -> list[Wrapped]:
    """The wrapped keys in a file; none where it is missing or no such file."""
    try:
        found = json.loads(path.read_bytes())
        return [Wrapped(*(str(one[name]) for name in ("id", "salt", "nonce", "wrapped"))) for one in found["keys"]]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def write_wrapped(path: Path, keys: list[Wrapped]) -> None:
    """Replace the file as a whole; none are left where ``keys`` is empty."""
    if not keys:
        path.unlink(missing_ok=True)
        return
    words = {"about": "ChannelDesk: keys of an encrypted workspace; each opens with its recovery code", "format": 1,
             "keys": [asdict(one) for one in keys]}  # fmt: skip
    write_whole(path, json.dumps(words, indent=1).encode())
    sync_folder(path.parent)


def places(main: Path) -> list[Path]:
    """Where the wrapped keys of a workspace lie: beside it, and with its backups."""
    folders = dict.fromkeys([main.parent, fleet.backups_of(main), main.with_suffix(".backups")])
    return [folder / companion_of(main).name for folder in folders if folder.is_dir()]


def add(main: Path, one: Wrapped) -> None:
    """Put a wrapped key beside the others."""
    for place in places(main):
        write_wrapped(place, [*(old for old in read_wrapped(place) if old.id != one.id), one])


def keep_only(main: Path, ids: set[str]) -> None:
    """Drop the wrapped keys that open nothing any more."""
    for place in places(main):
        found = read_wrapped(place)
        kept = [one for one in found if one.id in ids]
        if kept != found:
            write_wrapped(place, kept)


def spread(main: Path) -> None:
    """See that the folder of backups, which may be new, holds what lies beside the workspace."""
    beside, *others = places(main)
    for other in others:
        there = read_wrapped(other)
        lacking = [one for one in read_wrapped(beside) if one not in there]
        if lacking:
            fresh = {one.id for one in lacking}
            write_wrapped(other, [*(one for one in there if one.id not in fresh), *lacking])


def key_by_code(path: Path, code: str) -> str:
    """The key of an encrypted file by its recovery code.

    Raises UserError where the code has a typing error or opens another key, and where no file of wrapped keys lies
    beside it.
    """
    code = read_code(code)
    wanted = key_id_of(path)
    if wanted is None:
        raise UserError("“{name}” is not encrypted.", name=path.name)
    found = [one for place in _near(path) for one in read_wrapped(place) if one.id == wanted]
    if not found:
        raise UserError(
            "The file “{name}” that belongs to the recovery code is not there, or does not hold this key. Copy it "
            "from the old machine or from the folder of backups, beside the workspace.", name=companion_of(path).name,
        )  # fmt: skip
    key = next(filter(None, (unwrap(one, code) for one in found)), None)
    if key is None:
        raise UserError("This is not the recovery code of “{name}”. Nothing was changed.", name=path.name)
    return key


def _near(path: Path) -> Iterator[Path]:
    """The workspace's own file first, then what lies in its folder and in the one above (of a backup)."""
    own = companion_of(path)
    yield own
    for folder in (path.resolve().parent, path.resolve().parent.parent):
        yield from sorted(one for one in folder.glob(f"*.cdesk{SUFFIX}") if one != own)
