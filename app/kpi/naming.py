"""What is asked of figures, and what their keys are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.kpi.counting import USUAL, Counting
from app.kpi.looking import Look
from app.kpi.people import Dealer, Group
from app.kpi.scope import Key, Scope

_UNKNOWN: Final = Dealer(0, "", "", "", "", "", "")


@dataclass(frozen=True)
class Asked:
    """What is asked for, checked and with the numbers of the cells."""

    dimensions: tuple[str, ...]
    scope: Scope
    groups: Mapping[int, Group]
    regions: Mapping[str, str]
    """The names of regions by code."""
    currency: str | None
    known_at: int
    look: Look
    """By which organisation."""
    counting: Counting = USUAL
    """Which lines, with or without tax."""


def key_texts(key: Key, asked: Asked) -> dict[str, str]:
    """What stands in each asked dimension for a key."""
    found = {}
    if "dealer" in asked.dimensions:
        found["dealer"] = dealer_of(key, asked).code
    if asked.look.places:
        found |= asked.look.names(key, asked.scope.buckets[key[0]].last)
    if "month" in asked.dimensions:
        found["month"] = asked.scope.buckets[key[0]].name
    if "product-group" in asked.dimensions:
        group = asked.groups.get(key[2] or 0)
        found["product-group"] = group.code if group else ""
    return found


def code_of(key: Key, asked: Asked, dimension: str) -> str:
    """What stands in one asked dimension; of a dealer or a month without looking at what the others say."""
    if dimension == "dealer":
        return dealer_of(key, asked).code
    return asked.scope.buckets[key[0]].name if dimension == "month" else key_texts(key, asked)[dimension]


def labels_of(key: Key, asked: Asked) -> dict[str, str]:
    """What the key is called."""
    found = dict(asked.look.names(key, asked.scope.buckets[key[0]].last)) if asked.look.places else {}
    if "dealer" in asked.dimensions:
        one = dealer_of(key, asked)
        found["dealer"], found["region"] = one.name, one.region_name
    elif "region" in asked.dimensions:
        found["region"] = asked.regions.get(found["region"], found["region"])
    if "product-group" in asked.dimensions and (group := asked.groups.get(key[2] or 0)) is not None:
        found["product-group"] = group.name
    return found


def dealer_of(key: Key, asked: Asked) -> Dealer:
    """The dealer of a key, one without a name where there is none."""
    return asked.scope.dealers.get(key[1], _UNKNOWN) if isinstance(key[1], int) else _UNKNOWN
