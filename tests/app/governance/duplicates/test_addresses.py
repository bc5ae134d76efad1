"""Addresses of one house are the same however they are written; two houses, or two towns, are not."""

import pytest

from app.governance.duplicates.addresses import address_keys, compare_addresses, plain_address
from app.governance.duplicates.fields import CLOSE, DIFFERENT, MISSING
from app.governance.duplicates.places import places_of

PLACES = places_of([("西湖区", "杭州市"), ("余杭区", "杭州市"), ("鼓楼区", "南京市")])


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("浙江省杭州市西湖区文三路 478 号 3 幢", "杭州西湖 文三路 478"),
        ("杭州西湖文三路４７８#", "杭州西湖 文三路 478"),
        ("文三路478号华星时代广场1201室", "杭州 文三路 478"),
        ("上海市黄浦区北京东路668号", "上海黄浦 北京东路 668"),
        ("杭州市市心中路1号", "杭州 市心中路 1"),
        ("杭州市6号大街260号", "杭州 6号大街 260"),
        ("宁波市海曙区集士港镇工业一路8-2号", "宁波海曙集士港镇 工业一路 8-2"),
        ("义乌市物流园3号库", "义乌 物流园3号库"),
        ("12 Long Road, London", "12 long road london"),
        ("  ", ""),
    ],
)
def test_an_address_is_place_road_and_house(written: str, plain: str) -> None:
    assert plain_address(written, PLACES, "杭州市") == plain


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("杭州市文三路478号", "杭州市西湖区文三路478号", CLOSE),
        ("杭州市余杭区文三路478号", "杭州市西湖区文三路478号", DIFFERENT),
        ("杭州市中山路1号", "南京市中山路1号", DIFFERENT),
        ("杭州市文三路478号", "杭州市文三路479号", DIFFERENT),
        ("杭州市文三路", "杭州市文三路479号", MISSING),
        ("12 Long Road London", "12 Long Roud London", CLOSE),
    ],
)
def test_one_house_is_found_in_spite_of_less_or_more_said(one: str, other: str, level: int) -> None:
    left, right = (plain_address(said, PLACES) for said in (one, other))
    assert compare_addresses(PLACES)(left, right) == compare_addresses(PLACES)(right, left) == level


def test_a_road_without_a_house_brings_nobody_together() -> None:
    assert list(address_keys(plain_address("杭州市文三路", PLACES))) == []
    assert list(address_keys(plain_address("杭州市文三路478号", PLACES))) == ["文三路 478"]
