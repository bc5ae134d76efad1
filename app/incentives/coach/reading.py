"""The way to the next tier for every dealer of a policy, on a day of its running period."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import Period, day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.incentives.assembly import Versioned, figures_of
from app.incentives.base.spans import span_period
from app.incentives.coach.past import read_past
from app.incentives.coach.rules import (
    ADVICE_TITLES,
    FILLS_STOCK,
    Advice,
    Chance,
    Mix,
    Past,
    Sight,
    advise,
    chance_of,
    cheapest,
    days_after,
)
from app.incentives.coach.stock import Shelves, read_shelves
from app.incentives.engine import Figures, settle
from app.incentives.lab.curves import entitled, moved, starts, unpaid
from app.incentives.policy import RATE_SCALE, Measure, Policy, Tier
from app.incentives.rounding import e4_per_minor
from app.incentives.steps import figure_of
from app.kpi.kept import kept_of


@dataclass(frozen=True)
class Step:
    """The next bound that earns more."""

    tier: int
    """From 0."""
    bound: int
    """In the basis' scale."""
    now_minor: int
    there_minor: int
    needs: Mapping[str, int]
    """By basket what it lacks at the bound, in the basis' scale."""


@dataclass(frozen=True)
class CoachLine:
    """One dealer; sizes in the basis' scale."""

    party_id: str
    code: str
    name: str
    name_en: str
    figure: int
    reached: int | None
    step: Step | None
    earned_minor: int
    pace: Fraction
    """Of a day of this period."""
    chance: Chance | None
    stock_days: Fraction | None
    after: Fraction | None
    """Days of stock at the period's end if the bound is reached by purchases; None: not known, or no matter."""
    mix: Mix | None
    advice: Advice

    @property
    def missing(self) -> int | None:
        """To the next bound."""
        return None if self.step is None else self.step.bound - self.figure

    @property
    def gain_minor(self) -> int:
        """What reaching it adds."""
        return 0 if self.step is None else self.step.there_minor - self.step.now_minor

    @property
    def days(self) -> int | None:
        """Days that the missing takes at this period's pace; None where nothing comes."""
        return None if self.missing is None or self.pace <= 0 else -int(-self.missing // self.pace)

    def label(self, lang: str) -> str:
        """The dealer's name in a language, the Chinese one where there is no other."""
        return self.name_en if self.name_en and not lang.startswith("zh") else self.name


@dataclass(frozen=True)
class Coach:
    """All dealers of a policy on a day."""

    policy: Policy
    period: Period
    day: int
    lines: tuple[CoachLine, ...]

    @property
    def days_left(self) -> int:
        """After the day."""
        return max(0, self.period.last_day - self.day)

    @property
    def measure(self) -> Measure:
        """Value or quantity."""
        return self.policy.basis.measure

    def rate(self, line: CoachLine) -> Fraction | None:
        """What the missing earns, as a share of its value; None where the basis is a quantity."""
        if line.missing is None or line.missing <= 0 or self.measure == "quantity":
            return None
        return Fraction(line.gain_minor * e4_per_minor(self.policy.payout.currency), line.missing)


def read_coach(
    session: Session, version: Versioned, *, today: date, parties: Collection[str] | None = None,
    earlier: Sequence[Policy] = (), progress: Progress | None = None,
) -> Coach:  # fmt: skip
    """Read the way of every dealer who takes part, whom to talk to first; ``earlier`` come before it in the stack.

    Raises UserError for a policy without tiers and one that does not hold on that day.
    """
    policy, day = version.policy, day_number(today)
    if policy.kind == "price_protection" or not policy.scale.tiers:
        raise UserError("This policy has no tiers, so that there is none to reach.")
    if policy.to_on and not policy.from_on <= day <= policy.to_on:
        raise UserError("The policy does not hold on that day; choose a day within it.")
    period, progress = span_period(policy, today), progress or Progress()
    progress.step(0, 3, Text(N_("Reading this period")))
    figures = figures_of(session, version, period, parties=parties, through=day, earlier=earlier, keys=False)
    ids = [each.party_id for each in figures]
    progress.step(1, 3, Text(N_("Reading earlier periods")))
    past = read_past(session, policy, period, day - period.first_day + 1, ids) if ids else {}
    progress.step(2, 3, Text(N_("Reading stock")))
    fills = policy.basis.event in FILLS_STOCK
    shelves = read_shelves(session, policy, today) if fills and ids else Shelves({})
    names = _names(session)
    everybody = [one for found in past.values() for one in found]
    made = [
        _line(policy, each, names.get(each.party_id, ("", each.party_id, "")), (period, day),
              past.get(each.party_id, []), everybody, shelves)
        for each in figures
    ]  # fmt: skip
    ranks = {advice: n for n, advice in enumerate(ADVICE_TITLES)}
    return Coach(
        policy, period, day, tuple(sorted(made, key=lambda one: (ranks[one.advice], -one.gain_minor, one.code)))
    )


def _names(session: Session) -> dict[str, tuple[str, str, str]]:
    """Code and names of every dealer."""
    english = session.execute(text("SELECT id, name_en FROM party WHERE name_en <> ''"))
    known = {party: name for party, name in english}  # noqa: C416 - rows are no pairs for the type checker
    return {one.id: (one.code, one.name, known.get(one.id, "")) for one in kept_of(session).people(session)[0].values()}


def _line(
    policy: Policy, figures: Figures, name: tuple[str, str, str], when: tuple[Period, int], own: list[Past],
    everybody: list[Past], shelves: Shelves,
) -> CoachLine:  # fmt: skip
    period, day = when
    figure, left = figure_of(policy, figures), max(0, period.last_day - day)
    step = next_step(policy, figures)
    missing = None if step is None else step.bound - figure
    chance = None if missing is None or not left else chance_of(missing, figure, own, everybody)
    fills = policy.basis.event in FILLS_STOCK
    stock = shelves.whole(figures.party_id) if fills else None
    after, mix = None, None
    if stock is not None and missing is not None and step is not None:
        after = days_after(stock[0], stock[1], missing, left)
        needs = [(basket, Fraction(lack)) for basket, lack in step.needs.items()]
        mix = cheapest(Fraction(missing), shelves.by_party[figures.party_id], left, needs=needs)
    outcome = settle(policy, unpaid(figures))
    is_top = outcome.reached == len(policy.scale.tiers) - 1
    gain = 0 if step is None else step.there_minor - step.now_minor
    seen = Sight(missing, is_top, gain, None if chance is None else chance.value, fills, after,
                 figure <= 0 and not own)  # fmt: skip
    return CoachLine(
        figures.party_id, *name, figure, outcome.reached, step, outcome.entitled_minor,
        Fraction(figure, max(1, day - period.first_day + 1)), chance, None if stock is None else stock[0], after, mix,
        advise(seen),
    )  # fmt: skip


def next_step(policy: Policy, figures: Figures) -> Step | None:
    """The next bound, the minimum among them, from which more is earned, mix targets kept; else the next one at all."""
    figure = figure_of(policy, figures)
    edges = [(tier, start) for tier, start in enumerate(starts(policy, figures)) if start is not None]
    if policy.minimum:
        only = replace(policy, scale=replace(policy.scale, tiers=(Tier(policy.minimum, None, 0),)))
        least = starts(only, figures)[0]
        edges += [(max((tier for tier, start in edges if start <= least), default=0), least)] if least else []
    now, first = entitled(policy, figures), None
    for tier, bound in sorted(edges, key=lambda edge: edge[1]):
        if bound <= figure:
            continue
        there, needs = _kept(policy, moved(policy, figures, bound), figures)
        found = Step(tier, bound, now, entitled(policy, there), MappingProxyType(needs))
        if found.there_minor > now:
            return found
        first = first or found
    return first


def _kept(policy: Policy, there: Figures, here: Figures) -> tuple[Figures, dict[str, int]]:
    """The figures with mix targets kept, and what each basket lacks until then."""
    whole = there.quantity_e3 if policy.basis.measure == "quantity" else there.amount_e4
    least = {one.name: -(-one.least_share * whole // RATE_SCALE) for one in policy.baskets}
    needs = {name: max(0, size - here.baskets.get(name, 0)) for name, size in least.items()}
    kept = {name: max(there.baskets.get(name, 0), size) for name, size in least.items()}
    return there._replace(baskets=kept) if least else there, needs
