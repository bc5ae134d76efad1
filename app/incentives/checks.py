"""Whether a policy can be settled as it is written: tiers without gaps and overlaps, sizes that go together."""

from collections.abc import Sequence
from itertools import pairwise

from app.core.errors import UserError
from app.core.texts import Text
from app.incentives.policy import METHOD_TITLES, RATE_SCALE, Basket, Policy, Scale, Tier


def check_policy(policy: Policy) -> None:
    """Raise UserError, in a sentence, at the first thing that would make a payout wrong or ambiguous."""
    if not policy.code.strip():
        raise UserError("Give the policy a code.")
    if not policy.name.strip():
        raise UserError("Give the policy a name.")
    if policy.to_on < policy.from_on:
        raise UserError("The policy ends before it begins; choose a later last day.")
    if policy.grace_days < 0 or policy.pays_on_day < 0:
        raise UserError("Grace days and the day of settlement cannot be before the period's end.")
    if policy.grace_days > policy.pays_on_day > 0:
        raise UserError("The settlement runs before the grace days are over; settle later or shorten the grace.")
    if policy.kind == "price_protection":
        _check_protection(policy)
    else:
        _check_scale(policy)
    _check_parts(policy)
    _check_payout(policy)


def _check_protection(policy: Policy) -> None:
    found = policy.protection
    if found is None:
        raise UserError("Price protection needs the day of the stock and the price cuts.")
    if not found.cuts or any(cut <= 0 for cut in found.cuts.values()):
        raise UserError("Name the price cut of each protected product, above nothing.")
    if found.months < 1:
        raise UserError("Price protection covers what was bought in at least one month before.")
    if policy.scale.tiers:
        raise UserError("Price protection has no tiers; take them out.")
    if policy.basis.event != "stock":
        raise UserError("Price protection goes by the stock on a day; choose that basis.")


def _check_scale(policy: Policy) -> None:
    scale = policy.scale
    if policy.protection is not None:
        raise UserError("Only price protection has price cuts; take them out or choose that kind.")
    if policy.basis.event == "stock":
        raise UserError("Only price protection goes by the stock on a day; choose another basis.")
    if policy.kind == "fund" and not scale.tiers:
        return
    check_tiers(scale)
    if scale.unit == "lump" and scale.tiers[0].rate and max(scale.tiers[0].start, policy.minimum) <= _nothing(scale):
        raise UserError(
            "A lump sum from nothing on is paid to dealers who buy nothing; let the first tier begin above it, or "
            "set a minimum."
        )
    if (scale.reach == "growth" or scale.earns == "growth") and policy.baseline.way == "none":
        raise UserError("Growth needs a baseline; choose which.")
    _check_units(policy)


def _check_units(policy: Policy) -> None:
    scale, measure = policy.scale, policy.basis.measure
    crosses = (measure == "value" and scale.unit == "per_unit") or (measure == "quantity" and scale.unit == "percent")
    if crosses and scale.method in {"stepped", "rolling"}:
        raise UserError(
            "“{method}” needs rates on the same figure as its tiers: percent of a value, amounts for quantities.",
            method=Text(METHOD_TITLES[scale.method]),
        )
    if crosses and scale.earns == "growth":
        raise UserError("Where only growth earns, rates must be on the same figure as the tiers.")
    if scale.unit == "lump" and scale.earns == "growth":
        raise UserError("A lump sum is not paid on growth; let the whole figure earn and reach the tiers by growth.")
    if measure == "quantity" and policy.stacking.base == "reduced" and scale.unit != "percent":
        raise UserError("A quantity is not reduced by what earlier policies gave; choose the whole base.")
    if policy.basis.event == "collected" and (measure == "quantity" or scale.unit == "per_unit"):
        raise UserError("Money that came in has no quantity; choose value and percent or a lump sum.")


