"""What is counted is said and asked for by name (口径); why a value is absent; how many were left out as unknown."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.period import month
from app.core.texts import texts
from app.kpi.counting import Counting, counting_of
from app.kpi.drill import read_fact_ids, read_facts
from app.kpi.model import LINE_KINDS
from app.kpi.queries import KpiRow, read_rows
from app.kpi.wording import basis_text
from tests.app.kpi.facts import Store, day, fresh_store, line, row
from tests.examples import examples

MARCH = month(2026, 3)


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1", payment_days=30)
        found.dealer("D2", payment_days=0)
        found.dealer("D3")
        found.product("P1", group="G1")
        yield found


def asked(store: Store, kpi: str, words: dict[str, str] | None = None, **more: Any) -> list[KpiRow]:
    span = {"first": MARCH, "last": MARCH, **more}
    return read_rows(store.session, only=[kpi], counting=counting_of(**(words or {})), **span)


def ask(store: Store, kpi: str, words: dict[str, str] | None = None, **more: Any) -> KpiRow:
    (found,) = asked(store, kpi, words, **more)
    return found


def sold(order: str, amount: float, line_type: str | None = None, **more: Any) -> dict[str, Any]:
    return line(order, shipped="2026-03-05", amount=amount, line_type=line_type, shipped_quantity=1, **more)


def states(rows: list[KpiRow]) -> dict[str, str]:
    return {one.keys["dealer"]: one.state for one in rows}


LINES = [
    sold("A", 100, gross_amount=113), sold("B", -5, "discount", gross_amount=-5.65),
    sold("C", 30, "gift", gross_amount=33.9), sold("D", 80, seller_code="D1", dealer="D2", gross_amount=90.4),
    sold("E", 7, "gift", seller_code="D1", dealer="D2"),
]  # fmt: skip
ASKED = [
    ({}, "95", "AB"), ({"sellers": "all"}, "175", "ABD"), ({"sellers": "dealers"}, "80", "D"),
    ({"types": "gift"}, "30", "C"), ({"types": "sale, gift"}, "130", "AC"), ({"types": "all", "sellers": "all"}, "212",
     "ABCDE"), ({"tax": "gross"}, "107.35", "AB"), ({"tax": "net"}, "95", "AB"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "value", "orders"), ASKED)
@pytest.mark.parametrize("often", [False, True])
def test_other_lines_and_tax_come_only_by_name(
    store: Store, words: dict[str, str], value: str, orders: str, *, often: bool
) -> None:
    store.load(order_line=LINES)
    found = ask(store, "net_amount", words, often=often)
    assert found.value == value
    behind = read_fact_ids(store.session, "net_amount", first=MARCH, last=MARCH, counting=counting_of(**words))
    assert "".join(one.values["order_no"] for one in read_facts(store.session, behind.feed, behind.ids)) == orders
    wanted = counting_of(**words)
    assert (found.types, found.sellers, found.tax) == (wanted.types, wanted.sellers, wanted.tax or "net")


def test_growth_and_days_outstanding_go_by_the_tax_that_is_asked_for(store: Store) -> None:
    year_before = line("Z", shipped="2025-03-05", amount=100, gross_amount=106)
    owed = row(party_code="D1", as_of="2026-03-31", document_no="R", amount=113, due="2026-05-01")
    store.load(order_line=[sold("A", 100, gross_amount=113), year_before], receivable=[owed])
    assert (ask(store, "net_amount_growth").value, ask(store, "net_amount_growth").tax) == ("0", "net")
    assert ask(store, "net_amount_growth", {"tax": "gross"}).numerator == "7"
    assert (ask(store, "dso_days").value, ask(store, "dso_days").tax) == ("90", "gross")
    naive = ask(store, "dso_days", {"tax": "net"})
    assert (naive.value, naive.tax) == ("101.7", "net")


def test_a_word_that_is_none_is_refused() -> None:
    for words in ({"tax": "vat"}, {"types": "sale,junk"}, {"sellers": "us"}):
        with pytest.raises(UserError):
            counting_of(**words)


@settings(max_examples=examples(30))
@given(st.lists(st.sampled_from(LINE_KINDS), min_size=1, unique=True), st.sampled_from(["own", "dealers", "all"]))
def test_what_is_asked_for_does_not_depend_on_the_order_of_words(types: list[str], sellers: str) -> None:
    one, other = (counting_of(types=",".join(each), sellers=sellers) for each in (types, types[::-1]))
    assert one == other
    own, dealers = (set(Counting("", one.types, each).kinds) - {0} for each in ("own", "dealers"))  # type: ignore[arg-type]
    assert own.isdisjoint(dealers)
    assert len(one.kinds) - 1 == len(types) * (2 if sellers == "all" else 1)


def test_the_basis_is_said_in_words(store: Store) -> None:
    store.load(order_line=LINES)
    zh = texts("zh_CN")
    usual = "发货口径、不含税、含票折、不含赠品货补、本公司销售、现架构"
    assert zh.render(basis_text(ask(store, "net_amount"))) == zh.render(basis_text(Counting())) == usual
    other = ask(store, "net_amount", {"tax": "gross", "types": "gift", "sellers": "all"}, basis="invoiced")
    assert zh.render(basis_text(other)).startswith("开票口径、含税、仅赠品、")


def test_lines_without_a_known_tax_are_named_as_left_out(store: Store) -> None:
    store.load(order_line=[sold("A", 100, gross_amount=113), sold("B", 50)])
    assert (ask(store, "net_amount", {"tax": "gross"}).left_out, ask(store, "net_amount").left_out) == (1, None)


def test_deliveries_with_an_unknown_part_are_named_as_left_out(store: Store) -> None:
    done: dict[str, Any] = {"ordered": "2026-03-01", "shipped": "2026-03-02", "delivered": "2026-03-05"}
    store.load(order_line=[
        line("A", promised_first="2026-03-06", ordered_quantity=5, shipped_quantity=5, **done),
        line("B", ordered_quantity=5, shipped_quantity=5, **done), line("C", **done),
    ])  # fmt: skip
    found = {kpi: ask(store, kpi) for kpi in ("on_time_rate", "in_full_rate", "otif_rate", "perfect_order_rate",
                                              "cycle_days_mean", "cycle_days_p90")}  # fmt: skip
    assert {kpi: one.left_out for kpi, one in found.items()} == {
        "on_time_rate": 2, "in_full_rate": 1, "otif_rate": 2, "perfect_order_rate": 3, "cycle_days_mean": 0,
        "cycle_days_p90": 0,
    }  # fmt: skip


def test_a_prepaid_dealer_is_not_judged_by_what_is_overdue(store: Store) -> None:
    owed = [row(party_code="D1", as_of="2026-03-31", document_no="1", amount=100, due="2026-03-01"),
            row(party_code="D2", as_of="2026-03-31", document_no="2", amount=-50)]  # fmt: skip
    store.load(receivable=owed, order_line=[sold("A", 100), sold("B", 100, dealer="D2")])
    for kpi in ("overdue_share", "overdue_1_30_amount", "not_due_share", "dso_days"):
        found = asked(store, kpi, by="dealer")
        assert states(found) == {"D1": "present", "D2": "not_applicable"}, kpi
        assert next(one for one in found if one.keys["dealer"] == "D2").value is None
        assert ask(store, kpi, dealer="D2").state == "not_applicable"


def test_what_nobody_took_in_is_missing_and_what_one_did_not_have_is_not_applicable(store: Store) -> None:
    done: dict[str, Any] = {"ordered": "2026-03-01", "shipped": "2026-03-02", "delivered": "2026-03-05"}
    store.load(order_line=[line("A", promised_first="2026-03-06", **done), line("B", dealer="D3", **done)])
    assert states(asked(store, "on_time_rate", by="dealer")) == {"D1": "present", "D3": "not_applicable"}
    assert (ask(store, "csat_mean").state, ask(store, "csat_mean").value) == ("missing", None)
    assert ask(store, "net_amount_growth").state == "missing", "nobody has a year before"


def told(dealer: str, *days: str, quantity: int = 1) -> list[dict[str, Any]]:
    """A dealer's sell-out, a row on each day."""
    return [row(party_code=dealer, product_code="P1", sold=day, quantity=quantity, amount=10) for day in days]


