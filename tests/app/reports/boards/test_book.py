"""A board as a workbook: numbers that count, formulas that give what the tile says, names that do nothing."""

import zipfile
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from app.boards.tile import Grid, GridColumn, Tile, TileSpec
from app.core.progress import Progress
from app.core.texts import EN, LANGUAGES, ZH, Text
from app.reports.boards.book import HEAD, workbook
from app.reports.boards.sums import cell, laid
from app.reports.kit.workbook import Formula
from tests.app.boards.handmade import BASIS, DAY, HOSTILE, handout, heatmap, ranking, refused, trend


def opened(made: bytes, *, values: bool = False) -> Any:
    return load_workbook(BytesIO(made), data_only=values)


def pareto() -> Tile:
    columns = (GridColumn(Text("Dealers"), "text"), GridColumn(Text("Net sales"), "money"),
               GridColumn(Text("Share"), "ratio"), GridColumn(Text("Share so far"), "ratio"))  # fmt: skip
    rows = (("A", Fraction(60), Fraction(3, 5), Fraction(3, 5)), ("B", Fraction(30), Fraction(3, 10), Fraction(9, 10)),
            (Text("Others: {n}", {"n": 2}), Fraction(10), Fraction(1, 10), Fraction(1)))  # fmt: skip
    return Tile(TileSpec("pareto", "net_amount"), Text("P"), BASIS, DAY, "CNY", Grid(columns, rows, ("A", "B", "")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sheet_a_tile_and_the_same_bytes(lang: str) -> None:
    made = workbook(handout(), lang, Progress())
    assert made == workbook(handout(), lang, Progress())
    book = opened(made)
    assert len(book.sheetnames) == 8
    assert book.sheetnames[0] == ("目录" if lang == ZH else "Table of contents")
    assert len({one.casefold() for one in book.sheetnames}) == 8
    for name in book.sheetnames[1:]:
        said = str(book[name].cell(3, 1).value)
        assert "发货口径" in said
        assert "2026" in said


def test_numbers_are_numbers_and_what_is_unknown_is_empty() -> None:
    sheet = opened(workbook(handout(trend()), EN, Progress())).worksheets[4]
    rows = [[one.value for one in row[:3]] for row in sheet.iter_rows(min_row=HEAD + 2)]
    assert rows == [
        ["2026-01", 900000, 800000], ["2026-02", None, 700000], ["2026-03", 1620000, 1500000.55],
        ["Total", "=SUM(B7:B9)", "=SUM(C7:C9)"],
    ]  # fmt: skip
    assert sheet.cell(HEAD + 2, 2).number_format == "#,##0.00"
    assert sheet.freeze_panes == "B7"
    assert sheet.print_title_rows in {"6:6", "$6:$6"}


def test_formulas_hold_the_value_that_the_tile_says() -> None:
    for one in (ranking(), pareto(), trend()):
        found = laid(one, HEAD + 1)
        for row, line in enumerate(found.rows[: len(one.grid.rows)]):
            for place, value in enumerate(line):
                said = value.value if isinstance(value, Formula) else value
                assert said == one.grid.rows[row][place]
    made = workbook(handout(ranking()), EN, Progress())
    words, values = (opened(made, values=values).worksheets[4] for values in (False, True))
    assert words["C7"].value == "=B7/$B$14"
    assert words["C7"].value.startswith("=")
    assert words["C7"].number_format == "0.0%"
    assert [words.cell(row, 1).value for row in (12, 13, 14)] == ["Total of the rows shown", "All others", "Total"]
    assert words["B14"].value == "=B12+B13"
    assert values["B14"].value == pytest.approx(values["B12"].value * 2)
    assert values["C7"].value == pytest.approx(values["B7"].value / values["B14"].value)


def test_a_pareto_adds_up_to_all() -> None:
    sheet = opened(workbook(handout(pareto()), EN, Progress())).worksheets[4]
    assert [sheet.cell(row, 4).value for row in (7, 8, 9)] == ["=C7", "=D7+C8", "=D8+C9"]
    assert sheet["B10"].value == "=SUM(B7:B9)"
    assert sheet["A10"].value == "Total"


def test_ratios_are_never_added_up() -> None:
    found = laid(heatmap(), HEAD + 1)
    assert len(found.rows) == 4
    assert not any(isinstance(one, Formula) for row in found.rows for one in row)


def test_hostile_names_stay_words() -> None:
    made = workbook(handout(ranking(), title="=1+1"), EN, Progress())
    book = opened(made)
    for name, row in zip(HOSTILE, range(7, 12), strict=True):
        one = book.worksheets[4].cell(row, 1)
        assert one.data_type == "s"
        assert one.value == ("台州恒信 医药有限公司" if "\n" in name else name)
    assert book.worksheets[0]["A1"].data_type == "s"
    with zipfile.ZipFile(BytesIO(made)) as packed:
        assert not [one for one in packed.namelist() if "externalLink" in one]
        rels = b"".join(packed.read(one) for one in packed.namelist() if one.endswith(".rels"))
        assert b"External" not in rels
        charts = [packed.read(one) for one in packed.namelist() if one.startswith("xl/charts/chart")]
    assert charts
    assert all(b"<c:f>" in one for one in charts), "charts follow the cells"


def test_sheets_of_one_name_and_a_tile_that_is_refused() -> None:
    book = opened(workbook(handout(ranking(), ranking(), refused()), EN, Progress()))
    assert book.sheetnames[4:6] == ["Net sales · Dealers", "Net sales · Dealers 2"]
    assert book.worksheets[6].cell(HEAD + 1, 1).value == "This KPI is not kept by product group."


@pytest.mark.parametrize(("place", "name"), [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1")])
def test_names_of_cells(place: int, name: str) -> None:
    assert cell(0, place) == name
