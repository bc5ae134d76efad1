"""What one write transaction knows about itself while it runs: who, why, on which device, and what it changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.model import Record

WRITING: Final = "writing"


@dataclass(frozen=True)
class Action:
    """Why something is written: a msgid with its values, and the person's reason where one is asked for."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Changes:
    """What a transaction changed; ``tx`` is None where nothing was written."""

    tx: int | None = None
    tables: frozenset[str] = frozenset()


NOTHING: Final = Changes()


@dataclass
class Pending:
    """One record's changes in this transaction, however often it was flushed."""

    record: Record
    created: bool
    before: dict[str, Any]
    base: dict[str, str]
    final: bool = False


@dataclass
class Writing:
    """The state of one write transaction, kept in ``session.info``."""

    action: Action
    actor: str
    origin: str
    device: str
    stamp: str
    at_ms: int
    schema_v: str
    pending: dict[tuple[str, str], Pending] = field(default_factory=dict)
    refs: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    tx_floor: int = 0
    """The transaction's number is greater than this: a restored file never gives a number out twice."""
    undoes_tx: int | None = None
    undoes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The op_id that the row of a record takes back."""
    flushing: bool = False
    finishing: bool = False


def writing_of(session: Session) -> Writing:
    """The running write of a session; RuntimeError in a session that only reads."""
    found = session.info.get(WRITING)
    if not isinstance(found, Writing):
        raise RuntimeError("this session belongs to no write")  # noqa: TRY004 - a call at the wrong time
    return found


def touch(session: Session, *tables: str) -> None:
    """Name tables as changed beyond those that SQLite itself saw written."""
    writing_of(session).touched.update(tables)
