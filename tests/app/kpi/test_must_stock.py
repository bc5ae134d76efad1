"""What must be in stock: by the product's own flag, and by rules for tiers and dealers from a day to a day."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.core.period import month
from app.kpi.queries import read_rows
from tests.app.kpi.facts import Store, fresh_store, row


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1")
        found.dealer("D2", tier="county")
        for product in ("P1", "P2", "P3"):
            found.product(product, group="G1", must_stock=int(product == "P1"))
        found.load(stock=[listed(dealer, as_of) for dealer in ("D1", "D2") for as_of in ("2026-02-28", "2026-03-31")])
        yield found


def listed(dealer: str, as_of: str) -> dict[str, Any]:
    return row(party_code=dealer, place_code=f"W-{dealer}", product_code="P3", as_of=as_of, quantity=5)


def checks(store: Store, dealer: str, number: int = 3) -> tuple[str | None, str | None]:
    (found,) = read_rows(
        store.session, only=["stock_out_share"], first=month(2026, number), last=month(2026, number), dealer=dealer
    )
    assert store.wrong() == {}
    return found.numerator, found.denominator


def test_a_flagged_product_must_be_everywhere(store: Store) -> None:
    assert checks(store, "D1") == checks(store, "D2") == ("1", "1")


def test_a_rule_for_a_tier_binds_its_dealers(store: Store) -> None:
    store.must_stock("P2", tier="county")
    store.must_stock("P3", tier="county")
    store.follow_masters()
    assert checks(store, "D1") == ("1", "1")
    assert checks(store, "D2") == ("2", "3"), "P3 is there"


def test_a_rule_for_one_dealer_binds_it_alone_and_only_in_its_days(store: Store) -> None:
    store.must_stock("P2", dealer="D1", first="2026-03-01", last="2026-03-31")
    store.must_stock("P3", dealer="D1", first="2026-03-15", last="2026-03-30")
    store.follow_masters()
    assert checks(store, "D1") == ("2", "2"), "the rule of P3 ended the day before the list"
    assert checks(store, "D1", 2) == ("1", "1")
    assert checks(store, "D2") == ("1", "1")


def test_two_rules_for_one_product_check_it_once(store: Store) -> None:
    store.must_stock("P1", dealer="D1")
    store.must_stock("P1", tier="city")
    store.follow_masters()
    assert checks(store, "D1") == ("1", "1")


def test_a_dealer_of_another_tier_has_another_list(store: Store) -> None:
    store.must_stock("P2", tier="county")
    store.follow_masters()
    store._run("UPDATE party SET tier = 'county' WHERE id = 'party-D1'")
    store.follow_masters()
    assert checks(store, "D1") == ("2", "2")
