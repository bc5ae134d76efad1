"""A health score as arithmetic: worked examples and the laws it must keep whatever the figures are."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.money import apportion
from app.health.canonical import scheme_from_json, scheme_json
from app.health.checks import check_scheme
from app.health.rules import (
    REPORTING,
    Cap,
    Presence,
    Reading,
    confidence_of,
    effects,
    evaluate,
    grade_of,
    interpolate,
    judge,
    plain_grade,
    presence_of,
    remembered,
    score_of,
    shown_tenths,
    split,
    to_next,
)
from app.health.scheme import GRADES, Indicator, Scheme, default_scheme

F = Fraction
SCHEME = default_scheme()
KPIS = [each.kpi for each in SCHEME.indicators]
VECTORS = Path(__file__).parents[3].parent / "shared" / "vectors" / "scorecard.json"

values = st.one_of(st.none(), st.fractions(min_value=-2, max_value=200, max_denominator=1000))
presences: st.SearchStrategy[Presence] = st.sampled_from(["present", "not_applicable", "missing", "owed", "unused"])
readings = st.lists(st.tuples(values, presences), min_size=len(KPIS), max_size=len(KPIS)).map(
    lambda rows: [Reading(kpi, value, presence) for kpi, (value, presence) in zip(KPIS, rows, strict=True)]
)
grades = st.sampled_from([None, *GRADES])


def _vector(name: str) -> dict[str, dict[str, list[float]]]:
    if not VECTORS.exists():
        pytest.skip("shared/vectors/scorecard.json is not beside this checkout")
    found = next(each for each in json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"] if each["id"] == name)
    assert isinstance(found, dict)
    return found


def _all(value_of: dict[str, str] | None = None) -> list[Reading]:
    """Every indicator at its target, but for what is said."""
    given_values = value_of or {}
    return [
        Reading(each.kpi, F(given_values[each.kpi]) if each.kpi in given_values else each.target)
        for each in SCHEME.indicators
    ]


def test_a_score_is_linear_between_floor_and_target_and_clamped_outside() -> None:
    example = Indicator("x", "sales", "rise", F(60), F(100), F(1))
    assert [score_of(example, F(x)) for x in (50, 60, 80, 100, 120)] == [0, 0, 50, 100, 100]
    less = Indicator("x", "money", "fall", F("0.30"), F("0.03"), F(1))
    assert score_of(less, F("0.03")) == 100
    assert score_of(less, F("0.165")) == 50
    assert score_of(less, F("0.5")) == 0


def test_a_band_is_best_inside_and_falls_on_both_sides() -> None:
    days = SCHEME.indicator("days_of_supply")
    assert days
    assert [score_of(days, F(x)) for x in (5, 10, 25, 35, 45, 75, 120)] == [0, 0, 100, 100, 100, 0, 0]
    assert score_of(days, F(60)) == 50


@pytest.mark.parametrize("name", ["SCORE-01"])
def test_the_published_piecewise_example(name: str) -> None:
    vector = _vector(name)
    floor, target = F(vector["input"]["floor"]), F(vector["input"]["target"])  # type: ignore[arg-type]
    example = Indicator("x", "sales", "rise", floor, target, F(1))
    assert [score_of(example, F(x)) for x in vector["input"]["x"]] == vector["expect"]["score"]


def test_the_published_example_of_several_knots() -> None:
    vector = _vector("SCORE-03")
    knots = [(F(x), F(y)) for x, y in vector["input"]["knots"]]  # type: ignore[misc]
    assert [interpolate(knots, F(x)) for x in vector["input"]["x"]] == vector["expect"]["score"]


def test_the_published_split_of_a_change() -> None:
    vector = _vector("SCORE-11")
    exact = {key: [F(str(x)) for x in numbers] for key, numbers in vector["input"].items()}
    scores, weights = effects(exact["w0"], exact["w1"], exact["s0"], exact["s1"])
    assert [float(x) for x in scores] == vector["expect"]["score_effect"]
    assert [float(x) for x in weights] == pytest.approx(vector["expect"]["weight_effect"])
    assert sum(scores) + sum(weights) == 0


def test_a_gap_of_ours_widens_the_interval_and_does_not_cost_the_dealer_points() -> None:
    known = evaluate(SCHEME, _all())
    gap = evaluate(SCHEME, [replace(each, value=None, presence="missing") if each.kpi == "overdue_share" else each
                            for each in _all()])  # fmt: skip
    assert known.score == gap.score == 100
    assert known.coverage == 1
    assert gap.coverage == F(91, 100)
    assert (gap.low, gap.high) == (91, 100)
    assert confidence_of(known) == "high"


def test_what_does_not_apply_is_shared_out_without_loss_of_coverage() -> None:
    prepaid = evaluate(SCHEME, [replace(each, value=None, presence="not_applicable") if each.kpi == "overdue_share"
                                else each for each in _all({"otif_rate": "0.70"})])  # fmt: skip
    assert prepaid.coverage == 1
    assert prepaid.score == F(86, 91) * 100
    assert prepaid.low == prepaid.high == prepaid.score


def test_a_report_that_is_owed_scores_nothing_and_an_unreported_quarter_counts_as_d() -> None:
    silent = [replace(each, value=None, presence="owed") if each.kpi in {"sell_out_growth", "days_of_supply"} else each
              for each in _all({"data_coverage": "1/3"})]  # fmt: skip
    result = evaluate(SCHEME, silent)
    verdict = judge(SCHEME, result, previous="B")
    assert result.score == 100 - 6 - 9 - 5
    assert verdict.grade is None
    assert verdict.ungraded == "not_reported"
    assert verdict.counts_as == "D"


def test_no_grade_under_the_coverage_floor_and_no_blame_for_our_gap() -> None:
    ours = [Reading("net_amount_growth", F(1)), Reading("overdue_share", F(0))]
    verdict = judge(SCHEME, evaluate(SCHEME, ours), previous="B")
    assert verdict.grade is None
    assert verdict.counts_as is None
    assert verdict.ungraded == "coverage"


def test_nothing_known_has_no_score_at_all() -> None:
    result = evaluate(SCHEME, [])
    assert result.score is None
    assert judge(SCHEME, result, previous=None).ungraded == "no_figures"


def test_grades_move_only_past_the_margin() -> None:
    assert [plain_grade(SCHEME, F(x)) for x in ("85", "84.94", "84.95", "60", "44.9")] == ["A", "B", "A", "C", "E"]
    assert grade_of(SCHEME, F("85.5"), "B") == "B"
    assert grade_of(SCHEME, F("86"), "B") == "A"
    assert grade_of(SCHEME, F("84.1"), "A") == "A"
    assert grade_of(SCHEME, F("83.9"), "A") == "B"
    assert grade_of(SCHEME, F("20"), "A") == "E"
    assert grade_of(SCHEME, F("99"), "E") == "A"
    assert to_next(SCHEME, F("84.5"), "B") == ("A", F("1.5"))
    assert to_next(SCHEME, F(99), "A") is None


def test_a_quarter_without_reports_is_remembered_as_d_and_our_own_gap_is_not() -> None:
    silent = judge(SCHEME, evaluate(SCHEME, [replace(each, presence="owed") if each.kpi == REPORTING else each
                                             for each in _all()]), previous="A")  # fmt: skip
    assert (silent.base, silent.grade, remembered(silent)) == ("A", None, "D")
    assert grade_of(SCHEME, F("85.5"), remembered(silent)) == "B", "who reported all the time needs 86 as well"
    gap = judge(SCHEME, evaluate(SCHEME, [replace(each, value=None, presence="missing") for each in _all()[:12]]
                                 + _all()[12:]), previous="B")  # fmt: skip
    assert (gap.ungraded, remembered(gap)) == ("coverage", None)
    assert remembered(judge(SCHEME, evaluate(SCHEME, _all()), previous=None)) == "A"


def test_a_cap_is_named_when_it_decides_and_only_then() -> None:
    expired = Cap("licence", "C", {})
    decided = judge(SCHEME, evaluate(SCHEME, _all()), previous=None, caps=[expired])
    assert (decided.base, decided.grade, decided.cap) == ("A", "C", expired)
    low = evaluate(SCHEME, [replace(each, value=F(-9), presence="owed") for each in _all()])
    assert judge(SCHEME, low, previous=None, caps=[expired]).cap is None


def test_a_model_survives_its_own_json_and_a_broken_one_is_refused() -> None:
    assert scheme_from_json(scheme_json(SCHEME)) == SCHEME
    assert sum(each.points for each in SCHEME.dimensions) == 100
    for dimension in SCHEME.dimensions:
        assert sum(each.points for each in SCHEME.indicators if each.dimension == dimension.id) == dimension.points
    flat = replace(SCHEME.indicators[0], floor=F(1), target=F(1))
    with pytest.raises(UserError, match="do not fit"):
        check_scheme(replace(SCHEME, indicators=(flat,)))
    with pytest.raises(UserError, match="twice"):
        check_scheme(replace(SCHEME, indicators=(SCHEME.indicators[0], SCHEME.indicators[0])))
    with pytest.raises(UserError, match="margin"):
        check_scheme(replace(SCHEME, margin=F(5)))


@given(readings, st.randoms(use_true_random=False))
def test_scores_stay_within_bounds_and_do_not_depend_on_the_order_of_rows(rows, rng) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    result = evaluate(SCHEME, rows)
    shuffled = rows[:]
    rng.shuffle(shuffled)
    assert evaluate(SCHEME, shuffled) == result
    assert 0 <= result.coverage <= 1
    if result.score is not None and result.low is not None and result.high is not None:
        assert 0 <= result.low <= result.score <= result.high <= 100
        assert sum(each.weight for each in result.parts) == 1
        assert sum(each.lost for each in result.parts) == 100 - result.score


@given(readings, st.sampled_from(SCHEME.indicators), values, values)
def test_a_better_figure_never_lowers_the_score(rows, indicator, one, two) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    if one is None or two is None:
        return
    low, high = sorted((one, two))
    if indicator.direction == "fall":
        low, high = high, low
    if indicator.direction == "band":
        high = min(high, indicator.upper)
        low = min(low, high)
    worse, better = (
        evaluate(SCHEME, [replace(each, value=x, presence="present") if each.kpi == indicator.kpi else each
                          for each in rows]).score
        for x in (low, high)
    )  # fmt: skip
    assert worse is not None
    assert better is not None
    assert worse <= better


@given(readings, st.sets(st.sampled_from(KPIS)), grades)
def test_withholding_what_is_owed_never_helps(rows, withheld, previous) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Neither score, nor grade, nor consequence gets better when a dealer's own reports are left out."""
    candidates = [each for each in rows if each.presence in {"present", "owed"} and each.value is not None]
    names = {each.kpi for each in candidates} & withheld
    full = evaluate(SCHEME, rows)
    less = evaluate(SCHEME, [replace(each, presence="owed") if each.kpi in names else each for each in rows])
    if full.score is None or less.score is None:
        assert full.score is less.score
        return
    assert less.score <= full.score
    before, after = judge(SCHEME, full, previous=previous), judge(SCHEME, less, previous=previous)
    order = ["A", "B", "C", "D", "E"]
    if before.counts_as:
        assert after.counts_as
        assert order.index(after.counts_as) >= order.index(before.counts_as)
    if after.grade:
        assert before.grade or before.ungraded
        assert not before.grade or order.index(after.grade) >= order.index(before.grade)


