"""Fields that say what a line counts (口径), the same in every feed: its type, its unit, its tax, who sells."""

from typing import Final

from app.core.texts import N_
from app.imports.feeds import Field

LINE_TYPES: Final = (
    ("sale", ("sale", "销售", "正常", "正常销售", "普通", "标准", "standard")),
    ("gift", ("gift", "赠品", "搭赠", "赠送", "free goods")),
    ("goods_rebate", ("goods_rebate", "货补", "返利货补", "goods rebate")),
    ("discount", ("discount", "票折", "折扣", "折让", "discount line")),
    ("red", ("red", "退货红冲", "红冲", "红字", "退货", "return", "credit")),
    ("exchange", ("exchange", "换货")),
    ("sample", ("sample", "样机", "样品")),
    ("freight", ("freight", "运费")),
)
"""行类型: what a line is; a line that says nothing is a sale."""
LINE_TYPE_TITLES: Final = {
    "sale": N_("Sale"),
    "gift": N_("Free goods"),
    "goods_rebate": N_("Rebate in goods"),
    "discount": N_("Discount on the invoice"),
    "red": N_("Return (red line)"),
    "exchange": N_("Exchange"),
    "sample": N_("Sample"),
    "freight": N_("Freight"),
}
TAX_BASES: Final = (
    ("net", ("net", "不含税", "未税", "无税", "excluding tax", "否")),
    ("gross", ("gross", "含税", "价税合计", "including tax", "是")),
)
LINE_TYPE: Final = Field("line_type", "choice", N_("Line type"), ("行类型", "明细类型", "业务类型", "销售类型", "line type", "item category"), choices=LINE_TYPES)  # fmt: skip
UNIT: Final = Field("unit", "text", N_("Unit"), ("单位", "计量单位", "销售单位", "发货单位", "库存单位", "数量单位", "unit", "uom", "unit of measure"))  # fmt: skip
"""The unit that the row's quantity is counted in; without one it is the product's base unit."""
SELLING_ENTITY: Final = Field("entity", "text", N_("Selling entity"), ("销售主体", "销售公司", "销售组织", "开票主体", "法人主体", "公司代码", "selling entity", "company code", "sales organization"))  # fmt: skip
TAX: Final = (
    Field("tax_rate", "rate", N_("Tax rate"), ("税率", "税率%", "税率(%)", "增值税税率", "tax rate", "vat rate", "tax %")),
    Field("tax_basis", "choice", N_("Amount with or without tax"), ("含税标识", "是否含税", "价格口径", "含税/不含税", "tax basis", "tax included"), choices=TAX_BASES),
    Field("gross_amount", "amount", N_("Amount with tax"), ("价税合计", "含税金额", "含税销售额", "税价合计", "价税合计金额", "amount with tax", "gross amount", "total with tax")),
)  # fmt: skip
"""Of each row: its rate, what its file calls the amount, and the amount with tax; ``amount`` is always without."""
