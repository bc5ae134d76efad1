"""Where everybody stands in the channel, and what products are called, for findings that follow the goods."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kpi.kept import kept_of
from app.sellout.channel import Place


@dataclass(frozen=True)
class Goods:
    """A product as sentences name it."""

    name: str
    unit: str
    price_e6: int | None
    """Ex works (list price), without tax."""


def read_places(session: Session) -> dict[int, Place]:
    """Area, tier and supplier of every party by its number; a supplier whose business was taken over is its heir."""
    rows = session.execute(
        text("""
        SELECT n.n, coalesce(p.area_code, ''), coalesce(p.tier, ''), p.role LIKE '%dealer%', k.n
        FROM party p JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id
        LEFT JOIN party_parent r ON r.party_id = p.id AND r.removed = 0
        LEFT JOIN numbered k ON k.kind = 'party' AND k.entity_id = r.parent_id
        WHERE p.removed = 0
    """)
    ).all()
    heirs = kept_of(session).organisation(session).heirs()
    return {row[0]: Place(row[1], row[2], bool(row[3]), heirs.get(row[4], row[4])) for row in rows}


def read_goods(session: Session) -> dict[int, Goods]:
    """Every product by its number."""
    rows = session.execute(
        text("""
        SELECT n.n, p.name, coalesce(p.base_unit, ''), p.list_price_e6
        FROM product p JOIN numbered n ON n.kind = 'product' AND n.entity_id = p.id
    """)
    )
    return {row[0]: Goods(row[1], row[2], row[3]) for row in rows}
