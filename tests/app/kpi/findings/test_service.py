"""Findings of service on a handful of rows: a carrier that comes late on its lanes, orders that wait for review."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from app.kpi.findings.carriers import LATE
from app.kpi.findings.model import Finding, Kind
from app.kpi.findings.reviews import REVIEWS
from tests.app.kpi.facts import Store, fresh_store, line, row

TODAY = date(2026, 4, 10)
MONTHS = ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1")
        found.product("P1")
        yield found


def found_by(store: Store, kind: Kind) -> list[Finding]:
    return list(kind.read(store.session, TODAY))


def told(one: Finding, *names: str) -> tuple[Any, ...]:
    return tuple(one.figures[name].plain() for name in names)


def loads(carrier: str, lane: str, month: str, late: int, rows: int = 20) -> list[dict[str, Any]]:
    return [
        row(
            shipment_no=f"{carrier}{lane}{month}{number}", carrier_code=carrier, lane=lane, shipped=f"{month}-10",
            promised=f"{month}-12", delivered=f"{month}-{14 if number < late else 12}",
        )
        for number in range(rows)
    ]  # fmt: skip


SLOPE = (1, 0, 1, 4, 6, 9, 12)


def test_a_carrier_is_told_of_on_the_lanes_that_fell_and_since_the_fall_began(store: Store) -> None:
    slow = [one for month, late in zip(MONTHS, SLOPE, strict=True) for one in loads("C1", "A→B", month, late)]
    good = [one for month in MONTHS for one in loads("C1", "A→C", month, 1)]
    others = [one for month in MONTHS for one in loads("C2", "A→B", month, 1)]
    store.load(shipment=[*slow, *good, *others])
    (one,) = found_by(store, LATE)
    assert told(one, "carrier", "lanes", "month", "late", "rows") == ("C1", "A→B", "2025-11", 32, 100)
    assert told(one, "before", "others") == ("0.975", "0.95"), "the good lane of the same carrier is one of the others"
    assert one.count == 100


def test_where_all_are_late_no_carrier_is_to_blame(store: Store) -> None:
    rows = [
        one
        for carrier in ("C1", "C2")
        for month, late in zip(MONTHS, SLOPE, strict=True)
        for one in loads(carrier, "A→B", month, late)
    ]
    store.load(shipment=rows)
    assert found_by(store, LATE) == []


FRIDAYS = [date(2026, 1, 9) + timedelta(7 * week) for week in range(10)]


def order(number: str, received: date, minute: str, days: int) -> dict[str, Any]:
    came = received.isoformat()
    reviewed = (received + timedelta(days)).isoformat()
    return line(
        number, line_key="1", ordered=came, received=f"{came} {minute}", reviewed=f"{reviewed} {minute}", amount=1,
    )  # fmt: skip


def test_orders_of_friday_evening_that_wait_until_monday_are_told_of(store: Store) -> None:
    before = [order(f"A{week}", friday - timedelta(91), "16:00", 1) for week, friday in enumerate(FRIDAYS)]
    late = [order(f"B{week}", friday, "16:00", 3) for week, friday in enumerate(FRIDAYS)]
    punctual = [order(f"C{week}", friday, "10:00", 1) for week, friday in enumerate(FRIDAYS)]
    store.load(order_line=[*before, *late, *punctual])
    (one,) = found_by(store, REVIEWS)
    assert told(one, "rate", "before", "month", "late", "share", "weekday") == (
        "0.5", "1", "2026-01", 10, "1", "Friday",
    )  # fmt: skip
    assert one.count == 10


def test_reviews_that_are_as_quick_as_before_are_no_sign(store: Store) -> None:
    rows = [order(f"{back}{week}", friday - timedelta(91 * back), "16:00", 3) for back in (0, 1)
            for week, friday in enumerate(FRIDAYS)]  # fmt: skip
    store.load(order_line=rows)
    assert found_by(store, REVIEWS) == []
