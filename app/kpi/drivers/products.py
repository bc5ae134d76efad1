"""What was sold of each product to each dealer, out of the rows: sums are not kept by product."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.rules import unit_key
from app.core.errors import UserError
from app.core.formula import parse
from app.core.formula.tree import Name
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import Period
from app.core.texts import Text
from app.kpi.board import Choice
from app.kpi.counting import by_tax
from app.kpi.drill import Asked, Facts, ask_rows, line_sql
from app.kpi.drivers.rules import Sold
from app.kpi.kpi import Kpi
from app.kpi.measures import DISCOUNT, FREIGHT
from app.kpi.model import BY_DEALER
from app.kpi.own.known import find_kpi
from app.kpi.sources import KEPT

_PRICED: Final = frozenset({"net_amount", "gross_amount"})
"""Measures of lines that have a quantity beside them."""
_NO_GOODS: Final = ", ".join(str(kind + other) for kind in (DISCOUNT, FREIGHT) for other in (0, BY_DEALER))
"""Kinds of lines with an amount that is for no quantity; it changes the price of the product that they name."""
_DAY: Final = "coalesce(ordered, shipped, delivered, signed, invoiced, 0)"
"""By which day a line's code is looked up, as in ``line_select``."""


@dataclass(frozen=True)
class Product:
    """A product in words."""

    code: str
    name: str
    unit: str
    """Its base unit as it is compared; empty where it is not known."""
    group: str


def has_prices(kpi: Kpi, tax: str = "") -> bool:
    """Whether a KPI is one amount of lines, so that price and volume can be told apart."""
    root = parse(by_tax(kpi, tax).formula).root
    return isinstance(root, Name) and root.name in _PRICED


def read_products(
    session: Session, kpi: str, choice: Choice, period: Period, today: date
) -> dict[tuple[int, int], Sold]:
    """By the numbers of product and dealer; as ``read_fact_ids`` reads rows, so that the figure has them all.

    Raises UserError where the KPI is no amount of lines.
    """
    asked = _ask(session, kpi, choice, period, today)
    pack = asked.wanted.measure.pack
    amount = pack.slots[int(asked.wanted.measure.column[1:]) - 1].sql
    quantity = next(slot.sql for slot in pack.slots if slot.measure == "quantity")
    found: dict[tuple[int, int], Sold] = {}
    rows = read_lines(
        session, asked,
        f"{amount} AS amount, {quantity} AS quantity, ({quantity}) IS NULL AND kind NOT IN ({_NO_GOODS}) AS blind",
        "p.product_n, v.dealer_n, sum(v.amount), sum(v.quantity), sum(v.blind)", "GROUP BY 1, 2",
        group=choice.group,
    )  # fmt: skip
    for product, dealer, worth, count, blind in rows:
        pair = product, asked.scope.heirs.get(dealer, dealer)
        sold = Sold(Fraction(worth or 0, AMOUNT_SCALE), Fraction(count or 0, QUANTITY_SCALE), blind)
        found[pair] = found.get(pair, Sold()) + sold
    return found


def read_product_ids(
    session: Session, kpi: str, choice: Choice, periods: Sequence[Period], today: date, product: int
) -> Facts:
    """The rows of one product, by its number, that a figure is made of in several periods."""
    found = array("q")
    for period in periods:
        asked = _ask(session, kpi, choice, period, today)
        rows = read_lines(session, asked, "", "v.id", f"WHERE p.product_n = {product:d} ORDER BY v.id",
                          group=choice.group)  # fmt: skip
        found.extend(row[0] for row in rows)
    return Facts("order_line", found)


def _ask(session: Session, kpi: str, choice: Choice, period: Period, today: date) -> Asked:
    known = find_kpi(session, kpi)
    if not has_prices(known, choice.counting.tax):
        name = Text(known.name)
        raise UserError("{kpi}: volume, mix and price are told of amounts of order lines only.", kpi=name)
    return ask_rows(
        session, kpi, first=period, last=period, dealer=choice.dealer, region=choice.region, group=choice.group,
        structure=choice.structure, counting=choice.counting, today=today,
    )  # fmt: skip


def read_lines(
    session: Session, asked: Asked, more: str, what: str, how: str, *, group: str | None, **values: object
) -> Sequence[Any]:
    """``what`` of the lines ``v`` that a measure is made of, with the columns ``more``; ``l`` stored, ``p`` product."""
    columns = f"id, dealer_n, {_DAY} AS day{', ' if more else ''}{more}"
    lines = line_sql(session, asked.wanted, asked.condition, KEPT, whole=group is None, what=columns)
    return session.execute(
        text(f"""
        SELECT {what} FROM ({lines}) v CROSS JOIN order_line l ON l.id = v.id
        CROSS JOIN cell_goods p ON p.source_n = l.source_n AND p.code = l.product_code
          AND p.from_on <= v.day AND p.to_on > v.day {how}"""),
        {**asked.values, **values},
    ).all()


def product_names(session: Session) -> dict[int, Product]:
    """Products by number."""
    rows = session.execute(
        text("""
        SELECT n.n, p.name, coalesce(p.base_unit, ''), coalesce(g.name, ''),
               coalesce((SELECT min(c.code) FROM product_code c WHERE c.product_id = p.id AND c.removed = 0), p.ref)
        FROM numbered n JOIN product p ON p.id = n.entity_id LEFT JOIN product_group g ON g.id = p.group_id
        WHERE n.kind = 'product'
    """)
    )
    return {n: Product(code, name, unit_key(unit), group) for n, name, unit, group, code in rows}
