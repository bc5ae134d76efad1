"""Closed months (关账): their printed sums stay as they were, what comes later is posted to the first open month.

``cell`` and its histograms and lists hold what is printed. ``cell_closed`` keeps the printed sums of closed months,
``cell_late`` what the facts say of these months now less what was printed (跨期调整). Before cells are recomputed the
late sums are put back (``lift``), so that they are what the facts say; afterwards they are taken out again and posted
to the first open month (``settle``). Histograms and lists of closed months stay too; they are no sums over time, so
nothing of them is posted.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, text

from app.kpi.model import CELL, CELL_STATE, SUMS
from app.kpi.scope import EVER

Touched = Collection[tuple[int, int]]
"""Packs and days (or first days of months) of which sums were computed anew."""
_OPEN: Final = "open_month"
_CLOSED_UNTIL: Final = "SELECT max(last_on) FROM closing WHERE state = 'closed' AND removed = 0"


def closed_until(connection: Connection) -> int | None:
    """The last day of the closed months; None where none is closed."""
    found = connection.execute(text(_CLOSED_UNTIL)).scalar_one()
    return None if found is None else int(found)


def lift(connection: Connection, cells: str = "cell", late: str = "late") -> None:
    """Bring all sums to what the facts say, as they are computed; the late ones stay listed."""
    opened = connection.execute(
        text(f"SELECT value FROM {CELL_STATE.name} WHERE key = :key"), {"key": _OPEN}
    ).scalar_one_or_none()
    if opened is None or cells != "cell":
        return
    _post(connection, cells, late, -1, int(opened))
    for table in SUMS:
        _add(connection, _named(table, cells), f"SELECT * FROM {_beside(table, late)}", table)
        connection.execute(text(f"DELETE FROM {_named(table, cells)} WHERE n = 0"))


def settle(connection: Connection, touched: Touched | None = None, *, cells: str = "cell", late: str = "late") -> None:
    """Bring the closed months back to what was printed, and post what came later to the first open month.

    ``touched`` limits the comparison to what was computed anew; None compares all.
    """
    until = closed_until(connection)
    if cells == "cell":
        _remember(connection, None if until is None else until + 1)
    if until is None:
        for table in SUMS:
            connection.execute(text(f"DELETE FROM {_beside(table, late)}"))
        return
    _list_touched(connection, touched)
    for table in SUMS:
        _find_late(connection, table, until, _named(table, cells), _beside(table, late), some=touched is not None)
        negative = _columns(table, "-")
        _add(connection, _named(table, cells), f"SELECT {negative} FROM {_beside(table, late)}", table)
        _drop_nothing(connection, table, _named(table, cells), f"{_day(table)} <= {until:d}")
    _post(connection, cells, late, 1, until + 1)


def freeze(connection: Connection, first: int, last: int) -> None:
    """Keep what is printed of some days, which are closed from now on."""
    for table in SUMS:
        connection.execute(
            text(f"""
            INSERT INTO {_beside(table, "closed")} SELECT * FROM {table.name}
            WHERE {_day(table)} BETWEEN {first:d} AND {last:d}
        """)
        )


def release(connection: Connection, first: int) -> None:
    """Forget what was printed from a day on: these days are open again."""
    for table in SUMS:
        for kept in ("closed", "late"):
            connection.execute(text(f"DELETE FROM {_beside(table, kept)} WHERE {_day(table)} >= {first:d}"))


def kept_rows(connection: Connection, first: int, last: int) -> dict[str, list[list[Any]]]:
    """What was printed of some closed days, row by row in the order of the keys; gaps at the end are left out."""
    found = {}
    for table in SUMS:
        keys = ", ".join(column.name for column in table.primary_key)
        rows = connection.execute(
            text(f"""
            SELECT * FROM {_beside(table, "closed")} WHERE {_day(table)} BETWEEN {first:d} AND {last:d} ORDER BY {keys}
        """)
        )
        found[table.name] = [_short(row) for row in rows]
    return found


def put_rows(connection: Connection, rows: dict[str, list[list[Any]]]) -> None:
    """Take back what ``kept_rows`` gave."""
    for table in SUMS:
        count = len(table.columns)
        marks = ", ".join(f":c{number}" for number in range(count))
        values = [
            {f"c{number}": row[number] if number < len(row) else None for number in range(count)}
            for row in rows[table.name]
        ]
        if values:
            connection.execute(text(f"INSERT OR REPLACE INTO {_beside(table, 'closed')} VALUES ({marks})"), values)


def first_day(connection: Connection) -> int | None:
    """The first day of the month in which the first sums are."""
    found = connection.execute(text("SELECT min(start) FROM cell WHERE span = 1 AND group_n = 0")).scalar_one()
    return None if found is None else int(found)


# ---------------------------------------------------------------------------------------------------------------------


def _short(row: Sequence[Any]) -> list[Any]:
    found = list(row)
    while found and found[-1] is None:
        found.pop()
    return found


def _named(table: Table, cells: str) -> str:
    """``cell_bin``, or what is computed beside it for comparison."""
    return table.name if cells == "cell" else f"temp.{cells}{table.name.removeprefix('cell')}"


def _beside(table: Table, kept: str) -> str:
    """``cell_bin_late``; what is computed for comparison is temporary."""
    return f"temp.{kept}{table.name.removeprefix('cell')}" if kept.startswith("again") else f"{table.name}_{kept}"


def _day(table: Table) -> str:
    return "start" if "start" in table.columns else "as_of"


def _values(table: Table) -> list[str]:
    return [column.name for column in table.columns if not column.primary_key]


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.primary_key]


def _columns(table: Table, sign: str, *, start: str = "") -> str:
    keys = [f"{start} AS start" if start and name == "start" else name for name in _keys(table)]
    return ", ".join((*keys, *(f"{sign}{name} AS {name}" for name in _values(table))))


def _add(connection: Connection, name: str, rows: str, table: Table) -> None:
    """Add rows to sums of the same keys."""
    sums = ", ".join(
        f"{one} = CASE WHEN {one} IS NULL AND excluded.{one} IS NULL THEN NULL"
        f" ELSE coalesce({one}, 0) + coalesce(excluded.{one}, 0) END"
        for one in _values(table)
    )
    keys = ", ".join(_keys(table))
    added = f"INSERT INTO {name} SELECT * FROM ({rows}) WHERE 1 ON CONFLICT({keys}) DO UPDATE SET {sums}"
    connection.execute(text(added))


def _drop_nothing(connection: Connection, table: Table, name: str, where: str) -> None:
    """Drop sums in which nothing is left; a sum may be left of facts that came and others that went."""
    nothing = " AND ".join(f"coalesce({one}, 0) = 0" for one in _values(table))
    connection.execute(text(f"DELETE FROM {name} WHERE {nothing} AND {where}"))


def _post(connection: Connection, cells: str, late: str, sign: int, opened: int) -> None:
    """Add what is late to the first day and the month that are open, or take it away again."""
    keys = ", ".join(f"{opened:d} AS start" if name == "start" else name for name in _keys(CELL))
    grouped = ", ".join(name for name in _keys(CELL) if name != "start")
    sums = ", ".join(f"{sign:d} * sum({name}) AS {name}" for name in _values(CELL))
    _add(
        connection, _named(CELL, cells), f"SELECT {keys}, {sums} FROM {_beside(CELL, late)} GROUP BY {grouped}", CELL
    )  # fmt: skip
    _drop_nothing(connection, CELL, _named(CELL, cells), f"start = {opened:d}")


def _find_late(connection: Connection, table: Table, until: int, cells: str, late: str, *, some: bool) -> None:
    """What the facts say less what was printed, of closed days."""
    day = _day(table)
    where = f"{day} <= {until:d}"
    if some:
        where += f" AND (pack, {day}) IN (SELECT pack, day FROM temp.cell_touched_days)"
    keys, values = ", ".join(_keys(table)), _values(table)
    sums = ", ".join(f"sum({name}) AS {name}" for name in values)
    differs = " OR ".join(f"coalesce(sum({name}), 0) <> 0" for name in values)
    connection.execute(text(f"DELETE FROM {late} WHERE {where}"))
    connection.execute(
        text(f"""
        INSERT INTO {late} SELECT {keys}, {sums} FROM (
            SELECT * FROM {cells} WHERE {where}
            UNION ALL SELECT {_columns(table, "-")} FROM {_beside(table, "closed")} WHERE {where}
        ) GROUP BY {keys} HAVING {differs}
    """)
    )


def _list_touched(connection: Connection, touched: Touched | None) -> None:
    connection.execute(text("DROP TABLE IF EXISTS temp.cell_touched_days"))
    connection.execute(text("CREATE TEMP TABLE cell_touched_days(pack INT, day INT, PRIMARY KEY(pack, day))"))
    pairs = [{"pack": pack, "day": day} for pack, day in touched or ()]
    if pairs:
        connection.execute(text("INSERT OR IGNORE INTO cell_touched_days VALUES (:pack, :day)"), pairs)
    if touched is not None:
        lists = "SELECT DISTINCT pack, as_of FROM temp.acc_list"
        connection.execute(text(f"INSERT OR IGNORE INTO cell_touched_days {lists}"))


def _remember(connection: Connection, opened: int | None) -> None:
    connection.execute(text(f"DELETE FROM {CELL_STATE.name} WHERE key = :key"), {"key": _OPEN})
    if opened is not None:
        values = {"key": _OPEN, "value": str(opened)}
        connection.execute(text(f"INSERT INTO {CELL_STATE.name} VALUES (:key, :value)"), values)


ALL_BEFORE: Final = EVER
"""Where the first closed month begins for whatever is dated before it."""
