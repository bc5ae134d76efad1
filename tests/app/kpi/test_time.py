"""Time progress beside target attainment, and growth around the spring festival, by hand."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.core.formula import evaluate, names, parse
from app.core.period import between, month, quarter
from app.core.texts import Texts
from app.kpi.board import Choice, days_over, gap_of, read_attainment, read_cards, read_ranking, read_trend
from app.kpi.definitions import KPIS
from app.kpi.goals import goals_of
from app.kpi.queries import KpiRow, read_rows
from app.kpi.wording import without_text
from app.lineage.explain import explain
from tests.app.kpi.facts import Store, fresh_store, line, row

TODAY = date(2026, 4, 10)
SALES = {
    "2025-01-14": 1520, "2025-02-18": 1950, "2026-01-15": 2420, "2026-02-05": 1320,
    "2025-04-09": 500, "2025-04-25": 900, "2026-03-03": 700, "2026-03-27": 1990, "2026-04-08": 589,
}  # fmt: skip
"""The region's January and February of two years, and some days of March and April."""


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1")
        found.dealer("D2")
        found.product("P1", group="G1")
        found.load(
            order_line=[line(day, ordered=day, shipped=day, amount=amount) for day, amount in SALES.items()],
            target=[row(party_code="D1", group_code="G1", month="2026-04-01", kpi="net_amount", amount=2181)],
        )
        yield found


def the(store: Store, kpi: str, number: int, align: str = "cumulative") -> KpiRow:
    period = month(2026, number)
    (found,) = read_rows(store.session, only=[kpi], first=period, last=period, today=TODAY, align=align)
    return found


def test_april_is_a_third_over_and_behind_its_target(store: Store) -> None:
    progress = the(store, "time_progress", 4)
    assert (progress.amount, progress.top, progress.bottom, progress.as_of) == (Fraction(1, 3), 7, 21, "2026-04-10")
    assert the(store, "target_attainment", 4).amount == Fraction(589, 2181), "27 %"
    assert the(store, "target_gap", 4).amount == 2181 / 3 - 589 == 138


def test_without_a_target_nothing_is_behind_and_a_month_that_is_over_is_whole(store: Store) -> None:
    assert the(store, "target_gap", 3).amount is None
    assert (the(store, "time_progress", 3).amount, the(store, "time_progress", 3).as_of) == (1, None)


def test_a_target_of_some_months_is_held_against_these_months_alone(store: Store) -> None:
    """January to April with a target of April only: its 589 of 2181, not the 7,019 of all four."""
    span = between(month(2026, 1), month(2026, 4))
    asked: dict[str, Any] = {"first": span, "last": span, "today": TODAY}
    attained, gap = read_rows(store.session, only=["target_attainment", "target_gap"], **asked)
    assert (attained.top, attained.bottom, gap.amount) == (589, 2181, 138)
    assert attained.without == gap.without == ("2026-01", "2026-02", "2026-03")
    assert Texts("en").render(without_text(attained) or "") == "no target for 2026-01..2026-03"
    assert without_text(the(store, "target_attainment", 4)) is without_text(the(store, "target_attainment", 3)) is None
    told = {one: explain(store.session, "target_gap", one, **asked) for one in names(parse(KPIS["target_gap"].formula))}
    assert evaluate(parse(KPIS["target_gap"].formula), lambda name: told[name].total) == 138
    assert "no target" in Texts("en").render(told["working_days_targeted"].how or "")
    choice = Choice(span)
    aim = goals_of(store.session, {"net_amount": KPIS["net_amount"]}, choice, TODAY)["net_amount"]
    assert aim.attained(KPIS["net_amount"], Fraction(7019)) == Fraction(589, 2181)
    assert gap_of(attained, days_over(span, TODAY, attained.without)) == 138


def test_what_a_running_quarter_aims_at_holds_the_months_to_come(store: Store) -> None:
    store.load(target=[row(party_code="D1", group_code="G1", month="2026-05-01", kpi="net_amount", amount=900)])
    (found,) = read_rows(
        store.session, only=["target_attainment"], first=quarter(2026, 2), last=quarter(2026, 2), today=TODAY
    )
    assert (found.top, found.bottom, found.without) == (589, 3081, ("2026-06",))


def test_each_dealer_with_a_target_has_the_same_time_and_its_own_gap(store: Store) -> None:
    rows = read_rows(
        store.session, only=["time_progress", "target_gap"], first=month(2026, 4), last=month(2026, 4), by="dealer",
        today=TODAY,
    )  # fmt: skip
    assert {(one.kpi, one.keys["dealer"]): one.amount for one in rows} == {
        ("time_progress", "D1"): Fraction(1, 3), ("target_gap", "D1"): 138,
    }  # fmt: skip


def test_the_board_measures_the_target_by_working_days(store: Store) -> None:
    attained = read_attainment(store.session, Choice(month(2026, 4)), TODAY)
    assert gap_of(attained, days_over(month(2026, 4), TODAY)) == 138
    assert gap_of(None, Fraction(1)) is None


def test_january_and_february_by_themselves_mislead_and_together_do_not(store: Store) -> None:
    """Story 15: 除夕 lay in January 2025 and in February 2026."""
    alone = [the(store, "net_amount_growth", number, "calendar").amount for number in (1, 2)]
    assert [round(float(one or 0) * 100, 1) for one in alone] == [59.2, -32.3]
    for number in (1, 2):
        together = the(store, "net_amount_growth", number)
        assert together.amount is not None
        assert round(float(together.amount) * 100, 1) == 7.8
        assert together.compared == "2026-01-01..2026-02-28 / 2025-01-01..2025-02-28"


def test_days_to_new_years_eve_compare_days_that_are_as_far_from_it(store: Store) -> None:
    moved = the(store, "net_amount_growth", 2, "lunar")
    assert moved.compared == "2026-02-01..2026-02-28 / 2025-01-13..2025-02-09"
    assert moved.amount == Fraction(1320, 1520) - 1


def test_cards_and_ranking_compare_the_same_days(store: Store) -> None:
    (card,) = read_cards(store.session, Choice(month(2026, 2)), TODAY, ["net_amount"])
    assert (card.value, card.year_now, card.year_ago) == (1320, 3740, 3470)
    (rank,) = read_ranking(store.session, Choice(month(2026, 2)), TODAY, "dealer")
    assert (rank.amount, rank.growth) == (1320, Fraction(3740, 3470) - 1)
    (april,) = read_cards(store.session, Choice(month(2026, 4)), TODAY, ["net_amount"])
    assert (april.value, april.before, april.year_ago) == (589, 700, 500), "seven working days of March and of 2025"


def test_the_running_month_of_the_trend_stands_beside_as_much_of_the_year_before(store: Store) -> None:
    found = read_trend(store.session, Choice(month(2026, 4)), TODAY)
    assert (found.values[-1], found.before[-1]) == (589, 500)
