"""Feeds of the ERP and the TMS: order heads, order lines, shipments."""

from typing import Final

from app.catalog.terms import LINE_TYPE, SELLING_ENTITY, TAX, UNIT
from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import ORDER_NO, PARTY, PRODUCT

STATUSES: Final = (
    ("open", ("open", "pending", "draft", "submitted", "reviewed", "approved", "released", "已下单", "已审核", "已提交", "待发货", "未发货", "未关闭", "执行中", "审核", "部分发货", "backordered")),
    ("shipped", ("shipped", "in transit", "已发货", "在途", "运输中", "已出库", "发货")),
    ("delivered", ("delivered", "received", "signed", "已签收", "已送达", "已收货", "已到货", "签收")),
    ("closed", ("closed", "complete", "completed", "done", "invoiced", "已关闭", "已完成", "完结", "关闭", "完成", "已开票")),
    ("returned", ("returned", "已退货", "退货")),
    ("cancelled", ("cancelled", "canceled", "rejected", "void", "已取消", "取消", "作废", "已作废", "撤单", "已撤单")),
)  # fmt: skip

_ORDERED: Final = ("下单日期", "订单日期", "单据日期", "制单日期", "下单时间", "订单时间", "开单日期", "ordered", "order date", "orderdate", "date ordered", "po date", "doc date", "PO Sent to Vendor Date")  # fmt: skip
_RECEIVED: Final = (
    "接单时间",
    "收单时间",
    "接收时间",
    "到单时间",
    "订单接收时间",
    "提交时间",
    "received at",
    "date received",
)
_REVIEWED: Final = (
    "审核时间",
    "审核日期",
    "审单时间",
    "订单审核时间",
    "reviewed",
    "approved at",
    "approval date",
    "review date",
)
_CORRECTED: Final = ("更正时间", "改单时间", "修改时间", "订单更正时间", "corrected", "changed at")
_FIRST: Final = ("首次承诺日", "首次承诺日期", "承诺交期", "承诺到货日", "承诺日期", "要求到货日", "要求到货日期", "要求交货日期", "计划到货日期", "交货日期", "预计到货日", "required date", "requireddate", "due date", "duedate", "promised date", "promised", "scheduled delivery date", "requested delivery date", "need by")  # fmt: skip
_LAST: Final = (
    "最新承诺日",
    "最新承诺日期",
    "最终承诺日",
    "末次承诺日",
    "变更后交期",
    "confirmed date",
    "last promised date",
)
_SHIPPED: Final = ("发货日期", "发货时间", "出库日期", "出库时间", "实际发货日期", "过账日期", "ship date", "shipdate", "shipped date", "shippeddate", "shipped", "dispatch date", "goods issue date")  # fmt: skip
_DELIVERED: Final = ("送达日期", "到货日期", "送达时间", "到货时间", "实际到货日期", "实际送达时间", "delivered date", "delivery date", "delivered", "delivered to client date", "arrival date")  # fmt: skip
_SIGNED: Final = (
    "签收日期",
    "签收时间",
    "回单日期",
    "签收",
    "signed",
    "pod date",
    "proof of delivery",
    "delivery recorded date",
)
_INVOICED: Final = ("开票日期", "发票日期", "invoice date", "billing date", "invoiced")
_DOCUMENTS: Final = (
    "单据齐全",
    "随货单据完整",
    "单证齐全",
    "随货同行单",
    "documents ok",
    "paperwork ok",
    "documents complete",
)
_CONDITION: Final = ("货物完好", "货品完好", "外观完好", "完好", "condition ok", "undamaged", "condition")
_CURRENCY: Final = ("币种", "货币", "币别", "currency", "currency code")
_STATUS: Final = ("订单状态", "单据状态", "状态", "行状态", "status", "order status")


_SELLER: Final = ("供货方编码", "销售方编码", "卖方编码", "供货单位编码", "seller code", "seller", "supplied by")
_REF: Final = ("关联单号", "原单号", "退货单号", "来源单号", "reference no", "return no")


