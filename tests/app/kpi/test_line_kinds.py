"""What a line counts (口径): its type, who sold it, with or without tax; a return once, whichever files tell of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from app.core.period import month, year
from app.kpi.drill import read_fact_ids, read_facts
from app.kpi.queries import KpiRow, read_rows
from tests.app.kpi.facts import Store, fresh_store, line, row


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for code in ("D1", "D2"):
            found.dealer(code)
        found.dealer("S1", role="supplier")
        found.product("P1", group="G1")
        found.product("P2", group="G2")
        yield found


def ask(store: Store, kpi: str, number: int = 3, **asked: Any) -> KpiRow:
    (found,) = read_rows(store.session, only=[kpi], first=month(2026, number), last=month(2026, number), **asked)
    return found


def kinds(store: Store) -> dict[int, int]:
    """The amounts by kind that the month cells of shipped lines hold, all groups together."""
    rows = store.session.execute(
        text("SELECT kind, sum(v2) FROM cell WHERE pack = 2 AND span = 1 AND group_n = 0 GROUP BY 1")
    )
    return {kind: amount // 10_000 for kind, amount in rows}


def sold(order: str, amount: float, line_type: str | None = None, **more: Any) -> dict[str, Any]:
    return line(order, shipped="2026-03-05", amount=amount, shipped_quantity=1, line_type=line_type, **more)


def test_net_sales_are_sales_less_discounts_on_the_invoice(store: Store) -> None:
    store.load(order_line=[
        sold("A", 100), sold("B", 50, "sale"), sold("C", -5, "discount"), sold("D", 30, "gift"),
        sold("E", 20, "goods_rebate"), sold("F", -40, "red"), sold("G", 7, "exchange"), sold("H", 3, "sample"),
        sold("I", 9, "freight"),
    ])  # fmt: skip
    assert ask(store, "net_amount").value == "145"
    assert kinds(store) == {1: 150, 2: 30, 3: 20, 4: -5, 5: -40, 6: 7, 7: 3, 8: 9}
    assert (ask(store, "gift_amount").value, ask(store, "gift_share").numerator) == ("50", "2")
    behind = read_fact_ids(store.session, "net_amount", first=month(2026, 3), last=month(2026, 3))
    assert [one.values["order_no"] for one in read_facts(store.session, behind.feed, behind.ids)] == ["A", "B", "C"]
    assert store.wrong() == {}


def test_what_another_dealer_sold_is_its_own_business_and_not_counted_twice(store: Store) -> None:
    """The same goods: from us to D1, and from D1 to D2."""
    store.load(order_line=[
        sold("A", 100), sold("B", 80, dealer="D2", seller_code="D1"), sold("C", 10, dealer="D2", seller_code="S1"),
        sold("D", 1, dealer="D2", seller_code="江禾医药"),
    ])  # fmt: skip
    assert ask(store, "net_amount").value == "111", "a supplier is our own side, and so is who is no dealer"
    assert kinds(store) == {1: 111, 17: 80}
    assert ask(store, "active_dealers").value == "2"
    assert ask(store, "order_count", by="total").state == "missing", "no line has an order date"


def test_a_dealer_by_the_name_of_our_selling_entity_is_us(store: Store) -> None:
    store.dealer("E1", entity="江禾医药")
    store.dealer("江禾医药")
    store.load(order_line=[sold("A", 100, seller_code="江禾医药"), sold("B", 80, seller_code="D2")])
    assert kinds(store) == {1: 100, 17: 80}


def test_a_seller_that_becomes_known_as_a_dealer_later_is_followed(store: Store) -> None:
    store.load(order_line=[sold(f"A{n}", 1) for n in range(8)])
    store.load(order_line=[sold("B", 80, seller_code="D9")])
    assert kinds(store) == {1: 88}
    store.dealer("D9")
    store.follow_masters()
    assert kinds(store) == {1: 8, 17: 80}
    assert store.wrong() == {}


def test_an_orders_lines_are_its_goods(store: Store) -> None:
    """A discount without a date of delivery leaves no order open, and a red line is no delivery."""
    goods: dict[str, Any] = {"ordered": "2026-03-01", "delivered": "2026-03-04", "promised_first": "2026-03-05"}
    store.load(order_line=[
        line("A", **goods), line("A", **goods, line_type="gift"), line("A", line_type="discount", ordered="2026-03-01"),
        line("B", **(goods | {"delivered": "2026-03-09"}), line_type="red"),
        line("C", **(goods | {"delivered": "2026-03-09"}), dealer="D2", seller_code="D1"),
    ])  # fmt: skip
    assert ask(store, "order_count").value == "1"
    rate = ask(store, "on_time_rate", grain="order")
    assert (rate.numerator, rate.denominator) == ("1", "1")
    assert ask(store, "on_time_rate", grain="line").denominator == "2"
    behind = read_fact_ids(store.session, "on_time_rate", first=month(2026, 3), last=month(2026, 3))
    assert len(behind.ids) == 2


def test_sales_with_tax_stand_beside_those_without(store: Store) -> None:
    store.load(order_line=[
        sold("A", 100, gross_amount=113), sold("B", 200, gross_amount=226), sold("C", 50),
        sold("D", 10, "gift", gross_amount=11.3),
    ])  # fmt: skip
    assert (ask(store, "net_amount").value, ask(store, "gross_amount").value) == ("350", "339")
    assert ask(store, "gross_amount").n == 2, "it says of how many lines the tax is known"


# ------------------------------------------------------------------------------------------ returns


def returned(number: str, amount: float, product: str = "P1", **more: Any) -> dict[str, Any]:
    given = {"party_code": "D1", "product_code": product, "returned": "2026-03-20", "quantity": 2, **more}
    return row(return_no=number, amount=amount, **given)


def red(order: str, amount: float, **more: Any) -> dict[str, Any]:
    return line(order, **({"shipped": "2026-03-21", "shipped_quantity": -2, "line_type": "red"} | more), amount=-amount)


def parts(store: Store) -> list[int]:
    """What notes, red lines and red invoices each add to the returns of 2026."""
    names = ("return_amount", "red_return_amount", "invoice_return_amount")
    from app.kpi.measures import MEASURES

    found = []
    for name in names:
        one = MEASURES[name][0]
        sql = f"SELECT coalesce(sum({one.column}), 0) FROM cell WHERE pack = {one.pack.n} AND span = 1 AND group_n = 0"
        found.append(store.session.execute(text(sql)).scalar_one() // 10_000)
    (total,) = read_rows(store.session, only=["return_amount"], first=year(2026), last=year(2026))
    assert total.value == str(sum(found))
    assert store.wrong() == {}
    return found


def test_a_red_line_that_names_the_return_note_adds_nothing(store: Store) -> None:
    store.load(
        order_line=[sold("A", 1_000), red("TH1", 100, ref_no="RT1"), red("RT2", 50, product="P2"), red("TH3", 30)],
        goods_return=[returned("RT1", 90), returned("RT2", 45, "P2")],
    )
    assert parts(store) == [135, 30, 0], "only TH3 is told of by nothing but its red line"
    assert ask(store, "return_rate").value == "0.165"


def test_without_a_number_the_same_goods_for_the_same_money_in_one_month_are_one_return(store: Store) -> None:
    store.load(
        order_line=[red("TH1", 100), red("TH2", 100), red("TH3", 100), red("TH4", 100, shipped="2026-04-02")],
        goods_return=[returned("RT1", 100), returned("RT2", 100), returned("RT3", 101)],
    )
    assert parts(store) == [301, 200, 0], "two of March's three are noted; April's is another one"


def test_a_line_that_names_its_note_leaves_the_other_note_to_the_line_without_a_name(store: Store) -> None:
    store.load(
        order_line=[red("TH1", 100), red("TH2", 100, ref_no="RT1")], goods_return=[returned("RT1", 100)]
    )  # fmt: skip
    assert parts(store) == [100, 100, 0], "RT1 is TH2's; TH1 tells of another one"


def test_the_same_goods_in_cases_and_in_boxes_are_the_same_goods(store: Store) -> None:
    store.unit("P1", "件", 400)
    store.load(
        order_line=[red("TH1", 100, shipped_quantity=-2, unit="件"), red("TH2", 100, shipped_quantity=-2)],
        goods_return=[returned("RT1", 100, quantity=800)],
    )
    assert parts(store) == [100, 100, 0], "TH1 is RT1's 800 boxes; TH2 is two boxes"


def test_an_exchange_is_no_return_nor_is_its_red_line(store: Store) -> None:
    store.load(order_line=[red("TH1", 100, ref_no="RT1")], goods_return=[returned("RT1", 100, kind="exchange")])
    assert parts(store) == [0, 0, 0]


def test_a_return_note_that_comes_later_takes_the_red_lines_place_and_gives_it_back(store: Store) -> None:
    store.load(order_line=[*(sold(f"A{n}", 1) for n in range(30)), red("TH1", 100, ref_no="RT1")])
    assert parts(store) == [0, 100, 0]
    note = store.load(goods_return=[returned("RT1", 100, kind="expiry")])
    assert parts(store) == [100, 0, 0]
    assert ask(store, "expiry_return_rate").numerator == "100"
    store.withdraw(note)
    assert parts(store) == [0, 100, 0]


def test_red_invoices_are_returns_where_they_say_so_and_nothing_else_tells_of_them(store: Store) -> None:
    def invoice(number: str, amount: float, line_type: str | None = "red", **more: Any) -> dict[str, Any]:
        given = {"party_code": "D1", "product_code": "P1", "invoiced": "2026-03-28", "quantity": -2, "kind": "red"}
        return row(invoice_no=number, line_type=line_type, amount=-amount, **(given | more))

    store.load(
        order_line=[red("TH1", 100), red("TH2", 70)],
        goods_return=[returned("RT1", 40)],
        invoice=[
            invoice("H1", 100, ref_no="TH1"), invoice("H2", 70), invoice("H3", 40, order_no="RT1"), invoice("H4", 25),
            invoice("H5", 500, "discount"), invoice("H6", 600, None),
        ],
    )  # fmt: skip
    assert parts(store) == [40, 170, 25], "H1 and H2 are red lines, H3 is a note, H5 a discount, H6 says nothing"
    assert ask(store, "invoiced_amount").value == "-1335"


def test_behind_returns_stand_the_rows_that_were_counted(store: Store) -> None:
    store.load(order_line=[red("TH1", 100, ref_no="RT1"), red("TH3", 30)], goods_return=[returned("RT1", 90)])
    span = {"first": month(2026, 3), "last": month(2026, 3)}
    behind = read_fact_ids(store.session, "return_amount", measure="red_return_amount", **span)
    assert [one.values["order_no"] for one in read_facts(store.session, behind.feed, behind.ids)] == ["TH3"]
    notes = read_fact_ids(store.session, "return_amount", measure="return_amount", **span)
    assert (notes.feed, len(notes.ids)) == ("goods_return", 1)
