"""Tax on staged rows: of an amount with tax and one without, the one that a file lacks is found by the rate."""

import sqlite3
from collections.abc import Collection

from app.core.money import net_of_tax, with_tax
from app.imports.feeds import Feed


def settle_tax(connection: sqlite3.Connection, table: str, feed: Feed, present: Collection[str]) -> None:
    """Fill the amount without tax, or the one with it, of the staged rows that bear only the other one and a rate.

    An amount that the file calls one with tax is moved there first; without a rate the other amount stays unknown.
    """
    if "gross_amount" not in feed.by_name or not {"tax_rate_e4", "tax_basis"} & set(present):
        return
    connection.create_function("net_of_tax", 2, net_of_tax, deterministic=True)
    connection.create_function("with_tax", 2, with_tax, deterministic=True)
    if "tax_basis" in present:
        moved = "gross_amount_e4 = coalesce(gross_amount_e4, amount_e4), amount_e4 = NULL"
        own = "AND gross_amount_e4 IS NULL" if "gross_amount_e4" in present else ""
        connection.execute(f"UPDATE {table} SET {moved} WHERE tax_basis = 'gross' AND amount_e4 IS NOT NULL {own}")
    if "tax_rate_e4" in present:
        for missing, known, rule in (
            ("amount_e4", "gross_amount_e4", "net_of_tax"),
            ("gross_amount_e4", "amount_e4", "with_tax"),
        ):
            connection.execute(f"""
                UPDATE {table} SET {missing} = {rule}({known}, tax_rate_e4)
                WHERE {missing} IS NULL AND {known} IS NOT NULL AND tax_rate_e4 IS NOT NULL
            """)
