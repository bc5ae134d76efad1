"""A rule as it is composed, kept and sent: plain words, checked before anything is read by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from app.alerts.conditions import Absolute, Baseline, Level, Part, Relative, Rule, Sample, Side
from app.alerts.words import AGAINST_TITLES, OVER_TITLES
from app.core.errors import UsageError, UserError
from app.core.money import decimal_text
from app.core.texts import Text
from app.kpi.definitions import KPIS
from app.kpi.kpi import Kpi
from app.kpi.own.known import pick_kpi

PARTS: Final[Mapping[str, type[Part]]] = {
    "relative": Relative, "absolute": Absolute, "level": Level, "sample": Sample, "baseline": Baseline,
}  # fmt: skip
SIDES: Final[tuple[Side, ...]] = ("above", "below", "either")
STEP: Final = Fraction(1, 4)
"""By how much of itself a threshold rises for whom an alert was of no use."""
MOST_MONTHS: Final = 12
BUDGET_E4: Final = 100
_DECIMALS: Final = 6


@dataclass(frozen=True)
class Watch:
    """What is asked of one KPI, for each of whom."""

    kpi: str
    rule: Rule
    over: str = "dealer"
    against: str = "year"
    budget_e4: int = BUDGET_E4
    """False alarms of the own baseline in 10,000 KPI-months."""
    region: str | None = None
    dealer: str | None = None
    group: str | None = None

    @property
    def budget(self) -> float:
        """False alarms a KPI-month."""
        return self.budget_e4 / 10_000

    @property
    def asks_baseline(self) -> bool:
        """Whether the own past is asked."""
        return any(isinstance(one, Baseline) for one in self.rule.parts)

    @property
    def asks_change(self) -> bool:
        """Whether a change is asked."""
        return any(isinstance(one, Relative | Absolute) for one in self.rule.parts)

    @property
    def narrowed(self) -> dict[str, str]:
        """What it is left at, as it is stored."""
        return {name: value for name in ("region", "dealer", "group") if (value := getattr(self, name))}


def check(watch: Watch, kpis: Mapping[str, Kpi] = KPIS) -> Watch:
    """The same; raises UserError for what cannot be watched."""
    kpi = pick_kpi(kpis, watch.kpi)
    for word, known in ((watch.over, OVER_TITLES), (watch.against, AGAINST_TITLES)):
        if word not in known:
            raise UsageError("“{word}” is none of {known}.", word=word, known=", ".join(known))
    if (watch.over == "product-group" or watch.group) and not kpi.by_group:
        raise UserError("{kpi} cannot be split by product group.", kpi=Text(kpi.name))
    if not 1 <= watch.rule.months <= MOST_MONTHS or not 1 <= watch.budget_e4 <= 1_000:
        raise UserError("A rule asks 1 to {months} months in a row, and 1 to 1,000 false alarms in 10,000 months.",
                        months=MOST_MONTHS)  # fmt: skip
    return watch


def watch_of(
    kpi: str, parts: Sequence[Mapping[str, Any]], *, months: int = 1, kpis: Mapping[str, Kpi] = KPIS, **more: Any
) -> Watch:  # fmt: skip
    """A rule of its words; raises UserError for what cannot be watched."""
    return check(Watch(kpi, Rule(tuple(part_of(one) for one in parts), months), **more), kpis)


def part_of(plain: Mapping[str, Any]) -> Part:
    """One condition as it was stored or sent; raises UserError for what is none."""
    name, side = plain.get("part"), plain.get("side", "either")
    if name not in PARTS or side not in SIDES:
        raise UsageError("“{word}” is no condition of an alert.", word=f"{name} {side}")
    if name == "baseline":
        return Baseline(side)
    number = _number(plain.get("limit" if name == "level" else "least"))
    if name == "sample":
        return Sample(max(int(number), 1))
    if name == "level":
        if side == "either":
            raise UserError("A level is passed above or below.")
        return Level(number, side)
    if number <= 0:
        raise UserError("A change that alarms is above zero.")
    return Relative(number, side) if name == "relative" else Absolute(number, side)


def plain_of(part: Part) -> dict[str, Any]:
    """One condition as it is stored."""
    name = next(word for word, kind in PARTS.items() if isinstance(part, kind))
    if isinstance(part, Sample):
        return {"part": name, "least": str(part.least)}
    if isinstance(part, Baseline):
        return {"part": name, "side": part.side}
    if isinstance(part, Level):
        return {"part": name, "limit": exact(part.limit), "side": part.side}
    return {"part": name, "least": exact(part.least), "side": part.side}


def exact(value: Fraction | int) -> str:
    """A number as decimal text."""
    value = Fraction(value)
    return str(decimal_text(value.numerator, value.denominator, places=_DECIMALS))


def tuned(rule: Rule, factor: Fraction) -> Rule:
    """The same with thresholds that are wider by a factor; the own baseline's limits are widened where it is judged."""
    return rule if factor == 1 else replace(rule, parts=tuple(_tuned(one, factor) for one in rule.parts))


def _tuned(part: Part, factor: Fraction) -> Part:
    if isinstance(part, Relative | Absolute):
        return replace(part, least=part.least * factor)
    if isinstance(part, Level):
        away = abs(part.limit) * (factor - 1)
        return replace(part, limit=part.limit + (away if part.side == "above" else -away))
    return part


def _number(word: Any) -> Fraction:
    try:
        return Fraction(str(word).strip())
    except (ValueError, ZeroDivisionError):
        raise UserError("“{word}” is no number.", word=str(word)) from None
