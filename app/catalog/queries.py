"""What screens, reports and other slices read about products and their units."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.catalog.model import Product, ProductCode, ProductGroup, ProductUnit
from app.catalog.rules import Factor, Units, unit_key
from app.core.errors import UserError
from app.core.journal_rows import Change, history


@dataclass(frozen=True)
class DatedFactor:
    """A factor with the record that it stands in."""

    id: str
    unit: str
    factor_e3: int
    from_on: int | None
    by_hand: bool
    """Whether a person set it or changed it."""
    made: bool
    """Whether a person made it, so that no file brings it again."""


@dataclass(frozen=True)
class ProductRow:
    """One product in a list, with its units."""

    id: str
    n: int
    """Its number in cells."""
    ref: str
    code: str
    name: str
    group_code: str
    group: str
    specification: str
    base_unit: str | None
    pack_factor: int | None
    report_unit: str | None
    factors: tuple[DatedFactor, ...]
    by_hand: tuple[str, ...]

    @property
    def units(self) -> Units:
        """The rules of its units."""
        factors = tuple(Factor(one.unit, one.factor_e3, one.from_on) for one in self.factors)
        return Units(self.base_unit, factors, self.pack_factor, self.report_unit)

    @property
    def lacks_units(self) -> bool:
        """Whether it has no base unit, or nothing says what a larger unit of it holds."""
        base = unit_key(self.base_unit) if self.base_unit else ""
        return not base or not (self.pack_factor or any(unit_key(one.unit) != base for one in self.factors))


def list_products(session: Session, *, product_id: str = "", with_removed: bool = False) -> list[ProductRow]:
    """The products by group and name, or one of them; each with its factors by unit and day."""
    wanted = select(Product).order_by(Product.name, Product.id)
    if product_id:
        wanted = wanted.where(Product.id == product_id)
    if not with_removed:
        wanted = wanted.where(Product.removed.is_(False))
    products = session.scalars(wanted).all()
    codes: dict[str, list[str]] = defaultdict(list)
    for own, code in session.execute(
        select(ProductCode.product_id, ProductCode.code).where(
            ProductCode.removed.is_(False), ProductCode.by_hand.is_(None)
        )
    ):
        codes[own].append(code)
    groups = {row.id: (row.code, row.name) for row in session.execute(text("SELECT id, code, name FROM product_group"))}
    numbered = session.execute(text("SELECT entity_id, n FROM numbered WHERE kind = 'product'"))
    numbers = {row.entity_id: row.n for row in numbered}
    factors = _factors(session)
    rows = [
        ProductRow(
            id=one.id, n=numbers.get(one.id, 0), ref=one.ref, code=", ".join(sorted(codes[one.id])), name=one.name,
            group_code=groups.get(one.group_id or "", ("", ""))[0], group=groups.get(one.group_id or "", ("", ""))[1],
            specification=one.specification or "", base_unit=one.base_unit, pack_factor=one.pack_factor,
            report_unit=one.report_unit, factors=tuple(factors.get(one.id, ())),
            by_hand=tuple(name for name in one.by_hand.split(",") if name),
        )
        for one in products
    ]  # fmt: skip
    return sorted(rows, key=lambda one: (one.group_code, one.code, one.name))


def _factors(session: Session) -> Mapping[str, list[DatedFactor]]:
    found: dict[str, list[DatedFactor]] = defaultdict(list)
    rows = session.execute(
        select(ProductCode.product_id, ProductUnit)
        .join(
            ProductUnit,
            (ProductUnit.source_n == ProductCode.source_n) & (ProductUnit.product_code == ProductCode.code),
        )
        .where(ProductUnit.removed.is_(False), ProductCode.removed.is_(False))
        .order_by(ProductUnit.source_n, ProductUnit.product_code, ProductUnit.id)
    )
    for product_id, one in rows:
        own = one.by_hand.split(",")
        found[product_id].append(
            DatedFactor(one.id, one.unit, one.factor_e3, one.from_on, bool(one.by_hand), "unit" in own)
        )
    for factors in found.values():
        factors.sort(key=lambda one: (unit_key(one.unit), one.from_on is not None, one.from_on or 0))
    return found


def find_product(session: Session, code: str) -> ProductRow:
    """The product with this code, ref, id or name; raises UserError if there is none or more than one."""
    wanted = code.strip()
    rows = [
        one for one in list_products(session) if wanted in {one.id, one.ref, one.name} or wanted in one.code.split(", ")
    ]
    if not rows:
        raise UserError("There is no product “{code}”.", code=code)
    if len(rows) > 1:
        refs = ", ".join(one.ref for one in rows)
        raise UserError("“{code}” means more than one product: {names}", code=code, names=refs)
    return rows[0]


def product_card(session: Session, product_id: str) -> ProductRow:
    """One product, also one that no batch names any more; raises UserError where it is not in the workspace."""
    rows = list_products(session, product_id=product_id, with_removed=True)
    if not rows:
        raise UserError("This product is no longer in the workspace.")
    return rows[0]


def product_history(session: Session, product_id: str) -> list[Change]:
    """What happened to a product, its codes and its units, newest first."""
    found = history(session, "product", product_id)
    for own in session.scalars(select(ProductCode).where(ProductCode.product_id == product_id)):
        found += history(session, "product_code", own.id)
        units = select(ProductUnit.id).where(ProductUnit.source_n == own.source_n, ProductUnit.product_code == own.code)
        for unit_id in session.scalars(units):
            found += history(session, "product_unit", unit_id)
    return sorted(found, key=lambda one: -one.tx)


def search_products(session: Session, wanted: str, *, limit: int = 10) -> list[ProductRow]:
    """The products whose name, code or reference holds a text."""
    words = wanted.strip().casefold()
    if not words:
        return []
    rows = [one for one in list_products(session) if words in f"{one.name}\n{one.code}\n{one.ref}".casefold()]
    return rows[:limit]


def group_names(session: Session) -> dict[str, str]:
    """What each product group is called, by its code."""
    return dict(
        session.execute(
            select(ProductGroup.code, ProductGroup.name)
            .where(ProductGroup.removed.is_(False))
            .order_by(ProductGroup.code)
        ).all()
    )
