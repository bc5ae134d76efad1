"""Stock that will not be sold before it expires at its dealer's own pace (近效期), and who could take it over.

The pace is the mean daily outflow of the last three whole months, to shops and to lower dealers; a dealer of whom one
of them is missing has no pace and is not judged. Stock is each place's last list of at most 35 days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.factors import in_base, price_on, unit_join
from app.core.money import round_half_up
from app.core.period import Period, day_number, month_of, shift
from app.core.texts import N_
from app.inventory.rules import Holder, Lot, Remainder, is_at_risk, remainders, taker
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.kpi.reading import LIST_AGE_DAYS

PACE_MONTHS: Final = 3
_STOCK: Final = f"""
    WITH latest AS (
        SELECT source_n, place_code, max(as_of_on) AS as_of_on FROM stock
        WHERE current = 1 AND as_of_on BETWEEN :first AND :last GROUP BY source_n, place_code
    )
    SELECT m.dealer_n, p.product_n, f.id, coalesce(f.lot, ''), f.expiry_on, f.as_of_on,
           {in_base("f.quantity_e3", "f.unit")} AS quantity, f.amount_e4, p.near_days, g.name,
           coalesce(g.base_unit, ''), {price_on("cell", day="f.as_of_on")}
    FROM stock f CROSS JOIN latest l
      ON l.source_n = f.source_n AND l.place_code = f.place_code AND l.as_of_on = f.as_of_on
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.as_of_on AND m.to_on > f.as_of_on
    JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
      AND p.from_on <= f.as_of_on AND p.to_on > f.as_of_on
    JOIN numbered n ON n.n = p.product_n AND n.kind = 'product' JOIN product g ON g.id = n.entity_id
    {unit_join("cell", unit="f.unit", day="f.as_of_on")}
    WHERE f.current = 1 AND f.as_of_on BETWEEN :first AND :last AND quantity > 0
    ORDER BY m.dealer_n, p.product_n, f.expiry_on, f.id
"""
_OUT: Final = f"""
    SELECT m.dealer_n, p.product_n, sum({in_base("f.quantity_e3", "f.unit")}) FROM sellout f
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.sold_on AND m.to_on > f.sold_on
    JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
      AND p.from_on <= f.sold_on AND p.to_on > f.sold_on
    {unit_join("cell", unit="f.unit", day="f.sold_on")}
    WHERE f.current = 1 AND f.sold_on BETWEEN :first AND :last GROUP BY 1, 2
"""
_LEFT: Final = N_(
    "{product}, lot {lot}: {left} worth {amount} will be left on {expiry} (of {held}, at {pace} a day {sells} are sold)"
)
_TAKEN: Final = N_(
    "{product}, lot {lot}: {left} worth {amount} will be left on {expiry} (of {held}, at {pace} a day {sells} are "
    "sold); {other} sells {other_pace} a day and holds {other_days} days"
)


@dataclass
class _Stock:
    """What one dealer holds of one product."""

    dealer_n: int
    day: int
    near_days: int
    product: str
    unit: str
    price_e6: int | None
    lots: list[Lot] = field(default_factory=list)
    amounts: dict[int, int | None] = field(default_factory=dict)
    """By row."""

    @property
    def whole(self) -> int:
        return sum(one.quantity_e3 for one in self.lots)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(self.amounts)

    def worth(self, one: Remainder) -> int | None:
        """What is left of a lot by the list's own amount, else at the list price; in 1/10,000."""
        amount = self.amounts[one.lot.row]
        if amount is not None:
            return round_half_up(Fraction(amount * one.left_e3, one.lot.quantity_e3))
        return None if self.price_e6 is None else round_half_up(Fraction(one.left_e3 * self.price_e6, 100_000))


def _expiring(session: Session, today: date) -> Iterator[Finding]:
    stock = _read_stock(session, day_number(today))
    near = {key for key, one in stock.items() if any(_is_near(one, lot) for lot in one.lots)}
    if not near:
        return
    dealers, pace = kept_of(session).people(session)[0], _read_pace(session, today)
    for key in sorted(near):
        one, own = stock[key], pace.get(key[0])
        if own is None or key[0] not in dealers:
            continue
        dated = [lot for lot in one.lots if _is_near(one, lot)]
        for rest in remainders(dated, own.get(key[1], Fraction(0)), one.day):
            if is_at_risk(rest.left_e3, rest.lot.quantity_e3, one.worth(rest)):
                others = _holders(stock, pace, dealers, key)
                yield _finding(one, rest, own.get(key[1], Fraction(0)), dealers[key[0]], others)


