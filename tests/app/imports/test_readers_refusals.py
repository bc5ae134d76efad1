"""What is no readable table is refused with a sentence that says what it is and what to do."""

import json
import random
import sqlite3
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from app.core.errors import UserError
from app.core.texts import EN, ZH, texts
from app.dealers.register.reading import read_register
from app.imports.corrected_files import read_cells
from app.imports.readers import Limits, kinds, open_book
from app.imports.readers.archive import workbook_epoch_1904
from app.imports.readers.ole import workbook_globals
from app.imports.sheet import find_sheet
from app.planning.targets.reading import read_lines
from tests.desks import mapped

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
NOISE = random.Random(7).randbytes(20_000)


def refusal(folder: Path, data: bytes, name: str = "file.xls") -> UserError:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        open_book(path)
    return caught.value


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "is empty"),
        (b"\x00" * 5000, "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (PNG, "a picture"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00" + NOISE, "a packed archive"),
        (b"Rar!\x1a\x07\x01\x00" + NOISE, "a packed archive"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00" + NOISE[:400], "a program"),
        (b"{\\rtf1\\ansi hello}", "a text document"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00\x05\x00\x00\x00\x00\x00", "Excel 4"),
        (json.dumps([{"a": 1}]).encode(), "a JSON file"),
        (('{"rows": [' + '{"a": 1},' * 20_000).encode(), "a JSON file"),
        (b"<?xml version='1.0'?><orders><order/></orders>", "an XML file without a spreadsheet"),
        (b"<html><body><p>Session expired</p></body></html>", "a web page without a table"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "a web archive"),
        ("这是一份说明。请各位经销商注意查收。\n本月的政策有所调整。\n详情请见附件。\n".encode("gbk"), "running text"),
        (bytes(range(20)) * 40, "binary data"),
    ],
)
def test_other_kinds_of_files_are_called_by_their_name(tmp_path: Path, data: bytes, says: str) -> None:
    assert says in str(refusal(tmp_path, data))


def test_text_under_the_name_of_a_workbook_is_called_so_only_where_it_is_not_what_was_asked_for(tmp_path: Path) -> None:
    path, lines = tmp_path / "rows.xlsx", mapped("lines", "order_line", "order_no=order amount")
    path.write_text("Dear colleague\nthe rows follow\n", "utf-8")
    for read in (read_cells, read_lines, read_register, lambda file: find_sheet(file, lines)):
        with pytest.raises(UserError, match=r"“rows.xlsx” is no Excel workbook"):
            read(path)
    path.write_text("#id,qty\n7,5\n", "utf-8")
    assert read_cells(path) == [(7, {"qty": "5"})], "many systems hand out text so"


