"""What a company's name is made of, and which ways to write it are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.governance.duplicates.names import NameParts, bare_name, plain_name, split_name
from app.governance.duplicates.places import places_of, stem_of

PLACES = places_of(
    [("余杭区", "杭州市"), ("杭州市", "浙江省"), ("鼓楼区", "南京市"), ("鼓楼区", "福州市"), ("东区", "")]
)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("杭州康源医药有限公司", NameParts(("杭州",), "康源", "医药", "有限公司")),
        ("杭州市康元医药有限公司", NameParts(("杭州",), "康元", "医药", "有限公司")),
        (
            "浙江省杭州市余杭区康源堂药业有限责任公司",
            NameParts(("浙江", "杭州", "余杭"), "康源堂", "药业", "有限责任公司"),
        ),
        ("华东医药（集团）股份有限公司", NameParts((), "华东", "医药", "集团股份有限公司")),
        ("国药控股（杭州）有限公司", NameParts(("杭州",), "国药", "控股", "有限公司")),
        ("国药控股宁波有限公司", NameParts(("宁波",), "国药", "控股", "有限公司")),
        ("杭州康源医药有限公司（萧山分公司）", NameParts(("杭州",), "康源", "医药", "有限公司", "萧山分公司")),
        ("杭州康源医药有限公司（原杭州第二批发站）", NameParts(("杭州",), "康源", "医药", "有限公司")),
        ("老百姓大药房连锁股份有限公司文一路店", NameParts((), "老百姓", "大药房连锁", "股份有限公司", "文一路店")),
        ("杭州安康医药有限公司", NameParts(("杭州",), "安康", "医药", "有限公司")),  # 安康 is a city, but not in 杭州
        ("安康医药有限公司", NameParts((), "安康", "医药", "有限公司")),  # a place alone is the 字号
        ("中国医药集团有限公司", NameParts((), "中国", "医药", "集团有限公司")),
        ("Hua Dong Pharmaceutical Co., Ltd.", NameParts((), "hua dong", "pharmaceutical", "co ltd")),
        ("S.A. Bayer (China) Limited", NameParts(("china",), "bayer", "", "sa ltd")),
        ("", NameParts()),
    ],
)
def test_a_name_is_split_into_place_own_word_trade_and_form(name: str, parts: NameParts) -> None:
    assert split_name(name, PLACES) == parts


def test_full_width_brackets_and_spaces_change_nothing() -> None:
    ways = (
        "康源医药（杭州）有限公司",
        "康源医药(杭州)有限公司",
        " 康源 医药 （杭州） 有限公司",
        "康源医药【杭州】有限公司",
    )
    assert len({split_name(way, PLACES) for way in ways}) == 1
    assert plain_name("ＡＢＣ  Ltd.") == plain_name("abc ltd")


def test_traditional_signs_are_another_name() -> None:
    assert split_name("杭州康源醫藥有限公司", PLACES).brand != "康源"


def test_a_district_of_two_cities_lies_in_both() -> None:
    assert PLACES.lies_in("鼓楼", "南京")
    assert PLACES.lies_in("鼓楼", "福州")
    assert PLACES.lies_in("余杭", "浙江")
    assert not PLACES.lies_in("杭州", "余杭")
    assert stem_of("东区") == "东区"


@given(st.text(alphabet="杭州康源医药有限公司集团分公司()（）市县省 abLtd.·", max_size=24))
def test_whatever_a_name_is_it_is_split_and_always_in_the_same_way(name: str) -> None:
    parts = split_name(name, PLACES)
    assert parts == split_name(name, PLACES)
    assert all(isinstance(part, str) for part in (parts.brand, parts.industry, parts.form, parts.branch, parts.place))


@pytest.mark.parametrize(
    "spelled",
    [
        "桐庐县 桐庐县惠民湾大药房有限公司",
        "桐庐惠民湾大药房",
        "桐庐县惠民湾大药房有限公司(桐庐县)",
        "桐庐县惠民湾大药房（有限公司）",
    ],
)
def test_spaces_brackets_a_repeated_place_and_the_form_do_not_change_how_a_name_is_spelled(spelled: str) -> None:
    assert bare_name(spelled) == bare_name("桐庐县惠民湾大药房有限公司")


def test_an_english_name_is_spelled_without_its_form_and_a_form_alone_stays() -> None:
    assert bare_name("Kang Yuan Pharma Co., Ltd.") == bare_name("KANG YUAN PHARMA") == "kangyuanpharma"
    assert bare_name("Ltd.") == "ltd"
