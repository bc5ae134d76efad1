"""A dealer's list against ours without a database: rows that differ, what an outcome lets count, what that changes.

Figures are 1/10,000 of the basis' unit: of the currency for a policy on values, of the base unit for one on quantities.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.core.texts import N_

Outcome = Literal["ours", "theirs", "split", "timing", "unproven"]
Found = Literal["differs", "left_out", "only_theirs", "only_ours"]
FOUND_TITLES: Final[Mapping[str, str]] = {
    "differs": N_("Other figure"),
    "left_out": N_("Left out by us"),
    "only_theirs": N_("Not known to us"),
    "only_ours": N_("Not on the dealer's list"),
}
GIVING: Final = frozenset({"theirs", "split"})
"""Outcomes by which something else counts than we had: they need evidence."""
TOLERANCE_E4: Final = 100
"""A hundredth of a unit: lists are rounded to it."""


@dataclass(frozen=True)
class Theirs:
    """A row of the dealer's list."""

    document: str
    figure_e4: int | None
    """None where he names a document alone."""


@dataclass(frozen=True)
class Ours:
    """A row that we know, counted or left out."""

    document: str
    figure_e4: int
    excluded: str = ""
    """Why it is left out: a reason of the base; empty where it counts."""


@dataclass(frozen=True)
class Line:
    """A document of which the two sides do not say the same."""

    document: str
    theirs_e4: int | None
    ours_e4: int | None
    """What counts by us; None where we know nothing of it or leave it out."""
    excluded: str = ""

    @property
    def found(self) -> Found:
        """In what they differ."""
        if self.excluded:
            return "left_out"
        if self.ours_e4 is None:
            return "only_theirs"
        return "only_ours" if self.theirs_e4 is None else "differs"


@dataclass(frozen=True)
class Compared:
    """Two lists beside each other."""

    same: int
    """Documents of which both say the same."""
    lines: tuple[Line, ...]
    """The others, by document."""


def document_key(words: str) -> str:
    """A document's number as both sides may write it: without spaces, of one width and case, without an apostrophe."""
    plain = unicodedata.normalize("NFKC", words)
    return "".join(plain.split()).strip("'`").upper()


def compare(theirs: Iterable[Theirs], ours: Iterable[Ours]) -> Compared:
    """The two lists by document: the rows of a document are added up on either side, for lists differ in their lines.

    A document that he names without a figure is the same where it counts by us.
    """
    said: dict[str, list[int | None]] = defaultdict(list)
    for row in theirs:
        said[document_key(row.document)].append(row.figure_e4)
    counted: dict[str, int] = defaultdict(int)
    left_out: dict[str, str] = {}
    for one in ours:
        key = document_key(one.document)
        if one.excluded:
            left_out.setdefault(key, one.excluded)
        else:
            counted[key] += one.figure_e4
    same, lines = 0, []
    for key in sorted({*said, *counted}):
        their = said.get(key)
        figure = None if their is None or None in their else sum(each or 0 for each in their)
        our = counted.get(key)
        if their is not None and our is not None and (figure is None or abs(figure - our) <= TOLERANCE_E4):
            same += 1
            continue
        why = left_out.get(key, "") if our is None else ""
        lines.append(Line(key, figure, our, why))
    return Compared(same, tuple(lines))


def counts_e4(line: Line, outcome: Outcome) -> int:
    """What of a document counts once it is decided; met halfway is cut off to the lower whole figure.

    Of a document in another period, and of one without evidence, our side stays as it is.
    """
    our = line.ours_e4 or 0
    if outcome not in GIVING:
        return our
    their = line.theirs_e4 or 0
    return their if outcome == "theirs" else (our + their) // 2


def change_e4(decided: Iterable[tuple[Line, Outcome]]) -> int:
    """What all outcomes together add to the figure that we had."""
    return sum(counts_e4(line, outcome) - (line.ours_e4 or 0) for line, outcome in decided)
