"""Addresses as they are compared: where, which road, which house; what stands behind the house is left out.

浙江省杭州市西湖区文三路 478 号 3 幢 and 杭州西湖文三路478# are one address, two houses of a road are two.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from rapidfuzz.distance import JaroWinkler

from app.governance.duplicates.fields import CLOSE, DIFFERENT, MISSING
from app.governance.duplicates.places import MUNICIPALITIES, Places, stem_of

_CHINESE: Final = re.compile(r"[㐀-鿿]")
_MARKS: Final = re.compile(r"[\s,，.。、;；:：·()（）]+")
_WAY: Final = r"(?:大道|大街|胡同|路|街|巷|弄|道)"
_ROAD: Final = re.compile(rf"(?P<road>(?:\d{{1,3}}号|[^\d]{{1,12}}?){_WAY})(?![口边旁])(?P<rest>.*)")
_GOES_ON: Final = re.compile(rf"[东西南北中]?[一二三四五六七八九十]?{_WAY}")
_LEVEL: Final = re.compile(r"[^\d]{2,8}?(?:省|市|地区|自治州|自治县|开发区|园区|新区|区|县|镇|乡|街道)")
_HOUSE: Final = re.compile(r"\d+(?:[-之]\d+)?")
_PARTS: Final = " "
_ALIKE: Final = 0.95


def plain_address(address: str, places: Places, area: str = "") -> str:
    """``places road house`` between spaces, what is unknown left out; without a road the address in small signs.

    ``area`` is the place of an address that names none.
    """
    said = unicodedata.normalize("NFKC", address).casefold().strip()
    if not _CHINESE.search(said):
        return " ".join(re.findall(r"[^\W_]+", said))
    found, rest = _cut_places(_MARKS.sub("", said), places)
    where = "".join(found) or stem_of(area)
    match = _ROAD.match(rest)
    if match is None:
        return _PARTS.join(part for part in (where, rest) if part)
    house = _HOUSE.search(match["rest"])
    return _PARTS.join(part for part in (where, match["road"], house[0] if house else "") if part)


def compare_addresses(places: Places) -> Callable[[str, str], int]:
    """Close where road and house are the same and one place may lie in the other; without a house nobody can tell."""

    def compare(one: str, other: str) -> int:
        left, right = _split(one), _split(other)
        if left is None or right is None:
            return CLOSE if JaroWinkler.similarity(one, other, score_cutoff=_ALIKE) > 0 else DIFFERENT
        if left[1] != right[1] or not _meet(left[0], right[0], places):
            return DIFFERENT
        if "" in {left[2], right[2]}:
            return MISSING
        return CLOSE if left[2] == right[2] else DIFFERENT

    return compare


def address_keys(address: str) -> Iterable[str]:
    """Road and house; an address without them as it stands."""
    parts = _split(address)
    if parts is None:
        return (address,)
    return (f"{parts[1]} {parts[2]}",) if parts[2] else ()


def _cut_places(text: str, places: Places) -> tuple[list[str], str]:
    """The places that an address begins with, without their levels; the name of a road is none (北京东路)."""
    found: list[str] = []
    while text:
        stem, rest = places.at_start(text)
        level = _LEVEL.match(text)
        if stem and not _GOES_ON.match(rest):
            found, text = [*found, stem], rest
        elif level and not _GOES_ON.match(text[level.end() :]) and len(text) > level.end():
            found, text = [*found, stem_of(level[0])], text[level.end() :]
        else:
            break
    if len(found) > 1 and found[0] not in MUNICIPALITIES and not places.above.get(found[0], {found[0]}):
        del found[0]  # what province a city lies in says nothing more
    return list(dict.fromkeys(found)), text


def _split(address: str) -> tuple[str, str, str] | None:
    """Places, road and house of a plain address; None where it has no road."""
    parts = address.split(_PARTS)
    house = parts.pop() if _HOUSE.fullmatch(parts[-1]) else ""
    if not parts or not re.search(rf"{_WAY}$", parts[-1]):
        return None
    return "".join(parts[:-1]), parts[-1], house


def _meet(one: str, other: str, places: Places) -> bool:
    """Whether two places may be one: equal, unknown, or one within the other."""
    if not one or not other or one.endswith(other) or other.endswith(one) or one in other or other in one:
        return True
    return places.lies_in(one, other) or places.lies_in(other, one)
