"""The board's figures, by hand on a handful of facts."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from app.core.money import AMOUNT_SCALE
from app.core.period import Period, month, quarter
from app.kpi.board import (
    Choice,
    days_over,
    first_choice,
    read_attainment,
    read_cards,
    read_ranking,
    read_region_trend,
    read_stock,
    read_trend,
)
from app.kpi.parts import read_parts
from app.kpi.progress import read_progress
from app.kpi.queries import read_rows, read_totals
from tests.app.kpi.facts import Store, fresh_store, line, row

TODAY = date(2026, 4, 10)
MARCH = Choice(month(2026, 3))


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for code, area in (("D1", "330100"), ("D2", "330300"), ("D3", "330300")):
            found.dealer(code, area=area)
        found.product("P1", group="G1")
        found.product("P2", group="G2")
        found.load(
            order_line=[
                line("A", ordered="2026-03-01", shipped="2026-03-02", delivered="2026-03-04", amount=100),
                line("B", dealer="D2", ordered="2026-03-05", shipped="2026-03-06", amount=300, product="P2"),
                line("C", dealer="D2", ordered="2026-03-20", promised_first="2026-03-25", amount=50),
                line("D", dealer="D3", ordered="2026-02-01", shipped="2026-02-03", delivered="2026-02-05", amount=80),
                line("E", ordered="2025-03-01", shipped="2025-03-02", delivered="2025-03-04", amount=80),
                line("F", ordered="2026-04-02", shipped="2026-04-03", delivered="2026-04-05", amount=40),
                line("G", ordered="2026-03-28", shipped="2026-03-29", delivered="2026-03-30", amount=20),
            ],
            target=[row(party_code="D1", group_code="G1", month="2026-03-01", kpi="net_amount", amount=200)],
            stock=[
                row(party_code="D1", product_code="P1", place_code="W1", as_of="2026-03-31", quantity=90),
            ],
            sellout=[row(party_code="D1", product_code="P1", sold="2026-03-15", quantity=9, amount=9)],
        )
        yield found


def test_the_first_look_is_at_the_last_quarter_that_is_over() -> None:
    assert first_choice(month(2026, 4), TODAY) == quarter(2026, 1)
    assert first_choice(month(1998, 5), TODAY) == quarter(1998, 2), "old data: the quarter of their last month"


def test_the_time_that_is_over_counts_todays_working_day() -> None:
    assert days_over(month(2026, 4), TODAY) == Fraction(7, 21), "Qingming is a holiday"
    assert days_over(month(2026, 3), TODAY) == 1
    assert days_over(month(2026, 5), TODAY) == 0


def test_a_card_has_its_value_the_period_before_a_year_ago_and_twelve_months(store: Store) -> None:
    sales, orders = read_cards(store.session, MARCH, TODAY, ["net_amount", "cycle_days_p90"])
    assert (sales.value, sales.before, sales.year_ago) == (420, 80, 80)
    assert len(sales.months) == 12
    assert sales.months[-2:] == (80, 420)
    assert orders.value == 3


def test_a_running_month_compares_its_first_ten_days(store: Store) -> None:
    sales = read_cards(store.session, Choice(month(2026, 4)), TODAY, ["net_amount"])[0]
    assert (sales.value, sales.before) == (40, 400), "what came after the tenth of March is left out"


def test_totals_of_spans_read_together_are_those_of_each_by_itself(store: Store) -> None:
    spans = (quarter(2026, 1), quarter(2025, 1), *quarter(2026, 1).months, month(2026, 3))
    kpis = ["net_amount", "days_of_supply", "cycle_days_p90", "active_dealers", "overdue_share"]
    together = read_totals(store.session, spans, only=kpis, today=TODAY)
    for kpi in kpis:
        alone = [read_rows(store.session, only=[kpi], first=one, last=one, today=TODAY)[0] for one in spans]
        assert [row.value for row in together[kpi].rows] == [row.value for row in alone], kpi
    assert together["net_amount"].told(0) == 500


def test_single_days_are_asked_beside_whole_months(store: Store) -> None:
    days = Period(date(2026, 3, 1), date(2026, 3, 10), "2026-03-01..2026-03-10")
    found = read_totals(store.session, (days, month(2026, 3)), only=["net_amount", "cycle_days_p90"], today=TODAY)
    assert [row.value for row in found["net_amount"].rows] == ["400", "420"]
    assert [row.value for row in found["cycle_days_p90"].rows] == ["3", "3"], "kept by month, and read for days"


def test_a_kpi_that_knows_no_product_group_says_so_instead_of_ignoring_the_filter(store: Store) -> None:
    sales, overdue = read_cards(
        store.session, Choice(month(2026, 3), group="G1"), TODAY, ["net_amount", "overdue_share"]
    )
    assert sales.value == 120
    assert overdue.row is None
    assert overdue.refused is not None


def test_region_and_dealer_narrow_the_cards(store: Store) -> None:
    assert read_cards(store.session, Choice(month(2026, 3), region="330300"), TODAY, ["net_amount"])[0].value == 300
    assert read_cards(store.session, Choice(month(2026, 3), dealer="D1"), TODAY, ["net_amount"])[0].value == 120


def test_attainment_is_there_only_with_a_target(store: Store) -> None:
    found = read_attainment(store.session, MARCH, TODAY)
    assert found is not None
    assert found.amount == Fraction(420, 200)
    assert read_attainment(store.session, Choice(month(2026, 2)), TODAY) is None


def test_the_trend_has_this_year_and_the_one_before(store: Store) -> None:
    trend = read_trend(store.session, MARCH, TODAY)
    assert [one.name for one in trend.months][-1] == "2026-03"
    assert (trend.values[-1], trend.before[-1]) == (420, 80)
    assert trend.before[0] is None, "a month without a line is a gap, not a zero"


def test_the_trend_by_region_adds_up_to_the_whole(store: Store) -> None:
    trend, lines = read_region_trend(store.session, MARCH, TODAY)
    assert len(trend.months) == 24
    assert sum(values[-1] or 0 for values in lines.values()) == 420 * AMOUNT_SCALE


def test_the_ranking_is_by_net_sales_with_shares_and_growth(store: Store) -> None:
    first, second = read_ranking(store.session, MARCH, TODAY, "dealer")
    assert (first.key, first.amount, first.share) == ("D2", 300, Fraction(300, 420))
    assert first.growth is None
    assert (second.key, second.growth, second.others["target_attainment"]) == ("D1", Fraction(1, 2), Fraction(120, 200))
    assert len(read_ranking(store.session, MARCH, TODAY, "dealer", top=1)) == 1
    assert [one.key for one in read_ranking(store.session, MARCH, TODAY, "product-group")] == ["G2", "G1"]


def test_parts_are_what_a_number_is_made_of(store: Store) -> None:
    parts = read_parts(store.session, MARCH, TODAY, "net_amount", "region")
    assert [(one.key, one.value) for one in parts] == [("330300", 300), ("330100", 120)]
    months = read_parts(store.session, MARCH, TODAY, "net_amount", "month")
    assert len(months) == 12, "a single month shows the year up to it"
    assert [(one.key, one.value) for one in months[-2:]] == [("2026-02", 80), ("2026-03", 420)]


def test_progress_counts_each_step_by_its_own_date_and_what_is_open_at_the_end(store: Store) -> None:
    found = read_progress(store.session, MARCH, TODAY)
    assert (found.ordered, found.shipped, found.delivered) == (4, 3, 2)
    assert (found.ordered_amount, found.shipped_amount) == (470, 420)
    assert (found.unshipped, found.on_the_way, found.overdue) == (1, 1, 1)


def test_progress_without_any_delivery_date_does_not_call_everything_on_the_way() -> None:
    with fresh_store() as store:
        store.dealer("D1")
        store.product("P1")
        store.load(order_line=[line("A", ordered="2026-03-01", shipped="2026-03-02", amount=1)])
        assert read_progress(store.session, MARCH, TODAY).on_the_way is None


def test_stock_by_product_group_lasts_so_many_days(store: Store) -> None:
    (found,) = read_stock(store.session, MARCH, TODAY)
    assert (found.key, found.quantity) == ("G1", 90)
    assert found.days is not None
    assert found.days > 0


def test_who_lacks_most_comes_first_where_more_is_better(store: Store) -> None:
    store.load(
        order_line=[
            line(f"L{n}", dealer=dealer, promised_first="2026-03-05", delivered=day, shipped="2026-03-02", amount=0)
            for n, (dealer, day) in enumerate(
                (("D1", "2026-03-04"), ("D1", "2026-03-04"), ("D1", "2026-03-04"), ("D3", "2026-03-09"))
            )
        ]
    )
    parts = read_parts(store.session, MARCH, TODAY, "on_time_rate", "dealer")
    assert [(one.key, one.value) for one in parts] == [("D3", 0), ("D1", 1)]
