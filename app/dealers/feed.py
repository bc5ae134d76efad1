"""The feeds of parties: dealers with tier and parent, terminals, suppliers, carriers; what each may do."""

from typing import Final

from app.catalog.terms import SELLING_ENTITY
from app.core.model import Record
from app.core.texts import N_
from app.dealers.model import (
    Assignment,
    BankAccount,
    Contact,
    Contract,
    ContractTarget,
    LedgerEntry,
    Licence,
    Permit,
    Territory,
)
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
        Field("manager", "text", N_("Manager"), ("城市经理", "区域经理", "业务员", "责任人", "销售代表", "manager", "sales rep", "employeeid")),
        Field("office", "text", N_("Office"), ("办事处", "所属办事处", "大区", "office", "branch")),
        Field("payment_days", "number", N_("Payment term in days"), ("账期天数", "账期", "信用天数", "付款天数", "payment days", "credit days", "terms")),
        Field("credit_limit", "amount", N_("Credit limit"), ("信用额度", "授信额度", "额度", "credit limit")),
        Field("party_class", "text", N_("Class"), ("客户等级", "终端级别", "终端分类", "医院等级", "class")),
        Field("entity", "text", N_("Selling entity"), SELLING_ENTITY.words),
        Field("sell_out_from", "day", N_("Owes sell-out since"), ("流向上报起始日", "流向上报日期", "流向起报日", "sell-out since")),
        Field("stock_from", "day", N_("Owes stock since"), ("库存上报起始日", "库存上报日期", "库存起报日", "stock lists since")),
        Field("party_type", "text", N_("Type of dealer"), ("经销商类型", "客户类型", "企业类型", "dealer type", "type of dealer")),
        Field("segment", "text", N_("Segment"), ("客户细分", "细分市场", "渠道类型", "segment")),
        Field("address", "text", N_("Address"), ("地址", "注册地址", "经营地址", "单位地址", "客户地址", "通讯地址", "详细地址", "仓库地址", "住所", "address", "street address", "registered address")),
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
        Field("manager", "text", N_("Manager"), ("城市经理", "区域经理", "责任人", "业务员", "manager", "sales rep")),
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
        Field("temperature_scope", "text", N_("Temperature classes covered"), ("温层范围", "储存条件范围", "温度范围", "温层", "temperature scope")),
        Field("review_months", "number", N_("Reviewed every (months)"), ("复审周期(月)", "复审周期", "审核周期", "review months")),
        Field("reviewed", "day", N_("Last reviewed on"), ("最近复审日期", "复审日期", "上次审核日期", "last reviewed", "reviewed on")),
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

CHANNELS: Final = (
    ("hospital", ("hospital", "医院", "等级医院", "医疗机构")),
    ("clinic", ("clinic", "基层", "基层医疗", "诊所", "卫生院")),
    ("pharmacy", ("pharmacy", "药店", "零售药店", "连锁", "连锁药店", "OTC")),
    ("retail", ("retail", "商超", "门店", "零售", "流通", "shop", "store")),
    ("online", ("online", "电商", "线上", "互联网", "e-commerce")),
    ("other", ("other", "其他")),
)  # fmt: skip
CONTRACT_KINDS: Final = (
    ("distribution", ("distribution", "经销", "经销合同", "经销协议", "代理")),
    ("framework", ("framework", "框架", "框架协议", "年度框架", "年度协议")),
    ("quality", ("quality", "质量", "质保协议", "质量保证协议")),
    ("other", ("other", "其他")),
)  # fmt: skip
CONTRACT_STATES: Final = (
    ("draft", ("draft", "草稿", "拟稿", "待签", "审批中")),
    ("valid", ("valid", "signed", "生效", "有效", "已签", "执行中")),
    ("suspended", ("suspended", "中止", "暂停")),
    ("ended", ("ended", "terminated", "终止", "解除", "作废")),
)  # fmt: skip
RENEWALS: Final = (
    ("none", ("none", "不续", "不自动续期", "到期终止")),
    ("auto", ("auto", "自动", "自动续期", "自动续约")),
    ("notice", ("notice", "协商", "书面续签", "协商续签", "通知续签")),
)  # fmt: skip
LEDGER_KINDS: Final = (
    ("deposit", ("deposit", "保证金", "履约保证金", "市场保证金")),
    ("pledge", ("pledge", "押金", "周转押金")),
    ("permanent", ("permanent", "permanent credit", "铺底", "铺底货款", "铺货")),
    ("asset", ("asset", "loaned asset", "借用资产", "投放设备", "冰柜", "资产")),
)  # fmt: skip
WAYS: Final = (
    ("in", ("in", "收", "收取", "缴纳", "缴存", "归还", "收回", "转入")),
    ("out", ("out", "付", "退", "退还", "发放", "借出", "投放", "转出")),
)  # fmt: skip
_SINCE: Final = ("生效日期", "开始日期", "起始日期", "有效期起", "valid from", "from")
_UNTIL: Final = ("失效日期", "结束日期", "截止日期", "终止日期", "有效期至", "有效期止", "valid until", "to")
_MAIN: Final = ("是否主要", "主要", "默认", "首选", "main", "default", "primary")
_GROUP: Final = ("产品组", "产品组编码", "品类", "产品线", "品种组", "product group", "category")
_CONTRACT_NO: Final = ("合同编号", "合同号", "协议编号", "协议号", "contract no", "contract number")
_OWNER: Final = Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party")

