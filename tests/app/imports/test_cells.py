"""A row of a kept original, cell by cell, with its place in the sheet."""

from pathlib import Path

from openpyxl import Workbook

from app.imports.cells import letters, read_cells
from tests.desks import mapped, profile, write_csv

LINES = mapped("lines", "order_line", "order_no=order line_no=line amount")
TARGETS = profile("""
id = "targets"
source = "plan"
[file]
fill_down = ["dealer"]
[file.unpivot]
columns = "(2026-\\\\d\\\\d)"
name = "month"
value = "value"
[[feed]]
feed = "target"
[feed.columns]
party_code = "dealer"
month = "month"
kpi = "kpi"
amount = "value"
""")


def test_a_text_file_gives_every_cell_as_it_is_written(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [("order", "line", "memo", "amount"), ("O1", "1", " x", "00012.50"), ("O2", "1", "", "￥7")]
    )
    (cells,) = read_cells(path, LINES, 0, {3}).values()
    assert [(one.field, f"{one.column}{one.row}", one.text) for one in cells] == [
        ("order_no", "A3", "O2"), ("line_no", "B3", "1"), ("amount", "D3", "￥7")
    ]  # fmt: skip
    (first,) = read_cells(path, LINES, 0, {2}).values()
    assert ("", "memo", "x") in [(one.field, one.header, one.text) for one in first], "also what nobody reads"


def test_a_workbook_names_its_sheet_and_what_stands_above_holds_for_the_rows_below(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "目标"
    for row in (
        ["2026 年目标"],
        ["dealer", "kpi", "2026-01", "2026-02"],
        ["D1", "销售", 10, 20.5],
        [None, "回款", 5, None],
    ):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    found = read_cells(tmp_path / "t.xlsx", TARGETS, 0, {3, 4})
    told = {
        number: [(one.field, f"{one.sheet}!{one.column}{one.row}", one.text) for one in cells]
        for number, cells in found.items()
    }
    assert told[3] == [
        ("party_code", "目标!A3", "D1"),
        ("kpi", "目标!B3", "销售"),
        ("amount", "目标!C3", "10"),
        ("amount", "目标!D3", "20.5"),
    ]
    assert told[4] == [("party_code", "目标!A3", "D1"), ("kpi", "目标!B4", "回款"), ("amount", "目标!C4", "5")]


def test_columns_are_counted_as_a_spreadsheet_does() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
