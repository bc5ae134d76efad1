"""Standard lead times (线路时效): how many days a dealer's area is away, where an order holds no promise."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

FOREVER: Final = 2**40
_DEEPEST: Final = 8


@dataclass(frozen=True)
class LeadTime:
    """What is said of one lane to one area from a day on (None: from the beginning)."""

    lane: str
    area: str
    days: int
    from_on: int | None = None


def area_chain(area: str, parents: Mapping[str, str]) -> Iterator[str]:
    """An area and those that it lies in, nearest first; GB/T 2260 codes know their city and province by themselves."""
    here: str | None = area
    seen: list[str] = []
    while here is not None and here not in seen and len(seen) < _DEEPEST:
        seen.append(here)
        yield here
        here = parents.get(here) or _above(here)


def _above(area: str) -> str | None:
    if len(area) != 6 or not area.isdigit():
        return None
    return next((one for one in (f"{area[:4]}00", f"{area[:2]}0000") if one != area and one < area), None)


def spans(known: Iterable[LeadTime]) -> list[tuple[int, int, int]]:
    """(from, until, days) of one area: a lane's newest word holds, and of several lanes the slowest."""
    lanes: dict[str, list[tuple[int, int]]] = {}
    for one in known:
        lanes.setdefault(one.lane, []).append((-FOREVER if one.from_on is None else one.from_on, one.days))
    starts = sorted({start for words in lanes.values() for start, _ in words})
    found: list[tuple[int, int, int]] = []
    for start, until in zip(starts, [*starts[1:], FOREVER], strict=True):
        valid = [max(word for word in words if word[0] <= start) for words in lanes.values() if min(words)[0] <= start]
        days = max(days for _, days in valid)
        if found and found[-1][2] == days:
            found[-1] = (found[-1][0], until, days)
        else:
            found.append((start, until, days))
    return found


def make_lanes(connection: Connection) -> None:
    """Fill the temporary table ``new_lane`` with each dealer's lead times."""
    rows = connection.execute(text("SELECT lane, area_code, days, from_on FROM lane WHERE removed = 0")).all()
    by_area: dict[str, list[LeadTime]] = {}
    for lane, area, days, from_on in rows:
        if area is not None:
            by_area.setdefault(area, []).append(LeadTime(lane, area, days, from_on))
    if not by_area:
        return
    areas = connection.execute(text("SELECT code, parent_code FROM area WHERE removed = 0 AND parent_code IS NOT NULL"))
    parents = {str(code): str(parent) for code, parent in areas}
    dealers = connection.execute(
        text("""
        SELECT n.n, p.area_code FROM party p JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id
        WHERE p.removed = 0 AND p.area_code IS NOT NULL
    """)
    ).all()
    known = {area: spans(words) for area, words in by_area.items()}
    found = []
    for dealer, area in dealers:
        nearest = next((one for one in area_chain(area, parents) if one in known), None)
        found += [
            {"dealer": dealer, "from": first, "to": until, "days": days}
            for first, until, days in (known[nearest] if nearest is not None else ())
        ]
    if found:
        connection.execute(text("INSERT INTO new_lane VALUES (:dealer, :from, :to, :days)"), found)
