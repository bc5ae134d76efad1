"""Where everybody stands in the channel, and what products are called, for findings that follow the goods."""

from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.factors import price_on
from app.flows import candidates
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
    heirs = kept_of(session).organisation(session).heirs()
    return {
        party: place if place.parent is None else replace(place, parent=heirs.get(place.parent, place.parent))
        for party, place in candidates.read_places(session).items()
    }


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
