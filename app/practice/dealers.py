"""The 66 dealers: 3 provincial and 19 city dealers buy direct, 44 county dealers buy from a city dealer."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final, Literal

from app.practice.areas import Area, neighbours, zhejiang

Tier = Literal["province", "city", "county"]
TIER_WORDS: Final = {"province": "省级", "city": "市级", "county": "县级"}
_USCC_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, eq=False)
class Dealer:
    """One dealer as the customer file of the ERP holds it."""

    code: str
    brand: str
    """Short name: place and 字号."""
    name: str
    tier: Tier
    area: str
    parent: str
    weight: float
    """Share of the company's sales (direct) or of its parent's county business."""
    terms: int
    """月结 months: due at the end of that many months after the invoice's month; 0 = prepaid."""
    food: float
    """How much more or less 健康食品 than the mean it takes; 0 = none."""
    group: str
    manager: str
    office: str

    @property
    def city(self) -> str:
        """The prefecture's six digits."""
        return self.area[:4] + "00"

    @property
    def direct(self) -> bool:
        """Whether it buys from the company."""
        return self.tier != "county"

    @property
    def limit_wan(self) -> int:
        """Credit limit in 万元: about a quarter's purchases with tax; 丽水瓯源 has 200 (story 11)."""
        if self.terms == 0:
            return 0
        return 200 if self.code == LISHUI else max(30, round(self.weight * (1.2 if self.direct else 3) / 10) * 10)


# Dealers that a story is told about.
WENZHOU: Final = "D0410"
TAIZHOU: Final = "D0421"
JIAXING: Final = "D0412"
SHAOXING: Final = "D0415"
TENDER: Final = "D0416"
JINHUA: Final = "D0417"
QUZHOU: Final = "D0420"
HUZHOU: Final = "D0414"
ZHOUSHAN: Final = "D0463"
LISHUI: Final = "D0423"
NINGBO: Final = "D0408"
HANGZHOU: Final = "D0404"
CREDIT: Final = "D0409"
FEWER: Final = "D0418"
"""A decoy: it buys 18 % less because a product is not made any more."""

