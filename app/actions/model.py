"""The one table of what somebody has to do: task, promise of a visit, corrective action."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class ActionItem(Record):
    """Something that one person owes until a day, about one record."""

    __tablename__ = "action_item"
    ref_prefix = "AC"

    kind: Mapped[str]
    """task, promise or corrective."""
    title: Mapped[str]
    """A msgid with ``params`` where ``code`` is given; a person's own words, which have no ``params``."""
    params: Mapped[dict[str, Any]] = mapped_column(JsonText)
    code: Mapped[str | None] = mapped_column(index=True)
    """What made it, where the program did: it is made once, and closed when what it asks for has come."""
    about_entity: Mapped[str | None]
    about_id: Mapped[str | None] = mapped_column(index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[str]
    """open, done or dropped."""
    done_on: Mapped[int | None]
    outcome: Mapped[str | None]
    """What came of it; the reason where it was dropped."""
