"""36 products in 6 groups with units, packs, prices and lots."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

GROUPS: Final = {
    "CF01": "处方慢病",
    "CF02": "处方抗感染",
    "OT01": "OTC感冒",
    "OT02": "OTC胃肠",
    "LL01": "冷链生物",
    "JK01": "健康食品",
}
FOOD: Final = "JK01"
FOOD_CLASS: Final = "食品"
MEDICINES: Final = ("化学药制剂", "中成药", "生物制品")
"""Classes of goods as licences name them (经营范围)."""
_HERBAL: Final = frozenset({"10030302", "10030303", "10030304", "10030305", "10030403"})
COLD: Final = "OT01"
CHAIN: Final = "LL01"
PRICE_CUT_ON: Final = date(2025, 11, 1).toordinal()
SPEC_CHANGED_ON: Final = date(2025, 3, 1).toordinal()


@dataclass(frozen=True, eq=False)
class Product:
    """One article: prices in 分 per base unit, ex tax."""

    code: str
    name: str
    spec: str
    unit: str
    pack: int
    step: int
    """Quantities are ordered in multiples of this middle pack."""
    price: int
    group: str
    weight: float
    """Share within its group."""
    life: int
    """Shelf life in months."""
    core: bool
    """必备品."""

    @property
    def goods_class(self) -> str:
        """The class under which a licence covers it."""
        chemical, herbal, biological = MEDICINES
        if self.group in (FOOD, CHAIN):
            return FOOD_CLASS if self.group == FOOD else biological
        return herbal if self.code in _HERBAL else chemical

    def price_on(self, day: int) -> int:
        """The dealer price of a day: one product was cut by 8 % on 2025-11-01 (价保)."""
        return self.price * 92 // 100 if self.code == PRICE_CUT and day >= PRICE_CUT_ON else self.price

    @cache  # noqa: B019 - the 36 products live as long as the program
    def lot_on(self, day: int) -> tuple[str, int]:
        """The lot that leaves the warehouse on a day and its expiry: one every two months, six weeks old at least."""
        made = date.fromordinal(day - 45)
        month = made.month - 1 - (made.month - 1) % 2 + 1
        return lot_made(self, made.year, month, 8)


PRICE_CUT: Final = "10030105"
DELISTED: Final = "10030108"
"""No more orders are taken for it since January 2026: who bought much of it buys less now (a decoy)."""
COLD_TABLETS: Final = "10030301"
"""复方氨酚烷胺片: 21.5 a box, 300 boxes a case; stories 6 and 7."""
VACCINE: Final = "10030501"
"""Story 10: 250 yuan a vial."""


def lot_made(product: Product, year: int, month: int, day: int) -> tuple[str, int]:
    """Lot number (yymmdd of making) and the ordinal of its expiry."""
    index = year * 12 + month - 1 + product.life
    return f"{year % 100:02d}{month:02d}{day:02d}", date(index // 12, index % 12 + 1, min(day, 28)).toordinal() - 1


_ROWS: Final = (
    (
        "CF01",
        "缬沙坦胶囊|80mg×28粒/盒|盒|400|10|2680|1.6|24|1",
        "苯磺酸氨氯地平片|5mg×28片/盒|盒|400|10|1860|1.5|36|1",
        "阿托伐他汀钙片|20mg×7片/盒|盒|400|10|2140|1.5|24|1",
        "盐酸二甲双胍缓释片|0.5g×60片/盒|盒|200|10|2450|1.2|36|1",
        "琥珀酸美托洛尔缓释片|47.5mg×28片/盒|盒|400|10|3150|1.0|24|0",
        "氯吡格雷片|75mg×7片/盒|盒|400|10|3680|0.9|24|0",
        "格列美脲片|2mg×30片/盒|盒|300|10|2920|0.7|36|0",
        "厄贝沙坦氢氯噻嗪片|150mg×14片/盒|盒|300|10|2360|0.6|24|0",
    ),
    (
        "CF02",
        "头孢克肟分散片|0.1g×12片/盒|盒|300|10|1980|1.4|24|1",
        "阿莫西林克拉维酸钾片|0.457g×12片/盒|盒|200|10|2260|1.3|24|1",
        "左氧氟沙星片|0.5g×7片/盒|盒|400|10|1750|1.1|36|1",
        "头孢呋辛酯片|0.25g×12片/盒|盒|300|10|2040|1.0|24|0",
        "罗红霉素分散片|0.15g×12片/盒|盒|400|10|1290|0.8|36|0",
        "阿奇霉素干混悬剂|0.1g×6袋/盒|盒|200|10|1680|0.8|24|0",
    ),
    (
        "OT01",
        "复方氨酚烷胺片|12片×2板/盒|盒|300|10|2150|1.6|36|1",
        "感冒清热颗粒|12g×10袋/盒|盒|120|10|1420|1.2|24|1",
        "板蓝根颗粒|10g×20袋/包|包|60|10|1180|1.0|24|1",
        "复方甘草口服溶液|100ml/瓶|瓶|120|10|960|0.7|24|0",
        "连花止咳片|0.35g×24片/盒|盒|300|10|1880|0.8|24|0",
        "布洛芬混悬液|100ml/瓶|瓶|80|10|1560|0.7|24|0",
    ),
    (
        "OT02",
        "铝碳酸镁咀嚼片|0.5g×20片/盒|盒|300|10|1850|1.3|36|1",
        "奥美拉唑肠溶胶囊|20mg×14粒/盒|盒|400|10|1640|1.3|24|1",
        "健胃消食片|0.8g×32片/盒|盒|200|10|1080|1.1|24|0",
        "蒙脱石散|3g×10袋/盒|盒|200|10|1320|0.9|36|1",
        "双歧杆菌三联活菌胶囊|0.21g×24粒/盒|盒|200|10|2380|0.8|24|0",
        "多潘立酮片|10mg×30片/盒|盒|400|10|1470|0.6|36|0",
    ),
    (
        "LL01",
        "人胰岛素注射液|3ml:300单位/支|支|100|10|25000|1.0|18|1",
        "重组人干扰素注射液|3ml/支|支|100|10|8600|0.8|24|0",
        "门冬胰岛素注射液|3ml:300单位/支|支|100|10|6450|1.2|24|1",
        "甘精胰岛素注射液|3ml:300单位/支|支|100|10|11800|1.0|24|0",
    ),
    (
        "JK01",
        "江禾枸杞原浆|250ml×24瓶/箱|瓶|24|24|1800|1.3|18|1",
        "江禾蜂蜜柚子饮|250ml×24瓶/箱|瓶|24|24|600|1.2|12|1",
        "江禾铁皮石斛饮|250ml×24瓶/箱|瓶|24|24|2400|1.0|18|0",
        "江禾益生菌饮品|250ml×24瓶/箱|瓶|24|24|900|0.9|12|0",
        "江禾燕窝银耳羹|250ml×24瓶/箱|瓶|24|24|3200|0.8|18|0",
        "江禾阿胶红枣饮|250ml×24瓶/箱|瓶|24|24|1500|0.9|18|0",
    ),
)


@cache
def products() -> tuple[Product, ...]:
    """All 36, group by group."""
    found = []
    for number, (group, *rows) in enumerate(_ROWS, 1):
        for index, row in enumerate(rows, 1):
            name, spec, unit, pack, step, price, weight, life, core = row.split("|")
            found.append(
                Product(
                    code=f"1003{number:02d}{index:02d}",
                    name=name,
                    spec=spec,
                    unit=unit,
                    pack=int(pack),
                    step=int(step),
                    price=int(price),
                    group=group,
                    weight=float(weight),
                    life=int(life),
                    core=core == "1",
                )
            )
    return tuple(found)


@cache
def product(code: str) -> Product:
    """The product of a code."""
    return next(one for one in products() if one.code == code)


@cache
def of_group(group: str) -> tuple[Product, ...]:
    """The products of a group."""
    return tuple(one for one in products() if one.group == group)
