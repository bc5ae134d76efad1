"""Statements by chance: policies of every kind, dealers with documents, and what the arithmetic makes of both."""

from dataclasses import replace
from random import Random
from types import MappingProxyType

from app.core.errors import UserError
from app.core.texts import Text
from app.incentives.canonical import policy_sha256
from app.incentives.checks import check_policy
from app.incentives.engine import ENGINE, Figures, Protected, settle
from app.incentives.explain.policy_words import PolicyWords
from app.incentives.explain.statement import Statement, StatementHead, StatementRow
from app.incentives.explain.titles import Titles
from app.incentives.explain.tree import Filtered, build
from app.incentives.policy import (
    Baseline,
    Basis,
    Basket,
    Condition,
    Goods,
    Measure,
    Payout,
    Policy,
    Protection,
    Scale,
    Stacking,
    Tier,
)

MILLION = 1_000_000
MEASURES: tuple[Measure, ...] = ("value", "value", "quantity")
FIRST, LAST = 20_454, 20_543
"""The first quarter of 2026."""


def policy_by_chance(rng: Random) -> Policy:
    """A policy that can be settled as it is written."""
    while True:
        found = _tried(rng)
        try:
            check_policy(found)
        except UserError:
            continue
        return found


def _tried(rng: Random) -> Policy:
    payout = Payout(
        rounding=rng.choice(["half_up", "half_even", "down"]),
        cap=rng.choice([None, None, rng.randrange(1, 9_000_000)]),
        floor=rng.choice([None, None, rng.randrange(0, 900_000)]), floor_carries=(kept := rng.random() < 0.3),
        floor_by_days=not kept,
        currency=rng.choice(["CNY", "CNY", "CNY", "JPY"]),
    )  # fmt: skip
    base = Policy("P1", "季度返利", name_en="Quarterly rebate", from_on=FIRST, to_on=LAST + 275, payout=payout,
                  conditions=_conditions(rng), grade_factors=_grades(rng),
                  dealer_factors=MappingProxyType(rng.choice([{}, {"dealer": rng.randrange(1_500_000)}])))  # fmt: skip
    if rng.random() < 0.08:
        cuts = MappingProxyType({f"p{n}": rng.randrange(1, 50_000_000) for n in range(4)})
        return replace(base, kind="price_protection", basis=Basis(event="stock"), scale=Scale(),
                       protection=Protection(FIRST, 3, cuts))  # fmt: skip
    measure: Measure = rng.choice(MEASURES)
    scale = _scale(rng, measure)
    growth = scale.reach == "growth" or scale.earns == "growth"
    return replace(
        base, basis=Basis(measure, returns=rng.choice(["deduct", "ignore"])), scale=scale,
        baseline=Baseline("last_year") if growth else Baseline(),
        minimum=rng.choice([0, 0, _bound(rng, measure, scale)]), baskets=_baskets(rng),
        stacking=Stacking(base=rng.choice(["whole", "reduced"])),
    )  # fmt: skip


def _scale(rng: Random, measure: Measure) -> Scale:
    scale = Scale(
        rng.choice(["stepped", "cumulative", "rolling", "total"]), rng.choice(["percent", "per_unit", "lump"]), (),
        rng.choice(["amount", "amount", "growth", "target"]), rng.choice(["all", "all", "growth"]), rng.random() < 0.3,
    )  # fmt: skip
    starts = sorted({_bound(rng, measure, scale) for _ in range(rng.randrange(1, 5))})
    ends = [*starts[1:], None]
    top = {"percent": 90_000, "per_unit": 30 * MILLION, "lump": 2_000_000}[scale.unit]
    rates = [_rate(rng, top) for _ in starts]
    return replace(scale, tiers=tuple(Tier(*each) for each in zip(starts, ends, rates, strict=True)))


