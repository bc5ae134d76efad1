"""A pack made from a workspace: what stands there of the chosen parts, signed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from app import VERSION
from app.core.db import Database
from app.core.errors import UserError
from app.core.locks import PART_TITLES
from app.core.signing import public_of
from app.packs.archive import read_pack, write_pack
from app.packs.model import Items, Manifest, Pack, Part, final


@dataclass(frozen=True)
class Order:
    """What somebody wants of a new pack."""

    name: str
    version: str
    by: str
    parts: tuple[str, ...] = tuple(PART_TITLES)
    locks: tuple[str, ...] = ()
    id: str = ""
    """Empty is one that follows from key and name, so that the next version has it too."""
    note: str = ""
    leave_out: tuple[str, ...] = ()
    """Keys of things that stay with whoever makes the pack, as ``part:key``."""


@dataclass(frozen=True)
class Made:
    """A new pack: its bytes, and what stands in it."""

    data: bytes
    pack: Pack


def collect(session: Session, parts: Mapping[str, Part], wanted: Iterable[str]) -> dict[str, Items]:
    """What a workspace has of these parts; raises UserError for a part that there is not."""
    found: dict[str, Items] = {}
    for key in wanted:
        if key not in parts:
            raise UserError("This program knows no part “{part}” of a pack; it knows {known}. A newer program may be "
                            "needed.", part=key, known=", ".join(PART_TITLES))  # fmt: skip
        found[key] = parts[key].made(session)
    return found


def make_pack(
    db: Database, parts: Mapping[str, Part], order: Order, *, private_pem: str, passphrase: str = "", at: datetime
) -> Made:
    """Make a pack of a workspace and read it again as a region would; raises UserError for what it could not read."""
    if not order.parts:
        raise UserError("The pack holds nothing; name at least one part.")
    with db.read() as session:
        found = collect(session, parts, order.parts)
    left = set(order.leave_out)
    found = {part: {key: item for key, item in items.items() if f"{part}:{key}" not in left}
             for part, items in found.items()}  # fmt: skip
    public = public_of(private_pem, passphrase)
    manifest = Manifest(
        id=order.id or pack_id(public, order.name), name=" ".join(order.name.split()), version=order.version.strip(),
        made_at=at.isoformat(timespec="seconds"), by=" ".join(order.by.split()), program=final(VERSION),
        parts=dict.fromkeys(found, ""), locks=tuple(sorted(set(order.locks))), note=order.note.strip(),
    )  # fmt: skip
    data = write_pack(manifest, found, private_pem, passphrase)
    return Made(data, read_pack(data, parts, None))


def pack_id(public: str, name: str) -> str:
    """The id of the packs of a key by name."""
    said = public + "\n" + " ".join(name.split())
    return f"cp-{sha256(said.encode()).hexdigest()[:10]}"


def next_version(used: Sequence[str]) -> str:
    """The version behind the highest one of those used: its last number is one more."""
    found = max(([int(one) for one in each.split(".")] for each in used), default=[0])
    return ".".join(str(one) for one in [*found[:-1], found[-1] + 1])
