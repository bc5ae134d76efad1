"""Where open orders stand: who waits for whom, since how many days."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from app.boards.pipeline import STAGES, Stage, read_pipeline, read_waiting, steps_of
from app.core.period import month
from app.kpi.board import Choice
from app.kpi.scope import EVER
from tests.app.kpi.facts import Store, fresh_store, line

TODAY = date(2026, 4, 10)
APRIL = Choice(month(2026, 4))
ALL = (True, True, True)


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1", area="330100")
        found.dealer("D2", area="330300")
        found.product("P1", group="G1")
        found.load(
            order_line=[
                line("A", received="2026-04-06", ordered="2026-04-05", amount=100),
                line("B", ordered="2026-04-01", reviewed="2026-04-02", amount=10, promised_first="2026-04-08"),
                line("B", ordered="2026-04-01", reviewed="2026-04-04", amount=5, promised_first="2026-04-20"),
                line("C", dealer="D2", ordered="2026-03-20", reviewed="2026-03-21", shipped="2026-04-03", amount=7),
                line("D", ordered="2026-03-01", reviewed="2026-03-01", shipped="2026-03-02", delivered="2026-03-04"),
                line("E", ordered="2026-04-01", status="cancelled", amount=1000),
            ],
        )
        yield found


def stages(store: Store, choice: Choice = APRIL, today: date = TODAY) -> dict[str, Stage]:
    return {one.name: one for one in read_pipeline(store.session, choice, today)}


def test_an_order_waits_once_for_as_long_as_its_oldest_line(store: Store) -> None:
    found = stages(store)
    assert list(found) == ["review", "ship", "transit"], "nobody notes signatures and invoices here"
    review, ship, transit = found.values()
    assert (review.orders, review.median_days, review.amount) == (1, 4, 100), "since its receipt"
    assert (ship.orders, ship.lines, ship.longest_days, ship.amount, ship.late) == (1, 2, 8, 15, 1)
    assert (transit.orders, transit.median_days) == (1, 7)


def test_the_orders_of_a_step_can_be_looked_at(store: Store) -> None:
    (one,) = read_waiting(store.session, APRIL, TODAY, "ship")
    assert (one.order_no, one.dealer, one.lines, one.days, one.late) == ("B", "Dealer D1", 2, 8, 1)


def test_filters_hold_here_too(store: Store) -> None:
    assert stages(store, Choice(month(2026, 4), region="330300"))["ship"].orders == 0
    assert stages(store, Choice(month(2026, 4), region="330300"))["transit"].orders == 1


def test_at_the_end_of_a_past_month_it_stands_as_it_stood_then(store: Store) -> None:
    march = stages(store, Choice(month(2026, 3)))
    assert (march["ship"].orders, march["ship"].longest_days) == (1, 10), "C was shipped in April"
    assert march["transit"].orders == 0


@pytest.mark.parametrize(
    ("days", "open_", "known", "stage"),
    [
        ((1, 2, None, None, None, None, None), True, ALL, ("review", 2)),
        ((1, 2, None, None, None, None, None), True, (False, True, True), ("ship", 1)),
        ((1, 2, 3, None, None, None, None), True, ALL, ("ship", 3)),
        ((1, None, None, 5, None, None, None), True, ALL, ("transit", 5)),
        ((1, None, None, 5, 6, None, None), False, ALL, ("sign", 6)),
        ((1, None, None, 5, None, 6, None), False, ALL, ("invoice", 6)),
        ((1, None, None, 5, 6, 7, 8), False, ALL, None),
        ((1, None, None, 5, 6, None, None), False, (True, False, False), None),
        ((1, None, None, None, None, None, None), False, ALL, None),
        ((1, None, 2, 30, None, None, None), False, ALL, ("ship", 2)),
    ],
)
def test_each_date_that_is_missing_says_who_is_waited_for(
    days: tuple[int | None, ...], open_: bool, known: tuple[bool, bool, bool], stage: object  # noqa: FBT001
) -> None:  # fmt: skip
    columns = np.array([[EVER if one is None else one] for one in days])
    steps, since = steps_of(columns, np.array([open_]), 20, known)
    assert (None if steps[0] < 0 else (list(STAGES)[steps[0]], since[0])) == stage
