"""Commands on pairs of parties: they are one, or they are two."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.model import RECORD_CLASSES, Record
from app.core.texts import N_
from app.dealers.assignments import belonging
from app.dealers.holdings import rows_of, set_row
from app.dealers.model import Party, PartyParent
from app.dealers.parents import links
from app.dealers.rules import uscc_is_valid
from app.dealers.service import EDITABLE, edit_party
from app.dealers.supply import circle_on
from app.governance.duplicates.model import ApartDecision

_TAKEN_OUT = "removed"


@dataclass(frozen=True)
class Merged:
    """What a merge did."""

    survivor_id: str
    name: str
    taken: tuple[str, ...]
    """The fields that the survivor has from the other one now."""
    moved: Mapping[str, int]
    """How many records of each table were led to the survivor."""


def merge_parties(session: Session, *, survivor_id: str, other_id: str, take: Collection[str] | None = None) -> Merged:
    """Make one of two parties: all that hangs on the other one hangs on the survivor, the other one points at it.

    Codes mean the survivor from now on, so that no fact is touched. ``take`` names the fields that the survivor has
    from the other one, None those that it lacks. Records that froze what was then stay where they are. Raises UserError
    for a party that is not there, one that took the other one's business over, and supply that would lead in a circle.
    """
    survivor, other = _both(session, survivor_id, other_id)
    _refuse_takeover(session, survivor, other)
    wanted = tuple(fields_lacking(survivor, other) if take is None else take)
    edit_party(session, party_id=survivor.id, changes={name: getattr(other, name) for name in wanted})
    _join_roles(survivor, other)
    moved = Counter[str]()
    for record, column in _pointing(session, other.id):
        setattr(record, column, survivor.id)
        moved[record.__tablename__] += 1
    other.removed, other.merged_into_id = True, survivor.id
    session.flush()
    _keep_name(session, survivor, other.name)
    _settle_parents(session, survivor.id)
    _settle_apart(session, survivor.id)
    session.flush()
    if circle_on(links(session)) is not None:
        raise UserError("After that dealers would buy from each other in a circle: change who buys from whom first.")
    return Merged(survivor.id, survivor.name, wanted, moved)


def fields_lacking(survivor: Party, other: Party) -> list[str]:
    """The fields that one party lacks and the other one has; a credit code that cannot be is none."""
    return [name for name in EDITABLE if getattr(survivor, name) in {None, ""} and _is_good(name, getattr(other, name))]


def _is_good(name: str, value: Any) -> bool:
    return value not in {None, ""} and (name != "uscc" or uscc_is_valid(str(value)))


def _both(session: Session, one_id: str, other_id: str) -> tuple[Party, Party]:
    gone = N_("This dealer is no longer in the workspace.")
    one, other = existing(session, Party, one_id, gone), existing(session, Party, other_id, gone)
    if one is other:
        raise UserError("A dealer is not compared with itself.")
    return one, other


def _refuse_takeover(session: Session, survivor: Party, other: Party) -> None:
    for one, before in ((survivor, other), (other, survivor)):
        if any(row.predecessor_id == before.id for row in belonging(session, one.id).rows):
            raise UserError(
                "{dealer} took the business of {other} over: they are two, one after the other. If that is wrong, take"
                " the row out under “Who has it, since when” first.",
                dealer=one.name, other=before.name,
            )  # fmt: skip


def _keep_name(session: Session, survivor: Party, name: str) -> None:
    """The other one's name finds the survivor from now on."""
    known = {survivor.name, *(str(row.values["name"]) for row in rows_of(session, "party_alias", survivor.id))}
    if name not in known:
        set_row(session, kind="party_alias", party_id=survivor.id, values={"name": name, "kind": "spelling"})


def _join_roles(survivor: Party, other: Party) -> None:
    """A dealer that is a supplier too plays both roles; imports of its own code do not take one back."""
    roles = ",".join(sorted({*survivor.role.split(","), *other.role.split(",")} - {""}))
    if roles != survivor.role:
        survivor.role = roles
        survivor.by_hand = ",".join(sorted({*survivor.by_hand.split(","), "role"} - {""}))


def _pointing(session: Session, party_id: str) -> Iterator[tuple[Any, str]]:
    """Every record that names a party, with the column: foreign keys, and records about any kind of record."""
    for cls in list(RECORD_CLASSES.values()):
        if cls.frozen:
            continue
        for column in cls.__table__.columns:
            if any(key.target_fullname == "party.id" for key in column.foreign_keys) or (
                cls is Party and column.name == "merged_into_id"
            ):
                found = select(cls).where(getattr(cls, column.name) == party_id)
                yield from ((record, column.name) for record in session.scalars(found).all())
        for kind, name in _about(cls):
            found = select(cls).where(getattr(cls, kind) == Party.__tablename__, getattr(cls, name) == party_id)
            yield from ((record, name) for record in session.scalars(found).all())


def _about(cls: type[Record]) -> Iterator[tuple[str, str]]:
    """The pairs of columns by which a record names a record of any kind: ``entity``, ``entity_id`` and the like."""
    names = set(cls.__table__.columns.keys())
    for name in sorted(names):
        pointer = "entity_id" if name == "entity" else f"{name.removesuffix('entity')}id"
        if name.endswith("entity") and pointer in names and pointer != "id":
            yield name, pointer


def _settle_parents(session: Session, survivor_id: str) -> None:
    """Nobody buys from himself; of two relations of one time the survivor's own stays, or the first."""
    rows = session.scalars(
        select(PartyParent)
        .where(
            or_(PartyParent.party_id == survivor_id, PartyParent.parent_id == survivor_id),
            PartyParent.removed.is_(False),
        )
        .order_by(PartyParent.id)
    ).all()
    own = record_id(PartyParent, survivor_id)
    kept: set[tuple[int | None, int | None]] = set()
    for row in sorted(rows, key=lambda one: one.id != own):
        span = (row.from_on, row.to_on)
        if row.party_id == row.parent_id:
            row.removed = True
        elif row.party_id == survivor_id and span in kept:
            row.removed = True
            row.by_hand = ",".join(sorted({*filter(None, (row.by_hand or "").split(",")), _TAKEN_OUT}))
        elif row.party_id == survivor_id:
            kept.add(span)


def _settle_apart(session: Session, survivor_id: str) -> None:
    for row in session.scalars(
        select(ApartDecision).where(ApartDecision.one_id == survivor_id, ApartDecision.other_id == survivor_id)
    ):
        row.removed = True


def keep_apart(session: Session, *, one_id: str, other_id: str, reason: str = "") -> str:
    """Say that two parties are two, so that the pair is not proposed again; returns the decision's id.

    Raises UserError for a party that is not there.
    """
    one, other = sorted(_both(session, one_id, other_id), key=lambda party: party.id)
    key = f"{one.id}/{other.id}"
    there = session.get(ApartDecision, record_id(ApartDecision, key))
    if there is None:
        made = create(session, ApartDecision, natural_key=key, one_id=one.id, other_id=other.id, reason=reason or None)
        return made.id
    for name, value in (("removed", False), ("one_id", one.id), ("other_id", other.id), ("reason", reason or None)):
        if getattr(there, name) != value:
            setattr(there, name, value)
    return there.id
