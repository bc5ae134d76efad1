"""What screens, agendas and documents read about the effect of decisions: frozen rows; days are stored days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.core.texts import Text
from app.meetings.effects.rules import Estimate


@dataclass(frozen=True)
class Months:
    """The months before and after that are compared, as 2026-01; each end is inclusive."""

    before_from: str
    before_to: str
    after_from: str
    after_to: str


@dataclass(frozen=True)
class DealerCourse:
    """A dealer of a measurement with the figures that it used."""

    id: str
    name: str
    before: tuple[Fraction | None, ...]
    after: tuple[Fraction | None, ...]
    counts: bool
    """Whether enough of the months have a figure."""


@dataclass(frozen=True)
class Measured:
    """One measurement, as it was frozen; in the KPI's unit, shares of the level before where ``relative``."""

    kpi: str
    unit: str
    currency: str
    measured_on: int
    known_tx: int
    relative: bool
    expected: Fraction
    months: Months
    names: tuple[str, ...]
    """The months in their order, those before first."""
    verdict: str
    reason: Text | None
    """Why it is too early, or why there is no control group."""
    effect: Estimate | None
    """Difference-in-differences; None without a control group."""
    alone: Estimate | None
    """What the treated dealers changed, whatever the reason."""
    drift: Estimate | None
    """How the groups went apart before the decision."""
    treated: tuple[DealerCourse, ...]
    control: tuple[DealerCourse, ...]


@dataclass(frozen=True)
class AimRow:
    """What a decision is expected to change, and what came of it."""

    id: str
    ref: str
    outcome_id: str
    outcome_ref: str
    decision: str
    """The decision's own words."""
    meeting_id: str
    meeting_ref: str
    series: str
    """A msgid in both languages."""
    number: int
    held_on: int
    kpi: str
    kpi_title: str
    """A msgid."""
    unit: str
    direction: str
    change: Fraction
    """In the KPI's unit; a share of its level before where ``relative``."""
    relative: bool
    treated: Mapping[str, Any]
    control: Mapping[str, Any]
    months: Months
    check_on: int
    state: str
    verdict: str
    measured_on: int | None
    result_sha256: str
    result: Measured | None = None
    """Where the files store was handed in."""


@dataclass(frozen=True)
class DecisionRow:
    """A decision in a list, with its aims and what it opened."""

    outcome_id: str
    ref: str
    text: str
    meeting_id: str
    meeting_ref: str
    series: str
    number: int
    held_on: int
    dealer_id: str
    kpi: str
    aims: tuple[AimRow, ...] = ()
    links: tuple["Link", ...] = ()


@dataclass(frozen=True)
class HitRate:
    """What became of the decisions of one year, by the day of their meeting."""

    year: int
    decisions: int
    aims: int
    """Expected effects; those that were withdrawn are not among them."""
    reached: int
    missed: int
    not_proven: int
    no_control: int
    no_figures: int
    """Of none of the dealers that it touches there are figures."""
    waiting: int
    """Not measured yet, or too early."""

    @property
    def judged(self) -> int:
        """Measured against a control group."""
        return self.reached + self.missed + self.not_proven

    @property
    def rate(self) -> Fraction | None:
        """Reached of those that were measured against a control group; None without any."""
        return Fraction(self.reached, self.judged) if self.judged else None


@dataclass(frozen=True)
class EffectDue:
    """A decision whose effect is to be discussed: measured, or its day has come and it is too early."""

    aim: AimRow
    cause: str
    """``effect:`` and the aim's id."""
    fingerprint: str
    """Verdict and measurement: another one is new."""
    words: Text
    """What an agenda says of it."""


@dataclass(frozen=True)
class Link:
    """A record that a decision opened."""

    outcome_id: str
    entity: str
    """adjustment_dossier, target_plan, goal or action_item."""
    entity_id: str
    ref: str
    words: str | Text
    state: Text
    page: str
    target: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Citation:
    """The decision that opened a record: "decided in …"."""

    outcome_id: str
    outcome_ref: str
    decision: str
    meeting_id: str
    meeting_ref: str
    series: str
    """A msgid in both languages."""
    number: int
    held_on: int
    words: Text
    """Decided in which meeting, on which day, with its reference."""
