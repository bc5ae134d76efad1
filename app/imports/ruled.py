"""Data rules held against the staged rows of one feed: what they warn of, put aside or refuse, and what is counted."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from app.core.errors import UserError
from app.core.formula import names, parse_condition
from app.core.period import day_of
from app.imports.feeds import Feed
from app.imports.ruling import (
    PLACES,
    PREFIX,
    Rule,
    Setting,
    applies,
    broken_rows,
    groups_sql,
    packed,
    placeholders,
    said,
    vocabulary,
)
from app.imports.usual import DAYS, FileSize

_DAYS: Final = frozenset({"day", "month", "moment"})
MOST_KEPT: Final = 10_000
"""Rows that one rule warns of and that are kept by their numbers; all are counted."""


@dataclass(frozen=True)
class Hit:
    """A row that breaks a rule: its place in the table, its number, and the values that the message speaks of."""

    place: int
    row_no: int
    value: str
    words: dict[str, str]

    def message(self, text: str) -> str:
        """The message with the values in their places."""
        return text.format_map(defaultdict(str, self.words)) if text else ""


class Ruling:
    """The rules that one part of a file is held against."""

    def __init__(
        self, connection: sqlite3.Connection, table: str, feed: Feed, rules: Sequence[Rule], setting: Setting,
        filled: Collection[str], *, whole: bool = True, where: str = "1", every: str = "",
    ) -> None:  # fmt: skip
        """``filled`` are the fields that the file fills; not ``whole`` are a few rows, that no group is seen in.

        ``every`` is a table of all rows of the file, those put aside too: rules over a whole file look at these.
        """
        self._every = every or table
        self.connection, self._table, self._feed, self._setting, self._where = connection, table, feed, setting, where
        self.rules = [one for one in rules if applies(one, feed, filled) and (whole or one.reach in {"field", "row"})]

    def tests(self, *levels: str) -> Iterator[tuple[Rule, str]]:
        """The rules over rows of some levels, each with the condition of the rows that break it."""
        for rule in self.rules:
            if rule.reach != "file" and rule.level in levels:
                yield rule, broken_rows(rule, self._feed, self._table, self._setting, self._where)

    def counts(self, *levels: str) -> list[tuple[Rule, int]]:
        """How many rows break each of these rules; rules over rows are counted in one pass."""
        found = list(self.tests(*levels))
        if not found:
            return []
        columns = ", ".join(f"count(*) FILTER (WHERE {test})" for _, test in found)
        row = self.connection.execute(f"SELECT {columns} FROM {self._table} WHERE {self._where}").fetchone()
        return [(rule, int(count)) for (rule, _), count in zip(found, row, strict=True)]

    def hits(self, rule: Rule, limit: int = -1) -> Iterator[Hit]:
        """The rows that break a rule, with what its message speaks of."""
        asked = list(dict.fromkeys(placeholders(rule.message_zh) + placeholders(rule.message_en)))
        words = vocabulary(rule, self._feed, self._setting)
        own = self._feed.field(rule.field).columns[0] if rule.field else "''"
        columns = ", ".join([f"({words[one].sql}) AS x{place}" for place, one in enumerate(asked)] or ["1"])
        if rule.reach == "set":
            keys = [self._feed.field(one).columns[0] for one in rule.keys]
            chosen = [f"[{one}] AS k{place}" for place, one in enumerate(rule.keys)]
            same = " AND ".join(f"{one} IS k{place}" for place, one in enumerate(keys)) or "1"
            groups = groups_sql(rule, self._feed, self._table, self._setting, self._where)
            source = f"{self._table} JOIN (SELECT {', '.join([*chosen, columns])} FROM ({groups})) ON {same}"
            columns = ", ".join([f"x{place}" for place in range(len(asked))] or ["1"])
            test = self._where
        else:
            test = broken_rows(rule, self._feed, self._table, self._setting)
            source, test = self._table, f"({self._where}) AND {test}"
        statement = f"SELECT id, row_no, {own}, {columns} FROM {source} WHERE {test} ORDER BY row_no, id LIMIT {limit}"
        for place, row_no, value, *values in self.connection.execute(statement):
            shown = self._plain(rule.field, value) if rule.field else ""
            told = {one: self._word(rule, one, each) for one, each in zip(asked, values, strict=False)}
            yield Hit(place, row_no, shown, told)

    def broken_files(self) -> Iterator[tuple[Rule, Hit]]:
        """The rules over the whole file that it breaks."""
        for rule in self.rules:
            if rule.reach == "file":
                row = self.connection.execute(groups_sql(
                    rule, self._feed, self._every, self._setting, self._where)).fetchone()  # fmt: skip
                if row is not None:
                    yield rule, Hit(0, 0, "", self._told(rule))

    def tells(self, rule: Rule) -> bool:
        """Whether all that a rule rests on is known: a file without a row of totals says nothing of its sum."""
        words = vocabulary(rule, self._feed, self._setting)
        return all(words[one].sql != "NULL" for one in names(parse_condition(rule.must)))

    def _told(self, rule: Rule) -> dict[str, str]:
        """The numbers of a file that a message speaks of."""
        asked = list(dict.fromkeys(placeholders(rule.message_zh) + placeholders(rule.message_en)))
        if not asked:
            return {}
        words = vocabulary(rule, self._feed, self._setting)
        groups = groups_sql(_always(rule), self._feed, self._every, self._setting, self._where)
        row = self.connection.execute(f"SELECT {', '.join(words[one].sql for one in asked)} FROM ({groups})").fetchone()
        return {one: self._word(rule, one, value) for one, value in zip(asked, row, strict=True)}

    def _word(self, rule: Rule, name: str, value: Any) -> str:
        field = rule.field if name == "value" else name.partition("_")[2] if name not in self._feed.by_name else name
        if name.startswith(("missing_", "distinct_")) or name in {"length", "rows", "days", "usual_rows", "left_out"}:
            return "" if value is None else str(value)
        return self._plain(field, value) if field in self._feed.by_name else "" if value is None else str(value)

    def _plain(self, field: str, value: Any) -> str:
        """A stored value as a person writes it: days as ISO text, scaled integers as decimals."""
        kind = self._feed.field(field).kind
        places = PLACES[kind]
        if value is None or places is None:
            return "" if value is None else str(value)
        if kind in _DAYS:
            return day_of(int(value)).isoformat()
        return format((Decimal(int(value)) / 10**places).normalize(), "f")

    # -- what becomes of it -------------------------------------------------------------------------------------------

    def refuse(self) -> None:
        """Raise UserError where a rule refuses the whole file."""
        for rule, hit in self.broken_files():
            if rule.level == "stop":
                raise refusal(rule, hit, 0)
        for rule, count in self.counts("stop"):
            if count:
                raise refusal(rule, next(self.hits(rule, 1)), count)

    def faults(self) -> dict[int, tuple[int, list[tuple[str, str, str]]]]:
        """The rows to put aside by their places: their number and every reason."""
        found: dict[int, tuple[int, list[tuple[str, str, str]]]] = {}
        for rule, count in self.counts("quarantine"):
            for hit in self.hits(rule) if count else ():
                found.setdefault(hit.place, (hit.row_no, []))[1].append(fault_of(rule, hit))
        return found


def fault_of(rule: Rule, hit: Hit) -> tuple[str, str, str]:
    """Why a row is put aside: field, code, and the value with the rule's own words."""
    return rule.field, rule.code, packed(hit.value, hit.message(rule.message_zh), hit.message(rule.message_en))


