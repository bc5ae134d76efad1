"""Which rows count: the one with the latest extract of each key, unless a later complete list of its scope lacks it.

The flags are a function of the *set* of live batches, so that any order of loading and withdrawing gives the same.
A correction counts while the batch of its file does, and ranks with it.
"""

from typing import Final

from sqlalchemy import Connection, text

from app.imports.feeds import Feed

_LIVE: Final = """
CREATE TEMP TABLE IF NOT EXISTS live_batch(
    batch_n INTEGER PRIMARY KEY, source_n INTEGER, rank INTEGER, list_rank INTEGER)
"""
_FLIPPED: Final = "CREATE TEMP TABLE IF NOT EXISTS flipped(feed TEXT, id INTEGER, PRIMARY KEY(feed, id)) WITHOUT ROWID"
FOREVER: Final = 100_000_000
"""The last day of a list of everything."""
_LONGEST_DAYS: Final = 30
"""Other lists are of a day or a month."""
_HIT: Final = "CREATE TEMP TABLE IF NOT EXISTS hit(id INTEGER PRIMARY KEY)"


def start_resolving(connection: Connection) -> None:
    """Rank the live batches (extract first, then load order) and forget what earlier writes flipped.

    A list covers by the rank of its file: rows that a correction adds to it do not hide the others of the file.
    """
    for statement in (_LIVE, _FLIPPED, _HIT, "DELETE FROM live_batch", "DELETE FROM flipped"):
        connection.execute(text(statement))
    connection.execute(text(f"INSERT INTO live_batch {_ranked('{0}.state')}"))


def _ranked(state: str) -> str:
    """The live batches with their ranks; ``state`` is what tells a batch's state."""
    return f"""
        SELECT n AS batch_n, source_n, rank, min(rank) OVER (PARTITION BY file_n) AS list_rank FROM (
            SELECT b.n, s.n AS source_n, coalesce(p.n, b.n) AS file_n,
                   row_number() OVER (ORDER BY b.extracted_at, coalesce(p.n, b.n), b.n) AS rank
            FROM import_batch b JOIN numbered s ON s.kind = 'source' AND s.entity_id = b.source
            LEFT JOIN import_batch p ON p.id = b.parent_id
            WHERE {state.format("b")} = 'live' AND b.removed = 0 AND (p.id IS NULL OR {state.format("p")} = 'live'))
    """


def then_batches(tx: int) -> str:
    """The batches that were live when ``tx`` was the last transaction, with their ranks of then, as a SELECT."""
    return _ranked(f"""(
        SELECT j.fields ->> 'state' FROM journal j WHERE j.entity = 'import_batch' AND j.entity_id = {{0}}.id
        AND j.tx <= {tx:d} AND j.fields ->> 'state' IS NOT NULL ORDER BY j.dseq DESC LIMIT 1)""")


def counted_then(feed: Feed, alias: str, batches: str) -> str:
    """The condition under which a row counted: ``batches`` names what ``then_batches`` gives."""
    hides = ""
    if feed.scope_on:
        party = f"AND (s.party_code = '' OR s.party_code = {alias}.{feed.scope_party})" if feed.scope_party else ""
        hides = f"""AND NOT EXISTS (
            SELECT 1 FROM {batches} w CROSS JOIN batch_scope s ON s.batch_n = w.batch_n AND s.feed = '{feed.id}'
            WHERE w.source_n = {alias}.source_n AND w.list_rank > v.rank
            AND {alias}.{feed.scope_on} BETWEEN s.first_on AND s.last_on {party})"""
    return f"""EXISTS (
        SELECT 1 FROM {batches} v WHERE v.batch_n = {alias}.batch_n
        AND NOT EXISTS ({_newer(feed, alias, batches)}) {hides})"""


def resolve(connection: Connection, feed: Feed, *batches: int) -> int:
    """Set ``current`` on every row that the batches can touch; returns how many rows changed their flag.

    To be called once for a feed after ``start_resolving``, with all batches that came or went: the rows that changed
    are left in the temporary table ``flipped``, and a second call would turn them back.
    """
    connection.execute(text("DELETE FROM hit"))
    for batch_n in batches:
        connection.execute(text(_touched(feed)), {"batch": batch_n})
        if feed.scope_on:
            connection.execute(text(_covered(feed)), {"batch": batch_n, "feed": feed.id})
    if feed.scope_on:
        _make_cover(connection, feed)
    wanted = _winner(feed)
    connection.execute(
        text(f"""
        INSERT OR IGNORE INTO flipped SELECT :feed, f.id FROM hit CROSS JOIN {feed.table} f ON f.id = hit.id
        WHERE f.current <> ({wanted})
    """),
        {"feed": feed.id},
    )
    changed = connection.execute(
        text(f"""
        UPDATE {feed.table} SET current = 1 - current
        WHERE id IN (SELECT id FROM flipped WHERE feed = :feed)
    """),
        {"feed": feed.id},
    )
    return changed.rowcount


