"""HTML and SpreadsheetML 2003 that are named .xls, as Chinese systems hand them out."""

from datetime import date, datetime
from pathlib import Path

import pytest

from app.core.errors import UserError
from app.imports.layout import find_table
from app.imports.readers import merged_ranges, open_book, read_chunks, read_rows

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<style>td {{mso-number-format:"\\@"}}</style>
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>出库明细</x:Name>
</x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head><body>
<table border=1><tr><th colspan=3>2026年3月&nbsp;出库明细</th></tr>
<tr><td>客户<td>批号<td>数量
<tr><td rowspan=2>杭州医药 &amp; 健康</td><td> L001 </td><td>12</td></tr>
<tr><td>L<b>00</b>2<br>补</td><td>3,000</td></tr>
</table><script>if (a < b) alert('<td>no</td>')</script>
<table><tr><td>第二张</td></tr></table></body></html>"""


@pytest.mark.parametrize(
    ("encoding", "charset"), [("gbk", "gb2312"), ("utf-8", "utf-8"), ("gbk", "utf-8"), ("utf-16", "utf-16")]
)
def test_an_html_table_named_xls_is_read_with_its_merged_cells(tmp_path: Path, encoding: str, charset: str) -> None:
    path = tmp_path / "出库.xls"
    path.write_bytes(PAGE.format(charset=charset).encode(encoding))
    book = open_book(path)
    assert book.kind == "html"
    assert [(info.name, info.rows, info.columns) for info in book.sheets] == [("出库明细", 4, 3), ("Table 2", 1, 1)]
    assert list(read_rows(book)) == [
        ["2026年3月 出库明细", "", ""],
        ["客户", "批号", "数量"],
        ["杭州医药 & 健康", "L001", "12"],
        ["", "L002\n补", "3,000"],
    ]
    assert merged_ranges(book) == ((0, 0, 0, 2), (2, 0, 3, 0))
    layout = find_table(list(read_rows(book)), merges=merged_ranges(book))
    assert (layout.header_row, layout.columns) == (2, ("客户", "批号", "数量"))
    assert [len(chunk) for chunk in read_chunks(book, "出库明细", 3)] == [3, 1]
    assert list(read_rows(book, "Table 2")) == [["第二张"]]


def test_a_table_inside_a_cell_is_text_of_that_cell(tmp_path: Path) -> None:
    path = tmp_path / "nested.xls"
    path.write_text("<table><tr><td>a<table><tr><td>inner</td></tr></table></td><td>b</td></tr></table>", "utf-8")
    assert list(read_rows(open_book(path))) == [["ainner", "b"]]


XML = """<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="订单"><Table>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">客户</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">三月</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">数量</Data></Cell><Cell><Data ss:Type="String">金额</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">杭州&#20013;心</Data></Cell><Cell><Data ss:Type="Number">12</Data></Cell>
<Cell><Data ss:Type="Number">0.1</Data></Cell><Cell><Data ss:Type="DateTime">2026-03-05T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="DateTime">2026-03-05T14:30:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>
<Cell><Data ss:Type="Error">#N/A</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


def test_a_spreadsheet_of_2003_is_read_typed_and_in_place(tmp_path: Path) -> None:
    path = tmp_path / "orders.xls"
    path.write_bytes(XML.format(encoding="utf-8").encode())
    book = open_book(path)
    assert (book.kind, [(info.name, info.hidden) for info in book.sheets]) == (
        "xml2003",
        [("订单", False), ("藏", True)],
    )
    assert list(read_rows(book)) == [
        ["客户", "三月", None],
        [None, "数量", "金额"],
        [],
        ["杭州中心", 12, 0.1, date(2026, 3, 5), datetime(2026, 3, 5, 14, 30), True, None],  # noqa: DTZ001
    ]
    layout = find_table(list(read_rows(book)), merges=merged_ranges(book))
    assert layout.columns[:3] == ("客户", "三月/数量", "三月/金额")


def test_entities_and_broken_markup_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "laughs.xls"
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    path.write_text(XML.format(encoding="utf-8").replace("<Workbook", laughs + "<Workbook", 1), "utf-8")
    with pytest.raises(UserError, match="entity declaration"):
        open_book(path)
    path.write_text(XML.format(encoding="utf-8")[:-40], "utf-8")
    with pytest.raises(UserError, match="damaged"):
        open_book(path)


def test_a_span_or_index_beyond_any_sheet_is_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xls"
    path.write_text("<table>" + '<tr><td colspan="99999999">x</td></tr>' * 3000 + "</table>", "utf-8")
    with pytest.raises(UserError, match="more than fits"):
        open_book(path)
    path.write_text(XML.format(encoding="utf-8").replace('ss:Index="2"', 'ss:Index="60000"'), "utf-8")
    with pytest.raises(UserError, match="more than fits"):
        open_book(path)
