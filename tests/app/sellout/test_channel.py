"""By which way goods may go, and who of the customers is a hospital."""

import pytest

from app.sellout.channel import Place, is_hospital, is_outside

PROVINCE = Place("330100", "province", dealer=True, parent=None)
CITY = Place("330700", "city", dealer=True, parent=None)
COUNTY = Place("330726", "county", dealer=True, parent=2)


def shop(area: str) -> Place:
    return Place(area, "", dealer=False, parent=None)


def test_a_city_dealer_keeps_to_its_city_and_a_provincial_one_to_its_province() -> None:
    assert is_outside(CITY, shop("330523"))
    assert not is_outside(CITY, shop("330783"))
    assert not is_outside(PROVINCE, shop("330523"))
    assert is_outside(PROVINCE, shop("320500"))
    assert not is_outside(COUNTY, shop("330783")), "the hospitals of its city are its customers too"


def test_a_dealer_that_we_supply_ourselves_is_nobodys_customer() -> None:
    assert is_outside(PROVINCE, CITY)
    assert not is_outside(CITY, COUNTY)
    assert is_outside(Place("330500", "city", dealer=True, parent=None), COUNTY), "a county dealer of another city"


def test_of_an_unknown_area_nothing_is_said() -> None:
    assert not is_outside(CITY, shop(""))
    assert not is_outside(Place("", "city", dealer=True, parent=None), shop("330523"))
    assert not is_outside(Place("330700", "", dealer=True, parent=None), shop("330523"))


@pytest.mark.parametrize(
    ("klass", "name", "wanted"),
    [("三级", "x", True), ("二级甲等", None, True), (None, "缙云县人民医院", True), ("", "新建镇卫生院", True),
     ("A", "仁和大药房", False), (None, None, False), (None, "First City Hospital", True)],
)  # fmt: skip
def test_a_hospital_is_known_by_its_grade_or_its_name(klass: str | None, name: str | None, wanted: bool) -> None:  # noqa: FBT001
    assert is_hospital(klass, name) is wanted