def check_tiers(scale: Scale) -> None:
    """Raise UserError where tiers leave a gap, overlap, end, or pay nothing sensible."""
    if not scale.tiers:
        raise UserError("Add at least one tier.")
    least = _nothing(scale)
    if scale.tiers[0].start < least:
        raise UserError("A tier cannot begin below nothing.")
    for number, tier in enumerate(scale.tiers, 1):
        _check_tier(scale, tier, number)
    for number, (one, other) in enumerate(pairwise(scale.tiers), 1):
        if one.end is None or one.end > other.start:
            raise UserError("Tiers {n} and {m} overlap; let one end where the other begins.", n=number, m=number + 1)
        if one.end < other.start:
            raise UserError("Between tiers {n} and {m} is a gap, in which nothing is paid.", n=number, m=number + 1)
    if scale.tiers[-1].end is not None:
        raise UserError("The last tier has no end; leave its end empty.")


def _nothing(scale: Scale) -> int:
    """The bound that a figure of nothing reaches."""
    return -RATE_SCALE if scale.reach == "growth" else 0


def _check_tier(scale: Scale, tier: Tier, number: int) -> None:
    if tier.end is not None and tier.end <= tier.start:
        raise UserError("Tier {n} ends where it begins or before; give it an end above its start.", n=number)
    if tier.rate < 0:
        raise UserError("Tier {n} has a rate below nothing.", n=number)
    if scale.unit == "percent" and tier.rate > RATE_SCALE:
        raise UserError("Tier {n} gives back more than the whole value.", n=number)


def _check_parts(policy: Policy) -> None:
    if policy.minimum < _nothing(policy.scale):
        raise UserError("The minimum cannot be below nothing.")
    if policy.baseline.way == "rolling" and policy.baseline.months < 1:
        raise UserError("The average of the months before needs at least one month.")
    if policy.baseline.way == "adjusted" and not policy.baseline.adjusted:
        raise UserError("The agreed baseline names no dealer; fill in the baselines or choose another.")
    _check_baskets(policy.baskets)
    parts = (
        *((each.effect, each.factor) for each in policy.baskets),
        *((each.effect, each.factor) for each in policy.conditions),
    )
    if any(effect == "factor" and not 0 <= factor <= RATE_SCALE for effect, factor in parts):
        raise UserError("What is missed leaves between nothing and all of the payout; correct the factor.")
    if any(factor < 0 for factor in policy.grade_factors.values()):
        raise UserError("A grade's factor cannot be below nothing.")
    if any(factor < 0 for factor in policy.dealer_factors.values()):
        raise UserError("A dealer's agreed factor cannot be below nothing.")
    if not all(each.kpi for each in policy.conditions):
        raise UserError("Choose the figure of each condition.")


def _check_baskets(baskets: Sequence[Basket]) -> None:
    names = [each.name for each in baskets]
    if len(set(names)) < len(names) or not all(name.strip() for name in names):
        raise UserError("Give each basket a name of its own.")
    for basket in baskets:
        if not 0 < basket.least_share <= RATE_SCALE:
            raise UserError("Basket “{name}” needs a share above 0 % and up to 100 %.", name=basket.name)
        if basket.goods.is_all:
            raise UserError("Basket “{name}” holds all goods, so that its share is always reached.", name=basket.name)


def _check_payout(policy: Policy) -> None:
    pay = policy.payout
    sizes = (pay.cap, pay.floor, policy.budget)
    if any(size is not None and size < 0 for size in sizes):
        raise UserError("Cap, guarantee and budget cannot be below nothing.")
    if pay.cap is not None and pay.floor is not None and pay.floor > pay.cap:
        raise UserError("The guarantee is above the cap; lower it or raise the cap.")
    if pay.floor_carries and pay.floor is None:
        raise UserError("A guarantee that counts what was earned before needs its amount.")
    if pay.floor_by_days and (pay.floor is None or pay.floor_carries):
        raise UserError("A guarantee by days needs its amount, and does not count what was earned before.")
    if pay.expires_months is not None and pay.expires_months < 1:
        raise UserError("What is credited lasts at least one month, or leave the field empty.")
    if pay.use_ceiling is not None and not 0 < pay.use_ceiling <= RATE_SCALE:
        raise UserError("Between 0 % and 100 % of an order can be paid by the rebate; correct the ceiling.")
    if len(pay.currency) != 3 or not pay.currency.isalpha() or not pay.currency.isupper():
        raise UserError("A currency is three capital letters, such as CNY.")
