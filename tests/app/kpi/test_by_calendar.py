"""Figures by the months of a calendar: whichever is chosen, days, periods and product groups are the same facts."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.calendars import CALENDARS, NATURAL, Calendar
from app.core.own_calendar import Row, RowCalendar, tiled
from app.core.period import Period
from app.kpi.board import Choice, first_choice, read_cards, read_ranking, read_trend
from app.kpi.calendar import kept_calendar
from app.kpi.drill import read_fact_ids
from app.kpi.queries import KpiRow, read_rows
from tests.app.kpi.facts import Store, fresh_store, line, row
from tests.examples import examples

TODAY = date(2026, 5, 10)
FINANCE = CALENDARS["finance"]
THREE = (
    Row(2026, "A", date(2026, 2, 10), date(2026, 3, 3)),
    Row(2026, "B", date(2026, 3, 4), date(2026, 3, 29)),
    Row(2026, "C", date(2026, 3, 30), date(2026, 5, 1)),
)
OWN = RowCalendar("calendar-own", "Own", "rows", rows=tiled(THREE))
EACH = st.sampled_from([*CALENDARS.values(), OWN])
SALES = st.lists(
    st.tuples(
        st.dates(date(2026, 1, 20), date(2026, 5, 5)), st.sampled_from(["D1", "D2"]),
        st.sampled_from(["P1", "P2", "P3"]), st.integers(1, 900), st.integers(0, 5),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


def choose(store: Store, calendar: Calendar) -> None:
    """Count months by a calendar, as the settings do."""
    if calendar.kind == "rows":
        store._insert("calendar", {"id": calendar.id, "name": calendar.name, "kind": "rows", "first": 1})
        for number, one in enumerate(THREE):
            days = {"first_on": (one.first - date(1970, 1, 1)).days, "last_on": (one.last - date(1970, 1, 1)).days}
            store._insert("calendar_period", {
                "id": f"period-{number}", "calendar_id": calendar.id, "year": one.year, "name": one.name, **days,
            })  # fmt: skip
    store._insert("setting", {"id": "setting-calendar", "key": "calendar", "value": f'"{calendar.id}"'})
    store.follow_masters()


def region(store: Store, sales: list[Any]) -> None:
    for code in ("D1", "D2"):
        store.dealer(code)
    for code, group in (("P1", "G1"), ("P2", "G2"), ("P3", None)):
        store.product(code, group=group)
    store.load(order_line=[
        line(f"S{at}", dealer=dealer, product=product, amount=amount, ordered=day.isoformat(), shipped=day.isoformat(),
             delivered=(day + timedelta(late)).isoformat())
        for at, (day, dealer, product, amount, late) in enumerate(sales)
    ])  # fmt: skip


def ask(store: Store, kpi: str, period: Period, by: str = "total", **more: Any) -> list[KpiRow]:
    return read_rows(store.session, only=[kpi], first=period, last=period, by=by, today=TODAY, **more)


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SALES, EACH, EACH)
def test_any_calendar_and_any_split_of_days_give_the_same_facts(
    sales: list[Any], chosen: Calendar, asked: Calendar
) -> None:
    with fresh_store() as store:
        region(store, sales)
        choose(store, chosen)
        assert kept_calendar(store.session.connection()) == chosen
        assert store.wrong() == {}, "what was kept equals a rebuild"
        day, seen = date(2026, 1, 15), Fraction(0)
        while day < date(2026, 5, 6):
            period = asked.period_of(day)
            inside = [one for one in sales if period.first <= one[0] <= min(period.last, TODAY)]
            (total,) = ask(store, "net_amount", period)
            groups = ask(store, "net_amount", period, "dealer,product-group")
            assert (total.amount or 0) == sum(one[3] for one in inside)
            assert sum(one.amount or 0 for one in groups) == (total.amount or 0)
            (one_group,) = ask(store, "net_amount", period, group="G1")
            assert (one_group.amount or 0) == sum(one[3] for one in inside if one[2] == "P1")
            days = sorted(one[4] for one in sales if period.first <= one[0] + timedelta(one[4]) <= period.last)
            (p90,) = ask(store, "cycle_days_p90", period, grain="order")
            assert p90.amount == (days[-(-len(days) * 9 // 10) - 1] if days else None)
            ids = read_fact_ids(store.session, "net_amount", first=period, last=period, today=TODAY).ids
            assert len(ids) == len(inside)
            seen += total.amount or 0
            day = period.last + timedelta(1)
        assert seen == sum(one[3] for one in sales)


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        region(found, [
            (date(2026, 3, 20), "D1", "P1", 100, 1), (date(2026, 3, 27), "D1", "P1", 30, 1),
            (date(2026, 4, 2), "D2", "P2", 50, 2), (date(2026, 4, 27), "D1", "P1", 7, 1),
            (date(2025, 4, 20), "D1", "P1", 60, 1),
        ])  # fmt: skip
        found.load(target=[
            row(party_code="D1", group_code="G1", month="2026-04-01", kpi="net_amount", amount=160),
            row(party_code="D1", group_code="G1", month="2026-05-01", kpi="net_amount", amount=900),
        ])  # fmt: skip
        yield found


@pytest.mark.parametrize("chosen", [NATURAL, FINANCE])
def test_a_target_belongs_to_the_period_in_which_its_months_middle_lies(store: Store, chosen: Calendar) -> None:
    choose(store, chosen)
    april = FINANCE.parse("2026-04")
    (attained,) = ask(store, "target_attainment", april)
    assert (attained.top, attained.bottom, attained.calendar) == (80, 160, "finance"), "26 March to 25 April"
    (group,) = ask(store, "target_attainment", april, group="G1")
    assert (group.top, group.bottom) == (30, 160)


def test_targets_of_a_year_that_begins_after_new_years_day_are_in_it() -> None:
    weeks = CALENDARS["445"]
    with fresh_store() as found:
        region(found, [(date(2027, 1, 5), "D1", "P1", 100, 1)])
        found.load(target=[row(party_code="D1", group_code="G1", month="2027-01-01", kpi="net_amount", amount=200)])
        for calendar in (NATURAL, weeks):
            if calendar is weeks:
                choose(found, calendar)
            (one,) = read_rows(found.session, only=["target_attainment"], first=weeks.parse("2027-01"),
                               last=weeks.parse("2027-01"))  # fmt: skip
            assert one.amount == Fraction(1, 2), "week 1 begins on 4 January 2027"
        assert found.wrong() == {}


def test_the_board_counts_by_the_chosen_calendar(store: Store) -> None:
    choose(store, FINANCE)
    april = FINANCE.parse("2026-04")
    assert first_choice(NATURAL.parse("2026-04"), TODAY, FINANCE) == FINANCE.quarter(2026, 2)
    (card,) = read_cards(store.session, Choice(april), TODAY, ["net_amount"])
    assert (card.value, card.before, card.year_ago) == (80, 100, 60)
    ranks = read_ranking(store.session, Choice(april), TODAY, "product-group")
    assert {one.key: (one.amount, one.year_ago) for one in ranks} == {"G2": (50, None), "G1": (30, 60)}
    trend = read_trend(store.session, Choice(april), TODAY)
    assert (trend.months[-1], trend.values[-1], trend.before[-1]) == (april, 80, 60)


def test_a_calendar_without_a_year_before_compares_nothing(store: Store) -> None:
    choose(store, OWN)
    period = OWN.parse("C")
    (card,) = read_cards(store.session, Choice(period), TODAY, ["net_amount"])
    assert (card.value, card.before, card.year_ago) == (57, 130, None)
    assert read_trend(store.session, Choice(period), TODAY).before[-1] is None
