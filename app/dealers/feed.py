"""The feeds of parties: dealers with tier and parent, terminals, suppliers, carriers; what each may do."""

from typing import Final

from app.catalog.terms import SELLING_ENTITY
from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PARTY, PRODUCT

ROLES: Final = (
    ("dealer", ("dealer", "customer", "distributor", "reseller", "经销商", "客户", "商业公司", "代理商")),
    ("terminal", ("terminal", "outlet", "store", "终端", "医院", "药店", "门店", "诊所")),
    ("supplier", ("supplier", "vendor", "供应商", "厂家", "制造商")),
    ("carrier", ("carrier", "承运商", "物流公司", "运输公司", "快递")),
)  # fmt: skip
TIERS: Final = (
    ("province", ("province", "省级", "省级经销商", "一级", "一级商", "一级经销商")),
    ("city", ("city", "市级", "市级经销商", "地市级", "二级", "二级商")),
    ("county", ("county", "县级", "县级经销商", "三级", "三级商")),
)

PARTY_ROW: Final = Feed(
    id="party_row",
    title=N_("Dealers and other parties"),
    fields=(
        Field("party_code", "code", N_("Party code"), (*PARTY, "终端编码", "承运商编码", "供应商编码", "往来单位编码", "code", "supplierid", "shipperid", "businessentityid"), required=True),
        Field("name", "text", N_("Name"), ("经销商名称", "客户名称", "终端名称", "供应商名称", "承运商名称", "往来单位名称", "单位名称", "名称", "company name", "companyname", "name", "vendor", "customer name")),
        Field("role", "choice", N_("Role"), ("往来类型", "单位类型", "角色", "客户分类", "role", "party type"), choices=ROLES),
        Field("tier", "choice", N_("Tier"), ("经销商级别", "层级", "级别", "客户级别", "渠道层级", "tier", "level"), choices=TIERS),
        Field("parent_code", "code", N_("Parent dealer code"), ("上级经销商编码", "上级编码", "上级经销商", "供货上级", "parent code", "parent")),
        Field("area_code", "code", N_("Area code"), ("行政区划代码", "区划代码", "地区编码", "所在地区编码", "area code", "region code")),
        Field("area_name", "text", N_("Area name"), ("所在城市", "城市", "地区", "地市", "area", "region", "city", "country")),
        Field("uscc", "code", N_("Unified social credit code"), ("统一社会信用代码", "社会信用代码", "信用代码", "税号", "uscc", "tax id")),
        Field("owner_group", "text", N_("Controlling group"), ("实际控制人", "实控人", "所属集团", "集团", "controlling group", "group")),
        Field("manager", "text", N_("Responsible manager"), ("城市经理", "区域经理", "业务员", "责任人", "销售代表", "manager", "sales rep", "employeeid")),
        Field("office", "text", N_("Office"), ("办事处", "所属办事处", "大区", "office", "branch")),
        Field("payment_days", "number", N_("Payment term in days"), ("账期天数", "账期", "信用天数", "付款天数", "payment days", "credit days", "terms")),
        Field("credit_limit", "amount", N_("Credit limit"), ("信用额度", "授信额度", "额度", "credit limit")),
        Field("party_class", "text", N_("Class"), ("客户等级", "终端级别", "终端分类", "医院等级", "class")),
        Field("entity", "text", N_("Selling entity"), SELLING_ENTITY.words),
        Field("sell_out_from", "day", N_("Owes sell-out since"), ("流向上报起始日", "流向上报日期", "流向起报日", "sell-out since")),
        Field("stock_from", "day", N_("Owes stock lists since"), ("库存上报起始日", "库存上报日期", "库存起报日", "stock lists since")),
    ),
    key=("party_code",),
    key_needs=("party_code",),
    master="party",
    words=("经销商", "客户档案", "终端", "供应商", "承运商", "customers", "dealers", "suppliers", "vendors", "shippers", "parties"),
    signature=("party_code", "name"),
)  # fmt: skip

