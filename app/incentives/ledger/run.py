"""A settlement run as a value: what was asked, what it does for each dealer, the rows that would be posted."""

from dataclasses import dataclass
from typing import Final

from app.core.period import Period
from app.incentives.engine import Figures, Outcome
from app.incentives.ledger.kept import Kept
from app.incentives.ledger.rules import Row
from app.incentives.locks import Held
from app.incentives.policy import Policy

RUN_KINDS: Final = ("accrual", "partial", "final", "true_up")
"""The kinds of postings that a run makes."""
NEED_APPROVAL: Final = frozenset({"partial", "final", "true_up"})
"""What moves money is approved before; an accrual is an estimate."""
APPROVED_BACK: Final = NEED_APPROVAL | {"dispute", "fund", "release"}
"""What is taken back with an approval only."""


@dataclass(frozen=True)
class Asked:
    """Which run is wanted. Days are stored days."""

    version_id: str
    period: str
    """A period's name of the policy's span: 2026-03, 2026-Q1, 2026-H1 or 2026."""
    kind: str
    """One of ``RUN_KINDS``."""
    day_on: int
    """The day that the rows count on."""
    through: int | None = None
    """The last day whose documents count; None: the period and its grace days."""
    locked: frozenset[str] = frozenset()
    """Dealers whose payout is settled but kept back until it is released."""


@dataclass(frozen=True)
class Line:
    """What a run does for one dealer."""

    party_id: str
    figures: Figures
    outcome: Outcome
    accrued_before: int
    paid_before: int
    rows: tuple[Row, ...]
    held: tuple[Held, ...] = ()
    """Of what is posted, what is locked because a licence for its goods has ended."""

    @property
    def held_minor(self) -> int:
        """What is locked by the gate."""
        return sum(one.amount_minor for one in self.held)

    @property
    def posted(self) -> int:
        """What moves: of an accrual the change, else what is credited, paid, locked or taken back."""
        kinds = {row.kind for row in self.rows}
        settled = [row.amount_minor for row in self.rows if row.kind != "accrue"]
        return sum(settled) if settled or kinds != {"accrue"} else 0

    @property
    def accrued(self) -> int:
        """By how much what is set aside changes."""
        return sum(row.amount_minor for row in self.rows if row.kind == "accrue")

    @property
    def carries(self) -> int:
        """What is carried into the next settlement, at or below zero."""
        return min(self.outcome.payable_minor - self.posted, 0)


@dataclass(frozen=True)
class Run:
    """A run as it would be posted."""

    asked: Asked
    policy: Policy
    version_ref: str
    number: int
    period: Period
    lines: tuple[Line, ...]
    kept: Kept
    sha256: str
    """Of the rows: what is approved and posted."""
    tx: int
    """The transaction whose facts it was computed from."""
    seen: int

    @property
    def settled_minor(self) -> int:
        """What moves in all, accruals aside."""
        return sum(line.posted for line in self.lines)

    @property
    def accrued_minor(self) -> int:
        """By how much what is set aside changes in all."""
        return sum(line.accrued for line in self.lines)

    @property
    def closes_only(self) -> bool:
        """Whether nobody earned anything, so that posting it closes the period and moves nothing."""
        return bool(self.kept.rows) and not any(row.amount_minor for row in self.kept.rows)

    @property
    def is_empty(self) -> bool:
        """Whether nobody takes part in the period, so that there is nothing to settle and nothing to close."""
        return not self.lines

    @property
    def needs_approval(self) -> bool:
        """Whether somebody else has to approve it first."""
        return self.asked.kind in NEED_APPROVAL and any(row.kind != "accrue" for row in self.kept.rows)


def through_of(asked: Asked) -> int | None:
    """The last day whose documents count; None: the period and its grace days. What is not final counts to its day."""
    if asked.kind in {"accrual", "partial"}:
        return asked.day_on if asked.through is None else min(asked.through, asked.day_on)
    return asked.through
