"""What a change of health proposes for a dealer's incentive, without a database: by grade, trend and cap.

Rates are millionths: a factor of 1,000,000 leaves a payout as it is, a change of 50,000 adds five points to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.health.scheme import GRADES, Grade
from app.incentives.policy import RATE_SCALE

Trend = Literal["up", "same", "down", "new"]
TRENDS: Final[tuple[Trend, ...]] = ("up", "same", "down", "new")
TREND_TITLES: Final[Mapping[str, str]] = {
    "up": N_("better"), "same": N_("as before"), "down": N_("worse"), "new": N_("first time"),
}  # fmt: skip
NOTABLE: Final = 50
"""Tenths of a point by which a score has to move within its grade to be better or worse."""
HIGHEST: Final = 2 * RATE_SCALE
"""No rule lets a factor above it."""
_FIELDS: Final = frozenset({"grade", "trend", "change", "cap"})


@dataclass(frozen=True)
class Rule:
    """One cell of the table."""

    grade: Grade
    trend: Trend
    change: int
    """Added to the factor that counts now."""
    cap: int
    """What the factor may come to by it: at most where it rises, at least where it falls."""


@dataclass(frozen=True)
class Health:
    """How a dealer stands in the reviewed quarter and stood before."""

    grade: Grade | None
    """The decided one, else the computed one, else what counts instead; None where nothing could be said."""
    before: Grade | None
    score_tenths: int | None
    score_before: int | None

    @property
    def trend(self) -> Trend:
        """By grades; within the same grade by the score, where it moved notably."""
        if self.grade is None or self.before is None:
            return "new"
        moved = GRADES.index(self.before) - GRADES.index(self.grade)
        if not moved and self.score_tenths is not None and self.score_before is not None:
            change = self.score_tenths - self.score_before
            moved = change if abs(change) >= NOTABLE else 0
        return "up" if moved > 0 else "down" if moved < 0 else "same"


@dataclass(frozen=True)
class Proposed:
    """What the table says of a dealer."""

    rule: Rule
    before: int
    """The factor that counts now."""
    factor: int
    """The proposed one."""

    @property
    def is_capped(self) -> bool:
        """Whether the cap cut the change off."""
        return self.factor != self.before + self.rule.change


def _rules(grade: Grade, *cells: tuple[Trend, int, int]) -> tuple[Rule, ...]:
    return tuple(Rule(grade, trend, change, cap) for trend, change, cap in cells)


USUAL: Final[tuple[Rule, ...]] = (
    *_rules("A", ("up", 100_000, 1_200_000), ("same", 50_000, 1_150_000)),
    *_rules("B", ("up", 50_000, 1_100_000)),
    *_rules("C", ("down", -50_000, 900_000)),
    *_rules("D", ("same", -100_000, 800_000), ("down", -150_000, 700_000), ("new", -100_000, 800_000)),
    *_rules("E", ("same", -200_000, 500_000), ("down", -300_000, 500_000), ("new", -200_000, 500_000)),
)
"""The table of a workspace in which nobody kept another."""


def rule_of(rules: Iterable[Rule], health: Health) -> Rule | None:
    """The cell of a dealer; None where the table says nothing of his grade and trend."""
    trend = health.trend
    return next((one for one in rules if one.grade == health.grade and one.trend == trend), None)


def propose(rules: Iterable[Rule], health: Health, before: int = RATE_SCALE) -> Proposed | None:
    """What follows for a dealer whose factor is ``before``; None where nothing changes.

    A cap never turns a raise into a cut: who is beyond it already stays where he is.
    """
    rule = rule_of(rules, health)
    if rule is None or not rule.change:
        return None
    wanted = before + rule.change
    factor = max(before, min(wanted, rule.cap)) if rule.change > 0 else min(before, max(wanted, rule.cap))
    return None if factor == before else Proposed(rule, before, factor)


def check_rules(rules: Sequence[Rule]) -> None:
    """Raise UserError at the first cell that could not be meant."""
    seen: set[tuple[str, str]] = set()
    for one in rules:
        where = {"grade": one.grade, "trend": Text(TREND_TITLES[one.trend])}
        if (one.grade, one.trend) in seen:
            raise UserError("Grade {grade}, {trend}, stands in the table twice.", **where)
        seen.add((one.grade, one.trend))
        if not 0 <= one.cap <= HIGHEST:
            raise UserError("Grade {grade}, {trend}: a factor lies between 0 % and 200 %.", **where)
        if (one.change > 0 and one.cap < RATE_SCALE) or (one.change < 0 and one.cap > RATE_SCALE):
            raise UserError("Grade {grade}, {trend}: the cap lies on the other side of 100 % than the change.", **where)


def rules_plain(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """The table as it is kept."""
    return [{"grade": one.grade, "trend": one.trend, "change": one.change, "cap": one.cap} for one in rules]


def rules_from_plain(raw: Any) -> tuple[Rule, ...]:
    """The table that was kept or handed in; raises UserError where it is none."""
    if not isinstance(raw, list) or not all(isinstance(one, dict) and set(one) == _FIELDS for one in raw):
        raise UserError("A table of adjustments is a list of cells with grade, trend, change and cap.")
    for one in raw:
        known = one["grade"] in GRADES and one["trend"] in TRENDS
        if not known or type(one["change"]) is not int or type(one["cap"]) is not int:
            raise UserError("This is no cell of a table of adjustments: {cell}", cell=str(one))
    rules = tuple(Rule(one["grade"], one["trend"], one["change"], one["cap"]) for one in raw)
    check_rules(rules)
    return rules


def with_rule(rules: Iterable[Rule], rule: Rule) -> tuple[Rule, ...]:
    """The table with another cell, in the order of grades and trends; a change of nothing takes the cell out."""
    cells = {(one.grade, one.trend): one for one in (*rules, rule)}
    kept = [one for one in cells.values() if one.change]
    return tuple(sorted(kept, key=lambda one: (GRADES.index(one.grade), TRENDS.index(one.trend))))
