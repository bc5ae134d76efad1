"""Feeds of finance: receivables as open items of a day, invoices, receipts (回款), claims of display fees (陈列费)."""

from typing import Final

from app.catalog.terms import LINE_TYPE, SELLING_ENTITY, TAX, UNIT
from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import ORDER_NO, PARTY, PRODUCT

_CURRENCY: Final = ("币种", "货币", "币别", "currency")
INVOICE_KINDS: Final = (
    ("blue", ("blue", "蓝字", "蓝字发票", "正数", "invoice")),
    ("red", ("red", "红字", "红字发票", "负数", "红冲", "credit note")),
)
RECEIPT_FORMS: Final = (
    ("transfer", ("transfer", "电汇", "汇款", "转账", "银行转账", "现金", "网银", "wire", "cash", "bank transfer")),
    ("bank_note", ("bank_note", "银承", "银行承兑", "银行承兑汇票", "电子银承", "banker's acceptance")),
    ("trade_note", ("trade_note", "商承", "商业承兑", "商业承兑汇票", "commercial acceptance")),
    ("rebate", ("rebate", "返利抵款", "返利抵扣", "返利", "rebate offset")),
)
"""回款形式: money, notes that fall due later, and rebates set off, which bring no money."""
_INVOICE_NO: Final = ("发票号", "发票号码", "发票编号", "invoice no", "invoice number")

RECEIVABLE: Final = Feed(
    id="receivable",
    title=N_("Receivables"),
    fields=(
        Field("as_of", "day", N_("As of"), ("截止日期", "账龄日期", "统计日期", "对账日期", "as of", "as of date"), required=True),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("document_no", "code", N_("Document number"), ("发票号", "应收单号", "单据号", "单据编号", "发票号码", "document no", "invoice no", "invoice number"), required=True),
        Field("invoiced", "day", N_("Invoiced"), ("开票日期", "发票日期", "立账日期", "单据日期", "invoice date")),
        Field("due", "day", N_("Due on"), ("到期日", "到期日期", "应收到期日", "付款到期日", "due date", "due on")),
        Field("amount", "amount", N_("Open amount"), ("未收金额", "应收余额", "欠款余额", "未核销金额", "余额", "欠款金额", "open amount", "balance", "outstanding"), required=True),
        Field("currency", "code", N_("Currency"), _CURRENCY),
        SELLING_ENTITY,
    ),
    key=("as_of", "document_no"),
    key_needs=("as_of", "document_no"),
    scope_on="as_of_on",
    scope_party="party_code",
    date_indices=("as_of_on",),
    words=("应收", "账龄", "欠款", "receivable", "open items", "aging"),
    signature=("as_of", "due", "amount"),
)  # fmt: skip

INVOICE: Final = Feed(
    id="invoice",
    title=N_("Invoices"),
    fields=(
        Field("invoice_no", "code", N_("Invoice number"), _INVOICE_NO, required=True),
        Field("line_no", "code", N_("Line number"), ("行号", "发票行号", "序号", "line no", "line number")),
        Field("kind", "choice", N_("Blue or red"), ("发票类型", "红蓝标识", "红蓝字", "蓝字/红字", "invoice kind"), choices=INVOICE_KINDS),
        Field("order_no", "code", N_("Order number"), ORDER_NO),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("product_code", "code", N_("Product code"), PRODUCT, ref="product"),
        Field("invoiced", "day", N_("Invoiced"), ("开票日期", "发票日期", "invoice date", "invoiced on"), required=True),
        Field("due", "day", N_("Due on"), ("到期日", "到期日期", "应收到期日", "付款到期日", "due date", "due on")),
        Field("quantity", "quantity", N_("Quantity"), ("开票数量", "数量", "quantity", "qty")),
        UNIT,
        Field("amount", "amount", N_("Net amount"), ("不含税金额", "无税金额", "未税金额", "金额", "net amount", "amount")),
        *TAX,
        LINE_TYPE,
        SELLING_ENTITY,
        Field("currency", "code", N_("Currency"), _CURRENCY),
        Field("ref_no", "code", N_("Document referred to"), ("对应蓝字发票", "原发票号", "退货单号", "关联单号", "reference no")),
    ),
    key=("invoice_no", "line_no", "product_code"),
    key_needs=("invoice_no",),
    scope_on="invoiced_on",
    scope_party="party_code",
    date_indices=("invoiced_on",),
    spans=(("invoiced_on", "due_on"),),
    words=("发票", "开票", "invoices", "invoice"),
    signature=("invoice_no", "invoiced", "gross_amount"),
)  # fmt: skip

