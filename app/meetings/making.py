"""Making records that the next command of the same transaction finds."""

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.core.journal import create
from app.core.model import Record

R = TypeVar("R", bound=Record)


def made(session: Session, cls: type[R], **fields: Any) -> R:
    """Add a record like ``create``, and let queries of this transaction see it."""
    record = create(session, cls, **fields)
    session.flush()
    return record
