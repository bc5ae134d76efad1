"""Price protection (价保): a counted stock on a day, what was bought in the months before, and the price cut."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from app.core.period import Period, day_of, month_of, shift
from app.incentives.base.reading import facts, shelf_of, sieve_of
from app.incentives.base.spans import Window
from app.incentives.base.who import members
from app.incentives.figures import Protected
from app.incentives.policy import Basis, Goods, Policy


def protected_of(session: Session, policy: Policy, parties: Collection[str]) -> Mapping[str, tuple[Protected, ...]]:
    """By party the products with a cut that were in stock on the day, in the order of their ids."""
    if policy.protection is None or not parties:
        return {}
    told = policy.protection
    every = shelf_of(session)
    wanted = {one.n: one.id for one in members(session).values() if one.id in parties}
    products = {number: one.id for number, one in every.products.items() if one.id in told.cuts}
    stock: dict[tuple[str, str], int] = defaultdict(int)
    sieve = sieve_of(session, policy, _day(told.day_on), None)
    for row in facts(session, policy, sieve.window, None, near=False):
        if (
            row.dealer_n in wanted
            and row.product_n is not None
            and row.product_n in products
            and not sieve.refusal(row)
        ):
            stock[wanted[row.dealer_n], products[row.product_n]] += row.quantity or 0
    bought = _bought(session, policy, wanted, products)
    found: dict[str, list[Protected]] = defaultdict(list)
    for (party, product), quantity in sorted(stock.items()):
        found[party].append(Protected(product, quantity, bought.get((party, product), 0), told.cuts[product]))
    return {party: tuple(ones) for party, ones in found.items()}


def _bought(
    session: Session, policy: Policy, wanted: Mapping[int, str], products: Mapping[int, str]
) -> dict[tuple[str, str], int]:
    """What was delivered in the months before the day, returns taken off, never below nothing."""
    told = policy.protection
    if told is None:
        return {}
    day = day_of(told.day_on)
    start = shift(month_of(day), -told.months).first
    first = start.replace(day=min(day.day, month_of(start).last.day))
    buying = replace(policy, basis=Basis("quantity", "delivered"), goods=Goods(), protection=None, grace_days=0)
    period = Period(first, day, f"{first.isoformat()}..{day.isoformat()}")
    sieve = sieve_of(session, buying, period, None, dated=False)
    window = Window.of(buying, period, None, dated=False)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in facts(session, buying, window, None, near=False):
        if (
            row.dealer_n in wanted
            and row.product_n is not None
            and row.product_n in products
            and not sieve.refusal(row)
        ):
            quantity = row.quantity or 0
            sums[wanted[row.dealer_n], products[row.product_n]] += -quantity if row.role == "return" else quantity
    return {key: max(0, value) for key, value in sums.items()}


def _day(day_on: int) -> Period:
    day = day_of(day_on)
    return Period(day, day, day.isoformat())