def _always(rule: Rule) -> Rule:
    """The same rule as if everything broke it."""
    return replace(rule, must="0 = 1")


def refusal(rule: Rule, hit: Hit, count: int) -> UserError:
    """What is said where a rule refuses a file; 0 rows is a rule over the whole file."""
    words = said(hit.message(rule.message_zh), hit.message(rule.message_en))
    if not count:
        return UserError("A data rule refuses the file: {message}", message=words)
    return UserError(
        "A data rule refuses the file: {message} (row {row}; rows: {n})", message=words, row=hit.row_no, n=count
    )


# -- what is counted ---------------------------------------------------------------------------------------------------

FIXED: Final = "fixed"
"""Under which the rows are counted that a correction takes in."""
ASIDE: Final = "aside"
"""The check that a row could be taken in."""
FORMAT: Final = "format"
"""The check that every cell can be read as what it should be."""
CHECKS: Final = {
    FORMAT: "conformity", "required": "completeness", "repeated_key": "accuracy", "other_currency": "consistency",
    "span": "consistency", "zero": "accuracy", "aside": "accessibility",
}  # fmt: skip
"""The checks that every import makes, each with the indicator that it speaks of."""
_MONTH: Final = "CAST(strftime('%Y%m', {day} * 86400, 'unixepoch') AS INTEGER)"


def check_of(code: str) -> str:
    """The check that a reason's code belongs to."""
    return code if code in CHECKS or code.startswith(PREFIX) else FORMAT


def every_row(index: int, columns: Sequence[str]) -> str:
    """A table of these columns of all rows of a part, those that were put aside too."""
    known = [f"json_extract(known, '$.{name}')" for name in columns]
    good = f"SELECT {', '.join(columns) or '1'} FROM good_{index}"
    return f"({good} UNION ALL SELECT {', '.join(known) or '1'} FROM bad WHERE entry = {index})"


