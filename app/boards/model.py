"""Boards that people arrange: journaled records."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class Board(Record):
    """Tiles in an order, and what all of them are narrowed by."""

    __tablename__ = "board"
    ref_prefix = "BD"

    name: Mapped[str]
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Whose it is; None where nobody had said who works here."""
    shared: Mapped[bool]
    """Whether everybody in the workspace sees it, or only its owner."""
    filters: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """What is chosen (``app.boards.words.Filters``)."""
    tiles: Mapped[list[Any]] = mapped_column(JsonText)
    """The tiles in their order (``app.boards.tile.TileSpec``)."""
    place: Mapped[int]
    """Where it stands among the boards."""


class BriefTemplate(Record):
    """The words of a brief, for everybody in the workspace."""

    __tablename__ = "brief_template"
    ref_prefix = "BT"

    name: Mapped[str]
    body: Mapped[str]
    """Words with placeholders (``app.boards.briefs``)."""
