"""KPIs as a manager asks for them: small stories whose figures can be checked by hand."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.core.errors import UserError
from app.core.period import month, quarter, year
from app.kpi.counting import Counting
from app.kpi.organisation import FOLLOWED, PRESENT, Structure
from app.kpi.queries import KpiRow, read_rows, read_sums
from tests.app.kpi.facts import Store, fresh_store, line, row


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for code, area in (("D1", "330100"), ("D2", "330300"), ("D3", "330300")):
            found.dealer(code, area=area)
        found.product("P1", group="G1", must_stock=1)
        found.product("P2", group="G2", must_stock=1, cold=True)
        yield found


def ask(store: Store, kpi: str, number: int = 3, **asked: object) -> KpiRow:
    """One KPI of one month of 2026."""
    (found,) = read_rows(store.session, only=[kpi], first=month(2026, number), last=month(2026, number), **asked)  # type: ignore[arg-type]
    return found


def values(rows: list[KpiRow], key: str) -> dict[str, str | None]:
    return {found.keys[key]: found.value for found in rows}


def test_nothing_is_unknown_and_never_zero(store: Store) -> None:
    rows = {found.kpi: found for found in read_rows(store.session, first=year(2026), last=year(2026))}
    assert (rows["net_amount"].value, rows["order_count"].state) == (None, "missing")
    for kpi in (
        "on_time_rate",
        "nps",
        "csat_mean",
        "stock_quantity",
        "dso_days",
        "cycle_days_p90",
        "net_amount_growth",
    ):
        assert rows[kpi].value is None, kpi


def test_late_is_after_the_first_promised_date_and_no_promise_is_no_denominator(store: Store) -> None:
    store.load(order_line=[
        line("A", promised_first="2026-03-05", delivered="2026-03-05"),
        line("B", promised_first="2026-03-05", delivered="2026-03-06"),
        line("C", delivered="2026-03-06"),
        line("D", promised_first="2026-03-05"),
        line("E", promised_first="2026-03-05", status="cancelled"),
        line("F", promised_first="2026-03-05", status="closed"),
    ])  # fmt: skip
    assert (ask(store, "on_time_rate").numerator, ask(store, "on_time_rate").denominator) == ("1", "2")
    assert ask(store, "late_lines").value == "1"
    assert ask(store, "overdue_lines").value == "1", "the open one; not the late, the cancelled, the closed one"


def test_a_late_line_is_overdue_until_it_comes(store: Store) -> None:
    store.load(order_line=[line("B", promised_first="2026-01-20", delivered="2026-03-06")])
    rows = read_rows(store.session, only=["overdue_lines"], first=month(2026, 1), last=month(2026, 3), by="month")
    assert values(rows, "month") == {"2026-01": "1", "2026-02": "1", "2026-03": "0"}


def test_a_promise_of_tomorrow_is_not_overdue_today(store: Store) -> None:
    store.load(order_line=[line("A", promised_first="2026-03-20")])
    assert ask(store, "overdue_lines", today=date(2026, 3, 20)).value == "0"
    assert ask(store, "overdue_lines", today=date(2026, 3, 21)).value == "1"


def test_an_order_is_complete_with_its_last_line_and_perfect_only_where_all_is_known(store: Store) -> None:
    good: dict[str, Any] = {
        "promised_first": "2026-03-05", "delivered": "2026-03-04", "ordered": "2026-03-01", "ordered_quantity": 10,
        "accepted_quantity": 10, "documents_ok": 1, "condition_ok": 1,
    }  # fmt: skip
    store.load(order_line=[
        line("GOOD", **good), line("GOOD", product="P2", **good),
        line("OPEN", **good), line("OPEN", promised_first="2026-03-05"),
        line("SHORT", **good), line("SHORT", **(good | {"accepted_quantity": 9})),
        line("BLIND", **(good | {"documents_ok": None})),
        line("LATE", **(good | {"delivered": "2026-03-09", "documents_ok": None})),
    ])  # fmt: skip
    full, otif, perfect = (ask(store, kpi) for kpi in ("in_full_rate", "otif_rate", "perfect_order_rate"))
    assert (full.numerator, full.denominator) == ("3", "4"), "the open order is not complete"
    assert (otif.numerator, otif.denominator) == ("2", "4")
    assert (perfect.numerator, perfect.denominator) == ("1", "2"), "BLIND and LATE are unknown in a part"
    assert ask(store, "cycle_days_mean").value == "4.25", "3, 3, 3 and 8 days"
    assert (ask(store, "cycle_days_p50").value, ask(store, "cycle_days_p90").value) == ("3", "8")


def test_review_in_time_counts_orders_whose_limit_is_over(store: Store) -> None:
    store.load(order_line=[
        line("A", received="2026-03-02 09:00", reviewed="2026-03-04 09:00"),
        line("B", received="2026-03-02 09:00", reviewed="2026-03-04 09:01", corrected="2026-03-05 10:00"),
        line("C", received="2026-03-02 09:00"),
        line("D", received="2026-03-02", reviewed="2026-03-04 18:00"),
        line("E", received="2026-03-30 09:00"),
    ])  # fmt: skip
    found = ask(store, "review_in_time_rate")
    assert (found.numerator, found.denominator) == ("2", "4"), "A and D of A, B, C, D; E is due in April"
    early = ask(store, "review_in_time_rate", today=date(2026, 3, 3))
    assert early.value is None, "nobody's 48 hours are over"
    assert (ask(store, "error_rate").numerator, ask(store, "error_rate").denominator) == ("1", "3")


def test_fill_is_by_quantity_and_lines_by_line(store: Store) -> None:
    store.load(order_line=[
        line("A", shipped="2026-03-05", ordered_quantity=100, shipped_quantity=90),
        line("B", shipped="2026-03-05", ordered_quantity=50, shipped_quantity=50),
        line("C", shipped="2026-03-05", ordered_quantity=50),
    ])  # fmt: skip
    assert ask(store, "fill_rate").value == "0.933333333333"
    assert (ask(store, "line_fill_rate").numerator, ask(store, "line_fill_rate").denominator) == ("1", "2")


def test_each_basis_puts_a_line_into_its_own_month(store: Store) -> None:
    store.load(
        order_line=[
            line(amount=100, ordered="2026-01-31", shipped="2026-02-01", signed="2026-03-01", invoiced="2026-04-01")
        ]
    )
    for number, basis in ((1, "ordered"), (2, "shipped"), (3, "signed"), (4, "invoiced")):
        found = ask(store, "net_amount", number, basis=basis)
        assert (found.value, found.basis) == ("100", basis)
    assert ask(store, "net_amount", 2).basis == "shipped", "the default"


def test_the_recommendation_score_of_one_answer_each(store: Store) -> None:
    """NPS of 0..10 once each is -45.45 (FIELD.md); NPS-03 of the vectors is 0."""
    answers = [row(party_code="D1", answered="2026-03-01", question="nps", score=score) for score in range(11)]
    store.load(survey_answer=answers)
    found = ask(store, "nps")
    assert round(float(found.amount or 0), 2) == -45.45
    store.withdraw(1)
    store.load(
        survey_answer=[
            row(party_code="D1", answered="2026-03-01", question="nps", score=score)
            for score in (10, 9, 8, 7, 6, 0, 9, 3)
        ]
    )
    assert ask(store, "nps").value == "0"


def test_satisfaction_is_a_mean_and_a_share(store: Store) -> None:
    store.load(
        survey_answer=[
            row(party_code="D1", answered="2026-03-01", question="csat", score=score) for score in (5, 4, 3, 1, 9)
        ]
    )
    assert (ask(store, "csat_mean").value, ask(store, "csat_top2").value) == ("3.25", "0.5")


def test_returns_and_complaints(store: Store) -> None:
    store.load(
        order_line=[line(amount=1_000, shipped="2026-03-05", delivered="2026-03-06")],
        goods_return=[
            row(party_code="D1", returned="2026-03-09", amount=-21, kind="expiry"),
            row(party_code="D1", returned="2026-03-09", amount=50, kind="exchange"),
        ],
        complaint=[row(party_code="D1", received="2026-03-09")],
    )
    assert (ask(store, "return_rate").value, ask(store, "complaint_rate").value) == ("0.021", "1000")


def stock(dealer: str | None, as_of: str, quantity: int, **fields: object) -> dict[str, object]:
    return row(party_code=dealer, place_code=f"W-{dealer}", product_code="P1", as_of=as_of, quantity=quantity) | row(
        **fields
    )


def test_stock_is_the_last_list_of_each_place_and_never_added_over_months(store: Store) -> None:
    store.load(stock=[
        stock("D1", "2026-01-31", 100), stock("D1", "2026-02-28", 70), stock("D2", "2026-01-31", 40),
        stock(None, "2026-02-28", 5_000),
    ])  # fmt: skip
    rows = read_rows(store.session, only=["stock_quantity"], first=month(2026, 1), last=month(2026, 5), by="month")
    assert values(rows, "month") == {
        "2026-01": "140",
        "2026-02": "110",
        "2026-03": "70",
        "2026-04": None,
        "2026-05": None,
    }
    (quarterly,) = read_rows(store.session, only=["stock_quantity"], first=quarter(2026, 1), last=quarter(2026, 1))
    assert quarterly.value == "70", "D2's list of January is older than 35 days"
    assert ask(store, "own_stock_quantity", 2).value == "5000"


def test_out_of_stock_is_zero_or_missing_on_a_list(store: Store) -> None:
    store.load(
        stock=[
            stock("D1", "2026-03-31", 0),
            stock("D2", "2026-03-31", 4),
            stock("D2", "2026-03-31", 4, product_code="P2"),
        ]
    )
    found = ask(store, "stock_out_share")
    assert (found.numerator, found.denominator) == ("2", "4"), "D1 lists P1 at zero and lacks P2"


def test_near_expiry_is_six_months_and_three_in_the_cold_chain(store: Store) -> None:
    store.load(stock=[
        stock("D1", "2026-03-31", 1, expiry="2026-09-01", amount=10),
        stock("D1", "2026-03-31", 1, expiry="2026-09-01", amount=30, product_code="P2"),
        stock("D1", "2026-03-31", 1, expiry="2026-06-01", amount=60, product_code="P2"),
        stock("D1", "2026-03-31", 1, amount=1_000),
    ])  # fmt: skip
    assert (ask(store, "near_expiry_share").numerator, ask(store, "near_expiry_share").denominator) == ("70", "100")


def test_days_of_supply_go_by_outflow_and_leave_the_festival_out(store: Store) -> None:
    store.load(
        stock=[stock("D1", "2026-03-31", 900), stock("D2", "2026-03-31", 50)],
        sellout=[
            row(party_code="D1", product_code="P1", sold="2026-03-20", quantity=500, counterparty_kind="terminal"),
            row(party_code="D1", product_code="P1", sold="2026-03-21", quantity=400, counterparty_kind="dealer"),
            row(party_code="D1", product_code="P1", sold="2026-02-16", quantity=9_999, counterparty_kind="terminal"),
        ],
        order_line=[line(dealer="D2", amount=10, shipped="2026-03-20")],
    )
    rows = read_rows(store.session, only=["days_of_supply"], first=month(2026, 3), last=month(2026, 3), by="dealer")
    assert values(rows, "dealer") == {"D1": "90", "D2": None}, (
        "900 / (900 / 90); D2 reports no outflow, purchases never stand in"
    )
    by_group = read_rows(
        store.session, only=["days_of_supply"], first=month(2026, 3), last=month(2026, 3), by="product-group"
    )
    assert values(by_group, "product-group") == {"G1": "95"}


def receivable(dealer: str, as_of: str, amount: int, due: str) -> dict[str, object]:
    return row(party_code=dealer, as_of=as_of, amount=amount, due=due)


def test_receivables_overdue_and_days_sales_outstanding(store: Store) -> None:
    """DSO of FIELD.md's kind: receivables x 90 / the sales of 90 days."""
    store.load(
        receivable=[
            receivable("D1", "2026-03-31", 600, "2026-03-30"), receivable("D1", "2026-03-31", 400, "2026-03-31"),
            receivable("D2", "2026-03-31", -186, "2026-01-01"), receivable("D3", "2026-02-28", 77, "2026-01-01"),
        ],
        order_line=[line(dealer=dealer, amount=1_500, shipped="2026-03-20") for dealer in ("D1", "D2", "D3")],
    )  # fmt: skip
    rows = read_rows(
        store.session, only=["overdue_share", "dso_days"], first=month(2026, 3), last=month(2026, 3), by="dealer"
    )
    shares = values([found for found in rows if found.kpi == "overdue_share"], "dealer")
    assert shares == {"D1": "0.6", "D2": None}, "a prepaid dealer has no overdue share, and none of it is netted"
    assert values([found for found in rows if found.kpi == "dso_days"], "dealer") == {"D1": "60", "D2": "0", "D3": "0"}
    with pytest.raises(UserError, match="product group"):
        read_rows(store.session, only=["dso_days"], first=month(2026, 3), last=month(2026, 3), group="G1")


