"""Small local integers that stand for records and names in facts and cells."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.model import Numbered


def number_of(session: Session, kind: str, entity_id: str) -> int:
    """The number of a record or name in this file, given at first use; it means nothing in another file."""
    found = session.scalars(select(Numbered.n).where(Numbered.kind == kind, Numbered.entity_id == entity_id)).first()
    if found is not None:
        return found
    made = Numbered(kind=kind, entity_id=entity_id)
    session.add(made)
    session.flush()
    return made.n
