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
CASH_BACK: Final = "cash_back"
"""What a row moves that takes back what was paid in cash: the dealer owes it, no order is charged with it."""
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
        """The kind whose sum it moves; what is taken back of cash is no matter of the rebate account."""
        moved = self.moves or self.kind
        return CASH_BACK if moved == "clawback" and self.form == "cash" else moved


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
    cash_back: int = 0
    """Of what was taken back, what had been paid in cash."""
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
        taken = self.clawed_back - self.cash_back
        return self.credited - self.used - taken - self.expired + self.adjusted


_SUMS: Final[Mapping[str, tuple[str, int]]] = {
    "accrue": ("accrued", 1),
    "credit": ("credited", 1),
    "pay": ("paid", 1),
    "use": ("used", -1),
    "clawback": ("clawed_back", -1),
    "expire": ("expired", -1),
    "adjust": ("adjusted", 1),
    "lock": ("locked", 1),
    CASH_BACK: ("clawed_back", -1),
}


def added(sums: Mapping[tuple[str, str], int]) -> Balance:
    """A balance out of sums by (kind, kind that is moved)."""
    found: dict[str, int] = {}
    for (kind, moved), amount in sums.items():
        name, sign = _SUMS[moved]
        found[name] = found.get(name, 0) + sign * amount
        if moved == CASH_BACK:
            found["cash_back"] = found.get("cash_back", 0) - amount
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
    expired: int = 0

    @property
    def key(self) -> tuple[str | None, str, int | None]:
        """What it is known by: version, period, last day."""
        return self.row.version_id, self.row.period, self.row.expires_on

    def lot(self, minor: int) -> Lot:
        """So much of it."""
        row = self.row
        return Lot(row.day_on, row.expires_on, minor, row.policy_id, row.version_id, row.period, row.form)


def lots(rows: Iterable[Row], day: int) -> list[Lot]:
    """What is left of each credit of one dealer on a day, in the order in which it is used up.

    Uses come off what runs out first, what is used beyond all credits comes off the next ones; what takes a credit back
    takes it from its own lot first. What runs out does so by its last day, whether that was posted yet or not.
    """
    open_, _ = _played(rows, day)
    return [each.lot(each.left) for each in sorted(open_, key=_end) if each.left]


def overdrawn(rows: Iterable[Row], day: int) -> int:
    """What was used or taken back beyond all credits."""
    return _played(rows, day)[1]


def run_out(rows: Iterable[Row], day: int) -> list[Lot]:
    """What ran out of each credit before a day and was not posted as that yet; below zero: too much was posted."""
    kept = [*rows]
    open_, _ = _played(kept, day)
    left: dict[tuple[str | None, str, int | None], int] = {}
    last: dict[tuple[str | None, str, int | None], _Open] = {}
    for each in open_:
        left[each.key] = left.get(each.key, 0) + each.expired
        last[each.key] = each
    for row in kept:
        if row.moved == "expire":
            key = row.version_id, row.period, row.expires_on
            left[key] = left.get(key, 0) + row.amount_minor
            last.setdefault(key, _Open(row, 0))
    return [last[key].lot(minor) for key, minor in left.items() if minor]


def _end(each: _Open) -> int:
    ends = each.row.expires_on
    return _NEVER if ends is None else ends


def _played(rows: Iterable[Row], day: int) -> tuple[list[_Open], int]:
    """All credits as they are at the end of a day, and what was taken beyond them."""
    open_: list[_Open] = []
    debt = 0
    for row in sorted(rows, key=lambda row: (row.day_on, row.amount_minor < 0)):
        if row.moved not in USABLE or row.moved == "expire" or not row.amount_minor or row.day_on > day:
            continue
        _expire(open_, row.day_on)
        if row.amount_minor > 0:
            taken = min(debt, row.amount_minor)
            debt -= taken
            open_.append(_Open(row, row.amount_minor - taken))
        else:
            debt += _taken(open_, row)
    _expire(open_, day)
    return open_, debt


def _expire(open_: Iterable[_Open], day: int) -> None:
    for each in open_:
        if _end(each) < day:
            each.expired += each.left
            each.left = 0


def _taken(open_: list[_Open], row: Row) -> int:
    """Take a row below zero off the lots; returns what no lot could give."""
    left = -row.amount_minor
    own = (row.version_id, row.period, row.expires_on) if row.moved == "credit" else None
    for each in sorted(open_, key=lambda each: (each.key != own, _end(each))):
        give = min(each.left, left)
        each.left -= give
        left -= give
        if each.key == own:  # taken back after it ran out: then it never did
            back = min(each.expired, left)
            each.expired -= back
            left -= back
    return left


def most_by_rebate(order_minor: int, ceiling: int | None) -> int:
    """The most of an order that may be paid by rebate; ``ceiling`` is a share in millionths, None all of it."""
    return order_minor if ceiling is None else order_minor * ceiling // 1_000_000
