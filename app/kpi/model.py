"""Derived tables: what measures sum up to. They can be dropped and rebuilt from the facts at any time."""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text, text

from app.core.model import Base

SLOTS: Final = 12
DAY: Final = 0
MONTH: Final = 1
ALL_GROUPS: Final = 0
NO_GROUP: Final = 2**20 - 1
"""Product group of rows whose product has none; numbers of groups and dealers stay below it."""


def _values() -> list[Column[int]]:
    return [Column("n", Integer, nullable=False), *(Column(f"v{slot}", Integer) for slot in range(1, SLOTS + 1))]


def _key(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


CELL: Final = Table(
    "cell",
    Base.metadata,
    _key("pack"),
    _key("span"),
    _key("group_n"),
    _key("start"),
    _key("dealer_n"),
    *_values(),
    sqlite_with_rowid=False,
)
"""Sums by pack of measures, day or month, product group (0 is all of them) and dealer; ``n`` counts the facts."""

CELL_BIN: Final = Table(
    "cell_bin",
    Base.metadata,
    _key("pack"),
    _key("group_n"),
    _key("start"),
    _key("dealer_n"),
    _key("bin"),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many facts of a month took how many whole days, so that percentiles are exact."""

CELL_LIST: Final = Table(
    "cell_list",
    Base.metadata,
    _key("pack"),
    _key("as_of"),
    Column("list_key", Text, primary_key=True),
    _key("dealer_n"),
    _key("group_n"),
    *_values(),
    sqlite_with_rowid=False,
)
"""Snapshots: what each list of one day says; sums over dealers, never over days."""

CELL_PARTY: Final = Table(
    "cell_party",
    Base.metadata,
    _key("source_n"),
    Column("code", Text, primary_key=True),
    _key("from_on"),
    Column("to_on", Integer, nullable=False),
    Column("dealer_n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The dated codes of parties as the cells were computed with them."""

CELL_PRODUCT: Final = Table(
    "cell_product",
    Base.metadata,
    _key("source_n"),
    Column("code", Text, primary_key=True),
    Column("product_n", Integer, nullable=False),
    Column("group_n", Integer, nullable=False),
    Column("must_stock", Integer, nullable=False),
    Column("near_days", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The codes of products (and, under source 0, of product groups) as the cells were computed with them."""

CELL_STATE: Final = Table(
    "cell_state",
    Base.metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""With which definitions the cells were computed, and whether facts wait for a code."""

for _table in (CELL, CELL_BIN, CELL_LIST):
    Index(f"ix_{_table.name}_empty", _table.c.n, sqlite_where=text("n = 0"))
"""Finds at once the cells that a recompute left without a fact."""

TABLES: Final = (CELL, CELL_BIN, CELL_LIST, CELL_PARTY, CELL_PRODUCT, CELL_STATE)
