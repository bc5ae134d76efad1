"""A payout taken apart: each step says what it is and what it adds; the steps of the top add up to what is payable.

Whatever a step is about stands in its parameters, whose names end in their kind: ``_e4`` (1/10,000 currency unit),
``_e3`` (1/1,000 base unit), ``_e6`` (1/1,000,000 currency unit for one base unit), ``_minor`` (minor units), ``_rate``
(millionths); others are counts or names. A step's parts add up to its value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from app.core.texts import N_
from app.incentives.figures import Figures
from app.incentives.policy import RATE_SCALE, Policy, Tier
from app.incentives.rounding import minor_per_unit, rounded
from app.incentives.tiers import Bound, Held, Slice, bounds, reached, slices

_NOTHING: Final = Fraction(0)


@dataclass(frozen=True)
class Step:
    """One line of a payout's tree."""

    code: str
    """Stable: base, rows, returns, reduced, baseline, target, prorated, minimum, tiers, slice, protection, product,
    basket, condition, grade, agreed, cap, floor, rounding, paid, carried."""
    said: str
    """A msgid."""
    params: Mapping[str, object]
    value: Fraction | int = 0
    """Minor units that it adds to what is payable; nothing where it only tells."""
    parts: tuple["Step", ...] = ()


@dataclass(frozen=True)
class Settled:
    """A payout with all of its steps."""

    steps: tuple[Step, ...]
    entitled_minor: int
    payable_minor: int
    reached: int | None


def settled(policy: Policy, figures: Figures) -> Settled:
    """Base, tiers, baskets and conditions, grade, cap, floor, rounding once, less what is paid, in this order."""
    steps, gross, tier = _protection(policy, figures) if policy.protection else _tiers(policy, figures)
    kept, holds = _kept(policy, figures, gross)
    steps += kept
    value = gross + sum((each.value for each in kept), _NOTHING)
    bound = _bounded(policy, figures, value, holds=holds)
    steps += bound
    value += sum((each.value for each in bound), _NOTHING)
    entitled = rounded(value, policy.payout.rounding)
    if entitled != value:
        steps.append(_step("rounding", N_("Rounding to minor units"), entitled - value))
    payable = entitled - figures.paid_minor + min(figures.carried_minor, 0)
    if figures.paid_minor:
        steps.append(
            _step(
                "paid",
                N_("Less what is already posted: {paid_minor}"),
                -figures.paid_minor,
                paid_minor=figures.paid_minor,
            )
        )
    if figures.carried_minor < 0:
        steps.append(
            _step(
                "carried",
                N_("Carried from before: {carried_minor}"),
                figures.carried_minor,
                carried_minor=figures.carried_minor,
            )
        )
    return Settled(tuple(steps), entitled, payable, tier)


def _step(code: str, said: str, value: Fraction | int = 0, parts: tuple[Step, ...] = (), **params: object) -> Step:
    return Step(code, said, MappingProxyType(params), value, parts)


def share_of(policy: Policy, figures: Figures) -> Fraction:
    """The share that bounds and lump sums go by: days taken part of the period's, where the policy says so."""
    if not policy.scale.prorate or figures.days <= 0:
        return Fraction(1)
    return Fraction(figures.days_in, figures.days)


def figure_of(policy: Policy, figures: Figures) -> int:
    """What is held against the tiers, in the basis' scale: earlier policies' gifts off where the base is reduced."""
    if policy.basis.measure == "quantity":
        return figures.quantity_e3
    return amount_of(policy, figures)


def amount_of(policy: Policy, figures: Figures) -> int:
    """The value that percents are paid on."""
    return figures.amount_e4 - (figures.reduced_e4 if policy.stacking.base == "reduced" else 0)


def baseline_of(policy: Policy, figures: Figures) -> Fraction:
    """What earns nothing where only growth does; below nothing counts as nothing."""
    return share_of(policy, figures) * max(figures.baseline or 0, 0)


