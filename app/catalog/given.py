"""Commands on products, groups and units that head office says: files leave them alone until they are let go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.feed import UNIT_ROW
from app.catalog.model import Product, ProductCode, ProductGroup, ProductUnit
from app.catalog.rules import ONE_E3, unit_key
from app.catalog.service import derive_products
from app.core.errors import UserError
from app.core.journal import create
from app.core.locks import require_unlocked
from app.core.numbered import number_of
from app.imports.feeds import SEPARATOR
from app.imports.masters import current_rows, derive_rows, fields_by_hand

FIELDS: Final = (
    "name", "group_id", "specification", "base_unit", "pack_factor", "temperature_class", "list_price_e6",
    "must_stock", "report_unit", "goods_class",
)  # fmt: skip


_KNOWN: Final = "given products"
_UnitKey = tuple[int, str, str, int | None]


@dataclass
class _Known:
    """What there is, read once for a transaction: head office says thousands of things at once."""

    groups: dict[str, ProductGroup]
    links: dict[tuple[int, str], ProductCode]
    units: dict[_UnitKey, ProductUnit]
    products: dict[str, Product]
    """By id, those too that are made in this transaction and not written yet."""
    sources: dict[str, int] = field(default_factory=dict)


def _known(session: Session) -> _Known:
    found = session.info.get(_KNOWN)
    if not isinstance(found, _Known):
        session.flush()
        links: dict[tuple[int, str], ProductCode] = {}
        by_files = select(ProductCode).where(ProductCode.by_hand.is_(None))  # not what a person matched
        for link in session.scalars(by_files.order_by(ProductCode.removed.desc(), ProductCode.id.desc())):
            links[link.source_n, link.code] = link
        units: dict[_UnitKey, ProductUnit] = {}
        for one in session.scalars(select(ProductUnit).order_by(ProductUnit.removed.desc(), ProductUnit.id.desc())):
            units[one.source_n, one.product_code, unit_key(one.unit), one.from_on] = one
        groups = {one.code: one for one in session.scalars(select(ProductGroup))}
        products = {one.id: one for one in session.scalars(select(Product))}
        found = session.info[_KNOWN] = _Known(groups, links, units, products)
    return found


def _source(session: Session, name: str) -> int:
    known = _known(session)
    if name not in known.sources:
        known.sources[name] = number_of(session, "source", name)
    return known.sources[name]


def keep_group(session: Session, *, code: str, name: str) -> str:
    """Say what a product group is called; returns its id."""
    require_unlocked(session, "products")
    groups = _known(session).groups
    if code not in groups:
        groups[code] = create(session, ProductGroup, natural_key=code, code=code, name=name, by_hand="name")
    else:
        _set(groups[code], {"name": name})
    return groups[code].id


def keep_product(
    session: Session, *, codes: Sequence[tuple[str, str]], group_code: str | None, values: Mapping[str, Any]
) -> str:
    """Say everything of the product that sources call so; returns its id.

    ``codes`` are pairs of source and code, that of its own system first; ``values`` are the columns of ``FIELDS``
    without the group. Raises UserError for a group that there is not, and codes that mean two products.
    """
    require_unlocked(session, "products")
    known, group = _known(session), None
    if group_code is not None:
        group = known.groups.get(group_code)
        if group is None or group.removed:
            raise UserError("There is no product group “{code}”.", code=group_code)
    numbered = [(_source(session, source), source, code) for source, code in codes]
    links = {(n, code): known.links.get((n, code)) for n, _, code in numbered}
    owners = {one.product_id for one in links.values() if one is not None}
    if len(owners) > 1:
        raise UserError("The codes {codes} mean different products here; match them first.",
                        codes=", ".join(code for _, code in codes))  # fmt: skip
    said = {**values, "group_id": group.id if group is not None else None}
    product = known.products.get(next(iter(owners))) if owners else None
    if product is None:
        n, source, code = numbered[0]
        product = create(session, Product, natural_key=f"{source}:{code}", **said, by_hand=",".join(sorted(said)))
        known.products[product.id] = product
    else:
        _set(product, said)
    for n, source, code in numbered:
        link = links[n, code]
        if link is None:
            known.links[n, code] = create(
                session, ProductCode, natural_key=f"{source}:{code}", source_n=n, code=code, product_id=product.id
            )
        elif link.removed:
            link.removed = False
    return product.id


def keep_unit(session: Session, *, source: str, code: str, unit: str, factor_e3: int, from_on: int | None) -> str:
    """Say how many base units (in thousandths) a unit of a product's code holds from a day on; returns the id.

    Raises UserError for a product that there is not, and for its base unit, which holds one of itself.
    """
    require_unlocked(session, "products")
    known, n = _known(session), _source(session, source)
    link = known.links.get((n, code))
    product = None if link is None or link.removed else known.products.get(link.product_id)
    if product is None:
        raise UserError("There is no product “{code}”.", code=code)
    if product.base_unit and unit_key(unit) == unit_key(product.base_unit) and factor_e3 != ONE_E3:
        raise UserError("“{unit}” is the base unit; it holds one of itself.", unit=unit)
    spot = n, code, unit_key(unit), from_on
    if spot in known.units:
        _set(known.units[spot], {"factor_e3": factor_e3, "unit": unit})
        return known.units[spot].id
    parts = (code, unit) if from_on is None else (code, unit, str(from_on))
    key = f"{source}:{SEPARATOR.join(parts)}"  # as a file's row would have it, which then leaves this one alone
    known.units[spot] = create(
        session, ProductUnit, natural_key=key, source_n=n, product_code=code, unit=unit, factor_e3=factor_e3,
        from_on=from_on, by_hand="factor_e3,unit",
    )  # fmt: skip
    return known.units[spot].id


def let_products_go(session: Session, *, codes: Iterable[tuple[str, str]]) -> None:
    """Say nothing more of the products of these sources and codes: files do, and without any they are taken out."""
    require_unlocked(session, "products")
    for source, code in codes:
        n = _source(session, source)
        link = _known(session).links.get((n, code))
        product = None if link is None else _known(session).products.get(link.product_id)
        if product is not None:
            product.by_hand = ""
            session.flush()
            derive_products(session, source_n=n, codes=[code])


def let_group_go(session: Session, *, code: str) -> None:
    """Say nothing more of a group's name: files do, and without any it is taken out where no product is in it."""
    require_unlocked(session, "products")
    group = _known(session).groups.get(code)
    if group is None:
        return
    group.by_hand = ""
    session.flush()
    held = select(Product.id).where(Product.group_id == group.id, Product.removed.is_(False)).limit(1)
    if session.scalars(held).first() is None:
        group.removed = True


def let_unit_go(session: Session, *, source: str, code: str, unit: str, from_on: int | None) -> None:
    """Say nothing more of a unit: files do, and without any it is taken out."""
    require_unlocked(session, "products")
    n = _source(session, source)
    one = _known(session).units.get((n, code, unit_key(unit), from_on))
    if one is None or one.removed:
        return
    one.by_hand = ""
    session.flush()
    key = SEPARATOR.join((code, unit) if from_on is None else (code, unit, str(from_on)))
    if current_rows(session, UNIT_ROW, source_n=n, codes=[key]):
        derive_rows(session, ProductUnit, UNIT_ROW, source_n=n, keys=[key])
    else:
        one.removed = True


def _set(record: Any, values: Mapping[str, Any]) -> None:
    """Set fields and say that no file does."""
    if record.removed:
        record.removed = False
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
    own = ",".join(sorted(fields_by_hand(record) - {"removed"} | set(values)))
    if record.by_hand != own:
        record.by_hand = own
