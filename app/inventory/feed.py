"""Feeds of warehouses, ours and the dealers': stock lists, and what changes stock beside buying and selling (库存异动)."""

from typing import Final

from app.catalog.terms import UNIT
from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PARTY, PRODUCT

STOCK: Final = Feed(
    id="stock",
    title=N_("Stock"),
    fields=(
        Field("as_of", "day", N_("As of"), ("库存日期", "盘点日期", "截止日期", "快照日期", "统计日期", "结存日期", "as of", "stock date", "snapshot date", "date"), required=True),
        Field("place_code", "code", N_("Place code"), ("仓库编码", "仓库", "库房", "仓库名称", "库位", "warehouse", "place", "location", "locationid"), required=True),
        Field("party_code", "code", N_("Dealer code"), PARTY, ref="party"),
        Field("product_code", "code", N_("Product code"), PRODUCT, required=True, ref="product"),
        Field("lot", "code", N_("Lot"), ("批号", "生产批号", "批次号", "lot", "lot no", "batch no", "bin")),
        Field("expiry", "day", N_("Expiry date"), ("有效期至", "失效日期", "有效期", "效期", "到期日", "expiry", "expiry date", "expiration date")),
        Field("quantity", "quantity", N_("Quantity"), ("库存数量", "结存数量", "期末库存", "现存量", "数量", "可用数量", "盘点数量", "实盘数量", "quantity", "on hand", "counted quantity", "qty", "unitsinstock", "stock"), required=True),
        Field("amount", "amount", N_("Amount"), ("库存金额", "结存金额", "金额", "amount", "stock value")),
        UNIT,
    ),
    key=("as_of", "place_code", "party_code", "product_code", "lot"),
    key_needs=("as_of", "place_code", "product_code"),
    scope_on="as_of_on",
    scope_party="place_code",
    date_indices=("as_of_on",),
    words=("库存", "结存", "stock", "inventory"),
    signature=("as_of", "place_code", "quantity"),
)  # fmt: skip

MOVE_KINDS: Final = (
    ("found", ("found", "盘盈", "盘盈入库", "报溢", "报溢入库", "overage", "count gain")),
    ("lost", ("lost", "盘亏", "盘亏出库", "报损", "报损出库", "报废", "报废出库", "破损", "损耗", "销毁", "报损盘亏", "shortage", "scrap", "write-off", "damage")),
    ("counted", ("counted", "盘点", "盘点差异", "盘点调整", "库存调整", "盘盈盘亏", "count difference", "adjustment")),
    ("moved_in", ("moved_in", "调入", "调拨入库", "移入", "移库入", "同行调入", "transfer in")),
    ("moved_out", ("moved_out", "调出", "调拨出库", "移出", "移库出", "同行调出", "transfer out")),
    ("free", ("free", "赠品", "赠品入库", "货补", "货补入库", "赠品/货补", "返利入库", "free goods", "free goods receipt")),
    ("sent_back", ("sent_back", "退厂", "退厂出库", "采购退货", "采购退货出库", "采退", "购进退出", "退供应商", "退供", "return to supplier")),
    ("came_back", ("came_back", "客户退回", "客户退货", "销售退回", "销售退货", "销售退货入库", "销退", "销退入库", "customer return")),
    ("bought", ("bought", "采购入库", "购进入库", "购进", "进货", "purchase", "purchase receipt")),
    ("sold", ("sold", "销售出库", "销售", "sale", "sales issue")),
)  # fmt: skip
"""What a movement is. The quantity is told without a sign but where counting differs either way (counted)."""
MOVE_KIND_TITLES: Final = {
    "found": N_("Found in counting"), "lost": N_("Lost or damaged"), "counted": N_("Counting difference"),
    "moved_in": N_("Moved in"), "moved_out": N_("Moved out"), "free": N_("Free goods"),
    "sent_back": N_("Sent back"), "came_back": N_("Back from customers"), "bought": N_("Bought"), "sold": N_("Sold"),
}  # fmt: skip

STOCK_MOVE: Final = Feed(
    id="stock_move",
    title=N_("Stock movements"),
    fields=(
        Field("moved", "day", N_("Moved on"), ("异动日期", "库存异动日期", "出入库日期", "发生日期", "调拨日期", "单据日期", "业务日期", "记账日期", "日期", "movement date", "posting date", "date"), required=True),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("document_no", "code", N_("Document number"), ("异动单号", "出入库单号", "库存单号", "调拨单号", "盘点单号", "报损单号", "单据编号", "单据号", "单号", "movement no", "document no", "transfer no")),
        Field("line_no", "code", N_("Line number"), ("行号", "序号", "明细行号", "line no", "line")),
        Field("kind", "choice", N_("Kind of movement"), ("异动类型", "库存异动类型", "出入库类型", "出入库类别", "收发类别", "单据类型", "业务类型", "movement type", "kind", "type"), required=True, choices=MOVE_KINDS),
        Field("product_code", "code", N_("Product code"), PRODUCT, required=True, ref="product"),
        Field("lot", "code", N_("Lot"), ("批号", "生产批号", "批次号", "lot", "lot no", "batch no")),
        Field("quantity", "quantity", N_("Quantity"), ("异动数量", "出入库数量", "调拨数量", "盘点差异数量", "差异数量", "数量", "movement quantity", "quantity", "qty"), required=True),
        UNIT,
        Field("amount", "amount", N_("Amount"), ("异动金额", "出入库金额", "成本金额", "金额", "amount", "value")),
        Field("place_code", "code", N_("Place code"), ("仓库编码", "仓库", "库房", "仓库名称", "warehouse", "place", "location")),
        Field("counterparty_code", "code", N_("Counterparty code"), ("对方编码", "对方单位编码", "往来单位编码", "调拨对方编码", "调入方编码", "调出方编码", "counterparty code")),
        Field("counterparty_name", "text", N_("Counterparty name"), ("对方单位", "对方名称", "往来单位", "往来单位名称", "调拨对方", "调入方", "调出方", "counterparty")),
        Field("ref_no", "code", N_("Document referred to"), ("关联单号", "原单号", "来源单号", "源单号", "reference no")),
        Field("reason", "text", N_("Reason"), ("异动原因", "原因", "摘要", "备注", "reason", "remark")),
    ),
    key=("party_code", "document_no", "line_no", "kind", "product_code", "lot"),
    key_needs=("document_no",),
    scope_on="moved_on",
    scope_party="party_code",
    date_indices=("moved_on",),
    words=("异动", "出入库", "收发", "调拨", "盘点", "报损", "stock movements", "movements"),
    signature=("moved", "kind", "quantity"),
)  # fmt: skip

FEEDS: Final = (STOCK, STOCK_MOVE)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
