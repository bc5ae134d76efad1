"""The feed of receivables as open items of a day."""

from typing import Final

from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PARTY

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
        Field("currency", "code", N_("Currency"), ("币种", "货币", "币别", "currency")),
    ),
    key=("as_of", "document_no"),
    key_needs=("as_of", "document_no"),
    scope_on="as_of_on",
    scope_party="party_code",
    date_indices=("as_of_on",),
    words=("应收", "账龄", "欠款", "receivable", "open items", "aging"),
    signature=("as_of", "due", "amount"),
)  # fmt: skip

FEEDS: Final = (RECEIVABLE,)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
