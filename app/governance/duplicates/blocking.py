"""Which pairs are compared at all: those that share a key, so that 5,000 records are not 12 million pairs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Final

from app.governance.duplicates.fields import Field, Values

MOST_IN_BLOCK: Final = 150
"""A key that more records share tells nobody apart; other keys find their pairs."""
Pass = tuple[str, ...]
"""The names of the fields whose keys are shared together."""


def keys_of(record: Mapping[str, Values], fields: Mapping[str, Field], names: Pass) -> Iterator[tuple[str, ...]]:
    """The keys of a record in one pass; none where a field is empty."""
    choices = [[key for value in record.get(name, ()) for key in fields[name].keys(value)] for name in names]
    yield from product(*choices)


def pairs_of(records: Sequence[Mapping[str, Values]], fields: Mapping[str, Field], names: Pass) -> set[tuple[int, int]]:
    """The pairs that share a key in one pass, by their places, the lower one first."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for key in set(keys_of(record, fields, names)):
            blocks[key].append(place)
    found: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) <= MOST_IN_BLOCK:
            found.update(combinations(block, 2))
    return found
