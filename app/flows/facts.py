"""The facts that move goods of dealers, as moves in base units: order lines, sell-out, returns, stock movements."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

from sqlalchemy.orm import Session

from app.catalog.factors import in_base, unit_join
from app.core.connect import raw_of
from app.core.period import day_of, month_of
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.flows.candidates import read_places
from app.flows.once import NEAR_DAYS, told_once
from app.flows.queue import BUYER
from app.flows.rules import LOOK_BACK_DAYS, Move

_FREE: Final = frozenset({"gift", "goods_rebate", "sample", "exchange"})
"""Line types that bring goods without a price of their own."""
_STEP: Final = 5_000
"""Rows between two looks at whether somebody cancelled."""
_NO_GOODS: Final = frozenset({"discount", "freight"})


@dataclass(frozen=True)
class Facts:
    """Everything that the balances of some dealers and days are made of."""

    moves: Mapping[int, Sequence[Move]]
    """By dealer."""
    stock: Mapping[int, Mapping[tuple[int, int], int | None]]
    """By dealer: the quantity of its lists by (day, product); None where a unit has no factor."""
    reports: Mapping[int, frozenset[int]]
    """By dealer: the days of its sell-out rows."""
    rows: Mapping[tuple[int, int, int], Sequence[int]]
    """By dealer, day and product: the rows of its stock lists."""


def list_days(
    session: Session, first: int, last: int, dealers: Collection[int] | None = None
) -> dict[int, frozenset[int]]:
    """The days of the stock lists of dealers (numbers) among some days; None is every dealer that hands in any."""
    found: dict[int, set[int]] = defaultdict(set)
    for dealer, day in _Asked(session, (first, last), dealers).rows(_LISTS):
        found[dealer].add(day)
    return {dealer: frozenset(days) for dealer, days in found.items()}


def read_facts(
    session: Session, span: tuple[int, int], lists: Collection[int], dealers: Collection[int] | None = None,
    progress: Progress | None = None,
) -> Facts:  # fmt: skip
    """The moves from a day to a day and the stock lists of some days; ``dealers`` (numbers) narrows them.

    Raises Cancelled through ``progress``, which counts rows and not how many there are.
    """
    watch = progress or Progress()
    ask = _Asked(session, span, dealers)
    moves: dict[int, list[Move]] = defaultdict(list)
    reports: dict[int, set[int]] = defaultdict(set)
    for place, one in enumerate(chain(_bought(ask), _sold(ask, reports), _sent_back(ask), _moved(ask))):
        if place % _STEP == 0:
            watch.step(place, 0, Text(N_("Reading what moved goods")))
        moves[one.dealer].append(one)
    stock: dict[int, dict[tuple[int, int], int | None]] = defaultdict(dict)
    rows: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for place, (dealer, product, id_, day, quantity) in enumerate(ask.rows(_STOCK, lists=lists)):
        if place % _STEP == 0:
            watch.step(place, 0, Text(N_("Reading stock lists")))
        key, own = (day, product), stock[dealer]
        there = own.get(key, 0)
        own[key] = None if quantity is None or there is None else there + quantity
        rows[dealer, day, product].append(id_)
    return Facts(moves, stock, {name: frozenset(own) for name, own in reports.items()}, rows)


class _Asked:
    """Some days of some dealers, or of all; ``told`` asks only for rows that may tell of what a movement tells of."""

    def __init__(
        self, session: Session, span: tuple[int, int], dealers: Collection[int] | None, *, told: bool = False
    ) -> None:
        self.session, self.span, self.told = session, span, told
        self.dealers = None if dealers is None else frozenset(dealers)

    @cached_property
    def supplied(self) -> frozenset[tuple[int, int]]:
        """Pairs of dealers with order lines from the one to the other."""
        return frozenset(raw_of(self.session.connection()).execute(_SUPPLIED))

    def rows(self, sql: str, lists: Collection[int] = ()) -> Iterable[Any]:
        """The rows of a statement; ``{only}`` is a condition on the dealer ``m``, ``{either}`` on ``m`` or ``c``."""
        some, only, either = "(SELECT value FROM json_each(:dealers))", "", ""
        if self.dealers is not None:
            only = f"AND m.dealer_n IN {some}"
            either = f"AND (m.dealer_n IN {some} OR c.dealer_n IN {some})"
        for name, condition in (("{only}", only), ("{either}", either)):
            sql = sql.replace(name, condition)
        for feed, condition in _TELLING.items():
            sql = sql.replace(f"{{{feed}}}", condition if self.told else "")
        first, last = self.span
        asked = {
            "first": first, "last": last, "back": first - LOOK_BACK_DAYS, "lists": json.dumps(sorted(lists)),
            "dealers": json.dumps(sorted(self.dealers or ())),
        }  # fmt: skip
        return raw_of(self.session.connection()).execute(sql, asked)


def _joined(code: str, day: str) -> str:
    """Dealer ``m``, product ``p`` and factor ``u`` of a row ``f`` on its day."""
    return f"""JOIN cell_party m ON m.source_n = f.source_n AND m.code = {code}
          AND m.from_on <= {day} AND m.to_on > {day} {{only}}
        JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= {day} AND p.to_on > {day}
        {unit_join("cell", unit="f.unit", day=day)}"""


def _buyer(day: str) -> str:
    """The other side ``c`` of a row ``f``."""
    return f"""LEFT JOIN cell_party c ON c.source_n = f.source_n AND c.code = {BUYER}
      AND c.from_on <= {day} AND c.to_on > {day}"""


_SHIPPED: Final = "coalesce(f.shipped_on, h.shipped_on)"
_ARRIVED: Final = "coalesce(f.delivered_on, h.delivered_on, f.signed_on, h.signed_on)"
_STATUS: Final = "coalesce(f.status, h.status, '')"
_REVERSED: Final = f"coalesce({_SHIPPED}, {_ARRIVED}, f.invoiced_on, h.invoiced_on, f.ordered_on, h.ordered_on)"
_TAKEN: Final = """coalesce(f.accepted_quantity_e3, f.shipped_quantity_e3 - f.rejected_quantity_e3,
        f.shipped_quantity_e3, f.ordered_quantity_e3)"""
_LINES: Final = f"""
    SELECT m.dealer_n, p.product_n, f.id, coalesce(f.line_type, 'sale'), {_SHIPPED},
           coalesce({_ARRIVED}, CASE WHEN {_STATUS} NOT IN ('open', 'shipped') THEN {_SHIPPED} END), {_REVERSED},
           {in_base(_TAKEN, "f.unit")}, f.order_no, f.ref_no
    FROM order_line f LEFT JOIN order_head h ON f.needs_head = 1 AND h.source_n = f.source_n
      AND h.order_no = f.order_no AND h.current = 1
    {_joined("coalesce(f.party_code, h.party_code)", f"coalesce({_REVERSED}, 0)")}
    WHERE f.current = 1 {{order_line}} AND {_STATUS} <> 'cancelled' AND {_REVERSED} BETWEEN :back AND :last
      AND (f.shipped_on IS NULL OR f.shipped_on BETWEEN :back AND :last)
      AND (coalesce({_ARRIVED}, {_REVERSED}) >= :first OR {_REVERSED} >= :first)
      AND NOT EXISTS (SELECT 1 FROM cell_twice x WHERE x.feed = 'order_line' AND x.id = f.id AND x.twice = 1)
