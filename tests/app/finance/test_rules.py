"""Open items: what was received settles the invoice that it names, and beyond that the oldest first."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.finance.rules import Account, Claim, Settlement, settle


def claim(document: str, day: int, amount: int, dealer: str = "D1") -> Claim:
    return Claim(dealer, document, day, day + 30, amount)


def paid(document: str, day: int, amount: int, settles: str | None = None, dealer: str = "D1") -> Settlement:
    return Settlement(dealer, document, day, amount, settles)


def still_open(account: Account) -> dict[str, int]:
    return {one.document: one.amount for one in account.items}


def test_money_settles_the_oldest_invoice_first() -> None:
    (account,) = settle([claim("FP2", 20, 300), claim("FP1", 10, 500)], [paid("HK1", 40, 600)])
    assert still_open(account) == {"FP2": 200}
    assert account.credit == 0


def test_money_settles_the_invoice_that_it_names_before_others_take_it() -> None:
    (account,) = settle(
        [claim("FP1", 10, 500), claim("FP2", 20, 300)], [paid("HK1", 30, 300), paid("HK2", 40, 300, "FP2")]
    )
    assert still_open(account) == {"FP1": 200}, "HK2 names FP2, though it came later"


def test_what_is_left_of_a_named_payment_settles_the_oldest() -> None:
    (account,) = settle([claim("FP1", 10, 500), claim("FP2", 20, 300)], [paid("HK1", 30, 450, "FP2")])
    assert still_open(account) == {"FP1": 350}


def test_an_invoice_that_is_not_there_is_no_reason_to_lose_the_money() -> None:
    (account,) = settle([claim("FP1", 10, 500)], [paid("HK1", 30, 200, "FP9")])
    assert still_open(account) == {"FP1": 300}


def test_who_paid_more_than_was_invoiced_has_credit_and_no_item_below_zero() -> None:
    (account,) = settle([claim("FP1", 10, 500)], [paid("HK1", 5, 700)])
    assert (account.items, account.credit) == ((), 200)


def test_nobody_pays_for_another_dealer() -> None:
    first, second = settle([claim("FP1", 10, 500), claim("FP2", 10, 500, "D2")], [paid("HK1", 30, 500, "FP1", "D2")])
    assert (still_open(first), still_open(second)) == ({"FP1": 500}, {})


def test_an_amount_below_zero_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="below zero"):
        settle([claim("FP1", 10, -1)], [])


DEALER = st.sampled_from(["D1", "D2"])
DOCUMENT = st.sampled_from(["FP1", "FP2", "FP3", "FP4"])
AMOUNT = st.integers(0, 10**9)
CLAIMS = st.lists(
    st.builds(Claim, DEALER, DOCUMENT, st.integers(1, 60), st.none() | st.integers(1, 90), AMOUNT), max_size=8
)
PAID = st.lists(
    st.builds(Settlement, DEALER, st.text("abc"), st.integers(1, 60), AMOUNT, st.none() | DOCUMENT), max_size=8
)


@given(CLAIMS, PAID)
def test_what_is_open_less_credit_is_what_was_invoiced_less_what_was_received(
    claims: list[Claim], settlements: list[Settlement]
) -> None:
    for account in settle(claims, settlements):
        owed = sum(one.amount for one in claims if one.dealer == account.dealer)
        came = sum(one.amount for one in settlements if one.dealer == account.dealer)
        assert sum(one.amount for one in account.items) - account.credit == owed - came
        assert not (account.items and account.credit), "credit is what is left when nothing is open"
        assert all(one.amount > 0 for one in account.items)


@given(CLAIMS, PAID, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_does_not_matter(
    claims: list[Claim], settlements: list[Settlement], dice: random.Random
) -> None:
    mixed, later = claims.copy(), settlements.copy()
    dice.shuffle(mixed)
    dice.shuffle(later)
    assert settle(mixed, later) == settle(claims, settlements)


@given(CLAIMS, PAID, st.builds(paid, st.just("HK"), st.integers(1, 60), AMOUNT, st.none() | DOCUMENT))
def test_more_money_never_makes_more_open(claims: list[Claim], settlements: list[Settlement], more: Settlement) -> None:
    def total(accounts: list[Account]) -> int:
        return sum(item.amount for one in accounts for item in one.items)

    assert total(settle(claims, [*settlements, more])) <= total(settle(claims, settlements))
