"""What a pack is: its manifest, the parts as plain values, and how one part is read, checked and put in force."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.locks import LOCKABLE, PART_TITLES
from app.core.model import canonical_json
from app.core.texts import Text, Texts

Item = Mapping[str, Any]
"""One thing of a part as plain values: texts, whole numbers, truth values, lists and tables of them."""
Items = Mapping[str, Item]
"""The things of a part by their keys."""
_VERSION: Final = re.compile(r"\d{1,9}(\.\d{1,9}){0,3}")
_STAGE: Final = re.compile(r"(a|b|rc)\d+\Z")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@dataclass(frozen=True)
class Manifest:
    """What a pack says of itself; its signature covers it, and it names the SHA-256 of every part."""

    id: str
    name: str
    version: str
    made_at: str
    """ISO instant in UTC."""
    by: str
    program: str
    """The program's version that is needed at least."""
    parts: Mapping[str, str]
    """SHA-256 of each part's file, by the part's key."""
    locks: tuple[str, ...]
    """Parts that regions do not change by hand."""
    note: str = ""

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers, by which packs are ordered."""
        return numbers_of(self.version)


@dataclass(frozen=True)
class Pack:
    """A pack that was read, or is to be written."""

    manifest: Manifest
    parts: Mapping[str, Items]
    sha256: str = ""
    """Of the manifest."""
    signer: str = ""
    """The public key that signed it."""


@dataclass(frozen=True)
class Part:
    """How one part of a pack goes to and from a workspace."""

    key: str
    """A key of ``PART_TITLES``."""
    key_of: Callable[[Item], str]
    """By what an item is the same in two workspaces."""
    name_of: Callable[[Item, Texts], str]
    check: Callable[[Item], None]
    """Raises UserError for an item that cannot be."""
    read: Callable[[Session], Items]
    """What the workspace has now."""
    keep: Callable[[Session, Item], None]
    """Puts an item in force by the commands of its slice."""
    end: Callable[[Session, str, Item], None]
    """Takes out an item that an earlier pack gave."""
    make: Callable[[Session], Items] | None = None
    """What goes into a pack where that is more than ``read`` says."""
    refuses: Callable[[Session, Item], Text | None] = lambda _session, _item: None
    """Why this workspace keeps its own; None where it does not."""

    def check_item(self, item: Item) -> str:
        """The key of an item that can be; raises UserError in a sentence for whatever else stands there."""
        try:
            self.check(item)
            return self.key_of(item)
        except (TypeError, KeyError, ValueError, AttributeError, IndexError) as error:
            raise UserError("a value is of another form than “{part}” needs ({why})", part=self.key,
                            why=f"{type(error).__name__}: {error}") from error  # fmt: skip

    def made(self, session: Session) -> Items:
        """What a pack made from the workspace holds of this part."""
        return (self.make or self.read)(session)


def items_by_key(items: Mapping[str, Item]) -> Items:
    """The items in the order of their keys."""
    return MappingProxyType(dict(sorted(items.items())))


def digest(item: Item) -> str:
    """What tells one value of an item from another."""
    return hashlib.sha256(canonical_json(item).encode()).hexdigest()[:16]


def numbers_of(version: str) -> tuple[int, ...]:
    """A version such as 3 or 2026.2 as numbers, without zeros at the end; raises UserError for another text."""
    if not _VERSION.fullmatch(version):
        raise UserError("A pack's version is numbers with dots, such as 3 or 2026.2, not “{version}”.", version=version)
    found = [int(one) for one in version.split(".")]
    while len(found) > 1 and not found[-1]:
        found.pop()
    return tuple(found)


def final(program: str) -> str:
    """The version of a program without its stage: 1.4.0rc2 makes and reads what 1.4.0 does."""
    return _STAGE.sub("", program)


def check_manifest(manifest: Manifest) -> None:
    """Raise UserError for an id, a name, a version, parts or locks that cannot be."""
    if not _ID.fullmatch(manifest.id):
        raise UserError("A pack's id is small letters, digits and hyphens, not “{id}”.", id=manifest.id)
    if not manifest.name.strip() or "\n" in manifest.name:
        raise UserError("A pack needs a name of one line.")
    numbers_of(manifest.version)
    numbers_of(manifest.program)
    if not manifest.parts:
        raise UserError("The pack holds nothing; name at least one part.")
    unknown = sorted(set(manifest.parts) - set(PART_TITLES))
    if unknown:
        raise UserError("This program knows no part “{part}” of a pack; it knows {known}. A newer program may be "
                        "needed.", part=unknown[0], known=", ".join(PART_TITLES))  # fmt: skip
    for one in manifest.locks:
        if one not in LOCKABLE or one not in manifest.parts:
            raise UserError("“{part}” cannot be locked: a pack locks what it holds, of {known}.", part=one,
                            known=", ".join(LOCKABLE))  # fmt: skip
