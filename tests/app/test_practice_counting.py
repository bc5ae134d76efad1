"""Story 8 and 9: naive readings of the practice region come only by the name of their 口径."""

from decimal import Decimal

from app.bootstrap import Desk
from app.kpi.counting import counting_of
from tests.app.taken import value

WAN = 10_000
FOOD = "JK01"
"""The product group that 江禾健康食品 sells."""


def test_9_purchases_of_the_lower_tier_come_in_only_by_name(region: Desk) -> None:
    assert value(region, "net_amount", "2025") == 26_560 * WAN
    assert value(region, "net_amount", "2025", counting=counting_of(sellers="all")) == 33_460 * WAN
    assert value(region, "net_amount", "2025", counting=counting_of(sellers="dealers")) == 6_900 * WAN


def test_8_the_food_entity_with_tax_comes_only_by_name(region: Desk) -> None:
    net = value(region, "net_amount", "2025", group=FOOD)
    gross = value(region, "net_amount", "2025", group=FOOD, counting=counting_of(tax="gross"))
    assert (net, gross) == (3_200 * WAN, 3_616 * WAN)
    assert value(region, "net_amount", "2025") == 26_560 * WAN
    assert value(region, "net_amount", "2025", counting=counting_of(tax="stated")) == 26_976 * WAN, "one question"


def test_the_naive_dso_divides_money_with_tax_by_money_without(region: Desk) -> None:
    assert round(value(region, "dso_days", "2026-Q1"), 1) == Decimal("89.9")
    assert round(value(region, "dso_days", "2026-Q1", counting=counting_of(tax="net")), 1) == Decimal("101.6")
