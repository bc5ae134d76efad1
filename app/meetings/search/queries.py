"""What a search finds: the newest first, each hit with its meeting, its item and a snippet with the words marked."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.core.connect import raw_of
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
MOST: Final = 200
"""Hits that are shown; nobody reads more, and how many there are is said."""
_KEYS: Final = ("series_id", "meeting_id", "item_id", "outcome_id", "action_id", "squad_id", "day_on")
_INDEXED: Final = """
    SELECT t.n, t.entity, t.entity_id, t.series_id, t.meeting_id, t.item_id, t.outcome_id, t.action_id, t.squad_id,
      t.day_on
    FROM meeting_words w CROSS JOIN meeting_text t ON t.n = w.rowid
    WHERE meeting_words MATCH :match {without}
"""
_WITHOUT: Final = "AND t.entity || t.entity_id NOT IN (SELECT value FROM json_each(:changed))"
_FRESH: Final = """
    SELECT -1 - key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
      value ->> 7, value ->> 8
    FROM json_each(:fresh)
"""
_JOINED: Final = """
    WITH doc(n, entity, entity_id, series_id, meeting_id, item_id, outcome_id, action_id, squad_id, day_on) AS ({docs})
    SELECT d.n, max(d.entity) AS entity, d.entity_id, m.id AS meeting, i.id AS item, coalesce(s.id, '') AS series,
      coalesce(d.squad_id, s.squad_id, '') AS squad, coalesce(m.held_on, d.day_on) AS day_on,
      CASE d.entity WHEN 'meeting_outcome' THEN o.kind ELSE '' END AS kind, s.name, s.name_en, q.name AS squad_name,
      m.number, m.period, m.state, p.name AS department, p.name_en AS department_en, count(*) OVER () AS total
    FROM doc d
    LEFT JOIN action_item a ON a.id = d.action_id
    LEFT JOIN meeting_outcome o ON o.id = coalesce(d.outcome_id, CASE a.about_entity WHEN 'meeting_outcome'
      THEN a.about_id END)
    LEFT JOIN agenda_item i ON i.id = coalesce(d.item_id, o.item_id)
    LEFT JOIN meeting m ON m.id = coalesce(d.meeting_id, o.meeting_id, i.meeting_id)
    LEFT JOIN meeting_series s ON s.id = coalesce(d.series_id, m.series_id)
    LEFT JOIN squad q ON q.id = d.squad_id
    LEFT JOIN department_report r ON d.entity = 'department_report' AND r.id = d.entity_id
    LEFT JOIN person h ON h.id = a.owner_id
    LEFT JOIN department p ON p.id = coalesce(r.department_id, a.department_id, h.department_id, i.department_id,
      q.department_id)
    WHERE coalesce(m.removed, 0) = 0 AND coalesce(s.removed, 0) = 0 AND coalesce(o.removed, 0) = 0
      AND coalesce(i.removed, 0) <= (d.entity <> 'agenda_item') AND coalesce(q.removed, 0) = 0 {wanted}
    GROUP BY CASE d.entity WHEN 'meeting_outcome' THEN coalesce(o.action_id, d.entity_id)
      WHEN 'action_item' THEN d.entity_id ELSE d.entity || d.entity_id END
    ORDER BY day_on DESC, m.number DESC, d.entity, d.entity_id
    LIMIT :most
"""


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
    """The first hits and how many there are."""

    hits: tuple[Hit, ...]
    total: int


NOTHING: Final = Found((), 0)


def search(
    session: Session, text: str, *, series_id: str | None = None, year: int | None = None, kind: str | None = None,
    department_id: str | None = None, most: int = MOST,
) -> Found:  # fmt: skip
    """Everything of meetings that has all words of ``text``, the newest first; nothing for a text without words.

    Chinese words are found anywhere, words of letters where a word begins so.
    """
    query = read_query(text)
    if not query.phrases:
        return NOTHING
    fresh, bound = _fresh(session, query)
    asked = _documents(has_fresh=bool(fresh), has_changed=bound["changed"] != "[]", is_indexed=known_tx(session) > 0)
    wanted = _wanted(series_id, year, kind, department_id)
    raw = raw_of(session.connection())
    cursor = raw.cursor()
    cursor.row_factory = sqlite3.Row
    values = bound | {"match": query.match, "most": most} | {name: value for name, (_, value) in wanted.items()}
    conditions = "".join(f" AND {condition}" for condition, _ in wanted.values())
    rows = cursor.execute(_JOINED.format(docs=asked, wanted=conditions), values).fetchall()
    words = _words(raw, [row["n"] for row in rows if row["n"] > 0])
    hits = tuple(_hit(row, words[row["n"]] if row["n"] > 0 else fresh[-1 - row["n"]].text, query) for row in rows)
    return Found(hits, rows[0]["total"] if rows else 0)


def years(session: Session) -> list[int]:
    """The years in which meetings are held, the newest first."""
    raw = raw_of(session.connection())
    first, last = raw.execute("SELECT min(held_on), max(held_on) FROM meeting WHERE removed = 0").fetchone()
    return [] if first is None else list(range(day_of(last).year, day_of(first).year - 1, -1))


def _fresh(session: Session, query: Query) -> tuple[list[Document], dict[str, str]]:
    """What fits of the records that the index does not know yet, and what the statement is told of them."""
    tx = known_tx(session)
    changed = changed_since(session, tx) if tx else None
    found = [one for one in fresh_documents(session, changed) if query.is_in(one.text)]
    gone = [entity + one for entity, ids in (changed or {}).items() for one in ids]
    return found, {
        "changed": json.dumps(gone),
        "fresh": json.dumps([(one.entity, one.entity_id, *(getattr(one, key) for key in _KEYS)) for one in found]),
    }


def _documents(*, has_fresh: bool, has_changed: bool, is_indexed: bool) -> str:
    parts = [_INDEXED.format(without=_WITHOUT if has_changed else "")] if is_indexed else []
    if has_fresh or not parts:
        parts.append(_FRESH)
    return " UNION ALL ".join(parts)


def _wanted(
    series_id: str | None, year: int | None, kind: str | None, department_id: str | None
) -> dict[str, tuple[str, object]]:
    """Conditions and their values by the names that they are bound by."""
    found: dict[str, tuple[str, object]] = {}
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
