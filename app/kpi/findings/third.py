"""The third invoice (两票制): a hospital gets goods that its dealer bought of another dealer than its own supplier.

What comes by the usual way, from us over its supplier, is not looked at; a sign is no proof, so that it is a hint.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.factors import in_base, unit_join
from app.core.period import day_number, day_of, month_of
from app.core.texts import N_
from app.kpi.findings.lines import order_lines
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.findings.places import read_goods, read_places
from app.kpi.kept import kept_of
from app.kpi.suspects import WINDOW_DAYS
from app.sellout.channel import is_hospital

_SAID: Final = N_(
    "{product}: {lines} lines to hospitals, {quantity}, {amount}, in months in which it was bought of {seller}"
)
_SOLD: Final = f"""
    SELECT f.id, f.sold_on, {in_base("f.quantity_e3", "f.unit")} AS quantity, coalesce(f.amount_e4, 0),
           f.counterparty_name, coalesce(f.counterparty_class, t.party_class) FROM sellout f
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code AND m.dealer_n = :buyer
      AND m.from_on <= f.sold_on AND m.to_on > f.sold_on
    JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= f.sold_on AND p.to_on > f.sold_on AND p.product_n = :product
    LEFT JOIN cell_party c ON c.source_n = f.source_n AND c.code = coalesce(f.counterparty_code, f.counterparty_name)
      AND c.from_on <= f.sold_on AND c.to_on > f.sold_on
    {unit_join("cell", unit="f.unit", day="f.sold_on")}
    LEFT JOIN numbered k ON k.n = c.dealer_n LEFT JOIN party t ON t.id = k.entity_id
    WHERE f.current = 1 AND f.sold_on BETWEEN :first AND :last AND coalesce(f.counterparty_kind, '') <> 'dealer'
    ORDER BY f.sold_on, f.id
"""


def _third_invoices(session: Session, today: date) -> Iterator[Finding]:
    last = day_number(today)
    asked = {"first": last - WINDOW_DAYS + 1, "last": last}
    lines = order_lines(session, ("shipped",))
    sql = f"""SELECT m.dealer_n, (SELECT min(s.dealer_n) FROM cell_party s WHERE s.sells AND s.source_n = l.source_n
              AND s.code = {lines.seller} AND s.from_on <= {lines.day} AND s.to_on > {lines.day}) AS seller,
              p.product_n, {lines.day}, l.id {lines.rows} AND {lines.seller} IS NOT NULL"""
    places, heirs = read_places(session), kept_of(session).organisation(session).heirs()
    bought: dict[tuple[int, int, int], dict[date, list[int]]] = {}
    for buyer, seller, product, day, row in session.execute(text(sql), asked):
        place = places.get(buyer)
        if seller is not None and place is not None and place.dealer and heirs.get(seller, seller) != place.parent:
            months = bought.setdefault((buyer, seller, product), {})
            months.setdefault(month_of(day_of(day)).first, []).append(row)
    for (buyer, seller, product), months in bought.items():
        yield from _judge(session, buyer, seller, product, months)


def _judge(session: Session, buyer: int, seller: int, product: int, months: dict[date, list[int]]) -> Iterator[Finding]:
    dealers = kept_of(session).people(session)[0]
    sold: list[Any] = []
    for month in map(month_of, sorted(months)):
        asked = {"buyer": buyer, "product": product, "first": month.first_day, "last": month.last_day}
        sold += [row for row in session.execute(text(_SOLD), asked) if is_hospital(row[5], row[4])]
    if not sold or buyer not in dealers or seller not in dealers:
        return
    goods = read_goods(session, sold[-1][1])[product]
    figures = {
        "product": Figure("text", goods.name), "lines": Figure("number", len(sold)),
        "quantity": Figure("quantity", sum(row[2] or 0 for row in sold), goods.unit),
        "amount": Figure("money", sum(row[3] for row in sold)), "seller": Figure("text", dealers[seller].name),
    }  # fmt: skip
    rows = {
        "sellout": tuple(row[0] for row in sold),
        "order_line": tuple(one for own in months.values() for one in own),
    }
    yield Finding(THIRD.id, dealers[buyer], sold[0][1], sold[-1][1], _SAID, figures, rows)


THIRD: Final = Kind("third_invoice", N_("Third invoice to hospitals"), "hint", _third_invoices)
