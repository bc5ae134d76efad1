"""Policies and figures for the arithmetic of payouts: made by hand in short, and drawn at random for its laws."""

from dataclasses import replace
from fractions import Fraction
from typing import Any, get_args

from hypothesis import strategies as st

from app.incentives.engine import Figures
from app.incentives.policy import (
    RATE_SCALE,
    Baseline,
    Basis,
    Basket,
    Condition,
    Earns,
    Effect,
    Goods,
    Measure,
    Method,
    Payout,
    Policy,
    Reach,
    Scale,
    Stacking,
    Tier,
    Unit,
)

PERCENT = RATE_SCALE // 100


def tiers(*steps: tuple[int, int]) -> tuple[Tier, ...]:
    """Tiers from pairs of start and rate, each ending where the next one begins."""
    ends = [start for start, _rate in steps[1:]]
    return tuple(Tier(start, end, rate) for (start, rate), end in zip(steps, [*ends, None], strict=True))


def rebate(*steps: tuple[int, int], method: Method = "cumulative", unit: Unit = "percent", **rest: Any) -> Policy:
    """A rebate; ``steps`` are starts and rates as the policy keeps them."""
    scale = {name: rest.pop(name) for name in ("reach", "earns", "prorate") if name in rest}
    return Policy("T", "试", scale=Scale(method, unit, tiers(*steps), **scale), **rest)


def on_value(yuan: float | str, **rest: Any) -> Figures:
    """Figures of so many yuan."""
    return Figures("d", 0, 89, amount_e4=int(Fraction(str(yuan)) * 10_000), **rest)


def on_quantity(units: int, **rest: Any) -> Figures:
    """Figures of so many units."""
    return Figures("d", 0, 89, quantity_e3=units * 1_000, **rest)


_METHODS: st.SearchStrategy[Method] = st.sampled_from(get_args(Method))
_UNITS: st.SearchStrategy[Unit] = st.sampled_from(get_args(Unit))
_MEASURES: st.SearchStrategy[Measure] = st.sampled_from(get_args(Measure))
_EFFECTS: st.SearchStrategy[Effect] = st.sampled_from(get_args(Effect))
_REACHES: st.SearchStrategy[Reach] = st.sampled_from(get_args(Reach))
_EARNS: st.SearchStrategy[Earns] = st.sampled_from(get_args(Earns))
_FACTORS = st.integers(0, 2 * RATE_SCALE)


@st.composite
def scales(draw: st.DrawFn, *, rising: bool = False, least: int = 0) -> Scale:
    """Tiers without gaps, in any method and unit."""
    starts = sorted(draw(st.sets(st.integers(least, 3_000_000), min_size=1, max_size=4)))
    rates = draw(st.lists(st.integers(0, 300_000), min_size=len(starts), max_size=len(starts)))
    if rising:
        rates.sort()
    unit = draw(_UNITS)
    return Scale(draw(_METHODS), unit, tiers(*zip(starts, rates, strict=True)), prorate=draw(st.booleans()))


@st.composite
def policies(draw: st.DrawFn, *, rising: bool = False) -> Policy:
    """Rebates of every kind that the checks let through, but for what they forbid to go together."""
    scale = draw(scales(rising=rising))
    measure: Measure = "quantity" if scale.unit == "per_unit" else draw(_MEASURES)
    if scale.unit == "percent" and scale.method in {"stepped", "rolling"}:
        measure = "value"
    parts: dict[str, Any] = {}
    if draw(st.booleans()):
        floor = draw(st.none() | st.integers(0, 50_000))
        cap = draw(st.none() | st.integers(floor or 0, 3_000_000))
        carries = floor is not None and draw(st.booleans())
        parts["payout"] = Payout(
            rounding=draw(st.sampled_from(("half_up", "half_even", "down"))),
            cap=cap,
            floor=floor,
            floor_carries=carries,
            floor_by_days=floor is not None and not carries and draw(st.booleans()),
            currency=draw(st.sampled_from(("CNY", "JPY", "KWD"))),
        )
    if draw(st.booleans()):
        parts["grade_factors"] = {"A": draw(_FACTORS), "D": draw(_FACTORS)}
    if draw(st.booleans()):
        parts["dealer_factors"] = {"d": draw(_FACTORS)}
    if draw(st.booleans()):
        parts["baskets"] = (_basket(draw),)
    if draw(st.booleans()):
        parts["conditions"] = (_condition(draw),)
    if measure == "value" and draw(st.booleans()):
        parts["stacking"] = Stacking(base="reduced")
    return Policy(
        "T",
        "试",
        to_on=90,
        basis=Basis(measure),
        minimum=draw(st.integers(1, 10**6) if scale.unit == "lump" else st.just(0) | st.integers(0, 10**6)),
        scale=scale,
        **parts,
    )


def _basket(draw: st.DrawFn) -> Basket:
    effect = draw(_EFFECTS)
    return Basket(
        "主推", Goods(groups=("G",)), draw(st.integers(1, RATE_SCALE)), effect, draw(st.integers(0, RATE_SCALE))
    )


def _condition(draw: st.DrawFn) -> Condition:
    effect = draw(_EFFECTS)
    value, factor = draw(st.integers(0, RATE_SCALE)), draw(st.integers(0, RATE_SCALE))
    return Condition("on_time", draw(st.booleans()), value, effect, factor)


@st.composite
def growing(draw: st.DrawFn) -> Policy:
    """The same with tiers that go by growth or a target, or that pay on growth only."""
    policy = draw(policies())
    crosses = (policy.basis.measure == "value") != (policy.scale.unit == "percent")
    earns: Earns = "all" if policy.scale.unit == "lump" or crosses else draw(_EARNS)
    scale = replace(policy.scale, reach=draw(_REACHES), earns=earns)
    return replace(policy, scale=scale, baseline=Baseline("last_year"))


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    """Figures of a dealer, returns above sales and missing figures among them."""
    amount, days = st.integers(-(10**8), 10**9), 90
    taken = draw(st.integers(0, 10**7))
    return Figures(
        "d",
        0,
        89,
        amount_e4=draw(amount),
        quantity_e3=draw(st.integers(-(10**6), 10**7)),
        returns_e4=draw(st.integers(0, 10**7)),
        baseline=draw(st.none() | st.integers(-(10**6), 10**9)),
        target=draw(st.none() | st.integers(0, 10**9)),
        baskets={"主推": draw(st.integers(0, 10**9))},
        kpis={"on_time": draw(st.none() | st.sampled_from(("0", "0.5", "95/100", "1")))},
        grade=draw(st.none() | st.sampled_from("ABD")),
        days=days,
        days_in=draw(st.integers(0, days)),
        reduced_e4=taken,
        carried_minor=draw(st.integers(-(10**5), 10**5)),
        paid_minor=draw(st.integers(0, 10**6)),
        rows=draw(st.integers(0, 50)),
    )
