"""Workspaces of released versions: what was in them, and that all of it is there after an upgrade."""

import gzip
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Final

from app.core.connect import connect

FIXTURES: Final = sorted((Path(__file__).parent / "fixtures").glob("*.cdesk.gz"))
"""A workspace of each schema that was ever released, as ``tools/fixture.py`` left it."""
Rows = dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]
OWN: Final = frozenset({"alembic_version"})
"""Tables that say of themselves which schema the file has."""
DERIVED: Final = "cell"
"""What is rebuilt out of the facts begins with this; a check against a rebuild says whether it is right."""


def unpack(packed: Path, path: Path) -> Path:
    """The workspace of a released version at ``path``."""
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


def rows_of(path: Path) -> Rows:
    """Every row of every table of a file: the names of its columns, and its rows."""
    found: Rows = {}
    with closing(connect(path, read_only=True)) as raw:
        tables = raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        for (table,) in tables:
            cursor = raw.execute(f'SELECT * FROM "{table}"')
            found[table] = tuple(one[0] for one in cursor.description), cursor.fetchall()
    return found


def lost(before: Rows, after: Rows) -> list[str]:
    """What a file held and another does not, table by table; columns that only one of them has do not count."""
    gone = []
    for table, (columns, rows) in before.items():
        if table in OWN or table.startswith(DERIVED):
            continue
        if table not in after:
            gone.append(f"{table}: the table with {len(rows)} rows")
            continue
        both = [name for name in columns if name in after[table][0]]
        old, new = _shown(columns, rows, both), _shown(*after[table], both)
        missing = old - new
        gone += [f"{table}: {count} x {dict(zip(both, row, strict=True))}" for row, count in missing.items()]
        gone += [f"{table}.{name}: the column" for name in columns if name not in both]
    return gone


def _shown(columns: tuple[str, ...], rows: list[tuple[object, ...]], wanted: list[str]) -> Counter[tuple[object, ...]]:
    at = [columns.index(name) for name in wanted]
    return Counter(tuple(row[one] for one in at) for row in rows)
