"""Everything that a dealer needs to compute his payout himself: one frozen value, drawn as PDF, workbook and screen."""

from dataclasses import dataclass, field

from app.core.errors import UserError
from app.core.texts import Text
from app.incentives.engine import Figures, Outcome
from app.incentives.explain.policy_words import PolicyWords
from app.incentives.explain.titles import Titles
from app.incentives.explain.tree import Tree
from app.incentives.policy import Policy


@dataclass(frozen=True)
class StatementRow:
    """A document's row: one that counts, or one that does not and why."""

    document: str
    line: str
    day_on: int | None
    product_code: str
    product: str
    quantity_e3: int
    amount_e4: int
    """As it counts: what comes back below zero."""
    is_return: bool = False
    baskets: tuple[str, ...] = ()
    """The names of those that it belongs to."""
    reason: str = ""
    """Why it does not count: a key of the reasons of ``base``."""
    why: Text | None = None


@dataclass(frozen=True)
class StatementHead:
    """Whose payout of what it is."""

    dealer: str
    dealer_en: str
    dealer_code: str
    policy_ref: str
    version: int
    version_ref: str
    content_sha256: str
    period: str
    issuer: str
    """Who pays: the workspace's name."""
    posting_ref: str = ""
    """Empty: a trial, not posted."""
    posted_on: int | None = None
    cutoff_on: int | None = None
    tx: int | None = None
    engine: str = ""


@dataclass(frozen=True)
class Statement:
    """One dealer's payout by one version in one period."""

    head: StatementHead
    policy: Policy
    figures: Figures
    outcome: Outcome
    tree: Tree
    counted: tuple[StatementRow, ...]
    excluded: tuple[StatementRow, ...]
    policy_words: PolicyWords = field(default_factory=PolicyWords)
    """The policy in words for this dealer."""
    titles: Titles = field(default_factory=Titles)

    def require_settled(self) -> None:
        """Raise UserError where it is an accrual, of which no dealer gets a statement."""
        if self.tree.is_accrual:
            raise UserError("An accrual is our own estimate and pays nothing; a statement is made of a settlement.")
