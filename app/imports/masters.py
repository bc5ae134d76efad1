"""What deriving master records from imported rows has in common: which codes a batch touches and what names them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.core.journal import create, record_id
from app.core.model import Record
from app.imports.feeds import Feed

R = TypeVar("R", bound=Record)
_CHUNK: Final = 500


def chunks(codes: Iterable[str]) -> Iterator[list[str]]:
    """The codes in sorted lists that fit one statement."""
    wanted = sorted(set(codes))
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]


def current_rows(session: Session, feed: Feed, *, source_n: int, codes: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The rows of a master feed that count now, by their code."""
    found = session.execute(
        text(f"SELECT * FROM {feed.table} WHERE source_n = :source AND current = 1 AND key IN :codes").bindparams(
            bindparam("codes", expanding=True)
        ),
        {"source": source_n, "codes": list(codes)},
    ).mappings()
    return {str(row["key"]): dict(row) for row in found}


def file_links(
    session: Session, cls: type[R], *, source_n: int, codes: Sequence[str]
) -> tuple[dict[str, R], set[str]]:  # fmt: skip
    """What files made of the codes, and those codes of which a person said for all days what they mean.

    ``cls`` links codes of sources with records: source, code, days, by whose hand.
    """
    kind: Any = cls
    links: dict[str, R] = {}
    decided: set[str] = set()
    for one in session.scalars(select(kind).where(kind.source_n == source_n, kind.code.in_(list(codes)))):
        if one.by_hand is None:
            links[one.code] = one
        elif not one.removed and one.from_on is None and one.to_on is None:
            decided.add(one.code)
    return links, decided


def mentioned_codes(session: Session, *, kind: str, source_n: int, codes: Sequence[str]) -> set[str]:
    """Those of the codes that a live batch names and may create records for."""
    statement = text("""
        SELECT DISTINCT m.code FROM code_mention m JOIN import_batch b ON b.n = m.batch_n AND b.state = 'live'
        LEFT JOIN import_batch p ON p.id = b.parent_id
        WHERE (p.id IS NULL OR p.state = 'live') AND m.source_n = :source AND m.kind = :kind AND m.code IN :codes
    """).bindparams(bindparam("codes", expanding=True))
    return set(session.execute(statement, {"source": source_n, "kind": kind, "codes": list(codes)}).scalars())


def touched_codes(session: Session, feeds: Sequence[Feed], *, kind: str, batch_n: int) -> set[str]:
    """The codes of one kind that a batch names, and those of master rows that it hid or uncovered."""
    found = set(
        session.execute(
            text("SELECT code FROM code_mention WHERE batch_n = :batch AND kind = :kind"),
            {"batch": batch_n, "kind": kind},
        ).scalars()
    )
    for feed in feeds:
        if feed.master == kind:
            found |= set(
                session.execute(text(f"SELECT key FROM {feed.table} WHERE batch_n = :b"), {"b": batch_n}).scalars()
            )
            found |= set(
                session.execute(
                    text(f"SELECT f.key FROM temp.flipped t JOIN {feed.table} f ON f.id = t.id WHERE t.feed = :feed"),
                    {"feed": feed.id},
                ).scalars()
            )
    return found


def source_name(session: Session, source_n: int) -> str:
    """The name of a source by its number."""
    return str(session.execute(text("SELECT entity_id FROM numbered WHERE n = :n"), {"n": source_n}).scalar_one())


def fields_by_hand(record: Any) -> set[str]:
    """What a person has set of a record; ``removed`` is in it where a person took the record out."""
    return set(record.by_hand.split(",")) - {""}


def set_unless_by_hand(record: Any, values: Mapping[str, Any]) -> None:
    """Copy imported values into a record, but for the fields that a person has set."""
    own = fields_by_hand(record)
    for name, value in values.items():
        if name not in own and getattr(record, name) != value:
            setattr(record, name, value)


def derive_rows(session: Session, cls: type[Record], feed: Feed, *, source_n: int, keys: Iterable[str]) -> None:
    """One record for each row of a feed that counts: made, updated or marked removed, but for what a person has set.

    The record's columns are those of the feed; a dated rule (a unit, a lane, an assignment) is such a row.
    """
    wanted = sorted(set(keys))
    source = source_name(session, source_n)
    own: dict[str, Any] = {"source_n": source_n} if "source_n" in cls.__table__.columns else {}
    names = [name for name in feed.columns if name in cls.__table__.columns and name not in feed.identity]
    for some in chunks(wanted):
        rows = current_rows(session, feed, source_n=source_n, codes=some)
        ids = {record_id(cls, f"{source}:{key}"): key for key in some}
        there = {one.id: one for one in session.scalars(select(cls).where(cls.id.in_(list(ids))))}
        for own_id, key in ids.items():
            row, record = rows.get(key), there.get(own_id)
            if row is None:
                if record is not None and not record.removed and not fields_by_hand(record):
                    record.removed = True
                continue
            values = {name: row[name] for name in names}
            if record is None:
                create(session, cls, natural_key=f"{source}:{key}", **own | values, by_hand="")
            elif "removed" not in fields_by_hand(record):
                record.removed = False
                set_unless_by_hand(record, values)
