"""The one declarative base, the journaled record, and the tables that the base itself needs."""

import json
from typing import Any, ClassVar, Final

from sqlalchemy import Boolean, Dialect, Index, Integer, MetaData, Text, UniqueConstraint, event
from sqlalchemy.orm import ColumnProperty, DeclarativeBase, Mapped, Mapper, mapped_column
from sqlalchemy.types import TypeDecorator


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces; raises TypeError for what has no exact form (floats among it)."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a stored value is never a float; use a scaled integer or decimal text")
    if isinstance(value, dict):
        for one in value.values():
            _refuse_floats(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_floats(one)


class JsonText(TypeDecorator[Any]):
    """A value kept as canonical JSON text; assign a new value to change it, never change it in place."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To text, None stays NULL."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """From text, NULL stays None."""
        return None if value is None else json.loads(value)


class Base(DeclarativeBase):
    """What every mapped class and every table shares: names of constraints that Alembic can find again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Record(Base):
    """What people edit: every change is journaled, removal is a flag, and no column has a default.

    Make one with ``journal.create``. A column may hold text, a whole number, a truth value, a date, a Decimal or
    JSON (``JsonText``); a UNIQUE constraint beside the id would block the exchange between two devices.
    """

    __abstract__ = True
    ref_prefix: ClassVar[str] = "R"
    """First letters of the short reference, as in D-7F3K2-X."""
    frozen: ClassVar[bool] = False
    """Whether it says what was so once, of the records that it names as they were: a merge leaves it where it is."""

    id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-100)
    ref: Mapped[str] = mapped_column(Text, index=True, sort_order=-99)
    scope: Mapped[str] = mapped_column(Text, sort_order=-98)
    """The region and data class: the unit of permission and of exchange."""
    removed: Mapped[bool] = mapped_column(Boolean, sort_order=-97)
    stamps: Mapped[dict[str, str]] = mapped_column(JsonText, sort_order=100)
    """Stamp of each field's last change; under ``*`` the one of its creation, which holds for every other field."""
    extra: Mapped[dict[str, Any]] = mapped_column(JsonText, sort_order=101)
    """Fields that a newer program wrote and this one does not know."""


RECORD_CLASSES: Final[dict[str, type[Record]]] = {}
"""Every journaled class by the name of its table, which is its entity in the journal."""


@event.listens_for(Mapper, "after_mapper_constructed")
def _journal_class(mapper: Mapper[Any], cls: type[Any]) -> None:
    """Without active history an expired attribute would be journaled with no value before."""
    if issubclass(cls, Record):
        RECORD_CLASSES[cls.__tablename__] = cls
        for prop in mapper.iterate_properties:
            if isinstance(prop, ColumnProperty):
                prop.active_history = True


class Tx(Base):
    """One committed transaction that changed something; its number is what "known at" means."""

    __tablename__ = "tx"

    tx: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[int] = mapped_column(Integer)
    """Milliseconds since 1970, UTC."""
    origin: Mapped[str] = mapped_column(Text)
    """window, cli, job, pipeline or system."""
    actor: Mapped[str] = mapped_column(Text)
    """The person's id; empty before anybody said who works here."""
    action: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any]] = mapped_column(JsonText)
    tables: Mapped[list[str]] = mapped_column(JsonText)
    undoes: Mapped[int | None] = mapped_column(Integer)
    """The transaction that this one takes back (an undo), or whose taking back it takes back (a redo)."""


class Entry(Base):
    """One changed record in one transaction: audit trail, undo, tamper evidence and outbox at once."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("device", "dseq"),
        Index(None, "entity", "entity_id"),
        Index(None, "tx"),
        Index(None, "stamp"),
    )

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Order of arrival in this file."""
    device: Mapped[str] = mapped_column(Text)
    dseq: Mapped[int] = mapped_column(Integer)
    """Counts 1, 2, 3 ... on its device, without a gap."""
    tx: Mapped[int] = mapped_column(Integer)
    op_id: Mapped[str] = mapped_column(Text)
    entity: Mapped[str] = mapped_column(Text)
    entity_id: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    """create, update, remove, restore or final."""
    fields: Mapped[str] = mapped_column(Text)
    """Canonical JSON of the changed columns, as they are now."""
    before: Mapped[str] = mapped_column(Text)
    """The same columns as they were."""
    base: Mapped[str] = mapped_column(Text)
    """The stamp that each changed field had before."""
    stamp: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    """Canonical JSON of a code and its parameters, never a sentence."""
    reason: Mapped[str] = mapped_column(Text)
    undoes: Mapped[str | None] = mapped_column(Text)
    """The op_id of the row that this one takes back."""
    schema_v: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    acked_seq: Mapped[int | None] = mapped_column(Integer)
    """Number that the server gave it; NULL is the outbox."""
    verdict: Mapped[str | None] = mapped_column(Text)


class Device(Base):
    """A machine's line in the journal; restoring or copying a file starts a new one that names the old head."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    started_at: Mapped[int] = mapped_column(Integer)
    replaces: Mapped[str | None] = mapped_column(Text)
    old_dseq: Mapped[int] = mapped_column(Integer)
    old_head: Mapped[str] = mapped_column(Text)
    """Hash of the old device's last row as this file knew it; the first row of this device follows it."""


class Meta(Base):
    """Facts about this file itself: its workspace's id, the device that writes now."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Numbered(Base):
    """Small local integers that stand for records in facts and cells; they mean nothing in another file."""

    __tablename__ = "numbered"
    __table_args__ = (UniqueConstraint("kind", "entity_id"),)

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    entity_id: Mapped[str] = mapped_column(Text)


class Setting(Record):
    """One setting of the workspace: currency, name, its own day (practice)."""

    __tablename__ = "setting"
    ref_prefix = "SET"

    key: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(JsonText)
