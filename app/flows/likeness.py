"""Who or what an unknown name or code may mean: likely ones by spelling, with the reasons; no database is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.texts import N_
from app.governance.duplicates.names import bare_name

REASONS: Final[Mapping[str, str]] = {
    "name": N_("same name"),
    "code": N_("same code"),
    "form": N_("same name but for spaces, brackets and legal form"),
    "spelling": N_("spelled alike: {score} of 100"),
    "area": N_("in the dealer's own area"),
    "parent": N_("buys from this dealer"),
}
"""Why something is suggested."""
SURE: Final = 100
"""The score of the same name."""
NEARLY: Final = 99
"""The score of the same name but for spaces and legal form."""
LEAST: Final = 60
_KEPT: Final = 5


@dataclass(frozen=True)
class Candidate:
    """What a name may mean."""

    id: str
    name: str
    words: tuple[str, ...]
    """All that it is called: names, aliases, codes, and of a product its specification with the name."""
    codes: frozenset[str] = frozenset()
    area: str = ""
    parent: int | None = None
    dealer: bool = False


@dataclass(frozen=True)
class Suggestion:
    """One candidate with its score (0..100) and why."""

    id: str
    name: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Unknown:
    """A word to be matched, and who names it."""

    word: str
    name: str = ""
    """The name beside a code."""
    areas: tuple[str, ...] = ()
    """The own areas of the dealers that name it, as digits that area codes begin with."""
    namers: frozenset[int] = frozenset()
    dealer: bool | None = None
    """Whether the rows say that it is a dealer."""


def suggest(unknown: Sequence[Unknown], candidates: Sequence[Candidate]) -> list[tuple[Suggestion, ...]]:
    """The likely meanings of each word, best first; the same name always comes first.

    Spelling is rapidfuzz's normalized Indel similarity of the compared names; what lies in the dealer's own area or
    buys from it comes first among equals.
    """
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    if not unknown or not candidates:
        return [() for _ in unknown]
    owners = [at for at, one in enumerate(candidates) for _ in one.words]
    plain = [bare_name(word) for one in candidates for word in one.words]
    exact: dict[str, list[int]] = {}
    for at, one in enumerate(candidates):
        for word in (*one.words, *one.codes):
            exact.setdefault(word, []).append(at)
    asked = [bare_name(one.name or one.word) for one in unknown]
    found = []
    for start in range(0, len(asked), _CHUNK):
        scores = cdist(asked[start : start + _CHUNK], plain, scorer=Indel.normalized_similarity, dtype=np.float32)
        for row, line in enumerate(scores):
            each = unknown[start + row]
            best: dict[int, int] = {}
            for place in np.argsort(-line, kind="stable")[: _KEPT * 4].tolist():
                score = int(float(line[place]) * 100)
                best[owners[place]] = max(best.get(owners[place], 0), NEARLY if score == SURE else score)
            best |= {at: SURE for said in (each.word, each.name) for at in exact.get(said, ()) if said}
            found.append(_ranked(each, best, candidates))
    return found


_CHUNK: Final = 400


def _ranked(one: Unknown, best: Mapping[int, int], candidates: Sequence[Candidate]) -> tuple[Suggestion, ...]:
    ranked = []
    for at, score in best.items():
        candidate = candidates[at]
        if score < LEAST or (one.dealer is False and candidate.dealer and score < NEARLY):
            continue
        reasons = ["code" if one.word in candidate.codes else "name" if score == SURE else "form"]
        reasons = reasons if score >= NEARLY else ["spelling"]
        if candidate.parent is not None and candidate.parent in one.namers:
            reasons.append("parent")
        elif candidate.area and any(area and candidate.area.startswith(area) for area in one.areas):
            reasons.append("area")
        near = len(reasons) > 1
        ranked.append((-score, not near, candidate.name, candidate.id, tuple(reasons)))
    return tuple(Suggestion(id_, name, -score, reasons) for score, _, name, id_, reasons in sorted(ranked)[:_KEPT])


def is_clear(suggestions: Sequence[Suggestion]) -> bool:
    """Whether the first suggestion is the same name or code and no other one is."""
    return bool(suggestions) and suggestions[0].score >= NEARLY and (
        len(suggestions) == 1 or suggestions[1].score < NEARLY
    )  # fmt: skip
