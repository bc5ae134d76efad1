"""Undo and redo: the values before a change, written as a new transaction; they survive a restart."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session, aliased

from app.core.db import Action, Database, Written
from app.core.errors import UserError
from app.core.journal import plain, restored, values_of
from app.core.journal_rows import text_of
from app.core.model import RECORD_CLASSES, Entry, Record, Tx
from app.core.texts import N_, Text
from app.core.writing import writing_of

UndoHandler = Callable[[Session, Entry], None]
"""Takes back what a row did to a record that is more than its fields, as an import batch is."""
Handlers = Mapping[str, UndoHandler]
_BY_HAND: Final = ("window", "cli")


@dataclass(frozen=True)
class Step:
    """A change that can be undone, or an undo that can be taken back."""

    tx: int
    action: Text
    """What the original change was called."""


def undoable(session: Session, actor: str) -> Step | None:
    """The newest change of a person that is still in force; jobs, pipelines and exchange are never undone."""
    dead: set[int] = set()
    for row in _own(session, actor):
        if row.tx in dead:
            continue
        if row.undoes is None:
            return _step(row.tx, row.action, row.params)
        dead.add(row.undoes)
    return None


def redoable(session: Session, actor: str) -> Step | None:
    """The newest undo of a person that is still in force and older than none of the person's own later changes."""
    dead: set[int] = set()
    for row in _own(session, actor):
        if row.tx in dead:
            continue
        if row.undoes is None:
            return None
        if row.undoes_undo is None:
            original = session.execute(select(Tx.action, Tx.params).where(Tx.tx == row.undoes)).one()
            return _step(row.tx, original.action, original.params)
        dead.add(row.undoes)
    return None


def _own(session: Session, actor: str) -> Iterator[Row[tuple[int, int | None, str, object, int | None]]]:
    """A person's transactions that changed records, newest first."""
    target = aliased(Tx)
    query = (
        select(Tx.tx, Tx.undoes, Tx.action, Tx.params, target.undoes.label("undoes_undo"))
        .join(target, target.tx == Tx.undoes, isouter=True)
        .where(Tx.actor == actor, Tx.origin.in_(_BY_HAND), exists().where(Entry.tx == Tx.tx))
        .order_by(Tx.tx.desc())
    )
    yield from session.execute(query).yield_per(50)


def _step(tx: int, code: str, params: object) -> Step:
    return Step(tx, text_of({"code": code, "params": params}))


def undo(db: Database, handlers: Handlers) -> Written[Step]:
    """Undo the newest change of the person who works here; raises UserError where there is none or it cannot be."""

    def command(session: Session) -> Step:
        step = undoable(session, writing_of(session).actor)
        if step is None:
            raise UserError("There is nothing to undo.")
        _take_back(session, step, handlers, N_("Undo “{action}”"))
        return step

    return db.write(Action(N_("Undo")), command)


def redo(db: Database, handlers: Handlers) -> Written[Step]:
    """Take back the newest undo; raises UserError where there is none or it cannot be."""

    def command(session: Session) -> Step:
        step = redoable(session, writing_of(session).actor)
        if step is None:
            raise UserError("There is nothing to redo.")
        _take_back(session, step, handlers, N_("Redo “{action}”"))
        return step

    return db.write(Action(N_("Redo")), command)


def _take_back(session: Session, step: Step, handlers: Handlers, code: str) -> None:
    entries = session.execute(select(Entry).where(Entry.tx == step.tx).order_by(Entry.n)).scalars().all()
    keys = [(entry.entity, entry.entity_id) for entry in entries]
    if _is_sealed(session, keys, entries[0].n):
        raise UserError("“{action}” cannot be undone: a later step made it final.", action=step.action)
    writing = writing_of(session)
    writing.undoes_tx = step.tx
    writing.undoes = {key: entry.op_id for key, entry in zip(keys, entries, strict=True)}
    writing.action = Action(code, {"action": {"code": step.action.msgid, "params": _stored(step.action)}})
    handled = [entry for entry in entries if entry.entity in handlers]
    for entry in handled:
        handlers[entry.entity](session, entry)
    for entry in () if handled else reversed(entries):
        _restore(session, entry, step.action)


def _is_sealed(session: Session, keys: list[tuple[str, str]], first_n: int) -> bool:
    """Whether the change itself or a later one was final for one of its records."""
    wanted = set(keys)
    later = session.execute(select(Entry.entity, Entry.entity_id).where(Entry.kind == "final", Entry.n >= first_n))
    return any((row.entity, row.entity_id) in wanted for row in later)


def _restore(session: Session, entry: Entry, action: Text) -> None:
    """Write the values before; refused where one is no longer what that change left."""
    cls = RECORD_CLASSES[entry.entity]
    record = session.get_one(cls, entry.entity_id)
    for name, value in values_of(entry.fields).items():
        if plain(getattr(record, name)) != value:
            raise UserError(
                "“{action}” cannot be undone: {field} of {ref} was changed since.",
                action=action, field=name, ref=record.ref,
            )  # fmt: skip
    if entry.kind == "create":
        record.removed = True
        return
    _set_values(cls, record, values_of(entry.before))


def _set_values(cls: type[Record], record: Record, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(record, name, restored(cls, name, value))


def _stored(text: Text) -> dict[str, object]:
    return {
        name: {"code": value.msgid, "params": _stored(value)} if isinstance(value, Text) else value
        for name, value in text.params.items()
    }
