"""A finding frozen as evidence: title, sentence, figures and rows as they stood, in JSON without floats."""

import hashlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from app.core.texts import Text
from app.kpi.findings.model import Figure, Finding
from app.kpi.findings.reading import KINDS

CASES: Final = {
    "sold_outside": "diversion", "sellout_made_up": "false_flow", "licence_ended": "stale_papers",
}  # fmt: skip
"""The kind of case that a kind of finding speaks of; others are for people to name."""
_MARK: Final = 6


def key_of(one: Finding) -> str:
    """What a finding is recognised by while its figures move: its kind, its first day and the words in it."""
    words = [str(figure.value) for _, figure in sorted(one.figures.items()) if figure.kind == "text"]
    return ":".join([one.kind, str(one.first), *words])


def mark_of(one: Finding) -> str:
    """Six signs that tell a finding from others of its kind, days and dealer, for references."""
    return hashlib.sha256(key_of(one).encode()).hexdigest()[:_MARK].upper()


def frozen(one: Finding, *, as_of: int) -> dict[str, Any]:
    """The finding as a case keeps it; ``as_of`` is the stored day on which it was read."""
    return {
        "kind": one.kind, "title": KINDS[one.kind].title, "first": one.first, "last": one.last, "as_of": as_of,
        "sentence": one.sentence,
        "figures": {name: _plain(figure) for name, figure in one.figures.items()},
        "rows": {feed: list(ids) for feed, ids in one.rows.items()},
    }  # fmt: skip


def thawed(evidence: Mapping[str, Any], write: Callable[[Figure], str | Text]) -> Text:
    """The sentence of a frozen finding with each figure as ``write`` writes it."""
    figures = {
        name: Figure(one["kind"], _value(one["value"]), one["unit"]) for name, one in evidence["figures"].items()
    }
    return Text(evidence["sentence"], {name: write(one) for name, one in figures.items()})


def _plain(figure: Figure) -> dict[str, Any]:
    value = figure.value
    kept: Any = value
    if isinstance(value, Fraction):
        kept = {"over": [value.numerator, value.denominator]}
    elif isinstance(value, Text):
        kept = {"text": value.msgid, "params": {name: str(one) for name, one in value.params.items()}}
    return {"kind": figure.kind, "value": kept, "unit": figure.unit}


def _value(kept: dict[str, Any] | int | str | None) -> int | Fraction | str | Text | None:
    if not isinstance(kept, dict):
        return kept
    return Fraction(*kept["over"]) if "over" in kept else Text(kept["text"], kept["params"])
