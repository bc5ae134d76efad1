"""The history of the whole workspace: its transactions by who, when, what and why, and the heads of the journal."""

import json
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, text
from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.core.device import current_device
from app.core.journal_rows import broken_links, text_of
from app.core.model import canonical_json
from app.core.records import Book, named_like
from app.core.stamps import stamp_ms
from app.core.standing import RUNS_ALONE
from app.core.texts import N_, Text, Texts

ORIGINS: Final = {
    "window": N_("Window"), "cli": N_("Command line"), "job": N_("Job"), "pipeline": N_("Import"),
    "system": N_("Program"),
}  # fmt: skip
"""Where a transaction came from, in words."""
_PLACES: Final = re.compile(r"\{\w+\}")
_ORDERS: Final = {"": "t.tx DESC", "at": "t.tx {way}", "actor": "t.actor {way}, t.tx DESC",
                  "origin": "t.origin {way}, t.tx DESC"}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a history is narrowed to; empty is everything."""

    actor: str | None = None
    """A person's id; an empty one is nobody's."""
    entity: str = ""
    record: str = ""
    """The id of one record of ``entity``."""
    action: str = ""
    """The code of an action."""
    first: date | None = None
    last: date | None = None
    text: str = ""


@dataclass(frozen=True)
class TxRow:
    """One transaction in a list."""

    tx: int
    at: datetime
    actor: str
    origin: str
    action: Text
    reason: str
    device: str
    """The name of the machine; empty where no record changed."""
    records: int
    """How many records it changed."""
    tables: tuple[str, ...]
    undoes: int | None


@dataclass(frozen=True)
class Head:
    """The last row of one device's chain."""

    device: str
    name: str
    rows: int
    hash: str
    at: datetime | None
    actor: str
    current: bool
    """Whether this is the device that writes now."""


@dataclass(frozen=True)
class ChainReport:
    """The whole journal, checked row by row."""

    heads: tuple[Head, ...]
    faults: tuple[Text, ...]

    @property
    def rows(self) -> int:
        """All rows of all devices."""
        return sum(one.rows for one in self.heads)


def transaction_ids(
    session: Session, wanted: Wanted, *, t: Texts, book: Book, order: str = "", descending: bool = True
) -> "array[int]":
    """The numbers of the transactions that match, newest first unless another order is asked for.

    One that only says what a timed job did changed nothing, and is told beside the job.

    Every word of the text must stand in the action's sentence in the language of ``t``, in its values, in the
    person's or a changed record's name or reference, in the reason, or in a value that was written.
    """
    conditions, values = _narrowed(wanted)
    for number, word in enumerate(wanted.text.split()):
        conditions.append(_word(session, book, t, word, number, values))
    where = " AND ".join(conditions)
    way = "DESC" if descending else "ASC"
    statement = f"SELECT t.tx FROM tx t WHERE {where} ORDER BY {_ORDERS[order].format(way=way)}"
    rows = raw_of(session.connection()).execute(statement, values)  # a hundred thousand rows of one number each
    return array("q", (row[0] for row in rows))