def _is_near(one: _Stock, lot: Lot) -> bool:
    return bool(lot.expiry_on) and lot.expiry_on <= one.day + one.near_days


def _holders(
    stock: Mapping[tuple[int, int], _Stock],
    pace: Mapping[int, Mapping[int, Fraction]],
    dealers: Mapping[int, Dealer],
    key: tuple[int, int],
) -> dict[Holder, _Stock]:
    """The other dealers of a product that report their sales."""
    return {
        Holder(dealers[number].name, pace[number].get(product, Fraction(0)), one.whole): one
        for (number, product), one in stock.items()
        if product == key[1] and number != key[0] and number in pace and number in dealers
    }


def _finding(one: _Stock, rest: Remainder, pace: Fraction, dealer: Dealer, others: Mapping[Holder, _Stock]) -> Finding:
    figures = {
        "product": Figure("text", one.product), "lot": Figure("text", rest.lot.lot or "–"),
        "held": Figure("quantity", rest.lot.quantity_e3, one.unit), "pace": Figure("quantity", _tenths(pace)),
        "sells": Figure("quantity", rest.sells_e3, one.unit), "expiry": Figure("day", rest.lot.expiry_on),
        "left": Figure("quantity", rest.left_e3, one.unit), "amount": Figure("money", one.worth(rest)),
    }  # fmt: skip
    ids = (rest.lot.row,)
    other = taker(list(others), rest.left_e3, rest.lot.expiry_on - one.day)
    if other is None:
        return Finding(EXPIRING.id, dealer, one.day, rest.lot.expiry_on, _LEFT, figures, {"stock": ids})
    figures |= {
        "other": Figure("text", other.dealer), "other_pace": Figure("quantity", _tenths(other.pace)),
        "other_days": Figure("number", round_half_up(other.days or Fraction(0))),
    }  # fmt: skip
    rows = {"stock": (*ids, *others[other].ids)}
    return Finding(EXPIRING.id, dealer, one.day, rest.lot.expiry_on, _TAKEN, figures, rows)


def _tenths(pace: Fraction) -> int:
    """A pace as people say it: to a tenth of a unit."""
    return round_half_up(pace / 100) * 100


def _read_stock(session: Session, today: int) -> dict[tuple[int, int], _Stock]:
    """By dealer and product; a lot without an expiry date counts as stock and never expires."""
    found: dict[tuple[int, int], _Stock] = {}
    rows = session.execute(text(_STOCK), {"first": today - LIST_AGE_DAYS, "last": today})
    for key, group in groupby(rows, key=lambda row: (row[0], row[1])):
        for row in group:
            one = found.setdefault(key, _Stock(row[0], row[5], row[8], row[9], row[10], row[11]))
            one.lots.append(Lot(row[3], row[4] or 0, row[6], row[2]))
            one.amounts[row[2]] = row[7]
    return found


def _read_pace(session: Session, today: date) -> dict[int, dict[int, Fraction]]:
    """The daily outflow of each dealer by product over the whole months before, of whom all of them are there."""
    months = _whole_months(today)
    sold: dict[int, dict[int, int]] = {}
    seen: dict[int, int] = {}
    for month in months:
        there = set()
        for dealer, product, quantity in session.execute(
            text(_OUT), {"first": month.first_day, "last": month.last_day}
        ):
            there.add(dealer)
            own = sold.setdefault(dealer, {})
            own[product] = own.get(product, 0) + (quantity or 0)
        for dealer in there:
            seen[dealer] = seen.get(dealer, 0) + 1
    days = sum(month.last_day - month.first_day + 1 for month in months)
    return {
        dealer: {product: Fraction(max(0, quantity), days) for product, quantity in own.items()}
        for dealer, own in sold.items()
        if seen[dealer] == len(months)
    }


def _whole_months(today: date) -> Sequence[Period]:
    last = shift(month_of(today + timedelta(1)), -1)
    return [shift(last, -back) for back in range(PACE_MONTHS)]


EXPIRING: Final = Kind("expiry_at_risk", N_("Will expire unsold"), "warning", _expiring)