FORMER: Final = "D0419"
"""Under this code 舟山普禾 bought until it changed its account (换户头) on 2025-07-01 (story 13)."""
ACCOUNT_CHANGED: Final = (2025, 7)
OFFICE_BEFORE: Final = {"3310": "浙东办"}
"""Until 2026 台州 belonged to another office (story 14)."""
OFFICES_CHANGED: Final = date(2026, 1, 1)
DRUG_COMPANY: Final = "江禾医药"
FOOD_COMPANY: Final = "江禾健康食品"
_OFFICES: Final = {
    "3301": "浙北办", "3304": "浙北办", "3305": "浙北办", "3302": "浙东办", "3306": "浙东办", "3309": "浙东办",
    "3307": "浙中办", "3308": "浙中办", "3303": "浙南办", "3311": "浙南办", "3310": "浙南办",
}  # fmt: skip
_MANAGERS: Final = {
    "3301": "沈立群", "3302": "邵明远", "3303": "叶晓东", "3304": "钱佳宁", "3305": "费文斌", "3306": "章海波",
    "3307": "傅志强", "3308": "徐建军", "3309": "翁晨", "3310": "林巧珍", "3311": "蓝志伟",
}  # fmt: skip
# code, place, 字号, area, tier, weight, terms, food
_DIRECT: Final[tuple[tuple[str, str, str, str, Tier, float, int, float], ...]] = (
    ("D0401", "浙江", "澄源", "330100", "province", 780, 3, 0.8),
    ("D0402", "浙江", "禾泰", "330100", "province", 680, 2, 0.9),
    ("D0403", "浙江", "海沐", "330200", "province", 620, 3, 0.8),
    ("D0404", "杭州", "沐康", "330100", "city", 430, 1, 1.2),
    ("D0405", "杭州", "闻安", "330100", "city", 330, 1, 1.6),
    ("D0408", "宁波", "甬禾", "330200", "city", 360, 2, 1.0),
    ("D0409", "宁波", "博屹", "330200", "city", 270, 0, 1.8),
    ("D0410", "温州", "瑞康", "330300", "city", 420, 2, 0.0),
    ("D0411", "温州", "南麓", "330300", "city", 260, 2, 1.5),
    ("D0412", "嘉兴", "同济", "330400", "city", 175, 2, 0.0),
    ("D0413", "嘉兴", "秀安", "330400", "city", 260, 0, 1.6),
    ("D0414", "湖州", "苕禾", "330500", "city", 460, 2, 1.0),
    ("D0415", "绍兴", "越泰", "330600", "city", 270, 2, 0.9),
    ("D0416", "绍兴", "稽安", "330600", "city", 290, 1, 0.9),
    ("D0417", "金华", "义利", "330700", "city", 330, 2, 0.9),
    ("D0418", "金华", "婺康", "330700", "city", 240, 2, 1.4),
    ("D0420", "衢州", "信澜", "330800", "city", 150, 2, 0.8),
    ("D0422", "衢州", "三沅", "330800", "city", 110, 0, 1.5),
    ("D0463", "舟山", "普禾", "330900", "city", 150, 0, 1.2),
    ("D0421", "台州", "恒信", "331000", "city", 300, 2, 1.0),
    ("D0423", "丽水", "瓯源", "331100", "city", 220, 3, 0.4),
    ("D0424", "丽水", "括安", "331100", "city", 125, 2, 1.2),
)
_GROUPS: Final = {
    "D0401": "澄源控股(周启明)", "D0404": "澄源控股(周启明)", "D0413": "澄源控股(周启明)", "D0402": "禾泰投资(陆正平)",
    "D0418": "禾泰投资(陆正平)", "D0403": "海沐集团(戴国良)", "D0408": "海沐集团(戴国良)", "D0463": "海沐集团(戴国良)",
    "D0410": "瑞康系(林学海)", "D0411": "瑞康系(林学海)", "D0415": "越泰系(章越)", "D0416": "越泰系(章越)",
    "D0420": "信澜实业(徐信)", "D0424": "信澜实业(徐信)",
}  # fmt: skip
_COUNTY_AREAS: Final = [
    "330122",
    "330127",
    "330182",
    "330112",
    "330111",
    "330225",
    "330226",
    "330281",
    "330282",
    "330213",
    "330206",
    "330324",
    "330326",
    "330327",
    "330381",
    "330382",
    "330383",
    "330421",
    "330424",
    "330481",
    "330482",
    "330483",
    "330521",
    "330522",
    "330523",
    "330624",
    "330681",
    "330683",
    "330604",
    "330723",
    "330726",
    "330781",
    "330782",
    "330783",
    "330784",
    "330824",
    "330881",
    "330921",
    "331081",
    "331082",
    "331083",
    "331122",
    "331121",
    "331181",
]
_COUNTY_BRANDS: Final = [
    "惠禾",
    "千沐",
    "新屹",
    "天目禾",
    "富沐",
    "丹禾",
    "缑安",
    "舜屹",
    "浒禾",
    "锦沐",
    "仑屹",
    "楠禾",
    "鳌沐",
    "玉禾",
    "飞屹",
    "箫沐",
    "港禾",
    "善沐",
    "盐屹",
    "潮禾",
    "当湖沐",
    "梧桐禾",
    "莫干沐",
    "箬禾",
    "竹屹",
    "沃禾",
    "浣沐",
    "剡禾",
    "虞屹",
    "熟禾",
    "仙华沐",
    "兰荫禾",
    "乌伤沐",
    "歌山禾",
    "方岩屹",
    "芹禾",
    "须江沐",
    "蓬禾",
    "方城屹",
    "崇和沐",
    "楚门禾",
    "仙都禾",
    "鹤沐",
    "剑池禾",
]
_COUNTY_PREPAID: Final = frozenset({2, 8, 15, 19, 27, 31, 36, 41})


