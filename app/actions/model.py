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
    stage: Mapped[str | None]
    """Where an open one stands on a board: doing or waiting (for others); NULL is not begun."""
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"), index=True)
    """Which department owes it; NULL is the owner's own."""
    dealer_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    """Which dealer it concerns, where it is not about the dealer's own record."""
    kpi: Mapped[str | None]
    repeats: Mapped[str | None]
    """How often it comes again once it is done: weekly, monthly or quarterly."""
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("action_item.id"), index=True)
    """The action that it was split from or comes again after."""
