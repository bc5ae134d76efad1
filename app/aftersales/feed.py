"""Feeds of after-sales: goods returned and complaints."""

from typing import Final

from app.catalog.terms import SELLING_ENTITY, TAX, UNIT
from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import ORDER_NO, PARTY, PRODUCT

GOODS_RETURN: Final = Feed(
    id="goods_return",
    title=N_("Returns"),
    fields=(
        Field("return_no", "code", N_("Return number"), ("退货单号", "退单号", "退货编号", "return no", "rma"), required=True),
        Field("line_no", "code", N_("Line number"), ("行号", "序号", "line no")),
        Field("order_no", "code", N_("Order number"), ("原订单号", *ORDER_NO)),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("product_code", "code", N_("Product code"), PRODUCT, ref="product"),
        Field("returned", "day", N_("Returned on"), ("退货日期", "退回日期", "入库日期", "return date", "returned on"), required=True),
        Field("quantity", "quantity", N_("Quantity"), ("退货数量", "数量", "quantity", "qty")),
        Field("amount", "amount", N_("Amount"), ("退货金额", "不含税退货金额", "金额", "amount")),
        Field("reason", "text", N_("Reason"), ("退货原因", "原因", "reason")),
        Field("kind", "choice", N_("Kind"), ("退货类型", "类型", "kind", "type"),
              choices=(("expiry", ("expiry", "效期退货", "近效期", "效期", "过期")), ("quality", ("quality", "质量退货", "质量", "破损")), ("exchange", ("exchange", "换货")), ("other", ("other", "其他", "滞销", "商务退货")))),
        UNIT,
        *TAX,
        SELLING_ENTITY,
    ),
    key=("return_no", "line_no", "product_code"),
    key_needs=("return_no",),
    scope_on="returned_on",
    scope_party="party_code",
    date_indices=("returned_on",),
    words=("退货", "退回", "returns"),
    signature=("return_no", "returned"),
)  # fmt: skip

COMPLAINT: Final = Feed(
    id="complaint",
    title=N_("Complaints"),
    fields=(
        Field("complaint_no", "code", N_("Complaint number"), ("投诉单号", "客诉编号", "投诉编号", "complaint no", "case no", "ticket"), required=True),
        Field("order_no", "code", N_("Order number"), ("关联订单号", *ORDER_NO)),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("product_code", "code", N_("Product code"), PRODUCT, ref="product"),
        Field("received", "day", N_("Received on"), ("投诉日期", "受理日期", "登记日期", "complaint date", "received on", "opened"), required=True),
        Field("closed", "day", N_("Closed on"), ("结案日期", "关闭日期", "处理完成日期", "closed on", "closed")),
        Field("kind", "text", N_("Kind"), ("投诉类型", "客诉类型", "类型", "kind", "category")),
    ),
    key=("complaint_no",),
    key_needs=("complaint_no",),
    scope_on="received_on",
    scope_party="party_code",
    date_indices=("received_on",),
    spans=(("received_on", "closed_on"),),
    words=("投诉", "客诉", "complaints"),
    signature=("complaint_no", "received"),
)  # fmt: skip

FEEDS: Final = (GOODS_RETURN, COMPLAINT)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