@given(st.booleans(), st.booleans(), st.booleans())
def test_an_owed_report_is_owed_whatever_part_of_it_came(region_has: bool, dealer_has: bool, until: bool) -> None:  # noqa: FBT001
    indicator = replace(SCHEME.indicators[2], empty="owed", until_data=until)
    found = presence_of(indicator, dealer_has=dealer_has, region_has=True, owes=True, reported=False)
    assert found == "owed"
    silent = presence_of(indicator, dealer_has=False, region_has=region_has, owes=False, reported=False)
    assert silent in {"not_applicable", "missing", "unused"}


@given(readings, readings, st.booleans())
def test_the_split_adds_exactly_and_so_do_its_printed_parts(first, second, reweighted) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    other = SCHEME
    if reweighted:
        heavier = replace(SCHEME.indicators[0], points=F(30))
        other = replace(SCHEME, indicators=(heavier, *SCHEME.indicators[1:]))
    before, after = evaluate(SCHEME, first), evaluate(other, second)
    changes = split(before, after)
    if before.score is None or after.score is None:
        assert changes == ()
        return
    assert sum(each.points for each in changes) == after.score - before.score
    printed = shown_tenths(after.score) - shown_tenths(before.score)
    tenths = apportion([each.points * 10 for each in changes], printed)
    assert sum(tenths) == (printed if changes else 0)