def test_who_owes_a_list_and_sent_none_is_named_and_never_zero(store: Store) -> None:
    store.load(sellout=[*told("D1", "2026-02-27", "2026-03-30"), *told("D3", "2026-02-27")])
    found = asked(store, "sell_out_amount", by="dealer", today=date(2026, 4, 20))
    assert states(found) == {"D1": "present", "D3": "not_reported"}
    assert {one.keys["dealer"]: one.value for one in found} == {"D1": "10", "D3": None}
    alone = ask(store, "sell_out_amount", dealer="D3", today=date(2026, 4, 20))
    assert (alone.state, alone.value) == ("not_reported", None)
    early = asked(store, "sell_out_amount", by="dealer", today=date(2026, 4, 3))
    assert states(early) == {"D1": "present"}, "the reporting day is not over yet"
    assert ask(store, "sell_out_amount", today=date(2026, 4, 20)).value == "10", "the region's total stands"


def test_growth_against_a_list_that_never_came_is_not_reported(store: Store) -> None:
    every = [f"{year}-0{number}-27" for year in (2025, 2026) for number in (1, 2, 3)]
    store.load(sellout=[*told("D1", *every), *told("D3", *(one for one in every if one != "2025-03-27"))])
    found = asked(store, "sell_out_growth", by="dealer", today=date(2026, 4, 20))
    assert states(found) == {"D1": "present", "D3": "not_reported"}


def test_stock_lasts_no_longer_because_an_earlier_list_of_the_window_is_withheld(store: Store) -> None:
    days = [f"{month}-28" for month in ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03")]
    held = [row(party_code=one, product_code="P1", as_of="2026-03-31", place_code=one, quantity=9)
            for one in ("D1", "D3")]  # fmt: skip
    store.load(stock=held, sellout=[*told("D1", *days), *told("D3", *(one for one in days if one != "2025-12-28"))])
    found = asked(store, "days_of_supply", by="dealer", today=date(2026, 4, 20))
    assert states(found) == {"D1": "present", "D3": "not_reported"}
    assert states(asked(store, "sell_out_quantity", by="dealer", today=date(2026, 4, 20))) == {
        "D1": "present", "D3": "present",
    }, "March itself came"  # fmt: skip


def test_who_is_said_to_owe_lists_owes_them_also_where_none_ever_came(store: Store) -> None:
    store.dealer("D4", sell_out_from_on=day("2026-02-01"))
    store.load(order_line=[sold("A", 100, dealer="D4"), sold("B", 100, dealer="D3")])
    found = asked(store, "sell_out_quantity", by="dealer", today=date(2026, 4, 20))
    assert states(found) == {"D4": "not_reported"}
    coverage = [asked(store, "data_coverage", by="dealer", first=span, last=span) for span in (month(2026, 1), MARCH)]
    assert coverage[0] == [], "nothing was owed yet"
    assert [(one.keys["dealer"], one.value) for one in coverage[1]] == [("D4", "0")]
