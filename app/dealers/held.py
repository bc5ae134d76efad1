"""The papers that a dealer holds, as its card lists them: licences, and permits to sell elsewhere."""

import json
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.places import area_labels
from app.dealers.codes import whose


@dataclass(frozen=True)
class Paper:
    """One licence or permit of a dealer."""

    id: str
    permit: bool
    kind: str
    """The type of a licence."""
    number: str
    issuer: str
    covers: str
    """Classes of goods of a licence; counterparty or area, product and lot of a permit."""
    from_on: int | None
    to_on: int | None
    """Last day on which it is valid; None is open."""


_PAPERS: Final = f"""
    SELECT * FROM (
    SELECT l.id, 0 AS permit, l.licence_type AS kind, l.number, coalesce(l.issuer, ''), coalesce(l.goods_scope, ''),
           l.from_on, l.to_on
    FROM licence l {whose("l")}
    WHERE l.removed = 0 AND c.party_id = :id
    UNION ALL
    SELECT w.id, 1, '', w.number, '', trim(coalesce(b.name, w.counterparty_code, a.value, w.area_code, '') || ' · '
           || coalesce(g.name, w.product_code, '') || ' · ' || coalesce(w.lot, ''), ' ·'), w.from_on, w.to_on
    FROM permit w {whose("w")}
    LEFT {whose("w", "counterparty_code", "o")}
    LEFT JOIN party b ON b.id = o.party_id
    LEFT JOIN json_each(:areas) a ON a.key = w.area_code
    LEFT JOIN product_code q ON q.source_n = w.source_n AND q.code = w.product_code AND q.removed = 0
    LEFT JOIN product g ON g.id = q.product_id
    WHERE w.removed = 0 AND c.party_id = :id
    ) ORDER BY permit, kind, to_on IS NOT NULL, to_on DESC, number
"""


def papers_of(session: Session, party_id: str) -> tuple[Paper, ...]:
    """Licences by type, the one that holds longest first, then permits."""
    rows = session.execute(text(_PAPERS), {"id": party_id, "areas": json.dumps(area_labels(session))})
    return tuple(Paper(row[0], bool(row[1]), *row[2:]) for row in rows)


_ENDING: Final = f"""
    SELECT count(DISTINCT c.party_id) FROM licence l
    {whose("l")}
    JOIN party p ON p.id = c.party_id AND p.removed = 0
    WHERE l.removed = 0 AND l.to_on BETWEEN :first AND :last AND NOT EXISTS (
      SELECT 1 FROM licence n WHERE n.removed = 0 AND n.source_n = l.source_n AND n.party_code = l.party_code
        AND n.licence_type = l.licence_type AND (n.to_on IS NULL OR n.to_on > l.to_on))
"""


def licences_that_end(session: Session, first: int, last: int) -> int:
    """How many dealers hold a licence that ends in these days and has no successor of its type yet."""
    return int(session.execute(text(_ENDING), {"first": first, "last": last}).scalar_one())
