"""What dealers hold of a policy's goods and how fast it goes out, by product group."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import month_of, shift
from app.incentives.base.goods import Shelf
from app.incentives.base.reading import shelf_of
from app.incentives.coach.rules import Stock
from app.incentives.policy import Goods, Policy
from app.kpi.kept import kept_of
from app.kpi.queries import read_rows
from app.kpi.rows import KpiRow

_MONTHS: Final = 12
"""Over which a group's mean price is taken."""
_DAYS: Final = "days_of_supply"
_VALUE: Final = "net_amount"
_COUNT: Final = "quantity"
LIST_PRICE: Final = "list_price"
"""The state of days of supply whose sides are money, for units are unlike."""


@dataclass(frozen=True)
class Shelves:
    """Stock by dealer; a dealer who did not report is not in it."""

    by_party: dict[str, tuple[Stock, ...]]

    def whole(self, party_id: str) -> tuple[Fraction, Fraction] | None:
        """Days of stock of all the goods together and the outflow of a day; None where they are not known."""
        goods = self.by_party.get(party_id, ())
        out = sum((each.out * _worth(each) for each in goods), Fraction(0))
        if out <= 0:
            return None
        days = sum((each.days * each.out * _worth(each) for each in goods), Fraction(0)) / out
        return days, sum((each.out for each in goods), Fraction(0))


def _worth(goods: Stock) -> Fraction | int:
    return 1 if goods.price_e4 is None else goods.price_e4


def read_shelves(session: Session, policy: Policy, today: date) -> Shelves:
    """Stock of today by dealer and group; outflow is the KPI's mean of 90 days, valued at the mean price sold at."""
    shelf = shelf_of(session)
    named = {one.id: one for one in kept_of(session).people(session)[0].values()}
    parties = {one.n: party for party, one in named.items()}
    prices = _prices(session, today)
    month = month_of(today)
    found: dict[str, list[Stock]] = {}
    rows = read_rows(session, only=[_DAYS], first=month, last=month, by=("dealer", "product-group"), today=today)
    for row in rows:
        code = row.keys["product-group"]
        party = parties.get(row.dealer_n or -1)
        if party is None or row.amount is None or not row.bottom or not counts(shelf, policy.goods, code):
            continue
        stock = _stock(policy, shelf, row, prices.get(code))
        if stock is not None:
            found.setdefault(party, []).append(stock)
    return Shelves({party: tuple(goods) for party, goods in found.items()})


def _prices(session: Session, today: date) -> dict[str, Fraction]:
    """What one unit of a group was sold at in the mean, in currency units."""
    last = shift(month_of(today), -1)
    rows = read_rows(
        session, only=[_VALUE, _COUNT], first=shift(last, 1 - _MONTHS), last=last, by="product-group", today=today
    )
    sums: dict[tuple[str, str], Fraction] = {
        (row.keys["product-group"], row.kpi): row.amount for row in rows if row.amount is not None
    }
    return {
        code: amount / sums[code, _COUNT]
        for (code, kpi), amount in sums.items()
        if kpi == _VALUE and amount > 0 and sums.get((code, _COUNT), Fraction(0)) > 0
    }


def _stock(policy: Policy, shelf: Shelf, row: KpiRow, price: Fraction | None) -> Stock | None:
    """One group's stock in the basis' scale; None where it cannot be valued."""
    code, is_value = row.keys["product-group"], policy.basis.measure == "value"
    by_price = row.state == LIST_PRICE
    if row.amount is None or row.bottom is None or (price is None and by_price != is_value):
        return None
    out = row.bottom
    if is_value:
        out = out * AMOUNT_SCALE if by_price else out * (price or 0) * AMOUNT_SCALE
    else:
        out = (out / price if by_price and price else out) * QUANTITY_SCALE
    baskets = tuple(one.name for one in policy.baskets if counts(shelf, one.goods, code))
    each = None if is_value else (price or Fraction(0)) * AMOUNT_SCALE
    return Stock(code, row.labels.get("product-group", code), row.amount, out, each, baskets)


def counts(shelf: Shelf, goods: Goods, code: str) -> bool:
    """Whether goods of a group count: it is named, or one of the named products is of it, and it is not left out."""
    if code in goods.excluded_groups:
        return False
    if not goods.groups and not goods.products:
        return True
    return code in goods.groups or any(one.group == code for one in shelf.products.values() if one.id in goods.products)
