"""Commands on batches: load a staged file, withdraw a batch; and what a load would change before it is done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from app.core.db import touch
from app.core.errors import UserError
from app.core.journal import create
from app.core.numbered import number_of
from app.imports import load
from app.imports.current import resolve, start_resolving
from app.imports.feeds import Feed
from app.imports.load import Counts
from app.imports.model import ImportBatch
from app.imports.profile import Profile
from app.imports.staging import Staged
from app.imports.waiting import count_waiting

LIVE: Final = "live"
WITHDRAWN: Final = "withdrawn"
REPLACED: Final = "replaced"
_FAR: Final = 2**62


@dataclass(frozen=True)
class FileOrigin:
    """The file of a batch: its name, content address and the instant of its extract."""

    name: str
    sha256: str
    extracted_at: str
    loaded_at: str


@dataclass(frozen=True)
class Loaded:
    """What a load did: the batch, its counts by feed, and whether it was there already."""

    batch_id: str
    batch_ref: str
    n: int
    feeds: tuple[Counts, ...]
    existing: bool = False
    replaced: tuple[int, ...] = ()
    """Numbers of the batches of the same bytes that gave way to it."""


def origin_of(name: str, sha256: str, staged: Staged, *, extracted_at: str, now: datetime) -> FileOrigin:
    """The origin of a file: the extract's instant is the one asked for, else the file's own, else now.

    Raises UserError where the one asked for is no ISO date or time.
    """
    loaded = now.isoformat(timespec="milliseconds")
    return FileOrigin(name, sha256, _instant(extracted_at) or staged.extracted_at or loaded, loaded)


def _instant(asked: str) -> str:
    """An ISO date or time as extracts are ranked by: in UTC to the millisecond, without a zone as it is."""
    if not asked:
        return ""
    try:
        found = datetime.fromisoformat(asked)
    except ValueError as error:
        raise UserError("“{text}” is not the time of an extract.", text=asked) from error
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.isoformat(timespec="milliseconds")


def existing_batch(session: Session, *, file_sha256: str, profile: Profile) -> ImportBatch | None:
    """The live batch of the same bytes read with the same profile, if there is one."""
    return session.scalars(
        select(ImportBatch).where(
            ImportBatch.file_sha256 == file_sha256,
            ImportBatch.profile_sha256 == profile.sha256,
            ImportBatch.state == LIVE,
        )
    ).first()


def preview(
    connection: Connection, *, profile: Profile, feeds: Mapping[str, Feed], origin: FileOrigin
) -> tuple[Counts, ...]:
    """What loading the staged file would change; reads only."""
    row = connection.execute(
        text("SELECT n FROM numbered WHERE kind = 'source' AND entity_id = :name"), {"name": profile.source}
    ).first()
    return tuple(
        _counts(connection, feeds, index, profile, row[0] if row else -1, (origin.extracted_at, _FAR))
        for index in range(len(profile.entries))
    )


def _counts(
    connection: Connection,
    feeds: Mapping[str, Feed],
    index: int,
    profile: Profile,
    source_n: int,
    rank: tuple[str, int],
) -> Counts:
    entry = profile.entries[index]
    feed = feeds[entry.feed]
    found = load.compare(connection, feed, index, source_n=source_n, rank=rank)
    found.hidden = load.count_hidden(connection, feed, index, entry, source_n=source_n, rank=rank)
    found.reasons, found.warnings, own = load.staged_reasons(connection, index)
    found.rows, found.skipped = own["rows"], own["skipped"]
    found.quarantined = own["quarantined"]
    found.waiting = count_waiting(connection, profile.entries, index, feeds, source_n=source_n)
    return found


def load_batch(session: Session, *, profile: Profile, feeds: Mapping[str, Feed], origin: FileOrigin) -> Loaded:
    """Take the staged file in: facts, scopes, quarantine, mentions and the ``current`` flags; master records follow.

    The staging file is attached to the session's connection. The same bytes with the same profile are a no-op; with a
    corrected profile they replace the earlier batch.
    """
    there = existing_batch(session, file_sha256=origin.sha256, profile=profile)
    if there is not None:
        return Loaded(there.id, there.ref, there.n, counts_of(there.summary), existing=True)
    connection = session.connection()
    source_n = number_of(session, "source", profile.source)
    n = int(session.execute(text("SELECT coalesce(max(n), 0) + 1 FROM import_batch")).scalar_one())
    counts = [
        _counts(connection, feeds, index, profile, source_n, (origin.extracted_at, n))
        for index in range(len(profile.entries))
    ]
    earlier = _replace_earlier(session, origin)
    batch = create(
        session, ImportBatch, n=n, source=profile.source, profile_id=profile.id, profile_version=profile.version,
        profile_sha256=profile.sha256, file_name=origin.name, file_sha256=origin.sha256,
        extracted_at=origin.extracted_at, loaded_at=origin.loaded_at, state=LIVE, parent_id=None,
        summary=json.dumps([asdict(one) for one in counts], ensure_ascii=False),
    )  # fmt: skip
    session.flush()
    fresh = {entry.feed: _is_fresh(connection, feeds[entry.feed], source_n) for entry in profile.entries}
    for index, entry in enumerate(profile.entries):
        feed = feeds[entry.feed]
        load.insert_rows(connection, feed, index, entry, batch_n=n, source_n=source_n)
        load.insert_scopes(connection, feed, index, entry, batch_n=n)
        load.insert_quarantine(connection, feed, index, batch_n=n)
        load.insert_mentions(connection, feed, index, entry, batch_n=n, source_n=source_n)
    start_resolving(connection)
    changed = {name: [n] for name, is_fresh in fresh.items() if not is_fresh}
    for old, names in earlier:
        for name in names:
            changed.setdefault(name, []).append(old)
    for name, numbers in changed.items():
        resolve(connection, feeds[name], *numbers)
    touch(session, "import_batch", "quarantine", *fresh, *changed)
    return Loaded(batch.id, batch.ref, n, tuple(counts), replaced=tuple(old for old, _ in earlier))


def _is_fresh(connection: Connection, feed: Feed, source_n: int) -> bool:
    """Whether the source has no row of the feed yet, so that nothing has to be resolved."""
    row = connection.execute(text(f"SELECT 1 FROM {feed.table} WHERE source_n = :s LIMIT 1"), {"s": source_n}).first()
    return row is None


def _replace_earlier(session: Session, origin: FileOrigin) -> list[tuple[int, Sequence[str]]]:
    """The live batches of the same bytes, read with another profile, give way to this one."""
    found = session.scalars(
        select(ImportBatch).where(ImportBatch.file_sha256 == origin.sha256, ImportBatch.state == LIVE)
    ).all()
    for one in found:
        one.state = REPLACED
    return [(one.n, feeds_of(one.summary)) for one in found]


def withdraw_batch(session: Session, *, batch: str, feeds: Mapping[str, Feed]) -> ImportBatch:
    """Take a batch out again, by id or ref: its rows no longer count, and what it hid counts again.

    Raises UserError if there is no such batch or it is not live.
    """
    found = _batch(session, batch)
    if found.state != LIVE:
        raise UserError("Batch {batch} is not in use any more; nothing was changed.", batch=found.ref)
    return _set_state(session, found, WITHDRAWN, feeds)


def readmit_batch(session: Session, *, batch: str, feeds: Mapping[str, Feed]) -> ImportBatch:
    """Let a withdrawn or replaced batch count again."""
    return _set_state(session, _batch(session, batch), LIVE, feeds)


def _batch(session: Session, batch: str) -> ImportBatch:
    found = session.scalars(select(ImportBatch).where((ImportBatch.id == batch) | (ImportBatch.ref == batch))).first()
    if found is None:
        raise UserError("There is no batch “{batch}”.", batch=batch)
    return found


def _set_state(session: Session, found: ImportBatch, state: str, feeds: Mapping[str, Feed]) -> ImportBatch:
    found.state = state
    session.flush()
    connection = session.connection()
    start_resolving(connection)
    names = feeds_of(found.summary)
    for name in names:
        resolve(connection, feeds[name], found.n)
    touch(session, "import_batch", *names)
    return found


def counts_of(summary: str) -> tuple[Counts, ...]:
    """The counts that a batch keeps of its load."""
    return tuple(Counts(**one) for one in json.loads(summary))


def feeds_of(summary: str) -> Sequence[str]:
    """The feeds that a batch holds, each once."""
    return list(dict.fromkeys(one["feed"] for one in json.loads(summary)))
