"""What screens and reports read about dealers."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.catalog.places import area_labels
from app.core.attachments import Attachment
from app.core.connect import raw_of
from app.core.errors import UserError
from app.core.journal_rows import Change, history
from app.dealers.assignments import Belonging, belonging
from app.dealers.held import Paper, papers_of
from app.dealers.holdings import HOLDINGS
from app.dealers.life.model import PartyNote, Passage
from app.dealers.life.rules import state_on
from app.dealers.model import Assignment, Party, PartyCode, PartyParent, Permit
from app.dealers.naming import label_of, no_dealer, several
from app.dealers.organisation import Charge, charge_on
from app.dealers.parents import ParentRow, links, parents_of
from app.dealers.supply import parents_on


class DealerRow(NamedTuple):
    """One party in a list."""

    id: str
    n: int
    """Its number in cells."""
    ref: str
    code: str
    name: str
    role: str
    tier: str
    parent_id: str
    parent: str
    area_code: str
    area: str
    region: str
    office: str
    manager: str
    owner_group: str
    uscc: str
    payment_days: int | None
    credit_limit_e4: int | None
    sell_out_from_on: int | None
    """From which day on it owes sell-out lists; None is from the first that it sent."""
    stock_from_on: int | None
    status: str
    party_type: str
    segment: str
    address: str
    note: str
    by_hand: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """A party by name and region alone."""

    id: str
    name: str
    region: str


_REGION: Final = """
WITH RECURSIVE up(id, code, name, parent_code, depth) AS (
    SELECT p.id, a.code, a.name, a.parent_code, 0 FROM party p JOIN area a ON a.code = p.area_code AND a.removed = 0
    WHERE {which}
    UNION ALL
    SELECT up.id, a.code, a.name, a.parent_code, up.depth + 1
    FROM up JOIN area a ON a.code = up.parent_code AND a.removed = 0 WHERE up.depth < 6
)
SELECT id, code, name FROM up ORDER BY id, depth
"""
_REPEATED: Final = "SELECT name FROM area WHERE removed = 0 GROUP BY name HAVING count(*) > 1"
_ROWS: Final = """
SELECT p.id, coalesce(n.n, 0), p.ref,
       (SELECT group_concat(code, ', ') FROM (SELECT c.code FROM party_code c
        WHERE c.party_id = p.id AND c.removed = 0 AND c.by_hand IS NULL ORDER BY c.code)),
       p.name, p.role, p.tier, p.area_code, p.area_name, p.office, p.manager, p.owner_group, p.uscc, p.payment_days,
       p.credit_limit_e4, p.sell_out_from_on, p.stock_from_on, p.status, p.party_type, p.segment, p.address, p.note,
       p.by_hand
