"""Which proposals fit: by section in the template's order, the weightiest first, within numbers and minutes. Pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from app.meetings.agenda.proposal import Proposal
from app.meetings.templates import Section

LEAST: Final = 2
"""Minutes below which nothing can be said of an item."""
STANDS_IN: Final[Mapping[str, str]] = MappingProxyType(
    {"overdue": "carried", "review": "dealers", "effects": "carried"}
)
"""Where a section is not in the template, which one takes what is left of its items."""


@dataclass(frozen=True)
class Past:
    """What earlier agendas of the series, and this one, say of causes."""

    rejected: Collection[tuple[str, str]] = frozenset()
    """Cause and fingerprint of what was struck off."""
    discussed: Collection[tuple[str, str]] = frozenset()
    """Of what an earlier meeting spoke of."""
    parked: Collection[str] = frozenset()
    """Causes that were put off from this agenda."""
    there: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What is on this agenda already, cause to its section."""
    minutes: int = 0
    """What those on this agenda take."""


def allowed(found: Sequence[Proposal], past: Past) -> list[Proposal]:
    """Without what was struck off and says the same still, what is no news any more, and what was put off."""
    said: dict[str, Proposal] = {}
    for one in found:
        known = (one.cause, one.fingerprint)
        struck = known in past.rejected or one.cause in past.parked
        if not struck and not (one.once and known in past.discussed):
            other = said.get(one.cause)
            said[one.cause] = one if other is None else _joined(other, one)
    return list(said.values())


def _joined(one: Proposal, other: Proposal) -> Proposal:
    """What the month and the backlog say of one cause is one item, in the words of the month."""
    words, topic = (one, other) if other.topic_id else (other, one)
    return replace(words, topic_id=topic.topic_id or words.topic_id)


def chosen(found: Sequence[Proposal], template: Sequence[Section], minutes: int, past: Past) -> list[Proposal]:
    """The agenda: sections in the template's order, each with its weightiest items, as many as it and the time hold.

    An item has its own minutes or its share of the section's, at least ``LEAST``. Where the meeting is too short for
    all, the lightest item of the section with most of them goes first.
    """
    sections = {one.key: one for one in template}
    rows: dict[str, list[Proposal]] = defaultdict(list)
    for one in found:
        key = one.section if one.section in sections else STANDS_IN.get(one.section, "")
        if key in sections and one.cause not in past.there:
            rows[key].append(replace(one, section=key))
    kept: dict[str, list[Proposal]] = {}
    taken = list(past.there.values())
    for key, section in sections.items():
        ordered = sorted(rows[key], key=lambda each: (-each.weight, each.cause))
        kept[key] = _timed(ordered[: max(0, section.most - taken.count(key))], section)
    left = minutes - past.minutes - sum(one.minutes for one in template if not one.most)
    _shorten(kept, left)
    return [one for key in sections for one in kept[key]]


def _timed(rows: Sequence[Proposal], section: Section) -> list[Proposal]:
    share = max(LEAST, section.minutes // len(rows)) if rows else 0
    return [one if one.minutes else replace(one, minutes=share) for one in rows]


def _shorten(kept: Mapping[str, list[Proposal]], minutes: int) -> None:
    while sum(one.minutes for rows in kept.values() for one in rows) > max(0, minutes):
        longest = max(kept.values(), key=len)
        if len(longest) <= 1:
            return
        longest.pop()
