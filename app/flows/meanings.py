"""What the codes and names of sources mean by day, as the figures are computed with them, and who said so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.flows.service import Side

FOREVER: Final = 2**40
TABLES: Final[Mapping[Side, str]] = {"party": "cell_party", "product": "cell_goods"}
Word = tuple[int, str]
"""A source's number and a code or name in it."""


@dataclass(frozen=True)
class Spell:
    """From a day to a day (the first that it no longer holds) a word means a party or product; 0 is none of ours."""

    from_on: int
    to_on: int
    number: int


@dataclass(frozen=True)
class Meanings:
    """The meanings of one side's words; a record that rows merely mention is no meaning."""

    spells: Mapping[Word, tuple[Spell, ...]]

    def of(self, word: Word, day: int) -> int | None:
        """The number of what a word means on a day; 0 where it is none of ours, None where nobody knows."""
        for one in self.spells.get(word, ()):
            if one.from_on <= day < one.to_on:
                return one.number
        return None

    def settled(self, word: Word) -> bool:
        """Whether a word means the same on all days."""
        own = self.spells.get(word, ())
        return len(own) == 1 and own[0].from_on <= -FOREVER // 2 and own[0].to_on >= FOREVER // 2


def read_meanings(session: Session, side: Side) -> Meanings:
    """Every word of a side with what it means; ``not one of ours`` is a meaning too."""
    number = "dealer_n" if side == "party" else "product_n"
    mentioned = _only_mentioned(session, side)
    said = _said(session, side)
    spells: dict[Word, list[Spell]] = {}
    rows = session.execute(
        text(f"SELECT source_n, code, from_on, to_on, {number} FROM {TABLES[side]} WHERE source_n > 0")
    )
    for source_n, code, from_on, to_on, meant in rows:
        own = said.get((source_n, code), ())
        by_hand = any(first <= from_on and to_on <= last for first, last, _ in own)
        if by_hand or (source_n, code) not in mentioned:
            spells.setdefault((source_n, code), []).append(Spell(from_on, to_on, meant))
    for word, own in said.items():
        spells.setdefault(word, []).extend(Spell(first, last, 0) for first, last, gone in own if gone)
    return Meanings({word: tuple(own) for word, own in spells.items()})


def only_mentioned(session: Session, side: Side) -> frozenset[Word]:
    """Codes of records that rows made by naming them: no master list and no person says what they are."""
    return frozenset(_only_mentioned(session, side))


def _only_mentioned(session: Session, side: Side) -> set[Word]:
    rows = session.execute(
        text(f"""
        SELECT c.source_n, c.code FROM {side}_code c
        JOIN {side} p ON p.id = c.{side}_id AND p.removed = 0 AND p.by_hand = '' AND p.name = c.code
        WHERE c.removed = 0 AND c.by_hand IS NULL AND NOT EXISTS (
            SELECT 1 FROM {side}_row r WHERE r.source_n = c.source_n AND r.key = c.code AND r.current = 1)
    """)
    )
    return set(rows.all())


def _said(session: Session, side: Side) -> dict[Word, list[tuple[int, int, bool]]]:
    rows = session.execute(
        text(f"""
        SELECT c.source_n, c.code, coalesce(c.from_on, -{FOREVER}), coalesce(c.to_on, {FOREVER}), p.removed
        FROM {side}_code c JOIN {side} p ON p.id = c.{side}_id WHERE c.removed = 0 AND c.by_hand IS NOT NULL
    """)
    )
    found: dict[Word, list[tuple[int, int, bool]]] = {}
    for source_n, code, first, last, gone in rows:
        found.setdefault((source_n, code), []).append((first, last, bool(gone)))
    return found


def unsettled(meanings: Meanings, words: Iterable[Word]) -> list[Word]:
    """The words that need a look by day: unknown ones, and those that mean one thing after the other."""
    return [one for one in words if not meanings.settled(one)]
