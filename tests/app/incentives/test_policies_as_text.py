"""A policy as canonical text and its hash; and what is refused before it can be settled."""

import json
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings

from app.core.errors import UserError
from app.incentives.canonical import policy_from_json, policy_json, policy_sha256
from app.incentives.checks import check_policy
from app.incentives.policy import (
    RATE_SCALE,
    Baseline,
    Basis,
    Basket,
    Condition,
    Goods,
    Parties,
    Payout,
    Policy,
    Protection,
    Scale,
    Stacking,
    Tier,
)
from tests.app.incentives.drawn import PERCENT, growing, policies, rebate
from tests.examples import examples

WHOLE = Policy(
    "Q1",
    "一季度进货返利",
    from_on=10,
    to_on=99,
    parties=Parties(dealers=("b", "a"), regions=("GD",)),
    goods=Goods(groups=("G2", "G1", "G1")),
    baskets=(Basket("主推", Goods(products=("p",)), 300_000, "factor", 500_000),),
    conditions=(Condition("on_time", at_least=True, value=950_000),),
    grade_factors=MappingProxyType({"B": 1_000_000, "A": 1_100_000}),
    scale=rebate((0, PERCENT), (100, 2 * PERCENT)).scale,
    payout=Payout(cap=10, floor=5),
)


@settings(max_examples=examples(200), deadline=None)
@given(policy=policies() | growing())
def test_a_policy_is_read_as_it_was_written(policy: Policy) -> None:
    assert policy_from_json(policy_json(policy)) == policy


def test_the_same_policy_has_the_same_hash_however_it_was_put_together() -> None:
    """Lists of who and what are sets; a name may come composed or not."""
    other = replace(
        WHOLE,
        parties=Parties(dealers=("a", "b"), regions=("GD",)),
        goods=Goods(groups=("G1", "G2")),
        name_en="Caf\u00e9",
    )
    one = replace(WHOLE, name_en="Cafe\u0301")

    assert policy_json(one) == policy_json(other)
    assert policy_sha256(one) == policy_sha256(other) != policy_sha256(WHOLE)


def test_a_policys_hash_never_changes_between_versions_of_the_program() -> None:
    """What was signed is named by this hash; a field that is added later is written only where it says something."""
    assert policy_sha256(WHOLE) == "d82fa6658f5bbebb5ee23152bd4a97187c78be5a73d89afcf56b3dd7c8393fad"


def test_the_text_holds_whole_numbers_and_every_field() -> None:
    raw = json.loads(policy_json(WHOLE))

    assert raw["scale"]["tiers"][1] == {"start": 100, "end": None, "rate": 20_000}
    assert raw["goods"]["groups"] == ["G1", "G2"]
    assert policy_from_json(policy_json(WHOLE)).grade_factors == {"A": 1_100_000, "B": 1_000_000}


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.pop("code"),
        lambda raw: raw.update(minimum=1.5),
        lambda raw: raw.update(minimum=True),
        lambda raw: raw.update(span="week"),
        lambda raw: raw.update(tiers=[]),
        lambda raw: raw["scale"].update(tiers={}),
        lambda raw: raw["payout"].update(cap="10"),
        lambda raw: raw.update(grade_factors=[1]),
        lambda raw: raw.update(parties=None),
    ],
)
def test_text_that_is_no_policy_is_refused_in_words(change: Callable[[dict[str, object]], object]) -> None:
    raw = json.loads(policy_json(WHOLE))
    change(raw)

    with pytest.raises(UserError, match="no policy"):
        policy_from_json(json.dumps(raw))


def test_broken_text_is_refused_in_words() -> None:
    for text in ("", "[]", "{", "null", "3"):
        with pytest.raises(UserError, match="no policy"):
            policy_from_json(text)


