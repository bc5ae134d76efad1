"""What health proposes: by the table's cell of grade and trend, never beyond its cap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.health.scheme import GRADES, Grade
from app.incentives.dossier.rules import (
    TRENDS,
    USUAL,
    Health,
    Rule,
    check_rules,
    propose,
    rule_of,
    rules_from_plain,
    rules_plain,
    with_rule,
)

WHOLE = 1_000_000


def test_the_trend_goes_by_grades_first_and_by_a_notable_move_of_the_score_within_one() -> None:
    assert Health("A", "B", 900, 890).trend == "up"
    assert Health("D", "B", 600, 780).trend == "down"
    assert Health("B", "B", 780, 731).trend == "same"
    assert Health("B", "B", 781, 731).trend == "up"
    assert Health("B", "B", 731, 790).trend == "down"
    assert Health("B", "B", None, 790).trend == "same"
    assert Health("B", None, 780, None).trend == "new"


def test_who_got_better_earns_more_until_the_cap_holds() -> None:
    better = Health("A", "B", 900, 800)
    first = propose(USUAL, better)
    assert first is not None
    assert (first.before, first.factor, first.is_capped) == (WHOLE, 1_100_000, False)
    second = propose(USUAL, better, 1_150_000)
    assert second is not None
    assert (second.factor, second.is_capped) == (1_200_000, True)
    assert propose(USUAL, better, 1_200_000) is None


def test_who_got_worse_earns_less_but_never_below_the_cap() -> None:
    worse = Health("D", "C", 520, 610)
    found = propose(USUAL, worse, 750_000)
    assert found is not None
    assert (found.factor, found.is_capped) == (700_000, True)
    assert propose(USUAL, worse, 600_000) is None


def test_of_grades_that_the_table_does_not_name_nothing_follows() -> None:
    assert propose(USUAL, Health("B", "B", 780, 780)) is None
    assert propose(USUAL, Health(None, "B", None, 780)) is None
    assert rule_of(USUAL, Health("C", "C", 650, 640)) is None


def test_a_table_is_kept_and_read_as_it_was_and_one_cell_is_changed() -> None:
    assert rules_from_plain(rules_plain(USUAL)) == USUAL
    changed = with_rule(USUAL, Rule("B", "up", 30_000, 1_050_000))
    assert rule_of(changed, Health("B", "C", 780, 690)) == Rule("B", "up", 30_000, 1_050_000)
    assert len(changed) == len(USUAL)
    assert rule_of(with_rule(changed, Rule("B", "up", 0, WHOLE)), Health("B", "C", 780, 690)) is None


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "a list of cells"),
        ([{"grade": "A"}], "a list of cells"),
        ([{"grade": "Z", "trend": "up", "change": 1, "cap": WHOLE}], "no cell"),
        ([{"grade": "A", "trend": "up", "change": 1.5, "cap": WHOLE}], "no cell"),
        ([{"grade": "A", "trend": "up", "change": 1, "cap": 3 * WHOLE}], "between 0 % and 200 %"),
        ([{"grade": "A", "trend": "up", "change": 1, "cap": 900_000}], "other side"),
        ([{"grade": "A", "trend": "up", "change": 1, "cap": WHOLE}] * 2, "twice"),
    ],
)
def test_a_table_that_could_not_be_meant_is_refused_in_a_sentence(raw: object, said: str) -> None:
    with pytest.raises(UserError, match=said):
        rules_from_plain(raw)


def test_the_usual_table_is_one_that_could_be_kept() -> None:
    check_rules(USUAL)


_GRADES: st.SearchStrategy[Grade | None] = st.none() | st.sampled_from(GRADES)
_RULES = st.builds(Rule, st.sampled_from(GRADES), st.sampled_from(TRENDS), st.integers(-WHOLE, WHOLE),
                   st.integers(0, 2 * WHOLE))  # fmt: skip


@given(st.lists(_RULES, max_size=8), _GRADES, _GRADES, st.integers(0, 1000), st.integers(0, 1000),
       st.integers(0, 2 * WHOLE))  # fmt: skip
def test_a_proposal_goes_the_rules_way_and_stays_within_its_cap(
    rules: list[Rule], grade: Grade | None, before: Grade | None, score: int, earlier: int, now: int
) -> None:  # fmt: skip
    found = propose(rules, Health(grade, before, score, earlier), now)
    if found is None:
        return
    assert (found.factor - now) * found.rule.change > 0
    assert abs(found.factor - now) <= abs(found.rule.change)
    assert 0 <= found.factor <= 2 * WHOLE
    assert found.factor <= found.rule.cap if found.rule.change > 0 else found.factor >= found.rule.cap