def _same(feed: Feed, left: str, right: str) -> str:
    return " AND ".join(f"{left}.{name} = {right}.{name}" for name in ("source_n", *feed.identity))


def _touched(feed: Feed) -> str:
    """The batch's own rows and every row of the same key."""
    table, index = feed.table, f"ix_{feed.table}_identity"
    return f"""
        INSERT OR IGNORE INTO hit
        SELECT id FROM {table} WHERE batch_n = :batch
        UNION ALL
        SELECT o.id FROM {table} n CROSS JOIN {table} o INDEXED BY {index} ON {_same(feed, "o", "n")}
        WHERE n.batch_n = :batch AND o.batch_n <> n.batch_n
    """


def _covered(feed: Feed) -> str:
    """The rows inside the scopes of which the batch is the complete list."""
    party = f"AND (s.party_code = '' OR s.party_code = f.{feed.scope_party})" if feed.scope_party else ""
    return f"""
        INSERT OR IGNORE INTO hit
        SELECT f.id FROM batch_scope s CROSS JOIN {feed.table} f
        ON f.{feed.scope_on} BETWEEN s.first_on AND s.last_on {party}
        WHERE s.batch_n = :batch AND s.feed = :feed
    """


def _newer(feed: Feed, alias: str, batches: str) -> str:
    """The rows of the same key of which the batch ranks above ``v``."""
    return f"""
        SELECT 1 FROM {feed.table} o INDEXED BY ix_{feed.table}_identity JOIN {batches} w ON w.batch_n = o.batch_n
        WHERE {_same(feed, "o", alias)} AND o.batch_n <> {alias}.batch_n AND w.rank > v.rank
    """


def _winner(feed: Feed) -> str:
    newer = _newer(feed, "f", "live_batch")
    hides = ""
    if feed.scope_on:
        party = f"f.{feed.scope_party}" if feed.scope_party else "NULL"
        hides = f"""AND NOT EXISTS (
            SELECT 1 FROM cover c WHERE c.source_n = f.source_n AND c.day = f.{feed.scope_on} AND c.party IS {party}
            AND c.rank > v.rank)"""
    return f"""EXISTS (
        SELECT 1 FROM live_batch v WHERE v.batch_n = f.batch_n AND NOT EXISTS ({newer}) {hides})"""


def _make_cover(connection: Connection, feed: Feed) -> None:
    """Fill ``cover``: for each day and dealer among the touched rows the newest complete list that covers it.

    Lists of one day or month are found among those that end soon after the day; only lists of everything are longer.
    """
    party = f"f.{feed.scope_party}" if feed.scope_party else "NULL"
    near = f"l.last_on BETWEEN d.day AND d.day + {_LONGEST_DAYS} AND l.first_on <= d.day"
    found = """
        SELECT d.*, l.rank FROM d CROSS JOIN listed l INDEXED BY ix_listed
        ON l.source_n = d.source_n AND l.party_code IN ('', d.party) AND """
    for statement in (
        "DROP TABLE IF EXISTS temp.listed",
        "DROP TABLE IF EXISTS temp.cover",
        f"""
        CREATE TEMP TABLE listed AS
        SELECT w.source_n, s.party_code, s.last_on, s.first_on, max(w.list_rank) AS rank
        FROM live_batch w CROSS JOIN batch_scope s ON s.batch_n = w.batch_n AND s.feed = '{feed.id}'
        GROUP BY w.source_n, s.party_code, s.last_on, s.first_on""",
        "CREATE INDEX temp.ix_listed ON listed(source_n, party_code, last_on, first_on, rank)",
        f"""
        CREATE TEMP TABLE cover AS
        WITH d AS MATERIALIZED (
            SELECT DISTINCT f.source_n, f.{feed.scope_on} AS day, {party} AS party
            FROM hit CROSS JOIN {feed.table} f ON f.id = hit.id)
        SELECT source_n, day, party, max(rank) AS rank
        FROM ({found} {near} UNION ALL {found} l.last_on = {FOREVER}) GROUP BY 1, 2, 3""",
        "CREATE INDEX temp.ix_cover ON cover(source_n, day, party, rank)",
    ):
        connection.execute(text(statement))