PARENT_ROW: Final = Feed(
    id="parent_row",
    title=N_("From whom dealers buy, since when"),
    fields=(
        _OWNER,
        Field("parent_code", "code", N_("Parent dealer code"), ("上级经销商编码", "上级编码", "上级经销商", "供货上级", "供货方编码", "parent code", "parent"), required=True, ref="party"),
        Field("from", "day", N_("Valid from"), _SINCE, required=True),
        Field("to", "day", N_("Valid until"), _UNTIL),
    ),
    key=("party_code", "from"),
    key_needs=("party_code", "from"),
    master="parent",
    words=("上下级", "供货关系", "supply relations"),
    signature=("party_code", "parent_code", "from"),
)  # fmt: skip

CONTACT_ROW: Final = Feed(
    id="contact_row",
    title=N_("Contacts of dealers"),
    fields=(
        _OWNER,
        Field("name", "text", N_("Full name"), ("联系人", "联系人姓名", "姓名", "contact", "contact name", "name"), required=True),
        Field("position", "text", N_("Position"), ("职务", "岗位", "职位", "position", "contact title", "job title")),
        Field("phone", "code", N_("Phone"), ("电话", "固定电话", "办公电话", "phone", "telephone"), personal=True),
        Field("mobile", "code", N_("Mobile"), ("手机", "手机号", "手机号码", "移动电话", "mobile"), personal=True),
        Field("email", "text", N_("E-mail"), ("邮箱", "电子邮箱", "email", "e-mail"), personal=True),
        Field("wechat", "code", N_("WeChat"), ("微信", "微信号", "wechat"), personal=True),
        Field("main", "flag", N_("Main contact"), ("是否主联系人", "主联系人", *_MAIN)),
        Field("from", "day", N_("Valid from"), _SINCE),
        Field("to", "day", N_("Valid until"), _UNTIL),
    ),
    key=("party_code", "name"),
    key_needs=("party_code", "name"),
    master="contact",
    words=("联系人", "通讯录", "contacts"),
    signature=("name", "mobile", "position"),
)  # fmt: skip

ACCOUNT_ROW: Final = Feed(
    id="account_row",
    title=N_("Bank accounts of dealers"),
    fields=(
        _OWNER,
        Field("bank", "text", N_("Bank"), ("开户行", "开户银行", "银行", "银行名称", "bank")),
        Field("account_no", "code", N_("Account number"), ("银行账号", "账号", "银行账户", "account no", "account number", "iban"), required=True, personal=True),
        Field("account_name", "text", N_("Account name"), ("户名", "账户名称", "开户名", "account name")),
        Field("main", "flag", N_("Main account"), ("是否主账户", "主账户", *_MAIN)),
        Field("from", "day", N_("Valid from"), _SINCE),
        Field("to", "day", N_("Valid until"), _UNTIL),
    ),
    key=("party_code", "account_no"),
    key_needs=("party_code", "account_no"),
    master="account",
    words=("银行账户", "开户行", "bank accounts"),
    signature=("bank", "account_no"),
)  # fmt: skip

TERRITORY_ROW: Final = Feed(
    id="territory_row",
    title=N_("Territories of dealers"),
    fields=(
        _OWNER,
        Field("area_code", "code", N_("Area code"), ("授权区域编码", "行政区划代码", "区划代码", "区域编码", "地区编码", "area code"), required=True),
        Field("group_code", "code", N_("Product group"), _GROUP),
        Field("channel", "choice", N_("Channel"), ("授权渠道", "渠道", "channel"), choices=CHANNELS),
        Field("exclusive", "flag", N_("Exclusive"), ("是否独家", "独家", "exclusive")),
        Field("from", "day", N_("Valid from"), ("授权起始日", *_SINCE)),
        Field("to", "day", N_("Valid until"), ("授权截止日", *_UNTIL)),
        Field("contract_no", "code", N_("Contract number"), _CONTRACT_NO),
    ),
    key=("party_code", "area_code", "group_code", "channel", "from"),
    key_needs=("party_code", "area_code"),
    master="territory",
    words=("授权区域", "经销区域", "区域授权", "territories"),
    signature=("area_code", "exclusive", "channel"),
)  # fmt: skip

