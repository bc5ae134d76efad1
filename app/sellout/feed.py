"""The feed of what dealers sold on (流向): to terminals, to lower dealers, to consumers."""

from typing import Final

from app.catalog.terms import TAX, UNIT
from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PARTY, PRODUCT

SELLOUT: Final = Feed(
    id="sellout",
    title=N_("Sell-out records"),
    fields=(
        Field("party_code", "code", N_("Dealer code"), ("上报经销商编码", "经销商编码", "配送商编码", "供货单位编码", "出货方编码", *PARTY), required=True, ref="party"),
        Field("document_no", "code", N_("Document number"), ("流向单号", "销售单号", "出库单号", "单据号", "小票号", "document no", "invoice no")),
        Field("line_no", "code", N_("Line number"), ("行号", "序号", "line no")),
        Field("counterparty_code", "code", N_("Counterparty code"), ("终端编码", "下游客户编码", "收货单位编码", "购货单位编码", "客户编码", "counterparty code", "outlet code")),
        Field("counterparty_name", "text", N_("Counterparty name"), ("终端名称", "下游客户名称", "收货单位", "购货单位", "客户名称", "购货单位名称", "销往单位", "counterparty", "outlet name", "ship to name")),
        Field("counterparty_kind", "choice", N_("Counterparty kind"), ("客户类型", "终端类型", "下游类型", "客户性质", "counterparty type"),
              choices=(("terminal", ("terminal", "outlet", "终端", "医院", "药店", "连锁", "诊所", "商超", "门店", "单体药店", "连锁药店", "零售")), ("dealer", ("dealer", "经销商", "下级经销商", "二级商", "分销商", "分销", "商业", "县级经销商", "调拨")), ("consumer", ("consumer", "消费者", "个人")))),
        Field("product_code", "code", N_("Product code"), PRODUCT, required=True, ref="product"),
        Field("lot", "code", N_("Lot"), ("批号", "生产批号", "批次号", "lot", "lot no", "batch no")),
        Field("sold", "day", N_("Sold on"), ("销售日期", "出库日期", "流向日期", "业务日期", "日期", "sold on", "sale date", "date"), required=True),
        Field("quantity", "quantity", N_("Quantity"), ("销售数量", "出库数量", "数量", "quantity", "qty", "units"), required=True),
        Field("price", "price", N_("Unit price"), ("销售单价", "单价", "price", "unit price")),
        Field("amount", "amount", N_("Amount"), ("销售金额", "金额", "amount", "sales")),
        UNIT,
        *TAX,
        Field("counterparty_class", "text", N_("Counterparty class"), ("终端级别", "终端分类", "医院等级", "客户等级", "counterparty class", "outlet class")),
    ),
    key=("party_code", "document_no", "line_no", "product_code", "lot"),
    key_needs=("document_no",),
    scope_on="sold_on",
    scope_party="party_code",
    date_indices=("sold_on",),
    words=("流向", "纯销", "动销", "sell-out", "sellout", "pos"),
    signature=("party_code", "sold", "counterparty_name"),
)  # fmt: skip

FEEDS: Final = (SELLOUT,)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
