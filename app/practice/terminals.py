"""About 900 terminals: hospitals, chains, pharmacies and clinics, shops, each written in 1.6 ways on average."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from app.practice.areas import Area, zhejiang
from app.practice.dealers import Dealer
from app.practice.dice import Dice
from app.practice.products import CHAIN, FOOD

KINDS: Final = (("医院", 60), ("连锁药店", 40), ("单体药店", 430), ("诊所", 90), ("商超", 280))
_FIRST: Final = [
    "春泽",
    "和畅",
    "永宁",
    "同德",
    "惠民",
    "景和",
    "益康",
    "泰和",
    "嘉宁",
    "福安",
    "瑞丰",
    "德馨",
    "松鹤",
    "清源",
    "百合",
    "安济",
    "康平",
    "明德",
    "仁寿",
    "兴隆",
]
_SECOND: Final = ["里", "桥", "坊", "塘", "浦", "湾", "园", "苑", "街", "亭"]


@dataclass(frozen=True, eq=False)
class Terminal:
    """One buying place and the ways in which dealers write its name."""

    code: str
    name: str
    kind: str
    area: str
    spellings: tuple[str, ...]
    rank: str
    """Its class: 三级 or 二级 of a hospital, A to C of the others."""

    def buys(self, group: str) -> bool:
        """Whether goods of a product group are sold there."""
        if self.kind == "商超":
            return group == FOOD
        if self.kind == "医院":
            return group != FOOD
        return group != CHAIN or self.kind == "连锁药店"


@cache
def terminals() -> tuple[Terminal, ...]:
    """All terminals, by code."""
    dice = Dice("terminals")
    counties = [area for area in zhejiang() if area.parent not in ("", "330000")]
    found: list[Terminal] = []
    taken: dict[str, int] = {}
    for kind, count in KINDS:
        for index in range(count):
            area = counties[(index * 7 + len(found)) % len(counties)] if kind != "医院" else counties[index * 3 % 90]
            stem = f"{_FIRST[(index * 3 + len(found)) % 20]}{_SECOND[(index // 20 + index) % 10]}"
            name = _name(area.name, stem, kind, index)
            taken[name] = taken.get(name, 0) + 1
            if taken[name] > 1:
                name = name.replace(stem, f"{stem}{'东西南北'[taken[name] - 2]}", 1)
            found.append(
                Terminal(
                    f"T{len(found) + 1:05d}",
                    name,
                    kind,
                    area.code,
                    _spellings(name, area.name, dice),
                    _rank(kind, index),
                )
            )
    return tuple(found)


def _rank(kind: str, index: int) -> str:
    if kind == "医院":
        return "三级" if index % 3 == 0 else "二级"
    return "A" if index % 5 == 0 else "B" if index % 5 < 3 else "C"


def _name(area: str, stem: str, kind: str, index: int) -> str:
    if kind == "医院":
        return f"{area}{stem}医院"
    if kind == "连锁药店":
        return f"{area}{stem}大药房连锁有限公司"
    if kind == "单体药店":
        return f"{area}{stem}大药房有限公司" if index % 3 else f"{area}{stem}药店"
    if kind == "诊所":
        return f"{area}{stem}中西医结合诊所"
    return f"{area}{stem}{('超市', '便利店', '食品商行')[index % 3]}"


def _spellings(name: str, area: str, dice: Dice) -> tuple[str, ...]:
    """The registered name and, for three of five, another way of writing it."""
    if dice.unit() >= 0.6:
        return (name,)
    short = name.removesuffix("有限公司")
    other = dice.pick(
        (name.replace(area, area[:-1], 1), short if short != name else f"{name}({area})", f"{area} {name}")
    )
    return (name, other)


def shops(area: Area, count: int) -> tuple[str, ...]:
    """Names of so many shops of a county: those that are terminals, then small ones that no list knows."""
    known = [one.name for one in terminals() if one.area == area.code and one.kind != "医院"]
    small = (f"{area.name}{first}{second}便利店" for second in _SECOND for first in _FIRST)
    return tuple([*known, *(one for one in small if one not in known)][:count])


@cache
def customers(dealer: Dealer) -> tuple[Terminal, ...]:
    """The terminals a dealer sells to: of its county or city; a provincial dealer serves hospitals and chains."""
    if dealer.tier == "province":
        return tuple(one for one in terminals() if one.kind in ("医院", "连锁药店") or one.code.endswith("7"))
    if dealer.tier == "city":
        return tuple(one for one in terminals() if one.area[:4] == dealer.area[:4])
    own = tuple(one for one in terminals() if one.area == dealer.area)
    near = tuple(one for one in terminals() if one.area[:4] == dealer.area[:4] and one.kind in ("医院", "连锁药店"))
    return own + tuple(one for one in near if one not in own)