def _base(policy: Policy, figures: Figures) -> Step:
    of_value = policy.basis.measure == "value"
    rows = _step(
        "rows",
        N_("Counted rows: {rows}, together {gross_e4}")
        if of_value
        else N_("Counted rows: {rows}, together {gross_e3}"),
        rows=figures.rows,
        gross_e4=figures.amount_e4 + figures.returns_e4,
        gross_e3=figures.quantity_e3 + figures.returns_e3,
    )
    parts = [rows]
    if figures.returns_e4 or figures.returns_e3:
        said = N_("Returns taken off: {returns_e4}") if of_value else N_("Returns taken off: {returns_e3}")
        parts.append(_step("returns", said, returns_e4=figures.returns_e4, returns_e3=figures.returns_e3))
    if policy.stacking.base == "reduced":
        said = N_("Given by earlier policies on the same lines, taken off: {reduced_e4}")
        parts.append(_step("reduced", said, reduced_e4=figures.reduced_e4))
    said = N_("Base: {amount_e4}") if of_value else N_("Base: {quantity_e3}")
    amount = amount_of(policy, figures)
    return _step("base", said, 0, tuple(parts), amount_e4=amount, quantity_e3=figures.quantity_e3)


def _tiers(policy: Policy, figures: Figures) -> tuple[list[Step], Fraction, int | None]:
    scale, measure, currency = policy.scale, policy.basis.measure, policy.payout.currency
    share = share_of(policy, figures)
    figure = figure_of(policy, figures)
    found = bounds(scale, measure, currency, baseline=figures.baseline, target=figures.target, share=share)
    steps = [_base(policy, figures), *_compared(policy, figures, figure)]
    if share != 1:
        said = N_("Took part on {days_in} of {days} days: bounds and lump sums go by them")
        steps.append(_step("prorated", said, days_in=figures.days_in, days=figures.days))
    tier = reached(found, figure)
    if tier is None or below_minimum(policy, figures):
        steps.append(_unreached(policy, found, tier))
        return steps, _NOTHING, None
    if scale.earns == "growth" and figures.baseline is None:
        steps.append(_step("tiers", N_("Only growth earns, and there is no baseline: nothing is earned")))
        return steps, _NOTHING, tier
    paid_on = Fraction(amount_of(policy, figures) if scale.unit == "percent" else figures.quantity_e3)
    above = baseline_of(policy, figures) if scale.earns == "growth" else _NOTHING
    made = slices(scale, measure, currency, found, Held(Fraction(figure), paid_on, above, share))
    gross = sum((each.value for each in made), _NOTHING)
    parts = tuple(_slice(policy, each) for each in made)
    steps.append(_step("tiers", N_("Earned by tier {tier}"), gross, parts, tier=tier + 1, method=scale.method))
    return steps, gross, tier


def below_minimum(policy: Policy, figures: Figures) -> bool:
    """Whether the figure is under the least from which anything is earned; the least is held like a tier's bound."""
    if not policy.minimum:
        return False
    least = _least(policy, figures)
    return least is None or figure_of(policy, figures) < least


def _least(policy: Policy, figures: Figures) -> Fraction | None:
    """The minimum in the basis' scale; None: out of reach."""
    only = replace(policy.scale, tiers=(Tier(policy.minimum, None, 0),))
    found = bounds(
        only,
        policy.basis.measure,
        policy.payout.currency,
        baseline=figures.baseline,
        target=figures.target,
        share=share_of(policy, figures),
    )
    return found[0].start


def _compared(policy: Policy, figures: Figures, figure: int) -> list[Step]:
    """Growth and target, where the policy asks for them."""
    scale, steps = policy.scale, []
    of_value = policy.basis.measure == "value"
    share = share_of(policy, figures)
    if scale.reach == "growth" or scale.earns == "growth":
        if figures.baseline is None:
            steps.append(_step("baseline", N_("There is no baseline to grow from")))
        else:
            base = _whole(share * figures.baseline)
            grown = _rate(figure - share * figures.baseline, share * figures.baseline)
            said = {
                (True, True): N_("Baseline {baseline_e4}, growth {grown_rate}"),
                (True, False): N_("Baseline {baseline_e4}: growth has no percentage"),
                (False, True): N_("Baseline {baseline_e3}, growth {grown_rate}"),
                (False, False): N_("Baseline {baseline_e3}: growth has no percentage"),
            }[of_value, grown is not None]
            steps.append(_step("baseline", said, baseline_e4=base, baseline_e3=base, grown_rate=grown))
    if scale.reach == "target":
        if not figures.target or figures.target < 0:
            steps.append(_step("target", N_("There is no target to reach")))
        else:
            goal = _whole(share * figures.target)
            said = (
                N_("Target {target_e4}, reached by {met_rate}")
                if of_value
                else N_("Target {target_e3}, reached by {met_rate}")
            )
            met = _rate(Fraction(figure), share * figures.target)
            steps.append(_step("target", said, target_e4=goal, target_e3=goal, met_rate=met))
    return steps


