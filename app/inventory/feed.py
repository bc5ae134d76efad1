"""The feed of stock lists: our warehouses' and the dealers'."""

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
        Field("quantity", "quantity", N_("Quantity"), ("库存数量", "结存数量", "期末库存", "现存量", "数量", "可用数量", "quantity", "on hand", "qty", "unitsinstock", "stock"), required=True),
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

FEEDS: Final = (STOCK,)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
