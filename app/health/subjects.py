"""Who is assessed: the region's dealers as they stood at the quarter's end, each business under one name."""

from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.catalog.model import Area
from app.core.period import day_number
from app.dealers.life.queries import states_on
from app.dealers.life.rules import GONE, NOT_YET
from app.dealers.model import Assignment, Party, PartyCode, PartyParent
from app.health.inputs import Subject
from app.health.sheets import DealerFace
from app.imports.model import ImportBatch

_AWAY = NOT_YET | GONE


def subjects(session: Session, *, on: int) -> list[Subject]:
    """All dealers but those who left, do not deal yet or have been taken over (承接) on that day, by code.

    ``on`` is the stored day of the quarter's end.
    """
    codes: dict[str, str] = {}
    for party, code in session.execute(
        select(PartyCode.party_id, PartyCode.code)
        .where(PartyCode.removed.is_(False), PartyCode.by_hand.is_(None))
        .order_by(PartyCode.from_on, PartyCode.code)
    ):
        codes.setdefault(party, code)
    parent_name = _parents(session, on)
    taken_over = _taken_over(session, on)
    areas = {row.code: row.name for row in session.execute(select(Area.code, Area.name).where(Area.removed.is_(False)))}
    rows = session.execute(
        select(
            Party.id, Party.name, Party.name_en, Party.role, Party.tier, Party.area_name, Party.area_code,
            Party.payment_days, Party.office, Party.party_type,
        ).where(Party.removed.is_(False))
    )  # fmt: skip
    states = states_on(session, on)
    found = []
    for row in rows:
        if "dealer" not in (row.role or "").split(",") or states[row.id] in _AWAY or row.id in taken_over:
            continue
        face = DealerFace(
            row.id, codes.get(row.id, ""), row.name, row.name_en or "", row.tier or "",
            _place(areas, row.area_code or "", row.area_name or ""), parent_name.get(row.id, ""),
            row.office or _city(areas, row.area_code or "") or row.area_name or "", row.party_type or "",
        )  # fmt: skip
        found.append(Subject(face, prepaid=row.payment_days == 0))
    return sorted(found, key=lambda each: (each.face.code, each.face.id))


def _place(areas: dict[str, str], code: str, given: str) -> str:
    """City and county of an area (GB/T 2260), or what the file calls it."""
    city = _city(areas, code)
    return " ".join(dict.fromkeys(part for part in (city, areas.get(code, "")) if part)) or given or code


def _city(areas: dict[str, str], code: str) -> str:
    return areas.get(f"{code[:4]}00", "") if len(code) == 6 else ""


def _parents(session: Session, on: int) -> dict[str, str]:
    rows = session.execute(
        select(PartyParent.party_id, Party.name)
        .join(Party, Party.id == PartyParent.parent_id)
        .where(
            PartyParent.removed.is_(False),
            or_(PartyParent.from_on.is_(None), PartyParent.from_on <= on),
            or_(PartyParent.to_on.is_(None), PartyParent.to_on >= on),
        )
        .order_by(PartyParent.from_on, PartyParent.id)
    )
    return {row.party_id: row.name for row in rows}


def _taken_over(session: Session, on: int) -> set[str]:
    """The dealers whose business another one goes on with."""
    same = (Assignment.source_n == PartyCode.source_n) & (Assignment.predecessor_code == PartyCode.code)
    return set(
        session.scalars(
            select(PartyCode.party_id)
            .join(Assignment, same)
            .where(Assignment.removed.is_(False), PartyCode.removed.is_(False), Assignment.from_on <= on)
        )
    )


def imported_on(session: Session, *, today: date) -> int | None:
    """The stored day of the last import, or None; a practice region's own day where its clock stands before that."""
    last = session.execute(
        select(func.max(ImportBatch.loaded_at)).where(ImportBatch.removed.is_(False), ImportBatch.state == "live")
    ).scalar()
    return None if last is None else day_number(min(datetime.fromisoformat(last).date(), today))
