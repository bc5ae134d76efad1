"""Commands on the units of products: what a person sets by hand stays when files come again."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.model import Product, ProductCode, ProductUnit
from app.catalog.rules import ONE_E3, unit_key
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.locks import require_unlocked
from app.core.texts import N_

EDITABLE: Final = ("base_unit", "pack_factor", "report_unit")
_MOST_E3: Final = 10**12


def edit_product_units(session: Session, *, product_id: str, changes: Mapping[str, Any]) -> str:
    """Set base unit, pack factor or reporting unit by hand; later imports leave exactly these fields alone.

    Raises UserError for a product that is not there, another field, or a pack factor that is no whole number above 0.
    """
    require_unlocked(session, "products")
    product = _product(session, product_id)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise UserError("“{name}” is not a field that can be edited.", name=min(unknown))
    own = {name for name in product.by_hand.split(",") if name}
    for name, given in changes.items():
        value: Any = given if name == "pack_factor" else (given or "").strip() or None
        if name == "pack_factor" and value is not None and value <= 0:
            raise UserError("A unit holds more than nothing: the factor must be above 0.")
        if getattr(product, name) != value:
            setattr(product, name, value)
            own.add(name)
    product.by_hand = ",".join(sorted(own))
    return product.id


def set_factor(session: Session, *, product_id: str, unit: str, factor_e3: int, from_on: int | None) -> str:
    """Say by hand how many base units (in thousandths) a unit holds from a day on; returns the record's id.

    A factor for the same unit and day is changed, else one is made. Raises UserError for a factor that is not above 0,
    a unit without a name, and the product's own base unit, which holds one of itself.
    """
    require_unlocked(session, "products")
    product, name = _product(session, product_id), unit.strip()
    if not name:
        raise UserError("A unit needs a name.")
    if not 0 < factor_e3 <= _MOST_E3:
        raise UserError("A unit holds more than nothing: the factor must be above 0.")
    if product.base_unit and unit_key(name) == unit_key(product.base_unit) and factor_e3 != ONE_E3:
        raise UserError("“{unit}” is the base unit; it holds one of itself.", unit=name)
    codes = session.scalars(
        select(ProductCode)
        .where(ProductCode.product_id == product_id, ProductCode.removed.is_(False))
        .order_by(ProductCode.source_n, ProductCode.code)
    ).all()
    if not codes:
        raise UserError("This product is no longer in the workspace.")
    for code in codes:
        for one in session.scalars(
            select(ProductUnit).where(ProductUnit.source_n == code.source_n, ProductUnit.product_code == code.code)
        ):
            if unit_key(one.unit) == unit_key(name) and one.from_on == from_on:
                return _change(one, factor_e3)
    record = create(
        session, ProductUnit, natural_key=f"hand:{product_id}:{unit_key(name)}:{from_on}",
        source_n=codes[0].source_n, product_code=codes[0].code, unit=name, factor_e3=factor_e3, from_on=from_on,
        by_hand="factor_e3,unit",
    )  # fmt: skip
    return record.id


def _change(one: ProductUnit, factor_e3: int) -> str:
    if one.removed:
        one.removed = False
    if one.factor_e3 != factor_e3:
        one.factor_e3 = factor_e3
        one.by_hand = ",".join(sorted({name for name in one.by_hand.split(",") if name} | {"factor_e3"}))
    return one.id


def remove_factor(session: Session, *, unit_id: str) -> str:
    """Take back a factor that a person made; raises UserError for one that a file brings, and for none."""
    require_unlocked(session, "products")
    one = existing(session, ProductUnit, unit_id, N_("This factor is no longer in the workspace."))
    if "unit" not in one.by_hand.split(","):
        raise UserError("A file brings this factor; change it, or withdraw the batch that named it.")
    one.removed = True
    return one.id


def _product(session: Session, product_id: str) -> Product:
    return existing(session, Product, product_id, N_("This product is no longer in the workspace."))
