"""Order lines of some days as findings read them: with their head, their dealer and their product."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kpi.views import has_heads


@dataclass(frozen=True)
class Lines:
    """Parts of a statement over order lines ``l``, dealers ``m``, products ``p`` from ``:first`` to ``:last``."""

    day: str
    """The line's day."""
    seller: str
    """The code of who sold it; NULL is us."""
    rows: str
    """FROM and WHERE; conditions may follow."""


def order_lines(session: Session, days: Sequence[str], dealers: str = "") -> Lines:
    """Lines that count and are not cancelled nor red, by the first of ``days`` (such as ordered) that is known.

    ``dealers`` is a condition on the dealer ``m``, so that not every line has to be looked at.
    """
    heads = has_heads(session.connection())
    pick = "coalesce(l.{0}, h.{0})" if heads else "l.{0}"
    day = f"coalesce({', '.join(pick.format(f'{one}_on') for one in days)}, NULL)"
    dated = " UNION ".join(
        f"SELECT source_n, order_no FROM {table} WHERE current = 1 AND {one}_on BETWEEN :first AND :last"
        for table in (("order_line", "order_head") if heads else ("order_line",))
        for one in days
    )
    joined = """LEFT JOIN order_head h ON l.needs_head = 1 AND h.source_n = l.source_n AND h.order_no = l.order_no
        AND h.current = 1""" if heads else ""  # fmt: skip
    rows = f"""
        FROM ({dated}) t CROSS JOIN order_line l ON l.source_n = t.source_n AND l.order_no = t.order_no
        {joined}
        JOIN cell_party m ON m.source_n = l.source_n AND m.code = {pick.format("party_code")}
          AND m.from_on <= {day} AND m.to_on > {day} {dealers}
        JOIN cell_goods p ON p.source_n = l.source_n AND p.code = l.product_code
          AND p.from_on <= {day} AND p.to_on > {day}
        WHERE l.current = 1 AND {day} BETWEEN :first AND :last AND coalesce(l.line_type, '') <> 'red'
          AND coalesce({pick.format("status")}, '') <> 'cancelled'
    """
    return Lines(day, pick.format("seller_code"), rows)


def sold_by_us(lines: Lines) -> str:
    """The condition that no other dealer sold the line."""
    return f"""AND NOT EXISTS (SELECT 1 FROM cell_party s WHERE s.sells AND s.source_n = l.source_n
               AND s.code = {lines.seller})"""
