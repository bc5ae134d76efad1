"""The ten usual policies to begin from, and those of head office: each is whole but for its code, name, days, names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.locks import POLICY_TEMPLATES
from app.core.texts import N_
from app.core.workspace_settings import setting
from app.incentives.canonical import policy_from_json
from app.incentives.policy import (
    RATE_SCALE,
    Baseline,
    Basis,
    Basket,
    Goods,
    Payout,
    Policy,
    Protection,
    Scale,
    Tier,
)

_PERCENT: Final = RATE_SCALE // 100
_YUAN: Final = 100
_UNIT: Final = 1_000


@dataclass(frozen=True)
class Template:
    """One usual policy."""

    key: str
    title: str
    """A msgid."""
    text: str
    """A msgid: what it is for, and what to mind."""
    policy: Policy


def tiers(*steps: tuple[int, int]) -> tuple[Tier, ...]:
    """Half-open tiers of (start, rate) without gaps, the last one open."""
    ends = [start for start, _ in steps[1:]]
    return tuple(Tier(start, end, rate) for (start, rate), end in zip(steps, [*ends, None], strict=True))


def _amounts(*steps: tuple[int, float]) -> tuple[Tier, ...]:
    """Tiers of (yuan, per cent)."""
    return tiers(*((start * _YUAN, round(rate * _PERCENT)) for start, rate in steps))


def _shares(*steps: tuple[int, float]) -> tuple[Tier, ...]:
    """Tiers of (per cent of target or growth, per cent)."""
    return tiers(*((start * _PERCENT, round(rate * _PERCENT)) for start, rate in steps))


_EMPTY: Final = Policy(code="", name="")
_TEMPLATES: Final = (
    Template(
        "stepped", N_("Stepped quarterly rebate"),
        N_("Each slice of the quarter's value earns its own rate: no jump at a tier, nothing gained by pushing."),
        replace(_EMPTY, scale=Scale("stepped", "percent", _amounts((0, 1), (1_000_000, 1.5), (3_000_000, 2))),
                grace_days=10, pays_on_day=20),
    ),
    Template(
        "cumulative", N_("Cumulative quarterly rebate"),
        N_("The reached rate counts on everything: strong at the tiers, where the last ¥1 earns a jump."),
        replace(_EMPTY, scale=Scale("cumulative", "percent", _amounts((1_000_000, 1), (3_000_000, 1.5),
                                                                      (5_000_000, 2))),
                grace_days=10, pays_on_day=20),
    ),
    Template(
        "target", N_("Bonus for the target"),
        N_("A rate by the share of the dealer's own target; targets come from the plan in effect."),
        replace(_EMPTY, scale=Scale("cumulative", "percent", _shares((90, 0.5), (100, 1), (110, 1.5)), reach="target"),
                grace_days=10, pays_on_day=20),
    ),
    Template(
        "growth", N_("Bonus for growth"),
        N_("Only what lies above the same period of last year earns, by how much it grew."),
        replace(_EMPTY, span="year", baseline=Baseline("last_year"), grace_days=15, pays_on_day=30,
                scale=Scale("cumulative", "percent", _shares((5, 3), (15, 5)), reach="growth", earns="growth")),
    ),
    Template(
        "sell_out", N_("Sell-out rebate"),
        N_("An amount for each unit that the dealer sold on and that matches the flow of goods; stock earns nothing."),
        replace(_EMPTY, basis=Basis("quantity", "sell_out"), grace_days=10, pays_on_day=20,
                scale=Scale("stepped", "per_unit", tiers((0, 500_000), (10_000 * _UNIT, 1_000_000)))),
    ),
    Template(
        "payment", N_("Rebate for paying in time"),
        N_("A rate on the money that came in by its due date."),
        replace(_EMPTY, basis=Basis("value", "collected", "gross", "ignore"), span="month", grace_days=5,
                pays_on_day=10, scale=Scale("cumulative", "percent", _amounts((0, 0.5)))),
    ),
    Template(
        "mix", N_("Rebate for the mix of goods"),
        N_("A quarterly rebate that is halved where the focus group makes less than its share; name the group."),
        replace(_EMPTY, scale=Scale("cumulative", "percent", _amounts((500_000, 1), (2_000_000, 2))),
                baskets=(Basket("1", Goods(groups=()), 20 * _PERCENT, "factor", RATE_SCALE // 2),),
                grace_days=10, pays_on_day=20),
    ),
    Template(
        "launch", N_("Launch of a new product"),
        N_("A lump sum for reaching a quantity of the named products; name them, and for how long."),
        replace(_EMPTY, basis=Basis("quantity", "delivered"), payout=Payout("goods"),
                scale=Scale("cumulative", "lump", tiers((500 * _UNIT, 200_000), (2_000 * _UNIT, 1_000_000)),
                            prorate=True), grace_days=5, pays_on_day=15),
    ),
    Template(
        "price_protection", N_("Price protection"),
        N_("The counted stock of the day on which prices fall, at most what was bought before, times the price cut."),
        replace(_EMPTY, kind="price_protection", basis=Basis("quantity", "stock"), span="month",
                protection=Protection(day_on=0)),
    ),
    Template(
        "fund", N_("Market development fund"),
        N_("Money for activities: request, approval, proof, claim, payment, never above the budget."),
        replace(_EMPTY, kind="fund", span="year", payout=Payout("cash"), budget=500_000 * _YUAN),
    ),
)  # fmt: skip
TEMPLATES: Final[Mapping[str, Template]] = MappingProxyType({one.key: one for one in _TEMPLATES})
"""By key, in the order in which they are offered."""


def known_templates(session: Session) -> Mapping[str, Template]:
    """Every template by key: head office's (a configuration pack gave them) before those of the program."""
    given: list[Mapping[str, Any]] = setting(session, POLICY_TEMPLATES) or []
    return {**{one.key: one for one in map(template_from, given)}, **TEMPLATES}


def template_from(plain: Mapping[str, Any]) -> Template:
    """A template of head office as it is stored; raises UserError where its policy is none."""
    policy = policy_from_json(json.dumps(plain["policy"]))
    return Template(str(plain["key"]), str(plain["title"]), str(plain["text"]), policy)


def template(key: str, known: Mapping[str, Template] = TEMPLATES) -> Template:
    """The template of a key; raises UserError naming those that there are."""
    if key not in known:
        raise UserError("There is no template “{key}”; there are {known}.", key=key, known=", ".join(known))
    return known[key]


def begun(
    key: str, *, code: str, name: str, name_en: str = "", from_on: int, to_on: int,
    known: Mapping[str, Template] = TEMPLATES,
) -> Policy:  # fmt: skip
    """A template's policy with code, name and days; price protection goes by the stock of its first day."""
    policy = replace(template(key, known).policy, code=code, name=name, name_en=name_en, from_on=from_on, to_on=to_on)
    if policy.protection is not None:
        policy = replace(policy, protection=replace(policy.protection, day_on=from_on))
    return policy
