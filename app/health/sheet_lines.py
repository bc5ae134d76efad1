"""The lines of a dealer's sheet that say where points went and what does not fit together, in no language yet."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from app.core.texts import Text

if TYPE_CHECKING:
    from app.health.sheets import DealerFace


@dataclass(frozen=True)
class LedgerLine:
    """One entry of the point ledger: what it took, in printed tenths, why, and the reference of its documents."""

    kpi: str
    title: Text
    tenths: int
    sentence: Text
    owed: bool
    """Whether it is a report that the dealer did not hand in."""
    reference: str = ""


@dataclass(frozen=True)
class Contradiction:
    """Score, money and satisfaction that do not say the same of a dealer, and who is to explain it."""

    rule: str
    dealer: "DealerFace"
    sentence: Text
    owner: str
    """A department, as msgid."""
    kpis: tuple[str, ...]
    """Whose documents are to be looked at."""
    amount: Fraction | None = None
    """The dealer's net sales of the quarter in currency units; the most money is spoken of first."""


@dataclass(frozen=True)
class SignLine:
    """A sign in the rows of a dealer as it stood when his quarter was assessed."""

    kind: str
    title: Text
    sentence: Text
    level: Literal["hint", "warning"]
    reference: str = ""
