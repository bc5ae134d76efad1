"""Keeping the cells: add what a batch changed, rebuild them from the facts, or compare the two."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.catalog.rules import REPORTING
from app.core.calendars import Calendar
from app.core.formula import parse_condition
from app.core.garbage import no_collection
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.beside import Reader
from app.imports.feeds import Feed
from app.kpi import closing, lines, maps, touched, twice, views
from app.kpi.bulk import Bulk
from app.kpi.calendar import keep_calendar, kept_calendar
from app.kpi.frame import Frame, constant, holds, read_frame, unknown
from app.kpi.measures import GOODS, PACKS
from app.kpi.model import COMPUTED, MAPS, SUMS
from app.kpi.orders import order_frame
from app.kpi.summing import Sums, add_list, keep_lists, start_lists
from app.kpi.views import BY_ID, FEEDS, LINE_COLUMNS, ROW_VIEWS, State, head_select, line_select
from app.planning.calendars import chosen_calendar

CHUNK_ORDERS: Final = 60_000
_NOW: Final = State(1, "temp.new")
_WAS: Final = State(-1, "cell")
_STEP: Final = N_("Computing key figures")


@dataclass(frozen=True)
class Affected:
    """How many facts of each feed came, or count now and did not, or the other way round."""

    rows: dict[str, int]
    batch_n: int | None = None
    """The batch whose rows are all new."""


def affected_by(session: Session, batch_n: int | None = None) -> Affected:
    """What the running transaction changed: the rows that came with ``batch_n``, and those hidden or uncovered.

    Reads the loader's temporary table ``flipped(feed, id)``: rows whose ``current`` is not what it was before.
    """
    connection, batch = session.connection(), {"batch": batch_n}
    counts = {feed.id: _count(connection, f"({_changed(connection, feed, '')})", batch) for feed in FEEDS}
    return Affected({name: count for name, count in counts.items() if count}, batch_n)


def _changed(connection: Connection, feed: Feed, counting: str = "AND current = 1") -> str:
    """The facts of a feed that came with a batch, or were hidden or uncovered."""
    new = f"SELECT '{feed.id}', id FROM {feed.table} WHERE batch_n = :batch {counting}"
    if connection.execute(text("SELECT 1 FROM sqlite_temp_master WHERE name = 'flipped'")).first() is None:
        return new
    return f"""{new} UNION ALL SELECT feed, id FROM temp.flipped JOIN {feed.table} USING (id)
                     WHERE feed = '{feed.id}' AND batch_n IS NOT :batch"""


def _list_changed(connection: Connection, batch_n: int | None) -> None:
    """Fill ``cell_flipped``; where everything is computed anew nobody asks which facts changed."""
    connection.execute(text("DROP TABLE IF EXISTS temp.cell_flipped"))
    connection.execute(text("CREATE TEMP TABLE cell_flipped(feed TEXT, id INT, PRIMARY KEY(feed, id)) WITHOUT ROWID"))
    for feed in FEEDS:
        listed = f"INSERT OR IGNORE INTO cell_flipped {_changed(connection, feed)}"
        connection.execute(text(listed), {"batch": batch_n})


@no_collection()
def recompute(
    session: Session,
    affected: Affected,
    progress: Progress | None = None,
    *,
    columns: Path | None = None,
    folder: Path | None = None,
) -> None:
    """Bring the cells up to date after ``affected_by``; the cost follows the facts that changed, not those there are.

    Codes that mean another dealer or product now are followed too. Where most facts are new, or nothing is kept yet by
    these definitions, everything is rebuilt; ``columns`` are those that came with the batch, read instead of its lines,
    ``folder`` has room for files of this transaction.
    """
    connection, progress = session.connection(), progress or Progress()
    maps.make_maps(connection)
    old, new = maps.changed_codes(connection)
    waiting = _state(connection, "waiting") == "1"
    if stale(session) or maps.must_stock_changed(connection) or _mostly_new(connection, affected):
        added = None
        came = lines.usable(connection, columns, affected.batch_n)
        waiting = _rebuild(connection, "cell", chosen_calendar(session), progress, came=came, folder=folder)
        _keep_maps(connection)
    else:
        closing.lift(connection)
        by_code = old or (new and waiting)
        changed = by_code or bool(affected.rows.keys() & twice.FEEDS)
        twice.follow(connection, _NOW, affected.batch_n, changed=changed)
        _list_changed(connection, affected.batch_n)
        touched.touch_facts(connection, by_code=by_code)
        added = _add_difference(connection, progress)
        _keep_maps(connection)
        waiting = waiting or any(touched.waits(connection, feed.id) for feed in FEEDS)
    closing.settle(connection, added)
    _keep_state(connection, waiting=waiting)


@no_collection()
def rebuild(session: Session, progress: Progress | None = None) -> None:
    """Compute all cells from the facts anew."""
    connection = session.connection()
    maps.make_maps(connection)
    waiting = _rebuild(connection, "cell", chosen_calendar(session), progress or Progress())
    _keep_maps(connection)
    closing.settle(connection)
    _keep_state(connection, waiting=waiting)


def _keep_maps(connection: Connection) -> None:
    maps.keep_maps(connection)
    twice.keep(connection)


def stale(session: Session) -> bool:
    """Whether the cells were computed with other definitions than this program's, by another calendar, or not yet."""
    connection = session.connection()
    return _state(connection, "definitions") != fingerprint() or kept_calendar(connection) != chosen_calendar(session)