CONTRACT_ROW: Final = Feed(
    id="contract_row",
    title=N_("Contracts with dealers"),
    fields=(
        _OWNER,
        Field("number", "code", N_("Contract number"), _CONTRACT_NO, required=True),
        Field("kind", "choice", N_("Kind of contract"), ("合同类型", "协议类型", "contract kind", "contract type"), choices=CONTRACT_KINDS),
        Field("state", "choice", N_("State"), ("合同状态", "状态", "state", "status"), choices=CONTRACT_STATES),
        Field("from", "day", N_("Valid from"), ("合同起始日", "合同开始日期", *_SINCE)),
        Field("to", "day", N_("Valid until"), ("合同到期日", "合同截止日", "合同结束日期", *_UNTIL)),
        Field("renewal", "choice", N_("Renewal"), ("续期方式", "续约方式", "续签方式", "renewal"), choices=RENEWALS),
        Field("notice_days", "number", N_("Days of notice"), ("提前通知天数", "通知期(天)", "提前通知(天)", "notice days")),
        Field("renewal_months", "number", N_("Months of a renewal"), ("续期月数", "renewal months")),
        Field("group_codes", "text", N_("Product groups covered"), ("授权产品组", "授权品类", "产品组", "product groups")),
        Field("note", "text", N_("Note"), ("备注", "note", "remark")),
        Field("stopped", "day", N_("Suspended or ended from"), ("中止/终止起始日", "终止生效日", "提前终止日", "提前终止日期", "合同解除日", "解除日期", "解约日期", "中止日期", "terminated on", "suspended from")),
    ),
    key=("party_code", "number"),
    key_needs=("party_code", "number"),
    master="contract",
    words=("合同台账", "经销合同", "合同", "contracts"),
    signature=("number", "renewal", "from"),
)  # fmt: skip

CONTRACT_TARGET_ROW: Final = Feed(
    id="contract_target_row",
    title=N_("Targets of contracts"),
    fields=(
        _OWNER,
        Field("number", "code", N_("Contract number"), _CONTRACT_NO, required=True),
        Field("group_code", "code", N_("Product group"), _GROUP),
        Field("from", "day", N_("From"), ("考核期起", *_SINCE), required=True),
        Field("to", "day", N_("Until"), ("考核期止", *_UNTIL), required=True),
        Field("amount", "amount", N_("Target amount"), ("合同指标", "合同任务", "年度任务", "指标金额", "任务额", "目标金额", "target amount"), required=True),
    ),
    key=("party_code", "number", "group_code", "from"),
    key_needs=("party_code", "number", "from"),
    master="contract_target",
    spans=(("from_on", "to_on"),),
    words=("合同指标", "合同任务", "contract targets"),
    signature=("number", "amount", "from"),
)  # fmt: skip

LEDGER_ROW: Final = Feed(
    id="ledger_row",
    title=N_("Deposits and loaned assets"),
    fields=(
        _OWNER,
        Field("kind", "choice", N_("Kind"), ("款项类型", "台账类型", "类型", "kind"), choices=LEDGER_KINDS, required=True),
        Field("way", "choice", N_("In or out"), ("收付方向", "收退", "方向", "in or out", "way"), choices=WAYS, required=True),
        Field("at", "day", N_("Day"), ("发生日期", "业务日期", "日期", "day", "date"), required=True),
        Field("amount", "amount", N_("Amount"), ("金额", "价值", "amount", "value"), required=True),
        Field("item", "text", N_("Asset"), ("资产名称", "设备名称", "资产编号", "asset", "item")),
        Field("quantity", "quantity", N_("Quantity"), ("数量", "台数", "quantity")),
        Field("document_no", "code", N_("Document"), ("单据号", "单据编号", "凭证号", "document no", "voucher no")),
        Field("note", "text", N_("Note"), ("备注", "摘要", "note", "remark")),
    ),
    key=("document_no", "item"),
    key_needs=("document_no",),
    master="ledger",
    words=("保证金", "押金", "铺底", "借用资产", "deposits", "loaned assets"),
    signature=("kind", "way", "amount"),
)  # fmt: skip

FEEDS: Final = (
    PARTY_ROW, ASSIGNMENT_ROW, LICENCE_ROW, PERMIT_ROW, PARENT_ROW, CONTACT_ROW, ACCOUNT_ROW, TERRITORY_ROW,
    CONTRACT_ROW, CONTRACT_TARGET_ROW, LEDGER_ROW,
)  # fmt: skip
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
ROW_RECORDS: Final[tuple[tuple[Feed, type[Record]], ...]] = (
    (ASSIGNMENT_ROW, Assignment), (LICENCE_ROW, Licence), (PERMIT_ROW, Permit), (CONTACT_ROW, Contact),
    (ACCOUNT_ROW, BankAccount), (TERRITORY_ROW, Territory), (CONTRACT_ROW, Contract),
    (CONTRACT_TARGET_ROW, ContractTarget), (LEDGER_ROW, LedgerEntry),
)  # fmt: skip
"""Feeds of which each row is a record of its own."""
