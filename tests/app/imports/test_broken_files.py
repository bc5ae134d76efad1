"""The 207 broken and odd files of other projects: each readable table is read as it is, the others are refused."""

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.imports.layout import body, find_table
from app.imports.readers import merged_ranges, open_book, read_chunks, read_rows
from app.imports.sandbox import run_child

EMPTY = "empty"
JSON = "a JSON file"
PROSE = "running text without columns"
REFUSED = {
    "calamine/issue252.xlsx": "unpacks",  # a member is longer than the archive's directory says
    "calamine/issue_594_dos.ods": "unpacks",  # one cell repeated 17 thousand million times
    "calamine/pass_protected.xlsb": "password",
    "cjkencodings/gbk-utf8.txt": PROSE,
    "cjkencodings/gbk.txt": PROSE,
    "cjkencodings/hz-utf8.txt": PROSE,
    "cjkencodings/hz.txt": PROSE,
    "csv-spectrum/comma_in_quotes.json": JSON,
    "csv-spectrum/empty.json": JSON,
    "csv-spectrum/empty_crlf.json": JSON,
    "csv-spectrum/json.json": JSON,
    "csv-spectrum/location_coordinates.json": JSON,
    "csv-spectrum/newlines.json": JSON,
    "csv-spectrum/simple_crlf.json": JSON,
    "csv-spectrum/utf8.json": JSON,
    "csvkit/empty.csv": EMPTY,  # one line end
    "csvkit/testdbf.dbf": "a database file",
    "frictionless/empty.csv": EMPTY,  # no byte at all
}
# Files whose quoted cells hold line ends: how many rows they have, header included.
MULTILINE = {
    "csv-spectrum/newlines.csv": 4,
    "frictionless/issue-1066-largecellsize.csv": 20,
    "frictionless/issue-1066-largecellsizewithdeviation.csv": 20,
    "frictionless/issue-1066-smallcellsize.csv": 13,
    "frictionless/issue-1066-smallcellsizewithdeviation.csv": 13,
    "frictionless/issue-493.csv": 10,
}
SIZE = re.compile(r"(?P<name>.*):(?P<rows>\d+)x(?P<columns>\d+)\Z")


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "broken-files"


