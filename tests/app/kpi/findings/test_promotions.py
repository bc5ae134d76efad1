"""Findings on a handful of rows: stock that expires, lists that repeat, steps that are near, displays that are dear."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest

from app.core.period import day_number
from app.kpi.findings.copied import MADE_UP
from app.kpi.findings.displays import DISPLAY
from app.kpi.findings.expiring import EXPIRING
from app.kpi.findings.model import Finding, Kind
from app.kpi.findings.rebates import CLIFF
from tests.app.kpi.facts import Store, fresh_store, line, row

TODAY = date(2026, 4, 10)


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for dealer in ("D1", "D2", "D3"):
            found.dealer(dealer)
        found.product("P1")
        found.unit("P1", "件", 10)
        yield found


def found_by(store: Store, kind: Kind, today: date = TODAY) -> list[Finding]:
    return sorted(kind.read(store.session, today), key=lambda one: one.dealer.code if one.dealer else "")


def codes(found: Iterable[Finding]) -> list[str]:
    return [one.dealer.code for one in found if one.dealer]


def sold(dealer: str, month: str, quantity: int, **more: Any) -> dict[str, Any]:
    return row(party_code=dealer, product_code="P1", sold=f"{month}-15", quantity=quantity, **more)


def held(dealer: str, quantity: int, **more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"as_of": "2026-04-10", "expiry": "2026-06-30", "amount": quantity * 250} | more
    return row(party_code=dealer, product_code="P1", place_code=f"W-{dealer}", quantity=quantity, **fields)


MONTHS = {"2026-01": 31, "2026-02": 28, "2026-03": 31}


def pace(dealer: str, a_day: int) -> list[dict[str, Any]]:
    return [sold(dealer, month, a_day * days) for month, days in MONTHS.items()]


def test_what_is_not_sold_by_its_expiry_is_told_of_with_who_could_sell_it(store: Store) -> None:
    store.load(sellout=[*pace("D1", 6), *pace("D2", 40)], stock=[held("D1", 1_860), held("D2", 360)])
    (one,) = found_by(store, EXPIRING)
    figures = {name: figure.plain() for name, figure in one.figures.items()}
    assert codes([one]) == ["D1"]
    assert (figures["left"], figures["amount"], figures["other"]) == ("1374", "343500", "Dealer D2")
    assert len(one.rows["stock"]) == 2


def test_who_left_a_month_out_has_no_pace_and_is_not_judged(store: Store) -> None:
    store.load(sellout=pace("D1", 6)[:2], stock=[held("D1", 1_860)])
    assert found_by(store, EXPIRING) == []


def test_cases_are_boxes_in_stock_and_in_what_went_out(store: Store) -> None:
    cases = [one | {"unit": "件"} for one in pace("D1", 2)]
    store.load(sellout=cases, stock=[held("D1", 300, unit="件", amount=750_000)])
    (one,) = found_by(store, EXPIRING)
    assert (one.figures["held"].plain(), one.figures["sells"].plain()) == ("3000", "1620")


def test_an_old_list_and_a_lot_that_keeps_for_long_say_nothing(store: Store) -> None:
    old, long = held("D1", 1_860, as_of="2026-03-01"), held("D2", 1_860, expiry="2027-06-30")
    store.load(sellout=[*pace("D1", 6), *pace("D2", 6)], stock=[old, long])
    assert found_by(store, EXPIRING) == []


def listed(dealer: str, month: str, quantities: Iterable[int]) -> list[dict[str, Any]]:
    return [sold(dealer, month, many, counterparty_code=f"T{number}") for number, many in enumerate(quantities)]


def test_a_list_that_repeats_the_month_before_is_told_of_once(store: Store) -> None:
    even, odd = range(10, 210, 10), range(11, 211, 10)
    store.load(
        sellout=[
            *(one for month in ("2026-01", "2026-02") for one in listed("D1", month, even)),
            *(one for month in ("2026-01", "2026-02") for one in listed("D2", month, odd)),
            *listed("D3", "2026-01", even), *listed("D3", "2026-02", reversed(even)),
        ]
    )  # fmt: skip
    (one,) = found_by(store, MADE_UP)
    assert (codes([one]), one.figures["month"].plain(), one.count) == (["D1"], "2026-02", 40)
    returned = row(party_code="D1", product_code="P1", return_no="R1", returned="2026-02-20", quantity=1)
    store.load(goods_return=[returned])
    store.session.info.clear()
    assert found_by(store, MADE_UP) == [], "something came back"


def steps(first: str = "2026-01-01", last: str = "2026-03-31", **whose: Any) -> list[dict[str, Any]]:
    return [
        row(**{"from": first, "to": last, "threshold_e4": start * 10_000, "rate_e4": rate, **whose})
        for start, rate in ((0, 100), (300, 200), (500, 300))
    ]


def bought(dealer: str, amount: float, day: str = "2026-02-10") -> dict[str, Any]:
    return line(f"SO-{dealer}", dealer, line_key="1", shipped=day, shipped_quantity=1, amount=amount)


def test_a_tiers_steps_bind_its_dealers_and_a_dealers_own_go_before(store: Store) -> None:
    own = steps(party_code="D2", method="stepped")
    store.load(
        order_line=[bought("D1", 497.4), bought("D2", 497.4), bought("D3", 450)],
        rebate_step=[*steps(tier="city", method="cumulative"), *own],
    )
    (one,) = found_by(store, CLIFF)
    assert codes([one]) == ["D1"]
    assert (one.figures["gap"].plain(), one.figures["gain"].plain()) == ("2.6", "5.052")
    assert one.count == 3


@pytest.mark.parametrize(("today", "many"), [("2026-03-20", 1), ("2026-05-01", 1), ("2026-05-02", 0)])
def test_steps_are_looked_at_while_they_run_and_a_month_longer(store: Store, today: str, many: int) -> None:
    store.load(order_line=[bought("D1", 497.4)], rebate_step=steps(tier="city"))
    found = found_by(store, CLIFF, date.fromisoformat(today))
    assert len(found) == many
    assert all(one.figures["period"].plain() == "2026-Q1" for one in found)


def test_steps_over_days_of_their_own_count_those_days(store: Store) -> None:
    store.load(
        order_line=[bought("D1", 497.4, "2026-02-10"), bought("D2", 497.4, "2026-01-05")],
        rebate_step=steps("2026-01-16", "2026-03-15", tier="city"),
    )
    assert codes(found_by(store, CLIFF)) == ["D1"]


def shop(dealer: str, number: int, fee: int, photo: str, **more: Any) -> dict[str, Any]:
    return row(
        party_code=dealer, month_on=day_number(date(2026, 3, 1)), outlet_name=f"S{number}", kind="display", amount=fee,
        sales_before_e4=1_000_0000, sales_during_e4=1_000_0000, photo=photo, **more,
    )  # fmt: skip


def test_one_photo_for_two_shops_and_a_dear_display_are_told_of(store: Store) -> None:
    usual = [shop("D1", number, 40, f"p{number}") for number in range(6)]
    dear = [shop("D2", number, 120, f"q{number}") for number in range(6)]
    copied = [shop("D3", number, 40, f"r{max(1, number)}") for number in range(6)]
    store.load(display_fee=[*usual, *dear, *copied])
    found = found_by(store, DISPLAY)
    assert codes(found) == ["D2", "D3"]
    assert [one.figures["same"].plain() for one in found] == [0, 2]
    assert (found[1].first, found[1].count) == (day_number(date(2026, 3, 1)), 6)
