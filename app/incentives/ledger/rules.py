"""The ledger's arithmetic without a database: rows, what they do to a balance, lots that run out.

Amounts are whole minor units and signed: what raises an account is above zero. ``accrue`` moves what is owed and not
settled yet; ``credit``, ``use``, ``clawback``, ``expire`` and ``adjust`` move the rebate account; ``pay`` leaves in
cash at once; ``lock`` is settled but kept back. A reversal of a row moves what that row moved, the other way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.incentives.words import ENTRY_TITLES, POSTING_TITLES

__all__ = [
    "ENTRY_TITLES",
    "POSTING_TITLES",
    "Balance",
    "Lot",
    "Row",
    "added",
    "balance_of",
    "lots",
    "most_by_rebate",
    "run_out",
]

SETTLED: Final = frozenset({"credit", "pay", "clawback", "lock"})
"""Kinds of rows that settle what is owed for a period."""
USABLE: Final = frozenset({"credit", "use", "clawback", "expire", "adjust"})
"""Kinds of rows that move what a dealer may still use."""
TICKET: Final = "ticket"
_NEVER: Final = 1 << 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a posting."""

    kind: str
    """A key of ``ENTRY_TITLES``."""
    party_id: str
    amount_minor: int
    day_on: int
    """The day that it counts on."""
    period: str = ""
    policy_id: str | None = None
    version_id: str | None = None
    first_on: int | None = None
    last_on: int | None = None
    form: str = TICKET
    """A key of ``policy.FORM_TITLES``."""
    expires_on: int | None = None
    """The last day on which it may be used."""
    document: str | None = None
    keys_sha256: str | None = None
    figures: str | None = None
    reverses_n: int | None = None
    """The row of the reversed posting."""
    moves: str | None = None
    """Of a reversal: the kind of the row that it takes back."""

    @property
    def moved(self) -> str:
        """The kind whose sum it moves."""
        return self.moves or self.kind


@dataclass(frozen=True, slots=True)
class Balance:
    """Sums of one dealer on a day, in minor units; reversals are in the sums that they take back."""

    accrued: int = 0
    credited: int = 0
    paid: int = 0
    used: int = 0
    """At or above zero, like what was taken back and what ran out."""
    clawed_back: int = 0
    expired: int = 0
    adjusted: int = 0
    locked: int = 0
    reversed: int = 0
    """Of the sums before: what reversals moved, signed; it is in them already."""

    @property
    def settled(self) -> int:
        """What was credited or paid, less what was taken back; what is locked is still owed."""
        return self.credited + self.paid - self.clawed_back

    @property
    def owed(self) -> int:
        """Accrued and not settled yet: accrued - paid - reversed, with reversals in both."""
        return self.accrued - self.settled

    @property
    def usable(self) -> int:
        """The rebate account's balance (余额): what orders may still be paid by."""
        return self.credited - self.used - self.clawed_back - self.expired + self.adjusted


_SUMS: Final[Mapping[str, tuple[str, int]]] = {
    "accrue": ("accrued", 1),
    "credit": ("credited", 1),
    "pay": ("paid", 1),
    "use": ("used", -1),
    "clawback": ("clawed_back", -1),
    "expire": ("expired", -1),
    "adjust": ("adjusted", 1),
    "lock": ("locked", 1),
}


def added(sums: Mapping[tuple[str, str], int]) -> Balance:
    """A balance out of sums by (kind, kind that is moved)."""
    found: dict[str, int] = {}
    for (kind, moved), amount in sums.items():
        name, sign = _SUMS[moved]
        found[name] = found.get(name, 0) + sign * amount
        if kind == "reverse":
            found["reversed"] = found.get("reversed", 0) + amount
    return Balance(**found)


def balance_of(rows: Iterable[Row]) -> Balance:
    """The balance of one dealer's rows, in whatever order they come."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row.kind, row.moved
        sums[key] = sums.get(key, 0) + row.amount_minor
    return added(sums)


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of one credit."""

    day_on: int
    expires_on: int | None
    left_minor: int
    policy_id: str | None = None
    version_id: str | None = None
    period: str = ""
    form: str = TICKET


@dataclass(slots=True)
class _Open:
    """A credit while others take from it."""

    row: Row
    left: int


def lots(rows: Iterable[Row]) -> list[Lot]:
    """What is left of each credit of one dealer: uses and what was taken back come off what runs out first.

    What is used beyond all credits comes off the next ones. What takes a credit back takes it from its own lot first.
    """
    open_: list[_Open] = []
    debt = 0
    for row in sorted(rows, key=lambda row: (row.day_on, row.amount_minor < 0)):
        if row.moved not in USABLE or not row.amount_minor:
            continue
        if row.amount_minor > 0:
            taken = min(debt, row.amount_minor)
            debt -= taken
            open_.append(_Open(row, row.amount_minor - taken))
        else:
            debt += _taken(open_, row)
    return [
        Lot(
            each.row.day_on, each.row.expires_on, each.left, each.row.policy_id, each.row.version_id, each.row.period,
            each.row.form,
        )
        for each in open_
        if each.left
    ]  # fmt: skip


def _taken(open_: list[_Open], row: Row) -> int:
    """Take a row below zero off the lots; returns what no lot could give."""
    left = -row.amount_minor
    of = (row.version_id, row.period, row.expires_on) if row.moved in {"credit", "expire", "clawback"} else None

    def order(each: _Open) -> tuple[bool, bool, int]:
        ends = each.row.expires_on
        is_own = of == (each.row.version_id, each.row.period, ends)
        is_over = ends is not None and ends < row.day_on and row.moved == "use"
        return not is_own, is_over, _NEVER if ends is None else ends

    for each in sorted(open_, key=order):
        give = min(each.left, left)
        each.left -= give
        left -= give
        if not left:
            break
    return left


def run_out(rows: Iterable[Row], day: int) -> list[Lot]:
    """The lots of one dealer whose last day lies before a day and of which something is left."""
    return [lot for lot in lots(rows) if lot.expires_on is not None and lot.expires_on < day and lot.left_minor > 0]


def most_by_rebate(order_minor: int, ceiling: int | None) -> int:
    """The most of an order that may be paid by rebate; ``ceiling`` is a share in millionths, None all of it."""
    return order_minor if ceiling is None else order_minor * ceiling // 1_000_000
