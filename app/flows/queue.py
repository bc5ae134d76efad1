"""The queue of what sell-out, stock and order rows name and nothing says who or what it is, by amount (流向清洗)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.flows.candidates import party_candidates, product_candidates, read_places
from app.flows.likeness import Candidate, Suggestion, Unknown, is_clear, suggest
from app.flows.meanings import Meanings, Word, read_meanings, unsettled
from app.flows.service import Side
from app.sellout.channel import Place, own_area

BUYER: Final = "coalesce(f.counterparty_code, f.counterparty_name)"
"""Who bought, as a sell-out row names it: by its code, else by its name."""
_ORDERED: Final = "coalesce(f.ordered_on, f.shipped_on, f.delivered_on, f.signed_on, f.invoiced_on, 0)"
_LATEST: Final = "f.as_of_on = (SELECT max(as_of_on) FROM stock WHERE current = 1 AND source_n = f.source_n)"
_MENTIONS: Final[tuple[tuple[Side, str, str, str, str, str], ...]] = (
    ("party", "sellout", BUYER, "f.sold_on", "f.amount_e4", "coalesce(f.counterparty_kind, '') <> 'consumer'"),
    ("party", "sellout", "f.party_code", "f.sold_on", "f.amount_e4", "1"),
    ("product", "sellout", "f.product_code", "f.sold_on", "f.amount_e4", "1"),
    ("party", "stock", "f.party_code", "f.as_of_on", f"CASE WHEN {_LATEST} THEN f.amount_e4 END", "1"),
    ("product", "stock", "f.product_code", "f.as_of_on", f"CASE WHEN {_LATEST} THEN f.amount_e4 END", "1"),
    ("party", "order_line", "f.party_code", _ORDERED, "f.amount_e4", "1"),
    ("party", "order_line", "f.seller_code", _ORDERED, "0", "1"),
    ("product", "order_line", "f.product_code", _ORDERED, "f.amount_e4", "1"),
    ("party", "order_head", "f.party_code", _ORDERED, "f.amount_e4", "1"),
    ("party", "goods_return", "f.party_code", "f.returned_on", "f.amount_e4", "1"),
    ("product", "goods_return", "f.product_code", "f.returned_on", "f.amount_e4", "1"),
    ("party", "stock_move", BUYER, "f.moved_on", "f.amount_e4", "f.kind IN ('moved_in', 'moved_out')"),
    ("party", "stock_move", "f.party_code", "f.moved_on", "f.amount_e4", "1"),
    ("product", "stock_move", "f.product_code", "f.moved_on", "f.amount_e4", "1"),
)
"""Side, feed, the word, its day, the amount by which it weighs, and which rows; a stock list weighs by its last one."""


@dataclass(frozen=True)
class Open:
    """One word that nothing resolves, with what its rows are worth and what it may mean."""

    side: Side
    source_n: int
    source: str
    word: str
    name: str
    """The name beside a code; empty where the word is the name."""
    feeds: tuple[str, ...]
    rows: int
    amount_e4: int
    first: int
    last: int
    dealers: tuple[str, ...]
    """Who hands the rows in."""
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether one suggestion has the very name and no other has."""
        return is_clear(self.suggestions)


@dataclass(frozen=True)
class Decided:
    """A decision in force: what a word of a source means from a day to a day."""

    id: str
    ref: str
    side: Side
    source: str
    word: str
    target: str
    """Empty where it is not one of ours."""
    from_on: int | None
    to_on: int | None


@dataclass
class _Gathered:
    """What the rows of one word add up to."""

    name: str = ""
    feeds: dict[str, None] = field(default_factory=dict)
    rows: int = 0
    amount_e4: int = 0
    first: int = 2**40
    last: int = -(2**40)
    codes: dict[str, None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)


_Key = tuple[Side, int, str]
_Dealers = dict[Word, tuple[int, str]]
"""Number and name of the dealer of each code."""


def read_queue(session: Session) -> list[Open]:
    """Everything that is not matched, by amount, the largest first, with suggestions."""
    meanings = {side: read_meanings(session, side) for side in _SIDES}
    gathered: dict[_Key, _Gathered] = {}
    for side, feed, word, day, amount, rows in _MENTIONS:
        every = session.execute(
            text(f"SELECT DISTINCT f.source_n, {word} FROM {feed} f WHERE f.current = 1 AND {word} NOT NULL AND {rows}")
        )
        own = meanings[side]
        dated: dict[bool, list[Word]] = {True: [], False: []}
        for one in unsettled(own, every):
            dated[one in own.spells].append(one)
        for by_day, words in dated.items():
            if words:
                _gather(session, own, (side, feed, word, day, amount, rows), words, gathered, by_day=by_day)
    return _with_suggestions(session, gathered)


