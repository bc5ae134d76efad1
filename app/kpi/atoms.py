"""The names of a KPI's formula: which measure each is, and over which days it is read."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from app.core.errors import UserError
from app.core.formula import COUNT, DAYS, Dimension, Expression, names
from app.kpi.measures import MEASURES, Measure, measure

Mode = Literal[
    "sum", "window", "ordinary", "to_date", "matched", "before", "list", "percentile", "dealers", "reports", "calendar",
    "targeted",
]  # fmt: skip
TARGETED: Final = "_targeted"
"""The ending of what is counted in the months with a target only (``app/kpi/targeted.py``)."""
FIRST_TARGETED: Final = "_first_targeted"
"""The same of the months with a target as it was first set."""
ENDINGS: Final[tuple[tuple[str, Mode], ...]] = (
    ("_90_ordinary_days", "ordinary"),
    ("_90d", "window"),
    ("_to_date", "to_date"),
    ("_matched", "matched"),
    ("_before", "before"),
    (TARGETED, "targeted"),
    (FIRST_TARGETED, "targeted"),
)
"""What a measure's name may end in, and how it is then read."""
_OWN: Final = "own_"
CALENDAR: Final = ("working_days", "working_days_over")
"""Working days of the period, and those of it that are over (时间进度), by the calendar, the same for all."""
CALENDAR_TARGETED: Final = tuple(f"{one}{TARGETED}" for one in CALENDAR)
_TARGETS: Final = {
    "net_amount": ("target_amount", "target_original_amount"),
    "gross_amount": ("target_amount", "target_original_amount"),
    "sell_out_amount": ("sell_out_target", "sell_out_original_target"),
    "collection_amount": ("collection_target", "collection_original_target"),
    "quantity": ("target_quantity", "target_original_quantity"),
}  # fmt: skip
"""By what is held against a target the measure of the target, and of the one that was set first."""
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
    target: Measure | None = None
    """The target of whose months it is read."""

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
    if (found := _ended(name, grain, basis)) is not None:
        return found
    own = name.startswith(_OWN)
    plain = name[len(_OWN) :] if own else name
    one = measure(plain, grain=grain, basis=basis) if plain in MEASURES else None
    if one is None or (own and not one.pack.snapshot):
        raise UserError("“{name}” is no measure.", name=name)
    return Atom(name, "list" if one.pack.snapshot else "sum", one, own=own)


def _ended(name: str, grain: str, basis: str) -> Atom | None:
    """A name with an ending; None for another one."""
    for ending, mode in ENDINGS:
        plain = name.removesuffix(ending)
        if plain == name:
            continue
        if mode != "targeted" and plain in MEASURES:
            return Atom(name, mode, measure(plain, grain=grain, basis=basis))
        if mode == "targeted" and plain in _TARGETS:
            target = measure(_TARGETS[plain][ending == FIRST_TARGETED], grain=grain, basis=basis)
            return Atom(name, mode, measure(plain, grain=grain, basis=basis), target=target)
        if name in CALENDAR_TARGETED:
            whole, target = (measure(one, grain=grain, basis=basis) for one in ("target_rows", "target_amount"))
            return Atom(name, "calendar", whole, target=target)
    return None


def atoms(expression: Expression, grain: str, basis: str) -> tuple[Atom, ...]:
    """Every name of a formula, sorted; raises UserError for a name that is no measure."""
    return tuple(atom(name, grain, basis) for name in sorted(names(expression)))
