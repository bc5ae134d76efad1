"""One candidate over its past: what it cost, whom, where its cliffs are, and what it may cost; pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from app.core.period import Period
from app.core.progress import Progress
from app.incentives.engine import Figures, Outcome, figures_json
from app.incentives.lab.curves import Curve, curve_of, gap_of, jumps, likeness, shape, starting, typical
from app.incentives.lab.ends import Rush, rushes
from app.incentives.lab.resampling import DRAWS, SEED, bills, budget_of, chances, drawn
from app.incentives.lab.result import Candidate, Cliff, DealerCost, EndRush, Estimate, PeriodCost, Run
from app.incentives.policy import Policy, Span
from app.incentives.steps import figure_of

if TYPE_CHECKING:
    from app.incentives.lab.resampling import Floats

NEAR: Final = Fraction(1, 20)
"""How near a bound counts as just below or just above."""
LEAST_PERIODS: Final = 4
PER_YEAR: Final[Mapping[str, int]] = {"month": 12, "quarter": 4, "half": 2, "year": 1}
Sums = Mapping[tuple[str, int], int]
"""By dealer and first day of the period."""
Line = tuple[Figures, Outcome]


@dataclass(frozen=True)
class Past:
    """What a candidate is replayed on."""

    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    last: Sums
    """The figure of the last days of each period, in the basis' scale."""
    after: Sums
    """Of the first days after it."""
    known_until: int
    """The last day of which anything is known."""
    quarters: tuple[int, ...] = ()
    """First days of the quarters in it, where the policy's periods are longer: too few of them are ever known."""
    parts: Sums = field(default_factory=lambda: MappingProxyType({}))
    """The figure of each of these quarters."""


def replayed(candidate: Candidate, policy: Policy, past: Past, progress: Progress) -> Run:
    """Everything about one candidate; ``progress`` goes in four steps."""
    lines = sorted(past.lines, key=lambda one: (one[0].first_on, one[0].party_id))
    told = sha256("\n".join(figures_json(figures) for figures, _ in lines).encode()).hexdigest()
    by_day: dict[int, list[Line]] = {}
    for one in lines:
        by_day.setdefault(one[0].first_on, []).append(one)
    progress.step(0, 4)
    middle = typical(policy, [figures for figures, _ in lines])
    shaped = curve_of(shape(policy), middle)
    cliffs = _cliffs(policy, middle, [figures for figures, _ in lines])
    progress.step(1, 4)
    ends = rushes(policy, [(figures, outcome.reached) for figures, outcome in lines], past.last, past.after,
                  known_until=past.known_until)  # fmt: skip
    progress.step(2, 4)
    history = history_of(policy, past.periods, lines, past)
    estimate, anyway = _forecast(policy, history, past.periods, lines, progress)
    progress.step(3, 4)
    return Run(
        candidate, policy.payout.currency, policy.basis.measure,
        tuple(_period(policy, one, by_day.get(one.first_day, ())) for one in past.periods),
        tuple(_dealers(policy, past.periods, lines, anyway)),
        cliffs, tuple(zip(shaped.figures, shaped.payouts, strict=True)),
        tuple(_told(one, past.periods) for one in ends), estimate, told,
        policy.baseline.way if asks_growth(policy) else "", history.table.shape[1],
        "" if policy.protection is not None else history.span,
    )  # fmt: skip


def asks_growth(policy: Policy) -> bool:
    """Whether a dealer without a baseline earns nothing."""
    return policy.scale.reach == "growth" or policy.scale.earns == "growth"


def _period(policy: Policy, period: Period, lines: Iterable[Line]) -> PeriodCost:
    mine = list(lines)
    grows = asks_growth(policy)
    return PeriodCost(
        period.name, period.first_day, period.last_day,
        sum(outcome.entitled_minor for _, outcome in mine), sum(figures.amount_e4 for figures, _ in mine),
        len(mine), sum(outcome.entitled_minor > 0 for _, outcome in mine),
        sum(grows and figures.baseline is None and figure_of(policy, figures) > 0 for figures, _ in mine),
        sum(grows and figures.baseline is not None for figures, _ in mine),
    )  # fmt: skip


def _dealers(
    policy: Policy, periods: Sequence[Period], lines: Iterable[Line], anyway: Mapping[tuple[str, int], float]
) -> Iterable[DealerCost]:
    by_dealer: dict[str, list[Line]] = {}
    for one in lines:
        by_dealer.setdefault(one[0].party_id, []).append(one)
    end = periods[-1].first_day if periods else 0
    for dealer, mine in sorted(by_dealer.items()):
        newest = next((figures for figures, _ in reversed(mine) if figures.first_on == end), None)
        gap = gap_of(policy, newest) if newest is not None else None
        likely = sum(outcome.entitled_minor * anyway.get((dealer, figures.first_on), 0.0) for figures, outcome in mine)
        yield DealerCost(
            dealer, sum(outcome.entitled_minor for _, outcome in mine), sum(figures.amount_e4 for figures, _ in mine),
            gap.missing if gap else None, gap.tier if gap else None, gap.gain_minor if gap else 0, round(likely),
        )  # fmt: skip


