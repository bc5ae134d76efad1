"""What a change reaches: the facts that count, or count otherwise, since the cells were last computed."""

from typing import Final

from sqlalchemy import Connection, text

from app.kpi import twice
from app.kpi.views import BY_ID, FEEDS

_CODES: Final = (
    ("party", "party_code"), ("party", "seller_code"), ("party", "counterparty_code"), ("party", "counterparty_name"),
    ("product", "product_code"),
)  # fmt: skip
"""Columns that name a dealer or a product."""
_KEPT: Final = {"party": "cell_party", "product": "cell_goods"}
_SILENT: Final = {"counterparty_code": "f.counterparty_kind IS NULL", "counterparty_name": "FALSE"}
"""Rows that need what a code means, where not all do: who says what the buyer is needs no record of it.

A name means somebody only where a person said whom, and then it is known before the row comes.
"""


def waits(connection: Connection, feed: str) -> bool:
    """Whether a fact that just came names a code that means nothing yet."""
    columns = {one.name for one in BY_ID[feed].fields}
    codes = [(_KEPT[kind], column) for kind, column in _CODES if column in columns]
    return any(
        connection.execute(
            text(f"""
            SELECT 1 FROM temp.cell_flipped t CROSS JOIN {feed} f ON f.id = t.id
            WHERE t.feed = '{feed}' AND f.{column} IS NOT NULL AND {_SILENT.get(column, "TRUE")}
            AND NOT EXISTS (SELECT 1 FROM {kept} k WHERE k.source_n = f.source_n AND k.code = f.{column}) LIMIT 1
        """)
        ).first()
        for kept, column in codes
    )


def touch_facts(connection: Connection, *, by_code: bool) -> None:
    """Fill ``cell_touched`` with the facts that may contribute otherwise now, and ``cell_order`` with their orders."""
    connection.execute(text("DROP TABLE IF EXISTS temp.cell_touched"))
    connection.execute(text("CREATE TEMP TABLE cell_touched(feed TEXT, id INT, PRIMARY KEY(feed, id)) WITHOUT ROWID"))
    connection.execute(text("INSERT INTO cell_touched SELECT feed, id FROM cell_flipped"))
    if by_code:
        for feed in FEEDS:
            connection.execute(text(_by_code_sql(feed.id)))
    connection.execute(text(_WHOLE_LISTS))
    connection.execute(text(_WHOLE_MONTHS))
    connection.execute(text(twice.CHANGED))
    make_order_list(connection)
    connection.execute(
        text("""
        INSERT INTO cell_order(source_n, order_no)
        SELECT l.source_n, l.order_no FROM cell_touched t CROSS JOIN order_line l ON l.id = t.id
        WHERE t.feed = 'order_line'
        UNION
        SELECT h.source_n, h.order_no FROM cell_touched t CROSS JOIN order_head h ON h.id = t.id
        WHERE t.feed = 'order_head'
    """)
    )


def _by_code_sql(feed: str) -> str:
    columns = {one.name for one in BY_ID[feed].fields}
    parts = [
        f"SELECT '{feed}', f.id FROM {feed} f WHERE (f.source_n, f.{column}) IN"
        f" (SELECT source_n, code FROM cell_code WHERE kind = '{kind}')"
        for kind, column in _CODES
        if column in columns
    ]
    if "group_code" in columns:
        parts.append(
            f"SELECT '{feed}', f.id FROM {feed} f WHERE f.group_code IN"
            " (SELECT code FROM cell_code WHERE kind = 'product' AND source_n = 0)"
        )
    return f"INSERT OR IGNORE INTO cell_touched {' UNION ALL '.join(parts)}"


_WHOLE_LISTS: Final = """
    WITH listed AS MATERIALIZED (
        SELECT DISTINCT f.as_of_on, f.source_n, f.party_code AS code
        FROM cell_touched t CROSS JOIN stock f ON f.id = t.id WHERE t.feed = 'stock'
    ), party AS MATERIALIZED (SELECT * FROM cell_party UNION SELECT * FROM new_party),
    same AS MATERIALIZED (
        SELECT DISTINCT other.source_n, other.code FROM listed JOIN party USING (source_n, code)
        JOIN party other ON other.dealer_n = party.dealer_n
    )
    INSERT OR IGNORE INTO cell_touched
    SELECT 'stock', f.id FROM stock f
    WHERE f.as_of_on IN (SELECT as_of_on FROM listed) AND (f.source_n, f.party_code) IN (SELECT * FROM same)
"""
"""Products out of stock are what a dealer's list lacks: the whole list is computed, under all codes of the dealer."""


_WHOLE_MONTHS: Final = """
    INSERT OR IGNORE INTO cell_touched
    SELECT 'target', id FROM target WHERE month_on IN (
        SELECT f.month_on FROM cell_touched t CROSS JOIN target f ON f.id = t.id WHERE t.feed = 'target')
"""
"""A target that is adjusted takes the place of another one of the same month."""


def make_order_list(connection: Connection) -> None:
    """An empty temporary table ``cell_order`` for the orders that are computed, numbered in their order."""
    connection.execute(text("DROP TABLE IF EXISTS temp.cell_order"))
    connection.execute(text("CREATE TEMP TABLE cell_order(o INTEGER PRIMARY KEY, source_n INT, order_no TEXT)"))
