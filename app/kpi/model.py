"""Derived tables: what measures sum up to. They can be dropped and rebuilt from the facts at any time."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text, text

from app.catalog.terms import LINE_TYPES
from app.core.model import Base

SLOTS: Final = 13
DAY: Final = 0
MONTH: Final = 1
LINE_KINDS: Final = tuple(name for name, _ in LINE_TYPES)
"""Line types by number: 1 is the first (a sale), and so is a line that says nothing."""
BY_DEALER: Final = 16
"""Added to the kind of a line that another dealer sold: a purchase of a lower tier."""
DEFAULT_KINDS: Final = (0, 1 + LINE_KINDS.index("sale"), 1 + LINE_KINDS.index("discount"))
"""What sums count unless asked otherwise: facts that are no lines, and what we sold less discounts on the invoice."""


def of_kinds(kinds: Iterable[int]) -> str:
    """What is counted as a condition on sums and on lines."""
    return f"kind IN ({', '.join(map(str, kinds))})"


COUNTED: Final = of_kinds(DEFAULT_KINDS)
"""What is counted unless asked otherwise, as a condition."""
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
    _key("kind"),
    *_values(),
    sqlite_with_rowid=False,
)
"""Sums by pack of measures, day or month, product group (0 is all of them), dealer and, of order lines, their kind
(口径: the line type's number, more by ``BY_DEALER`` where another dealer sold it; else 0); ``n`` counts the facts."""

CELL_BIN: Final = Table(
    "cell_bin",
    Base.metadata,
    _key("pack"),
    _key("group_n"),
    _key("start"),
    _key("dealer_n"),
    _key("bin"),
    _key("kind"),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many facts of a month took how many whole days, so that percentiles are exact."""

CELL_BIN_DAY: Final = CELL_BIN.to_metadata(Base.metadata, name="cell_bin_day")
"""The same of single days, of all product groups together."""

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
    Column("sells", Integer, nullable=False),
    Column("prepays", Integer, nullable=False),
    Column("tier", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The dated codes of parties as the cells were computed with them: whether it is a dealer that may sell to lower tiers,
whether it pays in advance, and its tier."""

CELL_GOODS: Final = Table(
    "cell_goods",
    Base.metadata,
    _key("source_n"),
    Column("code", Text, primary_key=True),
    _key("from_on"),
    Column("to_on", Integer, nullable=False),
    Column("product_n", Integer, nullable=False),
    Column("group_n", Integer, nullable=False),
    Column("near_days", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The dated codes of products (and, under source 0, of product groups) as the cells were computed with them."""

CELL_MUST: Final = Table(
    "cell_must",
    Base.metadata,
    _key("product_n"),
    _key("dealer_n"),
    Column("tier", Text, primary_key=True),
    _key("from_on"),
    _key("to_on"),
    Column("group_n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Which product must be in stock from a day to a day, at one dealer (0: all) or one tier ('': all)."""

CELL_LANE: Final = Table(
    "cell_lane",
    Base.metadata,
    _key("dealer_n"),
    _key("from_on"),
    Column("to_on", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The standard lead time to each dealer's area, from a day until another one."""

CELL_UNIT: Final = Table(
    "cell_unit",
    Base.metadata,
    _key("product_n"),
    Column("unit", Text, primary_key=True),
    _key("from_on"),
    Column("to_on", Integer, nullable=False),
    Column("factor_e3", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many base units a unit of a product holds from a day until another one; '' is the product's reporting unit."""

CELL_PRICE: Final = Table(
    "cell_price",
    Base.metadata,
    _key("product_n"),
    _key("from_on"),
    Column("to_on", Integer, nullable=False),
    Column("price_e6", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The list price of a product from a day until another one."""

CELL_TWICE: Final = Table(
    "cell_twice",
    Base.metadata,
    Column("feed", Text, primary_key=True),
    _key("id"),
    Column("twice", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Red lines and red invoices of goods that came back: whether another feed tells of the same return."""

CELL_STATE: Final = Table(
    "cell_state",
    Base.metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""With which definitions the cells were computed, and whether facts wait for a code."""

SUMS: Final = (CELL, CELL_BIN, CELL_LIST)
COMPUTED: Final = (*SUMS, CELL_BIN_DAY)
"""With what is not printed of closed months: it follows the facts alone."""
CLOSED: Final = tuple(table.to_metadata(Base.metadata, name=f"{table.name}_closed") for table in SUMS)
"""What was printed of closed months."""
LATE: Final = tuple(table.to_metadata(Base.metadata, name=f"{table.name}_late") for table in SUMS)
"""What the facts say of closed months now, less what was printed (跨期调整)."""

for _table in COMPUTED:
    Index(f"ix_{_table.name}_empty", _table.c.n, sqlite_where=text("n = 0"))
"""Finds at once the cells that a recompute left without a fact."""

MAPS: Final = (CELL_PARTY, CELL_GOODS, CELL_MUST, CELL_LANE, CELL_UNIT, CELL_PRICE, CELL_TWICE)
"""What facts are looked up in; ``cell_x`` is as the cells were computed, the temporary ``new_x`` as it is now."""
TABLES: Final = (*COMPUTED, *CLOSED, *LATE, *MAPS, CELL_STATE)
