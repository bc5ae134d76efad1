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


def ranked(entries: Sequence[Entry], text: str) -> list[Entry]:
    """The entries that contain every word of ``text``: those that begin with it first, then by where it stands."""
    words = text.casefold().split()
    scored = []
    for order, entry in enumerate(entries):
        title, whole = entry.title.casefold(), f"{entry.title} {entry.detail}".casefold()
        if all(word in whole for word in words):
            place = title.find(words[0]) if words else 0
            scored.append((place if place >= 0 else 999, order, entry))
    return [entry for _, _, entry in sorted(scored, key=lambda found: found[:2])]
