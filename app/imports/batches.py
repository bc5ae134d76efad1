"""Commands on batches: load a staged file, withdraw a batch; and what a load would change before it is done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from app.core.db import touch
from app.core.errors import UsageError, UserError
from app.core.journal import create
from app.core.numbered import number_of
from app.imports import load
from app.imports.counts import Counts, counts_of, written_counts
from app.imports.current import resolve, start_resolving
from app.imports.feeds import Feed
from app.imports.model import LIVE, REPLACED, WITHDRAWN, ImportBatch
from app.imports.profile import Profile
from app.imports.reasons import OTHER_CURRENCY
from app.imports.staged import Staged
from app.imports.waiting import count_waiting

DATES: Final = "dates"
"""Under which a batch keeps, in ``extra``, how its ambiguous dates were read."""
_FAR: Final = 2**62


@dataclass(frozen=True)
class FileOrigin:
    """The file of a batch: its name, content address and the instant of its extract."""

    name: str
    sha256: str
    extracted_at: str
    loaded_at: str
    dates: str = ""
    """How ambiguous dates were read, where a person has said so beyond the profile."""


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


def origin_of(
    name: str, sha256: str, staged: Staged, *, extracted_at: str, now: datetime, dates: str = ""
) -> FileOrigin:
    """The origin of a file: the extract's instant is the one asked for, else the file's own, else now.

    Raises UserError where the one asked for is no ISO date or time.
    """
    loaded = now.isoformat(timespec="milliseconds")
    return FileOrigin(name, sha256, _instant(extracted_at) or staged.extracted_at or loaded, loaded, dates)


def _instant(asked: str) -> str:
    """An ISO date or time as extracts are ranked by: in UTC to the millisecond, without a zone as it is."""
    if not asked:
        return ""
    try:
        found = datetime.fromisoformat(asked)
    except ValueError as error:
        raise UsageError("“{text}” is not the time of an extract.", text=asked) from error
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.isoformat(timespec="milliseconds")


def existing_batch(session: Session, *, file_sha256: str, profile: Profile) -> ImportBatch | None:
    """The live batch of the same bytes read with the same profile, where the attached staging file is no news to it.

    It is news once the files that settled another currency are withdrawn: rows put aside for theirs come in now.
    """
    found = session.scalars(
        select(ImportBatch).where(
            ImportBatch.file_sha256 == file_sha256,
            ImportBatch.profile_sha256 == profile.sha256,
            ImportBatch.state == LIVE,
        )
    ).first()
    now = text(f"SELECT coalesce(sum(rows), 0) FROM {load.STAGING}.reason WHERE level = 'quarantine' AND code = :code")
    if found is not None:
        then = sum(one.reasons.get(OTHER_CURRENCY, 0) for one in counts_of(found.summary))
        if session.execute(now, {"code": OTHER_CURRENCY}).scalar_one() != then:
            return None
    return found


def preview(
    connection: Connection, *, profile: Profile, feeds: Mapping[str, Feed], origin: FileOrigin
) -> tuple[Counts, ...]:
    """What loading the staged file would change; reads only."""
    row = connection.execute(
        text("SELECT n FROM numbered WHERE kind = 'source' AND entity_id = :name"), {"name": profile.source}
    ).first()
    return tuple(
        counts_of_entry(connection, feeds, index, profile, row[0] if row else -1, (origin.extracted_at, _FAR))
        for index in range(len(profile.entries))
    )


def counts_of_entry(
    connection: Connection,
    feeds: Mapping[str, Feed],
    index: int,
    profile: Profile,
    source_n: int,
    rank: tuple[str, float],
) -> Counts:
    """What one feed of the staged file comes to, at a rank of extract and load order."""
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
        return Loaded(there.id, there.ref, there.n, unchanged(there), existing=True)
    connection = session.connection()
    source_n = number_of(session, "source", profile.source)
    n = int(session.execute(text("SELECT coalesce(max(n), 0) + 1 FROM import_batch")).scalar_one())
    counts = [
        counts_of_entry(connection, feeds, index, profile, source_n, (origin.extracted_at, n))
        for index in range(len(profile.entries))
    ]
    earlier = _replace_earlier(session, origin)
    batch = create(
        session, ImportBatch, n=n, source=profile.source, profile_id=profile.id, profile_version=profile.version,
        profile_sha256=profile.sha256, file_name=origin.name, file_sha256=origin.sha256,
        extracted_at=origin.extracted_at, loaded_at=origin.loaded_at, state=LIVE, parent_id=None,
        summary=written_counts(counts),
        extra={DATES: origin.dates} if origin.dates else {},
    )  # fmt: skip
    session.flush()
    fresh = {entry.feed: _is_fresh(connection, feeds[entry.feed], source_n) for entry in profile.entries}
    for index, entry in enumerate(profile.entries):
        feed = feeds[entry.feed]
        load.insert_rows(connection, feed, index, entry, batch_n=n, source_n=source_n)
        load.insert_scopes(connection, feed, index, entry, batch_n=n)
        load.insert_quarantine(connection, feed, index, batch_n=n)
        load.insert_results(connection, feed, index, batch_n=n)
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
    """The live batches of the same bytes, read with another profile, give way to this one; their corrections too."""
    found = session.scalars(
        select(ImportBatch).where(
            ImportBatch.file_sha256 == origin.sha256, ImportBatch.state == LIVE, ImportBatch.parent_id.is_(None)
        )
    ).all()
    for one in found:
        one.state = REPLACED
    session.flush()
    return [(each.n, feeds_of(each.summary)) for one in found for each in (one, *corrections_of(session, one))]


def corrections_of(session: Session, batch: ImportBatch) -> Sequence[ImportBatch]:
    """The corrections of a file's batch, in use or not, in load order."""
    return session.scalars(select(ImportBatch).where(ImportBatch.parent_id == batch.id).order_by(ImportBatch.n)).all()


