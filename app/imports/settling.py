"""What is settled when all rows of a file are staged: repeated keys, foreign currencies, and what is odd but taken."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from app.imports.feeds import Feed
from app.imports.ruled import CHECKS, FIXED, MOST_KEPT, Results, Ruling
from app.imports.usual import FileSize


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
        self.kept: Sequence[str] = ()
        """The columns of rows put aside that rules over the whole file speak of."""

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
        self._move({rowid: (row_no, [(field, code, value)]) for rowid, row_no, value in found})

    def _move(self, found: Mapping[int, tuple[int, Sequence[tuple[str, str, str]]]]) -> None:
        """Move rows, by their rowid, with all their reasons."""
        table = f"good_{self._index}"
        party = "party_code" if "party_code" in self._feed.by_name else "NULL"
        known = "json_object({})".format(", ".join(f"'{name}', {name}" for name in self.kept))
        day = self._feed.scope_on or "NULL"
        about = f"SELECT ?, ?, ?, '{{}}', {party}, {day}, {known} FROM {table} WHERE rowid = ?"
        for rowid, (row_no, reasons) in found.items():
            bad = self.connection.execute(
                f"INSERT INTO bad {about}", (self._index, row_no, json.dumps(reasons, ensure_ascii=False), rowid)
            )
            self.connection.execute("INSERT INTO late VALUES (?, ?, ?)", (self._index, rowid, bad.lastrowid))
            self.reasons.update({code for _, code, _ in reasons})
        self.put_aside = self.put_aside or bool(found)
        self.connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", [(rowid,) for rowid in found])

    def name_codes(self, codes: Mapping[str, Collection[Any]]) -> None:
        """Write down which codes the good rows name; ``codes`` are those of all rows before some were put aside."""
        for name, found in codes.items():
            if self.reasons or self.dropped:  # also of rows with a bad cell
                chosen = f"SELECT DISTINCT {name} FROM good_{self._index} WHERE {name} IS NOT NULL"
                found = {row[0] for row in self.connection.execute(chosen)}  # noqa: PLW2901
            rows = [(self._index, name, code) for code in sorted(set(found) - {None})]
            self.connection.executemany("INSERT INTO mention VALUES (?, ?, ?)", rows)

    def rule(self, ruling: Ruling, size: FileSize, *, whole: bool) -> None:
        """Hold the rows against the data rules, and count what every check saw and found.

        Raises UserError where a rule refuses the file. A few rows that a person corrected are not counted.
        """
        ruling.refuse()
        self._move(ruling.faults())
        tests = [(rule.code, rule.indicator, test) for rule, test in ruling.tests("warn")]
        builtin = list(self._oddities())
        tests += [(code, CHECKS[code.partition(":")[0]], test) for code, test in builtin]
        table, results = f"good_{self._index}", Results(self.connection, self._index, self._feed)
        results.add_rows("" if whole else FIXED)
        if whole:
            results.add_bad(ruling.rules)
            results.add_aside()
        failed = [rule for rule, _ in ruling.broken_files()]
        for broken in failed:
            self.connection.execute("INSERT INTO reason VALUES (?, 'warn', ?, 1)", (self._index, broken.code))
            if whole:
                results.add_broken(broken.code, broken.indicator)
        for (code, indicator, test), count in zip(tests, self._counted(tests), strict=True):
            if count:
                self.connection.execute("INSERT INTO reason VALUES (?, 'warn', ?, ?)", (self._index, code, count))
                self.connection.execute(
                    f"INSERT INTO warned SELECT ?, row_no, ? FROM {table} WHERE {test} LIMIT {MOST_KEPT}",
                    (self._index, code),
                )
                if whole:
                    results.add_warned(code, indicator, test)
        if whole:
            always = [name for name in CHECKS if name not in {"span", "zero", "other_currency"}]
            always += ["other_currency"] if "currency" in self._present else []
            checks = [(name, CHECKS[name]) for name in always]
            checks += [(code, CHECKS[code.partition(":")[0]]) for code, _ in builtin]
            checks += [(one.code, one.indicator) for one in ruling.rules if one in failed or ruling.tells(one)]
            results.add_wholes(checks, size.rows)
            results.add_size(size)

    def _counted(self, tests: Sequence[tuple[str, str, str]]) -> Sequence[int]:
        if not tests:
            return []
        columns = ", ".join(f"count(*) FILTER (WHERE {test})" for _, _, test in tests)
        found: Sequence[int] = self.connection.execute(f"SELECT {columns} FROM good_{self._index}").fetchone()
        return found

    def _oddities(self) -> Iterator[tuple[str, str]]:
        """What is odd but taken in every file: spans that run backwards, values of zero or less."""
        present = self._present
        for first, last in self._feed.spans:
            if first in present and last in present:
                yield f"span:{first}:{last}", f"{last} < {first} AND estimated = 0"
        usual = f" AND {_USUALLY_POSITIVE}" if "line_type" in present else ""
        for one in self._feed.fields:
            if one.positive and one.columns[0] in present:
                yield f"zero:{one.name}", f"{one.columns[0]} <= 0{usual}"


_USUALLY_POSITIVE: Final = "coalesce(line_type, 'sale') NOT IN ('gift', 'goods_rebate', 'discount', 'red')"
"""What is given costs nothing, and what is taken off is below zero: neither is odd."""


def identity_of(alias: str, feed: Feed) -> str:
    """The identity columns under an alias."""
    return ", ".join(f"{alias}.{name}" for name in feed.identity)
