"""What the Products page shows, read in a worker."""

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from app.catalog.queries import DatedFactor, ProductRow, list_products, product_card, product_history
from app.catalog.rules import CASES, unit_key
from app.core.errors import UserError
from app.core.money import QUANTITY_SCALE
from app.core.records import Told, told
from app.kpi.suspects import SuspectRow, UnknownUnit, last_day, read_suspect_rows, read_suspects
from app.people.queries import names

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.look import Look


@dataclass(frozen=True)
class Line:
    """One product in the list, with how many of its rows cannot be so."""

    product: ProductRow
    suspects: int
    unknown: int

    @property
    def odd(self) -> int:
        """Rows that are suspicious by their price or by their unit."""
        return self.suspects + self.unknown


@dataclass(frozen=True)
class ProductsView:
    """Products, and the rows whose unit cannot be."""

    lines: tuple[Line, ...]
    suspects: tuple[SuspectRow, ...]
    unknown: tuple[UnknownUnit, ...]


@dataclass(frozen=True)
class CardData:
    """One product with its history."""

    product: ProductRow
    history: Told


def read_products(desk: "Desk") -> ProductsView:
    """The list and what is suspicious."""
    with desk.db.read() as session:
        found = read_suspects(session, last_day(session, desk.clock.today()))
        rows = read_suspect_rows(session, found)
        per_product = Counter(one.product_id for one in rows)
        unknown: Counter[int] = Counter()
        for one in found.unknown:
            unknown[one.product_n] += one.rows
        products = list_products(session)
        lines = tuple(Line(one, per_product[one.id], unknown[one.n]) for one in products)
    return ProductsView(lines, tuple(rows), found.unknown)


def read_card(desk: "Desk", product_id: str) -> CardData:
    """One product; raises UserError where it is not in the workspace."""
    with desk.db.read() as session:
        product = product_card(session, product_id)
        return CardData(product, told(session, desk.book, product_history(session, product_id), names(session)))


def factor_text(factor: DatedFactor, base: str | None, look: "Look") -> str:
    """1 件 = 300 盒, with the day from which on it holds."""
    said = f"1 {factor.unit} = {look.formats.quantity(factor.factor_e3)} {base or '?'}"
    if factor.from_on is None:
        return said
    return look.t("{factor} from {day}", factor=said, day=look.formats.day(factor.from_on))


def factors_text(product: ProductRow, look: "Look") -> str:
    """What a case holds and all factors of a product in one line; days stand where a unit has more than one."""
    base = product.base_unit or "?"
    named = Counter(unit_key(one.unit) for one in product.factors)
    parts = []
    if product.pack_factor is not None and named.keys().isdisjoint(CASES):
        parts.append(look.t("case = {n} {base}", n=product.pack_factor, base=base))
    for one in product.factors:
        if one.unit != product.base_unit:
            dated = one if named[unit_key(one.unit)] > 1 else replace(one, from_on=None)
            parts.append(factor_text(dated, product.base_unit, look))
    return " · ".join(parts)


def thousandths(text: str) -> int:
    """A typed factor in thousandths; raises UserError for what is none."""
    try:
        found = Decimal(text.replace(",", "").replace("，", "").strip()) * QUANTITY_SCALE
    except InvalidOperation as error:
        raise UserError("“{text}” is no number.", text=text) from error
    if not found.is_finite() or found != found.to_integral_value():
        raise UserError("“{text}” is no number with at most three places.", text=text)
    return int(found)
