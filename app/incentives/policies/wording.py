"""A policy as text, generated from its data in either language: what is approved and signed, and printed on statements.

Pure: names of dealers, goods and figures come in as an argument (``naming.policy_names``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from app.core.period import day_of
from app.core.texts import N_, Texts
from app.incentives.policies.amounts import (
    amount_words,
    bound_words,
    currency_words,
    factor_words,
    figure_words,
    rate_words,
    share_words,
)
from app.incentives.policy import (
    EVENT_TITLES,
    KIND_TITLES,
    MEASURE_TITLES,
    RETURNS_TITLES,
    SPAN_TITLES,
    TAX_TITLES,
    Goods,
    Policy,
)


@dataclass(frozen=True)
class Names:
    """What ids and codes of a policy are called, in the text's language; what is missing stands as it is."""

    dealers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    products: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    kpis: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    regions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tiers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    segments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shares: frozenset[str] = frozenset()
    """Ids of the KPIs that are shares."""


@dataclass(frozen=True)
class Part:
    """One numbered part of the text."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class PolicyText:
    """The whole text in one language."""

    title: str
    parts: tuple[Part, ...]

    def plain(self) -> str:
        """As plain text: the title, then numbered parts with a line for each sentence."""
        found = [self.title]
        for n, part in enumerate(self.parts, 1):
            found += ["", f"{n}. {part.title}", *(f"   {line}" for line in part.lines)]
        return "\n".join(found)


_FUND: Final = N_(
    "For each activity money is asked for, approved, proven, claimed and paid; what is not claimed is free again."
)


def policy_text(t: Texts, policy: Policy, names: Names, *, number: int = 0) -> PolicyText:
    """The text of a policy; ``number`` is its version's, 0 leaves it out."""
    name = policy.name if t.lang == "zh_CN" or not policy.name_en else policy.name_en
    title = t("{name} ({code})", name=name, code=policy.code)
    if number:
        title = t("{name} ({code}), version {number}", name=name, code=policy.code, number=number)
    parts = (
        (N_("Kind and time"), _time(t, policy)),
        (N_("Who takes part"), _who(t, policy, names)),
        (N_("Goods"), [] if policy.kind == "fund" else _goods(t, policy.goods, names)),
        (N_("Basis"), [t(_FUND)] if policy.kind == "fund" else _basis(t, policy)),
        (N_("Tiers and rates"), _tiers(t, policy, names)),
        (N_("Conditions"), _conditions(t, policy, names)),
        (N_("How it is paid"), _payout(t, policy)),
        (N_("Note"), [policy.note.strip()] if policy.note.strip() else []),
    )
    return PolicyText(title, tuple(Part(t(head), tuple(lines)) for head, lines in parts if lines))


def listed(t: Texts, values: Iterable[str]) -> str:
    """Names with the language's own mark between."""
    return ("、" if t.lang == "zh_CN" else ", ").join(values)


def _named(t: Texts, keys: Iterable[str], known: Mapping[str, str]) -> str:
    return listed(t, (known.get(key, key) for key in keys))


def _time(t: Texts, policy: Policy) -> list[str]:
    found = [
        t("{kind}, from {first} to {last}, both days included.", kind=t(KIND_TITLES[policy.kind]),
          first=day_of(policy.from_on), last=day_of(policy.to_on)),
    ]  # fmt: skip
    if policy.kind != "fund":
        found.append(t("Settled by: {span}.", span=t(SPAN_TITLES[policy.span])))
    if policy.grace_days:
        found.append(t("Documents of a period that come up to {n} days after it still count.", n=policy.grace_days))
    if policy.pays_on_day:
        found.append(t("It is settled from day {n} after the period's end on.", n=policy.pays_on_day))
    return found


def _who(t: Texts, policy: Policy, names: Names) -> list[str]:
    who = policy.parties
    lists: tuple[tuple[str, tuple[str, ...], Mapping[str, str]], ...] = (
        (N_("Dealers: {names}."), who.dealers, names.dealers),
        (N_("Tiers of dealers: {names}."), who.tiers, names.tiers),
        (N_("Segments: {names}."), who.segments, names.segments),
        (N_("Regions: {names}."), who.regions, names.regions),
        (N_("Health grades decided for the quarter before: {names}."), who.grades, {}),
    )
    found = [t(words, names=_named(t, keys, known)) for words, keys, known in lists if keys]
    if len(found) > 1:
        found.append(t("Who meets all of these takes part."))
    if not found:
        found.append(t("All dealers."))
    if who.excluded:
        found.append(t("Not: {names}.", names=_named(t, who.excluded, names.dealers)))
    return found


