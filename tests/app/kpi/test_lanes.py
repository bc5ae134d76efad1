"""Standard lead times stand in for promises that an order does not hold, and say so."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.period import month
from app.kpi.lanes import FOREVER, LeadTime, area_chain, spans
from app.kpi.queries import KpiRow, read_rows
from tests.app.kpi.facts import Store, day, fresh_store, line


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1", area="330106")
        found.dealer("D2", area="110000")
        found.product("P1", group="G1")
        yield found


def ask(store: Store, kpi: str, **asked: Any) -> KpiRow:
    (found,) = read_rows(store.session, only=[kpi], first=month(2026, 3), last=month(2026, 3), **asked)
    return found


def lines(dealer: str = "D1") -> list[dict[str, Any]]:
    return [
        line("A", dealer, ordered="2026-03-01", delivered="2026-03-03"),
        line("B", dealer, ordered="2026-03-01", delivered="2026-03-05"),
        line("C", dealer, shipped="2026-03-01", delivered="2026-03-03"),
        line("D", dealer, ordered="2026-03-01", promised_first="2026-03-09", delivered="2026-03-08"),
        line("E", dealer, delivered="2026-03-03"),
    ]  # fmt: skip


def test_without_lead_times_no_promise_is_no_denominator(store: Store) -> None:
    store.load(order_line=lines())
    assert ask(store, "on_time_rate").denominator == "1"
    assert ask(store, "estimated_promise_share").value == "0"


def test_an_order_without_a_promise_is_measured_by_the_lead_time_to_its_city(store: Store) -> None:
    store.lane("330100", 2)
    store.lane("330000", 9)
    store.load(order_line=[*lines(), *(one | {"order_no": f"X{one['order_no']}"} for one in lines("D2"))])
    rate = ask(store, "on_time_rate", dealer="D1")
    assert (rate.numerator, rate.denominator) == ("3", "4"), "A and C came in two days, B in four; E has no start"
    estimated = ask(store, "estimated_promise_share", dealer="D1")
    assert (estimated.numerator, estimated.denominator) == ("3", "4"), "D was promised"
    assert ask(store, "estimated_promise_share", dealer="D1", grain="order").numerator == "3"
    assert ask(store, "on_time_rate", dealer="D2").denominator == "1", "no lane leads to Beijing"


def test_a_lead_time_that_changes_later_changes_what_it_held_for(store: Store) -> None:
    store.lane("330000", 2)
    store.load(order_line=[line(f"O{n}", "D2", ordered="2026-03-01", delivered="2026-03-02") for n in range(20)])
    store.load(order_line=lines())
    assert ask(store, "late_lines").value == "1"
    store.lane("330000", 1, day("2026-03-01"))
    store.follow_masters()
    assert ask(store, "late_lines").value == "3", "of one lane the newer word holds"
    store.lane("330000", 5, lane="NB")
    store.follow_masters()
    assert ask(store, "late_lines").value == "0", "of two lanes the slower one is the standard"
    assert store.wrong() == {}


def test_an_area_lies_in_its_city_and_its_province() -> None:
    assert list(area_chain("330106", {})) == ["330106", "330100", "330000"]
    assert list(area_chain("330000", {})) == ["330000"]
    assert list(area_chain("西湖区", {"西湖区": "杭州", "杭州": "西湖区"})) == ["西湖区", "杭州"], "no circle goes on"


def test_the_slowest_of_several_lanes_is_the_standard() -> None:
    known = [LeadTime("a", "x", 3), LeadTime("b", "x", 5, 100), LeadTime("b", "x", 2, 200)]
    assert spans(known) == [(-FOREVER, 100, 3), (100, 200, 5), (200, FOREVER, 3)]


LEADS = st.lists(
    st.builds(LeadTime, st.sampled_from("abc"), st.just("x"), st.integers(0, 9), st.none() | st.integers(0, 20)),
    min_size=1, max_size=6, unique_by=lambda one: (one.lane, one.from_on),
)  # fmt: skip


@given(LEADS, st.integers(-5, 30))
def test_on_every_day_the_standard_is_that_of_the_slowest_lane(known: list[LeadTime], day: int) -> None:
    newest: dict[str, tuple[int, int]] = {}
    for one in known:
        start = -FOREVER if one.from_on is None else one.from_on
        if start <= day and (one.lane not in newest or newest[one.lane][0] < start):
            newest[one.lane] = (start, one.days)
    expected = [max(days for _, days in newest.values())] if newest else []
    assert [days for first, until, days in spans(known) if first <= day < until] == expected
