"""The group of like dealers for each figure that is scored by its percentile."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from app.health.percentile import LEAST, Peers
from app.health.rules import Reading
from app.health.scheme import Scheme
from app.health.sheets import DealerFace

Common = tuple[str, str, str]
"""Tier, region and type that the dealers of a group have in common; empty is any."""
Read = Mapping[str, Sequence[Reading]]
"""Readings by dealer."""
_ANY: Final = ""


def commons_of(face: DealerFace) -> tuple[Common, ...]:
    """The groups that a dealer belongs to, the narrowest first: without region, without type, without tier."""
    tier, region, kind = face.tier, face.region, face.kind
    found = ((tier, region, kind), (tier, _ANY, kind), (tier, _ANY, _ANY), (_ANY, _ANY, _ANY))
    return tuple(dict.fromkeys(found))


def fitting(face: DealerFace, sizes: Mapping[Common, int]) -> tuple[Common, bool]:
    """The narrowest group of a dealer that holds ``LEAST``, else the widest; and whether it is not his narrowest."""
    commons = commons_of(face)
    found = next((one for one in commons if sizes.get(one, 0) >= LEAST), commons[-1])
    return found, found != commons[0]


@dataclass
class _Group:
    values: list[Fraction] = field(default_factory=list)
    owing: int = 0
    sealed: tuple[Fraction, ...] = ()


def compared(scheme: Scheme, faces: Mapping[str, DealerFace], read: Read) -> Read:
    """The same readings with their peers, where the model scores by percentile; the order of dealers says nothing.

    In a group are the dealers who have the figure and those who owe it; who has none for another reason is no peer.
    """
    asked = [each.kpi for each in scheme.indicators if each.scoring == "peers"]
    if not asked:
        return read
    found = {dealer: list(rows) for dealer, rows in read.items()}
    for kpi in asked:
        _compare(kpi, faces, found)
    return found


def _compare(kpi: str, faces: Mapping[str, DealerFace], read: dict[str, list[Reading]]) -> None:
    places = {
        dealer: at
        for dealer, rows in read.items()
        for at, one in enumerate(rows)
        if one.kpi == kpi and (one.presence == "owed" or (one.presence == "present" and one.value is not None))
    }
    groups: dict[Common, _Group] = {}
    for dealer, at in places.items():
        one = read[dealer][at]
        for common in commons_of(faces[dealer]):
            group = groups.setdefault(common, _Group())
            if one.presence == "owed" or one.value is None:
                group.owing += 1
            else:
                insort(group.values, one.value)
    sizes = {common: len(group.values) + group.owing for common, group in groups.items()}
    for group in groups.values():
        group.sealed = tuple(group.values)
    for dealer, at in places.items():
        one = read[dealer][at]
        common, widened = fitting(faces[dealer], sizes)
        group = groups[common]
        owed = one.presence == "owed"
        peers = Peers(*common, group.sealed, None if owed else one.value, group.owing - owed, widened)
        read[dealer][at] = replace(one, peers=peers)
