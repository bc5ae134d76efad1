"""What is settled when all rows of a file are staged: repeated keys, foreign currencies, and what is odd but taken."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from app.imports.feeds import Feed


class Settling:
    """The last look at the staged rows of one feed."""

    def __init__(
        self, connection: sqlite3.Connection, index: int, feed: Feed, present: Collection[str], *, repeat: str
    ) -> None:
        """``present`` are the columns that the file fills; ``repeat`` says which of equal keys counts."""
        self.connection, self._index, self._feed = connection, index, feed
        self._present, self._repeat = frozenset(present), repeat
        self.sorted_by = ""
        """The condition under which an index on the identity is of use."""
        self.reasons: Counter[str] = Counter()
        self.put_aside = False
        self.dropped = 0
        """Equal rows that count once."""

    def number_occurrences(self, key: str) -> None:
        """Rows without a key: the same cells a second time are a second row."""
        table = f"good_{self._index}"
        self.connection.execute(f"""
            UPDATE {table} SET {key} = {key} || '#' || n.place FROM (
                SELECT rowid AS r, row_number() OVER (
                    PARTITION BY {", ".join(self._feed.identity)} ORDER BY row_no, rowid) AS place
                FROM {table} {self.sorted_by}) AS n
            WHERE {table}.rowid = n.r AND n.place > 1
        """)

    def settle_repeats(self) -> None:
        """Equal keys: equal rows count once; different ones are all put aside, naming each other."""
        table, identity = f"good_{self._index}", ", ".join(self._feed.identity)
        repeated = f"SELECT {identity} FROM {table} {self.sorted_by} GROUP BY {identity} HAVING count(*) > 1"
        columns = ", ".join(self._feed.columns)
        if not self.connection.execute(f"{repeated} LIMIT 1").fetchone():
            return
        self.connection.execute(f"CREATE TEMP TABLE rep AS {repeated}")
        self.connection.execute(f"CREATE INDEX repeats_{self._index} ON {table}({identity})")
        inside = f"({identity}) IN (SELECT * FROM temp.rep)"
        if self._repeat == "last":
            self._drop_repeats(table, inside, identity, "max")
        else:
            self._drop_repeats(table, inside, columns, "min")
            found = self.connection.execute(f"""
                SELECT g.rowid, g.row_no, (SELECT group_concat(o.row_no) FROM {table} o
                       WHERE ({identity_of("o", self._feed)}) = ({identity_of("g", self._feed)}) AND o.rowid <> g.rowid)
                FROM {table} g WHERE {inside.replace(identity, identity_of("g", self._feed), 1)}
            """).fetchall()
            clashes = [row for row in found if row[2]]
            self._put_rows_aside("", "repeated_key", clashes)
        self.connection.execute("DROP TABLE temp.rep")
        self.connection.execute(f"DROP INDEX repeats_{self._index}")

    def _drop_repeats(self, table: str, inside: str, columns: str, keep: str) -> None:
        dropped = self.connection.execute(f"""
            DELETE FROM {table} WHERE {inside} AND rowid NOT IN (
                SELECT {keep}(rowid) FROM {table} WHERE {inside} GROUP BY {columns})
        """)
        self.dropped += dropped.rowcount

    def settle_currency(self, currency: str) -> str:
        """Put rows of another currency aside; returns the reporting currency, which the first file settles."""
        if "currency" not in self._present:
            return currency
        table = f"good_{self._index}"
        found = self.connection.execute(f"""
            SELECT currency, count(*) FROM {table} WHERE currency IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1
        """).fetchall()
        reporting = currency or (found[0][0] if found else "")
        if any(name != reporting for name, _ in found):
            others = self.connection.execute(
                f"SELECT rowid, row_no, currency FROM {table} WHERE currency <> ?", (reporting,)
            ).fetchall()
            self._put_rows_aside("currency", "other_currency", others)
        return reporting

    def _put_rows_aside(self, field: str, code: str, found: Sequence[tuple[int, int, str]]) -> None:
        """Move rows, given as (rowid, row number, value), from the good ones to the bad ones."""
        for rowid, row_no, value in found:
            bad = self.connection.execute(
                "INSERT INTO bad VALUES (?, ?, ?, '{}')", (self._index, row_no, json.dumps([(field, code, value)]))
            )
            self.connection.execute("INSERT INTO late VALUES (?, ?, ?)", (self._index, rowid, bad.lastrowid))
        self.put_aside = self.put_aside or bool(found)
        self.reasons[code] += len(found)
        rows = [(rowid,) for rowid, _, _ in found]
        self.connection.executemany(f"DELETE FROM good_{self._index} WHERE rowid = ?", rows)

    def name_codes(self, codes: Mapping[str, Collection[Any]]) -> None:
        """Write down which codes the good rows name; ``codes`` are those of all rows before some were put aside."""
        for name, found in codes.items():
            if self.reasons or self.dropped:  # also of rows with a bad cell
                chosen = f"SELECT DISTINCT {name} FROM good_{self._index} WHERE {name} IS NOT NULL"
                found = {row[0] for row in self.connection.execute(chosen)}  # noqa: PLW2901
            rows = [(self._index, name, code) for code in sorted(set(found) - {None})]
            self.connection.executemany("INSERT INTO mention VALUES (?, ?, ?)", rows)

    def warn(self) -> None:
        """Count and keep what is odd but taken: spans that run backwards, values of zero or less."""
        table = f"good_{self._index}"
        present = self._present
        checks = [
            (f"span:{first}:{last}", f"{last} < {first} AND estimated = 0")
            for first, last in self._feed.spans
            if first in present and last in present
        ]
        usual = f" AND {_USUALLY_POSITIVE}" if "line_type" in present else ""
        checks += [
            (f"zero:{one.name}", f"{one.columns[0]} <= 0{usual}")
            for one in self._feed.fields
            if one.positive and one.columns[0] in present
        ]
        if not checks:
            return
        counts = self.connection.execute(
            f"SELECT {', '.join(f'count(*) FILTER (WHERE {test})' for _, test in checks)} FROM {table}"
        ).fetchone()
        for (code, test), count in zip(checks, counts, strict=True):
            if count:
                self.connection.execute("INSERT INTO reason VALUES (?, 'warn', ?, ?)", (self._index, code, count))
                self.connection.execute(
                    f"INSERT INTO warned SELECT ?, row_no, ? FROM {table} WHERE {test}", (self._index, code)
                )


_USUALLY_POSITIVE: Final = "coalesce(line_type, 'sale') NOT IN ('gift', 'goods_rebate', 'discount', 'red')"
"""What is given costs nothing, and what is taken off is below zero: neither is odd."""


def identity_of(alias: str, feed: Feed) -> str:
    """The identity columns under an alias."""
    return ", ".join(f"{alias}.{name}" for name in feed.identity)
