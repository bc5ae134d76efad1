"""Versions replayed on a region's past, kept, and chosen anew: through the figures and the engine that settle."""

import json
from dataclasses import replace
from datetime import date

import pytest

from app.bootstrap import Desk
from app.cli.run import run
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import parse_period
from app.incentives.assembly import settle_all
from app.incentives.base import read_bases
from app.incentives.base.who import members
from app.incentives.canonical import policy_json
from app.incentives.engine import ENGINE
from app.incentives.lab.reading import _summed, choose, read_past, simulate
from app.incentives.lab.result import Simulation
from app.incentives.lab.service import (
    draft_trial,
    keep_simulation,
    keep_thresholds,
    kept_simulation,
    offered,
    trials_of,
)
from app.incentives.lab.thresholds import Wish
from app.incentives.policies.queries import version
from app.incentives.policies.service import save_draft
from app.incentives.policy import Policy, Stacking
from app.jobs.upkeep import named_files
from app.kpi.kept import kept_of
from tests.app.incentives.in_effect import put_in_effect
from tests.app.incentives.lab.regional import PLAIN, STEPPED, keep
from tests.app.incentives.lab.samples import YUAN


def simulated(desk: Desk, *versions: str, months: int = 24) -> Simulation:
    with desk.db.read() as session:
        trials = trials_of(session, versions)
    return simulate(desk.db, trials, months=months, today=desk.clock.today())


def test_every_whole_quarter_of_the_past_costs_what_a_settlement_of_it_would(region: Desk) -> None:
    (one,) = keep(region, PLAIN)
    found = simulated(region, one)
    (run_,) = found.runs
    assert [each.period for each in run_.periods] == [
        "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1",
    ]  # fmt: skip
    with region.db.read() as session:
        then = replace(PLAIN, from_on=0, to_on=0)
        lines = settle_all(session, then, [parse_period(each.period) for each in run_.periods])
    assert run_.cost_minor == sum(outcome.entitled_minor for _, outcome in lines)
    assert run_.periods[-1].cost_minor == (420_000 * 2 + 840_000 * 3 + 1_265_000 * 3) * YUAN // 100
    assert (found.engine, found.tx > 0) == (ENGINE, True)


def test_a_year_is_half_of_two(region: Desk) -> None:
    (one,) = keep(region, PLAIN)
    assert simulated(region, one, months=12).runs[0].periods[0].period == "2025-Q2"


def test_the_quarters_of_a_yearly_policy_are_those_that_a_quarterly_one_counts(region: Desk) -> None:
    one, quarterly = keep(region, replace(PLAIN, code="Y", span="year", budget=1), PLAIN)
    found = simulated(region, one, quarterly)
    yearly, plain_ = found.runs
    assert [each.period for each in yearly.periods] == ["2025"]
    assert yearly.periods[0].sales_e4 == sum(each.sales_e4 for each in plain_.periods if each.period[:4] == "2025")
    assert (yearly.drawn_from, yearly.drawn_span) == (5, "quarter")
    assert yearly.estimate is not None
    assert yearly.estimate.p10 < yearly.cost_minor < yearly.estimate.p90
    assert yearly.estimate.over_budget == yearly.estimate.draws


