"""List prices by day: what a quantity is worth goes by the price of its own day, not by the last one."""

from typing import Final

from sqlalchemy import Connection, text

from app.catalog.rules import FOREVER


def make_prices(connection: Connection) -> None:
    """Fill the temporary table ``new_price`` from the records; ``new_goods`` must be there."""
    connection.execute(text(_PRICES))
    connection.execute(text("CREATE UNIQUE INDEX temp.ix_new_price ON new_price(product_n, from_on)"))


_PRICES: Final = f"""
    WITH stated AS (
        SELECT n.n AS product_n, -{FOREVER} AS from_on, p.list_price_e6 AS price_e6, 0 AS source_n, '' AS code, '' AS id
        FROM product p JOIN numbered n ON n.kind = 'product' AND n.entity_id = p.id
        WHERE p.removed = 0 AND p.list_price_e6 IS NOT NULL
        UNION ALL
        SELECT q.product_n, coalesce(r.from_on, -{FOREVER}), r.list_price_e6, r.source_n, r.product_code, r.id
        FROM product_price r JOIN temp.new_goods q ON q.source_n = r.source_n AND q.code = r.product_code
        WHERE r.removed = 0
    ), placed AS (
        SELECT *,
               row_number() OVER (PARTITION BY product_n, from_on ORDER BY source_n DESC, code DESC, id DESC) AS place
        FROM stated
    )
    INSERT INTO new_price(product_n, from_on, to_on, price_e6)
    SELECT product_n, from_on, lead(from_on, 1, {FOREVER}) OVER (PARTITION BY product_n ORDER BY from_on), price_e6
    FROM placed WHERE place = 1
"""
"""A dated price goes before the product's own, which holds on the days before the first of them; of two for one day
the one of the later source holds."""
