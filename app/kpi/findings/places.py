"""Where everybody stands in the channel, and what products are called, for findings that follow the goods."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.factors import price_on
from app.kpi.kept import kept_of
from app.sellout.channel import Place


@dataclass(frozen=True)
class Goods:
    """A product as sentences name it."""

    name: str
    unit: str
    price_e6: int | None
    """Ex works (list price of the day), without tax."""


def read_places(session: Session) -> dict[int, Place]:
    """Area, tier and supplier of every party by its number; a supplier whose business was taken over is its heir."""
    rows = session.execute(
        text("""
        SELECT n.n, coalesce(p.area_code, ''), coalesce(p.tier, ''), p.role LIKE '%dealer%', k.n
        FROM party p JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id
        LEFT JOIN party_parent r ON r.party_id = p.id AND r.removed = 0
        LEFT JOIN numbered k ON k.kind = 'party' AND k.entity_id = r.parent_id
        WHERE p.removed = 0 ORDER BY r.to_on IS NULL, r.from_on
    """)
    ).all()
    heirs = kept_of(session).organisation(session).heirs()
    return {row[0]: Place(row[1], row[2], bool(row[3]), heirs.get(row[4], row[4])) for row in rows}


def read_goods(session: Session, day: int) -> dict[int, Goods]:
    """Every product by its number, at the price of a day."""
    rows = session.execute(
        text(f"""
        SELECT p.product_n, g.name, coalesce(g.base_unit, ''), {price_on("cell", day=":day")}
        FROM (SELECT n AS product_n, entity_id FROM numbered WHERE kind = 'product') p
        JOIN product g ON g.id = p.entity_id
    """),
        {"day": day},
    )
    return {row[0]: Goods(row[1], row[2], row[3]) for row in rows}