def _goods(t: Texts, goods: Goods, names: Names) -> list[str]:
    found = []
    if goods.groups:
        found.append(t("Product groups: {names}.", names=_named(t, goods.groups, names.groups)))
    if goods.products:
        found.append(t("Products: {names}.", names=_named(t, goods.products, names.products)))
    if not found:
        found.append(t("All goods."))
    if goods.excluded_groups:
        found.append(t("Without the groups: {names}.", names=_named(t, goods.excluded_groups, names.groups)))
    if goods.excluded:
        found.append(t("Without the products: {names}.", names=_named(t, goods.excluded, names.products)))
    return found


_EVENTS: Final[Mapping[str, str]] = {
    "ordered": N_("A line belongs to the period of its order's day."),
    "delivered": N_("A line belongs to the period of its delivery's day."),
    "invoiced": N_("A line belongs to the period of its invoice's day."),
    "paid": N_("Only invoices that are paid in full by the end of the grace days count, in the period of the invoice."),
    "sell_out": N_("Lines of the dealer's own sales that match the flow of goods count; withheld ones do not."),
    "collected": N_("Money counts that came in by its due date, in the period in which it came."),
    "stock": N_("The counted stock of a day counts, line by line of its count sheet."),
}


def _basis(t: Texts, policy: Policy) -> list[str]:
    basis = policy.basis
    found = [
        t("{measure}, {event}, {tax}; {returns}.", measure=t(MEASURE_TITLES[basis.measure]),
          event=t(EVENT_TITLES[basis.event]), tax=t(TAX_TITLES[basis.tax]), returns=t(RETURNS_TITLES[basis.returns])),
        t(_EVENTS[basis.event]),
    ]  # fmt: skip
    if basis.returns == "deduct":
        below = {
            "carry": N_("What is below nothing is carried into the next settlement."),
            "invoice": N_("What is below nothing is invoiced to the dealer."),
        }
        found.append(t(below[basis.below_zero]))
    if policy.minimum:
        found.append(t("Below {bound} nothing is earned.", bound=bound_words(t, policy, policy.minimum)))
    stacking = policy.stacking
    bases = {
        "whole": N_("Among policies on the same lines it is number {n} and counts on the whole base."),
        "reduced": N_("Among policies on the same lines it is number {n} and counts on what earlier ones left."),
    }
    found.append(t(bases[stacking.base], n=stacking.order))
    if not stacking.reduces:
        found.append(t("What it gives does not reduce the base of later policies."))
    return found


_METHODS: Final[Mapping[str, str]] = {
    "stepped": N_("Stepped: each slice of the figure earns the rate of its own tier: Σ rate × (min(figure, end) − "
                  "start)."),
    "cumulative": N_("Cumulative: the rate of the reached tier counts on the whole figure: rate × figure."),
    "rolling": N_("Rolling: the reached tiers add up, each up to its own end: Σ rate × min(figure, end)."),
    "total": N_("Total: the reached tiers add up, each on the whole figure: Σ rate × figure."),
}  # fmt: skip


def _tiers(t: Texts, policy: Policy, names: Names) -> list[str]:
    if policy.protection is not None:
        return _cuts(t, policy, names)
    scale = policy.scale
    if not scale.tiers:
        return []
    found = [t(_METHODS[scale.method])]
    for n, tier in enumerate(scale.tiers, 1):
        first, rate = bound_words(t, policy, tier.start), rate_words(t, policy, tier.rate)
        if tier.end is None:
            said = t("Tier {n}: from {first} on: {rate}", n=n, first=first, rate=rate)
        else:
            last = bound_words(t, policy, tier.end)
            said = t("Tier {n}: from {first}, below {last}: {rate}", n=n, first=first, last=last, rate=rate)
        found.append(said.replace("元 及以上", "元及以上"))
    reach = {
        "growth": N_("The tiers are held against the growth over the baseline."),
        "target": N_("The tiers are held against the share of the target that is reached."),
    }
    if scale.reach in reach:
        found.append(t(reach[scale.reach]))
    if scale.earns == "growth":
        found.append(t("Only what lies above the baseline earns."))
    if scale.prorate:
        found.append(
            t(
                "Who takes part for a share of the period's days has bounds, minimum, baseline, target and lump sums "
                "by that share."
            )
        )
    return found + _baseline(t, policy, names)