def test_a_database_and_a_text_document_are_no_tables(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "made.db").execute("CREATE TABLE t(a)").connection.close()
    assert "a database file" in str(refusal(tmp_path, (tmp_path / "made.db").read_bytes()))
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UserError, match="a text document"):
        open_book(tmp_path / "letter.docx")
    with zipfile.ZipFile(tmp_path / "letter.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(UserError, match="a text document"):
        open_book(tmp_path / "letter.odt")
    with zipfile.ZipFile(tmp_path / "orders.zip", "w") as archive:
        archive.writestr("orders.csv", "a,b")
    with pytest.raises(UserError, match="a packed archive"):
        open_book(tmp_path / "orders.zip")


def test_files_of_the_companys_document_security_say_what_to_ask_it_for(tmp_path: Path) -> None:
    marked = b"b\x14#e\x00\x00E-SafeNet\x00\x00\x00LOCK\x00" + NOISE
    for data in (NOISE, marked, b"%TSD-Header-###%" + NOISE):
        found = refusal(tmp_path, data, "订单.xlsx")
        assert "Ask IT to decrypt" in texts(EN).render(found.text)
        assert "透明加密" in texts(ZH).render(found.text)
        assert "订单.xlsx" in texts(ZH).render(found.text)


def test_passwords_of_packers_and_office_programs_are_recognised(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "open.xlsx")
    data = bytearray((tmp_path / "open.xlsx").read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert "password" in str(refusal(tmp_path, bytes(data)))
    with zipfile.ZipFile(tmp_path / "locked.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        archive.writestr("content.xml", NOISE[:100])
    with pytest.raises(UserError, match="password"):
        open_book(tmp_path / "locked.ods")


def test_the_first_records_of_an_old_workbook_tell_password_and_epoch() -> None:
    def records(*numbers: tuple[int, bytes]) -> bytes:
        return b"".join(struct.pack("<HH", number, len(data)) + data for number, data in numbers)

    begin, end = (0x809, b"\0" * 16), (0x0A, b"")
    assert workbook_globals(records(begin, (0x22, b"\1\0"), end)) == (False, True)
    assert workbook_globals(records(begin, (0x22, b"\0\0"), end, (0x2F, b"\1\0"))) == (False, False)
    assert workbook_globals(records(begin, (0x2F, b"\1\0"), end)) == (True, False)


def test_cut_and_twisted_files_are_damaged_not_crashes(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number in range(300):
        book.active.append([number, f"row {number}"])  # type: ignore[union-attr]
    book.save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    path = tmp_path / "cut.xlsx"
    for cut in (30, len(whole) // 2, len(whole) - 30):
        path.write_bytes(whole[:cut])
        with pytest.raises(UserError, match="damaged"):
            open_book(path)
    dice = random.Random(11)
    for _ in range(60):
        twisted = bytearray(whole)
        for _ in range(8):
            twisted[dice.randrange(len(twisted))] = dice.randrange(256)
        path.write_bytes(twisted)
        with suppress(UserError):  # anything else would be a crash
            assert open_book(path).kind == "xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE[:600]
    assert "damaged" in str(refusal(tmp_path, ole))


def test_an_archive_with_unreadable_names_or_sums_is_damaged(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    for twisted in (
        whole.replace(b"xl/workbook.xml", b"xl/workb00k.xml"),
        whole.replace(b"PK\x01\x02", b"PK\x01\x03"),
    ):
        assert "damaged" in str(refusal(tmp_path, twisted, "twisted.xlsx"))
    with zipfile.ZipFile(tmp_path / "sums.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    data = (tmp_path / "sums.xlsx").read_bytes().replace(b"<workbook/>", b"<workb00k/>")
    assert "damaged" in str(refusal(tmp_path, data, "sums.xlsx"))


def test_limits_are_sentences(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_bytes(b"a,b\n" * 1000)
    with pytest.raises(UserError, match="larger than 0 MB"):
        open_book(path, limits=Limits(file_bytes=1000))
    page = tmp_path / "big.xls"
    page.write_bytes(b"<table>" + b"<tr><td>1</td></tr>" * 100 + b"</table>")
    with pytest.raises(UserError, match="larger than 0 MB"):
        open_book(page, limits=Limits(markup_bytes=100))
    with pytest.raises(UserError, match="rows x"):
        open_book(page, limits=Limits(cells=50))


def test_a_file_that_is_gone_is_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        open_book(tmp_path / "gone.csv")


def test_a_header_that_begins_like_a_picture_is_still_a_table(tmp_path: Path) -> None:
    for header in (b"BM code,name\n1,2\n", b"MZ,name\n1,2\n", b"[code],name\n1,2\n", b"{a},b\n1,2\n"):
        path = tmp_path / "odd.csv"
        path.write_bytes(header)
        assert open_book(path).kind == "csv"


def test_entropy_tells_noise_from_tables() -> None:
    assert kinds.entropy(NOISE[:1024]) > 7.5
    assert kinds.entropy(("订单号,客户,金额\r\n" * 50).encode("gbk")) < 6


def test_a_workbook_without_settings_counts_from_1900(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bare.xlsx", "w") as archive:
        archive.writestr("xl/styles.xml", "<a/>")
    assert workbook_epoch_1904(tmp_path / "bare.xlsx") is False
