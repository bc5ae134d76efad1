"""What a figure that is no KPI is made of: parts in words, each with the reference that leads further, and rows."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.attachments import attachments_of
from app.core.journal import record_id
from app.core.texts import N_, Text
from app.dealers.holdings import HOLDINGS
from app.imports.masters import source_name
from app.kpi.reference import FigureRef
from app.lineage.trace import Source


@dataclass(frozen=True)
class Item:
    """One part of a figure; ``ref`` is a figure's reference or a record's, empty where there is none."""

    name: Text | str
    value: Text | str
    ref: str = ""


@dataclass(frozen=True)
class Account:
    """A figure taken apart, in no language yet."""

    ref: FigureRef
    title: Text
    names: tuple[str, ...]
    """Whose and of what it is."""
    value: Text | str
    items: tuple[Item, ...]
    sources: tuple[Source, ...] = ()


def rows_as_sources(rows: Mapping[str, tuple[int, ...]], name: str = "") -> tuple[Source, ...]:
    """Facts by feed as sources of one name."""
    return tuple(Source(name, feed, array("q", sorted(ids))) for feed, ids in rows.items() if ids)


def document_items(session: Session, entity: str, record: str) -> Iterator[Item]:
    """A document by its own reference, and the files that hang on it; nothing where it is gone."""
    ref = record_ref(session, entity, record)
    if ref:
        yield Item(Text(N_("Document")), "", ref)
        for one in attachments_of(session, entity, record)[record]:
            yield Item(Text(N_("Attached file")), f"{one.name} · {one.sha256[:12]}", one.ref)


def document_sources(session: Session, entity: str, record: str) -> tuple[Source, ...]:
    """The rows of a file that a document of a dealer follows from; none where somebody entered it by hand."""
    held = HOLDINGS.get(entity)
    if held is None or held.feed is None:
        return ()
    hung = session.execute(
        text(f"SELECT source_n, party_code FROM {entity} WHERE id = :id"), {"id": record}
    ).first()  # fmt: skip
    if hung is None:
        return ()
    source = source_name(session, hung.source_n)
    sql = f"SELECT id, key FROM {held.feed.table} WHERE source_n = :n AND party_code = :code AND current = 1"
    rows = session.execute(text(sql), {"n": hung.source_n, "code": hung.party_code})
    ids = tuple(row.id for row in rows if record_id(held.cls, f"{source}:{row.key}") == record)
    return rows_as_sources({held.feed.id: ids}, record_ref(session, entity, record))


def record_ref(session: Session, entity: str, record: str) -> str:
    """The reference of a record; empty where it is gone. ``entity`` is one of our own tables."""
    if not entity or not record:
        return ""
    return str(session.execute(text(f"SELECT ref FROM {entity} WHERE id = :id"), {"id": record}).scalar() or "")
