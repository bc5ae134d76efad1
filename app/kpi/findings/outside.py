"""Goods sold outside of the seller's own area or to another dealer of ours (窜货), by product, and what it did there.

What a permit covers is left out. Beside the sale stand its price against the one ex works, and how the seller's own
area, its buying and the other area moved against the year before, over the quarter of the last such sale.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.catalog.factors import in_base, unit_join
from app.catalog.places import area_labels
from app.core.money import PRICE_SCALE
from app.core.period import Period, day_number, day_of, quarter_of
from app.core.texts import N_
from app.dealers.papers import Allowed, Sale, not_allowed
from app.kpi.against import year_ago
from app.kpi.findings.lines import order_lines, sold_by_us
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.findings.places import read_goods, read_places
from app.kpi.kept import kept_of
from app.kpi.suspects import WINDOW_DAYS
from app.sellout.channel import Place, is_outside

_SAID: Final = N_(
    "{product}, lot {lots}: {quantity} at {price} (ex works {works}, {below}) to {buyers} customers in {area}; against "
    "the year before own area {own}, bought {bought}, {region} {there}"
)
_CODES: Final = """
    FROM sellout f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.sold_on AND m.to_on > f.sold_on
    JOIN cell_party c ON c.source_n = f.source_n AND c.code = coalesce(f.counterparty_code, f.counterparty_name)
      AND c.from_on <= f.sold_on AND c.to_on > f.sold_on
"""
_PAIRS: Final = f"""
    SELECT m.dealer_n, c.dealer_n {_CODES} WHERE f.current = 1 AND f.sold_on BETWEEN :first AND :last GROUP BY 1, 2
"""
_ROWS: Final = f"""
    SELECT m.dealer_n, c.dealer_n, p.product_n, f.id, f.sold_on, coalesce(f.lot, ''),
           {in_base("f.quantity_e3", "f.unit")} AS quantity, coalesce(f.amount_e4, 0) AS amount
    {_CODES} JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= f.sold_on AND p.to_on > f.sold_on
    {unit_join("cell", unit="f.unit", day="f.sold_on")}
    WHERE f.current = 1 AND f.sold_on BETWEEN :first AND :last AND m.dealer_n IN :sellers AND c.dealer_n IN :buyers
      AND f.quantity_e3 > 0
"""
_PERMITS: Final = """
    SELECT m.dealer_n, w.counterparty_code IS NULL, c.dealer_n, w.area_code, w.product_code IS NULL, p.product_n, w.lot,
           w.quantity_e3, w.from_on, w.to_on FROM permit w
    JOIN cell_party m ON m.source_n = w.source_n AND m.code = w.party_code
    LEFT JOIN cell_party c ON c.source_n = w.source_n AND c.code = w.counterparty_code
    LEFT JOIN cell_goods p ON p.source_n = w.source_n AND p.code = w.product_code WHERE w.removed = 0
