"""Areas whose names repeat are told with their parents, so that each can be told apart."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from app.catalog.places import labels

CHINA = Path(__file__).parents[4] / "shared" / "data" / "china-admin" / "china-division"


def test_a_name_that_repeats_takes_as_many_parents_as_it_needs() -> None:
    found = labels([
        ("330000", "浙江省", None), ("330100", "杭州市", "330000"), ("330102", "鼓楼区", "330100"),
        ("320000", "江苏省", ""), ("320100", "南京市", "320000"), ("320106", "鼓楼区", "320100"),
        ("320300", "徐州市", "320000"), ("320302", "鼓楼区", None),
    ])  # fmt: skip
    assert found["330100"] == "杭州市"
    assert {found[one] for one in ("330102", "320106", "320302")} == {"杭州市 鼓楼区", "南京市 鼓楼区", "徐州市 鼓楼区"}


def test_the_same_name_under_the_same_parent_is_told_with_its_code() -> None:
    assert labels([("1", "北区", None), ("2", "北区", None)]) == {"1": "北区 (1)", "2": "北区 (2)"}
    assert labels([("a", "A", "b"), ("b", "A", "a")]) != {}, "parents in a circle do no harm"


@pytest.mark.skipif(not CHINA.exists(), reason="the shared data are not beside this repository (../shared)")
def test_all_36_repeated_names_of_china_s_counties_can_be_told_apart() -> None:
    def rows(name: str, parent: str) -> list[tuple[str, str, str]]:
        with (CHINA / name).open(encoding="utf-8") as file:
            return [(one["code"], one["name"], one.get(parent, "")) for one in csv.DictReader(file)]

    counties = rows("areas.csv", "cityCode")
    counts = Counter(one[1] for one in counties)
    assert len(counties) - len(counts) == 36, "names that another county has already"
    repeated = {name for name, count in counts.items() if count > 1}
    found = labels([*rows("provinces.csv", ""), *rows("cities.csv", "provinceCode"), *counties])
    told = [found[code] for code, name, _ in counties if name in repeated]
    assert len(set(told)) == len(told)
    assert all(" " in label and not label.endswith(")") for label in told), "by the parent, not by the code"
    assert len(set(found.values())) == len(found)