@pytest.fixture(scope="module")
def inventory(folder: Path) -> dict[str, tuple[str, str]]:
    with (folder / "INVENTORY.tsv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {name: (kind, observed) for name, _, _, kind, observed in lines[1:]}


@pytest.fixture(scope="module")
def seen(folder: Path, inventory: dict[str, tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """All files in one child that may use 1 GiB and 20 seconds for all of them together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        paths = [folder / name for name in inventory]
        found = run_child("reading:outcomes", (paths,), memory_mb=1024, seconds=20)
    return {name: found[str(folder / name)] for name in inventory}


def test_every_file_of_the_inventory_was_looked_at_and_only_the_listed_ones_are_refused(
    seen: dict[str, dict[str, Any]],
) -> None:
    assert len(seen) == 207
    assert len(REFUSED) <= 25
    assert {name for name, one in seen.items() if "refused" in one} == set(REFUSED)


def test_each_refusal_says_what_is_wrong(seen: dict[str, dict[str, Any]]) -> None:
    for name, reason in REFUSED.items():
        assert reason in seen[name]["refused"] + seen[name]["what"], name


def test_each_workbook_has_the_sheets_and_sizes_that_another_reader_saw(
    seen: dict[str, dict[str, Any]], inventory: dict[str, tuple[str, str]]
) -> None:
    compared = 0
    for name, (kind, observed) in inventory.items():
        if kind != "workbook" or name in REFUSED:
            continue
        sizes = [SIZE.match(part) for part in observed.split("; ")]
        sheets = seen[name]["sheets"]
        assert len(sheets) == len(sizes), name
        for size, (title, rows, columns, _), cells in zip(sizes, sheets, seen[name]["rows"], strict=True):
            if size is None:  # a chart sheet that the other reader failed on
                continue
            assert (title, rows, columns) == (size["name"], int(size["rows"]), int(size["columns"])), name
            assert len(cells) >= rows, name
            assert all(len(row) >= columns for row in cells), name
            compared += 1
    assert compared > 150


def test_each_text_file_gives_one_row_for_each_line_that_says_anything(
    seen: dict[str, dict[str, Any]], inventory: dict[str, tuple[str, str]], folder: Path
) -> None:
    compared = 0
    for name, (kind, observed) in inventory.items():
        if kind != "text" or name in REFUSED:
            continue
        data = (folder / name).read_bytes()
        data = data.decode("utf-16").encode() if "utf-16" in observed else data
        lines = [line for line in re.split(rb"\r\n|\r|\n", data) if line.strip(b" ,;|\t\xef\xbb\xbf")]
        rows = [row for row in seen[name]["rows"][0] if any(cell.strip() for cell in row)]
        assert len(rows) == MULTILINE.get(name, len(lines)), name
        compared += 1
    assert compared == 94


def test_the_cells_of_csv_spectrum_are_those_of_its_expected_json(
    seen: dict[str, dict[str, Any]], folder: Path
) -> None:
    for expected in sorted((folder / "csv-spectrum").glob("*.json")):
        header, *rows = seen[f"csv-spectrum/{expected.stem}.csv"]["rows"][0]
        wanted = json.loads(expected.read_text(encoding="utf-8"))
        if expected.stem == "location_coordinates":  # one object, and its number differs from the start
            wanted = [{**wanted, "Contact Phone Number": "2095257564"}]
        assert [dict(zip(header, row, strict=True)) for row in rows] == wanted, expected.stem


def test_encodings_are_told_by_evidence(seen: dict[str, dict[str, Any]]) -> None:
    told = {name.split("/")[1]: one.get("encoding") for name, one in seen.items()}
    assert told["test_utf16_little.csv"] == "utf-16"
    assert told["test_utf8_bom.csv"] == "utf-8-sig"
    assert told["test_latin1.csv"] == "cp1252"
    assert told["issue-647.csv.txt"] == "cp1252"
    assert told["table-unicode-headers.csv"] == "utf-8"


def test_dates_of_the_1904_epoch_are_right(folder: Path) -> None:
    for name in ("date_1904.xlsx", "date_1904.xlsb"):
        book = open_book(folder / "calamine" / name)
        assert book.epoch_1904
        assert next(iter(read_rows(book)))[0] == date(2021, 1, 1)
    assert not open_book(folder / "calamine" / "date.xls").epoch_1904


def test_hidden_sheets_are_flagged(seen: dict[str, dict[str, Any]]) -> None:
    for name in ("any_sheets.ods", "any_sheets.xls", "any_sheets.xlsb"):
        hidden = {title: flag for title, _, _, flag in seen[f"calamine/{name}"]["sheets"]}
        assert hidden == {"Visible": False, "Hidden": True, "VeryHidden": True, "Chart": False}


def test_the_table_of_deaths_is_found_between_the_notes_around_it(folder: Path) -> None:
    book = open_book(folder / "readxl" / "deaths.xlsx")
    for sheet in ("arts", "other"):
        merges = merged_ranges(book, sheet)
        layout = find_table(list(read_rows(book, sheet)), merges=merges)
        assert (layout.header_row, layout.first_row, layout.last_row) == (5, 6, 15)
        assert layout.columns == ("Name", "Profession", "Age", "Has kids", "Date of birth", "Date of death")
        numbers = [number for part, _ in body(read_chunks(book, sheet, 4), layout, merges=merges) for number in part]
        assert numbers == list(range(6, 16))
    assert list(read_rows(book, "arts"))[5] == [
        "David Bowie", "musician", 69, True, date(1947, 1, 8), date(2016, 1, 10),
    ]  # fmt: skip


def test_header_rows_with_merged_cells_are_joined(folder: Path) -> None:
    book = open_book(folder / "frictionless" / "multiline-headers.xlsx")
    layout = find_table(list(read_rows(book)), merges=merged_ranges(book))
    assert (layout.header_row, layout.header_rows, layout.first_row) == (1, 5, 6)
    assert layout.columns[0] == "Region"
    assert layout.columns[3].startswith("Cumulative impact of changes on cost of food basket/")
