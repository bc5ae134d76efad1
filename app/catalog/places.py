"""What areas are called so that one can tell them apart: a name that repeats is told with its parent's."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.model import Area

_MOST_LEVELS: Final = 6


def area_labels(session: Session) -> dict[str, str]:
    """What each area is called, by its code."""
    rows = session.execute(select(Area.code, Area.name, Area.parent_code).where(Area.removed.is_(False)))
    return labels(rows.all())


def labels(areas: Iterable[tuple[str, str, str | None]]) -> dict[str, str]:
    """What each of some areas (code, name, parent's code) is called: with as many parents as make it the only one.

    Two that are called alike up to the top are told with their codes.
    """
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    for code, name, parent in areas:
        names[code] = name
        parents[code] = parent or ""
    found = dict(names)
    above = {code: _parent(code, parents, names) for code in names}
    for _ in range(_MOST_LEVELS):
        counts = Counter(found.values())
        alike = [code for code, label in found.items() if counts[label] > 1]
        if not alike:
            return found
        for code in alike:
            place = above[code]
            if place:
                found[code] = f"{names[place]} {found[code]}"
                above[code] = _parent(place, parents, names)
    counts = Counter(found.values())
    return {code: f"{label} ({code})" if counts[label] > 1 else label for code, label in found.items()}


def _parent(code: str, parents: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The area above another one: the one that its row names, else the one that GB/T 2260 says."""
    named = parents.get(code, "")
    if named in names and named != code:
        return named
    if len(code) == 6 and code.isdigit():
        for place in (f"{code[:4]}00", f"{code[:2]}0000"):
            if place != code and place in names:
                return place
    return ""