def test_growth_is_over_the_dealers_present_in_both_periods(store: Store) -> None:
    store.load(order_line=[
        line(dealer="D1", amount=100, shipped="2025-03-10"), line(dealer="D1", amount=130, shipped="2026-03-10"),
        line(dealer="D2", amount=500, shipped="2025-03-10"), line(dealer="D3", amount=900, shipped="2026-03-10"),
    ])  # fmt: skip
    assert ask(store, "net_amount_growth").value == "0.3"
    rows = read_rows(store.session, only=["net_amount_growth"], first=month(2026, 3), last=month(2026, 3), by="region")
    assert values(rows, "region") == {"330100": "0.3"}


def test_a_dealer_that_stops_reporting_lowers_the_coverage(store: Store) -> None:
    store.load(
        sellout=[
            row(party_code="D1", product_code="P1", sold=sold, quantity=1)
            for sold in ("2025-12-30", "2026-01-30", "2026-02-03")
        ]
        + [
            row(party_code="D2", product_code="P1", sold=sold, quantity=1)
            for sold in ("2026-01-29", "2026-02-27", "2026-03-30")
        ],
    )
    rows = read_rows(store.session, only=["data_coverage"], first=quarter(2026, 1), last=quarter(2026, 1), by="dealer")
    assert {found.keys["dealer"]: (found.numerator, found.denominator) for found in rows} == {
        "D1": ("1", "3"),
        "D2": ("3", "3"),
    }