def test_the_last_days_are_those_of_the_figures_themselves(region: Desk) -> None:
    """Orders of the small region are of the third day of a month, but for one open one of 20 March 2026."""
    late = replace(PLAIN, from_on=0, to_on=0)
    quarters = [parse_period("2025-Q4"), parse_period("2026-Q1")]
    with region.db.read() as session:
        past = read_past(session, late, quarters, today=region.clock.today())
        codes = {one.id: one.code for one in kept_of(session).people(session)[0].values()}
    assert {codes[party]: figure // 10_000 for (party, _), figure in past.last.items()} == {}
    assert {(codes[party], figure // 10_000) for (party, _), figure in past.after.items()} == {
        ("D1", 130_000), ("D2", 260_000), ("D3", 390_000),
    }  # fmt: skip


def test_sums_of_days_are_those_of_bases(region: Desk) -> None:
    quarter = parse_period("2026-Q1")
    with region.db.read() as session:
        sums = _summed(session, PLAIN, quarter.first_day, quarter.last_day)
        bases = read_bases(session, replace(PLAIN, from_on=0, to_on=0), [quarter], keys=False)
        numbers = {one.id: one.n for one in members(session).values()}
    assert sums == {numbers[party]: base.amount_e4 for (party, _), base in bases.items()}


def test_a_policy_on_what_earlier_ones_leave_is_replayed_on_that(region: Desk) -> None:
    put_in_effect(region.db, replace(PLAIN, code="A0"))
    whole, left = (replace(PLAIN, stacking=Stacking(2, base)) for base in ("whole", "reduced"))
    found = simulate(region.db, [draft_trial(whole), draft_trial(left)], months=12, today=region.clock.today())
    assert found.runs[1].cost_minor < found.runs[0].cost_minor


def test_a_kept_result_is_named_at_its_versions_and_stays_in_the_files(region: Desk) -> None:
    one, other = keep(region, PLAIN, STEPPED)
    found = simulated(region, one, other)
    kept = keep_simulation(region.db, region.workspace.files, found, today=region.clock.today())
    with region.db.read() as session:
        assert [version(session, each).state for each in (one, other)] == ["simulated", "simulated"]
        assert version(session, one).simulation_sha256 == kept
        assert kept in named_files(session)
    assert kept_simulation(region.workspace.files, kept) == found


def test_a_draft_changed_meanwhile_is_not_said_to_be_simulated(region: Desk) -> None:
    (one,) = keep(region, PLAIN)
    found = simulated(region, one)
    region.db.write(Action("test"), lambda s: save_draft(s, policy=replace(PLAIN, name="别的"), version_id=one))
    with pytest.raises(UserError, match="changed since"):
        keep_simulation(region.db, region.workspace.files, found, today=region.clock.today())
    with region.db.read() as session:
        assert version(session, one).state == "draft"


def test_a_policy_that_nobody_kept_can_be_tried_beside_a_kept_one(region: Desk) -> None:
    (one,) = keep(region, PLAIN)
    with region.db.read() as session:
        trials = [*trials_of(session, [one]), draft_trial(STEPPED)]
    found = simulate(region.db, trials, months=24, today=region.clock.today())
    assert found.runs[1].cost_minor < found.runs[0].cost_minor
    assert {each.change <= 0 for each in found.changes(found.runs[1])} == {True}
    assert found.label(found.changes(found.runs[1])[-1].party_id, "zh_CN") == "宁波三号医药有限公司"


def test_chosen_thresholds_become_the_draft_and_its_simulation_counts_no_more(region: Desk) -> None:
    (one,) = keep(region, PLAIN)
    keep_simulation(region.db, region.workspace.files, simulated(region, one), today=region.clock.today())
    with region.db.read() as session:
        (trial,) = trials_of(session, [one])
    wish = Wish(50_000 * YUAN, 200_000)
    choice = choose(region.db, trial, wish, months=12, today=region.clock.today())
    assert choice.best is not None
    assert choice.best.cost <= wish.budget_minor
    draft = keep_thresholds(region.db, version_id=one, tiers=choice.tiers, reason="预算内")
    with region.db.read() as session:
        row = version(session, draft)
    assert (draft, row.state) == (one, "draft")
    assert row.policy.scale.tiers == choice.tiers


def test_what_is_offered_begins_with_what_is_open(region: Desk) -> None:
    keep(region, STEPPED, PLAIN)
    with region.db.read() as session:
        assert [each.policy.code for each in offered(session)] == ["Q1", "Q2"]


def test_without_an_ended_period_there_is_nothing_to_replay(region: Desk) -> None:
    (one,) = keep(region, replace(PLAIN, span="year"))
    with region.db.read() as session:
        trials = trials_of(session, [one])
    with pytest.raises(UserError, match="has ended yet"):
        simulate(region.db, trials, months=12, today=date(2020, 5, 1))
    with pytest.raises(UserError, match="at least one"):
        simulate(region.db, [], months=12, today=region.clock.today())


def test_the_command_line_says_the_same_and_keeps_it(region: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    one, _ = keep(region, PLAIN, STEPPED)
    expected = simulated(region, one)
    path = str(region.workspace.paths.main)
    region.close()
    assert run(["-w", path, "simulate", "Q1", "Q2:1", "--json", "--keep"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["candidate"]["code"] for each in told["runs"]] == ["Q1", "Q2"]
    assert sum(each["cost_minor"] for each in told["runs"][0]["periods"]) == expected.runs[0].cost_minor
    assert len(told["kept"]) == 64
    assert run(["-w", path, "simulate", "Q1", "--dealers", "--months", "12"]) == 0
    assert "宁波三号医药有限公司" in capsys.readouterr().out
    assert run(["-w", path, "simulate", "Q1", "--budget", "50,000", "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)["lines"]] == ["none", "as now", "chosen"]
    assert run(["-w", path, "simulate", "Q1:9"]) == 1
    assert run(["-w", path, "simulate"]) == 2


def test_a_policy_of_a_file_can_be_asked_for(region: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    def written(policy: Policy) -> str:
        path = region.workspace.paths.main.with_name(f"{policy.code}.json")
        path.write_text(policy_json(policy), encoding="utf-8")
        return str(path)

    file, path = written(STEPPED), str(region.workspace.paths.main)
    region.close()
    assert run(["-w", path, "simulate", "--file", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["candidate"]["code"] == "Q2"
    assert run(["-w", path, "simulate", "--file", f"{file}.not"]) == 1