"""
_STOCK: Final = f"""
    SELECT m.dealer_n, p.product_n, f.id, f.as_of_on, {in_base("f.quantity_e3", "f.unit")}
    FROM stock f {_joined("f.party_code", "f.as_of_on")}
    WHERE f.current = 1 AND f.as_of_on IN (SELECT value FROM json_each(:lists))
"""
_LISTS: Final = """
    SELECT DISTINCT m.dealer_n, f.as_of_on FROM (
        SELECT DISTINCT source_n, party_code, as_of_on FROM stock
        WHERE current = 1 AND as_of_on BETWEEN :first AND :last AND party_code IS NOT NULL) f
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.as_of_on AND m.to_on > f.as_of_on {only}
"""
_BACK: Final = f"""
    SELECT m.dealer_n, p.product_n, f.id, f.returned_on, {in_base("f.quantity_e3", "f.unit")}, f.return_no, f.order_no
    FROM goods_return f {_joined("f.party_code", "f.returned_on")}
    WHERE f.current = 1 AND f.returned_on BETWEEN :first AND :last
"""
_SOLD: Final = f"""
    SELECT m.dealer_n, p.product_n, f.id, f.sold_on, {in_base("f.quantity_e3", "f.unit")}, c.dealer_n,
           coalesce(f.counterparty_kind = 'dealer', c.sells AND c.tier <> '', 0), f.document_no
    FROM sellout f {_joined("f.party_code", "f.sold_on").replace("{only}", "")} {_buyer("f.sold_on")}
    WHERE f.current = 1 {{sellout}} AND f.sold_on BETWEEN :first AND :last {{either}}
"""
_TELLING: Final = {
    "order_line": "AND coalesce(f.line_type, 'sale') <> 'sale'",
    "sellout": "AND (f.quantity_e3 < 0 OR f.counterparty_kind = 'dealer' OR c.sells AND c.tier <> '')",
}
"""Which rows of a feed may tell of what a stock movement tells of."""
_MOVED: Final = f"""
    SELECT m.dealer_n, p.product_n, f.id, f.moved_on, f.kind, {in_base("f.quantity_e3", "f.unit")}, c.dealer_n,
           f.document_no, f.ref_no
    FROM stock_move f {_joined("f.party_code", "f.moved_on").replace("{only}", "")} {_buyer("f.moved_on")}
    WHERE f.current = 1 AND f.moved_on BETWEEN :first AND :last AND f.kind NOT IN ('bought', 'sold') {{either}}