def _narrowed(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    conditions = ["t.tables <> :runs"]
    values: dict[str, Any] = {"runs": RUNS_ALONE}
    if wanted.actor is not None:
        conditions.append("t.actor = :actor")
        values["actor"] = wanted.actor
    if wanted.entity:
        one = " AND entity_id = :record" if wanted.record else ""
        conditions.append(f"t.tx IN (SELECT tx FROM journal WHERE entity = :entity{one})")
        values |= {"entity": wanted.entity, "record": wanted.record} if wanted.record else {"entity": wanted.entity}
    if wanted.action:
        conditions.append("t.action = :action")
        values["action"] = wanted.action
    if wanted.first is not None:
        conditions.append("t.at >= :first")
        values["first"] = _midnight_ms(wanted.first)
    if wanted.last is not None:
        conditions.append("t.at < :last")
        values["last"] = _midnight_ms(wanted.last + timedelta(days=1))
    return conditions, values


def _word(session: Session, book: Book, t: Texts, word: str, number: int, values: dict[str, Any]) -> str:
    """The condition that a word stands somewhere in what is told of a transaction."""
    p, c, i, n = (f"{name}{number}" for name in ("p", "c", "i", "n"))
    codes = [code for code in actions(session) if word.casefold() in _PLACES.sub("", t(code)).casefold()]
    values[p] = f"%{_escaped(word)}%"
    values[c] = canonical_json(codes)
    values[i] = canonical_json(named_like(session, book, word))
    nested = []
    for place, code in enumerate(codes):
        values[f"{n}_{place}"] = f'%"code":{_escaped(canonical_json(code))}%'
        nested.append(f"t.params LIKE :{n}_{place} ESCAPE '\\'")
    written = " OR ".join(f"{name} LIKE :{p} ESCAPE '\\'" for name in ("reason", "fields", "before"))
    return "(" + " OR ".join([
        f"t.action IN (SELECT value FROM json_each(:{c}))", f"t.params LIKE :{p} ESCAPE '\\'", *nested,
        f"t.actor IN (SELECT id FROM person WHERE name LIKE :{p} ESCAPE '\\')",
        f"t.tx IN (SELECT tx FROM journal WHERE entity_id IN (SELECT value FROM json_each(:{i})) OR {written})",
    ]) + ")"  # fmt: skip


def _escaped(word: str) -> str:
    return "".join(f"\\{one}" if one in "%_\\" else one for one in word)


def _midnight_ms(day: date) -> int:
    """Midnight in the machine's time zone, in which moments are shown."""
    return int(datetime.combine(day, time.min).astimezone().timestamp() * 1000)


def transactions(session: Session, ids: Sequence[int]) -> list[TxRow]:
    """The transactions of these numbers, in this order; only indexes are read, so a window of them takes little."""
    many: list[BindParameter[Any]] = [bindparam("ids", expanding=True)]
    asked = {"ids": list(ids)}
    counts = {row[0]: row for row in session.execute(text("""
        SELECT c.tx, c.records, j.reason, coalesce(d.name, j.device) FROM (
            SELECT tx, count(*) AS records, min(n) AS n FROM journal WHERE tx IN :ids GROUP BY tx
        ) c JOIN journal j ON j.n = c.n LEFT JOIN device d ON d.id = j.device
    """).bindparams(*many), asked)}  # fmt: skip
    found = {}
    for row in session.execute(text("""
        SELECT tx, at, actor, origin, action, params, tables, undoes FROM tx WHERE tx IN :ids
    """).bindparams(*many), asked):  # fmt: skip
        _, records, reason, device = counts.get(row[0], (row[0], 0, "", ""))
        action = text_of({"code": row[4], "params": json.loads(row[5])})
        found[row[0]] = TxRow(
            row[0], _moment(row[1]), row[2], row[3], action, reason, device, records,
            tuple(json.loads(row[6])), row[7],
        )  # fmt: skip
    return [found[one] for one in ids if one in found]


def taken_back(session: Session) -> dict[int, int]:
    """Every transaction that is undone now, with the one that undid it."""
    found: dict[int, int] = {}
    for tx, undoes in session.execute(text("SELECT tx, undoes FROM tx WHERE undoes IS NOT NULL ORDER BY tx DESC")):
        if tx not in found:
            found[undoes] = tx
    return found


def actions(session: Session) -> list[str]:
    """The codes of all actions that ever happened."""
    return [str(row[0]) for row in session.execute(text("SELECT DISTINCT action FROM tx ORDER BY 1"))]


def action_title(t: Texts, code: str) -> str:
    """The kind of an action: its sentence without values."""
    return " ".join(_PLACES.sub("…", t(code)).split())


def actors(session: Session) -> list[str]:
    """The ids of everybody who ever changed something; empty for nobody."""
    return [str(row[0]) for row in session.execute(text("SELECT DISTINCT actor FROM tx"))]


def entities(session: Session) -> list[str]:
    """The kinds of records that ever changed."""
    found: list[str] = []
    last: str | None = ""
    while last is not None:  # one step of the index a kind, however many rows there are
        last = session.execute(text("SELECT min(entity) FROM journal WHERE entity > :last"), {"last": last}).scalar()
        if last is not None:
            found.append(last)
    return found


def heads(session: Session) -> list[Head]:
    """The last row of every device's chain, the device that writes now first."""
    now = current_device(session)
    rows = session.execute(text("""
        SELECT d.id, d.name, d.old_head, d.started_at, j.dseq, j.hash, j.stamp, j.actor FROM device d
        LEFT JOIN journal j ON j.device = d.id AND j.dseq = (SELECT max(dseq) FROM journal WHERE device = d.id)
        ORDER BY d.id <> :now, d.started_at DESC
    """), {"now": now})  # fmt: skip
    return [
        Head(row[0], row[1], row[4] or 0, row[5] or row[2], _moment(stamp_ms(row[6])) if row[6] else None,
             row[7] or "", row[0] == now)
        for row in rows
    ]  # fmt: skip


def verify_chain(session: Session) -> ChainReport:
    """Follow every device's chain from its first row to its head."""
    return ChainReport(tuple(heads(session)), tuple(broken_links(session)))


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, tz=UTC)
