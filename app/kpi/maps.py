"""Codes of other systems as dealers, products and groups: the one place where facts meet master records."""

from typing import Final

from sqlalchemy import Connection, text

from app.kpi.lanes import FOREVER, make_lanes
from app.kpi.model import NO_GROUP
from app.kpi.prices import make_prices
from app.kpi.units import make_units

_CODES: Final = {"party": ("cell_party", "new_party"), "product": ("cell_goods", "new_goods")}
_MAPS: Final = (*_CODES.values(), ("cell_must", "new_must"), ("cell_lane", "new_lane"), ("cell_unit", "new_unit"),
               ("cell_price", "new_price"))  # fmt: skip
_COLD_DAYS: Final = 92
_NEAR_DAYS: Final = 183
"""近效期: six months, three in the cold chain (house rules, FIELD.md)."""


def make_maps(connection: Connection) -> None:
    """Fill the temporary tables ``new_party``, ``new_goods``, ``new_unit`` ... from the records."""
    _number(connection, "party", "party")
    _number(connection, "product", "product")
    _number(connection, "product_group", "product_group")
    for kept, new in _MAPS:
        connection.execute(text(f"DROP TABLE IF EXISTS temp.{new}"))
        connection.execute(text(f"CREATE TEMP TABLE {new} AS SELECT * FROM {kept} WHERE 0"))
    connection.execute(text(f"INSERT INTO new_party(source_n, code, from_on, to_on, {_PARTY_COLUMNS}) {_PARTIES}"))
    connection.execute(text(f"INSERT INTO new_goods(source_n, code, from_on, to_on, {_GOODS_COLUMNS}) {_PRODUCTS}"))
    connection.execute(text(_MUST))
    make_lanes(connection)
    make_units(connection)
    make_prices(connection)
    connection.execute(text("CREATE UNIQUE INDEX temp.ix_new_party ON new_party(source_n, code, from_on)"))
    connection.execute(text("CREATE UNIQUE INDEX temp.ix_new_lane ON new_lane(dealer_n, from_on)"))
    connection.execute(text("CREATE UNIQUE INDEX temp.ix_new_goods ON new_goods(source_n, code, from_on)"))


def _number(connection: Connection, kind: str, table: str) -> None:
    connection.execute(
        text(f"""
        INSERT INTO numbered(kind, entity_id) SELECT '{kind}', id FROM {table}
        WHERE id NOT IN (SELECT entity_id FROM numbered WHERE kind = '{kind}') ORDER BY id
    """)
    )


def _layered(meant: str, columns: str) -> str:
    """Dated codes as spans that do not overlap: what a person said comes before what files say, later before earlier.

    ``meant`` selects source_n, code, from_on, to_on, own (a person said so), gone (not one of ours) and the columns.
    """
    named = ", ".join(f"r.{one.strip()}" for one in columns.split(","))
    return f"""
        meant AS MATERIALIZED ({meant}),
        cut AS (SELECT source_n, code, from_on AS at FROM meant UNION SELECT source_n, code, to_on FROM meant),
        part AS MATERIALIZED (
            SELECT source_n, code, at AS from_on, lead(at) OVER (PARTITION BY source_n, code ORDER BY at) AS to_on
            FROM cut),
        ranked AS (
            SELECT t.source_n, t.code, t.from_on, t.to_on, w.gone, {named.replace("r.", "w.")},
                   row_number() OVER (PARTITION BY t.source_n, t.code, t.from_on
                                      ORDER BY w.own DESC, w.from_on DESC, w.gone, w.n) AS place
            FROM part t CROSS JOIN meant w ON w.source_n = t.source_n AND w.code = t.code
              AND w.from_on <= t.from_on AND w.to_on >= t.to_on
            WHERE t.to_on IS NOT NULL)
        SELECT r.source_n, r.code, r.from_on, r.to_on, {named} FROM ranked r WHERE r.place = 1 AND NOT r.gone
    """


_PARTY_COLUMNS: Final = "dealer_n, sells, prepays, tier"
_PARTY_CODES: Final = f"""
        SELECT c.source_n, c.code, coalesce(c.from_on, -{FOREVER}) AS from_on, coalesce(c.to_on, {FOREVER}) AS to_on,
               c.by_hand IS NOT NULL AS own, p.removed AS gone, n.n, n.n AS dealer_n,
               p.role LIKE '%dealer%' AND c.code NOT IN (SELECT entity FROM entity)
               AND p.name NOT IN (SELECT entity FROM entity) AS sells,
               coalesce(p.payment_days = 0, 0) AS prepays, coalesce(p.tier, '') AS tier
        FROM party_code c JOIN party p ON p.id = c.party_id AND (p.removed = 0 OR c.by_hand IS NOT NULL)
        JOIN numbered n ON n.kind = 'party' AND n.entity_id = c.party_id
        WHERE c.removed = 0
"""
_PARTIES: Final = f"""
    WITH entity AS MATERIALIZED (
        SELECT entity FROM party WHERE entity IS NOT NULL AND removed = 0
        UNION SELECT entity FROM assignment WHERE entity IS NOT NULL AND removed = 0
    ), {_layered(_PARTY_CODES, _PARTY_COLUMNS)}
"""
_GOODS_COLUMNS: Final = "product_n, group_n, near_days"
_GOODS_CODES: Final = f"""
        SELECT c.source_n, c.code, coalesce(c.from_on, -{FOREVER}) AS from_on, coalesce(c.to_on, {FOREVER}) AS to_on,
               c.by_hand IS NOT NULL AS own, p.removed AS gone, n.n, n.n AS product_n,
               coalesce(g.n, {NO_GROUP}) AS group_n,
               CASE WHEN p.temperature_class LIKE '%2-8%' OR p.temperature_class LIKE '冷%'
                      OR p.temperature_class LIKE 'cold%' THEN {_COLD_DAYS} ELSE {_NEAR_DAYS} END AS near_days
        FROM product_code c JOIN product p ON p.id = c.product_id AND (p.removed = 0 OR c.by_hand IS NOT NULL)
        JOIN numbered n ON n.kind = 'product' AND n.entity_id = c.product_id
        LEFT JOIN numbered g ON g.kind = 'product_group' AND g.entity_id = p.group_id
        WHERE c.removed = 0
"""
_PRODUCTS: Final = f"""
    WITH {_layered(_GOODS_CODES, _GOODS_COLUMNS)}
    UNION ALL
    SELECT 0, g.code, -{FOREVER}, {FOREVER}, 0, min(n.n), 0 FROM product_group g
    JOIN numbered n ON n.kind = 'product_group' AND n.entity_id = g.id WHERE g.removed = 0 GROUP BY g.code
"""


