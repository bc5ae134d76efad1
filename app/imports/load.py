"""From the staging file into the fact tables: the short part of an import that holds the write lock."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, text

from app.core.model import Base
from app.imports.counts import Counts
from app.imports.current import FOREVER
from app.imports.feeds import Feed
from app.imports.profile import Entry, Profile
from app.imports.staged import Shape
from app.imports.staging import BULK_ROWS

STAGING: Final = "staging"
_MONTH_FIRST: Final = "CAST(unixepoch({day} * 86400, 'unixepoch', 'start of month') / 86400 AS INTEGER)"
_MONTH_LAST: Final = "CAST(unixepoch({day} * 86400, 'unixepoch', 'start of month', '+1 month') / 86400 AS INTEGER) - 1"


def compare(connection: Connection, feed: Feed, index: int, *, source_n: int, rank: tuple[str, float]) -> Counts:
    """What the staged rows would change among the rows that count now; nothing is written.

    ``rank`` is the extract's instant and number: rows of a later extract stay, and ours are counted as outdated.
    """
    found = Counts(feed.id)
    staged = f"{STAGING}.good_{index}"
    found.loaded = connection.execute(text(f"SELECT count(*) FROM {staged}")).scalar_one()
    if not connection.execute(
        text(f"SELECT 1 FROM {feed.table} WHERE source_n = :source LIMIT 1"), {"source": source_n}
    ).first():
        found.new = found.loaded
        return found
    same = " AND ".join(f"f.{name} IS g.{name}" for name in feed.columns)
    identity = " AND ".join(f"f.{name} = g.{name}" for name in feed.identity)
    row = connection.execute(
        text(f"""
        SELECT count(*) FILTER (WHERE f.id IS NULL),
               count(*) FILTER (WHERE f.id IS NOT NULL AND {same}),
               count(*) FILTER (WHERE f.id IS NOT NULL AND NOT ({same}) AND (b.extracted_at, b.n) < (:at, :n)),
               count(*) FILTER (WHERE f.id IS NOT NULL AND NOT ({same}) AND (b.extracted_at, b.n) >= (:at, :n))
        FROM {staged} g
        LEFT JOIN {feed.table} f INDEXED BY ix_{feed.table}_identity
               ON f.source_n = :source AND {identity} AND f.current = 1
        LEFT JOIN import_batch b ON b.n = f.batch_n
    """),
        {"source": source_n, "at": rank[0], "n": rank[1]},
    ).one()
    found.new, found.unchanged, found.changed, found.outdated = row
    found.superseded = found.changed
    return found


def count_hidden(
    connection: Connection, feed: Feed, index: int, entry: Entry, *, source_n: int, rank: tuple[str, float]
) -> int:
    """How many rows that count now are in the file's scope and lacking in it."""
    if entry.mode != "complete" or not feed.scope_on:
        return 0
    party = f"AND (s.party_code = '' OR s.party_code = f.{feed.scope_party})" if feed.scope_party else ""
    identity = " AND ".join(f"g.{name} = f.{name}" for name in feed.identity)
    return int(
        connection.execute(
            text(f"""
        WITH s AS MATERIALIZED ({_scopes(feed, index, entry)})
        SELECT count(*) FROM {feed.table} f JOIN import_batch b ON b.n = f.batch_n
        WHERE f.source_n = :source AND f.current = 1 AND (b.extracted_at, b.n) < (:at, :n)
        AND f.{feed.scope_on} BETWEEN (SELECT min(first_on) FROM s) AND (SELECT max(last_on) FROM s)
        AND EXISTS (SELECT 1 FROM s WHERE f.{feed.scope_on} BETWEEN s.first_on AND s.last_on {party})
        AND NOT EXISTS (SELECT 1 FROM {STAGING}.good_{index} g WHERE {identity})
    """),
            {"source": source_n, "at": rank[0], "n": rank[1]},
        ).scalar_one()
    )


