"""By which way goods may go: who is a dealer's own customer, and who of the customers is a hospital."""

from dataclasses import dataclass
from typing import Final

_DIGITS: Final = {"province": 2, "city": 4, "county": 4}
"""Of the area code: a provincial dealer sells in its province, others in their city (地级市)."""
_CLASSES: Final = ("一级", "二级", "三级")
_WORDS: Final = ("医院", "卫生院", "卫生服务中心", "保健院", "hospital")


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the channel."""

    area: str
    """GB/T 2260, empty where it is not known."""
    tier: str
    dealer: bool
    parent: int | None
    """The number of the dealer from whom it buys; None for who buys from us, or is no dealer."""


def own_area(seller: Place) -> str:
    """The digits of the area codes in which a dealer sells; empty where nothing is known of it."""
    return seller.area[: _DIGITS[seller.tier]] if len(seller.area) == 6 and seller.tier in _DIGITS else ""


def is_outside(seller: Place, buyer: Place) -> bool:
    """Whether goods leave their way (窜货): to another area, or to a dealer that we supply ourselves.

    Where the area of either is unknown nothing is said about it.
    """
    if buyer.dealer and buyer.parent is None:
        return True
    own = own_area(seller)
    return bool(own) and len(buyer.area) == 6 and not buyer.area.startswith(own)


def is_hospital(klass: str | None, name: str | None) -> bool:
    """Whether a customer is a hospital (医疗机构): by its grade 三级, 二级甲等 ..., else by its name."""
    return (klass or "").startswith(_CLASSES) or any(word in (name or "").lower() for word in _WORDS)
