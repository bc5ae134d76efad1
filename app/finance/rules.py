"""Which invoices are open: what was received settles the invoice that it names, and beyond that the oldest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Claim:
    """A blue invoice (蓝字): what a dealer owes."""

    dealer: str
    document: str
    invoiced_on: int
    due_on: int | None
    amount: int
    """With tax, in one currency; never below zero."""


@dataclass(frozen=True)
class Settlement:
    """A receipt (回款), or a red invoice (红字): what a dealer owes less."""

    dealer: str
    document: str
    day: int
    amount: int
    """Never below zero."""
    settles: str | None = None
    """The invoice that it names."""


@dataclass(frozen=True)
class Account:
    """One dealer's open items, the oldest first, and what it has paid beyond them (预收), which is never netted."""

    dealer: str
    items: tuple[Claim, ...]
    credit: int


def settle(claims: Iterable[Claim], settlements: Iterable[Settlement]) -> list[Account]:
    """Each dealer's account: settlements in the order of their days, first all that name an invoice, then the others.

    The order in which they are given does not matter. What is open less what is credit is what was invoiced less what
    was received, and no item is below zero. Raises ValueError for an amount below zero.
    """
    owed: dict[str, list[Claim]] = {}
    paid: dict[str, list[Settlement]] = {}
    for claim in claims:
        owed.setdefault(claim.dealer, []).append(claim)
    for one in settlements:
        paid.setdefault(one.dealer, []).append(one)
    return [
        _account(dealer, owed.get(dealer, []), paid.get(dealer, [])) for dealer in sorted(owed.keys() | paid.keys())
    ]


def _account(dealer: str, claims: Sequence[Claim], settlements: Sequence[Settlement]) -> Account:
    if any(one.amount < 0 for one in claims) or any(one.amount < 0 for one in settlements):
        raise ValueError("an amount below zero")
    items = sorted(claims, key=lambda one: (one.invoiced_on, one.document, one.due_on or 0, one.amount))
    left = [one.amount for one in items]
    named: dict[str, list[int]] = {}
    for at, item in enumerate(items):
        named.setdefault(item.document, []).append(at)
    in_turn = sorted(settlements, key=lambda one: (one.day, one.document, one.amount))
    rest = sum(_take(left, named.get(one.settles or "", ()), one.amount) for one in in_turn)
    credit = _take(left, range(len(items)), rest)
    still = tuple(replace(item, amount=amount) for item, amount in zip(items, left, strict=True) if amount)
    return Account(dealer, still, credit)


def _take(left: list[int], places: Iterable[int], amount: int) -> int:
    """Settle the items at these places one after the other; returns what remains of the amount."""
    for at in places:
        taken = min(left[at], amount)
        left[at] -= taken
        amount -= taken
    return amount
