"""Dealers, regions and product groups as keys of figures: codes that are asked for become numbers in the cells."""

import json
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.core.errors import UserError
from app.dealers.naming import label_of, no_dealer
from app.kpi.model import NO_GROUP


@dataclass(frozen=True)
class Dealer:
    """A dealer as a key of figures."""

    n: int
    id: str
    code: str
    name: str
    region: str
    region_name: str
    tier: str
    manager: str = ""
    office: str = ""
    entity: str = ""
    owner_group: str = ""
    dated: bool = False
    """Whether dated rows say who has it (``app/kpi/organisation.py``)."""


@dataclass(frozen=True)
class Group:
    """A product group as a key of figures."""

    n: int
    code: str
    name: str


def read_dealers(session: Session) -> dict[int, Dealer]:
    """Every party by its number, negative where no fact can name it yet.

    The region is the city of its area (GB/T 2260: the first four digits), else its area as the file has it.
    """
    areas = session.execute(text("SELECT code, min(name) AS name FROM area WHERE removed = 0 GROUP BY code"))
    names: dict[str | None, str] = {row.code: row.name for row in areas}
    rows = raw_of(session.connection()).execute("""
        SELECT n.n, p.id, p.name, p.area_code, p.area_name, coalesce(p.tier, ''),
               coalesce((SELECT min(c.code) FROM party_code c WHERE c.party_id = p.id AND c.removed = 0
                         AND c.by_hand IS NULL), p.ref),
               coalesce(p.manager, ''), coalesce(p.office, ''), coalesce(p.entity, ''), coalesce(p.owner_group, ''),
               EXISTS (SELECT 1 FROM assignment WHERE removed = 0) AND EXISTS (
                   SELECT 1 FROM party_code c JOIN assignment a ON a.party_code = c.code AND a.source_n = c.source_n
                   WHERE c.party_id = p.id AND c.removed = 0 AND a.removed = 0)
        FROM party p LEFT JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id ORDER BY p.id
    """)
    found = {}
    for place, (given, id_, name, area, area_name, tier, code, manager, office, entity, group, dated) in enumerate(
        rows, 1
    ):
        n = -place if given is None else given
        city = f"{area[:4]}00" if area is not None and len(area) == 6 else None
        if city not in names:
            city = None
        region = _known(city, area, area_name)
        region_name = _known(names.get(city), names.get(area), area_name, area)
        found[n] = Dealer(n, id_, code, name, region, region_name, tier, manager, office, entity, group, bool(dated))
    return found


def _known(*values: str | None) -> str:
    return next((value for value in values if value is not None), "")


def read_groups(session: Session) -> dict[int, Group]:
    """Every product group by its number, negative where no fact can name it yet."""
    rows = session.execute(
        text("""
        SELECT coalesce(n.n, -row_number() OVER (ORDER BY g.id)), g.code, g.name
        FROM product_group g LEFT JOIN numbered n ON n.kind = 'product_group' AND n.entity_id = g.id
    """)
    )
    return {row[0]: Group(*row) for row in rows}


def find_group(groups: dict[int, Group], wanted: str) -> int:
    """The number of the group with that code or name, '' for none; raises UserError if there is none."""
    if not wanted:
        return NO_GROUP
    found = next((one.n for one in groups.values() if wanted in {one.code, one.name}), None)
    if found is None:
        raise UserError("There is no product group “{group}”.", group=wanted)
    return found


def chosen_dealers(dealers: dict[int, Dealer], dealer: str | None, region: str | None) -> frozenset[int] | None:
    """The dealers that a filter leaves, None for all; raises UserError if nobody fits."""
    if dealer is None and region is None:
        return None
    found = frozenset(
        one.n
        for one in dealers.values()
        if (dealer is None or dealer in {one.code, one.id, one.name})
        and (region is None or region in {one.region, one.region_name})
    )
    if not found and dealer is not None:
        raise no_dealer(dealer, (label_of(one.name, one.code) for one in dealers.values()))
    if not found:
        raise UserError("There is no dealer in region “{region}”.", region=region)
    return found


def dealers_json(dealers: dict[int, Dealer], chosen: frozenset[int] | None) -> str:
    """Numbers and regions for a join inside a query."""
    return json.dumps([[one.n, one.region] for one in dealers.values() if chosen is None or one.n in chosen])