def shapes(connection: Connection, feeds: Mapping[str, Feed], profile: Profile) -> tuple[Shape, ...]:
    """The fact tables that a file of the profile is bound for, and the numbers that its rows will bear."""
    batch_n = connection.execute(text("SELECT coalesce(max(n), 0) + 1 FROM import_batch")).scalar_one()
    source_n = connection.execute(
        text("""
        SELECT coalesce((SELECT n FROM numbered WHERE kind = 'source' AND entity_id = :source),
                        (SELECT coalesce(max(n), 0) + 1 FROM numbered))
    """),
        {"source": profile.source},
    ).scalar_one()
    return tuple(_shape(connection, feeds[entry.feed].table, batch_n, source_n) for entry in profile.entries)


def _shape(connection: Connection, table: str, batch_n: int, source_n: int) -> Shape:
    found = connection.execute(
        text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL ORDER BY name"),
        {"table": table},
    ).all()
    first_id = connection.execute(text(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")).scalar_one()
    return Shape(
        table_sql=next(row[1] for row in found if row[0] == "table"),
        index_sql=tuple(row[1] for row in found if row[0] == "index"),
        first_id=first_id, batch_n=batch_n, source_n=source_n,
    )  # fmt: skip


def _is_numbered(connection: Connection, feed: Feed, index: int, *, batch_n: int, source_n: int) -> bool:
    """Whether the staged rows bear already what they will have in the fact table: then whole pages can be moved."""
    names = "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('{}', '{}') ORDER BY cid)"
    one, other = (
        connection.execute(text(names.format(table, schema))).scalar_one()
        for table, schema in ((feed.table, "main"), (f"good_{index}", STAGING))
    )
    if one != other:
        return False
    first = connection.execute(
        text(f"""
        SELECT 1 FROM {STAGING}.good_{index} WHERE id = (SELECT min(id) FROM {STAGING}.good_{index})
        AND batch_n = :batch AND source_n = :source AND id > (SELECT coalesce(max(id), 0) FROM {feed.table})
    """),
        {"batch": batch_n, "source": source_n},
    ).first()
    return first is not None


def insert_rows(connection: Connection, feed: Feed, index: int, entry: Entry, *, batch_n: int, source_n: int) -> None:
    """Move the staged rows into the fact table; rows that must be numbered anew are read one by one.

    A statement that copies everything between tables of one shape moves whole records and index entries (SQLite's
    transfer optimization). Otherwise a large load drops the indices first and makes them again after.
    """
    if _is_numbered(connection, feed, index, batch_n=batch_n, source_n=source_n):
        connection.execute(text(f"INSERT INTO {feed.table} SELECT * FROM {STAGING}.good_{index}"))
        return
    table = Base.metadata.tables[feed.table]
    count = connection.execute(text(f"SELECT count(*) FROM {STAGING}.good_{index}")).scalar_one()
    there = connection.execute(text(f"SELECT coalesce(max(id), 0) FROM {feed.table}")).scalar_one()
    bulk = count > max(BULK_ROWS, there)
    indices = sorted(table.indexes, key=lambda one: str(one.name)) if bulk else []
    for one in indices:
        one.drop(connection)
    columns = ", ".join(feed.columns)
    head = ", needs_head" if feed.head else ""
    connection.execute(
        text(f"""
        INSERT INTO {feed.table}(batch_n, row_no, source_n, current, {columns}, estimated{head})
        SELECT :batch, row_no, :source, 1, {columns}, estimated{", :head" if feed.head else ""}
        FROM {STAGING}.good_{index} ORDER BY rowid
    """),
        {"batch": batch_n, "source": source_n, "head": int(entry.head)},
    )
    for one in indices:
        one.create(connection)


def insert_scopes(connection: Connection, feed: Feed, index: int, entry: Entry, *, batch_n: int) -> None:
    """Remember what a complete list covers."""
    if entry.mode != "complete" or not feed.scope_on:
        return
    connection.execute(
        text(f"""
        INSERT INTO batch_scope(batch_n, feed, first_on, last_on, party_code)
        SELECT :batch, :feed, first_on, last_on, party_code FROM ({_scopes(feed, index, entry)})
    """),
        {"batch": batch_n, "feed": feed.id},
    )


def _scopes(feed: Feed, index: int, entry: Entry) -> str:
    day = feed.scope_on
    party = f"coalesce({feed.scope_party}, '')" if entry.by == "party" and feed.scope_party else "''"
    first, last = {
        "date": (day, day),
        "month": (_MONTH_FIRST.format(day=day), _MONTH_LAST.format(day=day)),
        "all": (str(-FOREVER), str(FOREVER)),
    }[entry.scope or "date"]
    return f"""
        SELECT DISTINCT {first} AS first_on, {last} AS last_on, {party} AS party_code
        FROM {STAGING}.good_{index} WHERE {day} IS NOT NULL
    """


def insert_quarantine(connection: Connection, feed: Feed, index: int, *, batch_n: int) -> int:
    """Keep the rows that could not be taken, with their reasons and their original cells."""
    found = connection.execute(
        text(f"""
        INSERT INTO quarantine(batch_n, feed, entry, row_no, reasons, cells, state)
        SELECT :batch, :feed, entry, row_no, reasons, cells, 'open' FROM {STAGING}.bad
        WHERE entry = :entry ORDER BY row_no
    """),
        {"batch": batch_n, "feed": feed.id, "entry": index},
    )
    return found.rowcount


def insert_mentions(
    connection: Connection, feed: Feed, index: int, entry: Entry, *, batch_n: int, source_n: int
) -> None:
    """Remember which codes the batch may make master records for."""
    if entry.unknown != "create":
        return
    refs = [(one.ref, one.name) for one in feed.fields if one.ref in {"party", "product"}]
    if feed.master in {"party", "product"}:
        refs.append((feed.master, f"{feed.master}_code"))
    for kind, column in refs:
        connection.execute(
            text(f"""
            INSERT OR IGNORE INTO code_mention(batch_n, source_n, kind, code)
            SELECT :batch, :source, :kind, code FROM {STAGING}.mention WHERE entry = :entry AND name = :name
        """),
            {"batch": batch_n, "source": source_n, "kind": kind, "entry": index, "name": column},
        )


def staged_reasons(connection: Connection, index: int) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Reasons of the quarantined rows, warnings of the good ones, and the entry's own counts."""
    reasons = connection.execute(
        text(f"SELECT code, rows FROM {STAGING}.reason WHERE entry = :entry AND level = 'quarantine'"), {"entry": index}
    ).all()
    warnings = connection.execute(
        text(f"SELECT code, rows FROM {STAGING}.reason WHERE entry = :entry AND level = 'warn'"), {"entry": index}
    ).all()
    row = connection.execute(
        text(f"SELECT rows, skipped FROM {STAGING}.entry WHERE entry = :entry"), {"entry": index}
    ).one()
    bad = connection.execute(text(f"SELECT count(*) FROM {STAGING}.bad WHERE entry = :entry"), {"entry": index})
    own = {"rows": row[0], "skipped": row[1], "quarantined": bad.scalar_one()}
    return {row[0]: row[1] for row in reasons}, {row[0]: row[1] for row in warnings}, own


def insert_results(connection: Connection, feed: Feed, index: int, *, batch_n: int) -> None:
    """Keep what every check saw and found, and which rows were taken in with a warning."""
    values = {"batch": batch_n, "feed": feed.id, "entry": index}
    connection.execute(
        text(f"""
        INSERT INTO rule_result(batch_n, feed, entry, code, indicator, party_code, month, checked, failed, last_on)
        SELECT :batch, :feed, entry, code, indicator, party, month, checked, failed, last_on FROM {STAGING}.result
        WHERE entry = :entry
    """),
        values,
    )
    connection.execute(
        text(f"""
        INSERT INTO rule_hit(batch_n, feed, code, row_no)
        SELECT :batch, :feed, code, row_no FROM {STAGING}.warned WHERE entry = :entry
    """),
        values,
    )
