"""Undo and redo: the values before a change, written as a new transaction; they survive a restart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session, aliased

from app.core.db import Action, Database, Written
from app.core.errors import UserError
from app.core.history import taken_back
from app.core.journal import plain, restored, values_of
from app.core.journal_rows import text_of
from app.core.locks import undo_lock
from app.core.model import RECORD_CLASSES, Entry, Record, Tx
from app.core.records import NO_WORDS, Book, at_hand, field_title
from app.core.texts import N_, Text
from app.core.writing import writing_of

UndoHandler = Callable[[Session, Entry], None]
"""Takes back what a row did to a record that is more than its fields, as an import batch is."""
Handlers = Mapping[str, UndoHandler]
AFTER: Final = ""
"""Under this name a handler follows every other undo: what was derived from the records is brought up to date."""
_BY_HAND: Final = ("window", "cli")


@dataclass(frozen=True)
class Step:
    """A change that can be undone, or an undo that can be taken back."""

    tx: int
    action: Text
    """What the original change was called."""


@dataclass(frozen=True)
class Standing:
    """Whether a transaction can be undone or redone at this moment, and in words why not."""

    step: Literal["", "undo", "redo"]
    why_not: Text | None = None


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


def standing(session: Session, tx: int, actor: str, handlers: Handlers, book: Book = NO_WORDS) -> Standing:
    """What the person who works here can do about a transaction: only the newest own change is undone, by hand only."""
    row = session.execute(select(Tx).where(Tx.tx == tx)).scalar_one()
    entries = session.execute(select(Entry).where(Entry.tx == tx).order_by(Entry.n)).scalars().all()
    undone, back, again = taken_back(session), undoable(session, actor), redoable(session, actor)
    why = ""
    if not entries:
        why = N_("It changed no record, so there is nothing to take back.")
    elif row.origin not in _BY_HAND:
        why = N_("Only what a person did in the window or on the command line can be undone.")
    elif row.actor != actor:
        why = N_("Only the person who did it can undo it.")
    elif again is not None and again.tx in {tx, undone.get(tx)}:
        return Standing("redo")
    elif tx in undone:
        why = N_("It is undone already.")
    elif row.undoes is not None:
        why = N_("It is an undo or a redo itself, and newer changes stand on it.")
    elif back is None or back.tx != tx:
        params = {"action": back.action} if back is not None else {}
        return Standing("", Text(N_("Newer changes of yours are undone first: “{action}”."), params))
    if why:
        return Standing("", Text(why))
    refused = _refusal(session, entries, handlers, _step(tx, row.action, row.params).action, book)
    return Standing("undo") if refused is None else Standing("", refused.text)


def undo(db: Database, handlers: Handlers, *, tx: int | None = None, book: Book = NO_WORDS) -> Written[Step]:
    """Undo the newest change of the person who works here; raises UserError where there is none or it cannot be.

    ``tx`` names the change that is meant; another one is not undone in its place. ``book`` gives a refusal its words.
    """

    def command(session: Session) -> Step:
        step = undoable(session, writing_of(session).actor)
        if step is None:
            raise UserError("There is nothing to undo.")
        if tx is not None and step.tx != tx:
            raise UserError("Newer changes of yours are undone first: “{action}”.", action=step.action)
        _take_back(session, step, handlers, N_("Undo “{action}”"), book)
        return step

    return db.write(Action(N_("Undo")), command)


def redo(db: Database, handlers: Handlers, *, book: Book = NO_WORDS) -> Written[Step]:
    """Take back the newest undo; raises UserError where there is none or it cannot be."""

    def command(session: Session) -> Step:
        step = redoable(session, writing_of(session).actor)
        if step is None:
            raise UserError("There is nothing to redo.")
        _take_back(session, step, handlers, N_("Redo “{action}”"), book)
        return step

    return db.write(Action(N_("Redo")), command)


def _take_back(session: Session, step: Step, handlers: Handlers, code: str, book: Book) -> None:
    entries = session.execute(select(Entry).where(Entry.tx == step.tx).order_by(Entry.n)).scalars().all()
    keys = [(entry.entity, entry.entity_id) for entry in entries]
    held = at_hand(session, keys)
    refused = _refusal(session, entries, handlers, step.action, book)
    if refused is not None:
        raise refused
    writing = writing_of(session)
    writing.undoes_tx = step.tx
    writing.undoes = {key: entry.op_id for key, entry in zip(keys, entries, strict=True)}
    writing.action = Action(code, {"action": {"code": step.action.msgid, "params": _stored(step.action)}})
    handled = [entry for entry in entries if entry.entity in handlers]
    for entry in handled:
        handlers[entry.entity](session, entry)
    if handled:
        return
    for entry in reversed(entries):
        _restore(session, entry)
    del held
    if AFTER in handlers:
        handlers[AFTER](session, entries[0])


def _refusal(
    session: Session, entries: Sequence[Entry], handlers: Handlers, action: Text, book: Book
) -> UserError | None:
    """Why the values before cannot come back: a later step was final, or a value is not what the change left."""
    if _is_sealed(session, [(entry.entity, entry.entity_id) for entry in entries], entries[0].n):
        return UserError("“{action}” cannot be undone: a later step made it final.", action=action)
    if any(entry.entity in handlers for entry in entries):
        return None
    locked = undo_lock(session, [(entry.entity, entry.entity_id) for entry in entries])
    if locked is not None:
        return locked
    for entry in reversed(entries):
        record = session.get_one(RECORD_CLASSES[entry.entity], entry.entity_id)
        for name, value in values_of(entry.fields).items():
            if plain(getattr(record, name)) != value:
                return UserError(
                    "“{action}” cannot be undone: {field} of {ref} was changed since.",
                    action=action, field=field_title(book, entry.entity, name), ref=record.ref,
                )  # fmt: skip
    return None


def _is_sealed(session: Session, keys: list[tuple[str, str]], first_n: int) -> bool:
    """Whether the change itself or a later one was final for one of its records."""
    wanted = set(keys)
    later = session.execute(select(Entry.entity, Entry.entity_id).where(Entry.kind == "final", Entry.n >= first_n))
    return any((row.entity, row.entity_id) in wanted for row in later)


def _restore(session: Session, entry: Entry) -> None:
    """Write the values before."""
    cls = RECORD_CLASSES[entry.entity]
    record = session.get_one(cls, entry.entity_id)
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
