"""From whom dealers buy, as files and people say it: records of dated relations."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.period import day_of
from app.core.texts import N_
from app.dealers.feed import PARENT_ROW
from app.dealers.model import Party, PartyCode, PartyParent
from app.dealers.supply import Link, circle_on
from app.imports.masters import chunks, current_rows, fields_by_hand, set_unless_by_hand, source_name

_BY_HAND: Final = "from_on,parent_id,to_on"


@dataclass(frozen=True)
class ParentRow:
    """One relation of a dealer's card."""

    id: str
    parent_id: str
    parent: str
    from_on: int | None
    to_on: int | None
    by_hand: bool


def links(session: Session, party_ids: Collection[str] | None = None) -> list[Link]:
    """Every relation that is in the workspace, or those of some parties to whom they buy from."""
    asked = (
        select(PartyParent.party_id, PartyParent.parent_id, PartyParent.from_on, PartyParent.to_on)
        .where(PartyParent.removed.is_(False))
        .order_by(PartyParent.id)
    )
    if party_ids is not None:
        asked = asked.where(PartyParent.party_id.in_(party_ids))
    return [Link(*row) for row in session.execute(asked)]


def parents_of(session: Session, party_id: str) -> tuple[ParentRow, ...]:
    """From whom a dealer buys and bought, the newest first."""
    rows = session.execute(
        select(PartyParent, Party.name)
        .join(Party, Party.id == PartyParent.parent_id)
        .where(PartyParent.party_id == party_id, PartyParent.removed.is_(False))
        .order_by(PartyParent.from_on.is_(None), PartyParent.from_on.desc(), PartyParent.id)
    )
    return tuple(
        ParentRow(one.id, one.parent_id, name, one.from_on, one.to_on, bool(one.by_hand)) for one, name in rows
    )


def derive_parents(session: Session, *, source_n: int, keys: Iterable[str], codes: Iterable[str]) -> None:
    """One relation for each row of a list of relations that counts; ``codes`` came or went, their rows are looked at.

    A row that names a dealer whom nobody knows yet waits for the dealer's own row.
    """
    source, wanted = source_name(session, source_n), set(keys)
    for some in chunks(codes):
        wanted |= _naming(session, source_n, some)
    parties = _live(session, source_n) if wanted else {}
    for keyed in chunks(wanted):
        rows = current_rows(session, PARENT_ROW, source_n=source_n, codes=keyed)
        for key in keyed:
            row = rows.get(key, {})
            own, parent = parties.get(str(row.get("party_code"))), parties.get(str(row.get("parent_code")))
            natural = f"{source}:{key}"
            there = session.get(PartyParent, record_id(PartyParent, natural))
            if own is None or parent is None or own == parent:
                if there is not None and not there.removed and not there.by_hand:
                    there.removed = True
                continue
            values = {"party_id": own, "parent_id": parent, "from_on": row["from_on"], "to_on": row["to_on"]}
            if there is None:
                create(session, PartyParent, natural_key=natural, **values, by_hand="")
            elif "removed" not in fields_by_hand(there):
                there.removed = False
                set_unless_by_hand(there, values)


def _naming(session: Session, source_n: int, codes: list[str]) -> set[str]:
    marks = ", ".join(f":c{n}" for n in range(len(codes)))
    rows = session.execute(
        text(
            f"SELECT key FROM {PARENT_ROW.table} WHERE source_n = :source AND current = 1"
            f" AND (party_code IN ({marks}) OR parent_code IN ({marks}))"
        ),
        {"source": source_n} | {f"c{n}": code for n, code in enumerate(codes)},
    )
    return {str(row[0]) for row in rows}


def _live(session: Session, source_n: int) -> dict[str, str]:
    """Whom each code of a source means now."""
    rows = session.execute(
        select(PartyCode.code, PartyCode.party_id)
        .where(PartyCode.source_n == source_n, PartyCode.removed.is_(False))
        .order_by(PartyCode.from_on.is_not(None), PartyCode.from_on)
    )
    return dict(rows.all())


def set_parent(
    session: Session, *, party_id: str, parent_id: str, from_on: int | None, to_on: int | None, row_id: str = ""
) -> str:
    """Say by hand from whom a dealer buys from a day to a day; with ``row_id`` that row is changed. Returns its id.

    Raises UserError for a dealer that is not there, days that end before they begin, and a chain of dealers that would
    come back to its beginning on some day.
    """
    row = session.get(PartyParent, row_id) if row_id else None
    if row_id and (row is None or row.removed):
        raise UserError("This row is no longer in the workspace.")
    for one in (party_id, parent_id):
        existing(session, Party, one, N_("This dealer is no longer in the workspace."))
    if from_on is not None and to_on is not None and to_on < from_on:
        raise UserError("It ends before it begins.")
    values: dict[str, Any] = {"parent_id": parent_id, "from_on": from_on, "to_on": to_on}
    if row is None:
        row = create(session, PartyParent, party_id=party_id, **values, by_hand=_BY_HAND)
    else:
        for name, value in (values | {"by_hand": _BY_HAND}).items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    session.flush()
    _refuse_circles(session)
    return row.id


def remove_parent(session: Session, *, row_id: str) -> str:
    """Take a relation out by hand; imports do not bring it back. Raises UserError where it is gone already."""
    row = existing(session, PartyParent, row_id, N_("This row is no longer in the workspace."))
    row.removed = True
    row.by_hand = ",".join(sorted({*filter(None, (row.by_hand or "").split(",")), "removed"}))
    return row.id


def _refuse_circles(session: Session) -> None:
    found = circle_on(links(session))
    if found is None:
        return
    day, ring = found
    named = dict(session.execute(select(Party.id, Party.name).where(Party.id.in_(ring))).all())
    names = " → ".join(named.get(one, one) for one in (*ring, ring[0]))
    if day is None:
        raise UserError("Dealers would buy from each other in a circle: {names}", names=names)
    said = day_of(day).isoformat()
    raise UserError("From {day} on dealers would buy from each other in a circle: {names}", day=said, names=names)