@cache
def dealers() -> tuple[Dealer, ...]:
    """All 66, direct ones first, each with its parent, group, manager and office."""
    names = {area.code: area for area in zhejiang()}
    found = [_direct(*row) for row in _DIRECT]
    free = [f"D04{number:02d}" for number in (6, 7, *range(25, 63), *range(64, 68))]
    by_city: dict[str, list[Dealer]] = {}
    for dealer in found:
        if dealer.tier == "city":
            by_city.setdefault(dealer.city, []).append(dealer)
    for index, (area, brand) in enumerate(zip(_COUNTY_AREAS, _COUNTY_BRANDS, strict=True)):
        sellers = by_city[area[:4] + "00"]
        found.append(_county(index, free[index], names[area], brand, sellers[index % len(sellers)].code))
    return tuple(found)


@cache
def direct_dealers() -> tuple[Dealer, ...]:
    """The 22 that buy from the company."""
    return tuple(dealer for dealer in dealers() if dealer.direct)


@cache
def dealer(code: str) -> Dealer:
    """The dealer of a code."""
    return next(one for one in dealers() if one.code == code)


@cache
def account(code: str, month: tuple[int, int]) -> Dealer:
    """The dealer as files of a month name it: one has changed its account since."""
    found = dealer(code)
    if code != ZHOUSHAN or month >= ACCOUNT_CHANGED:
        return found
    return replace(found, code=FORMER, brand="舟山普济禾", name="舟山普济禾医药有限公司")


@cache
def children(code: str) -> tuple[Dealer, ...]:
    """The county dealers that buy from a city dealer."""
    return tuple(one for one in dealers() if one.parent == code)


def copy_of(base: Dealer, number: int) -> Dealer:
    """A dealer of a larger demonstration: the same business under another name in a neighbouring province."""
    cities = _city_names()
    area = cities[(number * 22 + int(base.code[1:])) % len(cities)]
    place = area.name.removesuffix("市").removesuffix("土家族苗族自治州")
    brand = f"{_COUNTY_BRANDS[(number * 7 + int(base.code[1:])) % len(_COUNTY_BRANDS)]}{number:02d}"
    return Dealer(
        code=f"{base.code}{number:03d}", brand=place + brand, name=f"{place}{brand}医药有限公司", tier=base.tier,
        area=area.code, parent="", weight=base.weight, terms=base.terms, food=base.food, group="",
        manager=f"{area.name[:2]}经理", office=f"{area.name[:2]}办",
    )  # fmt: skip


@cache
def _city_names() -> tuple[Area, ...]:
    return tuple(area for area in neighbours() if area.parent)


def _direct(code: str, place: str, brand: str, area: str, tier: Tier, weight: float, terms: int, food: float) -> Dealer:
    form = "医药股份有限公司" if tier == "province" else "医药有限公司"
    return Dealer(
        code=code, brand=place + brand, name=f"{place}{brand}{form}", tier=tier, area=area, parent="",
        weight=weight, terms=terms, food=food, group=_GROUPS.get(code, ""),
        manager=_MANAGERS[area[:4]], office=_OFFICES[area[:4]],
    )  # fmt: skip


def _county(index: int, code: str, area: Area, brand: str, parent: str) -> Dealer:
    place = area.name if len(area.name) == 2 else area.name[:-1]
    return Dealer(
        code=code, brand=place + brand, name=f"{area.name}{brand}医药有限公司", tier="county", area=area.code,
        parent=parent, weight=20 + index * 13 % 30, terms=0 if index in _COUNTY_PREPAID else 1 + index % 2,
        food=0.6, group="", manager=_MANAGERS[area.code[:4]], office=_OFFICES[area.code[:4]],
    )  # fmt: skip


def uscc(area: str, serial: int) -> str:
    """A 统一社会信用代码 with valid check characters (GB 32100, GB 11714): an enterprise of an area by a number."""
    organisation = f"MA{serial:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = 11 - sum(digits.index(sign) * weight for sign, weight in zip(organisation, weights, strict=True)) % 11
    body = f"91{area}{organisation}{'X' if rest == 10 else 0 if rest == 11 else rest}"
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """The 18th character: ``31 - (sum(Ci * Wi) mod 31)`` with ``Wi = 3^(i-1) mod 31``, 31 -> 0 (GB 32100-2015)."""
    whole = sum(_USCC_SIGNS.index(sign) * pow(3, index, 31) for index, sign in enumerate(body))
    return _USCC_SIGNS[(31 - whole % 31) % 31]
