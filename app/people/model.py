"""People and their departments: journaled records."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class Department(Record):
    """A department that owns figures and actions: sales, logistics, finance ..."""

    __tablename__ = "department"
    ref_prefix = "DEP"

    code: Mapped[str] = mapped_column(index=True)
    """Stable short name that definitions refer to, such as ``sales``."""
    name: Mapped[str]
    name_en: Mapped[str | None]


class Person(Record):
    """Someone who works with the workspace or is responsible for something in it."""

    __tablename__ = "person"
    ref_prefix = "P"

    name: Mapped[str]
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"), index=True)
    title: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
