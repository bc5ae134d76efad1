"""How texts are cut into pieces that an index finds again, and what a typed question asks of them.

SQLite's own trigram tokenizer finds no word of two characters, and most Chinese words have two. So a run of Chinese
characters becomes its single characters and its overlapping pairs, in turn: 准时率 is 准 准时 时 时率 率. A word of
letters and digits is one piece, folded. A question is a phrase of such pieces for each of its words, and all of them
have to be there; a word of letters stands for every word that begins so.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final
from unicodedata import normalize

RULES: Final = 2
"""Counts up when texts are cut differently: what was indexed before is then indexed again."""
MOST_WORDS, MOST_LETTERS = 12, 60
"""What is read of a question; more than that nobody types."""
_CJK: Final = r"\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN: Final = re.compile(rf"[{_CJK}]+|(?:(?![{_CJK}])[^\W_])+")
_IS_CJK: Final = re.compile(rf"[{_CJK}]")
_LETTER: Final = rf"(?:(?![{_CJK}])[^\W_])"
_AROUND: Final = 36
"""Characters that a snippet shows around its first mark."""


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    return normalize("NFKC", char).casefold()


def folded(text: str) -> str:
    """A text as it is compared: full-width signs as plain ones, capitals as small letters, sign by sign."""
    return "".join(map(_folded, text))


def pieces(text: str) -> list[str]:
    """A text as the pieces that are indexed, in order."""
    found: list[str] = []
    for run in _RUN.findall(folded(text)):
        found += _cut(run)
    return found


def stream(text: str) -> str:
    """The pieces as the index reads them, a space between each."""
    return " ".join(pieces(text))


def _cut(run: str) -> list[str]:
    if not _IS_CJK.match(run):
        return [run]
    found = [run[0]]
    for before, char in pairwise(run):
        found += (before + char, char)
    return found


@dataclass(frozen=True)
class Phrase:
    """Pieces that follow each other; ``opens`` is whether the last one may be the beginning of a longer word."""

    pieces: tuple[str, ...]
    opens: bool
    marks: re.Pattern[str]
    """Finds it in a folded text."""

    def is_in(self, padded: str) -> bool:
        """Whether a stream of pieces with a space at both ends has it."""
        words = " ".join(self.pieces)
        return f" {words}" in padded if self.opens else f" {words} " in padded


@dataclass(frozen=True)
class Query:
    """What was asked: phrases that all have to be there."""

    phrases: tuple[Phrase, ...]

    @property
    def match(self) -> str:
        """The expression of FTS5; only letters, digits and characters get into it, each phrase in quotation marks."""
        return " AND ".join(f'"{" ".join(one.pieces)}"{" *" if one.opens else ""}' for one in self.phrases)

    def is_in(self, text: str) -> bool:
        """Whether a text has all of it, as the index would find it."""
        padded = f" {stream(text)} "
        return all(one.is_in(padded) for one in self.phrases)


def read_query(text: str) -> Query:
    """The phrases of what somebody typed, each word one; a word of signs alone asks for nothing."""
    words = folded(text[: MOST_WORDS * MOST_LETTERS]).split()[:MOST_WORDS]
    return Query(tuple(phrase for word in words if (phrase := _phrase(word[:MOST_LETTERS])) is not None))


def _phrase(word: str) -> Phrase | None:
    runs = _RUN.findall(word)
    if not runs:
        return None
    found: list[str] = []
    for run in runs:
        found += _cut(run)
    first, last = runs[0], runs[-1]
    # Pairs say where a run begins and ends: a single character at either end would ask for a border that is none.
    if _IS_CJK.match(last) and len(last) > 1:
        found.pop()
    if _IS_CJK.match(first) and len(first) > 1:
        found.pop(0)
    opens = not _IS_CJK.match(last)
    start = "" if _IS_CJK.match(first) else f"(?<!{_LETTER})"
    between = r"[\W_]*"
    return Phrase(tuple(found), opens, re.compile(start + between.join(re.escape(run) for run in runs)))


@dataclass(frozen=True)
class Bit:
    """A part of a snippet, and whether it is what was asked for."""

    text: str
    marked: bool = False


def snippet(text: str, query: Query) -> tuple[Bit, ...]:
    """The line of a text that has most of a question, cut around its first mark, with every mark in it."""
    best: tuple[int, str, list[tuple[int, int]]] = (-1, "", [])
    for line in text.split("\n"):
        spans = _spans(line, query)
        if len(spans) > best[0]:
            best = (len(spans), line, spans)
    _, line, spans = best
    if not spans:
        return (Bit(line[: 2 * _AROUND] + ("…" if len(line) > 2 * _AROUND else "")),)
    begin = max(0, spans[0][0] - _AROUND // 2)
    end = min(len(line), max(spans[0][1], begin + 2 * _AROUND))
    return _marked(line, begin, end, spans)


def _marked(line: str, begin: int, end: int, spans: list[tuple[int, int]]) -> tuple[Bit, ...]:
    found, at = [Bit("…")] if begin else [], begin
    for start, stop in spans:
        if start >= end:
            break
        found += [Bit(line[at:start]), Bit(line[start : min(stop, end)], marked=True)]
        at = min(stop, end)
    found.append(Bit(line[at:end] + ("…" if end < len(line) else "")))
    return tuple(one for one in found if one.text)


def _spans(line: str, query: Query) -> list[tuple[int, int]]:
    """Where the phrases stand in a line, without those that lie in another, by its own signs."""
    places: list[int] = []
    for at, char in enumerate(line):
        places += [at] * len(_folded(char))
    places.append(len(line))
    small = folded(line)
    found = sorted({(places[one.start()], places[one.end() - 1] + 1)
                    for phrase in query.phrases for one in phrase.marks.finditer(small)})  # fmt: skip
    kept: list[tuple[int, int]] = []
    for start, stop in found:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(stop, kept[-1][1]))
        else:
            kept.append((start, stop))
    return kept
