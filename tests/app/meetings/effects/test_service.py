"""A decision names what it shall change; on its day that is measured, kept with its figures and told."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import fmean

import pytest

from app.core.errors import UserError
from app.core.texts import texts
from app.governance.duplicates.service import merge_parties
from app.meetings import commands
from app.meetings.effects.charts import effect_chart, means_of
from app.meetings.effects.figures import read_courses, window_of
from app.meetings.effects.kept import measured_json, read_measured
from app.meetings.effects.queries import decisions, due_effects, hit_rate, hit_rates
from app.meetings.effects.rows import Months
from app.meetings.effects.service import measure_due, set_aim, usual_months, withdraw_aim
from app.meetings.effects.wording import cautions, rate_text, said_of
from tests.app.meetings.effects.decided import (
    AFTER,
    BEFORE,
    CHECK,
    LEFT,
    MONTHS,
    PAUSED,
    TOUCHED,
    Decided,
    bought,
    sell,
)
from tests.app.meetings.rooms import do
from tests.desks import mapped, take_in, write_csv

LATER = date(2026, 8, 12)


def _mean(codes: tuple[str, ...], months: tuple[str, ...]) -> float:
    return fmean(bought(code, int(month[-2:])) for code in codes for month in months)


def test_the_effect_is_that_of_the_months_themselves_against_dealers_of_the_same_tier(at: Decided) -> None:
    aim = at.aim()
    at.on(LATER)
    found = at.measured(aim)
    independent = (_mean(TOUCHED, AFTER) - _mean(TOUCHED, BEFORE)) - (_mean(LEFT, AFTER) - _mean(LEFT, BEFORE))
    assert found.effect is not None
    assert float(found.effect.effect) == pytest.approx(independent, abs=1e-9)
    assert {one.id for one in found.control} == {at.ids[code] for code in LEFT}, "county dealers are not like them"
    assert found.treated[0].before == tuple(Fraction(bought("D1", month)) for month in (1, 2, 3))
    assert found.verdict == "reached"
    (row,) = at.rows()
    assert (row.state, row.verdict, row.measured_on) == ("measured", "reached", CHECK + 2)
    assert row.change == 5_000
    assert row.result is not None
    assert row.result == read_measured(measured_json(row.result)), "what is kept reads back as it was"
    assert measured_json(read_measured(at.files.get(row.result_sha256))) == at.files.get(row.result_sha256)
    assert said_of(row).msgid.endswith("reached")
    assert "5" in texts("en").render(said_of(row))


def test_the_picture_moves_the_level_before_on_as_the_control_group_went(at: Decided) -> None:
    aim = at.aim()
    at.on(LATER)
    found = at.measured(aim)
    means = means_of(found)
    assert means.names == (*BEFORE, *AFTER)
    assert means.without[:3] == (None, None, None)
    assert found.effect is not None
    gap = [one - other for one, other in zip(means.touched[3:], means.without[3:], strict=True)
           if one is not None and other is not None]  # fmt: skip
    assert sum(gap, Fraction()) / 3 == pytest.approx(float(found.effect.effect), abs=1e-6)
    assert [len(one.values) for one in effect_chart(texts("zh"), found).series] == [6, 6, 6]


def test_before_the_months_are_over_or_their_files_are_there_it_is_too_early(at: Decided) -> None:
    aim, before = at.aim(months=replace(MONTHS, after_to="2026-08")), at.files.names()
    at.on(date(2026, 8, 31))
    found = at.measured(aim)
    assert (found.verdict, found.effect, found.alone) == ("too_early", None, None)
    assert found.reason is not None
    assert texts("en").render(found.reason) == "2026-08 is not over"
    (row,) = at.rows()
    assert (row.state, row.verdict) == ("waiting", "too_early")
    assert "too early to say: 2026-08 is not over" in texts("en").render(said_of(row))
    at.on(date(2026, 9, 10))
    assert measure_due(at.db, at.files) == [], "still no files of August: nothing new is known"
    again = at.measured(aim)
    assert again.reason is not None
    assert texts("en").render(again.reason) == "there are no figures of 2026-08 yet"
    assert at.files.names() == before, "what is measured again anyway is kept nowhere"
    sell(at.desk, at.folder, range(8, 9))
    assert measure_due(at.db, at.files) == [aim]
    assert at.rows()[0].verdict == "reached"
    assert measure_due(at.db, at.files) == [], "what is measured is not due any more"


def test_dealers_without_figures_are_no_proof_of_anything_and_count_in_no_hit_rate(at: Decided) -> None:
    aim = at.aim(treated=[at.ids["D7"]])
    at.on(LATER)
    found = at.measured(aim)
    assert (found.verdict, found.effect, found.alone) == ("no_figures", None, None)
    (row,) = at.rows()
    assert "none of the dealers that it touches" in texts("en").render(said_of(row))
    with at.db.read() as session:
        rate = hit_rate(session, 2026)
    assert (rate.aims, rate.no_figures, rate.not_proven, rate.judged, rate.rate) == (1, 1, 0, 0, None)
    assert "no figures 1" in texts("en").render(rate_text(rate))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"treated": None}, "every dealer"),
        ({"control": "none"}, "compare with nobody"),
        ({"control": ["D3"]}, "at least 2 are needed"),
    ],
)
def test_without_a_control_group_the_change_is_told_and_nothing_is_proven(
    at: Decided, other: dict[str, object], why: str
) -> None:
    named = other.get("control")
    aim = at.aim(**(other | ({"control": [at.ids["D3"]]} if isinstance(named, list) else {})))
    at.on(LATER)
    found = at.measured(aim)
    assert (found.verdict, found.effect) == ("no_control", None)
    assert found.alone is not None
    assert found.reason is not None
    assert why in texts("en").render(found.reason)
    (row,) = at.rows()
    assert row.state == "measured"
    assert "no control group" in texts("en").render(said_of(row))
    assert texts("en").render(cautions(found)[0]) == texts("en").render(found.reason)


def test_a_relative_aim_is_measured_in_shares_of_each_dealers_own_level(at: Decided) -> None:
    aim = at.aim(relative=True, change=Fraction(10, 100))
    at.on(LATER)
    found = at.measured(aim)

    def share(code: str) -> float:
        return _mean((code,), AFTER) / _mean((code,), BEFORE) - 1

    independent = fmean(map(share, TOUCHED)) - fmean(map(share, LEFT))
    assert found.effect is not None
    assert float(found.effect.effect) == pytest.approx(independent, abs=1e-12)
    (row,) = at.rows()
    assert row.change == Fraction(1, 10)


def test_dealers_that_another_decision_touches_are_no_control_group(at: Decided) -> None:
    aim = at.aim()
    at.aim(outcome_id=at.decide("四号也追加"), treated=[at.ids["D4"]])
    at.on(LATER)
    assert {one.id for one in at.measured(aim).control} == {at.ids[code] for code in ("D3", "D5", "D6")}


def test_who_turned_out_to_be_a_dealer_that_another_decision_touches_is_no_control_group_either(at: Decided) -> None:
    aim = at.aim()
    at.aim(outcome_id=at.decide("四号也追加"), treated=[at.ids["D4"]])
    do(at.db, merge_parties, survivor_id=at.ids["D3"], other_id=at.ids["D4"])
    at.on(LATER)
    assert {one.id for one in at.measured(aim).control} == {at.ids[code] for code in ("D5", "D6")}


def test_what_is_said_wrong_is_refused_in_words(at: Decided) -> None:
    mine, other = [at.ids["D1"]], at.decide("天气", kind="risk")
    for wrong, why in (
        ({"outcome_id": other}, "Only a decision"),
        ({"change": Fraction()}, "expects nothing"),
        ({"kpi": "nonsense"}, "no KPI"),
        ({"treated": []}, "which dealers"),
        ({"treated": ["x"]}, "no dealer"),
        ({"treated": mine, "control": mine}, "cannot be in the control group"),
        ({"months": Months("2026-03", "2026-01", "2026-05", "2026-07")}, "come first"),
        ({"months": Months("2026-01", "2026-05", "2026-05", "2026-07")}, "come first"),
        ({"months": Months("2026-Q1", "2026-Q1", "2026-05", "2026-07")}, "whole months"),
    ):
        with pytest.raises(UserError, match=why):
            at.aim(**wrong)
    with pytest.raises(ValueError, match="control group"):
        at.aim(control="neighbours")
    assert at.rows() == []


def test_what_waits_may_be_changed_or_withdrawn_and_what_is_measured_stays_in_the_hit_rate(
    at: Decided,
) -> None:
    aim = at.aim()
    assert at.aim(change=Fraction(90_000)) == aim, "the same decision and KPI is the same aim"
    at.on(LATER)
    assert at.measured(aim).verdict == "missed"
    with pytest.raises(UserError, match="measured already"):
        at.aim()
    with pytest.raises(UserError, match="hit rate"):
        do(at.db, withdraw_aim, aim_id=aim)
    second = at.aim(outcome_id=at.decide("再加"))
    do(at.db, withdraw_aim, aim_id=second)
    with pytest.raises(UserError, match="Nothing is expected"):
        at.measured(second)
    with at.db.read() as session:
        rate = hit_rate(session, 2026)
        assert hit_rates(session) == [rate]
    assert (rate.decisions, rate.aims, rate.missed, rate.reached) == (2, 1, 1, 0)
    assert rate.rate == 0


def test_a_measured_effect_is_due_until_a_meeting_has_discussed_it(at: Decided) -> None:
    aim = at.aim()
    with at.db.read() as session:
        assert due_effects(session, CHECK) == [], "nothing is measured yet"
    at.on(LATER)
    measure_due(at.db, at.files)
    with at.db.read() as session:
        assert due_effects(session, CHECK - 1) == []
        (due,) = due_effects(session, CHECK + 5, files=at.files)
    assert due.cause == f"effect:{aim}"
    assert "reached" in texts("en").render(due.words)
    item = do(at.db, commands.add_item, meeting_id=at.meeting, title="效果", cause=due.cause,
              fingerprint=due.fingerprint)  # fmt: skip
    do(at.db, commands.begin_item, item_id=item)
    do(at.db, commands.end_item, item_id=item, seconds=60)
    with at.db.read() as session:
        assert due_effects(session, CHECK + 5) == []
        assert len(due_effects(session, CHECK + 5, meeting_id=at.meeting)) == 1, "on its own agenda it stays"


def test_a_decision_is_listed_with_its_aims_and_those_without_any_are_there_too(at: Decided) -> None:
    at.aim()
    at.decide("先观察")
    with at.db.read() as session:
        found = decisions(session)
    assert [(one.text, len(one.aims)) for one in found] == [("对两家追加陈列支持", 1), ("先观察", 0)]


def test_three_whole_months_on_both_sides_are_usual() -> None:
    months, check = usual_months(date(2026, 4, 8))
    assert months == MONTHS
    assert check == CHECK


def test_a_month_without_an_order_is_nothing_bought_and_months_before_the_first_are_unknown(at: Decided) -> None:
    dealers = {at.ids["D7"]: "new", at.ids["D8"]: "paused"}
    with at.db.read() as session:
        found = read_courses(session, kpi="net_amount", window=window_of(MONTHS), dealers=dealers, today=LATER)
        shares = read_courses(session, kpi="return_rate", window=window_of(MONTHS), dealers=dealers, today=LATER)
    new, paused = (found.courses[at.ids[code]] for code in ("D7", "D8"))
    assert new.before == (None, None, Fraction(bought("D7", 3)))
    assert paused.after == (Fraction(bought("D8", 5)), Fraction(), Fraction(bought("D8", 7)))
    assert shares.courses[at.ids["D8"]].after[1] is None, "a share of nothing is no nought"


def test_a_month_of_which_a_dealer_sent_no_list_is_unknown(at: Decided) -> None:
    rows = [(code, "P1", f"2026-{month:02d}-05", 10, 1000)
            for code in ("D1", "D8") for month in range(1, 8) if (code, month) != PAUSED]  # fmt: skip
    head = ("party_code", "product_code", "sold", "quantity", "amount")
    take_in(at.desk, write_csv(at.folder / "s.csv", [head, *rows]), mapped("s", "sellout", " ".join(head)))
    dealers = {at.ids[one] for one in ("D1", "D8")}
    with at.db.read() as session:
        found = read_courses(session, kpi="sell_out_amount", window=window_of(MONTHS), dealers=dealers, today=LATER)
    assert found.courses[at.ids["D1"]].after == (Fraction(1000),) * 3
    assert found.courses[at.ids["D8"]].after == (Fraction(1000), None, Fraction(1000)), (
        "it sold something, nobody knows what"
    )


def test_setting_an_aim_needs_no_more_than_a_session(at: Decided) -> None:
    assert do(at.db, set_aim, outcome_id=at.decision, kpi="net_amount", change=Fraction(1), months=MONTHS,
              check_on=CHECK)  # fmt: skip
