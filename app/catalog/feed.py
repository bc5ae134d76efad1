"""Feeds of master data about goods and places: products and areas."""

from typing import Final

from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PRODUCT

PRODUCT_ROW: Final = Feed(
    id="product_row",
    title=N_("Products"),
    fields=(
        Field("product_code", "code", N_("Product code"), (*PRODUCT, "id"), required=True),
        Field("name", "text", N_("Name"), ("产品名称", "存货名称", "商品名称", "物料描述", "品名", "通用名称", "名称", "product name", "productname", "name", "description", "item description")),
        Field("group_code", "code", N_("Product group"), ("产品组", "产品组编码", "品类", "存货分类", "产品线", "商品分类", "物料组", "product group", "category", "categoryid", "material group")),
        Field("group_name", "text", N_("Product group name"), ("产品组名称", "品类名称", "分类名称", "category name", "categoryname")),
        Field("specification", "text", N_("Specification"), ("规格", "规格型号", "包装规格", "specification", "quantityperunit", "size")),
        Field("base_unit", "text", N_("Base unit"), ("基本单位", "计量单位", "主计量单位", "单位", "最小单位", "unit", "base unit", "uom")),
        Field("pack_factor", "number", N_("Base units per case"), ("件装量", "箱规", "装箱数", "件包装数量", "每件数量", "case pack", "units per case")),
        Field("temperature_class", "text", N_("Temperature class"), ("储存条件", "温层", "贮藏条件", "temperature class", "storage")),
        Field("list_price", "price", N_("List price"), ("标准价", "目录价", "出厂价", "供货价", "list price", "unitprice", "unit price", "listprice")),
        Field("must_stock", "flag", N_("Must be in stock"), ("必备品", "是否必备", "必备目录", "must stock", "core item")),
    ),
    key=("product_code",),
    key_needs=("product_code",),
    master="product",
    words=("产品", "商品", "存货档案", "物料", "products", "items"),
    signature=("product_code", "name", "base_unit"),
)  # fmt: skip

AREA_ROW: Final = Feed(
    id="area_row",
    title=N_("Areas"),
    fields=(
        Field("area_code", "code", N_("Area code"), ("行政区划代码", "区划代码", "地区编码", "区域编码", "area code", "code", "areacode"), required=True),
        Field("name", "text", N_("Name"), ("行政区划名称", "区划名称", "地区名称", "区域名称", "地区", "area name", "area", "name"), required=True),
        Field("parent_code", "code", N_("Parent area code"), ("上级代码", "上级区划代码", "上级编码", "所属城市代码", "parent code", "citycode", "parent")),
    ),
    key=("area_code",),
    key_needs=("area_code",),
    master="area",
    words=("区划", "地区", "行政区", "areas", "regions"),
    signature=("area_code", "name"),
)  # fmt: skip

FEEDS: Final = (PRODUCT_ROW, AREA_ROW)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