def withdraw_batch(
    session: Session, *, batch: str, feeds: Mapping[str, Feed], state: str = WITHDRAWN
) -> tuple[ImportBatch, tuple[int, ...]]:
    """Take a batch out again, by id or ref: its rows no longer count, and what it hid counts again.

    Corrections go with the batch of their file; when one is taken out itself, its rows wait again. Returns the batch
    and the numbers of those that are out with it. Raises UserError if there is no such batch or it is not in use.
    """
    return _set_state(session, require_live(session, batch), state, feeds)


def readmit_batch(session: Session, *, batch: str, feeds: Mapping[str, Feed]) -> tuple[ImportBatch, tuple[int, ...]]:
    """Let a withdrawn or replaced batch count again, with the corrections that were in use with it.

    Raises UserError for a correction whose file is out, or whose rows were corrected in another way meanwhile.
    """
    found = _batch(session, batch)
    if found.parent_id is not None:
        _require_free(session, found, feeds)
    return _set_state(session, found, LIVE, feeds)


def require_live(session: Session, batch: str) -> ImportBatch:
    """The batch of that id or ref; raises UserError if there is none or it does not count."""
    found = _batch(session, batch)
    parent = session.get_one(ImportBatch, found.parent_id) if found.parent_id is not None else found
    if found.state != LIVE or parent.state != LIVE:
        raise UserError("Batch {batch} is not in use any more; nothing was changed.", batch=found.ref)
    return found


def _require_free(session: Session, found: ImportBatch, feeds: Mapping[str, Feed]) -> None:
    """A correction comes back only where its rows still wait and no other correction holds a row of its keys."""
    parent = require_live(session, str(found.parent_id))
    for one in corrections_of(session, parent):
        if one.state == LIVE and one.id != found.id and _meet(session, found, one, feeds):
            raise UserError(
                "Rows of {batch} were corrected again in {other}; withdraw {other} first.",
                batch=found.ref, other=one.ref,
            )  # fmt: skip


def _meet(session: Session, one: ImportBatch, other: ImportBatch, feeds: Mapping[str, Feed]) -> bool:
    tests = [
        """SELECT 1 FROM quarantine a JOIN quarantine b ON b.batch_n = :other
        AND json_extract(b.reasons, '$[0][2]') = json_extract(a.reasons, '$[0][2]') WHERE a.batch_n = :one"""
    ]
    for name in feeds_of(one.summary):
        feed = feeds[name]
        same = " AND ".join(f"b.{column} = a.{column}" for column in ("source_n", *feed.identity))
        tests.append(f"""SELECT 1 FROM {feed.table} a JOIN {feed.table} b INDEXED BY ix_{feed.table}_identity ON {same}
            AND b.batch_n = :other WHERE a.batch_n = :one""")
    numbers = {"one": one.n, "other": other.n}
    return any(session.execute(text(f"{test} LIMIT 1"), numbers).first() is not None for test in tests)


def _batch(session: Session, batch: str) -> ImportBatch:
    found = session.scalars(select(ImportBatch).where((ImportBatch.id == batch) | (ImportBatch.ref == batch))).first()
    if found is None:
        raise UserError("There is no batch “{batch}”.", batch=batch)
    return found


def _set_state(
    session: Session, found: ImportBatch, state: str, feeds: Mapping[str, Feed]
) -> tuple[ImportBatch, tuple[int, ...]]:
    found.state = state
    session.flush()
    connection = session.connection()
    start_resolving(connection)
    family = (found, *corrections_of(session, found))
    changed: dict[str, list[int]] = {}
    for one in family:
        for name in feeds_of(one.summary):
            changed.setdefault(name, []).append(one.n)
    for name, numbers in changed.items():
        resolve(connection, feeds[name], *numbers)
    touch(session, "import_batch", "quarantine", *changed)
    return found, tuple(one.n for one in family)


def unchanged(batch: ImportBatch) -> tuple[Counts, ...]:
    """What the same bytes come to when they are handed in again: every row is there already, none is taken in."""
    return tuple(
        replace(one, loaded=0, new=0, changed=0, unchanged=one.loaded, outdated=0, superseded=0, hidden=0)
        for one in counts_of(batch.summary)
    )


def feeds_of(summary: str) -> Sequence[str]:
    """The feeds that a batch holds, each once."""
    return list(dict.fromkeys(one["feed"] for one in json.loads(summary)))