RECEIPT: Final = Feed(
    id="receipt",
    title=N_("Receipts"),
    fields=(
        Field("receipt_no", "code", N_("Receipt number"), ("收款单号", "回款单号", "单据编号", "单据号", "receipt no", "payment no"), required=True),
        Field("line_no", "code", N_("Line number"), ("行号", "序号", "line no")),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("received", "day", N_("Received on"), ("收款日期", "回款日期", "到账日期", "入账日期", "日期", "receipt date", "received on"), required=True),
        Field("form", "choice", N_("Form of payment"), ("收款方式", "回款方式", "结算方式", "付款方式", "payment method", "form"), choices=RECEIPT_FORMS),
        Field("matures", "day", N_("Matures on"), ("票据到期日", "承兑到期日", "汇票到期日", "到期日", "maturity date", "matures on")),
        Field("amount", "amount", N_("Amount received"), ("收款金额", "回款金额", "到账金额", "金额", "amount", "amount received"), required=True),
        Field("invoice_no", "code", N_("Invoice settled"), ("核销发票号", "对应发票", *_INVOICE_NO)),
        SELLING_ENTITY,
        Field("currency", "code", N_("Currency"), _CURRENCY),
    ),
    key=("receipt_no", "line_no", "invoice_no"),
    key_needs=("receipt_no",),
    scope_on="received_on",
    scope_party="party_code",
    date_indices=("received_on",),
    words=("回款", "收款", "receipts", "payments"),
    signature=("receipt_no", "received", "form"),
)  # fmt: skip

DISPLAY_FEE: Final = Feed(
    id="display_fee",
    title=N_("Claims of display fees"),
    fields=(
        Field("claim_no", "code", N_("Claim number"), ("核销单号", "费用单号", "申请单号", "claim no", "claim number")),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("month", "month", N_("Month"), ("活动月份", "费用月份", "核销月份", "月份", "month"), required=True),
        Field("outlet_code", "code", N_("Shop code"), ("门店编码", "终端编码", "outlet code", "shop code")),
        Field("outlet_name", "text", N_("Shop"), ("门店名称", "门店", "终端名称", "outlet", "shop"), required=True),
        Field("kind", "choice", N_("Display or control"), ("门店类型", "是否陈列", "陈列/对照", "display or control"),
              choices=(("display", ("display", "陈列", "陈列门店", "活动门店", "是")), ("control", ("control", "对照", "对照门店", "未陈列", "否")))),
        Field("amount", "amount", N_("Fee claimed"), ("陈列费", "核销金额", "费用金额", "fee", "fee claimed")),
        Field("sales_before", "amount", N_("Sales before the display"), ("活动前销售", "活动前销售额", "基期销售额", "sales before")),
        Field("sales_during", "amount", N_("Sales during the display"), ("活动期销售", "活动期销售额", "活动期间销售额", "sales during")),
        Field("photo", "text", N_("Hash of the photo"), ("照片SHA256", "照片哈希", "照片指纹", "photo sha256", "photo hash")),
    ),
    key=("party_code", "month", "kind", "outlet_code", "outlet_name"),
    key_needs=("party_code", "month", "outlet_name"),
    scope_on="month_on",
    scope_party="party_code",
    date_indices=("month_on",),
    words=("陈列费", "陈列", "费用核销", "display fee", "display"),
    signature=("outlet_name", "amount", "photo"),
)  # fmt: skip

FEEDS: Final = (RECEIVABLE, INVOICE, RECEIPT, DISPLAY_FEE)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
