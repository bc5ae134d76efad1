"""What the facts say of a policy's basis: the counted rows, and why others are left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from app.core.texts import N_

Role = Literal["sale", "return"]
_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})

REASONS: Final[Mapping[str, str]] = {
    "cancelled": N_("The order is cancelled."),
    "no_head": N_("The head of its order has not come in yet."),
    "no_day": N_("The document has not got that far: it has no such date yet."),
    "other_period": N_("Its date puts it into another period."),
    "before_grace": N_("It was ordered in the period before and came within its grace days: it counts there."),
    "after_cutoff": N_("Its date is after the last day whose documents count."),
    "outside_policy": N_("Its date is outside the days on which this version of the policy holds."),
    "unknown_product": N_("Its product code is not matched to a product."),
    "goods": N_("The policy does not name these goods."),
    "goods_excluded": N_("The policy leaves these goods out."),
    "other_seller": N_("Another dealer sold it, not we."),
    "freight": N_("It is freight."),
    "gift": N_("It is free goods."),
    "goods_rebate": N_("It is a rebate in goods."),
    "sample": N_("It is a sample."),
    "withheld": N_("It is withheld until it is explained."),
    "told_twice": N_("Another document tells of the same return and counts."),
    "exchange": N_("It is an exchange: the goods went out again."),
    "returns_ignored": N_("Returns do not count by this policy."),
    "resold": N_("It went to another dealer, which is no sell-out."),
    "unpaid": N_("The invoice was not paid in full by the end of the grace days."),
    "late": N_("It came after the due date and the grace days."),
    "no_invoice": N_("It names no invoice that is known, so that no due date can be held against it."),
    "set_off": N_("It is a rebate set off, which brings no money."),
}
"""Why a row is left out, by its code."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a feed as the policy's basis sees it."""

    feed: str
    id: int
    source_n: int
    key: str
    """Its natural key within the source."""
    document: str
    line: str
    day: int | None
    product_id: str | None
    product: str
    product_code: str
    group: str
    """The code of the product group; empty for none."""
    role: Role
    amount_e4: int | None
    """By the policy's tax basis; of a return positive. None where the row does not say it: it counts as nothing."""
    quantity_e3: int | None
    """In base units."""
    reason: str = ""
    """Why it is left out: a key of ``REASONS``; empty where it counts."""
    note: str = ""
    """What was said when it was withheld."""
    baskets: tuple[str, ...] = ()
    """The baskets that it counts in."""


class Base(NamedTuple):
    """The sums of the rows of one dealer that count in one period."""

    party_id: str
    first_on: int
    last_on: int
    amount_e4: int = 0
    """Returns taken off where the basis says so."""
    quantity_e3: int = 0
    returns_e4: int = 0
    """What was taken off, positive."""
    returns_e3: int = 0
    baskets: Mapping[str, int] = _NOTHING
    """By the name of the basket, in the basis' scale, returns taken off like above."""
    rows: int = 0
    keys_sha256: str = ""
    """Of the ordered natural keys of the counted rows (``keys``); empty where none counts or it was not asked for."""


@dataclass(frozen=True)
class BaseRows:
    """The rows behind a base, and those left out, each in the order of day, document and line."""

    base: Base
    counted: tuple[Row, ...]
    excluded: tuple[Row, ...]
