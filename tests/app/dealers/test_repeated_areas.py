"""Counties of one name: dealers in them are listed each with the city that the county belongs to."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from app.core.workspace import Workspace
from app.dealers.queries import list_parties, list_places
from tests.app.dealers.carding import PROFILES
from tests.desks import desk_of, profile, take_in, write_csv

CHINA = Path(__file__).parents[4] / "shared" / "data" / "china-admin" / "china-division"
AREA_HEAD = ("code", "name", "parent")
DEALER_HEAD = ("code", "name", "parent", "area", "role", "type")


def test_two_dealers_in_counties_of_one_name_are_told_apart(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_of(workspace)
    areas = [
        AREA_HEAD, ("320000", "江苏省", ""), ("320100", "南京市", "320000"), ("320106", "鼓楼区", "320100"),
        ("320300", "徐州市", "320000"), ("320302", "鼓楼区", "320300"), ("320111", "浦口区", "320100"),
    ]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "areas.csv", areas), profile(PROFILES["areas"]))
    rows = [DEALER_HEAD] + [(f"D{n}", f"第{n}家", "", code, "dealer", "") for n, code in enumerate(
        ("320106", "320302", "320111"))]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "dealers.csv", rows), profile(PROFILES["dealers"]))
    with desk.db.read() as session:
        found = {one.code: (one.area, one.region) for one in list_parties(session)}
        assert {one.name: one.region for one in list_places(session)} == {
            "第0家": "南京市", "第1家": "徐州市", "第2家": "南京市",
        }  # fmt: skip
    assert found == {
        "D0": ("南京市 鼓楼区", "南京市"), "D1": ("徐州市 鼓楼区", "徐州市"), "D2": ("浦口区", "南京市"),
    }  # fmt: skip


@pytest.mark.skipif(not CHINA.exists(), reason="the shared data are not beside this repository (../shared)")
def test_a_dealer_in_each_county_of_china_whose_name_repeats_stands_in_an_area_of_its_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    def read(name: str, parent: str) -> list[tuple[str, str, str]]:
        with (CHINA / name).open(encoding="utf-8") as file:
            return [(one["code"], one["name"], one.get(parent, "")) for one in csv.DictReader(file)]

    def six(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
        return [(code.ljust(6, "0"), name, parent.ljust(6, "0") if parent else "") for code, name, parent in rows]

    counties = six(read("areas.csv", "cityCode"))
    areas = [*six(read("provinces.csv", "")), *six(read("cities.csv", "provinceCode")), *counties]
    counts = Counter(name for _, name, _ in counties)
    repeated = [one for one in counties if counts[one[1]] > 1]
    assert len(counties) - len(counts) == 36
    desk = desk_of(workspace)
    take_in(desk, write_csv(tmp_path / "areas.csv", [AREA_HEAD, *areas]), profile(PROFILES["areas"]))
    rows = [(f"D{code}", f"第{code}家", "", code, "dealer", "") for code, _, _ in repeated]
    take_in(desk, write_csv(tmp_path / "dealers.csv", [DEALER_HEAD, *rows]), profile(PROFILES["dealers"]))
    with desk.db.read() as session:
        shown = [one.area for one in list_parties(session)]
    assert len(set(shown)) == len(repeated)
    assert all(" " in one for one in shown), "by the parent"
