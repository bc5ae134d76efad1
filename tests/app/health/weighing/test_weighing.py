"""Weights by rule: worked examples from their sources, and figures of which other programs make nonsense."""

import json
import math
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.health.weighing.closeness import closeness
from app.health.weighing.pairs import judge_pairs, pairs_of
from app.health.weighing.spread import blend_weights, critic_weights, entropy_weights

F = Fraction
VECTORS = Path(__file__).parents[5] / "shared" / "vectors" / "mcdm.json"
FIRMS = [
    [61, 1.08, 4.33], [20.7, 0.26, 4.34], [16.3, 1.98, 2.53], [9.0, 3.29, 1.65],
    [5.4, 2.77, 2.33], [4.0, 4.12, 1.21], [-6.1, 3.52, 2.1], [-34.6, 3.31, 0.98],
]  # fmt: skip
FOUR = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
"""Tzeng and Huang 2011, Multiple Attribute Decision Making."""


def answers(rows: dict[str, list[str]], things: tuple[str, ...]) -> dict[tuple[str, str], Fraction]:
    return {(one, other): F(value) for one in things for other, value in zip(
        things[things.index(one) + 1:], rows.get(one, []), strict=True)}  # fmt: skip


DRINKS = ("coffee", "wine", "tea", "beer", "soda", "milk", "water")
CARS = ("cost", "safety", "style", "capacity")


def test_saatys_drinks_and_the_car_come_out_as_printed() -> None:
    """Saaty 2008 (MCDM-01); the car example, with the CR that Saaty's RI gives (MCDM-03)."""
    rows = {"coffee": ["9", "5", "2", "1", "1", "1/2"], "wine": ["1/3", "1/9", "1/9", "1/9", "1/9"],
            "tea": ["1/3", "1/4", "1/3", "1/9"], "beer": ["1/2", "1", "1/3"], "soda": ["2", "1/2"],
            "milk": ["1/3"]}  # fmt: skip
    found = judge_pairs(DRINKS, answers(rows, DRINKS))
    printed = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert [round(each, 3) for each in found.weights.values()] == pytest.approx(printed, abs=1e-9)
    assert round(found.ratio, 3) == 0.022
    assert round(found.lambda_max, 4) == 7.1766
    assert found.consistent

    car = judge_pairs(CARS, answers({"cost": ["3", "7", "3"], "safety": ["9", "1"], "style": ["1/7"]}, CARS))
    assert [round(each, 3) for each in car.weights.values()] == [0.510, 0.234, 0.041, 0.215]
    assert round(car.lambda_max, 4) == 4.1992
    assert round(car.ratio, 4) == 0.0738


def test_the_answer_that_contradicts_the_others_is_named() -> None:
    """Cost over safety 1, safety over style 1, but cost over style 9."""
    three = ("cost", "safety", "style")
    found = judge_pairs(three, answers({"cost": ["1", "9"], "safety": ["1"]}, three))
    assert not found.consistent
    assert found.least is not None
    off = {pair: abs(math.log(float(value) * found.weights[pair[1]] / found.weights[pair[0]]))
           for pair, value in answers({"cost": ["1", "9"], "safety": ["1"]}, three).items()}  # fmt: skip
    assert off[found.least.pair] == max(off.values())
    assert judge_pairs(("a",), {}).weights == {"a": 1.0}
    two = judge_pairs(("a", "b"), {("a", "b"): F(3)})
    assert (two.ratio, two.least, round(two.weights["a"], 9)) == (0.0, None, 0.75)


def test_answers_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(UserError, match="is missing"):
        judge_pairs(("a", "b"), {})
    with pytest.raises(UserError, match="between 1/9 and 9"):
        judge_pairs(("a", "b"), {("a", "b"): F(0)})
    with pytest.raises(UserError, match="At most 10"):
        judge_pairs(tuple("abcdefghijk"), {})


def test_entropy_critic_and_topsis_come_out_as_printed() -> None:
    """MCDM-05 (Diakoulaki and others 1995), MCDM-09 and -11, and TOPSIS of Tzeng and Huang 2011."""
    assert entropy_weights(np.array([[1.0, 2], [4, 16]])) == pytest.approx([0.358889, 0.641111], abs=1e-6)
    assert entropy_weights(np.array(FOUR, float)) == pytest.approx([0.17795405, 0.45214939, 0.36989655], abs=1e-8)
    assert critic_weights(np.array(FIRMS)) == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=1e-8)
    found = closeness(np.array(FOUR, float), [0.3, 0.4, 0.3])
    assert [round(each, 4) for each in found] == [0.5037, 0.6581, 0.7482, 0.3340]