def test_who_was_taken_over_owes_no_lists_any_more(store: Store) -> None:
    store.load(sellout=[row(party_code="D1", product_code="P1", sold="2026-01-30", quantity=1)])
    store.assign("D2", "2026-03-01", after="D1")
    for structure in (PRESENT, FOLLOWED, Structure(successors="own")):
        (found,) = read_rows(
            store.session, only=["data_coverage"], first=quarter(2026, 1), last=quarter(2026, 2), structure=structure
        )
        assert (found.numerator, found.denominator) == ("1", "2"), "February was still its own"


def test_nothing_of_what_was_never_taken_in_is_no_zero(store: Store) -> None:
    store.load(order_line=[line(amount=100, shipped_quantity=4, shipped="2026-03-10", delivered="2026-03-12")])
    asked = ("return_rate", "complaint_rate", "sell_out_amount", "collection_amount", "gift_share")
    states = {one: (ask(store, one).value, ask(store, one).state) for one in asked}
    assert states == {
        "return_rate": (None, "missing"), "complaint_rate": (None, "missing"), "sell_out_amount": (None, "missing"),
        "collection_amount": (None, "missing"), "gift_share": ("0", "present"),
    }  # fmt: skip
    store.load(complaint=[row(party_code="D1", received="2026-01-10")],
               goods_return=[row(party_code="D1", product_code="P1", returned="2026-01-10", amount=1)])  # fmt: skip
    assert (ask(store, "return_rate").value, ask(store, "complaint_rate").value) == ("0", "0"), "now it is known"


