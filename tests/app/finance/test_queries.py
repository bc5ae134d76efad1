"""Open items out of invoices and receipts, beside finance's own list."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.finance.queries import balances, open_items
from tests.app.kpi.facts import Store, fresh_store, row

MARCH = date(2026, 3, 31)


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1", payment_days=30)
        found.dealer("D2", payment_days=0)
        found.load(
            invoice=[
                row(
                    invoice_no="FP1", line_no="1", party_code="D1", invoiced="2026-01-10", amount=100, gross_amount=113
                ),
                row(
                    invoice_no="FP1", line_no="2", party_code="D1", invoiced="2026-01-10", amount=200, gross_amount=226
                ),
                row(invoice_no="FP2", party_code="D1", invoiced="2026-03-20", amount=1000, gross_amount=1130),
                row(
                    invoice_no="FP9", party_code="D1", invoiced="2026-02-02", kind="red", ref_no="FP1", gross_amount=-26
                ),
                row(invoice_no="FP3", party_code="D2", invoiced="2026-03-01", gross_amount=565),
                row(invoice_no="FP4", party_code="D1", invoiced="2026-04-02", gross_amount=5000),
            ],
            receipt=[
                row(receipt_no="HK1", party_code="D1", received="2026-02-15", form="bank_note", amount=113),
                row(
                    receipt_no="HK2", party_code="D1", received="2026-03-25", form="rebate", amount=30, invoice_no="FP2"
                ),
                row(receipt_no="HK3", party_code="D2", received="2026-02-28", form="transfer", amount=800),
                row(receipt_no="HK4", party_code="D1", received="2026-04-03", form="transfer", amount=9000),
            ],
            receivable=[
                row(party_code="D1", as_of="2026-03-31", document_no="FP1", due="2026-02-09", amount=200),
                row(party_code="D1", as_of="2026-03-31", document_no="FP2", due="2026-04-19", amount=1130),
                row(party_code="D2", as_of="2026-03-31", document_no="YS1", amount=-235),
            ],
        )
        yield found


def test_a_red_invoice_takes_from_the_blue_one_and_a_rebate_settles_as_money_does(store: Store) -> None:
    first, second = open_items(store.session, MARCH)
    assert [(one.document, one.amount, one.due_on) for one in first.items] == [
        ("FP1", 2_000_000, 20_493), ("FP2", 11_000_000, 20_562),
    ]  # fmt: skip
    assert (second.items, second.credit) == ((), 2_350_000), "who paid in advance has credit"


def test_a_later_day_sees_what_came_later(store: Store) -> None:
    first, _ = open_items(store.session, date(2026, 4, 30))
    assert (first.items, first.credit) == ((), 27_000_000)


def test_the_account_stands_beside_what_finance_lists(store: Store) -> None:
    first, second = balances(store.session, MARCH)
    assert (first.code, first.computed, first.listed, first.difference) == ("D1", 13_000_000, 13_300_000, -300_000)
    assert first.overdue(MARCH) == 2_000_000
    assert (second.prepays, second.listed, second.difference) == (True, 0, 0)
    assert second.overdue(MARCH) == 0


def test_without_a_list_there_is_nothing_to_compare_with(store: Store) -> None:
    store.withdraw(1)
    store.load(invoice=[row(invoice_no="FP1", party_code="D1", invoiced="2026-01-10", gross_amount=113)])
    (only,) = balances(store.session, MARCH)
    assert (only.computed, only.listed, only.difference) == (1_130_000, None, None)
