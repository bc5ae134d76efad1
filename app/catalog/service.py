"""Commands on products, groups and areas: what imports name is made or updated, what a person has set stays."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.catalog.feed import AREA_ROW, PRODUCT_ROW
from app.catalog.model import Area, Product, ProductCode, ProductGroup
from app.core.journal import create
from app.imports.masters import chunks, current_rows, file_links, mentioned_codes, set_unless_by_hand, source_name

_COPIED: Final = (
    "specification",
    "base_unit",
    "pack_factor",
    "temperature_class",
    "list_price_e6",
    "must_stock",
    "report_unit",
    "goods_class",
)


def derive_products(session: Session, *, source_n: int, codes: Iterable[str]) -> set[str]:
    """Make, update or mark removed the products that a source calls so; returns the codes newly resolved."""
    resolved: set[str] = set()
    codes = set(codes)
    source = source_name(session, source_n)
    groups = _derive_groups(session) if codes else {}
    for some in chunks(codes):
        rows = current_rows(session, PRODUCT_ROW, source_n=source_n, codes=some)
        resolved |= _derive_some(session, source, source_n, some, rows, groups)
    return resolved


_GROUPS: Final = f"""
    SELECT f.group_code, f.group_name FROM {PRODUCT_ROW.table} f JOIN import_batch b ON b.n = f.batch_n
    LEFT JOIN import_batch p ON p.id = b.parent_id
    WHERE f.current = 1 AND f.group_code IS NOT NULL
    ORDER BY f.group_name IS NOT NULL, b.extracted_at, coalesce(p.n, b.n), f.row_no, b.n
"""
"""Every group that a row names, the name that counts last."""


def _derive_groups(session: Session) -> dict[str, ProductGroup]:
    """Make, rename or mark removed the product groups, which are few, so that they follow the rows that count."""
    groups = {one.code: one for one in session.scalars(select(ProductGroup))}
    named: dict[str, str | None] = dict(row for row in session.execute(text(_GROUPS)))
    for code, name in named.items():
        group = groups.get(code)
        if group is None:
            groups[code] = create(session, ProductGroup, natural_key=code, code=code, name=name or code, by_hand="")
        else:
            group.removed = False
            set_unless_by_hand(group, {"name": name or code})
    for code, group in groups.items():
        if code not in named and not group.removed and not group.by_hand:
            group.removed = True
    return groups


def _derive_some(
    session: Session,
    source: str,
    source_n: int,
    codes: Sequence[str],
    rows: Mapping[str, Mapping[str, Any]],
    groups: Mapping[str, ProductGroup],
) -> set[str]:
    named = mentioned_codes(session, kind="product", source_n=source_n, codes=codes) | set(rows)
    links, decided = file_links(session, ProductCode, source_n=source_n, codes=codes)
    wanted = [link.product_id for link in links.values()]
    products = {one.id: one for one in session.scalars(select(Product).where(Product.id.in_(wanted)))}
    resolved = set()
    for code in codes:
        link, row = links.get(code), rows.get(code, {})
        group = groups.get(row.get("group_code") or "")
        values: dict[str, Any] = {name: row.get(name) for name in _COPIED}
        values |= {"name": row.get("name") or code, "group_id": group.id if group else None}
        if code in decided:
            continue
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


_AREAS: Final = f"""
    SELECT f.key, f.name, f.parent_code FROM {AREA_ROW.table} f JOIN import_batch b ON b.n = f.batch_n
    LEFT JOIN import_batch p ON p.id = b.parent_id
    WHERE f.current = 1 AND f.key IN :codes
    ORDER BY b.extracted_at, coalesce(p.n, b.n), f.row_no, b.n
"""
"""The areas of all sources, for their codes are the country's, not a system's; what counts last comes last."""


def derive_areas(session: Session, *, codes: Iterable[str]) -> None:
    """Make, update or mark removed the areas of these codes."""
    for some in chunks(codes):
        found = session.execute(text(_AREAS).bindparams(bindparam("codes", expanding=True)), {"codes": some})
        rows = {str(row["key"]): row for row in found.mappings()}
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
