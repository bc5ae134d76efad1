"""What a batch keeps of its load: how many rows of each feed came to what."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass
class Counts:
    """What one feed of a file comes to; the names are those of the command line's JSON."""

    feed: str
    rows: int = 0
    loaded: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    outdated: int = 0
    superseded: int = 0
    hidden: int = 0
    waiting: int = 0
    quarantined: int = 0
    skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)


def written_counts(counts: Sequence[Counts]) -> str:
    """As a batch keeps them."""
    return json.dumps([asdict(one) for one in counts], ensure_ascii=False)


def counts_of(summary: str) -> tuple[Counts, ...]:
    """The counts that a batch keeps of its load."""
    return tuple(Counts(**one) for one in json.loads(summary))