def scale(*tiers: tuple[int, int | None, int], **rest: Any) -> Policy:
    """A rebate with tiers as they are, gaps and all."""
    made = Scale(tiers=tuple(Tier(*each) for each in tiers))
    return replace(rebate((0, 1)), scale=replace(made, **rest))


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (scale(), "at least one tier"),
        (scale((0, 100, 1), (200, None, 2)), "Between tiers 1 and 2 is a gap"),
        (scale((0, 200, 1), (100, None, 2)), "Tiers 1 and 2 overlap"),
        (scale((0, None, 1), (100, None, 2)), "Tiers 1 and 2 overlap"),
        (scale((0, 100, 1)), "last tier has no end"),
        (scale((100, 100, 1), (100, None, 1)), "Tier 1 ends where it begins"),
        (scale((-1, None, 1)), "below nothing"),
        (scale((0, None, -1)), "rate below nothing"),
        (scale((0, None, RATE_SCALE + 1)), "more than the whole value"),
        (scale((0, None, 1), reach="growth"), "Growth needs a baseline"),
        (scale((0, None, 1), earns="growth"), "Growth needs a baseline"),
        (scale((0, None, 1), unit="per_unit", method="stepped"), "same figure"),
        (replace(WHOLE, code=" "), "code"),
        (replace(WHOLE, name=""), "name"),
        (replace(WHOLE, to_on=9), "ends before it begins"),
        (replace(WHOLE, grace_days=-1), "Grace days"),
        (replace(WHOLE, grace_days=10, pays_on_day=5), "before the grace days are over"),
        (replace(WHOLE, minimum=-1), "minimum"),
        (replace(WHOLE, payout=Payout(cap=1, floor=2)), "guarantee is above the cap"),
        (replace(WHOLE, payout=Payout(cap=-1)), "below nothing"),
        (replace(WHOLE, payout=Payout(floor_carries=True)), "needs its amount"),
        (replace(WHOLE, payout=Payout(floor_by_days=True)), "by days needs its amount"),
        (replace(WHOLE, payout=Payout(floor=1, floor_carries=True, floor_by_days=True)), "does not count"),
        (scale((0, None, 100), unit="lump"), "who buy nothing"),
        (scale((0, None, 100), unit="lump", reach="target"), "who buy nothing"),
        (replace(WHOLE, payout=Payout(use_ceiling=0)), "ceiling"),
        (replace(WHOLE, payout=Payout(expires_months=0)), "one month"),
        (replace(WHOLE, payout=Payout(currency="元")), "three capital letters"),
        (replace(WHOLE, baskets=(*WHOLE.baskets, *WHOLE.baskets)), "name of its own"),
        (replace(WHOLE, baskets=(Basket("x", Goods(), 1),)), "all goods"),
        (replace(WHOLE, baskets=(Basket("x", Goods(groups=("G",)), 0),)), "share above 0"),
        (replace(WHOLE, conditions=(Condition("", at_least=True, value=1),)), "figure of each condition"),
        (replace(WHOLE, conditions=(Condition("k", at_least=True, value=1, effect="factor", factor=-1),)), "factor"),
        (replace(WHOLE, grade_factors={"A": -1}), "grade's factor"),
        (replace(WHOLE, baseline=Baseline("adjusted")), "names no dealer"),
        (replace(WHOLE, baseline=Baseline("rolling", 0)), "at least one month"),
        (replace(WHOLE, basis=Basis(event="stock")), "Only price protection"),
        (replace(WHOLE, protection=Protection(1)), "Only price protection"),
        (replace(WHOLE, basis=Basis("quantity", "collected")), "no quantity"),
        (replace(WHOLE, kind="price_protection"), "the day of the stock"),
        (replace(WHOLE, kind="price_protection", protection=Protection(1)), "price cut of each"),
        (replace(WHOLE, kind="price_protection", protection=Protection(1, 3, {"p": 1})), "has no tiers"),
    ],
)
def test_what_cannot_be_settled_is_refused_when_it_is_saved(policy: Policy, said: str) -> None:
    with pytest.raises(UserError, match=said):
        check_policy(policy)


@pytest.mark.parametrize(
    "policy",
    [
        WHOLE,
        replace(WHOLE, stacking=Stacking(3, "reduced", reduces=False)),
        replace(WHOLE, kind="fund", scale=Scale(), baskets=()),
        rebate((-100_000, PERCENT), (0, 2 * PERCENT), reach="growth", baseline=Baseline("last_year")),
        Policy("PP", "价保", "price_protection", basis=Basis(event="stock"), protection=Protection(1, 3, {"p": 5})),
        rebate((0, 1_000), unit="per_unit"),
        rebate((0, PERCENT), basis=Basis("quantity")),
    ],
)
def test_what_can_be_settled_is_let_through(policy: Policy) -> None:
    check_policy(policy)