def unread_fields(connection: sqlite3.Connection, index: int, fields: Collection[str]) -> frozenset[str]:
    """Of these fields the ones of which a cell could not be read; where cells are out of place, all of them."""
    found = connection.execute(
        """SELECT DISTINCT json_extract(r.value, '$[0]'), json_extract(r.value, '$[1]')
        FROM bad, json_each(reasons) r WHERE entry = ?""",
        (index,),
    )
    names = {name for name, code in found if check_of(code) == FORMAT}
    return frozenset(fields if "" in names else names & set(fields))


class Results:
    """Counts of one part of a file by check, dealer and month (yyyymm; 0 where a row names none)."""

    def __init__(self, connection: sqlite3.Connection, index: int, feed: Feed) -> None:
        """The rows are in ``good_...`` and ``bad`` when it is asked to write."""
        self._connection, self._index, self._feed = connection, index, feed
        self._table = f"good_{index}"
        self._party = f"coalesce({'party_code' if 'party_code' in feed.by_name else 'NULL'}, '')"
        self._day = feed.scope_on or "NULL"
        self._month = f"coalesce({_MONTH.format(day=self._day)}, 0)"

    def add_rows(self, code: str) -> None:
        """Every row by dealer and month: of a file taken or not, under ``FIXED`` those that a correction takes in."""
        aside = f"""
            UNION ALL SELECT coalesce(party, ''), day, count(*) FROM bad WHERE entry = {self._index} GROUP BY 1, 2
        """
        self._connection.execute(
            f"""
            INSERT INTO result
            SELECT {self._index}, ?, '', party, coalesce({_MONTH.format(day="day")}, 0), sum(n), 0, max(day) FROM (
                SELECT {self._party} AS party, {self._day} AS day, count(*) AS n FROM {self._table} GROUP BY 1, 2
                {"" if code else aside})
            GROUP BY 4, 5
            """,
            (code,),
        )

    def add_size(self, size: FileSize) -> None:
        """How many business days the rows are of, which later files are compared by."""
        self._connection.execute(
            "INSERT INTO result VALUES (?, ?, '', '*', 0, ?, 0, ?)", (self._index, DAYS, size.days, size.last_on)
        )

    def add_warned(self, code: str, indicator: str, test: str) -> None:
        """Rows that are taken and yet break a check."""
        self._connection.execute(
            f"""INSERT INTO result SELECT {self._index}, ?, ?, {self._party}, {self._month}, 0, count(*), NULL
            FROM {self._table} WHERE {test} GROUP BY 4, 5""",
            (code, indicator),
        )

    def add_bad(self, rules: Sequence[Rule]) -> None:
        """Rows that were put aside, once for each check that they break."""
        indicators = CHECKS | {one.code: one.indicator for one in rules}
        found: dict[tuple[str, str, int], int] = defaultdict(int)
        for reasons, party, month in self._connection.execute(
            f"SELECT reasons, coalesce(party, ''), coalesce({_MONTH.format(day='day')}, 0) FROM bad WHERE entry = ?",
            (self._index,),
        ).fetchall():
            for code in {check_of(one[1]) for one in json.loads(reasons)}:
                found[code, party, month] += 1
        self._connection.executemany(
            "INSERT INTO result VALUES (?, ?, ?, ?, ?, 0, ?, NULL)",
            [(self._index, code, indicators[code], *place, n) for (code, *place), n in sorted(found.items())],
        )

    def add_aside(self) -> None:
        """Rows that were put aside and so cannot be used, whatever for."""
        self._connection.execute(
            f"""
            INSERT INTO result SELECT {self._index}, ?, ?, coalesce(party, ''),
                coalesce({_MONTH.format(day="day")}, 0), 0, count(*), NULL
            FROM bad WHERE entry = {self._index} GROUP BY 4, 5
            """,
            (ASIDE, CHECKS[ASIDE]),
        )

    def add_broken(self, code: str, indicator: str) -> None:
        """A rule over the file that it breaks: no row of it can be trusted in that."""
        self._connection.execute(
            f"""INSERT INTO result SELECT entry, ?, ?, party, month, 0, checked, NULL FROM result
            WHERE entry = {self._index} AND code = ''""",
            (code, indicator),
        )

    def add_wholes(self, checks: Sequence[tuple[str, str]], seen: int) -> None:
        """What each check saw and found over all of the part."""
        for code, indicator in checks:
            (failed,) = self._connection.execute(
                "SELECT coalesce(sum(failed), 0) FROM result WHERE entry = ? AND code = ?", (self._index, code)
            ).fetchone()
            self._connection.execute(
                "INSERT INTO result VALUES (?, ?, ?, '*', 0, ?, ?, NULL)",
                (self._index, code, indicator, seen, failed),
            )