def _moments() -> tuple[Field, ...]:
    """The stations of an order, in the order in which they happen."""
    return (
        Field("ordered", "moment", N_("Ordered"), _ORDERED),
        Field("received", "moment", N_("Order received"), _RECEIVED),
        Field("reviewed", "moment", N_("Reviewed"), _REVIEWED),
        Field("corrected", "moment", N_("Corrected after review"), _CORRECTED),
        Field("promised_first", "day", N_("First promised date"), _FIRST),
        Field("promised_last", "day", N_("Last promised date"), _LAST),
        Field("shipped", "moment", N_("Shipped"), _SHIPPED),
        Field("delivered", "moment", N_("Delivered"), _DELIVERED, also="signed"),
        Field("signed", "moment", N_("Signed for"), _SIGNED),
        Field("invoiced", "day", N_("Invoiced"), _INVOICED),
        Field("documents_ok", "flag", N_("Documents right"), _DOCUMENTS),
        Field("condition_ok", "flag", N_("Condition good"), _CONDITION),
    )


_SPANS: Final = (("ordered_on", "shipped_on"), ("ordered_on", "delivered_on"), ("shipped_on", "delivered_on"))

ORDER_HEAD: Final = Feed(
    id="order_head",
    title=N_("Order headers"),
    fields=(
        Field("order_no", "code", N_("Order number"), ORDER_NO, required=True),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        *_moments(),
        Field("amount", "amount", N_("Order amount"), ("订单金额", "订单总额", "整单金额", "合计金额", "总金额", "订单不含税金额", "order total", "subtotal", "order amount", "total due")),
        Field("currency", "code", N_("Currency"), _CURRENCY),
        Field("status", "choice", N_("Status"), _STATUS, choices=STATUSES),
        # new fields stand at the end: bit i of ``estimated`` means field i in workspaces that exist
        Field("seller_code", "code", N_("Seller code"), _SELLER, ref="party"),
        SELLING_ENTITY,
    ),
    identity=("order_no",),
    key=("order_no",),
    key_needs=("order_no",),
    scope_on="ordered_on",
    scope_party="party_code",
    date_indices=("ordered_on",),
    spans=_SPANS,
    words=("订单头", "订单表头", "销售订单", "orders", "order header", "header"),
    signature=("order_no", "ordered", "party_code"),
)  # fmt: skip

ORDER_LINE: Final = Feed(
    id="order_line",
    title=N_("Order line items"),
    fields=(
        Field("order_no", "code", N_("Order number"), ORDER_NO, required=True),
        Field("line_no", "code", N_("Line number"), ("行号", "订单行号", "行项目", "分录号", "序号", "明细行号", "line no", "line number", "line", "salesorderlinenumber", "purchaseorderdetailid", "item", "id")),
        Field("party_code", "code", N_("Dealer code"), PARTY, ref="party"),
        Field("product_code", "code", N_("Product code"), PRODUCT, required=True, ref="product"),
        *_moments(),
        Field("ordered_quantity", "quantity", N_("Quantity ordered"), ("订货数量", "订单数量", "订购数量", "下单数量", "数量", "order qty", "orderqty", "quantity", "order quantity", "orderquantity", "line item quantity", "qty", "qty ordered"), positive=True),
        Field("shipped_quantity", "quantity", N_("Quantity shipped"), ("实发数量", "发货数量", "出库数量", "已发数量", "shipped qty", "quantity shipped", "shippedqty", "receivedqty", "received qty")),
        Field("accepted_quantity", "quantity", N_("Quantity accepted"), ("签收数量", "验收数量", "收货数量", "实收数量", "accepted qty", "quantity accepted", "stockedqty", "stocked qty")),
        Field("rejected_quantity", "quantity", N_("Quantity rejected"), ("拒收数量", "拒收", "不合格数量", "rejected qty", "rejectedqty")),
        Field("price", "price", N_("Unit price"), ("单价", "不含税单价", "无税单价", "售价", "unit price", "unitprice", "price", "pack price"), positive=True),
        Field("amount", "amount", N_("Net amount"), ("不含税金额", "无税金额", "金额", "行金额", "销售金额", "净额", "未税金额", "line total", "linetotal", "net amount", "amount", "line amount", "salesamount", "sales amount", "line item value"), positive=True),
        Field("currency", "code", N_("Currency"), _CURRENCY),
        Field("status", "choice", N_("Status"), _STATUS, choices=STATUSES),
        LINE_TYPE,
        UNIT,
        *TAX,
        Field("seller_code", "code", N_("Seller code"), _SELLER, ref="party"),
        SELLING_ENTITY,
        Field("ref_no", "code", N_("Document referred to"), _REF),
    ),
    identity=("order_no", "line_key"),
    key=("order_no", "line_no"),
    key_needs=("order_no", "line_no"),
    scope_on="ordered_on",
    scope_party="party_code",
    date_indices=("ordered_on", "shipped_on", "delivered_on"),
    head="order_head",
    spans=_SPANS,
    words=("订单明细", "订单行", "销售明细", "出库明细", "order lines", "order details", "order detail", "detail", "sales"),
    signature=("order_no", "product_code", "ordered_quantity"),
)  # fmt: skip