FROM party p LEFT JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id WHERE {which} ORDER BY p.name, p.id
"""


def list_parties(
    session: Session,
    *,
    role: str = "dealer",
    with_removed: bool = False,
    on: int | None = None,
    ids: Collection[str] | None = None,
) -> list[DealerRow]:
    """The parties in a role, by name; region is the city of their area, or the area's name as the file gives it.

    Each has the parent of the day ``on``, or without one that which was said last and has no end. ``ids`` asks for
    some alone.
    """
    raw = raw_of(session.connection())
    which = "1" if with_removed else "p.removed = 0"
    values = (json.dumps(sorted(ids)) if ids is not None else role,)
    which += " AND p.id IN (SELECT value FROM json_each(?))" if ids is not None else " AND p.role LIKE '%' || ? || '%'"
    found = raw.execute(_ROWS.format(which=which), values).fetchall()
    areas = _told_apart(session, raw.execute(_REGION.format(which=which), values))
    parents = parents_on(links(session, ids), on)
    names = {one[0]: one[4] for one in found}
    lacking = json.dumps(sorted(set(parents.values()) - names.keys()))
    names |= dict(raw.execute("SELECT id, name FROM party WHERE id IN (SELECT value FROM json_each(?))", (lacking,)))
    return [_row(one, areas.get(one[0]), parents.get(one[0], ""), names) for one in found]


def _row(one: Sequence[Any], chain: list[str] | None, parent_id: str, names: Mapping[str, str]) -> DealerRow:
    (
        party_id, n, ref, code, name, role, tier, area_code, area_name, office, manager, owner_group, uscc,
        payment_days, credit_limit_e4, sell_out_from_on, stock_from_on, status, party_type, segment,
        address, note, by_hand,
    ) = one  # fmt: skip
    return DealerRow(
        party_id, n, ref, code or "", name, role, tier or "", parent_id, names.get(parent_id, ""), area_code or "",
        chain[0] if chain else area_name or "", region_of(chain, area_name), office or "", manager or "",
        owner_group or "", uscc or "", payment_days, credit_limit_e4, sell_out_from_on, stock_from_on, status,
        party_type or "", segment or "", address or "", note or "", tuple(filter(None, by_hand.split(","))),
    )  # fmt: skip


def list_places(session: Session, *, role: str = "dealer") -> list[Placed]:
    """Name and region of the parties in a role, in the order and with the regions of ``list_parties``."""
    found = session.execute(text(_REGION.format(which="p.role LIKE '%' || :role || '%'")), {"role": role})
    areas = _told_apart(session, found)
    rows = session.execute(
        select(Party.id, Party.name, Party.area_name)
        .where(Party.role.contains(role), Party.removed.is_(False))
        .order_by(Party.name, Party.id)
    )
    return [Placed(one.id, one.name, region_of(areas.get(one.id), one.area_name)) for one in rows]


def _told_apart(session: Session, rows: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """The areas of each party from small to large; of several that are called alike each with its parent."""
    repeated = set(session.execute(text(_REPEATED)).scalars())
    labels = area_labels(session) if repeated else {}
    areas: dict[str, list[str]] = defaultdict(list)
    for party_id, code, name in rows:
        areas[party_id].append(labels.get(code, name) if name in repeated else name)
    return areas


def region_of(chain: list[str] | None, given: str | None) -> str:
    """The city in a chain of areas from small to large (county, city, province), or the name that the file gives."""
    if not chain:
        return given or ""
    return chain[-2] if len(chain) > 1 else chain[0]


_CALLED: Final = """
    SELECT id FROM party WHERE :wanted IN (id, ref, name, name_en)
    UNION SELECT party_id FROM party_code WHERE code = :wanted AND removed = 0 AND by_hand IS NULL
"""


def find_party(session: Session, code: str) -> DealerRow:
    """The party with this code, ref, id or name; raises UserError if there is none or more than one."""
    rows = list_parties(session, role="", ids=set(session.execute(text(_CALLED), {"wanted": code.strip()}).scalars()))
    if not rows:
        raise no_dealer(code, (label_of(one.name, one.code) for one in list_parties(session, role="")))
    if len(rows) > 1:
        raise several(code, (one.ref for one in rows))
    return rows[0]


@dataclass(frozen=True)
class PartyCard:
    """Everything that a card shows of one party."""

    row: DealerRow
    name_en: str
    area_name: str | None
    """The area's name as a file or a person gave it."""
    removed: bool
    codes: tuple[tuple[str, str], ...]
    """Source and code, in the order of the sources."""
    children: tuple[DealerRow, ...]
    """The parties that buy from it, by name."""
    parents: tuple[ParentRow, ...]
    """From whom it buys and bought, the newest first."""
    belonging: Belonging
    """Who has it since when, who took it over, who is of its group."""
    papers: tuple[Paper, ...]
    """Its licences and permits."""
    merged_into: Placed | None
    """The party that it turned out to be."""
    charge: Charge
    """Who has it on the day."""


