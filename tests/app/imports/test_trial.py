"""A draft tried on the first rows says what the import will say, for every profile of the public data."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import FEEDS, Desk
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.imports import draft
from app.imports.profile import Column, FileShape, Profile, Unpivot
from app.imports.sample import read_sample
from app.imports.survey import MOST
from app.imports.trial import Result, Trial, read_headers, stored_text, try_profile
from tests.desks import desk_of, named, profile, take_in, write_csv

TARGETS = [
    ("客户", "组", "2026年1月", "2026年2月"),
    ("C1", "甲", "1", "2"),
    ("", "乙", "-", "3"),
    ("C2", "合并", "9", ""),
]
UNPIVOTED = profile(r"""
id = "t"
source = "erp"
[file]
match = ["x"]
missing = ["-"]
fill_down = ["客户"]
where = "[组] <> '合并'"
[file.unpivot]
columns = '^\d{4}年\d{1,2}月$'
name = "月份"
value = "目标额"
[[feed]]
feed = "target"
[feed.columns]
party_code = "客户"
group_code = "组"
month = "月份"
amount = { column = "目标额", factor = "10000" }
""")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def tried(path: Path, how: Profile) -> Trial:
    return try_profile(read_sample(path, how.file), how, FEEDS)


def texts(rows: tuple[tuple[Result, ...], ...]) -> list[tuple[str, ...]]:
    return [tuple(one.text for one in row) for row in rows]


def test_blanks_are_filled_months_become_rows_and_filtered_rows_are_marked(tmp_path: Path) -> None:
    found = tried(write_csv(tmp_path / "t.csv", TARGETS), UNPIVOTED)
    assert found.headers == ("客户", "组", "月份", "目标额")
    assert texts(found.entries[0].rows) == [
        ("C1", "甲", "2026-01", "10000"), ("C1", "甲", "2026-02", "20000"), ("C1", "乙", "2026-02", "30000"),
    ]  # fmt: skip
    assert found.entries[0].kept == (0, 1, 2)
    assert len(found.rows) == 4


def test_what_is_wrong_is_said_at_its_place_and_stops_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [("单号", "货", "数量", "日期"), ("S1", "P1", "many", "03/04/2026")])
    how = profile("""
id = "x"
source = "erp"
[file]
match = ["x"]
where = "[没有] = 'a'"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "单号"
product_code = "货"
ordered_quantity = "数量"
ordered = "日期"
amount = { formula = "[单价] * 2" }
""")
    entry = tried(path, how).entries[0]
    assert {"where", "amount", "ordered"} == set(entry.problems)
    assert "单价" in str(entry.problems["amount"])
    assert "two ways" in str(entry.problems["ordered"])
    bad = entry.rows[0][entry.fields.index("ordered_quantity")]
    assert (bad.state, bad.text) == ("bad", "many")
    assert entry.bad == 1


def test_a_pattern_that_fits_no_column_is_said_and_changes_no_header(tmp_path: Path) -> None:
    wrong = replace(UNPIVOTED, file=FileShape(match=("x",), unpivot=Unpivot("^zz$", "a", "b")))
    found = tried(write_csv(tmp_path / "t.csv", TARGETS), wrong)
    assert found.problem is not None
    assert read_headers(("a", "c"), wrong.file) == ("a", "c")


@pytest.mark.parametrize("base", ["1900", "1904"])
def test_the_first_year_of_day_numbers_can_be_said(tmp_path: Path, base: str) -> None:
    path = write_csv(tmp_path / "t.csv", [("单号", "货", "日期"), ("S1", "P1", "45000"), ("S2", "P1", "45001")])
    how = profile(f"""
id = "x"
source = "erp"
[file]
match = ["x"]
epoch = "{base}"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "单号"
product_code = "货"
ordered = "日期"
""")
    entry = tried(path, how).entries[0]
    assert entry.rows[0][entry.fields.index("ordered")].text == {"1900": "2023-03-15", "1904": "2027-03-16"}[base]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("northwind_lines", "northwind/order_details.csv"),
        ("reseller_targets", "reseller-targets/ResellerSalesTargets.csv"),
        ("scms", "scms/SCMS_Delivery_History_Dataset.csv"),
    ],
)
def test_a_trial_shows_the_very_values_that_the_import_takes_in(desk: Desk, shared: Path, name: str, file: str) -> None:
    how, path = named(name), shared / "data" / file
    last = len(how.entries) - 1
    without_currency = draft.with_column(how.entries[last], "currency", Column())  # the workspace reports in another
    how = draft.with_entry(how, last, without_currency)
    found, feed = tried(path, how).entries[last], FEEDS[how.entries[last].feed]
    take_in(desk, path, how)
    with desk.db.read() as session:
        for place, one in enumerate(map(feed.field, found.fields)):
            columns = ", ".join(one.columns)
            rows = session.execute(text(f"SELECT {columns} FROM {feed.table} ORDER BY id LIMIT 200")).all()
            stored = [tuple(row) if len(row) > 1 else row[0] for row in rows]
            wanted = ["" if value in {None, (None, None)} else stored_text(one, value) for value in stored]
            assert [row[place].text for row in found.rows] == wanted, one.name
    assert not found.problems


def test_values_and_rows_are_counted_over_the_whole_file(desk: Desk, tmp_path: Path) -> None:
    rows = [("单号", "类型", "货"), *((f"S{n}", "退" if n % 10 == 0 else "销", "P1") for n in range(1_000))]
    path = write_csv(tmp_path / "t.csv", [*rows, ("合计", "", "")])
    how = profile("""
id = "x"
source = "erp"
[file]
match = ["x"]
where = "[类型] = '销'"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "单号"
product_code = "货"
""")
    found = desk.pipeline.survey(path, how, progress=Progress())
    assert (found.rows, found.left_out, found.kept) == (1_000, 1, (900,))
    assert found.of("类型") == (("销", 900), ("退", 100))
    assert found.of("单号") == (), f"more than {MOST} values are no list of words"
