"""Dealers as people type them: what is meant, and who is near where nobody is."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from app.core.errors import UserError

if TYPE_CHECKING:
    from app.dealers.queries import DealerRow

MOST: Final = 5
"""So many names are suggested."""
_LIKE: Final = 60.0
"""rapidfuzz's partial ratio in percent from which a name is near."""


def label_of(name: str, code: str) -> str:
    """A dealer as it is suggested: its name with its code."""
    return f"{name} ({code})" if code and code != name else name


def near(words: str, labels: Iterable[str]) -> list[str]:
    """The labels that hold the words, else those that are spelled like them, the nearest first; at most five."""
    if not words:
        return []
    known = list(dict.fromkeys(labels))
    holding = sorted((one for one in known if words.casefold() in one.casefold()), key=len)
    if holding:
        return holding[:MOST]
    from rapidfuzz import fuzz, process

    found = process.extract(words, known, scorer=fuzz.partial_ratio, score_cutoff=_LIKE, limit=MOST)
    return [label for label, _, _ in found]


def no_dealer(words: str, labels: Iterable[str]) -> UserError:
    """What is said where nobody is called so: with the names that are near."""
    names = near(words.strip(), labels)
    if not names:
        return UserError("There is no dealer “{code}”.", code=words)
    return UserError("There is no dealer “{code}”. Near it: {names}", code=words, names="; ".join(names))


def several(words: str, names: Iterable[str]) -> UserError:
    """What is said where more than one is called so."""
    return UserError("“{code}” means more than one dealer: {names}", code=words, names=", ".join(names))


def meant(words: str, rows: Sequence["DealerRow"]) -> "DealerRow":
    """Who is called so, or the only one whose name or code holds the words; raises UserError for none or several."""
    labels = {one.id: label_of(one.name, one.code) for one in rows}
    exact = [one for one in rows if words in {labels[one.id], one.id, one.ref, one.name, *one.code.split(", ")}]
    found = exact or [one for one in rows if words.casefold() in labels[one.id].casefold()]
    if len(found) == 1:
        return found[0]
    raise several(words, [labels[one.id] for one in found[:MOST]]) if found else no_dealer(words, labels.values())
