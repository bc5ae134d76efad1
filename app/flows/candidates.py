"""What an unknown word may mean: the parties and products of the workspace with all that they are called."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.dealers.codes import whose
from app.flows.likeness import Candidate
from app.flows.meanings import only_mentioned
from app.sellout.channel import Place


def read_places(session: Session) -> dict[int, Place]:
    """Area, tier and supplier of every party by its number."""
    rows = session.execute(
        text("""
        SELECT n.n, coalesce(p.area_code, ''), coalesce(p.tier, ''), p.role LIKE '%dealer%', k.n
        FROM party p JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id
        LEFT JOIN party_parent r ON r.party_id = p.id AND r.removed = 0
        LEFT JOIN numbered k ON k.kind = 'party' AND k.entity_id = r.parent_id
        WHERE p.removed = 0 ORDER BY r.to_on IS NULL, r.from_on
    """)
    )
    return {row[0]: Place(row[1], row[2], bool(row[3]), row[4]) for row in rows}


def party_candidates(session: Session, places: Mapping[int, Place]) -> list[Candidate]:
    """The parties with their names, other names and codes."""
    rows = session.execute(
        text(f"""
        SELECT p.id, p.name, n.n, json_group_array(json_array(c.source_n, c.code, c.by_hand)), p.name_en,
               p.role LIKE '%dealer%',
               (SELECT json_group_array(a.name) FROM party_alias a {whose("a", alias="k")}
                WHERE a.removed = 0 AND k.party_id = p.id)
        FROM party p JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id
        JOIN party_code c ON c.party_id = p.id AND c.removed = 0 WHERE p.removed = 0 GROUP BY p.id ORDER BY p.id
    """)
    )
    mentioned = only_mentioned(session, "party")
    return list(_candidates(rows, mentioned, places))


def product_candidates(session: Session) -> list[Candidate]:
    """The products with their names, specifications and codes."""
    rows = session.execute(
        text("""
        SELECT p.id, p.name, n.n, json_group_array(json_array(c.source_n, c.code, c.by_hand)),
               p.name || ' ' || p.specification, 0, '[]'
        FROM product p JOIN numbered n ON n.kind = 'product' AND n.entity_id = p.id
        JOIN product_code c ON c.product_id = p.id AND c.removed = 0 WHERE p.removed = 0 GROUP BY p.id ORDER BY p.id
    """)
    )
    return list(_candidates(rows, only_mentioned(session, "product"), {}))


def _candidates(rows: Any, mentioned: frozenset[tuple[int, str]], places: Mapping[int, Place]) -> Iterator[Candidate]:
    for id_, name, number, codes, other, dealer, aliases in rows:
        own = [code for source, code, by_hand in json.loads(codes) if by_hand or (source, code) not in mentioned]
        if not own:
            continue
        place = places.get(number)
        words = tuple(dict.fromkeys(one for one in (name, other, *json.loads(aliases), *own) if one))
        parent = place.parent if place else None
        yield Candidate(id_, name, words, frozenset(own), place.area if place else "", parent, bool(dealer))
