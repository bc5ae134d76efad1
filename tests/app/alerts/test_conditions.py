from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alerts.conditions import (
    Absolute,
    Answer,
    Baseline,
    Level,
    Month,
    Part,
    Relative,
    Rule,
    Sample,
    Side,
    answer,
    answers,
    both,
    newcombe,
    wilson,
)
from app.core.errors import UserError

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
TENTH = Fraction(1, 10)


def share(top: int, bottom: int, then: tuple[int, int] | None = None, unusual: int | None = None) -> Month:
    before = Fraction(*then) if then else None
    return Month(Fraction(top, bottom), before, bottom, then[1] if then else None, unusual, ratio=True)


@pytest.mark.parametrize(
    ("part", "value", "before", "expected"),
    [
        (Relative(TENTH), 110, 100, YES),
        (Relative(TENTH), 109, 100, NO),
        (Relative(TENTH, "below"), 110, 100, NO),
        (Relative(TENTH, "below"), 90, 100, YES),
        (Relative(TENTH, "below"), -110, -100, YES),
        (Relative(TENTH), 5, 0, UNKNOWN),
        (Relative(TENTH), 0, 0, UNKNOWN),
        (Relative(TENTH), None, 100, UNKNOWN),
        (Relative(TENTH), 100, None, UNKNOWN),
        (Absolute(Fraction(10)), 110, 100, YES),
        (Absolute(Fraction(10), "above"), 90, 100, NO),
        (Absolute(Fraction(10)), 5, 0, NO),
        (Level(Fraction(100), "above"), 101, None, YES),
        (Level(Fraction(100), "above"), 100, None, NO),
        (Level(Fraction(100), "below"), None, None, UNKNOWN),
    ],
)
def test_parts(part: Part, value: int | None, before: int | None, expected: Answer) -> None:
    assert answer(part, Month(value, before)) is expected


@pytest.mark.parametrize(
    ("side", "unusual", "expected"),
    [("either", -1, YES), ("above", -1, NO), ("below", -1, YES), ("either", 0, NO), ("either", None, UNKNOWN)],
)
def test_the_own_baseline_that_did_not_judge_is_unknown(side: Side, unusual: int | None, expected: Answer) -> None:
    assert answer(Baseline(side), Month(1, unusual=unusual)) is expected


def test_a_ratio_over_few_facts_is_unknown_whatever_its_percentage() -> None:
    few = share(3, 6, (6, 6), unusual=-1)
    for part in (Relative(TENTH), Absolute(TENTH), Level(Fraction(9, 10), "below"), Baseline()):
        assert answer(part, few) is UNKNOWN
    assert answer(Sample(20), few) is NO
    assert answer(Sample(20), Month(1)) is UNKNOWN


def test_a_ratio_passes_a_limit_only_with_its_whole_interval() -> None:
    """36 of 40 is 90 %, by Wilson 76.9 to 96.0; 360 of 400 is 86.7 to 92.6."""
    below = Level(Fraction(93, 100), "below")
    assert answer(below, share(36, 40)) is NO
    assert answer(below, share(360, 400)) is YES


def test_two_ratios_differ_only_if_chance_does_not() -> None:
    fell = Absolute(Fraction(5, 100), "below")
    assert answer(fell, share(34, 40, (37, 40))) is NO
    assert answer(fell, share(340, 400, (370, 400))) is YES


def test_wilson_and_newcombe_by_published_numbers() -> None:
    """Newcombe 1998: 81 of 263 is .2553 to .3662 (table I); 56 of 70 less 48 of 80 is .0524 to .3339 (table II)."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert newcombe(56 / 70, 70, 48 / 80, 80) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert wilson(0.0, 0) == (0, 1)


def test_a_percentage_alone_is_refused() -> None:
    with pytest.raises(UserError, match="percentage alone"):
        Rule((Relative(TENTH),))
    for other in (Absolute(Fraction(1)), Sample(30), Baseline(), Level(Fraction(1), "above")):
        Rule((Relative(TENTH), other))
    for parts, months in (((), 1), ((Sample(30),), 1), ((Baseline(),), 0)):
        with pytest.raises(UserError, match="at least one"):
            Rule(parts, months)


def test_months_in_a_row() -> None:
    rule = Rule((Level(Fraction(10), "above"),), months=3)
    values = [11, 12, 13, 9, 11, None, 12, 13, 14]
    found = answers(rule, [Month(one) for one in values])
    assert found == [UNKNOWN, UNKNOWN, YES, NO, NO, NO, UNKNOWN, UNKNOWN, YES]


def test_all_parts_at_once() -> None:
    rule = Rule((Relative(TENTH, "below"), Absolute(Fraction(50)), Baseline("below")))
    said = [Month(40, 100, unusual=-1), Month(40, 100, unusual=None), Month(400, 900, unusual=0), Month(99, 100)]
    assert answers(rule, said) == [YES, UNKNOWN, NO, NO]


def test_the_least_number_that_a_rule_names_counts_for_its_ratios() -> None:
    level = Level(Fraction(1, 2), "below")
    month = share(1, 12)
    assert answers(Rule((level,)), [month]) == [UNKNOWN]
    assert answers(Rule((level, Sample(10))), [month]) == [YES]


@given(st.lists(st.sampled_from(list(Answer)), min_size=1), st.integers(0, 9))
def test_unknown_is_never_a_breach_and_knowing_more_never_turns_an_answer_round(told: list[Answer], at: int) -> None:
    found = both(told)
    assert (found is YES) == all(one is YES for one in told)
    if UNKNOWN in told:
        assert found is not YES
    less = [UNKNOWN if place == at else one for place, one in enumerate(told)]
    assert both(less) in {found, UNKNOWN}
