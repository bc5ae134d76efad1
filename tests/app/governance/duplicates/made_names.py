"""Company names by the hundred: companies with their near misses, and the ways in which people write one company."""

import random
from typing import NamedTuple

_CITIES = (
    "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 台州 丽水 南京 苏州 无锡 常州 合肥 芜湖 福州 厦门 南昌 济南 青岛 郑州 武汉"
    " 长沙 广州 成都"
)
CITIES = _CITIES.split()
PROVINCES = dict(
    zip(("杭州", "宁波", "南京", "苏州", "合肥", "福州"), ("浙江", "浙江", "江苏", "江苏", "安徽", "福建"), strict=True)
)
FIRST = "康华瑞和仁德恒盛泰明源安益邦正天新宏嘉汇博力同永润佳众百禾"
SECOND = "源泰康达宁信德安和益丰盛华济民祥诚通邦林润科健生堂禾瑞"
TWINS = dict(zip("源泰达安丰济华诚信康", "元太大桉沣际铧城鑫糠", strict=True))
"""Signs that sound alike: another company's name, not a slip."""
TRADES = ("医药", "药业", "医疗器械", "商贸", "医药贸易", "物流", "生物科技", "健康食品")
OTHER_TRADE = dict(
    zip(TRADES, ("医疗器械", "物流", "健康食品", "医疗器械", "生物科技", "医药", "商贸", "医药"), strict=True)
)
WIDE = {ord(one): ord(one) + 0xFEE0 for one in "()"}


class Company(NamedTuple):
    city: str
    brand: str
    trade: str
    form: str = "有限公司"
    branch: str = ""

    @property
    def name(self) -> str:
        return f"{self.city}{self.brand}{self.trade}{self.form}{self.branch}"


def companies(dice: random.Random, count: int) -> list[Company]:
    """Companies, every other one with a near miss: a sign that sounds alike, a sister, a trade, a branch."""
    found: dict[str, Company] = {}
    brands = [first + second for first in FIRST for second in SECOND if first != second]
    brands += [brand + third for brand in brands for third in "达信林"] if count > len(brands) else []
    dice.shuffle(brands)
    for number, brand in enumerate(brands):
        if len(found) >= count:
            break
        city, trade = dice.choice(CITIES), dice.choice(TRADES)
        form = dice.choice(("有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司"))
        made = [one := Company(city, brand, trade, form)]
        if number % 2:
            made.append(_near(dice, one, number // 2 % 5))
        if number % 12 == 0:  # a group
            made += [Company(dice.choice([c for c in CITIES if c != city]), brand, trade) for _ in range(3)]
        found |= {company.name: company for company in made}
    return list(found.values())[:count]


def _near(dice: random.Random, one: Company, kind: int) -> Company:
    if kind == 0:
        twin = next((sign for sign in one.brand if sign in TWINS), "")
        brand = one.brand.replace(twin, TWINS[twin]) if twin else one.brand[::-1]
        return one._replace(brand=brand)
    if kind == 1:
        return one._replace(city=dice.choice([city for city in CITIES if city != one.city]))
    if kind == 2:
        return one._replace(trade=OTHER_TRADE[one.trade])
    if kind == 3:
        return one._replace(brand=one.brand + "堂")
    return one._replace(branch=dice.choice(("萧山", "城东", "第一", "滨江")) + "分公司")


def alias(dice: random.Random, one: Company, *, alone: bool) -> str:
    """Another way to write a company; only one whose 字号 is its own is called without place or trade.

    One in sixty is a slip of the hand in the 字号, which a name alone does not tell from another company.
    """
    if dice.random() < 1 / 60:
        one = one._replace(brand=one.brand[0] + dice.choice("隆茂乾坤"))
    city, brand, trade, form, branch = one
    other_form = {"有限公司": "有限责任公司", "有限责任公司": "有限公司"}.get(form, form)
    ways = [
        f"{city}市{brand}{trade}{form}{branch}",
        f"{city} {brand}{trade} {form}{branch}",
        f"{brand}{trade}({city}){form}{branch}".translate(WIDE),
        f"{city}{brand}{trade}{other_form}{branch}",
        f"{city}{brand}{trade}{form}" + (f"({branch})" if branch else f"（原{city}第二批发站）"),
        f"{PROVINCES.get(city, '')}{city}市{brand}{trade}{form}{branch}",
    ]
    if form.startswith("集团"):
        ways.append(f"{city}{brand}{trade}(集团){form.removeprefix('集团')}{branch}")
    if not branch:
        ways.append(f"{city}{brand}{trade}")
        if alone:
            ways += [f"{brand}{trade}", f"{brand}{trade}{form}", f"{city}{brand}{form}"]
    return dice.choice([way for way in ways if way != one.name])


def register(seed: int, count: int = 240, doubled: int = 120) -> list[tuple[str, int]]:
    """Names with the number of the company that each means; ``doubled`` companies are there twice."""
    dice = random.Random(seed)
    made = companies(dice, count)
    brands = [one.brand for one in made]
    rows = [(one.name, number) for number, one in enumerate(made)]
    for number in dice.sample(range(len(made)), doubled):
        one = made[number]
        rows.append((alias(dice, one, alone=sum(brand.startswith(one.brand) for brand in brands) == 1), number))
    dice.shuffle(rows)
    return rows
