"""Below a product group: its products, their orders, and the rows of one order, which add up level by level."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from app.core.period import month
from app.kpi.board import Choice
from app.kpi.definitions import KPIS
from app.kpi.drill import read_facts
from app.kpi.inside import Within, levels, read_inner, read_inner_ids
from app.kpi.parts import read_parts
from tests.app.kpi.facts import Store, fresh_store, line

MARCH = Choice(month(2026, 3), dealer="D1", group="G1")
TODAY = date(2026, 4, 10)


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for code in ("D1", "D2"):
            found.dealer(code)
        for product, group in (("P1", "G1"), ("P2", "G1"), ("P3", "G2"), ("P4", None)):
            found.product(product, group=group)
        dated = {"ordered": "2026-03-01", "promised_first": "2026-03-05"}
        found.load(
            order_line=[
                line("A", amount=1, shipped="2026-03-01", delivered="2026-03-04", **dated),
                line("A", amount=2, shipped="2026-03-02", delivered="2026-03-09", product="P2", **dated),
                line("B", amount=4, shipped="2026-03-03", delivered="2026-03-09", **dated),
                line("B", amount=8, shipped="2026-03-03", delivered="2026-03-04", **dated),
                line("B", amount=16, shipped="2026-03-03", product="P3", **dated),
                line("C", amount=32, shipped="2026-03-03", dealer="D2", **dated),
                line("D", amount=64, shipped="2026-02-03", **dated),
                line("E", amount=128, shipped="2026-03-03", product="P4", **dated),
                line("F", needs_head=1, party_code=None, amount=256),
                line("G", needs_head=1, amount=512),
            ],
            order_head=[
                {"order_no": "F", "party_code": "D1", "shipped_on": 20_520, "delivered_on": 20_521},
                {"order_no": "G", "party_code": "D2", "shipped_on": 20_520},
            ],
        )
        yield found


@pytest.mark.parametrize("kpi", ["net_amount", "line_count", "late_lines", "overdue_lines"])
def test_products_add_up_to_their_group_and_orders_to_their_product(store: Store, kpi: str) -> None:
    session = store.session
    groups = read_parts(session, Choice(month(2026, 3), dealer="D1"), TODAY, kpi, "product-group")
    assert groups
    for group in groups:
        choice = Choice(month(2026, 3), dealer="D1", group=group.key)
        products, _ = read_inner(session, choice, TODAY, kpi, "product", Within())
        assert sum(one.value or 0 for one in products) == group.value, group.key
        assert sum(one.n for one in products) == group.n or kpi == "overdue_lines"
        for product in products:
            orders, whole = read_inner(session, choice, TODAY, kpi, "order", product.within)
            assert whole.value == product.value == sum(one.value or 0 for one in orders)
            rows = [len(read_inner_ids(session, kpi, choice, TODAY, one.within).ids) for one in orders]
            assert rows == [one.n if kpi not in {"overdue_lines", "late_lines"} else one.value for one in orders]


def test_an_order_says_its_day_its_lines_and_its_value_and_opens_its_rows(store: Store) -> None:
    products, _ = read_inner(store.session, MARCH, TODAY, "net_amount", "product", Within())
    assert [(one.name, one.value) for one in products] == [("P1", 781), ("P2", 2)]
    orders, _ = read_inner(store.session, MARCH, TODAY, "net_amount", "order", products[0].within)
    assert [(one.name, one.n, one.value) for one in orders] == [("G", 1, 512), ("F", 1, 256), ("B", 2, 12), ("A", 1, 1)]
    found = read_inner_ids(store.session, "net_amount", MARCH, TODAY, orders[2].within)
    rows = read_facts(store.session, found.feed, found.ids)
    assert [(one.values["order_no"], one.product_code) for one in rows] == [("B", "P1"), ("B", "P1")]


def test_a_rate_is_told_by_product_and_of_whole_orders_by_order_alone(store: Store) -> None:
    assert [levels(KPIS[one]) for one in ("on_time_rate", "otif_rate", "cycle_days_p90", "sell_out_amount")] == [
        ("product", "order"), ("order",), ("order",), (),
    ]  # fmt: skip
    products, _ = read_inner(store.session, MARCH, TODAY, "on_time_rate", "product", Within())
    assert {one.name: one.value for one in products} == {"P1": Fraction(2, 3), "P2": 0}
    late, _ = read_inner(store.session, MARCH, TODAY, "on_time_rate", "order", products[0].within)
    assert {one.name: (one.n, one.value) for one in late} == {"A": (1, 1), "B": (2, Fraction(1, 2))}
    days, _ = read_inner(store.session, MARCH, TODAY, "cycle_days_p90", "order", Within())
    found = {one.name: one.value for one in days}
    assert found.keys() >= {"A", "B"}
    assert found["A"] == found["B"] == 8, "of an order the days until its last line"
    assert len(read_inner_ids(store.session, "cycle_days_p90", MARCH, TODAY, days[0].within).ids) == days[0].n * 2