def _baseline(t: Texts, policy: Policy, names: Names) -> list[str]:
    base = policy.baseline
    if base.way == "last_year":
        return [t("Baseline: the same period of last year.")]
    if base.way == "rolling":
        return [t("Baseline: the average of the {n} months before, times the months of the period.", n=base.months)]
    if base.way == "adjusted":
        agreed = (
            t("{name} {bound}", name=names.dealers.get(party, party), bound=figure_words(t, policy, value))
            for party, value in base.adjusted.items()
        )
        return [t("Baseline as agreed: {names}.", names=listed(t, agreed))]
    return []


def _cuts(t: Texts, policy: Policy, names: Names) -> list[str]:
    guard = policy.protection
    if guard is None:
        return []
    found = [
        t("Stock of {day}, at most what was bought in the {n} months before, times the price cut.",
          day=day_of(guard.day_on), n=guard.months)
    ]  # fmt: skip
    for product, cut in guard.cuts.items():
        name = names.products.get(product, product)
        found.append(t("{name}: {amount} for each base unit", name=name,
                       amount=amount_words(t, cut, policy.payout.currency, scale=1_000_000)))  # fmt: skip
    return found


def _conditions(t: Texts, policy: Policy, names: Names) -> list[str]:
    found = []
    for basket in policy.baskets:
        share, goods = share_words(basket.least_share), " ".join(_goods(t, basket.goods, names))
        said = t("Basket “{name}” makes at least {share} of the basis. {goods}", name=basket.name, share=share,
                 goods=goods)  # fmt: skip
        found.append(f"{said} {_missed(t, basket.effect, basket.factor, floor=policy.payout.floor)}")
    for one in policy.conditions:
        limit = share_words(one.value) if one.kpi in names.shares else factor_words(one.value)
        words = N_("{kpi} of the period is at least {value}.") if one.at_least else N_(
            "{kpi} of the period is at most {value}.")  # fmt: skip
        said = t(words, kpi=names.kpis.get(one.kpi, one.kpi), value=limit)
        found.append(f"{said} {_missed(t, one.effect, one.factor, floor=policy.payout.floor)}")
    for grade, factor in sorted(policy.grade_factors.items()):
        found.append(t("Health grade {grade}: the payout times {factor}.", grade=grade, factor=factor_words(factor)))
    for party, factor in policy.dealer_factors.items():
        name = names.dealers.get(party, party)
        found.append(t("{name}: the payout times {factor}, as agreed.", name=name, factor=factor_words(factor)))
    return found


def _missed(t: Texts, effect: str, factor: int, *, floor: int | None) -> str:
    if effect == "required" and floor is not None:
        return t("If not, or where there is no figure, nothing is paid, the guarantee neither.")
    if effect == "required":
        return t("If not, or where there is no figure, nothing is paid.")
    return t("If not, or where there is no figure, the payout is multiplied by {factor}.", factor=factor_words(factor))


_FORMS: Final[Mapping[str, str]] = {
    "ticket": N_("Paid as a discount on later invoices (credited to the rebate account)."),
    "goods": N_("Paid in goods (credited to the rebate account)."),
    "cash": N_("Paid in cash."),
}
_ROUNDINGS: Final[Mapping[str, str]] = {
    "half_up": N_("Rounded once, at the end, to the minor unit of {currency}: halves up."),
    "half_even": N_("Rounded once, at the end, to the minor unit of {currency}: halves to even."),
    "down": N_("Rounded once, at the end, to the minor unit of {currency}: cut off."),
}


def _payout(t: Texts, policy: Policy) -> list[str]:
    pay = policy.payout
    found = [t(_FORMS[pay.form]), t(_ROUNDINGS[pay.rounding], currency=currency_words(t, pay.currency))]
    if pay.cap is not None:
        found.append(t("At most {amount} for one dealer and period.", amount=amount_words(t, pay.cap, pay.currency)))
    if pay.floor is not None:
        found.append(t("At least {amount} for each dealer who takes part, in each period.",
                       amount=amount_words(t, pay.floor, pay.currency)))  # fmt: skip
        if pay.floor_by_days:
            found.append(t("Who takes part for a share of the period's days has the guarantee by that share."))
        if pay.floor_carries:
            found.append(t("What was earned above the guarantee before counts against later ones."))
    found.append(t("What is already paid for the period is taken off; a later return is claimed back."))
    if pay.expires_months is not None:
        found.append(t("What is credited and not used runs out after {n} months.", n=pay.expires_months))
    if pay.use_ceiling is not None:
        found.append(t("At most {share} of one order is paid by it.", share=share_words(pay.use_ceiling)))
    if policy.budget is not None:
        found.append(t("For everybody together at most {amount} over the whole time.",
                       amount=amount_words(t, policy.budget, pay.currency)))  # fmt: skip
    return found
