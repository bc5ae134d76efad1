"""The tables of the feeds, made from their fields."""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text

from app.core.model import Base
from app.imports.feeds import Feed

_TEXTS: Final = ("text", "code", "choice")
LINEAGE: Final = ("batch_n", "row_no", "source_n", "current")


def fact_table(feed: Feed) -> Table:
    """The table of a feed: lineage, identity, fields; indices on the identity and on each date that places rows."""
    texts = {column for one in feed.fields if one.kind in _TEXTS for column in one.columns} | set(feed.identity)
    return Table(
        feed.table,
        Base.metadata,
        Column("id", Integer, primary_key=True),
        *(Column(name, Integer, nullable=False) for name in LINEAGE),
        *(Column(name, Text if name in texts else Integer) for name in feed.columns),
        Column("estimated", Integer, nullable=False),  # bit i: field i holds a stand-in value (推算)
        *([Column("needs_head", Integer, nullable=False)] if feed.head else []),
        Index(f"ix_{feed.table}_identity", "source_n", *feed.identity),
        Index(f"ix_{feed.table}_batch_n", "batch_n", "row_no"),
        *(Index(f"ix_{feed.table}_{name}", name) for name in feed.date_indices),
    )
