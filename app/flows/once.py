"""Each movement once: stock movements that order lines, return notes or sell-out tell of already; no database is asked.

As with red lines and return notes (``app/kpi/twice.py``) two rows tell of the same goods where one bears the number of
the other, or, without such a number, where dealer, product, quantity and month agree, one row for one row.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.core.period import day_of
from app.flows.rules import Move

_SORTS: Final = {
    ("order_line", "free"): "free",
    ("order_line", "sent_back"): "sent_back",
    ("goods_return", "sent_back"): "sent_back",
    ("sellout", "came_back"): "came_back",
    ("sellout", "resold"): "moved_out",
    ("sellout", "moved_out"): "moved_out",
    ("sellout", "bought"): "moved_in",
    ("sellout", "moved_in"): "moved_in",
}
"""What rows of other feeds may tell of, in the part that a movement has."""
NEAR_DAYS: Final = 31
"""Rows that bear one number further apart than this are two: numbers begin anew."""
_Key = tuple[int, int, str, int | None]


def told_once(told: Iterable[Move], movements: Sequence[Move]) -> Iterator[Move]:
    """The movements that no other row tells of, in their order."""
    asked = {_key(one, one.part) for one in movements}
    rows: dict[_Key, list[Move]] = defaultdict(list)
    for one in told:
        sort = _SORTS.get((one.row[0], one.part), "")
        if sort and (key := _key(one, sort)) in asked:
            rows[key].append(one)
    unnamed: list[Move] = []
    spoken_for: set[tuple[_Key, Move]] = set()
    for one in movements:
        key = _key(one, one.part)
        named = [each for each in rows[key] if _names(one, each)]
        spoken_for.update((key, each) for each in named)
        if not named:
            unnamed.append(one)
    alike = {key: Counter(_alike(one) for one in own if (key, one) not in spoken_for) for key, own in rows.items()}
    for one in unnamed:
        left = alike[_key(one, one.part)]
        if left[_alike(one)] > 0:
            left[_alike(one)] -= 1
        else:
            yield one


def _names(one: Move, other: Move) -> bool:
    shared = set(one.documents).intersection(other.documents) - {None, ""}
    return bool(shared) and abs(one.day - other.day) <= NEAR_DAYS


def _key(one: Move, sort: str) -> _Key:
    """What rows must agree in; only who moved goods to whom asks for the other side."""
    return one.dealer, one.product, sort, one.other if sort in {"moved_in", "moved_out"} else None


def _alike(one: Move) -> tuple[int | None, int, int]:
    day = day_of(one.day)
    return one.quantity_e3, day.year, day.month
