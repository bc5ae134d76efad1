"""Every number opens what it is made of."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app.core.errors import UserError
from app.core.period import Period, month
from app.kpi.adding import read_added
from app.kpi.batches import batches_of
from app.kpi.board import Choice
from app.kpi.counting import counting_of
from app.kpi.definitions import KPIS
from app.kpi.drill import Facts, read_fact_ids, read_facts, sources
from app.kpi.queries import read_rows
from tests.app.kpi.facts import Store, fresh_store, line, row


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for code, area in (("D1", "330100"), ("D2", "330300")):
            found.dealer(code, area=area)
        found.product("P1", group="G1", must_stock=1)
        found.product("P2", group="G2")
        found.load(
            order_line=[
                line("A", promised_first="2026-03-05", delivered="2026-03-05", shipped="2026-03-01", amount=1),
                line(
                    "B",
                    promised_first="2026-03-05",
                    delivered="2026-03-09",
                    shipped="2026-03-02",
                    amount=2,
                    product="P2",
                ),
                line("B", promised_first="2026-03-05", delivered="2026-03-04", shipped="2026-03-02", amount=4),
                line("C", promised_first="2026-03-05", dealer="D2", shipped="2026-03-03", amount=8),
                line("D", dealer="D2", needs_head=1, party_code=None, amount=16, estimated=2**16),
            ],
            order_head=[{"order_no": "D", "party_code": "D2", "shipped_on": 20_520, "delivered_on": 20_521}],
        )
        yield found


def behind(store: Store, kpi: str, **asked: Any) -> Facts:
    return read_fact_ids(store.session, kpi, first=month(2026, 3), last=month(2026, 3), **asked)


def orders(store: Store, found: Facts) -> list[str]:
    return [one.values["order_no"] for one in read_facts(store.session, found.feed, found.ids)]


def test_the_lines_behind_an_amount_are_in_the_order_of_their_days(store: Store) -> None:
    assert orders(store, behind(store, "net_amount")) == ["A", "B", "B", "C", "D"]
    assert orders(store, behind(store, "net_amount", dealer="D2")) == ["C", "D"]
    assert orders(store, behind(store, "net_amount", region="330100")) == ["A", "B", "B"]
    assert orders(store, behind(store, "net_amount", group="G2")) == ["B"]


def test_a_rate_opens_its_denominator_and_on_demand_one_of_its_parts(store: Store) -> None:
    assert orders(store, behind(store, "on_time_rate")) == ["B", "A", "B"]
    assert orders(store, behind(store, "on_time_rate", measure="on_time")) == ["B", "A"]
    assert orders(store, behind(store, "late_lines")) == ["B"]
    assert orders(store, behind(store, "late_lines", grain="order")) == ["B", "B"], "all lines of the late order"


def test_overdue_opens_what_is_open_now_and_its_parts_all_that_was_late_once(store: Store) -> None:
    assert orders(store, behind(store, "overdue_lines")) == ["C"]
    assert sources(KPIS["overdue_lines"]) == ()
    assert orders(store, behind(store, "overdue_lines", measure="overdue_opened_to_date")) == ["B", "C"]
    assert orders(store, behind(store, "overdue_lines", measure="late_to_date")) == ["B"]


def test_an_order_without_lines_is_counted_and_opens_its_head(store: Store) -> None:
    store.load(order_head=[row(order_no="E", party_code="D1", ordered="2026-03-02", delivered="2026-03-06")])
    (value,) = read_rows(store.session, only=["order_count"], first=month(2026, 3), last=month(2026, 3))
    assert value.value == "1"
    asked = {"first": month(2026, 3), "last": month(2026, 3)}
    assert read_added(store.session, "order_count", "order_count", **asked) == 1
    found = behind(store, "order_count")
    assert list(found.ids) == []
    (head,) = read_facts(store.session, "order_head", found.heads)
    assert (head.dealer, head.values["order_no"]) == ("Dealer D1", "E")
    assert not behind(store, "order_count", group="G1").heads, "it is in no product group"
    assert not behind(store, "line_count").heads


def test_percentiles_of_single_days_count_an_order_without_lines(store: Store) -> None:
    store.load(order_head=[row(order_no="E", party_code="D1", ordered="2026-03-02", delivered="2026-03-06")])
    days = Period(date(2026, 3, 1), date(2026, 3, 10), "2026-03-01..2026-03-10")
    for span in (days, month(2026, 3)):
        (value,) = read_rows(store.session, only=["cycle_days_p90"], first=span, last=span)
        assert (value.value, value.n) == ("4", 1), span.name


def test_a_fact_names_its_dealer_its_product_and_its_row(store: Store) -> None:
    found = behind(store, "net_amount", dealer="D2")
    line_c, line_d = read_facts(store.session, found.feed, found.ids)
    assert (line_c.dealer, line_c.dealer_code, line_c.product, line_c.row_no) == ("Dealer D2", "D2", "P1", 4)
    assert (line_d.dealer, line_d.values["shipped_on"]) == ("Dealer D2", 20_520), "what only the head knows"


def test_lists_open_the_rows_in_force(store: Store) -> None:
    store.load(stock=[
        row(party_code="D1", place_code="W", product_code="P1", as_of=as_of, quantity=quantity)
        for as_of, quantity in (("2026-02-28", 5), ("2026-03-31", 7))
    ])  # fmt: skip
    found = behind(store, "stock_quantity")
    assert found.feed == "stock"
    assert [one.values["quantity_e3"] for one in read_facts(store.session, found.feed, found.ids)] == [7_000]


@pytest.mark.parametrize("grain", ["line", "order"])
@pytest.mark.parametrize(
    "kpi", ["on_time_rate", "late_lines", "order_count", "line_count", "ship_days_mean", "net_amount"]
)
def test_as_many_facts_open_as_the_number_says(store: Store, kpi: str, grain: str) -> None:
    (value,) = read_rows(store.session, only=[kpi], first=month(2026, 3), last=month(2026, 3), grain=grain)
    found = behind(store, kpi, grain=grain)
    if value.grain == "line" and kpi != "late_lines":
        assert len(found.ids) == value.n
    elif value.grain == "order" and kpi != "late_lines":
        assert len(set(orders(store, found))) == value.n


def test_what_does_not_exist_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="profit"):
        behind(store, "profit")
    with pytest.raises(UserError, match="profit"):
        behind(store, "net_amount", measure="profit")


def test_without_order_heads_each_line_stands_once_too() -> None:
    with fresh_store() as store:
        store.dealer("D1")
        store.product("P1", group="G1")
        store.load(order_line=[line("A", delivered="2026-03-05", promised_first="2026-03-05") for _ in range(3)])
        assert len(behind(store, "on_time_rate").ids) == 3


def test_lines_that_are_overdue_by_a_lead_time_open_too(store: Store) -> None:
    store.lane("330100", 40)
    store.follow_masters()
    store.load(order_line=[line("L", ordered="2026-01-20", amount=3), line("M", ordered="2026-03-20", amount=3)])
    (value,) = read_rows(store.session, only=["overdue_lines"], first=month(2026, 3), last=month(2026, 3))
    found = orders(store, behind(store, "overdue_lines"))
    assert value.value == str(len(found))
    assert "L" in found
    assert "M" not in found


COUNTED = [{}, {"tax": "gross"}, {"types": "all"}, {"sellers": "all"}, {"types": "gift", "sellers": "own"}]


@pytest.mark.parametrize("words", COUNTED)
def test_the_rows_opened_add_up_to_the_figure_by_what_is_asked(words: dict[str, str]) -> None:
    with fresh_store() as store:
        for code in ("D1", "D2"):
            store.dealer(code)
        store.product("P1", group="G1")
        store.load(order_line=[
            line("A", amount=100, gross_amount=113, shipped="2026-03-03"),
            line("B", amount=-5, gross_amount=-5.65, line_type="discount", shipped="2026-03-04"),
            line("C", amount=10, line_type="gift", shipped="2026-03-05"),
            line("D", "D2", amount=50, gross_amount=56.5, seller_code="D1", shipped="2026-03-06"),
        ])  # fmt: skip
        counting = counting_of(**words)
        (value,) = read_rows(
            store.session, only=["net_amount"], first=month(2026, 3), last=month(2026, 3), counting=counting
        )
        found = behind(store, "net_amount", counting=counting)
        column = "gross_amount_e4" if words.get("tax") else "amount_e4"
        amounts = [one.values[column] for one in read_facts(store.session, found.feed, found.ids)]
        assert sum(amounts) == (value.amount or 0) * 10_000


def test_a_return_opens_its_notes_and_the_lines_that_alone_tell_of_it(store: Store) -> None:
    back = row(party_code="D1", product_code="P1", returned="2026-03-09", amount=7)
    store.load(
        goods_return=[back, back | {"kind": "exchange", "amount_e4": 990_000}],
        order_line=[line("R", line_type="red", shipped="2026-03-10", amount=-5)],
    )
    (value,) = read_rows(store.session, only=["return_amount"], first=month(2026, 3), last=month(2026, 3))
    parts = [behind(store, "return_amount", measure=one) for one in sources(KPIS["return_amount"])]
    assert [(one.feed, len(one.ids)) for one in parts] == [("goods_return", 1), ("order_line", 1), ("invoice", 0)]
    amounts = [abs(each.values["amount_e4"]) for one in parts for each in read_facts(store.session, one.feed, one.ids)]
    assert sum(amounts) == (value.amount or 0) * 10_000
    assert value.n == 3, "the exchange is a return note too, of nothing"


def test_a_figure_names_the_batches_it_is_counted_from(store: Store) -> None:
    store.load(order_line=[line("F", shipped="2026-03-04", amount=3)])
    found = batches_of(store.session, "net_amount", Choice(month(2026, 3)), date(2026, 4, 10))
    counted: dict[str, list[int]] = {}
    for one in found:
        counted[one.feed] = [*counted.get(one.feed, []), one.rows]
    assert counted == {"order_line": [5, 1], "order_head": [1]}, "the order's head of the line that waits for it too"
    none = batches_of(store.session, "net_amount", Choice(month(2020, 3)), date(2026, 4, 10))
    assert none == ()