def test_lines_without_any_amount_are_no_sales_of_nought(store: Store) -> None:
    told = ("net_amount", "active_dealers", "gross_amount", "late_lines", "rejected_quantity", "return_rate")
    store.load(order_line=[line(shipped_quantity=4, shipped="2026-03-10", delivered="2026-03-12")])
    assert {ask(store, one).state for one in told} == {"missing"}
    march = {"first": month(2026, 3), "last": month(2026, 3), "by": "dealer"}
    assert not read_sums(store.session, "net_amount", **march).values  # type: ignore[arg-type]
    assert (ask(store, "line_count").value, ask(store, "quantity").value) == ("1", "4")
    store.load(
        order_line=[line("B", amount=0, shipped="2026-03-11", delivered="2026-03-12", promised_first="2026-03-12")]
    )
    found = ask(store, "net_amount")
    assert (found.value, found.n, found.left_out) == ("0", 2, 1), "an amount of nought is one; the other is left out"
    assert (ask(store, "active_dealers").value, ask(store, "late_lines").value) == ("0", "0")
    assert ask(store, "net_amount", basis="ordered").state == "missing", "no line says when it was ordered"
    assert store.wrong() == {}


def test_who_never_dealt_with_us_has_no_sales_of_nought(store: Store) -> None:
    store.load(order_line=[line(dealer="D1", amount=5, shipped="2026-01-10"),
                           line("B", dealer="D3", amount=7, shipped="2026-03-10", seller_code="D1")])  # fmt: skip
    assert (ask(store, "net_amount", dealer="D1").value, ask(store, "collection_amount").state) == ("0", "missing")
    for kpi in ("net_amount", "active_dealers", "line_count"):
        assert ask(store, kpi, dealer="D3").state == "not_applicable", kpi
    assert ask(store, "net_amount", dealer="D3", counting=Counting(sellers="dealers")).value == "7"


