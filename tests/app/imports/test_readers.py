"""Text files and workbooks that the tests write themselves become the rows that were written."""

import csv
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.imports.readers import Limits, merged_ranges, open_book, read_chunks, read_rows

LETTERS = st.characters(
    codec="gb18030", exclude_categories=["Cc"], include_characters="\n\t", exclude_characters="\ufeff\ufffd"
)
ROWS = [
    ["订单号", "客户名称", "数量", "金额"],
    ["SO001", "杭州医药有限公司", "12", "1,200.50"],
    ["SO002", "宁波仁和大药房", "3", "88.00"],
    ["SO003", "温州第一医院", "40", "3,999.99"],
]


def text_of(rows: list[list[str]], delimiter: str = ",", newline: str = "\r\n") -> str:
    lines = []
    for row in rows:
        cells = [f'"{cell}"' if delimiter in cell or "\n" in cell else cell for cell in row]
        lines.append(delimiter.join(cells))
    return newline.join(lines) + newline


def written(folder: Path, data: bytes, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_line_end_and_delimiter_gives_the_same_rows(
    tmp_path: Path, encoding: str, told: str, newline: str, delimiter: str
) -> None:
    path = written(tmp_path, text_of(ROWS, delimiter, newline).encode(encoding))
    book = open_book(path)
    assert (book.encoding, book.delimiter) == (told, delimiter)
    assert list(read_rows(book)) == ROWS
    assert (book.sheets[0].rows, book.sheets[0].columns) == (4, 4)


def test_western_letters_are_not_taken_for_chinese(tmp_path: Path) -> None:
    rows = [["Händler", "Straße", "Umsatz"], ["Müller GmbH", "Königsallee 3", "12,50"], ["Çelik", "Rue d'été", "1,00"]]
    book = open_book(written(tmp_path, text_of(rows, ";").encode("cp1252")))
    assert (book.encoding, book.delimiter) == ("cp1252", ";")
    assert list(read_rows(book)) == rows


def test_a_broken_byte_marks_its_cell_and_does_not_change_how_the_file_is_read(tmp_path: Path) -> None:
    for encoding, told in (("utf-8", "utf-8"), ("gbk", "gb18030")):
        text = text_of([ROWS[0], *ROWS[1:] * 30])
        data = text.encode(encoding).replace("仁和".encode(encoding), b"\xff\xff", 1)
        book = open_book(written(tmp_path, data))
        rows = list(read_rows(book))
        assert book.encoding == told
        assert "\ufffd" in rows[2][1]
        assert rows[1] == ROWS[1]
        assert len(rows) == 91


def test_foreign_characters_deep_in_a_long_file_still_decide_its_encoding(tmp_path: Path) -> None:
    line = b"A0001,plain,12\r\n"
    path = written(tmp_path, line * 150_000 + "A0002,中文名称,1\r\n".encode("gbk"))
    book = open_book(path)
    assert book.encoding == "gb18030"
    last = []
    for chunk in read_chunks(book):
        last = chunk[-1]
    assert last == ["A0002", "中文名称", "1"]
    assert book.sheets[0].rows == 150_001


def test_an_encoding_and_a_delimiter_that_are_given_outrank_the_evidence(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b,c\nä;1,2\n".encode("cp1252"))
    book = open_book(path, encoding="latin-1", delimiter=",")
    assert list(read_rows(book)) == [["a;b", "c"], ["ä;1", "2"]]
    with pytest.raises(UserError, match="does not exist"):
        open_book(path, encoding="klingon")


def test_decimal_commas_do_not_make_the_comma_the_delimiter(tmp_path: Path) -> None:
    lines = ["artikel;preis;menge", *[f"A{i};{i},50;{i},25" for i in range(60)]]
    book = open_book(written(tmp_path, "\n".join(lines).encode()))
    assert book.delimiter == ";"


def test_line_ends_and_quotation_marks_inside_quoted_cells_belong_to_the_cell(tmp_path: Path) -> None:
    data = 'a,b\r\n"one\r\ntwo","say ""hi"""\r\n1,2\r\n'
    assert list(read_rows(open_book(written(tmp_path, data.encode())))) == [
        ["a", "b"],
        ["one\r\ntwo", 'say "hi"'],
        ["1", "2"],
    ]


def test_a_stray_quotation_mark_does_not_swallow_the_rows_behind_it(tmp_path: Path) -> None:
    lines = ["code\tname\tsize", '1\t"inch\t4', *[f"{i}\tname {i}\t{i}" for i in range(2, 400)]]
    rows = list(read_rows(open_book(written(tmp_path, "\n".join(lines).encode()))))
    assert len(rows) == 400
    assert rows[1] == ["1", '"inch', "4"]


def test_a_cell_without_end_is_refused_with_its_row(tmp_path: Path) -> None:
    data = b"a,b\n" + b"1,2\n" * 200_000 + b'3,"' + b"x,y\n" * 400_000
    book = open_book(written(tmp_path, data))
    with pytest.raises(UserError) as caught:
        list(read_rows(book))
    assert caught.value.text.params["row"] == 200_002
    assert csv.field_size_limit() == 131_072


def test_a_long_text_in_a_cell_is_no_reason_to_refuse(tmp_path: Path) -> None:
    data = '编号;备注\n1;"' + "很长的备注，" * 40_000 + '"\n2;短\n'
    book = open_book(written(tmp_path, data.encode()))
    assert book.delimiter == ";"
    assert [len(row) for row in read_rows(book)] == [2, 2, 2]


def test_ragged_and_blank_rows_keep_their_place(tmp_path: Path) -> None:
    data = b"a,b,c\n\n1,2\n,,\n3,4,5,6\n"
    assert list(read_rows(open_book(written(tmp_path, data)))) == [
        ["a", "b", "c"], [], ["1", "2"], ["", "", ""], ["3", "4", "5", "6"],
    ]  # fmt: skip


def test_nul_bytes_of_a_torn_write_are_dropped(tmp_path: Path) -> None:
    data = b"code,name\n" + b"1,abc\n" * 50 + b"2,d\x00ef\n" + b"\x00" * 4096
    rows = list(read_rows(open_book(written(tmp_path, data))))
    assert [row for row in rows if row and row[0] == "2"] == [["2", "def"]]


def test_excels_own_separator_line_names_the_delimiter_and_is_no_row(tmp_path: Path) -> None:
    book = open_book(written(tmp_path, b"sep=;\r\na;b\r\n1,5;2\r\n"))
    assert book.delimiter == ";"
    assert list(read_rows(book)) == [[], ["a", "b"], ["1,5", "2"]]


def test_codes_wrapped_as_formulas_to_keep_their_zeros_are_unwrapped(tmp_path: Path) -> None:
    data = '条码,名称,数量\n="00123",甲,1\n"=""00456""",乙,2\n'.encode("gbk")
    assert list(read_rows(open_book(written(tmp_path, data))))[1:] == [["00123", "甲", "1"], ["00456", "乙", "2"]]


def test_a_printed_list_loses_its_borders_and_rulers(tmp_path: Path) -> None:
    text = (
        "10.03.2026            Offene Posten                  1\r\n"
        "-----------------------------------------\r\n"
        "| Beleg     | Kunde        |     Betrag |\r\n"
        "|-----------+--------------+------------|\r\n"
        "| 90001     | 杭州医药      |   1.200,50 |\r\n"
        "| 90002     | 宁波仁和      |     88,00- |\r\n"
        "-----------------------------------------\r\n"
    )
    book = open_book(written(tmp_path, text.encode("gbk"), "list.txt"))
    assert book.delimiter == "|"
    assert list(read_rows(book))[1:] == [
        [], ["Beleg", "Kunde", "Betrag"], [], ["90001", "杭州医药", "1.200,50"], ["90002", "宁波仁和", "88,00-"], [],
    ]  # fmt: skip


@given(
    st.lists(
        st.lists(
            st.text(LETTERS, max_size=8),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_what_the_csv_module_wrote_is_read_back_whatever_the_cells_hold(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "any.csv"
    rows = [["编号", "名称", "备注"], *cells]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    assert list(read_rows(open_book(path, encoding=encoding, delimiter=","))) == rows


def workbook(path: Path, *, epoch_1904: bool = False) -> Path:
    with xlsxwriter.Workbook(str(path), {"date_1904": epoch_1904}) as book:
        day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        clock = book.add_format({"num_format": "hh:mm:ss"})
        sheet = book.add_worksheet("订单")
        sheet.merge_range(2, 1, 4, 1, "杭州医药")
        sheet.write_row(1, 1, ["客户", "数量", "单价", "日期", "时刻", "齐全", "条码", "钟点"])
        for row in (2, 3, 4):
            sheet.write_number(row, 2, 12)
            sheet.write_number(row, 3, 0.1)
            sheet.write_datetime(row, 4, datetime(2026, 3, 5), day)  # noqa: DTZ001
            sheet.write_datetime(row, 5, datetime(2026, 3, 5, 14, 30), moment)  # noqa: DTZ001
            sheet.write_boolean(row, 6, row == 3)
            sheet.write_number(row, 7, 6901234567890)
            sheet.write_datetime(row, 8, time(9, 30), clock)
        book.add_worksheet("空")
        book.add_worksheet("藏").hide()
    return path


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_a_workbooks_cells_come_typed_and_in_their_places(tmp_path: Path, *, epoch_1904: bool) -> None:
    book = open_book(workbook(tmp_path / "any name at all.dat", epoch_1904=epoch_1904))
    assert (book.kind, book.epoch_1904) == ("xlsx", epoch_1904)
    assert [(info.name, info.rows, info.columns, info.hidden) for info in book.sheets] == [
        ("订单", 4, 8, False), ("空", 0, 0, False), ("藏", 0, 0, True),
    ]  # fmt: skip
    rows = list(read_rows(book))
    assert rows[0] == [None] * 9
    assert rows[2] == [
        None, "杭州医药", 12, 0.1, date(2026, 3, 5), datetime(2026, 3, 5, 14, 30), False, 6901234567890,  # noqa: DTZ001
        timedelta(hours=9, minutes=30),
    ]  # fmt: skip
    assert [type(cell) for cell in rows[2]][2] is int
    assert merged_ranges(book) == ((2, 1, 4, 1),)


def test_a_sheet_is_chosen_by_name_or_number_and_a_missing_one_is_named(tmp_path: Path) -> None:
    book = open_book(workbook(tmp_path / "book.xlsx"))
    assert list(read_rows(book, "空")) == []
    assert len(list(read_rows(book, 0))) == 5
    with pytest.raises(UserError, match="no sheet “Sheet9”"):
        list(read_rows(book, "Sheet9"))


def test_chunks_are_the_rows_in_order(tmp_path: Path) -> None:
    sheet = openpyxl.Workbook()
    for number in range(25):
        sheet.active.append([number, f"row {number}"])  # type: ignore[union-attr]
    sheet.save(tmp_path / "many.xlsx")
    chunks = list(read_chunks(open_book(tmp_path / "many.xlsx"), None, 10))
    assert [len(chunk) for chunk in chunks] == [10, 10, 5]
    assert [row[0] for chunk in chunks for row in chunk] == list(range(25))


def test_two_far_apart_cells_are_refused_before_the_space_between_them_is_allocated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "x", "y"  # type: ignore[index]
    book.save(tmp_path / "sparse.xlsx")
    with pytest.raises(UserError) as caught:
        open_book(tmp_path / "sparse.xlsx")
    assert caught.value.text.params["rows"] == 1_048_576
    assert caught.value.text.params["columns"] == 16_384


def test_formatted_but_empty_cells_at_the_end_of_a_sheet_do_no_harm(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["B2"] = "x", 2
    sheet["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "styled.xlsx")
    assert list(read_rows(open_book(tmp_path / "styled.xlsx"))) == [["x", None], [None, 2]]


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b"<a/>" * (20 << 20))
    with pytest.raises(UserError, match="unpacks to far more"):
        open_book(path)
    with pytest.raises(UserError, match="unpacks to far more"):
        open_book(path, limits=Limits(unpacked_bytes=1 << 20, unpacked_ratio=10**9))
