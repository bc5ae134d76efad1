"""Commands on products, groups and areas: what imports name is made or updated, what a person has set stays."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.feed import AREA_ROW, PRODUCT_ROW
from app.catalog.model import Area, Product, ProductCode, ProductGroup
from app.core.journal import create
from app.imports.masters import chunks, current_rows, mentioned_codes, set_unless_by_hand, source_name

_COPIED: Final = ("specification", "base_unit", "pack_factor", "temperature_class", "list_price_e6", "must_stock")


def derive_products(session: Session, *, source_n: int, codes: Iterable[str]) -> set[str]:
    """Make, update or mark removed the products that a source calls so; returns the codes newly resolved."""
    resolved: set[str] = set()
    source = source_name(session, source_n)
    groups = {one.code: one for one in session.scalars(select(ProductGroup))}
    for some in chunks(codes):
        rows = current_rows(session, PRODUCT_ROW, source_n=source_n, codes=some)
        for row in rows.values():
            _keep_group(session, groups, row)
        resolved |= _derive_some(session, source, source_n, some, rows, groups)
    return resolved


def _keep_group(session: Session, groups: dict[str, ProductGroup], row: Mapping[str, Any]) -> None:
    code = row["group_code"]
    if not code:
        return
    group = groups.get(code)
    name = row["group_name"] or code
    if group is None:
        groups[code] = create(session, ProductGroup, natural_key=code, code=code, name=name, by_hand="")
    elif row["group_name"] and group.name != name:
        set_unless_by_hand(group, {"name": name})


def _derive_some(
    session: Session,
    source: str,
    source_n: int,
    codes: Sequence[str],
    rows: Mapping[str, Mapping[str, Any]],
    groups: Mapping[str, ProductGroup],
) -> set[str]:
    named = mentioned_codes(session, kind="product", source_n=source_n, codes=codes) | set(rows)
    links = {
        one.code: one
        for one in session.scalars(
            select(ProductCode).where(ProductCode.source_n == source_n, ProductCode.code.in_(list(codes)))
        )
    }
    wanted = [link.product_id for link in links.values()]
    products = {one.id: one for one in session.scalars(select(Product).where(Product.id.in_(wanted)))}
    resolved = set()
    for code in codes:
        link, row = links.get(code), rows.get(code, {})
        group = groups.get(row.get("group_code") or "")
        values: dict[str, Any] = {name: row.get(name) for name in _COPIED}
        values |= {"name": row.get("name") or code, "group_id": group.id if group else None}
        if code in named:
            if link is None or link.removed:
                resolved.add(code)
            if link is None:
                product = create(session, Product, natural_key=f"{source}:{code}", **values, by_hand="")
                create(
                    session, ProductCode, natural_key=f"{source}:{code}",
                    source_n=source_n, code=code, product_id=product.id,
                )  # fmt: skip
            else:
                link.removed = products[link.product_id].removed = False
                set_unless_by_hand(products[link.product_id], values)
        elif link is not None and not link.removed and not products[link.product_id].by_hand:
            link.removed = products[link.product_id].removed = True
    return resolved


def derive_areas(session: Session, *, source_n: int, codes: Iterable[str]) -> None:
    """Make, update or mark removed the areas of these codes."""
    for some in chunks(codes):
        rows = current_rows(session, AREA_ROW, source_n=source_n, codes=some)
        there = {one.code: one for one in session.scalars(select(Area).where(Area.code.in_(some)))}
        for code in some:
            row, area = rows.get(code), there.get(code)
            if row is None:
                if area is not None and not area.removed and not area.by_hand:
                    area.removed = True
                continue
            values = {"name": row["name"], "parent_code": row["parent_code"]}
            if area is None:
                create(session, Area, natural_key=code, code=code, **values, by_hand="")
            else:
                area.removed = False
                set_unless_by_hand(area, values)
