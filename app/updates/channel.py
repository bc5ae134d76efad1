"""What a channel says: one signed file that names the newest version, its packages by platform and what is new.

``channel.json`` lies beside ``channel.json.sig``, one line with the Ed25519 signature over its bytes. The packages lie
in the same folder. Nothing here asks a disk or a network.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from app.core import signing
from app.core.errors import UserError
from app.core.signing import TrustedKey
from app.core.texts import EN, LANGUAGES, N_

MANIFEST: Final = "channel.json"
SIGNATURE: Final = "channel.json.sig"
FORMAT: Final = 1
PROGRAM: Final = "channeldesk"
_CONTEXT: Final = b"channeldesk update channel 1\n"
"""Signed with the file, so that no other file that the same key signed can pass for a channel."""
_VERSION: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6}){1,3})(?:(a|b|rc)(\d{1,4}))?")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,119}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_PLATFORM: Final = re.compile(r"[a-z0-9]+-[a-z0-9_]+")
_SCHEMA: Final = re.compile(r"\d{4}")
_RANKS: Final = {"a": 0, "b": 1, "rc": 2, None: 3}


class UntrustedError(UserError):
    """The channel is signed by a key that this computer does not trust yet; ``key`` is that key."""

    def __init__(self, key: str) -> None:
        """Says the fingerprint, to be compared with what head office reads out."""
        words = N_("The channel is signed by a key that this computer does not trust: {fingerprint}. Compare these "
                   "figures with those of your head office before you trust it.")  # fmt: skip
        super().__init__(words, fingerprint=signing.fingerprint(key))
        self.key = key


@dataclass(frozen=True)
class Package:
    """One file for one platform, and the kind of package that it is."""

    platform: str
    kind: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Release:
    """The version that a channel offers."""

    version: str
    build: str
    made_at: datetime
    valid_until: datetime | None
    minimum_schema: str
    """The oldest schema of a workspace that this version takes over."""
    notes: Mapping[str, str]
    packages: tuple[Package, ...]
    key: str
    """The public key that the channel names as its signer's."""

    def said(self, lang: str) -> str:
        """What is new, in a language or in the other one."""
        return self.notes.get(lang) or next(iter(self.notes.values()), "")

    def package(self, platform: str, kinds: Sequence[str]) -> Package | None:
        """The package for a platform, of the first kind in ``kinds`` that there is."""
        ours = {one.kind: one for one in self.packages if one.platform == platform}
        return next((ours[kind] for kind in kinds if kind in ours), None)


def version_key(version: str) -> tuple[tuple[int, ...], int, int]:
    """What versions are compared by: figures, then a, b and rc before the version itself; raises UserError."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise UserError("“{version}” is no version: it is written like 1.4.0 or 1.4.0rc1.", version=version)
    figures = [int(part) for part in found[1].split(".")]
    while figures and figures[-1] == 0:
        figures.pop()
    return tuple(figures), _RANKS[found[2]], int(found[3] or 0)


def signed_bytes(manifest: bytes) -> bytes:
    """What is signed of a channel's file."""
    return _CONTEXT + manifest


def write_manifest(release: Release) -> bytes:
    """The channel's file: the same release gives the same bytes."""
    value: dict[str, Any] = {
        "format": FORMAT, "program": PROGRAM, "key": release.key, "version": release.version, "build": release.build,
        "made_at": _written(release.made_at),
        "valid_until": None if release.valid_until is None else _written(release.valid_until),
        "minimum_schema": release.minimum_schema, "notes": dict(release.notes),
        "files": [
            {"platform": one.platform, "kind": one.kind, "name": one.name, "size": one.size, "sha256": one.sha256}
            for one in release.packages
        ],
    }  # fmt: skip
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_trusted(manifest: bytes, signature: str, keys: Sequence[TrustedKey]) -> Release:
    """What a channel says, after one of the trusted keys was found to have signed exactly these bytes.

    Raises UntrustedError where the key that it names signed it but is not trusted, UserError where nobody did.
    """
    data, signature = signed_bytes(manifest), signature.strip()
    by = signing.signer(keys, signature, data)
    if by is not None:
        return read_manifest(manifest)
    claimed = _claimed_key(manifest)
    if claimed and signing.verify(claimed, signature, data):
        raise UntrustedError(claimed)
    raise UserError("The signature of the update channel does not fit its file: it was changed on the way, or somebody "
                    "else made it. Nothing is taken from it.")  # fmt: skip


def _claimed_key(manifest: bytes) -> str:
    try:
        return str(json.loads(manifest)["key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def read_manifest(manifest: bytes) -> Release:
    """The release of a channel's file; raises UserError where a value is missing or cannot be."""
    try:
        value = json.loads(manifest)
        if value["format"] != FORMAT or value["program"] != PROGRAM:
            raise UserError("The update channel is of a form that this version does not read. Install the next version "
                            "by hand.")  # fmt: skip
        return _release(value)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError("The file {name} of the update channel is damaged.", name=MANIFEST) from error


def _release(value: Mapping[str, Any]) -> Release:
    version_key(value["version"])
    notes = {lang: str(value["notes"][lang]) for lang in (*LANGUAGES, EN) if value["notes"].get(lang)}
    until = value.get("valid_until")
    return Release(
        version=value["version"], build=str(value["build"]), made_at=_moment(value["made_at"]),
        valid_until=None if until is None else _moment(until),
        minimum_schema=_fitting(_SCHEMA, value["minimum_schema"]), notes=notes,
        packages=tuple(_package(one) for one in value["files"]), key=str(value["key"]),
    )  # fmt: skip


def _package(value: Mapping[str, Any]) -> Package:
    size = value["size"]
    if not isinstance(size, int) or isinstance(size, bool) or size <= 0:
        raise ValueError(size)
    return Package(
        _fitting(_PLATFORM, value["platform"]), str(value["kind"]), _fitting(_NAME, value["name"]), size,
        _fitting(_SHA256, value["sha256"]),
    )  # fmt: skip


def _fitting(pattern: re.Pattern[str], text: str) -> str:
    """A name with a slash or a drive in it would leave the folder: what does not fit is refused as damaged."""
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
