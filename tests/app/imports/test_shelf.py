"""Profiles kept in the workspace: the next file of a source goes in with no question."""

from pathlib import Path

import pytest

from app.bootstrap import FEEDS
from app.core.db import Database
from app.core.errors import UserError
from app.imports.shelf import ProfileShelf
from tests.desks import profile

TOML = """
id = "{id}"
version = {version}
source = "erp"
[file]
match = ["{match}"]
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "订单号"
product_code = "产品"
"""


@pytest.fixture
def shelf(db: Database) -> ProfileShelf:
    return ProfileShelf(db, FEEDS)


def one(id: str = "lines", match: str = "lines_*.csv", version: int = 1) -> str:  # noqa: A002 - as the profile's field
    return TOML.format(id=id, match=match, version=version)


def test_a_kept_profile_is_found_by_its_id_and_by_the_files_name(shelf: ProfileShelf) -> None:
    shelf.keep([profile(one()), profile(one("stock", "库存*.xlsx"))])
    assert shelf.find("lines").id == "lines"
    assert shelf.fitting("LINES_202603.CSV").id == "lines"
    assert shelf.fitting("库存_20260331.xlsx").id == "stock"


def test_a_newer_version_takes_the_place_of_the_older(shelf: ProfileShelf) -> None:
    shelf.keep([profile(one())])
    shelf.keep([profile(one(match="sales_*.csv", version=2))])
    assert [(kept.id, kept.version) for kept in shelf.all()] == [("lines", 2)]
    with pytest.raises(UserError, match="No kept profile fits"):
        shelf.fitting("lines_1.csv")


def test_keeping_the_same_text_again_writes_nothing(shelf: ProfileShelf, db: Database) -> None:
    seen: list[frozenset[str]] = []
    shelf.keep([profile(one())])
    db.subscribe(lambda changes: seen.append(changes.tables))
    shelf.keep([profile(one())])
    assert not any("import_profile" in tables for tables in seen)


def test_two_that_fit_are_an_error_that_names_both(shelf: ProfileShelf) -> None:
    shelf.keep([profile(one()), profile(one("twin"))])
    with pytest.raises(UserError, match="lines, twin"):
        shelf.fitting("lines_1.csv")


def test_a_file_that_is_no_profile_is_refused_by_name(shelf: ProfileShelf, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.toml cannot be read"):
        shelf.find(str(tmp_path / "none.toml"))
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"bytes\.toml cannot be read"):
        shelf.find(str(tmp_path / "bytes.toml"))
    with pytest.raises(UserError, match="There is no profile “nobody”"):
        shelf.find("nobody")
    (tmp_path / "bom.toml").write_text(one(), encoding="utf-8-sig")
    assert shelf.find(str(tmp_path / "bom.toml")).id == "lines"


def test_every_kept_version_is_there_newest_first(shelf: ProfileShelf) -> None:
    shelf.keep([profile(one())])
    shelf.keep([profile(one(match="sales_*.csv", version=2))])
    shelf.drop("lines")
    found = shelf.versions("lines")
    assert [(each.profile.version, each.profile.file.match) for each in found] == [
        (2, ("sales_*.csv",)),
        (1, ("lines_*.csv",)),
    ]
    assert shelf.versions("nobody") == []


def test_a_file_whose_formula_is_none_is_refused_before_it_is_kept(shelf: ProfileShelf, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(one() + 'amount = { formula = "[a] *" }\n', encoding="utf-8")
    with pytest.raises(UserError, match="ends too early"):
        shelf.read(path)
