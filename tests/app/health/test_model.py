"""The model as its editor goes about it: versions, guard rails, weights by rule, what a quarter would have been."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from app.core import journal
from app.core.db import Action
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.model import Party
from app.health import queries
from app.health.canonical import scheme_file, scheme_from_file, scheme_from_json, scheme_json
from app.health.checks import check_draft
from app.health.comparing import differences
from app.health.current import current_model
from app.health.rules import Result, evaluate, judge, rails_of
from app.health.scheme import Answer, Consequence, Rail, Scheme, Way, default_scheme, with_points
from app.health.service import assess
from app.health.trial import try_model
from app.health.versions import find_version, list_versions, save_version
from app.health.weighing.proposal import by_figures, by_pairs, things_of
from tests.app.health.samples import CALM, INFOS, STUFFED, readings
from tests.app.health.test_service import Region

F = Fraction
SCHEME = default_scheme()
NAMES = ("温州瑞康", "绍兴越泰", "嘉兴同济", "湖州苕禾", "金华义利", "丽水南明")
STRICT = replace(with_points(SCHEME, {"days_of_supply": F(40)}), rails=(Rail("return_rate", F(50), "E"),))


@pytest.fixture
def dealers(workspace: Workspace) -> list[str]:
    """Six of them."""
    return workspace.db.write(Action("test"), lambda session: [
        journal.create(session, Party, natural_key=name, name=name, role="dealer", status="active", by_hand="").id
        for name in NAMES
    ]).value  # fmt: skip


def test_a_model_without_the_new_fields_is_written_as_before_and_all_of_it_comes_back() -> None:
    assert sorted(json.loads(scheme_json(SCHEME))) == [
        "bounds", "coverage_floor", "dimensions", "indicators", "margin", "name", "version",
    ]  # fmt: skip
    rich = replace(STRICT, consequences=(Consequence("A", "credit", "信用额度 +10%"),), way="pairs",
                   answers=(Answer("sales", "stock", F(1, 3)),))  # fmt: skip
    assert scheme_from_json(scheme_json(rich)) == rich
    assert scheme_from_file(scheme_file(rich)) == rich


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (replace(SCHEME, name=" "), "needs a name"),
        (with_points(SCHEME, {each.kpi: F(0) for each in SCHEME.indicators}), "All points"),
        (replace(SCHEME, indicators=SCHEME.indicators[:-2]), "has no indicator"),
        (replace(SCHEME, indicators=SCHEME.indicators[:-1]), "its points are not those"),
        (replace(SCHEME, rails=(Rail("nobody", F(50), "C"),)), "guard rail of nobody"),
        (replace(SCHEME, rails=(Rail("dso_days", F(50), "C"), Rail("dso_days", F(30), "C"))), "stands in the model"),
        (replace(SCHEME, coverage_floor=F(2)), "least share"),
        (replace(SCHEME, consequences=(Consequence("A", "credit", ""),)), "words that say"),
        (replace(SCHEME, bounds=(("A", F(101)), *SCHEME.bounds[1:])), "between 0 and 100"),
    ],
)
def test_a_bad_model_is_refused_in_a_sentence(broken: Scheme, said: str) -> None:
    with pytest.raises(UserError, match=said):
        check_draft(broken)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": 1}', scheme_file(SCHEME).replace('"1/5"', '"1/0"')[:-40]])
def test_a_file_that_is_no_model_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="no health model"):
        scheme_from_file(text)


def test_a_guard_rail_limits_the_grade_whatever_the_score_and_owing_is_no_way_round_it() -> None:
    scheme = replace(SCHEME, rails=(Rail("sell_out_growth", F(50), "D"),))
    weak = evaluate(scheme, readings({**CALM, "sell_out_growth": "-0.10"}))
    (cap,) = rails_of(scheme, weak, {"sell_out_growth": ("Sell-out growth", "Sales")})
    verdict = judge(scheme, weak, previous=None, caps=(cap,))
    assert (verdict.base, verdict.grade, verdict.cap) == ("B", "D", cap)
    owed = evaluate(scheme, readings({**CALM}, {"sell_out_growth": "owed"}))
    assert [one.at_most for one in rails_of(scheme, owed, {})] == ["D"]
    assert rails_of(scheme, evaluate(scheme, readings(CALM)), {}) == ()
    gap = evaluate(scheme, readings(CALM, {"sell_out_growth": "missing"}))
    assert rails_of(scheme, gap, {}) == (), "a gap on our side costs nobody his grade"


def test_saving_keeps_every_version_with_its_reason_and_undo_takes_it_back(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="Say why"):
        save_version(workspace.db, STRICT, base=1, reason=" ")
    with pytest.raises(UserError, match="nothing was saved"):
        save_version(workspace.db, SCHEME, base=1, reason="none")
    assert save_version(workspace.db, STRICT, base=1, reason="Stock is too high") == 2
    with pytest.raises(UserError, match="saved meanwhile"):
        save_version(workspace.db, SCHEME, base=1, reason="late")
    unknown = (replace(STRICT.indicators[0], kpi="nothing"), *STRICT.indicators[1:])
    with pytest.raises(UserError, match="no KPI “nothing”"):
        save_version(workspace.db, replace(STRICT, indicators=unknown), base=2, reason="x")
    with workspace.db.read() as session:
        newest, first = list_versions(session)
        assert (newest.number, newest.reason, newest.scheme.rails) == (2, "Stock is too high", STRICT.rails)
        assert first.scheme == SCHEME
        with pytest.raises(UserError, match="no version 7"):
            find_version(session, 7)
    undo(workspace.db, {})
    with workspace.db.read() as session:
        assert current_model(session)[1] == SCHEME
    assert save_version(workspace.db, STRICT, base=1, reason="again") == 3, "a number is given once"


def test_what_last_quarter_would_have_been_and_nothing_old_changes(workspace: Workspace, dealers: list[str]) -> None:
    source = Region(dealers, {dealers[0]: STUFFED})
    with pytest.raises(UserError, match="No quarter has been assessed"):
        try_model(workspace.db, workspace.files, source, STRICT)
    for period in ("2025-Q4", "2026-Q1"):
        assess(workspace.db, workspace.files, source, period=period)
    same = try_model(workspace.db, workspace.files, source, SCHEME)
    assert (same.period, same.version, same.fresh) == ("2026-Q1", 1, ())
    assert all((one.old, one.old_score) == (one.new, one.result.score) for one in same.lines)

    source.now = dict.fromkeys(dealers, STUFFED)  # what comes later is not what was frozen
    found = try_model(workspace.db, workspace.files, source, STRICT)
    worst = found.lines[0]
    assert worst.dealer.id == dealers[0]
    assert worst.moved
    assert worst.steps < 0
    assert worst.place == worst.balanced == 6
    assert worst.new.cap is not None
    assert [one.moved for one in found.lines[1:]] == [False] * 5
    assert sum(after for _, after in found.counts().values()) == 6

    before = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q1")
    source.now = {dealers[0]: STUFFED}
    told = replace(STRICT, consequences=(Consequence("E", "credit", "信用额度减 20%"), Consequence("A", "other", "x")))
    save_version(workspace.db, told, base=1, reason="Stock is too high")
    kept = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q1")
    assert (kept.score, kept.grade) == (before.score, before.grade)
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    after = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q1")
    assert (after.score, after.grade) == (worst.result.score, worst.new.grade), "what was tried is what comes"
    assert any("Return rate scores 0.0 of 100" in str(cap.sentence) for cap in after.caps)
    assert str(after.follows) == "Follows from grade E critical: Credit: 信用额度减 20%."
    with workspace.db.read() as session:
        assert [one.quarters for one in list_versions(session)] == [("2026-Q1",), ("2025-Q4", "2026-Q1")]


def test_a_kpi_that_was_not_in_the_model_is_read_now_and_said(workspace: Workspace, dealers: list[str]) -> None:
    source = Region(dealers)
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    source.now = {dealers[0]: {"net_amount": "0.2"}}
    added = replace(SCHEME.indicators[0], kpi="net_amount", floor=F(0), target=F(1))
    found = try_model(workspace.db, workspace.files, source, replace(SCHEME, indicators=(*SCHEME.indicators, added)))
    assert found.fresh == ("net_amount",)
    first = next(one for one in found.lines if one.dealer.id == dealers[0])
    part = first.result.part("net_amount")
    assert part is not None
    assert (part.presence, part.score) == ("present", 20)


def test_answers_in_pairs_share_out_a_hundred_points_and_keep_proportions_inside() -> None:
    things = things_of(SCHEME, "")
    answers = {(one, other): F(2 if one == "sales" else 1) for i, one in enumerate(things) for other in things[i + 1 :]}
    found = by_pairs(SCHEME, "", answers)
    assert sum(each.points for each in found.scheme.indicators) == 100
    assert found.scheme.dimensions[0].points == F(223, 10)
    check_draft(replace(found.scheme, name="x"))
    inside = by_pairs(SCHEME, "money", {("overdue_share", "dso_days"): F(4)}).scheme
    assert [each.points for each in inside.indicators if each.dimension == "money"] == [12, 3]
    assert inside.dimensions == SCHEME.dimensions
    with pytest.raises(UserError, match="no dimension “gold”"):
        things_of(SCHEME, "gold")


def test_figures_propose_points_where_enough_dealers_have_any() -> None:
    def result(growth: str) -> Result:
        return evaluate(SCHEME, readings({**CALM, "net_amount_growth": growth, "dso_days": "70"}))

    results = [result(each) for each in ("-0.1", "0", "0.02", "0.05", "0.08")]
    ways: tuple[Way, ...] = ("entropy", "critic")
    for way in ways:
        found = by_figures(SCHEME, results, way)
        points = {each.kpi: each.points for each in found.scheme.indicators}
        assert sum(points.values()) == 100
        assert points["net_amount_growth"] == 98, "nothing else tells these dealers apart"
        assert (found.kept, points["csat_mean"]) == (("csat_mean",), 2)
    blend = by_figures(SCHEME, results, "blend", F(3, 4)).scheme
    assert blend.indicators[0].points == F(305, 10)
    assert blend.way == "blend"
    with pytest.raises(UserError, match="5 dealers or more"):
        by_figures(SCHEME, results[:4], "critic")


def test_a_comparison_names_every_field_that_differs() -> None:
    other = replace(STRICT, bounds=(("A", F(90)), *SCHEME.bounds[1:]), name="Own")
    said = {(str(one.what), str(one.field)): (str(one.old), str(one.new)) for one in differences(SCHEME, other, INFOS)}
    assert said == {
        ("Model", "Name"): ("Neutral default", "Own"),
        ("Stock health", "Points"): ("15", "46"),
        ("Days of supply", "Points"): ("9", "40"),
        ("A excellent", "from"): ("85", "90"),
        ("Return rate", "Guard rail"): ("—", "under 50 of 100: at most E critical"),
    }
    assert differences(other, other, INFOS) == ()
