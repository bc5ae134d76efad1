"""Scans, photos and files of a record: kept by content hash in the file store, named by a journaled record."""

import mimetypes
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.model import Record
from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

KIND_TITLES: Final = {"scan": N_("Scan"), "photo": N_("Photo"), "file": N_("File")}
LIMIT_BYTES: Final = 50 * 1024 * 1024


class Attachment(Record):
    """One file of one record."""

    __tablename__ = "attachment"
    ref_prefix = "AT"

    entity: Mapped[str]
    """The table of the record that it belongs to."""
    entity_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """scan, photo or file."""
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    """Bytes."""
    data_sha256: Mapped[str]
    """Where the bytes are in the file store; the sweep keeps what any record names."""
    taken_on: Mapped[int | None]
    note: Mapped[str | None]


@dataclass(frozen=True)
class AttachmentRow:
    """An attachment in a list."""

    id: str
    ref: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    taken_on: int | None
    note: str


def require_attachable(size: int) -> None:
    """Raise UserError for a file that is empty or larger than 50 MB; call it before its bytes are kept."""
    if size == 0:
        raise UserError("The file is empty.")
    if size > LIMIT_BYTES:
        raise UserError("The file has more than {n} MB.", n=LIMIT_BYTES // (1024 * 1024))


def attach(
    session: Session, *, entity: str, entity_id: str, name: str, sha256: str, size: int, kind: str = "file",
    taken_on: int | None = None, note: str | None = None,
) -> str:  # fmt: skip
    """Name bytes that ``FileStore.put`` has kept as a file of a record; returns the attachment's id.

    The same bytes are attached once to a record. ``name`` is the file's own name; folders in it are dropped. Raises
    UserError as ``require_attachable`` does.
    """
    require_attachable(size)
    there = session.scalars(
        select(Attachment).where(
            Attachment.entity == entity, Attachment.entity_id == entity_id, Attachment.data_sha256 == sha256
        )
    ).first()
    if there is not None:
        there.removed = False
        return there.id
    plain = PurePath(name.replace("\\", "/")).name or sha256[:12]
    media = mimetypes.guess_type(plain)[0] or "application/octet-stream"
    item = create(
        session, Attachment, entity=entity, entity_id=entity_id, kind=kind, name=plain, media_type=media, size=size,
        data_sha256=sha256, taken_on=taken_on, note=note,
    )  # fmt: skip
    return item.id


def detach(session: Session, *, attachment_id: str) -> str:
    """Take a file off its record; its bytes stay as long as the journal may bring it back."""
    item = existing(session, Attachment, attachment_id, N_("This file is no longer attached."))
    item.removed = True
    return item.id


def attachments_of(session: Session, entity: str, *entity_ids: str) -> dict[str, list[AttachmentRow]]:
    """The files of records of one kind, by the record's id, oldest first."""
    found: dict[str, list[AttachmentRow]] = {one: [] for one in entity_ids}
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.entity == entity, Attachment.entity_id.in_(entity_ids), Attachment.removed.is_(False))
        .order_by(Attachment.id)
    )
    for one in rows:
        found[one.entity_id].append(
            AttachmentRow(
                one.id, one.ref, one.kind, one.name, one.media_type, one.size, one.data_sha256, one.taken_on,
                one.note or "",
            )
        )  # fmt: skip
    return found


RECORDS: Final[Book] = MappingProxyType(
    {
        "attachment": RecordWords(
            N_("Attached file"),
            ("name",),
            {
                "kind": FieldWords(N_("Kind"), "choice", KIND_TITLES),
                "name": FieldWords(N_("Name")),
                "data_sha256": FieldWords(N_("Content (SHA-256)"), "hash"),
                "taken_on": FieldWords(N_("Taken on"), "day"),
                "note": FieldWords(N_("Note")),
            },
            frozenset({"entity", "entity_id", "media_type", "size"}),
        ),
    }
)