ASSIGNMENT_ROW: Final = Feed(
    id="assignment_row",
    title=N_("Who is responsible for a dealer"),
    fields=(
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("from", "day", N_("Valid from"), ("生效日期", "开始日期", "起始日期", "valid from", "from"), required=True),
        Field("manager", "text", N_("Responsible manager"), ("城市经理", "区域经理", "责任人", "业务员", "manager", "sales rep")),
        Field("office", "text", N_("Office"), ("办事处", "所属办事处", "大区", "office", "branch")),
        Field("entity", "text", N_("Selling entity"), SELLING_ENTITY.words),
        Field("owner_group", "text", N_("Controlling group"), ("实际控制人", "实控人", "所属集团", "集团", "controlling group")),
        Field("predecessor_code", "code", N_("Takes over from"), ("承接原客户编码", "承接自", "原客户编码", "前身编码", "predecessor", "takes over from"), ref="party"),
    ),
    key=("party_code", "from"),
    key_needs=("party_code", "from"),
    master="assignment",
    words=("架构", "归属", "责任人", "换户头", "assignments"),
    signature=("party_code", "from", "office"),
)  # fmt: skip

LICENCE_ROW: Final = Feed(
    id="licence_row",
    title=N_("Licences of dealers"),
    fields=(
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("licence_type", "text", N_("Type of licence"), ("证照类型", "证照名称", "资质类型", "证件类型", "licence type", "license type"), required=True),
        Field("number", "code", N_("Licence number"), ("证号", "证照编号", "许可证号", "许可证编号", "licence no", "license number"), required=True),
        Field("issuer", "text", N_("Issued by"), ("发证机关", "发证部门", "颁发机构", "issuer", "issued by")),
        Field("goods_scope", "text", N_("Classes of goods covered"), ("经营范围", "许可范围", "scope")),
        Field("from", "day", N_("Valid from"), ("发证日期", "生效日期", "有效期起", "签发日期", "valid from", "from")),
        Field("to", "day", N_("Valid until"), ("有效期至", "有效期止", "失效日期", "到期日期", "valid until", "to")),
    ),
    key=("party_code", "number", "from"),
    key_needs=("party_code", "number"),
    master="licence",
    words=("证照", "许可证", "资质", "licences", "licenses"),
    signature=("licence_type", "number", "to"),
)  # fmt: skip

PERMIT_ROW: Final = Feed(
    id="permit_row",
    title=N_("Permits to sell elsewhere"),
    fields=(
        Field("number", "code", N_("Permit number"), ("审批单号", "批件号", "许可编号", "permit no"), required=True),
        Field("party_code", "code", N_("Dealer code"), ("调出客户编码", "调出方编码", "调出经销商编码", *PARTY), required=True, ref="party"),
        Field("counterparty_code", "code", N_("Counterparty code"), ("调入客户编码", "调入方编码", "调入经销商编码", "counterparty code"), ref="party"),
        Field("area_code", "code", N_("Area code"), ("调入地区编码", "调入区划代码", "行政区划代码", "area code")),
        Field("product_code", "code", N_("Product code"), PRODUCT, ref="product"),
        Field("lot", "code", N_("Lot"), ("批号", "lot")),
        Field("quantity", "quantity", N_("Quantity"), ("批准数量", "数量", "quantity"), positive=True),
        Field("from", "day", N_("Valid from"), ("批准日期", "生效日期", "有效期起", "valid from", "from"), required=True),
        Field("to", "day", N_("Valid until"), ("有效期至", "有效期止", "失效日期", "valid until", "to")),
    ),
    key=("number", "product_code", "lot"),
    key_needs=("number",),
    master="permit",
    words=("跨区", "调拨审批", "permits"),
    signature=("number", "party_code", "counterparty_code"),
)  # fmt: skip

FEEDS: Final = (PARTY_ROW, ASSIGNMENT_ROW, LICENCE_ROW, PERMIT_ROW)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
