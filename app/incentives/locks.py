"""Gate locks: what part of a payout waits because a licence for its goods has ended (the covered class only).

The share is that of the closed goods in what counted, by class, never below nothing, in whole minor units that add up
to the payout. What no row of goods stands behind (money collected, a guarantee without sales) is not locked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.compliance.gate.closing import Closed
from app.compliance.gate.documents import Goods
from app.compliance.gate.rules import Reason
from app.compliance.gate.words import reason_text
from app.core.period import day_of
from app.core.texts import Text
from app.incentives.base import Row
from app.incentives.figures import Figures
from app.incentives.policy import Policy
from app.incentives.rounding import allocate

_MARK: Final = "gate"
_PARTS: Final = 6
_ORDER: Final = "order"
_TOLD: Final = frozenset({"receipt", "discount", "goods_rebate"})
"""How a row names what a use was read from: the way, the source's number, the document's own."""


@dataclass(frozen=True, order=True)
class Lock:
    """A class of goods and the licence that ended."""

    goods_class: str
    code: str
    """A code of the gate's reasons."""
    kind: str
    number: str
    until: int

    @property
    def document(self) -> str:
        """How a row of the ledger names it."""
        named = (self.code, str(self.until), self.goods_class.replace(":", "："), self.kind.replace(":", "："))
        return ":".join((_MARK, *named, self.number))

    @property
    def said(self) -> Text:
        """Why it is locked, in a sentence."""
        params: dict[str, str | int] = {
            "kind": self.kind, "number": self.number, "class": self.goods_class, "until": self.until,
        }  # fmt: skip
        reason = Reason(self.code, blocks=True, entity="licence", params=params)
        return reason_text(reason, day=lambda day: day_of(day).isoformat(), money=str)


@dataclass(frozen=True)
class Held:
    """So much of a payout is locked, and why."""

    lock: Lock
    amount_minor: int


def lock_of(document: str | None) -> Lock | None:
    """What a row's document says; None where it names no lock by the gate."""
    parts = (document or "").split(":", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != _MARK or not parts[2].isdigit():
        return None
    return Lock(parts[3], parts[1], parts[4], parts[5], int(parts[2]))


def document_label(document: str | None) -> str:
    """What a row's document is called in a list: of a lock the licence and the class, of a use its own number."""
    lock = lock_of(document)
    if lock is not None:
        return f"{lock.kind} {lock.number} · {lock.goods_class}"
    kind, _, rest = (document or "").partition(":")
    if kind == _ORDER:
        return rest
    return rest.partition(":")[2] if kind in _TOLD and ":" in rest else document or ""


def lock_for(goods: Goods, reason: Reason) -> Lock:
    """The lock of goods by the document that closes them."""
    params = reason.params
    return Lock(goods.goods_class, reason.code, str(params["kind"]), str(params["number"]), int(params["until"]))


def shared(payable_minor: int, weights: Mapping[Lock | None, int]) -> tuple[Held, ...]:
    """A payout above zero split by what counted: the locked parts; the rest, under None, is free.

    The free part is paid out of the same split, so that all parts add to the payout. Weights below nothing are nothing.
    """
    order = sorted(weights, key=lambda one: (one is not None, one or _FIRST))
    kept = [max(0, weights[one]) for one in order]
    if payable_minor <= 0 or not any(kept):
        return ()
    parts = zip(order, allocate(payable_minor, kept), strict=True)
    return tuple(Held(lock, minor) for lock, minor in parts if lock is not None and minor)


_FIRST: Final = Lock("", "", "", "", 0)


def weights_of(
    policy: Policy, figures: Figures, rows: Iterable[Row], products: Mapping[str, Goods],
    closed: Mapping[Goods, Reason],
) -> dict[Lock | None, int]:  # fmt: skip
    """What counted of a dealer by the lock that it lies under; None is free."""
    found: dict[Lock | None, int] = {}
    by_goods: dict[Goods | None, int] = {}
    for product, value in _worth(policy, figures, rows):
        goods = products.get(product or "")
        by_goods[goods] = by_goods.get(goods, 0) + value
    for goods, value in by_goods.items():
        reason = None if goods is None else closed.get(goods)
        lock = None if goods is None or reason is None else lock_for(goods, reason)
        found[lock] = found.get(lock, 0) + max(0, value)
    return found


def _worth(policy: Policy, figures: Figures, rows: Iterable[Row]) -> Iterable[tuple[str | None, int]]:
    """Product and worth of what counted, in the scale of the basis; returns below zero."""
    if policy.protection is not None:
        for each in figures.protected:
            yield each.product_id, max(0, min(each.stock_e3, each.bought_e3)) * each.cut_e6
        return
    for row in rows:
        value = (row.amount_e4 if policy.basis.measure == "value" else row.quantity_e3) or 0
        yield row.product_id, -value if row.role == "return" else value


def still_closed(lock: Lock, closed: Closed, party_id: str) -> bool:
    """Whether any goods of its class are closed to the dealer."""
    return any(goods.goods_class == lock.goods_class for goods in closed.dealers.get(party_id, {}))