def _cliffs(policy: Policy, middle: Figures, figures: Sequence[Figures]) -> tuple[Cliff, ...]:
    found = []
    begins = starting(policy)
    own = [(figure_of(policy, each), begins(each)) for each in figures]
    for jump in jumps(shape(policy), middle):
        below = above = 0
        for figure, bounds in own:
            start = bounds[jump.tier]
            if start is not None and start > 0:
                distance = Fraction(figure - start, start)
                below += -NEAR <= distance < 0
                above += 0 <= distance < NEAR
        found.append(Cliff(jump.tier, jump.bound, jump.before_minor, jump.at_minor, below, above))
    return tuple(found)


def _told(one: Rush, periods: Sequence[Period]) -> EndRush:
    name = next((each.name for each in periods if each.first_day == one.first_on), "")
    return EndRush(one.party_id, name, one.figure, one.last_days, one.rush, one.after, one.gained_minor, one.slower)


@dataclass(frozen=True)
class History:
    """What is drawn again: figures of dealers by periods, the oldest first."""

    dealers: tuple[str, ...]
    table: "Floats"
    per_year: int
    span: Span
    each: int
    """So many of them are one period of the policy."""

    def drawn(self, *, draws: int = DRAWS) -> "Floats":
        """Draws by dealers by coming periods of the policy, a year of them."""
        found = drawn(self.table, self.per_year, draws=draws, seed=SEED)
        if self.each == 1:
            return found
        whole: Floats = found.reshape(found.shape[0], found.shape[1], -1, self.each).sum(axis=3)
        return whole


def history_of(policy: Policy, periods: Sequence[Period], lines: Iterable[Line], past: Past | None = None) -> History:
    """By the policy's own periods; by quarters where those are longer and a year of quarters is known.

    Of years hardly two are ever known, and two say nothing of how much figures swing.
    """
    at = {(one.party_id, one.first_on): float(max(0, figure_of(policy, one))) for one, _ in lines}
    dealers = tuple(sorted({dealer for dealer, _ in at}))
    days, span, each = [period.first_day for period in periods], policy.span, 1
    if past is not None and len(past.quarters) >= LEAST_PERIODS and PER_YEAR[span] < PER_YEAR["quarter"]:
        at = {key: float(max(0, figure)) for key, figure in past.parts.items()}
        days, span, each = list(past.quarters), "quarter", PER_YEAR["quarter"] // PER_YEAR[span]
    table = np.array([[at.get((dealer, day), 0.0) for day in days] for dealer in dealers])
    return History(dealers, table.reshape(len(dealers), len(days)), PER_YEAR[span], span, each)


def _forecast(
    policy: Policy, history: History, periods: Sequence[Period], lines: Sequence[Line], progress: Progress
) -> tuple[Estimate | None, dict[tuple[str, int], float]]:
    """The coming year's bill, and by dealer and past period the chance that its tier is reached without a programme."""
    if history.table.shape[1] < LEAST_PERIODS or not lines or policy.protection is not None:
        return None, {}
    dealers = history.dealers
    at = {(figures.party_id, figures.first_on): (figures, outcome) for figures, outcome in lines}
    days = [period.first_day for period in periods]
    futures = history.drawn()
    ahead = futures.shape[2]
    templates = [[at.get((dealer, day)) for day in days[-ahead:]] for dealer in dealers]
    curves, shared, top = [], dict[Hashable, Curve](), float(futures.max())
    for n, (row, most) in enumerate(zip(templates, futures.max(axis=0), strict=True)):
        progress.step(n, len(dealers))
        curves.append([_curve(policy, one, own, top, shared) for one, own in zip(row, most, strict=True)])
    found = bills(futures, curves)
    likely = budget_of(found)
    over = None if policy.budget is None else int((found > policy.budget).sum())
    estimate = Estimate(likely.p10, likely.p50, likely.p90, likely.mean, DRAWS, SEED, over)
    return estimate, _anyway(policy, dealers, days, at, futures)


def _curve(policy: Policy, line: Line | None, most: float, top: float, shared: dict[Hashable, Curve]) -> Curve:
    """The payout of the coming period for a dealer: his last one's figures, his last year's as the new baseline.

    ``most`` is the highest figure drawn for him and ``top`` that of all; those of one likeness share a curve.
    """
    if line is None:
        return Curve((0, 1), (0, 0))
    like = likeness(policy, line[0])
    if like is not None:
        if like not in shared:
            shared[like] = curve_of(policy, line[0], top=round(top) + 1)
        return shared[like]
    figures = line[0]
    if policy.baseline.way in {"last_year", "rolling"} and figures.baseline is not None:
        figures = figures._replace(baseline=max(0, figure_of(policy, figures)))
    return curve_of(policy, figures, top=round(most) + 1)


def _anyway(
    policy: Policy,
    dealers: Sequence[str],
    days: Sequence[int],
    at: Mapping[tuple[str, int], Line],
    futures: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
) -> dict[tuple[str, int], float]:
    """By dealer and period the chance that the tier which he reached is reached by the swing of his figures alone."""
    ahead, found, begins = futures.shape[2], {}, starting(policy)
    for place, day in enumerate(days):
        month = (place - len(days)) % ahead  # the same time of the year among the coming periods
        bounds = np.full((len(dealers), ahead), np.nan)
        for n, dealer in enumerate(dealers):
            line = at.get((dealer, day))
            if line is not None and line[1].reached is not None:
                start = begins(line[0])[line[1].reached]
                bounds[n, month] = np.nan if start is None else start
        chance = chances(futures, bounds)
        for n, dealer in enumerate(dealers):
            if not np.isnan(bounds[n, month]):
                found[dealer, day] = float(chance[n, month])
    return found
