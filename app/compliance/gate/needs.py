"""Which licences goods need: the program's own table of classes, and the rows with which people change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.compliance.gate.documents import File, Goods, Need
from app.compliance.gate.spans import ALWAYS, NEVER, Spans, holds, union, without
from app.dealers.papers import classes_of

DRUG: Final = "药品经营许可证"
FOOD: Final = ("食品经营许可证", "仅销售预包装食品备案")
DEVICE_III: Final = "医疗器械经营许可证"
DEVICE_II: Final = "第二类医疗器械经营备案凭证"
AUTHORISATION: Final = "授权书"


@dataclass(frozen=True)
class Default:
    """What goods need whose class contains one of some words, as long as no row says otherwise."""

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    """Any one of them is enough; none are needed where it is empty."""


DEFAULTS: Final[tuple[Default, ...]] = (
    Default(("一类医疗器械", "第一类", "class i device"), ()),
    Default(("二类医疗器械", "第二类", "class ii device"), (DEVICE_II, DEVICE_III)),
    Default(("医疗器械", "三类", "medical device"), (DEVICE_III,)),
    Default(
        ("药", "生物制品", "抗生素", "生化", "疫苗", "血液制品", "精神", "麻醉", "medicine", "drug", "vaccine"), (DRUG,)
    ),
    Default(("食品", "饮料", "food", "beverage"), FOOD),
    Default(("家电", "电器", "空调", "冰箱", "洗衣机", "appliance"), (AUTHORISATION,)),
)
"""The first that fits counts (医疗器械监督管理条例: class I needs nothing, II a filing, III a licence)."""


def kinds_of(licence_type: str) -> tuple[str, ...]:
    """The types that a row names as alternatives: 食品经营许可证/仅销售预包装食品备案 are two."""
    return tuple(sorted(classes_of(licence_type)))


def kind_of(licence_type: str) -> str:
    """The type of one licence without remarks in brackets: 药品经营许可证(批发) is 药品经营许可证."""
    return next(iter(kinds_of(licence_type)), licence_type)


@cache
def default_of(goods_class: str) -> Default | None:
    """What the program's own table says of a class."""
    plain = goods_class.lower()
    return next((one for one in DEFAULTS if any(word in plain for word in one.words)), None) if plain else None


@dataclass(frozen=True)
class Needed:
    """What goods need of a dealer: the days of each choice of types, and the rows that lift a need."""

    choices: Mapping[frozenset[str], Spans]
    """Of each set of types one licence is needed on these days."""
    lifted: tuple[Need, ...]
    """Rows that say "not required", the one that counts last."""

    def lifting(self, day: int) -> Need | None:
        """The row that lifts the need on a day."""
        return next((one for one in reversed(self.lifted) if holds(one.days, day)), None)


def needed(rows: Iterable[Need], file: File, goods: Goods) -> Needed:
    """What a dealer needs for goods on every day: general rows first, each more special one painted over them.

    Where neither the table nor a row knows the class, a licence of the dealer that names it shows that it needs one.
    """
    fitting = sorted((one for one in rows if _fits(one, file, goods)), key=lambda one: one.weight)
    default = default_of(goods.goods_class)
    choices: dict[frozenset[str], Spans] = {}
    if default is not None and default.kinds:
        choices[frozenset(default.kinds)] = ALWAYS
    elif default is None and not fitting and goods.goods_class:
        own = frozenset(one.kind for one in file.licences if goods.goods_class in one.classes)
        if own:
            choices[own] = ALWAYS
    lifted = []
    for row in fitting:
        kinds = frozenset(row.kinds)
        if row.required:
            choices[kinds] = union(choices.get(kinds, NEVER), row.days)
        else:
            lifted.append(row)
            choices = {one: without(days, row.days) if one & kinds else days for one, days in choices.items()}
    return Needed({one: days for one, days in choices.items() if days}, tuple(lifted))


def _fits(row: Need, file: File, goods: Goods) -> bool:
    if row.party_type and row.party_type != file.party_type:
        return False
    return not row.goods_class or row.goods_class == goods.goods_class
