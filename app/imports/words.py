"""Headers that several feeds share, Chinese and English, best first."""

from typing import Final

PARTY: Final = ("经销商编码", "客户编码", "客户编号", "客户代码", "经销商编号", "经销商代码", "购货单位编码", "售达方", "送达方", "customer id", "customerid", "customer code", "customer", "dealer code", "dealer", "reseller key", "resellerkey", "sold-to", "vendorid", "vendor id", "country")  # fmt: skip
ORDER_NO: Final = ("订单号", "订单编号", "销售订单号", "单据编号", "单据号", "销售单号", "order no", "order number", "order", "orderid", "order id", "salesordernumber", "sales order number", "purchaseorderid", "po / so #", "so #", "po #", "document no")  # fmt: skip
PRODUCT: Final = ("存货编码", "物料编码", "产品编码", "商品编码", "货品编码", "物料号", "物料代码", "产品代码", "SKU", "sku", "product id", "productid", "product code", "product", "productkey", "item code", "material", "item description", "商品条码", "产品条码", "条形码", "69码", "barcode")  # fmt: skip
