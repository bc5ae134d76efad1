"""What stands open between us and a dealer beside the goods: deposits, pledges, permanent credit, loaned assets.

Amounts are 1/10,000 of the currency, quantities 1/1,000. No database is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

WE_HOLD: Final = frozenset({"deposit", "pledge"})
"""Kinds of which we hold the money: in makes them more. Of the others the dealer holds money or things."""


@dataclass(frozen=True)
class Entry:
    """Something that came in or went out on a day."""

    kind: str
    """deposit, pledge, permanent or asset."""
    way: str
    """in: to us; out: to the dealer."""
    day: int
    amount: int
    item: str = ""
    """Which asset."""
    quantity: int | None = None


@dataclass(frozen=True, order=True)
class Balance:
    """What is left of one kind, or of one asset."""

    kind: str
    item: str
    amount: int
    quantity: int | None
    """None where no entry says one."""


def entry_of(values: Mapping[str, Any]) -> Entry:
    """An entry out of its stored columns."""
    get = values.get
    return Entry(
        values["kind"], values["way"], values["at_on"], values["amount_e4"], get("item") or "", get("quantity_e3")
    )


def balances(entries: Iterable[Entry], day: int) -> tuple[Balance, ...]:
    """What is open at the end of a day, by kind and asset; what has come back altogether is not listed.

    A negative amount is more than ever went out: an entry is missing.
    """
    amounts: dict[tuple[str, str], int] = {}
    quantities: dict[tuple[str, str], int] = {}
    for one in entries:
        if one.day > day:
            continue
        key = one.kind, one.item if one.kind == "asset" else ""
        sign = 1 if (one.way == "in") == (one.kind in WE_HOLD) else -1
        amounts[key] = amounts.get(key, 0) + sign * one.amount
        if one.quantity is not None:
            quantities[key] = quantities.get(key, 0) + sign * one.quantity
    return tuple(
        Balance(*key, amount, quantities.get(key))
        for key, amount in sorted(amounts.items())
        if amount or quantities.get(key)
    )
