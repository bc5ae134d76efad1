"""What screens and reports read about dealers."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.attachments import Attachment
from app.core.errors import UserError
from app.core.journal_rows import Change, history
from app.dealers.assignments import Belonging, belonging
from app.dealers.held import Paper, papers_of
from app.dealers.holdings import HOLDINGS
from app.dealers.model import Assignment, Party, PartyCode, PartyParent, Permit
from app.dealers.parents import ParentRow, links, parents_of
from app.dealers.supply import parents_on


@dataclass(frozen=True)
class DealerRow:
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
    note: str
    by_hand: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """A party by name and region alone."""

    id: str
    name: str
    region: str


_REGION = """
WITH RECURSIVE up(id, code, name, parent_code, depth) AS (
    SELECT p.id, a.code, a.name, a.parent_code, 0 FROM party p JOIN area a ON a.code = p.area_code AND a.removed = 0
    WHERE p.role LIKE '%' || :role || '%'
    UNION ALL
    SELECT up.id, a.code, a.name, a.parent_code, up.depth + 1
    FROM up JOIN area a ON a.code = up.parent_code AND a.removed = 0 WHERE up.depth < 6
)
SELECT id, name, depth FROM up
"""


def list_parties(
    session: Session, *, role: str = "dealer", with_removed: bool = False, on: int | None = None
) -> list[DealerRow]:
    """The parties in a role, by name; region is the city of their area, or the area's name as the file gives it.

    Each has the parent of the day ``on``, or without one that which was said last and has no end.
    """
    condition = [Party.role.contains(role)] if role else []
    if not with_removed:
        condition.append(Party.removed.is_(False))
    parties = session.scalars(select(Party).where(*condition).order_by(Party.name, Party.id)).all()
    codes: dict[str, list[str]] = defaultdict(list)
    for party_id, code in session.execute(
        select(PartyCode.party_id, PartyCode.code).where(PartyCode.removed.is_(False), PartyCode.by_hand.is_(None))
    ):
        codes[party_id].append(code)
    parents = parents_on(links(session), on)
    names = dict(session.execute(select(Party.id, Party.name)).all())
    numbered = session.execute(text("SELECT entity_id, n FROM numbered WHERE kind = 'party'"))
    numbers = {row.entity_id: row.n for row in numbered}
    areas = _areas(session, role)
    return [
        DealerRow(
            id=one.id, n=numbers.get(one.id, 0), ref=one.ref, code=", ".join(sorted(codes[one.id])), name=one.name,
            role=one.role, tier=one.tier or "", parent_id=parents.get(one.id, ""),
            parent=names.get(parents.get(one.id, ""), ""), area_code=one.area_code or "",
            area=areas.get(one.id, [one.area_name or ""])[0], region=region_of(areas.get(one.id), one.area_name),
            office=one.office or "", manager=one.manager or "", owner_group=one.owner_group or "", uscc=one.uscc or "",
            payment_days=one.payment_days, credit_limit_e4=one.credit_limit_e4,
            sell_out_from_on=one.sell_out_from_on, stock_from_on=one.stock_from_on, status=one.status,
            party_type=one.party_type or "", segment=one.segment or "", note=one.note or "",
            by_hand=tuple(name for name in one.by_hand.split(",") if name),
        )
        for one in parties
    ]  # fmt: skip


def list_places(session: Session, *, role: str = "dealer") -> list[Placed]:
    """Name and region of the parties in a role, in the order and with the regions of ``list_parties``."""
    areas = _areas(session, role)
    rows = session.execute(
        select(Party.id, Party.name, Party.area_name)
        .where(Party.role.contains(role), Party.removed.is_(False))
        .order_by(Party.name, Party.id)
    )
    return [Placed(one.id, one.name, region_of(areas.get(one.id), one.area_name)) for one in rows]


def region_of(chain: list[str] | None, given: str | None) -> str:
    """The city in a chain of areas from small to large (county, city, province), or the name that the file gives."""
    if not chain:
        return given or ""
    return chain[-2] if len(chain) > 1 else chain[0]


def _areas(session: Session, role: str = "") -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for party_id, name, _ in session.execute(text(f"{_REGION} ORDER BY id, depth"), {"role": role}):
        found[party_id].append(name)
    return found


def find_party(session: Session, code: str) -> DealerRow:
    """The party with this code, ref, id or name; raises UserError if there is none or more than one."""
    wanted = code.strip()
    rows = [
        one
        for one in list_parties(session, role="")
        if wanted in {one.id, one.ref, one.name} or wanted in one.code.split(", ")
    ]
    if not rows:
        raise UserError("There is no dealer “{code}”.", code=code)
    if len(rows) > 1:
        raise UserError("“{code}” means more than one dealer: {names}", code=code, names=", ".join(r.ref for r in rows))
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


def party_card(session: Session, party_id: str, *, on: int | None = None) -> PartyCard:
    """The card of a party, with whom it buys from on a day; raises UserError where it is not in the workspace."""
    party = session.get(Party, party_id)
    rows = {one.id: one for one in list_parties(session, role="", with_removed=True, on=on)}
    if party is None:
        raise UserError("This dealer is no longer in the workspace.")
    codes = session.execute(
        text("""
        SELECT s.entity_id, c.code FROM party_code c JOIN numbered s ON s.n = c.source_n
        WHERE c.party_id = :id AND c.removed = 0 ORDER BY 1, 2
    """),
        {"id": party_id},
    )
    alive = set(session.scalars(select(Party.id).where(Party.removed.is_(False))))
    return PartyCard(
        row=rows[party_id],
        name_en=party.name_en or "",
        area_name=party.area_name,
        removed=party.removed,
        codes=tuple((row[0], row[1]) for row in codes),
        children=tuple(one for one in rows.values() if one.parent_id == party_id and one.id in alive),
        parents=parents_of(session, party_id),
        belonging=belonging(session, party_id),
        papers=papers_of(session, party_id),
    )


def party_history(session: Session, party_id: str) -> list[Change]:
    """What happened to a party, its parents, its codes, its papers and who has it, newest first."""
    found = history(session, "party", party_id)
    for cls in (PartyParent, PartyCode):
        for record_id in session.scalars(select(cls.id).where(cls.party_id == party_id)):
            found += history(session, cls.__tablename__, record_id)
    own: tuple[type[Any], ...] = (Assignment, Permit, *(one.cls for one in HOLDINGS.values()))
    for cls in own:
        same = (PartyCode.source_n == cls.source_n) & (PartyCode.code == cls.party_code)
        for record_id in session.scalars(select(cls.id).join(PartyCode, same).where(PartyCode.party_id == party_id)):
            found += history(session, cls.__tablename__, record_id)
    for file_id in session.scalars(select(Attachment.id).where(Attachment.entity_id == party_id)):
        found += history(session, Attachment.__tablename__, file_id)
    return sorted(found, key=lambda one: -one.tx)


def search_parties(session: Session, wanted: str, *, limit: int = 10) -> list[DealerRow]:
    """The parties whose name, other name, code, reference or credit code holds a text, dealers first."""
    words = wanted.strip()
    if not words:
        return []
    pattern = "%" + "".join(f"\\{one}" if one in "%_\\" else one for one in words) + "%"
    ids = session.execute(
        text("""
        SELECT DISTINCT p.id FROM party p LEFT JOIN party_code c ON c.party_id = p.id AND c.removed = 0
        WHERE p.removed = 0 AND (p.name LIKE :t ESCAPE '\\' OR p.name_en LIKE :t ESCAPE '\\'
              OR p.ref LIKE :t ESCAPE '\\' OR p.uscc LIKE :t ESCAPE '\\' OR c.code LIKE :t ESCAPE '\\'
              OR EXISTS (SELECT 1 FROM party_alias a WHERE a.removed = 0 AND a.source_n = c.source_n
                         AND a.party_code = c.code AND a.name LIKE :t ESCAPE '\\'))
        ORDER BY p.role NOT LIKE '%dealer%', length(p.name), p.name LIMIT :n
    """),
        {"t": pattern, "n": limit},
    ).scalars()
    rows = {one.id: one for one in list_parties(session, role="")}
    return [rows[one] for one in ids if one in rows]