_MUST: Final = f"""
    INSERT INTO new_must(product_n, dealer_n, tier, from_on, to_on, group_n)
    SELECT DISTINCT q.n, 0, '', -{FOREVER}, {FOREVER}, coalesce(g.n, {NO_GROUP})
    FROM product p JOIN numbered q ON q.kind = 'product' AND q.entity_id = p.id
    LEFT JOIN numbered g ON g.kind = 'product_group' AND g.entity_id = p.group_id
    WHERE p.must_stock = 1 AND p.removed = 0
      AND EXISTS (SELECT 1 FROM product_code c WHERE c.product_id = p.id AND c.removed = 0)
    UNION
    SELECT q.product_n, coalesce(m.dealer_n, 0), coalesce(w.tier, ''), coalesce(w.from_on, -{FOREVER}),
           coalesce(w.to_on + 1, {FOREVER}), q.group_n
    FROM must_stock w JOIN new_goods q ON q.source_n = w.source_n AND q.code = w.product_code
    LEFT JOIN new_party m ON m.source_n = w.source_n AND m.code = w.party_code
    WHERE w.removed = 0 AND (w.party_code IS NULL OR m.code IS NOT NULL)
"""
"""What the product's own flag says holds for every dealer at any time; each listed rule for its dealers and days."""


def changed_codes(connection: Connection) -> tuple[bool, bool]:
    """Fill ``cell_code`` with the codes that mean something else now; returns whether any old one does, any new one.

    What a person said is as if the code was there before: rows that nothing waited for may name it.
    """
    connection.execute(text("DROP TABLE IF EXISTS temp.cell_code"))
    connection.execute(
        text("""
            CREATE TEMP TABLE cell_code(kind TEXT, source_n INT, code TEXT, old INT,
                                        PRIMARY KEY(kind, source_n, code))
        """)
    )
    for kind, (kept, new) in _CODES.items():
        for first, second in ((kept, new), (new, kept)):
            connection.execute(
                text(f"""
                INSERT OR IGNORE INTO cell_code
                SELECT '{kind}', d.source_n, d.code,
                       EXISTS (SELECT 1 FROM {kept} k WHERE k.source_n = d.source_n AND k.code = d.code)
                       OR EXISTS (SELECT 1 FROM {kind}_code h WHERE h.source_n = d.source_n AND h.code = d.code
                                  AND h.by_hand IS NOT NULL)
                FROM (SELECT * FROM {first} EXCEPT SELECT * FROM {second}) d
            """)
            )
    for codes, number, name in _OTHER:
        connection.execute(text(_other_sql(codes, number, name)))
    row = connection.execute(text("SELECT coalesce(max(old), 0), coalesce(max(1 - old), 0) FROM cell_code")).one()
    return bool(row[0]), bool(row[1])


_OTHER: Final = (("party", "dealer_n", "lane"), ("product", "product_n", "unit"), ("product", "product_n", "price"))


def _other_sql(codes: str, number: str, name: str) -> str:
    """Whose lead time, unit or price is another one now is looked at as if its codes meant another one."""
    kept, new = f"cell_{name}", f"new_{name}"
    return f"""
        INSERT OR IGNORE INTO cell_code
        SELECT '{codes}', m.source_n, m.code, 1 FROM {_CODES[codes][0]} m WHERE m.{number} IN (
            SELECT {number} FROM (SELECT * FROM {kept} EXCEPT SELECT * FROM {new})
            UNION SELECT {number} FROM (SELECT * FROM {new} EXCEPT SELECT * FROM {kept}))
    """


def must_stock_changed(connection: Connection) -> bool:
    """Whether the list of products that must be in stock is another one, which touches every stock list."""
    difference = """
        SELECT 1 FROM (SELECT * FROM cell_must EXCEPT SELECT * FROM new_must)
        UNION ALL SELECT 1 FROM (SELECT * FROM new_must EXCEPT SELECT * FROM cell_must) LIMIT 1
    """
    return connection.execute(text(difference)).first() is not None


def keep_maps(connection: Connection) -> None:
    """The maps that the cells are computed with from now on."""
    for kept, new in _MAPS:
        connection.execute(text(f"DELETE FROM {kept}"))
        connection.execute(text(f"INSERT INTO {kept} SELECT * FROM {new} ORDER BY 1, 2, 3"))
