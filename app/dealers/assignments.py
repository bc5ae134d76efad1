"""Who has a dealer since when: what the card shows of it, and changes by hand, which imports leave alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.period import day_of
from app.core.texts import N_
from app.dealers.codes import whose
from app.dealers.model import Assignment, Party, PartyCode
from app.dealers.organisation import FIELDS, Charge, Since, Takeover, successions
from app.imports.feeds import SEPARATOR
from app.imports.masters import source_name

REMOVED: Final = "removed"
"""Among what a person has set: the row itself was taken out."""


@dataclass(frozen=True)
class AssignmentRow:
    """One dated row of a dealer's card."""

    id: str
    from_on: int
    manager: str
    office: str
    entity: str
    owner_group: str
    predecessor_id: str
    predecessor: str
    """Name of the dealer whose business it takes over, or the code that nobody has."""
    by_hand: bool

    @property
    def since(self) -> Since:
        """What it says, as the rules of ``organisation.py`` read it."""
        return Since(self.from_on, Charge(**{name: getattr(self, name) or None for name in FIELDS}))


@dataclass(frozen=True)
class Related:
    """Another dealer that is named beside one."""

    id: str
    name: str
    day: int | None = None


@dataclass(frozen=True)
class Belonging:
    """The dated rows of a dealer, who took its business over, and who belongs to the same group."""

    rows: tuple[AssignmentRow, ...]
    successors: tuple[Related, ...]
    group: tuple[Related, ...]


def belonging(session: Session, party_id: str) -> Belonging:
    """Who has a dealer since when, the newest first, whom it handed its business to, and its group's dealers."""
    own = list(session.scalars(select(PartyCode.code).where(PartyCode.party_id == party_id)))
    live = session.scalars(
        select(Assignment)
        .where(Assignment.removed.is_(False), Assignment.party_code.in_(own) | Assignment.predecessor_code.in_(own))
        .order_by(Assignment.from_on.desc())
    ).all()
    parties = _codes(session, {code for one in live for code in (one.party_code, one.predecessor_code or "")})
    named = select(Party.id, Party.name).where(Party.id.in_(set(parties.values())))
    names = dict(session.execute(named).all())
    rows, successors = [], []
    for one in live:
        owner = parties.get((one.source_n, one.party_code), "")
        before = parties.get((one.source_n, one.predecessor_code or ""), "")
        if owner == party_id:
            who = {name: getattr(one, name) or "" for name in FIELDS}
            takes = names.get(before, one.predecessor_code or "")
            by_hand = bool(one.by_hand)
            rows.append(
                AssignmentRow(one.id, one.from_on, **who, predecessor_id=before, predecessor=takes, by_hand=by_hand)
            )
        elif before == party_id and owner:
            successors.append(Related(owner, names[owner], one.from_on))
    return Belonging(tuple(rows), tuple(successors), _group(session, party_id))


def _group(session: Session, party_id: str) -> tuple[Related, ...]:
    """The other dealers of the controlling group that a dealer's record or its newest row names."""
    found = session.execute(text(_GROUPS), {"id": party_id})
    return tuple(Related(row.id, row.name) for row in found)


_GROUPS: Final = f"""
    WITH named AS (
        SELECT c.party_id, a.owner_group, row_number() OVER (PARTITION BY c.party_id ORDER BY a.from_on DESC) AS place
        FROM assignment a {whose("a")}
        WHERE a.removed = 0 AND a.owner_group <> ''
    ), grouped AS (
        SELECT p.id, p.name, coalesce(n.owner_group, p.owner_group) AS owner_group FROM party p
        LEFT JOIN named n ON n.party_id = p.id AND n.place = 1 WHERE p.removed = 0
    )
    SELECT id, name FROM grouped WHERE id <> :id AND owner_group <> ''
      AND owner_group = (SELECT owner_group FROM grouped WHERE id = :id) ORDER BY name, id
"""