def test_the_shared_examples_come_out() -> None:
    if not VECTORS.exists():
        pytest.skip("the shared examples are not beside this checkout")
    given_ = {one["id"]: one for one in json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]}
    for key, rule in (("MCDM-05", critic_weights), ("MCDM-09", entropy_weights), ("MCDM-11", entropy_weights)):
        one = given_[key]
        found = rule(np.array(one["input"]["matrix"], float))
        assert found == pytest.approx(one["expect"]["weights"], abs=one["tolerance"]), key
    for key in ("MCDM-01", "MCDM-03"):
        one = given_[key]
        things = tuple(one["input"]["items"])
        rows = {name: [str(each) for each in row] for name, row in one["input"]["upper_triangle"].items()}
        judged = judge_pairs(things, answers(rows, things))
        assert list(judged.weights.values()) == pytest.approx(one["expect"]["weights"], abs=one["tolerance"]), key
        assert judged.lambda_max == pytest.approx(one["expect"]["lambda_max"], abs=one["tolerance"]), key


def test_zeros_constants_and_gaps_do_not_spoil_the_other_columns() -> None:
    """One zero is no reason for a weight of 0 (0 ln 0 = 0); a constant column is as if it were not there."""
    with_zero = np.array([[0.0, 8], [7, 6], [8, 8], [7, 4]])
    assert entropy_weights(with_zero)[0] > entropy_weights(with_zero)[1] > 0
    constant = np.column_stack([np.array(FOUR, float), np.full(4, 5.0), np.zeros(4), [np.nan, np.nan, np.nan, 1]])
    for rule in (entropy_weights, critic_weights):
        assert rule(constant) == pytest.approx([*rule(np.array(FOUR, float)), 0, 0, 0])
    assert critic_weights(np.array([[1.0, 5], [2, 5], [4, 5]])) == [1.0, 0.0]
    twins = critic_weights(np.array([[1.0, 10], [2, 20], [4, 40]]))
    assert twins == pytest.approx([0.5, 0.5])
    assert closeness(np.zeros((2, 2)), [0.5, 0.5]) == [1.0, 1.0]


@pytest.mark.parametrize("rule", [entropy_weights, critic_weights])
def test_one_dealer_or_none_gives_no_weights(rule: object) -> None:
    assert callable(rule)
    for alone in (np.array([[3.0, 4.0]]), np.array([[3.0, 4.0], [3.0, 4.0]]), np.empty((0, 2))):
        with pytest.raises(UserError, match="tell the dealers apart"):
            rule(alone)
    with pytest.raises(UserError, match="not below 0"):
        entropy_weights(np.array([[-1.0], [2.0]]))


tables = st.integers(2, 6).flatmap(
    lambda rows: st.lists(
        st.lists(st.one_of(st.just(math.nan), st.integers(0, 100).map(float)), min_size=rows, max_size=rows),
        min_size=1, max_size=5,
    ).map(lambda columns: np.array(columns).T)
)  # fmt: skip


@given(tables, st.randoms())
def test_weights_add_to_1_whatever_the_order_and_the_unit(table: np.ndarray, chance: Random) -> None:
    rows = list(range(len(table)))
    chance.shuffle(rows)
    for rule in (entropy_weights, critic_weights):
        try:
            found = rule(table)
        except UserError:
            assert all(len(set(column[~np.isnan(column)])) < 2 for column in table.T)
            continue
        assert sum(found) == pytest.approx(1)
        assert min(found) >= 0
        assert rule(table[rows]) == pytest.approx(found, abs=1e-7)
        assert rule(table * 8) == pytest.approx(found, abs=1e-7)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=10))
def test_answers_that_agree_give_back_the_weights_behind_them(weights: list[int]) -> None:
    things = tuple("abcdefghij"[: len(weights)])
    behind = dict(zip(things, weights, strict=True))
    found = judge_pairs(things, {(one, other): F(behind[one], behind[other]) for one, other in pairs_of(things)})
    assert list(found.weights.values()) == pytest.approx([each / sum(weights) for each in weights])
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.least is None


def test_a_blend_lies_between_its_parts() -> None:
    assert blend_weights([(3, {"a": 2, "b": 2}), (1, {"a": 1.0})]) == pytest.approx({"a": 0.625, "b": 0.375})
    with pytest.raises(UserError, match="must not be below 0"):
        blend_weights([(1, {"a": 0.0})])