SHIPMENT: Final = Feed(
    id="shipment",
    title=N_("Shipments"),
    fields=(
        Field("shipment_no", "code", N_("Shipment number"), ("运单号", "发货单号", "出库单号", "物流单号", "交货单号", "shipment no", "delivery note", "asn/dn #", "asn", "tracking number"), required=True),
        Field("order_no", "code", N_("Order number"), ORDER_NO),
        Field("line_no", "code", N_("Line number"), ("行号", "订单行号", "行项目", "line no", "line")),
        Field("party_code", "code", N_("Dealer code"), PARTY, ref="party"),
        Field("product_code", "code", N_("Product code"), PRODUCT, ref="product"),
        Field("lot", "code", N_("Lot"), ("批号", "生产批号", "批次号", "lot", "lot no", "batch no")),
        Field("expiry", "day", N_("Expiry date"), ("有效期至", "失效日期", "有效期", "效期", "到期日", "expiry", "expiry date", "expiration date")),
        Field("place_code", "code", N_("Place code"), ("发货仓库", "仓库编码", "仓库", "发货仓", "库房", "warehouse", "place", "fulfill via")),
        Field("carrier_code", "code", N_("Carrier code"), ("承运商编码", "承运商", "物流公司", "承运商代码", "carrier", "shipper", "shipvia", "ship method", "shipment mode")),
        Field("lane", "code", N_("Lane"), ("线路", "运输线路", "路线", "lane", "route")),
        Field("promised", "day", N_("Promised date"), ("承诺到货日", "要求到货日", "要求到货日期", "预计到货日", "计划到货日期", "promised date", "scheduled delivery date")),
        Field("shipped", "moment", N_("Shipped"), _SHIPPED),
        Field("delivered", "moment", N_("Delivered"), (*_DELIVERED, *_SIGNED)),
        Field("quantity", "quantity", N_("Quantity"), ("发货数量", "数量", "实发数量", "件数", "quantity", "qty")),
        UNIT,
    ),
    key=("shipment_no", "order_no", "line_no", "product_code", "lot"),
    key_needs=("shipment_no",),
    scope_on="shipped_on",
    scope_party="party_code",
    date_indices=("shipped_on",),
    spans=(("shipped_on", "delivered_on"),),
    words=("运单", "发运", "发货单", "物流", "shipments", "deliveries"),
    signature=("shipment_no", "carrier_code"),
)  # fmt: skip

FEEDS: Final = (ORDER_HEAD, ORDER_LINE, SHIPMENT)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