def difference(session: Session, progress: Progress | None = None) -> dict[str, int]:
    """How many rows of each derived table differ from a rebuild out of the facts; all zero is what must be.

    Works in temporary tables, for which the session must be allowed to write.
    """
    connection = session.connection()
    maps.make_maps(connection)
    for table in COMPUTED:
        connection.execute(text(f"DROP TABLE IF EXISTS temp.again{table.name[4:]}"))
        connection.execute(text(f"CREATE TEMP TABLE again{table.name[4:]} AS SELECT * FROM {table.name} WHERE 0"))
        key = ", ".join(column.name for column in table.primary_key)
        connection.execute(text(f"CREATE UNIQUE INDEX temp.ix_again{table.name[4:]} ON again{table.name[4:]}({key})"))
    for table in SUMS:
        late = f"againlate{table.name[4:]}"
        connection.execute(text(f"DROP TABLE IF EXISTS temp.{late}"))
        connection.execute(text(f"CREATE TEMP TABLE {late} AS SELECT * FROM {table.name} WHERE 0"))
    _rebuild(connection, "again", kept_calendar(connection), progress or Progress(), empty=False)
    closing.settle(connection, cells="again", late="againlate")
    pairs = [(table.name, f"temp.again{table.name[4:]}") for table in COMPUTED]
    pairs += [(f"{table.name}_late", f"temp.againlate{table.name[4:]}") for table in SUMS]
    pairs += [(table.name, f"temp.new{table.name[4:]}") for table in MAPS]
    return {kept: _differing(connection, kept, again) for kept, again in pairs}


def _differing(connection: Connection, kept: str, again: str) -> int:
    one_way, other_way = (f"SELECT * FROM {a} EXCEPT SELECT * FROM {b}" for a, b in ((kept, again), (again, kept)))
    counted = f"SELECT (SELECT count(*) FROM ({one_way})) + (SELECT count(*) FROM ({other_way}))"
    return int(connection.execute(text(counted)).scalar_one())


def fingerprint() -> str:
    """A digest of every definition that the cells depend on."""
    sql = [views.definition(_NOW), repr(PACKS)]
    return hashlib.sha256("\n".join(sql).encode()).hexdigest()[:16]


def _state(connection: Connection, key: str) -> str | None:
    found = connection.execute(text("SELECT value FROM cell_state WHERE key = :key"), {"key": key})
    return found.scalar_one_or_none()


def _keep_state(connection: Connection, *, waiting: bool) -> None:
    """Remember the definitions, and whether facts wait for a code that a later batch may bring."""
    for key, value in (("definitions", fingerprint()), ("waiting", str(int(waiting)))):
        connection.execute(
            text("INSERT INTO cell_state VALUES (:key, :value) ON CONFLICT(key) DO UPDATE SET value = excluded.value"),
            {"key": key, "value": value},
        )


def _mostly_new(connection: Connection, affected: Affected) -> bool:
    """Whether most facts changed, of all feeds: the first file of one more feed is no reason to compute the others."""
    changed = 2 * sum(affected.rows.values())
    return changed > sum(_count(connection, name) for name in affected.rows) and (
        changed > sum(_count(connection, feed.id) for feed in FEEDS)
    )


