"""What a search finds: the newest first, each hit with its meeting, its item and a snippet with the words marked."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.core.connect import raw_of, rows_by_name
from app.core.period import day_number, day_of
from app.core.texts import either
from app.meetings.search.documents import Document
from app.meetings.search.index import changed_since, fresh_documents, known_tx
from app.meetings.search.rules import Bit, Query, read_query, snippet

_KIND: Final = {
    "meeting_series": "meeting", "meeting": "meeting", "agenda_item": "item", "action_item": "action",
    "action_carry": "action", "backlog_topic": "topic", "department_report": "report", "squad": "squad",
    "milestone": "squad",
}  # fmt: skip
_SAID: Final = frozenset({"meeting_outcome", "action_item"})
_Conditions = dict[str, tuple[str, object]]
MOST: Final = 200
"""Hits that are shown; nobody reads more, and that there are more is said."""
_KEYS: Final = ("series_id", "meeting_id", "item_id", "outcome_id", "action_id", "squad_id", "day_on")
_INDEXED: Final = """
    meeting_words w CROSS JOIN (SELECT n, entity, entity_id, {keys} FROM meeting_text) d ON d.n = w.rowid
"""
_FRESH: Final = """
    (SELECT key AS n, value ->> 0 AS entity, value ->> 1 AS entity_id, {keys} FROM json_each(:fresh)) d
"""
_JOINED: Final = """
    SELECT d.n, d.entity, d.entity_id, m.id AS meeting, i.id AS item, coalesce(s.id, '') AS series,
      coalesce(d.squad_id, s.squad_id, '') AS squad, coalesce(m.held_on, d.day_on) AS day_on,
      CASE d.entity WHEN 'meeting_outcome' THEN o.kind ELSE '' END AS kind, s.name, s.name_en, q.name AS squad_name,
      m.number, m.period, m.state, p.name AS department, p.name_en AS department_en,
      CASE d.entity WHEN 'meeting_outcome' THEN coalesce(o.action_id, d.entity_id) ELSE d.entity_id END AS said
    FROM {source}
    LEFT JOIN meeting m ON m.id = d.meeting_id
    LEFT JOIN meeting_series s ON s.id = coalesce(d.series_id, m.series_id)
    LEFT JOIN meeting_outcome o ON o.id = d.outcome_id
    LEFT JOIN agenda_item i ON i.id = d.item_id
    LEFT JOIN action_item a ON a.id = d.action_id
    LEFT JOIN squad q ON q.id = d.squad_id
    LEFT JOIN department_report r ON d.entity = 'department_report' AND r.id = d.entity_id
    LEFT JOIN person h ON h.id = a.owner_id
    LEFT JOIN department p ON p.id = coalesce(r.department_id, a.department_id, h.department_id, i.department_id,
      q.department_id)
    WHERE coalesce(m.removed, 0) = 0 AND coalesce(s.removed, 0) = 0 AND coalesce(o.removed, 0) = 0
      AND coalesce(q.removed, 0) = 0 {wanted}