def _gather(
    session: Session, meanings: Meanings, mention: tuple[Side, str, str, str, str, str], words: Sequence[Word],
    gathered: dict[_Key, _Gathered], *, by_day: bool,
) -> None:  # fmt: skip
    """Add up the rows of some words; ``by_day`` for words that mean something on some days."""
    side, feed, word, day, amount, rows = mention
    name = "f.counterparty_name" if word == BUYER else "NULL"
    kind = "f.counterparty_kind" if word == BUYER and feed == "sellout" else "NULL"
    found = session.execute(
        text(f"""
        SELECT f.source_n, {word} AS word, {name} AS name, f.party_code, {kind} AS kind,
               min({day}), max({day}), count(*), sum({amount})
        FROM {feed} f WHERE f.current = 1 AND {rows}
          AND (f.source_n, {word}) IN (SELECT j.value ->> 0, j.value ->> 1 FROM json_each(:words) j)
        GROUP BY 1, 2, 3, 4, 5 {f", {day}" if by_day else ""}
    """),
        {"words": json.dumps([list(one) for one in words])},
    )
    for source_n, text_, called, code, sort, first, last, count, worth in found:
        if by_day and meanings.of((source_n, text_), first) is not None:
            continue
        one = gathered.setdefault((side, source_n, text_), _Gathered())
        one.name = one.name or (called if called and called != text_ else "")
        one.feeds[feed] = None
        one.rows += count
        one.amount_e4 += worth or 0
        one.first, one.last = min(one.first, first), max(one.last, last)
        if code and code != text_:
            one.codes[code] = None
        if sort:
            one.kinds.add(sort)


def _with_suggestions(session: Session, gathered: dict[_Key, _Gathered]) -> list[Open]:
    sources: dict[int, str] = dict(
        session.execute(text("SELECT n, entity_id FROM numbered WHERE kind = 'source'")).all()
    )
    places, dealers = read_places(session), _dealer_codes(session)
    order = sorted(gathered, key=lambda key: (-abs(gathered[key].amount_e4), -gathered[key].rows, key))
    found: list[Open] = []
    likely: dict[_Key, tuple[Suggestion, ...]] = {}
    known: tuple[tuple[Side, Sequence[Candidate]], ...] = (
        ("party", party_candidates(session, places)),
        ("product", product_candidates(session)),
    )
    for side, candidates in known:
        keys = [key for key in order if key[0] == side]
        asked = [_unknown(key, gathered[key], places, dealers) for key in keys]
        likely |= dict(zip(keys, suggest(asked, candidates), strict=True))
    for key in order:
        side, source_n, word = key
        one = gathered[key]
        names = tuple(dealers[source_n, code][1] if (source_n, code) in dealers else code for code in one.codes)
        found.append(
            Open(
                side, source_n, sources.get(source_n, ""), word, one.name, tuple(one.feeds), one.rows, one.amount_e4,
                one.first, one.last, names, likely[key],
            )
        )  # fmt: skip
    return found


def _unknown(key: _Key, one: _Gathered, places: Mapping[int, Place], dealers: _Dealers) -> Unknown:
    namers = frozenset(dealers[key[1], code][0] for code in one.codes if (key[1], code) in dealers)
    areas = tuple(sorted({own_area(places[each]) for each in namers if each in places}))
    return Unknown(key[2], one.name, areas, namers, "dealer" in one.kinds if one.kinds else None)


def _dealer_codes(session: Session) -> _Dealers:
    rows = session.execute(
        text("""
        SELECT c.source_n, c.code, c.dealer_n, p.name FROM cell_party c JOIN numbered n ON n.n = c.dealer_n
        JOIN party p ON p.id = n.entity_id ORDER BY c.from_on
    """)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


_SIDES: Final[tuple[Side, ...]] = ("party", "product")


def read_decisions(session: Session) -> list[Decided]:
    """The decisions in force, the newest first."""
    found: list[tuple[int, Decided]] = []
    for side in _SIDES:
        rows = session.execute(
            text(f"""
            SELECT c.id, c.ref, s.entity_id, c.code, CASE WHEN p.removed = 0 THEN p.name ELSE '' END, c.from_on,
                   c.to_on, (SELECT max(j.n) FROM journal j WHERE j.entity = '{side}_code' AND j.entity_id = c.id)
            FROM {side}_code c JOIN {side} p ON p.id = c.{side}_id JOIN numbered s ON s.n = c.source_n
            WHERE c.removed = 0 AND c.by_hand IS NOT NULL
        """)
        )
        found += [(row[7] or 0, Decided(row[0], row[1], side, *row[2:7])) for row in rows]
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]
