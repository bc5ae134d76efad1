"""Feeds of master data about goods and places: products and areas."""

from typing import Final

from app.catalog.terms import UNIT
from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PARTY, PRODUCT

_FROM: Final = ("生效日期", "开始日期", "起始日期", "valid from", "from")
PRICE: Final = ("标准价", "目录价", "出厂价", "供货价", "list price", "unitprice", "unit price", "listprice")

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
        Field("list_price", "price", N_("List price"), PRICE),
        Field("must_stock", "flag", N_("Must be in stock"), ("必备品", "是否必备", "必备目录", "must stock", "core item")),
        Field("report_unit", "text", N_("Unit of reports"), ("报表单位", "折算单位", "统计单位", "report unit")),
        Field("goods_class", "text", N_("Class of goods"), ("商品类别", "经营类别", "药品类别", "goods class", "class of goods")),
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

UNIT_ROW: Final = Feed(
    id="unit_row",
    title=N_("Units of products"),
    fields=(
        Field("product_code", "code", N_("Product code"), PRODUCT, required=True, ref="product"),
        Field("unit", "text", N_("Unit"), UNIT.words, required=True),
        Field("factor", "quantity", N_("Base units in it"), ("换算率", "换算系数", "折算系数", "包装数", "factor", "conversion"), required=True, positive=True),
        Field("from", "day", N_("Valid from"), _FROM),
    ),
    key=("product_code", "unit", "from"),
    key_needs=("product_code", "unit"),
    master="unit",
    words=("单位换算", "计量单位", "包装换算", "units", "conversions"),
    signature=("product_code", "unit", "factor"),
)  # fmt: skip

PRICE_ROW: Final = Feed(
    id="price_row",
    title=N_("Prices of products"),
    fields=(
        Field("product_code", "code", N_("Product code"), PRODUCT, required=True, ref="product"),
        Field("list_price", "price", N_("List price"), PRICE, required=True),
        Field("from", "day", N_("Valid from"), (*_FROM, "执行日期", "调价日期")),
    ),
    key=("product_code", "from"),
    key_needs=("product_code",),
    master="price",
    words=("价目表", "价格表", "调价通知", "price list", "prices"),
    signature=("product_code", "list_price", "from"),
)  # fmt: skip

LANE_ROW: Final = Feed(
    id="lane_row",
    title=N_("Lead times of lanes"),
    fields=(
        Field("lane", "code", N_("Lane"), ("线路", "运输线路", "线路编码", "lane", "route"), required=True),
        Field("name", "text", N_("Name"), ("线路名称", "名称", "lane name", "name")),
        Field("area_code", "code", N_("Destination area"), ("到达地区编码", "目的地区划代码", "行政区划代码", "destination area", "area code")),
        Field("days", "number", N_("Standard days"), ("标准时效", "标准时效(天)", "时效天数", "承诺天数", "T+N", "lead time", "days"), required=True),
        Field("from", "day", N_("Valid from"), _FROM),
    ),
    key=("lane", "area_code", "from"),
    key_needs=("lane",),
    master="lane",
    words=("线路时效", "标准时效", "时效表", "lanes", "lead times"),
    signature=("lane", "days"),
)  # fmt: skip

MUST_STOCK_ROW: Final = Feed(
    id="must_stock_row",
    title=N_("Products that must be in stock"),
    fields=(
        Field("product_code", "code", N_("Product code"), PRODUCT, required=True, ref="product"),
        Field("tier", "choice", N_("Tier"), ("经销商级别", "层级", "级别", "tier", "level"),
              choices=(("province", ("province", "省级")), ("city", ("city", "市级")), ("county", ("county", "县级")))),
        Field("party_code", "code", N_("Dealer code"), PARTY, ref="party"),
        Field("from", "day", N_("Valid from"), _FROM),
        Field("to", "day", N_("Valid until"), ("失效日期", "截止日期", "结束日期", "valid until", "to")),
    ),
    key=("product_code", "tier", "party_code", "from"),
    key_needs=("product_code",),
    master="must_stock",
    words=("必备品", "必备目录", "must stock"),
    signature=("product_code", "tier"),
)  # fmt: skip

FEEDS: Final = (PRODUCT_ROW, AREA_ROW, UNIT_ROW, LANE_ROW, MUST_STOCK_ROW, PRICE_ROW)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