"""
"""Read row by row from the newest on, and no further than hits are shown: a common word is in most texts."""


@dataclass(frozen=True)
class Hit:
    """Something that was said; names of series and departments are msgids with both languages in them."""

    kind: str
    """A key of ``words.KINDS``."""
    entity: str
    entity_id: str
    snippet: tuple[Bit, ...]
    series_id: str
    series: str
    meeting_id: str
    """Empty for what belongs to no meeting: a topic that waits, a squad."""
    number: int
    period: str
    held_on: int | None
    """The day of the meeting, else that of the topic, squad or milestone."""
    state: str
    """Of the meeting: a key of ``words.MEETING_STATES``."""
    item_id: str
    department: str
    squad_id: str
    squad: str

    @property
    def text(self) -> str:
        """The snippet without its marks."""
        return "".join(bit.text for bit in self.snippet)


@dataclass(frozen=True)
class Found:
    """The hits that were written last, and whether there are more."""

    hits: tuple[Hit, ...]
    more: bool


NOTHING: Final = Found((), more=False)


def search(
    session: Session, text: str, *, series_id: str | None = None, year: int | None = None, kind: str | None = None,
    department_id: str | None = None, most: int = MOST,
) -> Found:  # fmt: skip
    """What was said in meetings and has all words of ``text``, the newest day first; nothing for a text without words.

    Chinese words are found anywhere, words of letters where a word begins so. Of more than ``most`` hits those written
    last are given.
    """
    query = read_query(text)
    if not query.phrases:
        return NOTHING
    raw = raw_of(session.connection())
    tx = known_tx(session)
    changed = changed_since(session, tx) if tx else None
    fresh = [one for one in fresh_documents(session, changed) if query.is_in(one.text)]
    wanted = _wanted(series_id, year, kind, department_id)
    rows = _new_rows(raw, fresh, wanted)
    more = len(rows) > most
    if tx and not more:
        gone = [entity + one for entity, ids in (changed or {}).items() for one in ids]
        more = _take(rows, _kept_rows(raw, query, gone, wanted), most)
    picked = sorted(rows.values(), key=_order)[:most]
    words = _words(raw, [row["n"] for is_new, row in picked if not is_new])
    hits = (_hit(row, fresh[row["n"]].text if is_new else words[row["n"]], query) for is_new, row in picked)
    return Found(tuple(hits), more)


_Rows = dict[str, tuple[bool, sqlite3.Row]]
"""By what was said, that an action and the words of the minutes that made it are one hit; whether it is a fresh one."""


def _new_rows(raw: sqlite3.Connection, fresh: Sequence[Document], wanted: _Conditions) -> _Rows:
    """What the index does not know yet."""
    found: _Rows = {}
    if fresh:
        keys = ", ".join(f"value ->> {n} AS {key}" for n, key in enumerate(_KEYS, 2))
        told = json.dumps([(one.entity, one.entity_id, *(getattr(one, key) for key in _KEYS)) for one in fresh])
        rows = _asked(raw, _FRESH.format(keys=keys), "", wanted, {"fresh": told})
        _take(found, ((True, row) for row in rows), len(fresh))
    return found


def _kept_rows(
    raw: sqlite3.Connection, query: Query, gone: Sequence[str], wanted: _Conditions
) -> Iterator[tuple[bool, sqlite3.Row]]:
    """What the index knows and nobody wrote since, the newest record first."""
    match = "AND meeting_words MATCH :match"
    if gone:
        match += " AND d.entity || d.entity_id NOT IN (SELECT value FROM json_each(:gone))"
    bound = {"match": query.match, "gone": json.dumps(list(gone))}
    source = _INDEXED.format(keys=", ".join(_KEYS))
    return ((False, row) for row in _asked(raw, source, match, wanted, bound, " ORDER BY w.rowid DESC"))


def _asked(
    raw: sqlite3.Connection, source: str, match: str, wanted: _Conditions, bound: dict[str, str], order: str = ""
) -> Iterator[sqlite3.Row]:
    cursor = raw.cursor()
    cursor.row_factory = rows_by_name(raw)
    conditions = match + "".join(f" AND {condition}" for condition, _ in wanted.values())
    values = bound | {name: value for name, (_, value) in wanted.items()}
    yield from cursor.execute(_JOINED.format(source=source, wanted=conditions) + order, values)
    cursor.close()


def _take(found: _Rows, rows: Iterable[tuple[bool, sqlite3.Row]], most: int) -> bool:
    """Take rows until there are so many hits; returns whether there are more."""
    for is_new, row in rows:
        key = row["said"] if row["entity"] in _SAID else row["entity"] + row["entity_id"]
        if key not in found and len(found) == most:
            return True
        if key not in found or row["entity"] == "meeting_outcome":
            found[key] = (is_new, row)
    return False


def _order(one: tuple[bool, sqlite3.Row]) -> tuple[object, ...]:
    row = one[1]
    return (-(row["day_on"] or 0), -(row["number"] or 0), row["entity"], row["entity_id"])


def years(session: Session) -> list[int]:
    """The years in which meetings are held, the newest first."""
    raw = raw_of(session.connection())
    first, last = raw.execute("SELECT min(held_on), max(held_on) FROM meeting WHERE removed = 0").fetchone()
    return [] if first is None else list(range(day_of(last).year, day_of(first).year - 1, -1))


def _wanted(series_id: str | None, year: int | None, kind: str | None, department_id: str | None) -> _Conditions:
    """Conditions and their values by the names that they are bound by."""
    found: _Conditions = {}
    if series_id:
        found["series"] = ("s.id = :series", series_id)
    if year:
        first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
        found["first"] = ("coalesce(m.held_on, d.day_on) >= :first", first)
        found["last"] = ("coalesce(m.held_on, d.day_on) <= :last", last)
    if department_id:
        found["department"] = ("p.id = :department", department_id)
    if kind:
        tables = [name for name, own in _KIND.items() if own == kind]
        said = "(d.entity IN (SELECT value FROM json_each(:tables)) OR d.entity = 'meeting_outcome' AND o.kind = :kind)"
        found |= {"kind": (said, kind), "tables": ("1", json.dumps(tables))}
    return found


def _words(raw: sqlite3.Connection, ns: Sequence[int]) -> dict[int, str]:
    sql = "SELECT n, text FROM meeting_text WHERE n IN (SELECT value FROM json_each(?))"
    return dict(raw.execute(sql, (json.dumps(list(ns)),)).fetchall())


def _hit(row: sqlite3.Row, words: str, query: Query) -> Hit:
    return Hit(
        kind=row["kind"] or _KIND.get(row["entity"], "item"),
        entity=row["entity"],
        entity_id=row["entity_id"],
        snippet=snippet(words, query),
        series_id=row["series"],
        series=either(row["name"], row["name_en"] or "") if row["name"] else "",
        meeting_id=row["meeting"] or "",
        number=row["number"] or 0,
        period=row["period"] or "",
        held_on=row["day_on"],
        state=row["state"] or "",
        item_id=row["item"] or "",
        department=either(row["department"], row["department_en"] or "") if row["department"] else "",
        squad_id=row["squad"],
        squad=row["squad_name"] or "",
    )
