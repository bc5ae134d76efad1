"""What screens and reports read about dealers."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.dealers.model import Party, PartyCode, PartyParent


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
    status: str
    note: str
    by_hand: tuple[str, ...]


_REGION = """
WITH RECURSIVE up(id, code, name, parent_code, depth) AS (
    SELECT p.id, a.code, a.name, a.parent_code, 0 FROM party p JOIN area a ON a.code = p.area_code AND a.removed = 0
    UNION ALL
    SELECT up.id, a.code, a.name, a.parent_code, up.depth + 1
    FROM up JOIN area a ON a.code = up.parent_code AND a.removed = 0 WHERE up.depth < 6
)
SELECT id, name, depth FROM up
"""


def list_parties(session: Session, *, role: str = "dealer", with_removed: bool = False) -> list[DealerRow]:
    """The parties in a role, by name; region is the city of their area, or the area's name as the file gives it."""
    condition = [Party.role.contains(role)] if role else []
    if not with_removed:
        condition.append(Party.removed.is_(False))
    parties = session.scalars(select(Party).where(*condition).order_by(Party.name, Party.id)).all()
    codes: dict[str, list[str]] = defaultdict(list)
    for party_id, code in session.execute(
        select(PartyCode.party_id, PartyCode.code).where(PartyCode.removed.is_(False))
    ):
        codes[party_id].append(code)
    parents = dict(session.execute(select(PartyParent.party_id, PartyParent.parent_id).where(PartyParent.removed.is_(False))).tuples().all())  # fmt: skip
    names = dict(session.execute(select(Party.id, Party.name)).tuples().all())
    numbered = session.execute(text("SELECT entity_id, n FROM numbered WHERE kind = 'party'"))
    numbers = {row.entity_id: row.n for row in numbered}
    areas = _areas(session)
    return [
        DealerRow(
            id=one.id, n=numbers.get(one.id, 0), ref=one.ref, code=", ".join(sorted(codes[one.id])), name=one.name,
            role=one.role, tier=one.tier or "", parent_id=parents.get(one.id, ""),
            parent=names.get(parents.get(one.id, ""), ""), area_code=one.area_code or "",
            area=areas.get(one.id, [one.area_name or ""])[0], region=region_of(areas.get(one.id), one.area_name),
            office=one.office or "", manager=one.manager or "", owner_group=one.owner_group or "", uscc=one.uscc or "",
            payment_days=one.payment_days, credit_limit_e4=one.credit_limit_e4, status=one.status, note=one.note or "",
            by_hand=tuple(name for name in one.by_hand.split(",") if name),
        )
        for one in parties
    ]  # fmt: skip


def region_of(chain: list[str] | None, given: str | None) -> str:
    """The city in a chain of areas from small to large (county, city, province), or the name that the file gives."""
    if not chain:
        return given or ""
    return chain[-2] if len(chain) > 1 else chain[0]


def _areas(session: Session) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for party_id, name, _ in session.execute(text(f"{_REGION} ORDER BY id, depth")):
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
