"""The way to the next grade: as few changes as can be, and the engine gives the grade when they are made."""

import itertools
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.health.path import path_to_next, reached_by_peers, simulate
from app.health.rules import Cap, Presence, Reading, Result, evaluate, judge, rails_of, remembered
from app.health.scheme import GRADES, Grade, Rail, default_scheme
from tests.examples import examples

F = Fraction
SCHEME = default_scheme()
KPIS = [each.kpi for each in SCHEME.indicators]

values = st.one_of(st.none(), st.fractions(min_value=-2, max_value=200, max_denominator=1000))
presences: st.SearchStrategy[Presence] = st.sampled_from(["present", "present", "not_applicable", "missing", "owed"])
results = st.lists(st.tuples(values, presences), min_size=len(KPIS), max_size=len(KPIS)).map(
    lambda rows: evaluate(SCHEME, [Reading(kpi, *row) for kpi, row in zip(KPIS, rows, strict=True)])
)
caps = st.sampled_from([(), (Cap("licence", "C", {}),), (Cap("credit", "D", {}), Cap("licence", "C", {}))])


@settings(max_examples=examples(200))
@given(results, st.sampled_from([None, *GRADES]), caps, st.lists(results, max_size=6))
def test_the_engine_gives_the_next_grade_when_the_path_was_gone(
    result: Result, previous: Grade | None, capped: tuple[Cap, ...], peers: list[Result]
) -> None:
    verdict = judge(SCHEME, result, previous=previous, caps=capped)
    path = path_to_next(SCHEME, result, verdict, capped, reached_by_peers(peers), {})
    if path.grade is None:
        assert path.blocked in {"top", "gap", "reports"}
        return
    assert verdict.grade is not None
    assert GRADES.index(path.grade) == GRADES.index(verdict.grade) - 1
    left = tuple(cap for cap in capped if cap not in path.caps)
    there, then = simulate(
        SCHEME, result, {step.kpi: step.new for step in path.steps}, previous=remembered(verdict), caps=left
    )
    assert there.score == path.score
    assert then.grade is not None
    assert GRADES.index(then.grade) <= GRADES.index(path.grade)


@settings(max_examples=examples(60))
@given(results, st.lists(results, min_size=4, max_size=6))
def test_no_smaller_number_of_indicators_would_do(result: Result, peers: list[Result]) -> None:
    verdict = judge(SCHEME, result, previous=None)
    reached = reached_by_peers(peers)
    path = path_to_next(SCHEME, result, verdict, (), reached, {})
    if path.blocked or path.grade is None or not path.steps:
        return
    best = {each.kpi: each.target for each in SCHEME.indicators if reached.get(each.kpi, F(100)) == 100}
    rooms = [part.kpi for part in result.parts if part.weight and part.kpi in best]
    for fewer in itertools.combinations(rooms, len(path.steps) - 1):
        _, then = simulate(SCHEME, result, {kpi: best[kpi] for kpi in fewer}, previous=remembered(verdict))
        assert then.grade is None or GRADES.index(then.grade) > GRADES.index(path.grade)


@settings(max_examples=examples(100))
@given(
    results,
    st.lists(
        st.tuples(st.sampled_from(KPIS), st.sampled_from([30, 60]), st.sampled_from(["C", "D"])),
        unique_by=lambda one: one[0],
    ),
)
def test_guard_rails_are_steps_of_the_way(result: Result, rails: list[tuple[str, int, Grade]]) -> None:
    scheme = replace(SCHEME, rails=tuple(Rail(kpi, F(below), most) for kpi, below, most in rails))
    caps = rails_of(scheme, result, {})
    verdict = judge(scheme, result, previous=None, caps=caps)
    path = path_to_next(scheme, result, verdict, caps, {}, {})
    if path.grade is None:
        return
    assert path.caps == ()
    values = {step.kpi: step.new for step in path.steps}
    _, then = simulate(scheme, result, values, previous=remembered(verdict), caps=caps)
    assert then.grade is not None
    assert GRADES.index(then.grade) <= GRADES.index(path.grade)


def _reading(changed: dict[str, Fraction]) -> Result:
    return evaluate(SCHEME, [Reading(one.kpi, changed.get(one.kpi, one.target)) for one in SCHEME.indicators])


def test_the_indicator_with_most_to_gain_comes_first_and_goes_no_further_than_needed() -> None:
    result = _reading({"overdue_share": F("0.25"), "otif_rate": F("0.80"), "return_rate": F("0.06")})
    verdict = judge(SCHEME, result, previous=None)
    assert (result.score, verdict.grade) == (77, "B")
    path = path_to_next(SCHEME, result, verdict, (), {}, {"overdue_share": "percent", "return_rate": "percent"})
    assert path.grade == "A"
    assert [step.kpi for step in path.steps] == ["overdue_share"]
    assert path.steps[0].new == F("0.06")  # 9 points are needed to 86, all that it has
    assert path.score == 86


def test_nobody_is_asked_for_more_than_a_quarter_of_the_dealers_reach() -> None:
    peers = [_reading({"overdue_share": F("0.25") - F(n, 100)}) for n in range(8)]
    reached = reached_by_peers(peers)
    second = peers[6].part("overdue_share")
    assert second is not None
    assert reached["overdue_share"] == second.score
    result = _reading({"overdue_share": F("0.25"), "return_rate": F("0.05")})
    path = path_to_next(SCHEME, result, judge(SCHEME, result, previous="C"), (), reached, {})
    assert all(step.new >= F("0.19") for step in path.steps if step.kpi == "overdue_share")


def test_a_cap_that_stands_in_the_way_is_the_only_step_where_the_score_would_do() -> None:
    result, cap = _reading({}), Cap("credit", "C", {})
    path = path_to_next(SCHEME, result, judge(SCHEME, result, previous=None, caps=(cap,)), (cap,), {}, {})
    assert (path.grade, path.steps, path.caps) == ("B", (), (cap,))


def test_who_owes_reports_is_told_to_report_first_and_the_best_have_no_next_grade() -> None:
    owed = evaluate(SCHEME, [Reading(one.kpi, None, "owed") for one in SCHEME.indicators])
    assert path_to_next(SCHEME, owed, judge(SCHEME, owed, previous=None), (), {}, {}).blocked == "reports"
    gap = evaluate(SCHEME, [Reading("otif_rate", F(1))])
    assert path_to_next(SCHEME, gap, judge(SCHEME, gap, previous=None), (), {}, {}).blocked == "gap"
    best = _reading({})
    assert path_to_next(SCHEME, best, judge(SCHEME, best, previous=None), (), {}, {}).blocked == "top"
