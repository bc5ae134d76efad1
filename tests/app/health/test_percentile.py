"""Scored among peers: worked places, the group and how it widens, and the laws of every score with it too."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.money import apportion
from app.health.canonical import scheme_from_json, scheme_json
from app.health.checks import check_scheme
from app.health.columns import columns_of, scored
from app.health.frozen import frozen_from_json, frozen_json
from app.health.grouping import compared
from app.health.path import path_to_next, reached_by_peers, simulate, span_of
from app.health.peer_words import place_text
from app.health.percentile import ALONE, LEAST, Peers, best_percentile, figure_for, percentile
from app.health.rules import (
    Presence,
    Reading,
    Result,
    evaluate,
    judge,
    remembered,
    score_of,
    shown_tenths,
    split,
)
from app.health.scheme import GRADES, Grade, Rail, Scheme, default_scheme
from app.health.sheets import DealerFace
from tests.app.health.samples import frozen
from tests.examples import examples

F = Fraction
BASE = default_scheme()
AMONG = {"net_amount_growth", "otif_rate", "overdue_share", "sell_out_growth", "near_expiry_share"}
SCHEME: Scheme = replace(BASE, indicators=tuple(
    replace(each, scoring="peers") if each.kpi in AMONG else each for each in BASE.indicators
))  # fmt: skip
KPIS = [each.kpi for each in SCHEME.indicators]
SMALL = st.fractions(min_value=-1, max_value=2, max_denominator=8)
PRESENCES: st.SearchStrategy[Presence] = st.sampled_from(["present", "present", "missing", "not_applicable", "owed"])
ROW = st.lists(st.tuples(SMALL, PRESENCES), min_size=len(KPIS), max_size=len(KPIS)).map(
    lambda rows: [
        Reading(kpi, value if why == "present" else None, why) for kpi, (value, why) in zip(KPIS, rows, strict=True)
    ]
)
FACES = st.tuples(st.sampled_from(["city", "county"]), st.sampled_from(["东", "西"]), st.sampled_from(["", "批发"]))
REGION = st.lists(st.tuples(FACES, ROW), min_size=1, max_size=11)
Rows = Mapping[str, list[Reading]]
Drawn = list[tuple[tuple[str, str, str], list[Reading]]]


def region(drawn: Drawn) -> tuple[dict[str, DealerFace], dict[str, list[Reading]]]:
    faces = {
        f"d{n}": DealerFace(f"d{n}", f"D{n}", f"甲{n}", tier=tier, region=where, kind=kind)
        for n, ((tier, where, kind), _) in enumerate(drawn)
    }
    return faces, {f"d{n}": row for n, (_, row) in enumerate(drawn)}


def results(faces: Mapping[str, DealerFace], rows: Rows, scheme: Scheme = SCHEME) -> dict[str, Result]:
    return {dealer: evaluate(scheme, read) for dealer, read in compared(scheme, faces, rows).items()}


def peers_of(*figures: str, own: str, owing: int = 0) -> Peers:
    return Peers("city", "", "", tuple(sorted(map(F, (*figures, own)))), F(own), owing)


# -- worked places ----------------------------------------------------------------------------------------------------


def test_a_place_counts_the_worse_and_half_of_the_equal() -> None:
    group = peers_of("1", "2", "2", "4", own="2")
    assert percentile(group, F(2), rising=True) == F(50), "1 worse, 3 equal of 5: (1 + 1.5) / 5"
    assert percentile(group, F(3), rising=True) == F(70), "his 2 gives way: 3 worse and himself: 3.5 / 5"
    assert percentile(group, F(2), rising=False) == F(50)
    assert percentile(group, F(0), rising=False) == best_percentile(group) == F(90)


def test_alone_and_without_differences_it_is_neither_good_nor_bad() -> None:
    assert percentile(ALONE, F(7), rising=True) == 50
    same = peers_of("3", "3", "3", own="3")
    assert percentile(same, F(3), rising=True) == percentile(same, F(3), rising=False) == 50
    assert "neither good nor bad" in str(place_text(ALONE, F(50)))
    assert str(place_text(same, F(50))) == "the same figure for all 4 city dealers: 50 points, neither good nor bad"
    told = place_text(replace(peers_of("1", "2", own="3", owing=1), widened=True), F(625, 10))
    assert str(told) == ("percentile 63 of 4 city dealers; 1 of them owe the figure and count as better "
                         "(fewer than 8 are of the same tier, region and type)")  # fmt: skip


def test_a_group_that_is_too_small_is_widened_over_regions_then_types_then_tiers() -> None:
    def group(*faces: tuple[str, str, str]) -> Peers:
        row = [Reading("otif_rate", F(n)) for n in range(len(faces))]
        there = {f"d{n}": DealerFace(f"d{n}", "", "", tier=t, region=r, kind=k) for n, (t, r, k) in enumerate(faces)}
        found = compared(SCHEME, there, {dealer: [row[n]] for n, dealer in enumerate(there)})["d0"][0].peers
        assert found is not None
        return found

    near = [("city", "东", "批发")] * LEAST
    assert (group(*near).region, group(*near).size, group(*near).widened) == ("东", LEAST, False)
    wider = group(*near[1:], ("city", "西", "批发"), ("city", "西", "零售"), ("county", "东", "批发"))
    assert (wider.tier, wider.region, wider.kind, wider.size) == ("city", "", "批发", LEAST)
    types = group(*near[2:], ("city", "西", "零售"), ("city", "东", "零售"), ("county", "东", "批发"))
    assert (types.tier, types.kind, types.size) == ("city", "", LEAST)
    few = group(*near[:2], ("county", "东", "批发"))
    assert (few.tier, few.size, few.widened) == ("", 3, True)


def test_old_models_are_written_as_before_and_the_new_kind_comes_back() -> None:
    assert "scoring" not in scheme_json(BASE)
    assert scheme_from_json(scheme_json(SCHEME)) == SCHEME
    kept = frozen()
    assert "peers" not in frozen_json(kept)
    assert frozen_json(frozen_from_json(frozen_json(kept))) == frozen_json(kept)
    group = peers_of("0.8", "0.95", own="0.9")
    rows = [Reading(p.kpi, p.value, p.presence, group if p.kpi == "otif_rate" else None) for p in kept.result.parts]
    among = replace(kept, scheme=SCHEME, result=evaluate(SCHEME, rows))
    back = frozen_from_json(frozen_json(among))
    assert back.result == among.result
    part = back.result.part("otif_rate")
    assert part is not None
    assert part.peers == group


def test_bands_and_guard_rails_are_refused_among_peers() -> None:
    band = replace(SCHEME.indicators[0], direction="band")
    with pytest.raises(UserError, match="a band is scored"):
        check_scheme(replace(SCHEME, indicators=(band, *SCHEME.indicators[1:])))
    with pytest.raises(UserError, match="somebody is always last"):
        check_scheme(replace(SCHEME, rails=(Rail("otif_rate", F(20), "C"),)))
    check_scheme(SCHEME)


# -- the laws ---------------------------------------------------------------------------------------------------------


@settings(max_examples=examples(60))
@given(REGION, st.randoms(use_true_random=False))
def test_scores_are_bounded_and_no_order_of_dealers_or_figures_matters(drawn: Drawn, rng: Random) -> None:
    faces, rows = region(drawn)
    found = results(faces, rows)
    order = list(rows)
    rng.shuffle(order)
    shuffled = {dealer: rng.sample(rows[dealer], len(KPIS)) for dealer in order}
    assert results(faces, shuffled) == found
    for result in found.values():
        assert all(0 <= part.score <= 100 for part in result.parts)
        if result.score is not None:
            assert 0 <= result.score <= 100
            assert sum(part.lost for part in result.parts) == 100 - result.score
            assert sum(part.gained for part in result.parts) == result.score


@settings(max_examples=examples(60))
@given(REGION, st.sampled_from(sorted(AMONG)), SMALL, SMALL)
def test_a_better_figure_never_lowers_the_score_and_the_slider_gives_what_the_engine_gives(
    drawn: Drawn, kpi: str, one: Fraction, two: Fraction
) -> None:
    faces, rows = region(drawn)
    rule = SCHEME.indicator(kpi)
    assert rule is not None
    worse, better = sorted((one, two), reverse=rule.direction == "fall")

    def with_figure(value: Fraction) -> dict[str, Result]:
        own = [Reading(kpi, value, "present") if each.kpi == kpi else each for each in rows["d0"]]
        return results(faces, {**rows, "d0": own})

    low, high = with_figure(worse)["d0"], with_figure(better)["d0"]
    assert low.score is not None
    assert high.score is not None
    assert low.score <= high.score
    moved, _ = simulate(SCHEME, low, {kpi: better}, previous=None)
    assert moved.score == high.score


@settings(max_examples=examples(80))
@given(REGION, st.sets(st.tuples(st.integers(0, 10), st.sampled_from(KPIS))), st.sampled_from([None, *GRADES]))
def test_withholding_what_is_owed_helps_nobody_neither_himself_nor_his_peers(
    drawn: Drawn, withheld: set[tuple[int, str]], previous: Grade | None
) -> None:
    faces, rows = region(drawn)
    less = {
        dealer: [
            Reading(each.kpi, None, "owed") if (n, each.kpi) in withheld and each.presence == "present"
            else each
            for each in row
        ]
        for n, (dealer, row) in enumerate(rows.items())
    }  # fmt: skip
    before, after = results(faces, rows), results(faces, less)
    for dealer, full in before.items():
        then = after[dealer]
        assert (full.score is None) == (then.score is None)
        if full.score is None or then.score is None:
            continue
        assert then.score <= full.score
        told, now = (judge(SCHEME, one, previous=previous) for one in (full, then))
        if told.counts_as:
            assert now.counts_as
            assert GRADES.index(now.counts_as) >= GRADES.index(told.counts_as)


@settings(max_examples=examples(40))
@given(REGION, REGION)
def test_drivers_add_to_the_change_exactly_and_so_do_their_printed_parts(first: Drawn, second: Drawn) -> None:
    then, now = results(*region(first))["d0"], results(*region(second))["d0"]
    changes = split(then, now)
    if then.score is None or now.score is None:
        return
    assert sum(each.points for each in changes) == now.score - then.score
    printed = shown_tenths(now.score) - shown_tenths(then.score)
    assert sum(apportion([each.points * 10 for each in changes], printed)) == (printed if changes else 0)


@settings(max_examples=examples(40))
@given(REGION)
def test_columns_equal_the_engine(drawn: Drawn) -> None:
    faces, rows = region(drawn)
    read = compared(SCHEME, faces, rows)
    there = scored(SCHEME, *columns_of(SCHEME, list(read.values())))
    for n, row in enumerate(read.values()):
        result = evaluate(SCHEME, row)
        if result.score is None:
            assert np.isnan(there.totals[n])
        else:
            assert there.totals[n] == pytest.approx(float(result.score), abs=1e-9)


@settings(max_examples=examples(60))
@given(REGION, st.sampled_from([None, *GRADES]))
def test_the_path_leads_to_the_grade_among_peers_too(drawn: Drawn, previous: Grade | None) -> None:
    found = results(*region(drawn))
    reached = reached_by_peers(found.values())
    for result in found.values():
        verdict = judge(SCHEME, result, previous=previous)
        path = path_to_next(SCHEME, result, verdict, (), reached, {"otif_rate": "percent"})
        if path.grade is None or verdict.grade is None:
            continue
        there, then = simulate(SCHEME, result, {step.kpi: step.new for step in path.steps},
                               previous=remembered(verdict))  # fmt: skip
        assert there.score == path.score
        if then.grade is None or GRADES.index(then.grade) > GRADES.index(path.grade):
            assert path.blocked == "far", "the best among peers is not 100: with few peers no figure may be enough"


@settings(max_examples=examples(60))
@given(st.lists(SMALL, max_size=9), SMALL, st.integers(0, 2), st.integers(0, 100), st.booleans(), st.just(10))
def test_the_nearest_figure_that_reaches_a_place(
    others: list[Fraction],
    own: Fraction,
    owing: int,
    wanted: int,
    rising: bool,  # noqa: FBT001
    fine: int,
) -> None:
    group = Peers("", "", "", tuple(sorted((*others, own))), own, owing)
    found = figure_for(group, F(wanted), rising=rising, fine=fine)
    reached = percentile(group, found, rising=rising)
    assert reached >= min(F(wanted), best_percentile(group))
    step = F(1, fine) if rising else -F(1, fine)
    if percentile(group, found - step, rising=rising) >= wanted:
        assert found - step < min(group.values) if rising else found - step > max(group.values)
    rule = SCHEME.indicator("otif_rate" if rising else "overdue_share")
    assert rule is not None
    part = evaluate(SCHEME, [Reading(rule.kpi, own, peers=group)]).part(rule.kpi)
    assert part is not None
    worst, best = span_of(rule, part, "number")
    assert worst != best
    assert score_of(rule, best, group) == best_percentile(group)