def test_attainment_against_the_target_of_the_same_months(store: Store) -> None:
    store.load(
        target=[row(party_code="D1", group_code="G1", month="2026-03-01", kpi="net_amount", amount=200),
                row(party_code="D1", group_code="G2", month="2026-03-01", kpi="net_amount", amount=100)],
        order_line=[line(amount=150, shipped="2026-03-10")],
    )  # fmt: skip
    assert ask(store, "target_attainment").value == "0.5"
    assert ask(store, "target_attainment", group="G1").value == "0.75"


def test_regions_are_sums_of_their_dealers_and_filters_leave_the_rest_out(store: Store) -> None:
    store.load(order_line=[line(order=code, dealer=code, amount=amount, shipped="2026-03-10")
                           for code, amount in (("D1", 1), ("D2", 10), ("D3", 100))])  # fmt: skip
    rows = read_rows(store.session, only=["net_amount"], first=month(2026, 3), last=month(2026, 3), by="region")
    assert values(rows, "region") == {"330100": "1", "330300": "110"}
    assert ask(store, "net_amount", region="330300").value == "110"
    assert ask(store, "net_amount", dealer="D2").value == "10"
    with pytest.raises(UserError, match="D9"):
        ask(store, "net_amount", dealer="D9")


def test_part_of_a_month_comes_from_the_days(store: Store) -> None:
    store.load(order_line=[line("A", amount=1, shipped="2026-03-10"), line("B", amount=2, shipped="2026-03-20")])
    assert ask(store, "net_amount", today=date(2026, 3, 15)).amount == Fraction(3), "a month's cell holds what there is"
    assert ask(store, "line_count").value == "2"


def test_percentiles_of_whole_months_come_where_orders_have_headers_too(store: Store) -> None:
    head = row(order_no="A", party_code="D1", ordered="2026-03-02", delivered="2026-03-06")
    store.load(order_head=[head], order_line=[line("A", needs_head=1, amount=1)])
    assert ask(store, "cycle_days_p90").value == "4"
    rows = read_rows(store.session, only=["cycle_days_p90"], first=month(2026, 3), last=month(2026, 3), by="dealer")
    assert values(rows, "dealer") == {"D1": "4"}


def test_what_cannot_be_asked_is_refused_in_words(store: Store) -> None:
    with pytest.raises(UserError, match="There is no KPI “profit”"):
        ask(store, "profit")
    with pytest.raises(UserError, match="not by “weather”"):
        ask(store, "net_amount", by="weather")
    everything = read_rows(store.session, first=month(2026, 3), last=month(2026, 3), group="G1")
    assert "dso_days" not in {found.kpi for found in everything}
