"""Products, groups and areas as files bring them: made, renamed, and gone with the batch that named them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.bootstrap import Desk
from app.catalog.model import Area, Product, ProductGroup
from app.core.progress import Progress
from app.core.workspace import Workspace
from tests.desks import desk_of, mapped, profile, take_in, write_csv

PRODUCTS = profile("""
id = "products"
source = "erp"
[[feed]]
feed = "product_row"
[feed.columns]
product_code = "code"
name = "name"
group_code = "group"
group_name = "group name"
""")
HEAD = ("code", "name", "group", "group name")
AREAS = mapped("areas", "area_row", "area_code=code name parent_code=parent", source="gb")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def products(desk: Desk, folder: Path, name: str, *rows: tuple[Any, ...]) -> str:
    return take_in(desk, write_csv(folder / name, [HEAD, *rows]), PRODUCTS).batch_ref


def live(desk: Desk) -> tuple[dict[str, str | None], dict[str, str]]:
    """Products with the name of their group, and the groups by code."""
    with desk.db.read() as session:
        groups = list(session.scalars(select(ProductGroup).where(ProductGroup.removed.is_(False))))
        by_id = {one.id: one.name for one in groups}
        found = session.scalars(select(Product).where(Product.removed.is_(False)))
        return {one.name: by_id.get(one.group_id or "") for one in found}, {one.code: one.name for one in groups}


def test_a_group_is_made_renamed_and_gone_with_the_rows_that_name_it(desk: Desk, tmp_path: Path) -> None:
    products(desk, tmp_path, "a.csv", ("P1", "片", "G1", "感冒"), ("P2", "针", "G1", ""))
    assert live(desk) == ({"片": "感冒", "针": "感冒"}, {"G1": "感冒"})
    batch = products(desk, tmp_path, "b.csv", ("P1", "片", "G1", "OTC感冒"), ("P3", "水", "G2", "胃肠"))
    assert live(desk)[1] == {"G1": "OTC感冒", "G2": "胃肠"}
    desk.pipeline.withdraw(batch, progress=Progress())
    assert live(desk) == ({"片": "感冒", "针": "感冒"}, {"G1": "感冒"}), "as if it had never been loaded"


def test_a_product_moves_to_another_group(desk: Desk, tmp_path: Path) -> None:
    products(desk, tmp_path, "a.csv", ("P1", "片", "G1", "感冒"))
    products(desk, tmp_path, "b.csv", ("P1", "片", "G2", "胃肠"))
    assert live(desk) == ({"片": "胃肠"}, {"G2": "胃肠"})


def test_areas_go_with_their_batch(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "areas.csv", [("code", "name", "parent"), ("33", "浙江", ""), ("3301", "杭州", "33")])
    batch = take_in(desk, path, AREAS).batch_ref

    def areas() -> dict[str, str | None]:
        with desk.db.read() as session:
            return {one.name: one.parent_code for one in session.scalars(select(Area).where(Area.removed.is_(False)))}

    assert areas() == {"浙江": None, "杭州": "33"}
    desk.pipeline.withdraw(batch, progress=Progress())
    assert areas() == {}


def test_an_area_stays_as_long_as_one_source_names_it(desk: Desk, tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", [("code", "name", "parent"), ("33", "浙江", ""), ("3301", "杭州", "33")])
    second = write_csv(tmp_path / "b.csv", [("code", "name", "parent"), ("33", "浙江省", "")])
    take_in(desk, first, AREAS)
    batch = take_in(
        desk, second, profile(AREAS.text.replace('"gb"', '"crm"').replace('"areas"', '"crm-areas"'))
    ).batch_ref

    def areas() -> list[str]:
        with desk.db.read() as session:
            return sorted(one.name for one in session.scalars(select(Area).where(Area.removed.is_(False))))

    assert areas() == ["杭州", "浙江省"], "what was extracted last names it"
    desk.pipeline.withdraw(batch, progress=Progress())
    assert areas() == ["杭州", "浙江"], "the other source names it still"
