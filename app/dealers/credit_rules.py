"""What fills a dealer's credit, part by part (授信占用); no database is asked. Amounts are 1/10,000 of the currency.

授信占用 = 应收 + 已发未开票 + 在途订单 - 预收 - 可用返利 (where it counts); 铺底 (permanent credit) is its own part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

BUCKETS: Final = (
    "receivable", "past_due", "shipped", "open_order", "draft_order", "advance", "rebate", "permanent",
)  # fmt: skip
OLD_SHARE: Final = Fraction(1, 10)
"""From this share of old items on an exceeded limit is no matter of the season."""
COUNTED: Final = frozenset({"receivable", "past_due", "shipped", "open_order", "advance"})
"""The parts that fill the limit where nobody said otherwise."""


@dataclass(frozen=True)
class Own:
    """What was said of a part: its own limit, and whether it counts."""

    limit: int | None
    included: bool
    since: int | None = None
    """The day on which the limit was last changed, by the journal."""


@dataclass(frozen=True)
class Override:
    """A limit that somebody let up for some days."""

    bucket: str | None
    """None is the limit of the whole."""
    limit: int
    from_on: int
    to_on: int
    """Last day."""
    allowed_by: str
    reason: str
    id: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the exposure on a day."""

    bucket: str
    amount: int | None
    """None is unknown: no file says it."""
    included: bool
    limit: int | None
    """The limit of its own that holds on the day; None is none."""
    override: Override | None

    @property
    def over(self) -> int:
        """By how much its own limit is exceeded."""
        return 0 if self.limit is None or self.amount is None else max(0, self.amount - self.limit)


@dataclass(frozen=True)
class Credit:
    """A dealer's exposure on a day."""

    parts: tuple[Part, ...]
    limit: int | None
    """Of the whole; None is none."""
    override: Override | None

    @property
    def used(self) -> int:
        """What fills the limit as far as it is known."""
        return sum(one.amount for one in self.parts if one.included and one.amount is not None)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The parts that count and that no file says."""
        return tuple(one.bucket for one in self.parts if one.included and one.amount is None)

    @property
    def over(self) -> int:
        """By how much the limit of the whole is exceeded, as far as it is known."""
        return 0 if self.limit is None else max(0, self.used - self.limit)

    @property
    def room(self) -> int | None:
        """What is left of the limit; None where there is none, or a part is unknown."""
        return None if self.limit is None or self.unknown else self.limit - self.used

    @property
    def blocking(self) -> tuple[str, ...]:
        """The parts whose own limit is exceeded, after ``""`` for the whole."""
        whole = ("",) if self.over else ()
        return (*whole, *(one.bucket for one in self.parts if one.over))


def stopping(credit: Credit, old: int, rule: str) -> tuple[str, ...]:
    """The limits whose excess stops deliveries: ``""`` is that of the whole, the others are those of parts.

    By the rule "old" that of the whole counts with a tenth of ``old`` items (overdue for more than 60 days), by "over"
    at once, by "never" nothing does. A limit of a part is somebody's word about that part: it counts at once.
    """
    if rule == "never":
        return ()
    grave = rule == "over" or (old > 0 and old >= OLD_SHARE * credit.used)
    return tuple(one for one in credit.blocking if one or grave)


def credit_on(
    day: int,
    *,
    amounts: Mapping[str, int | None],
    limit: int | None,
    own: Mapping[str, Own],
    overrides: Iterable[Override] = (),
) -> Credit:
    """A dealer's exposure on a day; of several overrides of one limit on a day the highest counts."""
    holding: dict[str | None, Override] = {}
    for one in overrides:
        if one.from_on <= day <= one.to_on and (one.bucket not in holding or holding[one.bucket].limit < one.limit):
            holding[one.bucket] = one
    parts = []
    for bucket in BUCKETS:
        said, let_up = own.get(bucket), holding.get(bucket)
        bound = let_up.limit if let_up else said.limit if said else None
        included = said.included if said else bucket in COUNTED
        parts.append(Part(bucket, amounts.get(bucket), included, bound, let_up))
    whole = holding.get(None)
    return Credit(tuple(parts), whole.limit if whole else limit, whole)