"""
_NOBODY: Final = -1
"""Stands for a code in a permit that means nobody here: it allows nothing."""


@dataclass(frozen=True)
class _Sold:
    seller: int
    sale: Sale
    amount_e4: int


def _outside(session: Session, today: date) -> Iterator[Finding]:
    last = day_number(today)
    places = read_places(session)
    asked = {"first": last - WINDOW_DAYS + 1, "last": last}
    pairs = {
        (seller, buyer)
        for seller, buyer in session.execute(text(_PAIRS), asked)
        if seller in places and buyer in places and is_outside(places[seller], places[buyer])
    }
    permits = _permits(session)
    found: dict[tuple[int, int, str, int], list[_Sold]] = defaultdict(list)
    for one in _uncovered(_rows(session, asked, pairs, places), permits):
        buyer = places[one.sale.buyer]
        found[one.seller, one.sale.product, buyer.area[:4], one.sale.buyer if buyer.dealer else 0].append(one)
    for (seller, product, _, _), sold in found.items():
        yield _finding(session, today, places, seller, product, sold)


def _rows(
    session: Session, asked: Mapping[str, int], pairs: set[tuple[int, int]], places: Mapping[int, Place]
) -> list[_Sold]:
    if not pairs:
        return []
    lists = {"sellers": [one for one, _ in pairs], "buyers": [one for _, one in pairs]}
    statement = text(_ROWS).bindparams(*(bindparam(name, expanding=True) for name in lists))
    return [
        _Sold(row[0], Sale(row[3], row[4], row[1], places[row[1]].area, row[2], row[5], row[6] or 0), row[7])
        for row in session.execute(statement, {**asked, **{name: sorted(set(ids)) for name, ids in lists.items()}})
        if (row[0], row[1]) in pairs
    ]


def _permits(session: Session) -> dict[int, list[Allowed]]:
    found: dict[int, list[Allowed]] = defaultdict(list)
    for seller, any_buyer, buyer, area, any_product, product, *rest in session.execute(text(_PERMITS)):
        who = None if any_buyer else _NOBODY if buyer is None else buyer
        what = None if any_product else _NOBODY if product is None else product
        found[seller].append(Allowed(who, area, what, *rest))
    return found


def _uncovered(sold: Sequence[_Sold], permits: Mapping[int, Sequence[Allowed]]) -> list[_Sold]:
    by_seller: dict[int, dict[int, _Sold]] = defaultdict(dict)
    for one in sold:
        by_seller[one.seller][one.sale.row] = one
    return [
        rows[left.row]
        for seller, rows in by_seller.items()
        for left in not_allowed((one.sale for one in rows.values()), permits.get(seller, ()))
    ]


def _finding(
    session: Session, today: date, places: Mapping[int, Place], seller: int, product: int, sold: Sequence[_Sold]
) -> Finding:
    rows, days = tuple(one.sale.row for one in sold), [one.sale.day for one in sold]
    dealers, goods = kept_of(session).people(session)[0], read_goods(session, max(days))[product]
    quantity, amount = sum(one.sale.quantity_e3 for one in sold), sum(one.amount_e4 for one in sold)
    price = Fraction(amount, 10 * quantity) if quantity else None
    works = Fraction(goods.price_e6, PRICE_SCALE) if goods.price_e6 else None
    buyer = dealers[sold[0].sale.buyer]
    names = area_labels(session)
    region = places[buyer.n].area[:4] + "00"
    moved = _Moved(session, today, product, quarter_of(day_of(max(days))))
    there = [one for one, place in places.items() if place.dealer and place.parent is None and place.area == region]
    figures = {
        "product": Figure("text", goods.name), "lots": _list({one.sale.lot for one in sold}),
        "quantity": Figure("quantity", quantity, goods.unit), "price": Figure("price", price),
        "works": Figure("price", works),
        "below": Figure("change", price / works - 1 if price is not None and works else None),
        "buyers": Figure("number", len({one.sale.buyer for one in sold})),
        "area": _list({names.get(one.sale.area, one.sale.area) for one in sold}),
        "own": Figure("change", moved.sold([seller], without=rows)), "bought": Figure("change", moved.bought(seller)),
        "region": Figure("text", names.get(region, region)), "there": Figure("change", moved.sold(there)),
    }  # fmt: skip
    return Finding(OUTSIDE.id, dealers.get(seller), min(days), max(days), _SAID, figures, {"sellout": rows})


def _list(words: set[str]) -> Figure:
    return Figure("text", "、".join(sorted(words)))


class _Moved:
    """Quantities of a product over a quarter, as far as it is over, against the same days of the year before."""

    def __init__(self, session: Session, today: date, product: int, quarter: Period) -> None:
        self._session, self._product = session, product
        self._twin = year_ago(quarter, today)

    def sold(self, dealers: Sequence[int], without: Sequence[int] = ()) -> Fraction | None:
        """Of what dealers sold on, but for some rows."""
        sql = f"""
            SELECT sum({in_base("f.quantity_e3", "f.unit")}) FROM sellout f
            JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code AND m.dealer_n IN :dealers
              AND m.from_on <= f.sold_on AND m.to_on > f.sold_on
            JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= f.sold_on AND p.to_on > f.sold_on AND p.product_n = :product
            {unit_join("cell", unit="f.unit", day="f.sold_on")}
            WHERE f.current = 1 AND f.sold_on BETWEEN :first AND :last AND f.id NOT IN :without
        """
        return self._change(sql, dealers=list(dealers), without=list(without))

    def bought(self, dealer: int) -> Fraction | None:
        """Of what we shipped to a dealer."""
        lines = order_lines(self._session, ("shipped",), "AND m.dealer_n IN :dealers")
        quantity = in_base("coalesce(l.shipped_quantity_e3, l.ordered_quantity_e3)", "l.unit")
        joined = unit_join("cell", unit="l.unit", day=lines.day)
        rows = lines.rows.replace("WHERE l.current", f"{joined} WHERE l.current", 1)
        sql = f"SELECT sum({quantity}) {rows} AND p.product_n = :product {sold_by_us(lines)}"
        return self._change(sql, dealers=[dealer])

    def _change(self, sql: str, **lists: list[int]) -> Fraction | None:
        if self._twin is None:
            return None
        statement = text(sql).bindparams(*(bindparam(name, expanding=True) for name in lists))
        sums: list[Any] = []
        for span in (self._twin.now, self._twin.then):
            asked = {"product": self._product, "first": span.first_day, "last": span.last_day, **lists}
            sums.append(self._session.execute(statement, asked).scalar_one())
        now, then = sums
        return Fraction(now or 0, then) - 1 if then else None


OUTSIDE: Final = Kind("sold_outside", N_("Sold outside its own area"), "warning", _outside)
