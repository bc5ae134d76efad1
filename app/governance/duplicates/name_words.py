"""Words that company names are made of: what they do, and the form in which they do it."""

from typing import Final

_INDUSTRIES: Final = """
drugs 医药科技 医药贸易 医药商业 医药销售 医药供应链 医药 药业 药品销售 药品 中药饮片 中药材 中药 新特药 参茸
drugs 国药
makers 制药 生物制药 药厂 制造 实业 工业
devices 医疗器械 医疗设备 医疗用品 器械 医疗科技 医疗
bio 生物科技 生物技术 生物工程 生物 健康科技 健康产业 健康管理 大健康 健康
trade 商贸 贸易 经贸 工贸 百货 日用品 化妆品 商业 销售 批发 零售 电子商务 进出口
food 健康食品 食品贸易 食品科技 食品 粮油 副食品 饮料 乳业 酒业 农产品
transport 冷链物流 医药物流 物流 供应链管理 供应链 运输 货运 快递 速运 仓储 配送
shops 大药房连锁 医药连锁 大药房 药房 药店 便利店 超市 食品商行 商行 母婴用品 母婴店
care 人民医院 中医院 医院 卫生院 社区卫生服务中心 中西医结合诊所 诊所 门诊部
other 包装材料 科技发展 信息科技 科技 技术 电子 化工 机械 设备 建材 投资 控股 发展 管理 咨询 服务 信息 文化 环保
other 新材料 材料
"""
INDUSTRIES: Final = {word: kind for kind, *words in map(str.split, _INDUSTRIES.strip().splitlines()) for word in words}
"""The kind of each word of 行业: two words of one kind are close, as 医药 and 药业."""
_FORMS: Final = """
集团股份有限公司 集团有限责任公司 集团有限公司 集团公司 股份有限公司 有限责任公司 有限公司 总公司 公司 股份公司
股份 集团 有限合伙 普通合伙 合伙企业 合作社 经营部 个体工商户 总厂 厂
"""
FORMS: Final = tuple(_FORMS.split())
"""组织形式."""
BRANCH: Final = (
    r"^(?P<head>.*?(?:公司|大药房|药房|厂|集团|中心|医院))"
    r"(?P<branch>[^公司]{0,12}(?:分公司|分店|门店|分厂|分部|分院|办事处|营业部|门市部|[^超药食]店))$"
)
"""Somebody's branch (分公司): what stands behind the form of the whole."""
_ENGLISH_FORMS: Final = """
co company ltd limited inc incorporated corp corporation llc llp lp plc gmbh ag kg sa sas sarl spa srl bv nv oy ab as
pty pte sdn bhd jsc ooo
"""
ENGLISH_FORMS: Final = frozenset(_ENGLISH_FORMS.split())
ENGLISH_INDUSTRIES: Final = {
    "pharma": "drugs", "pharmaceutical": "drugs", "pharmaceuticals": "drugs", "pharm": "drugs", "drug": "drugs",
    "medicine": "drugs", "medical": "devices", "healthcare": "bio", "health": "bio", "biotech": "bio",
    "biotechnology": "bio", "trading": "trade", "trade": "trade", "foods": "food", "food": "food",
    "logistics": "transport", "transport": "transport", "pharmacy": "shops", "hospital": "care", "technology": "other",
    "group": "other", "holding": "other", "holdings": "other", "international": "other", "services": "other",
}  # fmt: skip
FILLERS: Final = frozenset({"the", "of", "and", "de", "la"})