"""
_MOVERS: Final = """
    SELECT DISTINCT m.dealer_n FROM (SELECT DISTINCT source_n, party_code FROM stock_move WHERE current = 1) f
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
"""
"""Who hands stock movements in."""
_SUPPLIED: Final = """
    SELECT DISTINCT s.dealer_n, m.dealer_n FROM (
        SELECT DISTINCT source_n, seller_code, party_code FROM order_line
        WHERE current = 1 AND seller_code IS NOT NULL AND party_code IS NOT NULL) f
    JOIN cell_party s ON s.source_n = f.source_n AND s.code = f.seller_code
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
"""
"""Who has order lines of which dealer: there its sell-out says the same once more."""


def _bought(ask: _Asked) -> Iterator[Move]:
    """What was shipped to dealers, less what has not arrived; red lines that no return note tells of."""
    for dealer, product, id_, kind, shipped, arrived, reversed_on, quantity, order_no, ref_no in ask.rows(_LINES):
        row, numbers = ("order_line", id_), (order_no, ref_no)
        if kind == "red":
            back = None if quantity is None else abs(quantity)
            yield Move(dealer, product, "sent_back", reversed_on, back, row, documents=numbers)
        elif shipped is not None and kind not in _NO_GOODS:
            part = "free" if kind in _FREE else "bought"
            yield Move(dealer, product, part, shipped, quantity, row, arrived, documents=numbers)


def _sold(ask: _Asked, reports: dict[int, set[int]]) -> Iterator[Move]:
    """What dealers sold on: to terminals, to dealers below them, to others; what came back stands below zero.

    What one dealer sells to another has come in there too, unless order lines between the two tell of it.
    """
    places = read_places(ask.session)
    for dealer, product, id_, day, quantity, buyer, to_dealer, number in ask.rows(_SOLD):
        row, numbers = ("sellout", id_), (number,)
        below = buyer is None or buyer not in places or places[buyer].parent == dealer
        if ask.dealers is None or dealer in ask.dealers:
            reports[dealer].add(day)
            if quantity is not None and quantity < 0:
                yield Move(dealer, product, "came_back", day, -quantity, row, documents=numbers)
            else:
                part = ("resold" if below else "moved_out") if to_dealer else "sold"
                yield Move(dealer, product, part, day, quantity, row, other=buyer, documents=numbers)
        heard = ask.dealers is None or buyer in ask.dealers
        if to_dealer and buyer is not None and buyer != dealer and heard and (dealer, buyer) not in ask.supplied:
            part = "bought" if below else "moved_in"
            yield Move(buyer, product, part, day, quantity, row, other=dealer, documents=numbers)


def _sent_back(ask: _Asked) -> Iterator[Move]:
    for dealer, product, id_, day, quantity, return_no, order_no in ask.rows(_BACK):
        row, numbers = ("goods_return", id_), (return_no, order_no)
        yield Move(dealer, product, "sent_back", day, quantity, row, documents=numbers)


_MOVES: Final[Mapping[str, tuple[str, int]]] = {
    "found": ("found", 1), "lost": ("lost", 0), "moved_in": ("moved_in", 1), "moved_out": ("moved_out", 0),
    "free": ("free", 1), "sent_back": ("sent_back", 0), "came_back": ("came_back", 1),
}  # fmt: skip
"""The part of each kind of movement; 0 where a sign says nothing, for lists tell what went out either way."""


def _moved(ask: _Asked) -> Iterable[Move]:
    """What stock movements tell and no other row does.

    What a dealer moved to another has come in there too where the other hands in no movements; nothing has come or gone
    where it moved goods within its own stock, or where order lines between the two tell of it.
    """
    first, last = month_of(day_of(ask.span[0])).first_day, month_of(day_of(ask.span[1])).last_day
    moved = list(_Asked(ask.session, (first, last), ask.dealers).rows(_MOVED))
    if not moved:
        return ()
    near = _Asked(ask.session, (first - NEAR_DAYS, last + NEAR_DAYS), ask.dealers, told=True)
    told = chain(_bought(near), _sold(near, defaultdict(set)), _sent_back(near))
    movers = frozenset(one for (one,) in raw_of(ask.session.connection()).execute(_MOVERS))
    found: list[Move] = []
    for dealer, product, id_, day, kind, quantity, other, number, ref in moved:
        part, signed = _MOVES.get(kind) or (("lost", 0) if (quantity or 0) < 0 else ("found", 0))
        size = quantity if quantity is None or signed else abs(quantity)
        sides = {dealer: part}
        if part in _ACROSS and other is not None:
            sides = {} if other == dealer else sides if other in movers else {**sides, other: _ACROSS[part]}
        for own, part_ in sides.items():
            far = other if own == dealer else dealer
            if part_ == "moved_in" and (far, own) in ask.supplied:
                continue
            if ask.dealers is None or own in ask.dealers:
                row = ("stock_move", id_)
                found.append(Move(own, product, part_, day, size, row, other=far, documents=(number, ref)))
    return told_once(told, sorted(found, key=lambda one: (one.day, one.row, one.dealer)))


_ACROSS: Final = {"moved_in": "moved_out", "moved_out": "moved_in"}
