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


def _module() -> Any:
    from app.core.cipher import DBAPI

    return DBAPI


@cache
def _first(*, keyed: bool) -> Engine:
    engine = create_engine("sqlite://", module=_module() if keyed else None)
    engine.connect().close()  # asks SQLite what it can do
    return engine


def engine_over(
    kind: type[Pool], opened: Callable[[], sqlite3.Connection], *, keyed: bool = False, **pool: Any
) -> Engine:
    """An engine whose connections ``opened`` makes and a pool keeps; ``keyed`` ones are to encrypted files."""
    first = _first(keyed=keyed)
    return Engine(
        kind(opened, dialect=first.dialect, **pool),  # type: ignore[arg-type]
        first.dialect,
        first.url,
        execution_options={"compiled_cache": _COMPILED},
    )
