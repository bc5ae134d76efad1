"""Parties that bear several codes since they were merged: what files say of each, and who lives on without one.

A file's row makes a party whose id follows from source and code: that code is the party's own. What rows say under its
other codes is heard only while no file names its own.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.journal import record_id
from app.dealers.model import Party, PartyCode


def is_own(source: str, code: str, party_id: str) -> bool:
    """Whether a party was made under this code."""
    return record_id(Party, f"{source}:{code}") == party_id


def unheard(session: Session, source: str, owners: Mapping[str, str], named: Collection[str]) -> frozenset[str]:
    """The codes, each with its party, that say nothing of it because files name its own; ``named`` are named now."""
    guests = {code: party_id for code, party_id in owners.items() if not is_own(source, code, party_id)}
    if not guests:
        return frozenset()
    speak = {owners[code] for code in named if code in owners and code not in guests}
    speak |= {party_id for name, code, party_id in _live(session, guests.values()) if is_own(name, code, party_id)}
    return frozenset(code for code, party_id in guests.items() if party_id in speak)


def live_codes(session: Session, parties: Iterable[str]) -> Counter[str]:
    """How many live codes each of these parties has, of those with more than one."""
    count = func.count()
    rows = session.execute(
        select(PartyCode.party_id, count)
        .where(PartyCode.party_id.in_(set(parties)), PartyCode.removed.is_(False), PartyCode.by_hand.is_(None))
        .group_by(PartyCode.party_id)
        .having(count > 1)
    )
    return Counter(dict(rows.all()))


def _live(session: Session, parties: Iterable[str]) -> list[tuple[str, str, str]]:
    rows = session.execute(
        select(PartyCode.source_n, PartyCode.code, PartyCode.party_id)
        .where(PartyCode.party_id.in_(set(parties)), PartyCode.removed.is_(False), PartyCode.by_hand.is_(None))
    ).all()  # fmt: skip
    names = _sources(session)
    return [(names[source_n], code, party_id) for source_n, code, party_id in rows]


def _sources(session: Session) -> dict[int, str]:
    rows = session.execute(text("SELECT n, entity_id FROM numbered WHERE kind = 'source'"))
    return {int(row[0]): str(row[1]) for row in rows}


def next_code(session: Session, party_id: str) -> PartyCode | None:
    """The code that speaks for a party of which a code is gone: its own, or else the first."""
    found = session.scalars(
        select(PartyCode)
        .where(PartyCode.party_id == party_id, PartyCode.by_hand.is_(None))
        .order_by(PartyCode.source_n, PartyCode.code)
    )
    live = [one for one in found if not one.removed]  # what this transaction removed is not flushed yet
    names = _sources(session)
    return min(live, key=lambda one: not is_own(names[one.source_n], one.code, party_id), default=None)
