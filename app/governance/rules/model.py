"""The records of data rules."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record
from app.imports.ruling import Level, Reach


class DataRule(Record):
    """A data rule: one that a person wrote, or how the one of a starter's key is to be instead."""

    __tablename__ = "data_rule"
    ref_prefix = "DR"

    key: Mapped[str] = mapped_column(index=True)
    """What reasons and results know it by: a starter's key, or the rule's own reference."""
    title_zh: Mapped[str]
    title_en: Mapped[str]
    feed: Mapped[str]
    reach: Mapped[Reach] = mapped_column(String)
    level: Mapped[Level] = mapped_column(String)
    indicator: Mapped[str]
    field: Mapped[str]
    keys: Mapped[list[Any]] = mapped_column(JsonText)
    must: Mapped[str]
    message_zh: Mapped[str]
    message_en: Mapped[str]
    active: Mapped[bool]