def assign(session: Session, *, party_id: str, from_on: int, values: Mapping[str, Any], row_id: str = "") -> str:
    """Say by hand who has a dealer from a day on; with ``row_id`` that row is changed. Returns the row's id.

    ``values`` are manager, office, entity, owner_group and ``predecessor_id``, the dealer whose business it takes over;
    what is empty stays as it was before. Raises UserError for a row that says nothing, a takeover that leads in a
    circle or was made by another dealer before, and a dealer that is not there.
    """
    said = {name: str(values.get(name) or "").strip() or None for name in FIELDS}
    before = str(values.get("predecessor_id") or "")
    if not any(said.values()) and not before:
        raise UserError("Say who is responsible, the office, the selling entity, the group, or who was taken over.")
    row = session.get(Assignment, row_id) if row_id else None
    if row_id and (row is None or row.removed):
        raise UserError("This row is no longer in the workspace.")
    source_n, code, predecessor = _named(session, party_id, before, row)
    if before:
        _check(session, party_id, before, from_on, row_id)
    row = row or _there(session, source_n, code, from_on)
    written: dict[str, Any] = {**said, "from_on": from_on, "predecessor_code": predecessor, "by_hand": _ALL}
    if row is None:
        key = SEPARATOR.join((code, str(from_on)))  # as a file's row would have it, which then leaves this one alone
        natural = f"{source_name(session, source_n)}:{key}"
        row = create(session, Assignment, natural_key=natural, source_n=source_n, party_code=code, **written)
        return row.id
    for name, value in (written | {"removed": False}).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    return row.id


_ALL: Final = ",".join(sorted((*FIELDS, "from_on", "predecessor_code")))


def unassign(session: Session, *, row_id: str) -> str:
    """Take a dated row out by hand; imports do not bring it back. Raises UserError where it is gone already."""
    row = existing(session, Assignment, row_id, N_("This row is no longer in the workspace."))
    row.removed = True
    row.by_hand = ",".join(sorted({*filter(None, row.by_hand.split(",")), REMOVED}))
    return row.id


def _codes(session: Session, only: Collection[str] | None = None) -> dict[tuple[int, str], str]:
    """Whom each code means now, by source and code; of some codes alone, or of all."""
    asked = (
        select(PartyCode.source_n, PartyCode.code, PartyCode.party_id)
        .where(PartyCode.removed.is_(False))
        .order_by(PartyCode.from_on.is_not(None), PartyCode.from_on)
    )
    rows = session.execute(asked if only is None else asked.where(PartyCode.code.in_(only)))
    return {(source, code): party for source, code, party in rows}


def _named(session: Session, party_id: str, before: str, row: Assignment | None) -> tuple[int, str, str | None]:
    """Source and code of a dealer, and the code there of whom it takes over."""
    codes: dict[str, list[tuple[int, str]]] = {}
    for (source, code), party in sorted(_codes(session).items()):
        codes.setdefault(party, []).append((source, code))
    own = codes.get(party_id, [])
    if row is not None:
        own = [(row.source_n, row.party_code)]
    if not own:
        raise UserError("This dealer is no longer in the workspace.")
    if not before:
        return *own[0], None
    for source, code in own:
        for other, theirs in codes.get(before, []):
            if other == source:
                return source, code, theirs
    raise UserError("Both dealers need a code of the same source to be linked.")


def _there(session: Session, source_n: int, code: str, from_on: int) -> Assignment | None:
    """The row that speaks of the same dealer and day, also one that was taken out."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.source_n == source_n, Assignment.party_code == code, Assignment.from_on == from_on)
        .order_by(Assignment.removed)
    ).first()


def _check(session: Session, party_id: str, before: str, from_on: int, row_id: str) -> None:
    """Refuse a takeover that leads back to where it began, or of a business that another dealer has."""
    parties = _codes(session)
    takeovers = [Takeover(before, party_id, from_on)]
    for one in session.scalars(select(Assignment).where(Assignment.removed.is_(False), Assignment.id != row_id)):
        owner = parties.get((one.source_n, one.party_code))
        theirs = parties.get((one.source_n, one.predecessor_code or ""))
        if owner and theirs:
            takeovers.append(Takeover(theirs, owner, one.from_on))
    refused = successions(takeovers).refused
    if not refused:
        return
    names = dict(session.execute(select(Party.id, Party.name)).all())
    said = {"dealer": names.get(party_id, ""), "other": names.get(before, ""), "day": day_of(from_on).isoformat()}
    if any(one.why == "circle" for one in refused):
        raise UserError("{dealer} cannot take {other} over: {other} has its business from {dealer}.", **said)
    raise UserError("{dealer} cannot take {other} over on {day}: another dealer has its business.", **said)
