"""Money: invoices, receipts by form and maturity, receivables by age, prepaid dealers, targets in two versions."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app.core.period import month, quarter
from app.kpi.amounts import MONEY
from app.kpi.counting import Counting
from app.kpi.measures import AGES
from app.kpi.queries import KpiRow, read_rows
from tests.app.kpi.facts import Store, fresh_store, line, row


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1", payment_days=30)
        found.dealer("D2", payment_days=0)
        found.dealer("D3")
        found.product("P1", group="G1")
        yield found


def ask(store: Store, kpi: str, number: int = 3, **asked: Any) -> KpiRow:
    (found,) = read_rows(store.session, only=[kpi], first=month(2026, number), last=month(2026, number), **asked)
    return found


def test_red_invoices_are_deducted_however_they_are_signed(store: Store) -> None:
    blue: dict[str, Any] = {"party_code": "D1", "product_code": "P1", "invoiced": "2026-03-03"}
    store.load(invoice=[
        row(invoice_no="1", amount=100, gross_amount=113, **blue),
        row(invoice_no="2", kind="red", amount=10, gross_amount=11.3, **blue),
        row(invoice_no="3", kind="red", amount=-20, gross_amount=-22.6, **blue),
    ])  # fmt: skip
    assert (ask(store, "invoiced_amount").value, ask(store, "invoiced_gross").value) == ("70", "79.1")
    assert ask(store, "invoiced_amount", group="G1").value == "70"


def receipt(form: str | None, amount: float, received: str = "2026-03-10", **more: Any) -> dict[str, Any]:
    return row(receipt_no=f"{form}{amount}", party_code="D1", received=received, form=form, amount=amount, **more)


def test_a_rebate_set_off_settles_and_is_no_collection(store: Store) -> None:
    store.load(
        receipt=[receipt("transfer", 500), receipt(None, 20), receipt("bank_note", 280), receipt("trade_note", 100),
                 receipt("rebate", 60)],
        target=[row(party_code="D1", month="2026-03-01", kpi="collection", amount=1_000)],
    )  # fmt: skip
    assert ask(store, "collection_amount").value == "900"
    assert ask(store, "collection_attainment").value == "0.9"
    share = ask(store, "collection_notes_share")
    assert (share.numerator, share.denominator) == ("380", "900")


def test_a_note_is_money_in_hand_on_the_day_it_matures(store: Store) -> None:
    store.load(receipt=[
        receipt("transfer", 500), receipt("bank_note", 280, matures="2026-09-10"), receipt("trade_note", 100),
        receipt("rebate", 60), receipt("bank_note", 30, received="2025-09-30", matures="2026-03-30"),
    ])  # fmt: skip
    assert ask(store, "collection_in_hand").value == "530"
    assert ask(store, "collection_in_hand", 9).value == "280", "the trade note says nothing of its maturity"
    assert ask(store, "collection_in_hand", today=date(2026, 3, 15)).value == "500", "what matures later is not in hand"


def owed(amount: float, due: str | None, dealer: str = "D1", as_of: str = "2026-03-31") -> dict[str, Any]:
    dated = {} if due is None else {"due": due}
    return row(party_code=dealer, as_of=as_of, document_no=f"{dealer}{due}{amount}", amount=amount, **dated)


AGED = (
    ("2026-03-31", "not_due"), ("2026-04-15", "not_due"), (None, "not_due"), ("2026-03-30", "overdue_1_30"),
    ("2026-03-01", "overdue_1_30"), ("2026-02-28", "overdue_31_60"), ("2026-01-30", "overdue_31_60"),
    ("2026-01-29", "overdue_61_90"), ("2025-12-31", "overdue_61_90"), ("2025-12-30", "overdue_91_180"),
    ("2025-10-02", "overdue_91_180"), ("2025-10-01", "overdue_over_180"), ("2020-01-01", "overdue_over_180"),
)  # fmt: skip


@pytest.mark.parametrize(("due", "age"), AGED)
def test_an_item_has_the_age_of_its_days_past_due(store: Store, due: str | None, age: str) -> None:
    store.load(receivable=[owed(100, due)])
    ages = {name: ask(store, f"{name}_amount").value for name in ("not_due", *(name for name, _, _ in AGES))}
    assert ages == {name: "100" if name == age else "0" for name in ages}
    assert ask(store, "overdue_amount").value == ("0" if age == "not_due" else "100")


def test_ages_add_up_to_the_receivables_and_credit_is_never_netted(store: Store) -> None:
    store.load(receivable=[*(owed(10, due) for due, _ in AGED), owed(-186, None), owed(-14, None, "D3")])
    ages = [ask(store, f"{name}_amount").amount for name in ("not_due", *(name for name, _, _ in AGES))]
    assert sum(one or 0 for one in ages) == ask(store, "receivable_amount").amount == 130
    assert ask(store, "prepayment_amount").value == "200"
    shares = [ask(store, f"{name}_share").amount for name in ("not_due", *(name for name, _, _ in AGES))]
    assert sum(one or 0 for one in shares) == 1


def test_a_prepaid_dealer_has_nothing_overdue_and_no_share_of_it(store: Store) -> None:
    store.load(
        receivable=[
            owed(100, "2026-01-31"),
            owed(300, "2026-04-30"),
            owed(50, "2025-01-31", "D2"),
            owed(-186, None, "D2"),
        ]
    )
    share = ask(store, "overdue_share")
    assert (share.numerator, share.denominator) == ("100", "400")
    (prepaid,) = read_rows(
        store.session, only=["overdue_share"], first=month(2026, 3), last=month(2026, 3), by="dealer", dealer="D2"
    )
    assert prepaid.value is None
    store._run("UPDATE party SET payment_days = 60 WHERE id = 'party-D2'")
    store.follow_masters()
    assert ask(store, "overdue_share").numerator == "150", "it has terms now"
    assert store.wrong() == {}


def test_dso_compares_money_with_tax_with_sales_with_tax(store: Store) -> None:
    store.load(
        order_line=[line("A", shipped="2026-03-05", amount=1_000, gross_amount=1_130)], receivable=[owed(1_130, None)]
    )
    assert ask(store, "dso_days").value == "90", "without tax it would be 101.7"


def test_dso_falls_back_to_net_sales_where_no_line_states_its_tax(store: Store) -> None:
    store.load(order_line=[line("A", shipped="2026-03-05", amount=1_000)], receivable=[owed(1_130, None)])
    assert ask(store, "dso_days").value == "101.7"


def test_dso_is_unknown_where_only_some_lines_state_their_tax(store: Store) -> None:
    store.load(
        order_line=[
            line("A", shipped="2026-03-05", amount=1_000, gross_amount=1_130),
            line("B", shipped="2026-03-06", amount=900),
        ],
        receivable=[owed(1_130, None)],
    )
    found = ask(store, "dso_days")
    assert (found.value, found.state) == (None, "missing"), "90 days would be by half of the sales"
    assert ask(store, "dso_days", counting=Counting("net")).value == "53.526315789474"


def target(amount: float | None, version: str | None = None, dealer: str = "D1", **more: Any) -> dict[str, Any]:
    given = {"month": "2026-03-01", "kpi": "net_amount", "group_code": "G1"} | more
    found = row(party_code=dealer, version=version, **given)
    return found if amount is None else found | {"amount_e4": round(amount * 10_000)}


def test_an_adjusted_target_takes_the_place_of_the_original_one(store: Store) -> None:
    store.load(
        order_line=[line("A", shipped="2026-03-05", amount=90)],
        target=[
            target(100, "original"), target(120, "adjusted"), target(200, None, "D3"),
            target(70, "original", group_code=None), target(50, "adjusted", kpi="sell_out"),
        ],
    )  # fmt: skip
    assert ask(store, "target_attainment").denominator == "390", "120 for 100; the others have no adjusted one"
    assert ask(store, "original_target_attainment").denominator == "370"
    assert ask(store, "sell_out_attainment").denominator == "50"


def test_an_adjustment_that_comes_later_and_goes_again_is_followed(store: Store) -> None:
    store.load(target=[target(100, "original"), *(target(10, None, month=f"2026-0{n}-01") for n in range(4, 9))])
    adjusted = store.load(target=[target(80, "adjusted")])
    assert ask(store, "target_attainment").denominator == "80"
    store.withdraw(adjusted)
    assert ask(store, "target_attainment").denominator == "100"
    assert store.wrong() == {}


def test_targets_may_be_quantities(store: Store) -> None:
    store.load(
        order_line=[line("A", shipped="2026-03-05", amount=90, shipped_quantity=30)],
        target=[target(None, kpi="quantity", quantity=40), target(500, quantity=20, group_code=None)],
    )
    found = ask(store, "quantity_attainment")
    assert (found.numerator, found.denominator) == ("30", "60")
    assert ask(store, "target_attainment").denominator == "500"


def test_distribution_is_no_sell_out(store: Store) -> None:
    sale: dict[str, Any] = {"party_code": "D1", "product_code": "P1", "sold": "2026-03-08"}
    store.load(sellout=[
        row(amount=100, quantity=10, counterparty_kind="terminal", **sale), row(amount=40, quantity=4, **sale),
        row(amount=60, quantity=6, counterparty_kind="dealer", **sale),
    ])  # fmt: skip
    assert (ask(store, "sell_out_amount").value, ask(store, "distribution_amount").value) == ("140", "60")
    assert ask(store, "distribution_quantity").value == "6"


def test_a_buyer_who_is_a_dealer_of_ours_is_one_also_where_the_list_does_not_say_so(store: Store) -> None:
    sale: dict[str, Any] = {"party_code": "D1", "product_code": "P1", "sold": "2026-03-08"}
    store.load(sellout=[
        row(amount=100, quantity=10, counterparty_code="T1", **sale),
        row(amount=40, quantity=4, counterparty_code="D3", **sale),
        row(amount=7, quantity=1, counterparty_code="D3", counterparty_kind="terminal", **sale),
        row(amount=5, quantity=1, counterparty_code="D9", **sale),
    ])  # fmt: skip
    assert (ask(store, "sell_out_amount").value, ask(store, "distribution_amount").value) == ("112", "40")
    store.dealer("D9")
    store.follow()
    assert (ask(store, "sell_out_amount").value, ask(store, "distribution_amount").value) == ("107", "45")
    assert store.wrong() == {}


def test_money_is_no_business_of_product_groups() -> None:
    assert all(not kpi.by_group for kpi in MONEY)


def test_collections_of_a_quarter_are_those_of_its_months(store: Store) -> None:
    store.load(receipt=[receipt("transfer", 5 * n, f"2026-0{n}-11") for n in (1, 2, 3, 4)])
    (found,) = read_rows(store.session, only=["collection_amount"], first=quarter(2026, 1), last=quarter(2026, 1))
    assert found.value == "30"
