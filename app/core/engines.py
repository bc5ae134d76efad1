"""Engines of SQLAlchemy on our own connections: what one has compiled, the next one need not compile again."""

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import Pool
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(1_500)
"""Statements by their shape; every workspace has the same tables, and a copy of then is opened at every look back."""


@cache
def _first() -> Engine:
    engine = create_engine("sqlite://")
    engine.connect().close()  # asks SQLite what it can do
    return engine


def engine_over(kind: type[Pool], opened: Callable[[], sqlite3.Connection], **pool: Any) -> Engine:
    """An engine whose connections ``opened`` makes and a pool of a kind keeps."""
    first = _first()
    return Engine(
        kind(opened, dialect=first.dialect, **pool),  # type: ignore[arg-type]
        first.dialect,
        first.url,
        execution_options={"compiled_cache": _COMPILED},
    )