def _add_difference(connection: Connection, progress: Progress) -> set[tuple[int, int]]:
    """Returns the packs and days of which anything was added or taken away."""
    sums = Sums(connection, "cell", calendar=kept_calendar(connection))
    sums.touched = set()
    start_lists(connection)
    feeds = set(connection.execute(text("SELECT DISTINCT feed FROM cell_touched")).scalars())
    for state in (_WAS, _NOW):
        _sum_orders(connection, sums, state, _count(connection, "temp.cell_order"), progress)
        for name, view in ROW_VIEWS.items():
            if view.feed.id in feeds:
                _sum_rows(connection, sums, name, state, progress, touched=True)
    sums.keep()
    keep_lists(connection, "cell")
    return sums.touched


def _rebuild(
    connection: Connection,
    prefix: str,
    calendar: Calendar,
    progress: Progress,
    *,
    empty: bool = True,
    came: Reader | None = None,
    folder: Path | None = None,
) -> bool:
    """Compute all cells into ``<prefix>``; returns whether facts wait for a code or a head."""
    sums = Sums(connection, prefix, Bulk(connection, folder) if folder else None, calendar=calendar)
    start_lists(connection)
    if prefix == "cell":
        keep_calendar(connection, calendar)
    for table in COMPUTED if empty else ():
        connection.execute(text(f"DELETE FROM {prefix}{table.name[4:]}"))
    if came is not None:
        twice.find_all(connection, _NOW, lines="red" in came.codes["line_type"])
        counted, there = _sum_came(connection, sums, came, progress)
    else:
        absent = _absent(connection)
        twice.find_all(connection, _NOW, lines="kind" not in absent)
        touched.make_order_list(connection)
        connection.execute(text(_ALL_ORDERS))
        orders = _count(connection, "temp.cell_order")
        counted = _sum_orders(connection, sums, _NOW, orders, progress, absent=absent)
        there = _count(connection, "order_line WHERE current = 1 AND coalesce(status, '') <> 'cancelled'")
    waiting = counted < there
    waiting = waiting or any(_count(connection, f"({one})") > 0 for one in (_HEADS_WITHOUT_DEALER, _UNKNOWN_BUYERS))
    waiting = waiting or (came is None and "kind" not in absent and _count(connection, f"({_UNKNOWN_SELLERS})") > 0)
    for name, view in ROW_VIEWS.items():
        counted = _sum_rows(connection, sums, name, _NOW, progress, touched=False)
        waiting = waiting or counted < _count(connection, f"{view.feed.table} WHERE current = 1")
    sums.keep()
    keep_lists(connection, prefix)
    return waiting


def _count(connection: Connection, rows: str, parameters: Mapping[str, Any] | None = None) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {rows}"), dict(parameters or {})).scalar_one())


_HEADS_WITHOUT_DEALER: Final = """
    SELECT 1 FROM order_head h WHERE h.current = 1 AND h.party_code IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM new_party m WHERE m.source_n = h.source_n AND m.code = h.party_code) LIMIT 1
"""


_UNKNOWN_SELLERS: Final = " UNION ALL ".join(
    f"""SELECT 1 FROM {table} f WHERE f.seller_code IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM new_party m WHERE m.source_n = f.source_n AND m.code = f.seller_code)"""
    for table in ("order_line", "order_head")
)


_UNKNOWN_BUYERS: Final = """
    SELECT 1 FROM sellout f WHERE f.counterparty_kind IS NULL AND f.counterparty_code IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM new_party m WHERE m.source_n = f.source_n AND m.code = f.counterparty_code) LIMIT 1
"""


_ALL_ORDERS: Final = """
    INSERT INTO cell_order(source_n, order_no)
    SELECT DISTINCT source_n, order_no FROM order_line
    UNION ALL
    SELECT DISTINCT source_n, order_no FROM order_head h
    WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE l.source_n = h.source_n AND l.order_no = h.order_no)
"""


def _sum_orders(
    connection: Connection,
    sums: Sums,
    state: State,
    orders: int,
    progress: Progress,
    *,
    absent: Collection[str] = (),
) -> int:
    """In chunks of orders, so that memory does not follow the number of lines; returns how many lines counted."""
    counted, heads = 0, views.has_heads(connection)
    names = ", ".join(LINE_COLUMNS)
    fetched = ", ".join(name for name in LINE_COLUMNS if name != "id" and name not in absent)
    for first in range(1, orders + 1, CHUNK_ORDERS):
        progress.step(first, orders, Text(_STEP))
        span = {"first": first, "last": first + CHUNK_ORDERS - 1}
        for chosen, whole in ((line_select(state, heads=heads), False), (head_select(state), True)):
            if whole and not heads:
                continue
            rows = f"WITH v({names}) AS ({chosen} AND t.o BETWEEN :first AND :last) SELECT {fetched} FROM v"
            frame = read_frame(connection, rows, span)
            count = len(frame["o"].values)
            frame |= {name: constant(1, count) if name == "kind" else unknown(count) for name in absent}
            counted += 0 if whole else count
            _add_orders(sums, frame, state.sign, whole=whole)
    return counted


