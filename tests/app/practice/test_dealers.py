"""The people and places of the region."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

from app.practice.areas import neighbours, zhejiang
from app.practice.dealers import check_sign, children, copy_of, dealers, direct_dealers, uscc
from app.practice.products import GROUPS, PRICE_CUT, of_group, product, products
from app.practice.terminals import terminals


def test_there_are_66_dealers_in_three_tiers() -> None:
    assert Counter(one.tier for one in dealers()) == {"province": 3, "city": 19, "county": 44}
    assert len({one.code for one in dealers()}) == len({one.name for one in dealers()}) == 66
    assert sum(one.terms == 0 for one in dealers()) == 12
    assert (len({one.group for one in dealers()} - {""}), len({one.manager for one in dealers()})) == (6, 11)
    assert len({one.office for one in dealers()}) == 4


def test_county_dealers_buy_from_a_city_dealer_of_their_own_city() -> None:
    sellers = {one.code: one for one in direct_dealers()}
    for one in dealers():
        if one.tier == "county":
            assert sellers[one.parent].tier == "city"
            assert sellers[one.parent].city == one.city
    assert sum(len(children(code)) for code in sellers) == 44


def test_credit_codes_have_valid_check_characters() -> None:
    assert check_sign("91350100M000100Y4") == "3"
    codes = [uscc("330100", serial) for serial in range(1_000)]
    assert len(set(codes)) == 1_000
    assert all(re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", code) and check_sign(code[:17]) == code[17] for code in codes)


def test_the_areas_are_those_of_gb_t_2260(shared: Path) -> None:
    folder = shared / "data" / "china-admin" / "china-division"
    with (folder / "areas.csv").open(encoding="utf-8") as file:
        counties = {row["code"]: row["name"] for row in csv.DictReader(file) if row["provinceCode"] == "33"}
    with (folder / "cities.csv").open(encoding="utf-8") as file:
        cities = {row["code"] + "00": row["name"] for row in csv.DictReader(file)}
    own = {one.code: one.name for one in zhejiang()}
    assert {code: name for code, name in own.items() if not code.endswith("00")} == counties
    for one in (*zhejiang(), *neighbours()):
        if one.code.endswith("00") and one.parent:
            assert cities[one.code] == one.name


def test_there_are_36_products_in_six_groups() -> None:
    assert (len(products()), len(GROUPS), sum(len(of_group(group)) for group in GROUPS)) == (36, 6, 36)
    cut = product(PRICE_CUT)
    before, after = (cut.price_on(day) for day in (date(2025, 10, 31).toordinal(), date(2025, 11, 1).toordinal()))
    assert (before, after) == (cut.price, cut.price * 92 // 100)


def test_there_are_900_terminals_written_in_1_6_ways() -> None:
    found = terminals()
    assert len(found) == len({one.name for one in found}) == 900
    assert round(sum(len(one.spellings) for one in found) / 900, 1) == 1.6


def test_copies_live_in_other_provinces_under_other_names() -> None:
    copies = [copy_of(one, number) for number in (1, 2) for one in direct_dealers()]
    assert len({one.code for one in (*dealers(), *copies)}) == 66 + 44
    assert not {one.name for one in copies} & {one.name for one in dealers()}
    assert not [one for one in copies if one.area.startswith("33")]
