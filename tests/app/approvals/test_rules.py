"""Which rule counts, and what the steps still lack."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.approvals.rules import Rule, Verdicts, kept_from_deciding, rule_for, state_of, step_of, steps_refused

ALL = Rule("1", "R-1", "", "", 0, ((),))
LARGE = Rule("2", "R-2", "", "", 1_000, ((), ()))
POLICY = Rule("3", "R-3", "policy", "", 0, (("a",),))
EAST = Rule("4", "R-4", "policy", "east", 0, (("b",),))
RULES = (ALL, LARGE, POLICY, EAST)


def test_the_highest_amount_that_is_reached_then_the_rule_that_says_more() -> None:
    for rules in permutations(RULES):
        assert rule_for(rules, "settlement", "", 999) is ALL
        assert rule_for(rules, "settlement", "", 1_000) is LARGE
        assert rule_for(rules, "settlement", "", -1_000) is LARGE  # money that is taken counts like money given
        assert rule_for(rules, "policy", "west", 5) is POLICY
        assert rule_for(rules, "policy", "east", 5) is EAST
        assert rule_for(rules, "policy", "east", 1_000) is LARGE
    assert rule_for((LARGE,), "policy", "", 1) is None


def test_what_the_steps_lack() -> None:
    two = (("a",), ())
    assert (state_of(two, Verdicts()), step_of(two, Verdicts())) == ("open", 0)
    half = Verdicts(((0, "a", "yes"),))
    assert (state_of(two, half), step_of(two, half)) == ("open", 1)
    both = Verdicts(((0, "a", "yes"), (1, "b", "yes")))
    assert (state_of(two, both), step_of(two, both)) == ("approved", 2)
    assert state_of(two, Verdicts(((0, "a", "yes"), (1, "b", "no")))) == "refused"
    assert state_of(two, Verdicts(whole="yes")) == "approved"
    assert state_of(two, Verdicts(((0, "a", "yes"),), "no")) == "refused"


def test_steps_that_different_people_can_decide() -> None:
    known = {"a", "b", "c"}
    assert steps_refused(((),), known) is None
    assert steps_refused((("a", "b"), ("a",), ("c", "b"), ()), known) is None
    assert steps_refused((("a", "b"), ("a", "b"), ("b", "a")), known) is not None
    assert steps_refused((), known) is not None


@given(st.lists(st.sets(st.sampled_from("abcd"), max_size=3), min_size=1, max_size=4), st.data())
def test_nobody_decides_twice_and_never_the_maker(steps: list[set[str]], data: st.DataObject) -> None:
    """Whatever the order in which people come, what ends approved was decided by as many people as there are steps."""
    fixed, given_ = tuple(tuple(sorted(step)) for step in steps), Verdicts()
    for person in data.draw(st.lists(st.sampled_from("abcdm"), max_size=12)):
        if kept_from_deciding(fixed, given_, maker="m", person=person) is None:
            given_ = Verdicts((*given_.given, (step_of(fixed, given_), person, "yes")))
    who = [person for _, person, _ in given_.given]
    assert "m" not in who
    assert len(set(who)) == len(who)
    if state_of(fixed, given_) == "approved":
        assert len(who) == len(fixed)
        assert all(not fixed[step] or person in fixed[step] for step, person, _ in given_.given)