def _sum_came(connection: Connection, sums: Sums, came: Reader, progress: Progress) -> tuple[int, int]:
    """The same out of the columns of a batch; returns how many lines counted, of how many that are not cancelled."""
    counted = there = 0
    for frame, there in lines.frames(connection, came):  # the last one is the whole
        progress.step(there, came.count, Text(_STEP))
        counted += len(frame["o"].values)
        _add_orders(sums, frame, 1, whole=False)
    return counted, there


_OPTIONAL: Final = {
    "received": ("received_on",),
    "reviewed": ("reviewed_on",),
    "corrected": ("corrected_on",),
    "signed": ("signed_on",),
    "invoiced": ("invoiced_on",),
    "accepted_q": ("accepted_quantity_e3", "rejected_quantity_e3"),
    "rejected_q": ("accepted_quantity_e3", "rejected_quantity_e3"),
    "documents": ("documents_ok",),
    "condition": ("condition_ok",),
    "gross": ("gross_amount_e4",),
    "with_tax": ("tax_basis",),
    "kind": ("line_type", "seller_code"),
    "twice": ("line_type",),
    "reversed": ("line_type",),
}
"""Columns of lines that few exports fill, and the stored columns that they are made of."""
_FROM_MAPS: Final = {
    "guessed": "SELECT 1 FROM temp.new_lane LIMIT 1",
    "report_f": f"SELECT 1 FROM temp.new_unit WHERE unit = '{REPORTING}' LIMIT 1",
}
"""Columns that nothing but a map fills."""


def _absent(connection: Connection) -> frozenset[str]:
    """The columns of lines that no fact fills: where all are read, it pays to look first and leave these out."""
    filled: set[str] = set()
    for table in ("order_line", "order_head"):
        there = [name for name in dict.fromkeys(sum(_OPTIONAL.values(), ())) if name in BY_ID[table].columns]
        counted = ", ".join(f"count({name})" for name in there)
        row = connection.execute(text(f"SELECT {counted} FROM {table}")).one()
        filled |= {name for name, count in zip(there, row, strict=True) if count}
    empty = [name for name, sql in _FROM_MAPS.items() if connection.execute(text(sql)).first() is None]
    return frozenset([*empty, *(name for name, of in _OPTIONAL.items() if filled.isdisjoint(of))])


def _add_orders(sums: Sums, frame: Frame, sign: int, *, whole: bool) -> None:
    """Lines, orders and the orders' parts by product group; of a head alone there is only the whole order."""
    for pack in PACKS:
        if pack.view == "line" and not whole:
            sums.add(pack, frame, sign)
    goods, _ = holds(parse_condition(GOODS).root, frame)
    frame = frame if goods.all() else {name: one.take(np.flatnonzero(goods)) for name, one in frame.items()}
    for by_group in (False,) if whole else (False, True):
        orders = order_frame(frame, by_group=by_group)
        for pack in PACKS:
            if pack.view == "order":
                sums.add(pack, orders, sign, whole=not by_group, by_group=by_group)


def _sum_rows(connection: Connection, sums: Sums, name: str, state: State, progress: Progress, *, touched: bool) -> int:
    """One feed's rows; returns how many counted."""
    packs = [pack for pack in PACKS if pack.view == name or (name, pack.view) == ("stock", "stock_check")]
    progress.step(packs[0].n, PACKS[-1].n, Text(_STEP))
    if packs[-1].snapshot:
        views.make_lists(connection, name, state, touched=touched)
        for pack in packs:
            if pack.snapshot:
                add_list(connection, pack, state.sign)
            else:
                sums.add(pack, read_frame(connection, f"SELECT * FROM v_{pack.view}"), state.sign)
        return _count(connection, f"temp.v_{name}")
    frame = read_frame(connection, views.row_select(name, ROW_VIEWS[name], state, touched=touched))
    for pack in packs:
        sums.add(pack, frame, state.sign)
    return len(frame["dealer_n"].values)