def _rate(rng: Random, top: int) -> int:
    """Round ones as people write them, and others."""
    return rng.choice([rng.randrange(1, 10) * top // 10, rng.randrange(top)])


def _bound(rng: Random, measure: Measure, scale: Scale) -> int:
    if scale.reach == "growth":
        return rng.randrange(-20, 40) * 10_000
    if scale.reach == "target":
        return rng.randrange(0, 140) * 10_000
    most = 30_000_000 if measure == "value" else 900_000
    return rng.choice([0, rng.randrange(most), rng.randrange(20) * most // 20])


def _baskets(rng: Random) -> tuple[Basket, ...]:
    return tuple(
        Basket(name, Goods(groups=("g",)), rng.randrange(1, 60) * 10_000, rng.choice(["required", "factor"]), 700_000)
        for name in ("新品", "Mix")[: rng.choice([0, 0, 1, 2])]
    )


def _conditions(rng: Random) -> tuple[Condition, ...]:
    return tuple(
        Condition(kpi, rng.random() < 0.7, rng.randrange(200) * 5_000, rng.choice(["required", "factor"]), 500_000)
        for kpi in ("otif", "dso")[: rng.choice([0, 0, 1, 2])]
    )


def _grades(rng: Random) -> MappingProxyType[str, int]:
    return MappingProxyType(rng.choice([{}, {"A": 1_200_000, "B": MILLION, "D": 333_333, "E": 0}]))


def rows_by_chance(rng: Random, policy: Policy) -> tuple[StatementRow, ...]:
    """Documents of a quarter, some of them returns where these count."""
    names = [one.name for one in policy.baskets]
    found = []
    for n in range(rng.randrange(45)):
        is_return = policy.basis.returns == "deduct" and rng.random() < 0.15
        sign = -1 if is_return else 1
        amount = rng.choice([rng.randrange(90_000_000), rng.randrange(9_000) * 10_000, rng.randrange(900_000) * 100])
        found.append(
            StatementRow(f"SO{n:04}", str(n % 3 + 1), rng.randrange(FIRST, LAST + 1), f"M{n % 7}", f"商品 {n % 7}",
                         sign * rng.randrange(90_000), sign * amount, is_return,
                         tuple(name for name in names if rng.random() < 0.4))
        )  # fmt: skip
    return tuple(found)


def figures_by_chance(rng: Random, policy: Policy, rows: tuple[StatementRow, ...]) -> Figures:
    """What the arithmetic is given for these rows."""
    by_quantity = policy.basis.measure == "quantity"

    def worth(one: StatementRow) -> int:
        return one.quantity_e3 if by_quantity else one.amount_e4

    amount, whole = sum(one.amount_e4 for one in rows), sum(map(worth, rows))
    near = [None, 0, whole, max(whole, 0) * 100 // 105, rng.randrange(2 * abs(whole) + 2)]
    days_in = rng.choice([90, rng.randrange(1, 91)])
    return Figures(
        "dealer", FIRST, LAST, amount, sum(one.quantity_e3 for one in rows),
        -sum(one.amount_e4 for one in rows if one.is_return), -sum(one.quantity_e3 for one in rows if one.is_return),
        rng.choice(near), rng.choice(near),
        MappingProxyType({one.name: sum(worth(row) for row in rows if one.name in row.baskets)
                          for one in policy.baskets}),
        MappingProxyType({one.kpi: rng.choice([None, f"{rng.randrange(200) * 5}/1000", "1/3"])
                          for one in policy.conditions}),
        rng.choice([None, "A", "B", "C", "D", "E"]), 90, days_in, rng.randrange(max(amount, 1) // 20 + 1),
        rng.choice([0, 0, -rng.randrange(90_000), rng.randrange(90_000)]), rng.choice([0, 0, rng.randrange(400_000)]),
        tuple(Protected(name, rng.randrange(900_000), rng.randrange(900_000), cut)
              for name, cut in (policy.protection.cuts if policy.protection else {}).items()),
        len(rows), "0" * 64,
    )  # fmt: skip


def statement_of(policy: Policy, figures: Figures, rows: tuple[StatementRow, ...]) -> Statement:
    """A statement of what was made here."""
    outcome = settle(policy, figures)
    out = StatementRow("SO9999", "1", LAST, "M1", "商品 1", 1_000, 10_000_000, reason="withheld",
                       why=Text("Withheld: the sell-out is not matched"))  # fmt: skip
    filtered = [Filtered("withheld", out.why or Text(""), 1, out.amount_e4, out.quantity_e3)]
    titles = Titles(products=MappingProxyType({f"p{n}": f"商品 {n}" for n in range(4)}))
    head = StatementHead(
        "华东医疗有限公司", "Huadong Medical", "D001", "IP-0001", 2, "PV-0002", policy_sha256(policy), "2026-Q1",
        "华东大区", "PO-0001", LAST + 20, LAST + 5, 118, ENGINE,
    )  # fmt: skip
    text = {"zh_CN": "第一条 适用对象\n第二条 基数", "en": "1. Who takes part\n2. The base"}
    return Statement(head, policy, figures, outcome, build(outcome, filtered, titles), rows, (out,),
                     PolicyWords(MappingProxyType(text), Text("Not signed yet.")), titles)  # fmt: skip


def statement_by_chance(seed: int) -> Statement:
    """One policy and one dealer."""
    rng = Random(seed)
    policy = policy_by_chance(rng)
    rows = () if policy.protection else rows_by_chance(rng, policy)
    return statement_of(policy, figures_by_chance(rng, policy, rows), rows)
