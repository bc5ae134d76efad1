"""What figures are answered with: rows of KPIs, and the whole numbers of one measure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from app.core.money import decimal_text
from app.kpi.naming import Asked, code_of, labels_of
from app.kpi.posted import NOTHING, Posted
from app.kpi.scope import Key
from app.kpi.states import PRESENT


class KpiRow(NamedTuple):
    """One value of one KPI; None is unknown and never 0 for 0/0."""

    kpi: str
    keys: Mapping[str, str]
    amount: Fraction | None
    """The value as an exact number."""
    top: Fraction | None
    bottom: Fraction | None
    """What it is divided by; None where the KPI is no quotient."""
    unit: str
    currency: str | None
    grain: str
    basis: str | None
    n: int
    known_at: int
    labels: Mapping[str, str]
    """What the keys are called, where that is not the key itself."""
    dealer_n: int | None
    """The number by which the dealer's facts are found again."""
    structure: str = "current"
    """``current`` (restated) or ``historical``: by which organisation."""
    successors: str = "own"
    """``follow`` where figures of a dealer count for who took its business over."""
    as_of: str | None = None
    """The day on which a period that is not over was cut (截至), in ISO form."""
    compared: str | None = None
    """Of growth the two spans that it compares."""
    state: str = PRESENT
    """Why a value is unknown, or what is to be said of it (``app/kpi/states.py``)."""
    unit_name: str | None = None
    """The unit that a quantity is in, where it is known."""
    tax: str = ""
    """Whether amounts are without (``net``) or with tax (``gross``), where there is a question."""
    types: tuple[str, ...] = ()
    """Which types of lines are counted, of figures of lines."""
    sellers: str = ""
    """Whose sales are counted, of figures of lines."""
    left_out: int | None = None
    """How many that could have been counted were not, because a part of them is unknown."""
    posted: Posted = NOTHING
    """What numerator and denominator contain of closed months, posted to the first open one (跨期调整)."""

    calendar: str = ""
    """The id of the calendar by which the period is one, of an own one its name; empty for calendar months."""
    without: tuple[str, ...] = ()
    """The months that have no target, of what is held against one; nothing of them is in the value."""

    @property
    def value(self) -> str | None:
        """The value as a decimal, to twelve places."""
        return _text(self.amount)

    @property
    def numerator(self) -> str | None:
        """The numerator as a decimal."""
        return _text(self.top)

    @property
    def denominator(self) -> str | None:
        """The denominator as a decimal; None where the KPI is no quotient."""
        return _text(self.bottom)


class Sums(NamedTuple):
    """A measure's whole numbers, ``scale`` of which make one unit, each with the code and the name of its key."""

    values: Mapping[Key, int]
    scale: int
    asked: Asked

    def exact(self, value: int | None) -> Fraction | None:
        """A whole number in units."""
        return None if value is None else Fraction(value, self.scale)

    def code(self, key: Key, dimension: str) -> str:
        """What the key of a dimension is, as in the rows of figures."""
        return code_of(key, self.asked, dimension)

    def labels(self, key: Key) -> dict[str, str]:
        """What the key is called."""
        return labels_of(key, self.asked)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value.numerator, value.denominator)