def _rate(part: Fraction, whole: Fraction) -> int | None:
    """Millionths for showing, cut off so that a bound never looks reached before it is; None of nothing."""
    return None if whole <= 0 else int(part * RATE_SCALE // whole)


def _whole(value: Fraction) -> int:
    """A bound for showing: the least whole figure that reaches it."""
    return -int(-value // 1)


def _unreached(policy: Policy, found: tuple[Bound, ...], tier: int | None) -> Step:
    of_value = policy.basis.measure == "value"
    if tier is not None:
        return _step("minimum", N_("The minimum is not reached: nothing is earned"), least=policy.minimum)
    start = found[0].start if found else None
    if start is None:
        return _step("tiers", N_("No tier can be reached: nothing is earned"))
    said = (
        N_("The first tier begins at {start_e4}: nothing is earned")
        if of_value
        else N_("The first tier begins at {start_e3}: nothing is earned")
    )
    return _step("tiers", said, start_e4=_whole(start), start_e3=_whole(start))


_SLICES: Final = MappingProxyType(
    {
        ("value", "percent"): N_("Tier {tier}, from {start_e4}: {paid_rate} of {base_e4}"),
        ("quantity", "percent"): N_("Tier {tier}, from {start_e3}: {paid_rate} of {base_e4}"),
        ("value", "per_unit"): N_("Tier {tier}, from {start_e4}: {each_e6} for each of {base_e3}"),
        ("quantity", "per_unit"): N_("Tier {tier}, from {start_e3}: {each_e6} for each of {base_e3}"),
        ("value", "lump"): N_("Tier {tier}, from {start_e4}: lump sum {lump_minor}"),
        ("quantity", "lump"): N_("Tier {tier}, from {start_e3}: lump sum {lump_minor}"),
    }
)


def _slice(policy: Policy, each: Slice) -> Step:
    start = _whole(each.bound.start or _NOTHING)
    end = None if each.bound.end is None else _whole(each.bound.end)
    base = rounded(each.base, "half_up")
    return _step(
        "slice",
        _SLICES[policy.basis.measure, policy.scale.unit],
        each.value,
        tier=each.index + 1,
        start_e4=start,
        start_e3=start,
        end_e4=end,
        end_e3=end,
        paid_rate=each.rate,
        each_e6=each.rate,
        lump_minor=rounded(each.value, policy.payout.rounding),
        base_e4=base,
        base_e3=base,
    )


def _protection(policy: Policy, figures: Figures) -> tuple[list[Step], Fraction, int | None]:
    parts, per_unit = [], minor_per_unit(policy.payout.currency)
    for each in figures.protected:
        counted = max(0, min(each.stock_e3, each.bought_e3))
        value = Fraction(counted * each.cut_e6 * per_unit, 1_000 * RATE_SCALE)
        said = N_("{product_id}: stock {stock_e3}, bought before {bought_e3}; {counted_e3} at {cut_e6} each")
        parts.append(
            _step(
                "product",
                said,
                value,
                product_id=each.product_id,
                stock_e3=each.stock_e3,
                bought_e3=each.bought_e3,
                counted_e3=counted,
                cut_e6=each.cut_e6,
            )
        )
    gross = sum((Fraction(each.value) for each in parts), _NOTHING)
    said = N_("Stock on the day times the price cut, products: {products}")
    return [_step("protection", said, gross, tuple(parts), products=len(parts))], gross, None


def _kept(policy: Policy, figures: Figures, gross: Fraction) -> tuple[list[Step], bool]:
    """What missed baskets, conditions and the grade take away or add; and whether all that is required holds."""
    steps, value, holds = [], gross, True
    for code, said, met, is_required, factor, params in _demands(policy, figures):
        times = RATE_SCALE if met else 0 if is_required else factor
        holds = holds and (met or not is_required)
        after = value * Fraction(times, RATE_SCALE)
        steps.append(_step(code, said, after - value, (), met=int(met), factor_rate=times, **params))
        value = after
    times = policy.grade_factors.get(figures.grade or "", RATE_SCALE)
    if policy.grade_factors:
        said = N_("Grade {grade}: times {factor_rate}") if figures.grade else N_("No decided grade: counts once")
        change = value * Fraction(times, RATE_SCALE) - value
        steps.append(_step("grade", said, change, (), grade=figures.grade, factor_rate=times))
        value += change
    agreed = agreed_factor(policy, figures)
    if agreed is not None:
        change = value * Fraction(agreed, RATE_SCALE) - value
        steps.append(_step("agreed", N_("Agreed for this dealer: times {factor_rate}"), change, factor_rate=agreed))
    return steps, holds


def agreed_factor(policy: Policy, figures: Figures) -> int | None:
    """What dossiers of adjustments agreed for a dealer; None where nothing was."""
    return policy.dealer_factors.get(figures.party_id, figures.agreed) if policy.dealer_factors else None


def _demands(policy: Policy, figures: Figures) -> list[tuple[str, str, bool, bool, int, dict[str, object]]]:
    whole = figures.quantity_e3 if policy.basis.measure == "quantity" else figures.amount_e4
    found: list[tuple[str, str, bool, bool, int, dict[str, object]]] = []
    for basket in policy.baskets:
        part = figures.baskets.get(basket.name, 0)
        met = whole > 0 and part * RATE_SCALE >= basket.least_share * whole
        said = N_("{basket}: {part_rate} of the base, at least {least_rate}")
        share = _rate(Fraction(part), Fraction(whole)) or 0
        about: dict[str, object] = {"basket": basket.name, "part_rate": share, "least_rate": basket.least_share}
        found.append(("basket", said, met, basket.effect == "required", basket.factor, about))
    for each in policy.conditions:
        text = figures.kpis.get(each.kpi)
        about = {"kpi": each.kpi, "figure": text, "bound_rate": each.value, "at_least": int(each.at_least)}
        said = {
            (True, True): N_("{kpi}: {figure}, at least {bound_rate}"),
            (True, False): N_("{kpi}: {figure}, at most {bound_rate}"),
            (False, True): N_("{kpi}: no figure, at least {bound_rate}"),
            (False, False): N_("{kpi}: no figure, at most {bound_rate}"),
        }[text is not None, each.at_least]
        found.append(
            (
                "condition",
                said,
                holds(text, each.value, at_least=each.at_least),
                each.effect == "required",
                each.factor,
                about,
            )
        )
    return found


def holds(text: str | None, value: int, *, at_least: bool) -> bool:
    """Whether a KPI's figure keeps a condition's bound (millionths); no figure does not."""
    if text is None:
        return False
    found = Fraction(text) * RATE_SCALE
    return found >= value if at_least else found <= value


def guarantee(policy: Policy, figures: Figures) -> int | None:
    """The least that is paid: by the days taken part, or with a cumulative guarantee less what was earned before.

    None where there is none, and for who took part on no day of the period.
    """
    floor = policy.payout.floor
    if floor is None or (figures.days > 0 and figures.days_in <= 0):
        return None
    if policy.payout.floor_by_days and figures.days > 0:
        return rounded(Fraction(floor * figures.days_in, figures.days), policy.payout.rounding)
    return max(0, floor - max(figures.carried_minor, 0)) if policy.payout.floor_carries else floor


def _bounded(policy: Policy, figures: Figures, value: Fraction, *, holds: bool) -> list[Step]:
    """Cap, then guarantee; the guarantee is for who keeps all that is required."""
    cap, floor = policy.payout.cap, guarantee(policy, figures)
    steps = []
    if cap is not None and value > cap:
        steps.append(_step("cap", N_("Most for one dealer and period: {cap_minor}"), cap - value, cap_minor=cap))
        value = Fraction(cap)
    if floor is not None and holds and value < floor:
        whole = policy.payout.floor
        said = (
            N_("Least for one dealer and period: {floor_minor}")
            if not policy.payout.floor_by_days or floor == whole
            else N_("Least for {days_in} of {days} days: {floor_minor}")
        )
        steps.append(_step("floor", said, floor - value, floor_minor=floor, days_in=figures.days_in, days=figures.days))
    return steps
