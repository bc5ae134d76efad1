"""The lines of Ctrl+K and their order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One line of the palette."""

    title: str
    detail: str
    icon: str
    run: Callable[[], object]
    shortcut: str = ""
    also: str = ""
    """By what else it is found: its title in the other language."""
    late: bool = False
    """Whether it comes after the others, as what is only read."""


def ranked(entries: Sequence[Entry], text: str) -> list[Entry]:
    """The entries that contain every word of ``text``: those that begin with it first, then by where it stands."""
    words = text.casefold().split()
    scored = []
    for order, entry in enumerate(entries):
        title, whole = entry.title.casefold(), f"{entry.title} {entry.detail} {entry.also}".casefold()
        if all(word in whole for word in words):
            place = title.find(words[0]) if words else 0
            scored.append((entry.late, place if place >= 0 else 999, order, entry))
    return [entry for *_, entry in sorted(scored, key=lambda found: found[:3])]