def test_sharing_out_weights_adds_nothing_and_a_new_figure_is_measured_against_the_rest() -> None:
    before = evaluate(SCHEME, [r for r in _all({"otif_rate": "0.825"}) if r.kpi != "overdue_share"])
    after = evaluate(SCHEME, _all({"otif_rate": "0.825", "overdue_share": "0.30"}))
    kinds = {each.kpi: each.kind for each in split(before, after) if each.points}
    assert kinds == {"overdue_share": "appeared"}


@given(st.lists(st.fractions(min_value=-50, max_value=50, max_denominator=97), min_size=1, max_size=12))
def test_printed_parts_lie_next_to_the_exact_ones(parts: list[Fraction]) -> None:
    total = shown_tenths(sum(parts, F(0)) / 10)
    found = apportion(parts, total)
    assert sum(found) == total
    assert all(abs(printed - exact) <= 2 for printed, exact in zip(found, parts, strict=True))
    assert all(printed == 0 for printed, exact in zip(found, parts, strict=True) if exact == 0) or not any(parts)


@given(st.lists(st.fractions(min_value=0, max_value=100, max_denominator=10), min_size=1, max_size=8), grades)
def test_hysteresis_never_flips_on_unchanged_data(scores: list[Fraction], previous) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    scheme: Scheme = SCHEME
    for score in scores:
        once = grade_of(scheme, score, previous)
        assert grade_of(scheme, score, once) == once
        previous = once