def party_card(session: Session, party_id: str, *, on: int | None = None) -> PartyCard:
    """The card of a party as it is valid on a day: whom it buys from, its state, who has it.

    Without a day it is what was said last. Raises UserError where the party is not in the workspace.
    """
    party = session.get(Party, party_id)
    below = set(session.scalars(select(PartyParent.party_id).where(PartyParent.parent_id == party_id)))
    if party is None:
        raise UserError("This dealer is no longer in the workspace.")
    asked = below | {party_id, party.merged_into_id or party_id}
    rows = {one.id: one for one in list_parties(session, role="", with_removed=True, on=on, ids=asked)}
    codes = session.execute(
        text("""
        SELECT s.entity_id, c.code FROM party_code c JOIN numbered s ON s.n = c.source_n
        WHERE c.party_id = :id AND c.removed = 0 ORDER BY 1, 2
    """),
        {"id": party_id},
    )
    alive = set(session.scalars(select(Party.id).where(Party.id.in_(below), Party.removed.is_(False))))
    whose, own = belonging(session, party_id), Charge(party.manager, party.office, party.entity, party.owner_group)
    since = [one.since for one in reversed(whose.rows)]
    return PartyCard(
        row=rows[party_id]._replace(status=_state(session, party, on)),
        name_en=party.name_en or "",
        area_name=party.area_name,
        removed=party.removed,
        codes=tuple((row[0], row[1]) for row in codes),
        children=tuple(one for one in rows.values() if one.parent_id == party_id and one.id in alive),
        parents=parents_of(session, party_id),
        belonging=whose,
        papers=papers_of(session, party_id),
        merged_into=_placed(rows.get(party.merged_into_id or "")),
        charge=charge_on(own, since) if on is None else charge_on(own, since, on),
    )


def _state(session: Session, party: Party, on: int | None) -> str:
    """The state of the life cycle that is valid on a day."""
    if on is None:
        return party.status
    steps = (
        select(Passage.at_on, Passage.from_state, Passage.to_state)
        .where(Passage.party_id == party.id, Passage.removed.is_(False))
        .order_by(Passage.at_on, Passage.id)
    )
    return state_on([(day, before, after) for day, before, after in session.execute(steps)], party.status, on)


def _placed(row: DealerRow | None) -> Placed | None:
    return None if row is None else Placed(row.id, row.name, row.region)


def party_history(session: Session, party_id: str) -> list[Change]:
    """What happened to a party, to all that hangs on it and to the files of both, newest first."""
    found = history(session, "party", party_id)
    for cls in (PartyParent, PartyCode, Passage, PartyNote):
        for record_id in session.scalars(select(cls.id).where(cls.party_id == party_id)):
            found += history(session, cls.__tablename__, record_id)
    own: tuple[type[Any], ...] = (Assignment, Permit, *(one.cls for one in HOLDINGS.values()))
    holders = [party_id]
    for cls in own:
        same = (PartyCode.source_n == cls.source_n) & (PartyCode.code == cls.party_code)
        for record_id in set(
            session.scalars(select(cls.id).join(PartyCode, same).where(PartyCode.party_id == party_id))
        ):
            found += history(session, cls.__tablename__, record_id)
            holders.append(record_id)
    for file_id in session.scalars(select(Attachment.id).where(Attachment.entity_id.in_(holders))):
        found += history(session, Attachment.__tablename__, file_id)
    return sorted(found, key=lambda one: -one.tx)


def search_parties(session: Session, wanted: str, *, limit: int = 10) -> list[DealerRow]:
    """The parties whose name, other name, code, reference or credit code holds a text, dealers first."""
    words = wanted.strip()
    if not words:
        return []
    pattern = "%" + "".join(f"\\{one}" if one in "%_\\" else one for one in words) + "%"
    ids = (
        session.execute(
            text("""
        SELECT DISTINCT p.id FROM party p LEFT JOIN party_code c ON c.party_id = p.id AND c.removed = 0
        WHERE p.removed = 0 AND (p.name LIKE :t ESCAPE '\\' OR p.name_en LIKE :t ESCAPE '\\'
              OR p.ref LIKE :t ESCAPE '\\' OR p.uscc LIKE :t ESCAPE '\\' OR c.code LIKE :t ESCAPE '\\'
              OR EXISTS (SELECT 1 FROM party_alias a WHERE a.removed = 0 AND a.source_n = c.source_n
                         AND a.party_code = c.code AND a.name LIKE :t ESCAPE '\\'))
        ORDER BY p.role NOT LIKE '%dealer%', length(p.name), p.name LIMIT :n
    """),
            {"t": pattern, "n": limit},
        )
        .scalars()
        .all()
    )
    rows = {one.id: one for one in list_parties(session, role="", ids=ids)}
    return [rows[one] for one in ids if one in rows]
