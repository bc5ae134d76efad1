"""One pass over a view for each pack of measures, and the way of the sums into day, month and list cells."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

from app.kpi.measures import PACKS, Pack
from app.kpi.model import SLOTS

_VALUES: Final = tuple(f"v{slot}" for slot in range(1, SLOTS + 1))
_COLUMNS: Final = ("n", *_VALUES)
_SUMS: Final = ", ".join(f"sum({name})" for name in _COLUMNS)
_CHANGED: Final = " OR ".join(f"sum({name}) <> 0" for name in _COLUMNS)
_ADDED: Final = ", ".join(f"{name} = {name} + excluded.{name}" for name in _COLUMNS)


def start_sums(connection: Connection) -> None:
    """Empty temporary tables for the sums by day, by whole days taken, and by list."""
    values = ", ".join(f"{name} INT" for name in _COLUMNS)
    for name, columns in (
        ("acc", f"pack INT, start INT, dealer_n INT, g INT, {values}"),
        ("acc_bin", "pack INT, start INT, dealer_n INT, g INT, bin INT, n INT"),
        ("acc_list", f"pack INT, as_of INT, list_key TEXT, dealer_n INT, g INT, {values}"),
    ):
        connection.execute(text(f"DROP TABLE IF EXISTS temp.{name}"))
        connection.execute(text(f"CREATE TEMP TABLE {name}({columns})"))


def add_pack(connection: Connection, pack: Pack, sign: int) -> None:
    """Add the sums of one pack over its view ``v_<view>``; ``sign`` -1 takes away what no longer counts."""
    condition = f"{pack.condition} AND g > 0" if pack.view == "line" else pack.condition
    names = "".join(f", v{number}" for number in range(1, len(pack.slots) + 1))
    sums = f"{sign} * count(*)" + "".join(f", {sign} * sum(coalesce({slot.sql}, 0))" for slot in pack.slots)
    table, keys, grouped = f"v_{pack.view}", f"start, dealer_n, g, n{names}", f"{pack.anchor}, dealer_n, g, {sums}"
    by = f"({pack.anchor}) * 1099511627776 + dealer_n * 1048576 + g"
    if pack.snapshot:
        keys, grouped, by = f"as_of, list_key, {keys[7:]}", f"as_of, list_key, {grouped[7:]}", f"list_key, {by}"
    target = "acc_list" if pack.snapshot else "acc"
    rows = f"SELECT {pack.n}, {grouped} FROM {table} WHERE {condition} GROUP BY {by}"
    connection.execute(text(f"INSERT INTO {target}(pack, {keys}) {rows}"))
    if pack.bins:
        connection.execute(
            text(f"""
            INSERT INTO acc_bin SELECT {pack.n}, {pack.anchor}, dealer_n, g, {pack.bins}, {sign} * count(*)
            FROM {table} WHERE {condition} AND {pack.bins} IS NOT NULL GROUP BY {by}, {pack.bins}
        """)
        )


def keep_sums(connection: Connection, prefix: str) -> None:
    """Add the collected sums to ``<prefix>``, ``<prefix>_bin``, ``<prefix>_list``; what sums to no fact disappears."""
    connection.execute(text("DROP TABLE IF EXISTS temp.calendar"))
    connection.execute(
        text("""
        CREATE TEMP TABLE calendar AS
        SELECT start, CAST(unixepoch(start * 86400, 'unixepoch', 'start of month') / 86400 AS INT) AS month
        FROM (SELECT start FROM acc UNION SELECT start FROM acc_bin)
    """)
    )
    connection.execute(text("CREATE UNIQUE INDEX temp.ix_calendar ON calendar(start, month)"))
    summed = _numbers(pack for pack in PACKS if pack.view != "order")
    whole = _numbers(pack for pack in PACKS if pack.view == "order")
    daily = _numbers(pack for pack in PACKS if pack.daily_groups)
    everything = f"(pack IN {summed} OR g = 0)"
    for span, group, wanted in (
        (0, "0", everything),
        (0, "g", f"pack IN {daily}"),
        (1, "0", everything),
        (1, "g", f"(pack IN {summed} OR pack IN {whole} AND g > 0)"),
    ):
        connection.execute(text(_cells_sql(prefix, span, group, wanted)))
    for group, wanted in (("0", everything), ("g", "g > 0")):
        connection.execute(text(_bins_sql(prefix, group, wanted)))
        connection.execute(text(_lists_sql(prefix, group)))
    for name in (prefix, f"{prefix}_bin", f"{prefix}_list"):
        connection.execute(text(f"DELETE FROM {name} WHERE n = 0"))


def _numbers(packs: Iterable[Pack]) -> str:
    return f"({', '.join(str(pack.n) for pack in packs)})"


def _cells_sql(prefix: str, span: int, group: str, wanted: str) -> str:
    start = "month" if span else "start"
    source = "acc JOIN calendar USING (start)" if span else "acc"
    return f"""
        INSERT INTO {prefix}(pack, span, group_n, start, dealer_n, {", ".join(_COLUMNS)})
        SELECT pack, {span}, {group}, {start}, dealer_n, {_SUMS} FROM {source} WHERE {wanted}
        GROUP BY pack, {f"{group}, " if group == "g" else ""}{start}, dealer_n HAVING {_CHANGED}
        ON CONFLICT(pack, span, group_n, start, dealer_n) DO UPDATE SET {_ADDED}
    """


def _bins_sql(prefix: str, group: str, wanted: str) -> str:
    return f"""
        INSERT INTO {prefix}_bin(pack, group_n, start, dealer_n, bin, n)
        SELECT pack, {group}, month, dealer_n, bin, sum(n) FROM acc_bin JOIN calendar USING (start) WHERE {wanted}
        GROUP BY pack, {f"{group}, " if group == "g" else ""}month, dealer_n, bin HAVING sum(n) <> 0
        ON CONFLICT(pack, group_n, start, dealer_n, bin) DO UPDATE SET n = n + excluded.n
    """


def _lists_sql(prefix: str, group: str) -> str:
    return f"""
        INSERT INTO {prefix}_list(pack, as_of, list_key, dealer_n, group_n, {", ".join(_COLUMNS)})
        SELECT pack, as_of, list_key, dealer_n, {group}, {_SUMS} FROM acc_list WHERE 1
        GROUP BY pack, as_of, list_key, dealer_n{", g" if group == "g" else ""} HAVING {_CHANGED}
        ON CONFLICT(pack, as_of, list_key, dealer_n, group_n) DO UPDATE SET {_ADDED}
    """
