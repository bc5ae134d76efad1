"""The names of a KPI's formula: which measure each is, and over which days it is read."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from app.core.errors import UserError
from app.core.formula import COUNT, DAYS, Dimension, Expression, names
from app.kpi.measures import MEASURES, Measure, measure

Mode = Literal[
    "sum", "window", "ordinary", "to_date", "matched", "before", "list", "percentile", "dealers", "reports", "calendar"
]
ENDINGS: Final[tuple[tuple[str, Mode], ...]] = (
    ("_90_ordinary_days", "ordinary"),
    ("_90d", "window"),
    ("_to_date", "to_date"),
    ("_matched", "matched"),
    ("_before", "before"),
)
"""What a measure's name may end in, and how it is then read."""
_OWN: Final = "own_"
CALENDAR: Final = ("working_days", "working_days_over")
"""Working days of the period, and those of it that are over (时间进度), by the calendar, the same for all."""
_PERCENTILES: Final = {"cycle_p50": 50, "cycle_p90": 90}
_REPORTS: Final = ("owed_reports", "received_reports")
_BUYING: Final = "buying_dealers"
SPECIAL: Final = (*_PERCENTILES, *CALENDAR, _BUYING, *_REPORTS)
"""Names that are no sum of a measure."""


@dataclass(frozen=True)
class Atom:
    """One name of a formula, resolved for a grain and a basis."""

    name: str
    mode: Mode
    measure: Measure
    percent: int = 0
    own: bool = False
    """Our own warehouses instead of the dealers."""

    @property
    def dimension(self) -> Dimension:
        """What the value measures."""
        if self.mode == "dealers":
            return COUNT
        return DAYS if self.mode in {"percentile", "calendar"} else self.measure.dimension


@lru_cache(maxsize=4_000)
def atom(name: str, grain: str, basis: str) -> Atom:
    """The meaning of one name; raises UserError for a name that is no measure."""
    if name in _PERCENTILES:
        return Atom(name, "percentile", measure("cycle_known", grain=grain, basis=basis), _PERCENTILES[name])
    if name in CALENDAR:
        return Atom(name, "calendar", measure("target_rows", grain=grain, basis=basis))
    if name == _BUYING:
        return Atom(name, "dealers", measure("net_amount", grain=grain, basis=basis))
    if name in _REPORTS:
        return Atom(name, "reports", measure("sell_out_rows", grain=grain, basis=basis))
    for ending, mode in ENDINGS:
        if name.endswith(ending) and name[: -len(ending)] in MEASURES:
            return Atom(name, mode, measure(name[: -len(ending)], grain=grain, basis=basis))
    own = name.startswith(_OWN)
    plain = name[len(_OWN) :] if own else name
    if plain not in MEASURES:
        raise UserError("“{name}” is no measure.", name=name)
    found = measure(plain, grain=grain, basis=basis)
    if own and not found.pack.snapshot:
        raise UserError("“{name}” is no measure.", name=name)
    return Atom(name, "list" if found.pack.snapshot else "sum", found, own=own)


def atoms(expression: Expression, grain: str, basis: str) -> tuple[Atom, ...]:
    """Every name of a formula, sorted; raises UserError for a name that is no measure."""
    return tuple(atom(name, grain, basis) for name in sorted(names(expression)))
