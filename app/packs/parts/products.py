"""Product groups, products with their codes, and what their units hold."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.catalog.given import keep_group, keep_product, keep_unit, let_group_go, let_products_go, let_unit_go
from app.catalog.model import Product, ProductCode, ProductGroup, ProductUnit
from app.catalog.rules import unit_key
from app.core.errors import UserError
from app.core.journal import record_id
from app.core.texts import Texts
from app.packs.model import Item, Items, Part, items_by_key
from app.packs.parts.fields import Kind, check_fields, day_text, number_text, stored_day, stored_number

_PRICE: Final = 10**6
_UNIT: Final = 1_000
_FIELDS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "group": {"kind": "text", "code": "text", "name": "text"},
    "product": {
        "kind": "text", "codes": "list", "name": "text", "group": "text", "specification": "text", "base_unit": "text",
        "pack_factor": "whole", "temperature_class": "text", "list_price": "number", "must_stock": "whole",
        "report_unit": "text", "goods_class": "text",
    },
    "unit": {"kind": "text", "source": "text", "code": "text", "unit": "text", "holds": "number", "from": "day"},
}  # fmt: skip
_EMPTY: Final = frozenset(_FIELDS["product"]) - {"kind", "codes", "name"} | {"from"}
_COPIED: Final = (
    "name", "specification", "base_unit", "pack_factor", "temperature_class", "must_stock", "report_unit",
    "goods_class",
)  # fmt: skip


def products_part() -> Part:
    """The part."""
    return Part("products", key_of=_key, name_of=_name, check=_check, read=_read, keep=_keep, end=_end)


def _key(item: Item) -> str:
    match item["kind"]:
        case "group":
            return f"group:{item['code']}"
        case "product":
            return f"product:{':'.join(item['codes'][0])}"
        case _:
            return f"unit:{item['source']}:{item['code']}:{unit_key(item['unit'])}:{item['from'] or ''}"


def _name(item: Item, _t: Texts) -> str:
    match item["kind"]:
        case "group":
            return f"{item['code']} {item['name']}"
        case "product":
            return f"{item['codes'][0][1]} {item['name']}"
        case _:
            return f"{item['code']} {item['unit']}"


def _check(item: Item) -> None:
    kind = item.get("kind")
    if kind not in _FIELDS:
        raise UserError("“{field}” is one of {known}, not “{value}”", field="kind", known=", ".join(_FIELDS),
                        value=str(kind))  # fmt: skip
    check_fields(item, _FIELDS[str(kind)], _EMPTY)
    if kind == "product":
        pairs = item["codes"]
        if not pairs or not all(
            isinstance(one, list) and len(one) == 2 and all(isinstance(word, str) and word for word in one)
            for one in pairs
        ):
            raise UserError("“codes” needs pairs of source and code")
        stored_number(item["list_price"], _PRICE)
        if item["pack_factor"] is not None and item["pack_factor"] <= 0:
            raise UserError("A unit holds more than nothing: the factor must be above 0.")
    if kind == "unit" and (stored_number(item["holds"], _UNIT) or 0) <= 0:
        raise UserError("A unit holds more than nothing: the factor must be above 0.")


def _read(session: Session) -> Items:
    sources = {row.n: row.entity_id for row in session.execute(text("SELECT n, entity_id FROM numbered WHERE kind = "
                                                                    "'source'"))}  # fmt: skip
    codes = _codes(session, sources)
    groups = {one.id: one for one in session.scalars(select(ProductGroup).where(ProductGroup.removed.is_(False)))}
    rows: list[Item] = [{"kind": "group", "code": one.code, "name": one.name} for one in groups.values()]
    for one in session.scalars(select(Product).where(Product.removed.is_(False))):
        if one.id in codes:
            group = groups.get(one.group_id or "")
            rows.append(_product(one, codes[one.id], group.code if group is not None else None))
    told = {(source, code) for pairs in codes.values() for source, code in pairs}
    rows += _units(session, sources, told)
    return items_by_key({_key(one): one for one in rows})


def _codes(session: Session, sources: Mapping[int, str]) -> dict[str, list[list[str]]]:
    """What each product is called, that of its own system first."""
    asked = select(ProductCode).where(ProductCode.removed.is_(False), ProductCode.by_hand.is_(None))
    found: dict[str, list[list[str]]] = {}
    for one in session.scalars(asked):
        found.setdefault(one.product_id, []).append([sources[one.source_n], one.code])
    for product, pairs in found.items():
        pairs.sort(key=lambda one: (record_id(Product, f"{one[0]}:{one[1]}") != product, one))
    return found


def _product(one: Product, codes: list[list[str]], group: str | None) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _COPIED}
    price = number_text(one.list_price_e6, _PRICE)
    return {"kind": "product", "codes": codes, "group": group, "list_price": price, **values}


def _units(session: Session, sources: Mapping[int, str], told: set[tuple[str, str]]) -> list[Item]:
    asked = select(ProductUnit).where(ProductUnit.removed.is_(False))
    return [
        {"kind": "unit", "source": sources[one.source_n], "code": one.product_code, "unit": one.unit,
         "holds": number_text(one.factor_e3, _UNIT), "from": day_text(one.from_on)}
        for one in session.scalars(asked.order_by(ProductUnit.by_hand, ProductUnit.id))
        if (sources[one.source_n], one.product_code) in told
    ]  # fmt: skip


def _keep(session: Session, item: Item) -> None:
    if item["kind"] == "group":
        keep_group(session, code=item["code"], name=item["name"])
    elif item["kind"] == "product":
        values = {name: item[name] for name in _COPIED}
        values["list_price_e6"] = stored_number(item["list_price"], _PRICE)
        codes = [(source, code) for source, code in item["codes"]]
        keep_product(session, codes=codes, group_code=item["group"], values=values)
    else:
        keep_unit(session, source=item["source"], code=item["code"], unit=item["unit"],
                  factor_e3=stored_number(item["holds"], _UNIT) or 0, from_on=stored_day(item["from"]))  # fmt: skip


def _end(session: Session, _named: str, item: Item) -> None:
    if item["kind"] == "group":
        let_group_go(session, code=item["code"])
    elif item["kind"] == "product":
        let_products_go(session, codes=[(source, code) for source, code in item["codes"][:1]])
    else:
        let_unit_go(session, source=item["source"], code=item["code"], unit=item["unit"],
                    from_on=stored_day(item["from"]))  # fmt: skip
