"""The lines of a region's sheet: what is asked, what is off target, who did not report, in no language yet."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.texts import Text

if TYPE_CHECKING:
    from app.health.sheets import DealerFace


@dataclass(frozen=True)
class Ask:
    """A decision asked of the reader; money, owner and date or it is not asked."""

    topic: Text
    proposal: Text
    amount: Fraction
    """What it is about, in currency units."""
    otherwise: Text
    """What comes of it if nothing is decided."""
    owner: str
    """A department, as msgid."""
    due: date
    dealer: str = ""
    """The name of whom it is about."""
    evidence: Text | None = None
    """What the rows say, with the figures in full."""


@dataclass(frozen=True)
class LateLine:
    """A list that a dealer did not hand in: of which months, since when, and who has the dealer."""

    dealer: "DealerFace"
    title: str = ""
    """What list it is, a msgid; empty where the assessment kept no more than that one is missing."""
    months: tuple[str, ...] = ()
    since: str = ""
    """The first month of the row without it."""
    seen: date | None = None
    """The last day that came; None where none ever did."""
    manager: str = ""
    owner: str = ""
    """A department, as msgid, for where nobody has the dealer."""


@dataclass(frozen=True)
class Stake:
    """What a figure off its target is about: an amount in words, who acts, until when."""

    said: Text
    amount: Fraction
    owner: str
    """A department, as msgid."""
    due: date
