"""Rows of dealers' lists that name a seller, buyer or product whom nobody knows, for the quality score.

关联数据一致性 of GB/T 36344-2018, data that belongs to other data agrees with it: a code that leads to no record breaks
一致性 (consistency). It does not break 准确性 (accuracy), which asks whether the value itself is right: a dealer's code
may well be right in the dealer's own system, and only not be known here.
"""

import json
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import day_of
from app.flows.meanings import Word, read_meanings, unsettled
from app.flows.queue import BUYER

MATCHED: Final = {"sellout": ("f.sold_on", BUYER), "stock": ("f.as_of_on", "NULL")}
"""The feeds that dealers hand in, in their own codes: the day of a row and whom it names beside its dealer."""
_CONSUMER: Final = {"sellout": "coalesce(f.counterparty_kind = 'consumer', 0)", "stock": "0"}


class Lost(NamedTuple):
    """How many rows of a dealer's code and month name somebody or something unknown."""

    source_n: int
    feed: str
    party_code: str
    month: int
    """yyyymm."""
    rows: int


def lost_rows(session: Session) -> list[Lost]:
    """Those rows among the ones that count now: a decision about a code mends rows that came before it too."""
    parties, products = read_meanings(session, "party"), read_meanings(session, "product")
    found: dict[tuple[int, str, str, int], int] = {}
    for feed, (day, buyer) in MATCHED.items():
        known = {
            word: unsettled(meanings, _words(session, feed, word))
            for word, meanings in (("f.party_code", parties), (buyer, parties), ("f.product_code", products))
        }
        open_ones = {word: words for word, words in known.items() if words}
        tests = [
            f"(f.source_n, {word}) IN (SELECT j.value ->> 0, j.value ->> 1 FROM json_each(:w{place}) j)"
            for place, word in enumerate(open_ones)
        ]
        rows = session.execute(
            text(f"""
            SELECT f.source_n, coalesce(f.party_code, ''), f.product_code, {buyer}, {_CONSUMER[feed]}, {day}, count(*)
            FROM {feed} f WHERE f.current = 1 AND ({" OR ".join(tests) or "0"}) GROUP BY 1, 2, 3, 4, 5, 6
        """),
            {f"w{place}": json.dumps(words) for place, words in enumerate(open_ones.values())},
        )
        for source_n, seller, product, named, consumer, on, count in rows:
            asked = [(parties, seller), (products, product), *([] if consumer else [(parties, named)])]
            if any(word and meanings.of((source_n, word), on) is None for meanings, word in asked):
                place = source_n, feed, seller, int(f"{day_of(on):%Y%m}")
                found[place] = found.get(place, 0) + count
    return [Lost(*place, rows) for place, rows in found.items()]


def _words(session: Session, feed: str, word: str) -> list[Word]:
    found = session.execute(
        text(f"SELECT DISTINCT f.source_n, {word} FROM {feed} f WHERE f.current = 1 AND {word} NOT NULL")
    )
    return [(row[0], row[1]) for row in found]
