import csv
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.core.charts import Spark
from app.core.period import day_number
from app.core.texts import EN, Text
from tests.ui.looks import check
from ui.core.page import Context
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.table_export import ask_where
from ui.core.table_models import KEPT_WINDOWS, RAW, WINDOW, WindowGrid


@dataclass(frozen=True)
class Dealer:
    name: str
    amount: int | None
    otif: float | None
    state: State
    trend: Spark
    seen_on: int


def dealer(name: str, amount: int | None, otif: float | None = 0.9, tone: Any = "good") -> Dealer:
    words = {"good": Text("Regular"), "bad": Text("By hand")}[tone]
    return Dealer(name, amount, otif, State(words, tone), Spark((1.0, 2.0)), day_number(date(2026, 4, 10)))


COLUMNS = [
    Column("name", Text("Full name"), stretch=True),
    Column("amount", Text("Size (KB)"), "money"),
    Column("otif", Text("Why"), "percent"),
    Column("state", Text("Colours"), "pill"),
    Column("trend", Text("Display"), "spark"),
    Column("seen_on", Text("Made at"), "date", hidden=True),
]
ROWS = [dealer("温州瑞康", 3_120_000_0000), dealer("台州恒信", None, None, "bad"), dealer("Ningbo", 1_800_000_0000)]


@pytest.fixture
def table(context: Context, shown: Callable[..., QWidget]) -> Table:
    found = Table(context, COLUMNS, name="test", title=Text("People"), empty=Text("No backup yet."))
    shown(found, 900, 400)
    found.set_rows(ROWS)
    return found


def names(table: Table) -> list[str]:
    return [table.grid.row_at(row).name for row in range(table.grid.rowCount())]


def texts(table: Table, row: int) -> list[str]:
    return [table.grid.text_at(row, column) for column in range(len(COLUMNS))]


def test_cells_are_written_in_the_language_and_unknown_is_a_dash(table: Table) -> None:
    assert texts(table, 0) == ["温州瑞康", "312.0", "90.0%", "● 定期", "", "2026-04-10"]
    assert texts(table, 1)[1:3] == ["—", "—"]
    table.look.set_language(EN)
    assert texts(table, 0)[3] == "● Regular"
    assert table.grid.data(table.grid.index(0, 1), RAW) == 3_120_000_0000


def test_a_click_on_a_head_sorts_and_unknown_stays_last(qtbot: QtBot, table: Table) -> None:
    head = table.view.head
    for expected in (["Ningbo", "温州瑞康", "台州恒信"], ["温州瑞康", "Ningbo", "台州恒信"]):
        at = QPoint(head.sectionViewportPosition(1) + 30, 10)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert names(table) == expected


def test_typing_filters_by_every_word(qtbot: QtBot, table: Table) -> None:
    table.search.setFocus()
    qtbot.keyClicks(table.search, "ning 180")
    qtbot.waitUntil(lambda: table.grid.rowCount() == 1)
    assert table.count.text() == "1 / 3 行"
    qtbot.keyClicks(table.search, "x")
    qtbot.waitUntil(lambda: table.grid.rowCount() == 0)
    assert table._empty.title.text() == "没有符合筛选条件的行。"
    qtbot.keyClick(table.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: table.grid.rowCount() == 3)


def test_enter_opens_the_current_row(qtbot: QtBot, table: Table) -> None:
    opened: list[Dealer] = []
    table.opened.connect(opened.append)
    table.view.select(1)
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert [one.name for one in opened] == ["台州恒信"]


def test_a_row_is_selected_whatever_key_is_held_down(qtbot: QtBot, table: Table) -> None:
    table.view.select(1)
    qtbot.keyPress(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    for row in (1, 0):
        table.view.select(row)
        assert table.view.chosen_rows() == [row]


def test_ctrl_c_copies_the_selected_rows_as_excel_takes_them(qtbot: QtBot, table: Table) -> None:
    table.set_rows([dealer("=1+1\t“A”", 10_0001)])
    table.view.select(0)
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text().replace("\r\n", "\n")
    assert copied == '姓名\t大小（KB）\t原因\t颜色\n"\'=1+1\t“A”"\t10.0001\t0.9\t定期\n'


def test_amounts_leave_in_whole_units_and_so_does_their_title(context: Context, shown: Callable[..., QWidget]) -> None:
    title = context.look.formats.money_title(Text("Amount"))
    table = Table(context, [Column("amount", title, "money")], name="money")
    shown(table, 400, 200)
    table.set_rows([dealer("a", 3_120_000_0000)])
    assert (table.grid.headerData(0, Qt.Orientation.Horizontal), table.as_text().splitlines()) == (
        "金额（万元）", ["金额", "3120000"],
    )  # fmt: skip


def test_posted_amounts_stand_in_whole_units_to_the_cent(context: Context, shown: Callable[..., QWidget]) -> None:
    title = context.look.formats.unit_title(Text("Amount"))
    table = Table(context, [Column("amount", title, "money", places=2, signed=True)], name="cents")
    shown(table, 400, 200)
    table.set_rows([dealer("a", 11_548_0400), dealer("b", -5)])
    assert table.grid.headerData(0, Qt.Orientation.Horizontal) == "金额（元）"
    assert [table.grid.data(table.grid.index(row, 0)) for row in (0, 1)] == ["+11,548.04", "0.00"]
    assert table.as_text().splitlines() == ["金额", "11548.04", "-0.0005"]


def test_columns_and_widths_are_remembered(context: Context, table: Table, shown: Callable[..., QWidget]) -> None:
    action = next(one for one in table.column_menu().actions() if one.text() == "备份时间")
    action.setChecked(True)
    table.view.setColumnWidth(1, 222)
    again = Table(context, COLUMNS, name="test")
    shown(again, 900, 400)
    assert again.view.columnWidth(1) == 222
    assert not again.view.isColumnHidden(5)


def test_the_last_column_cannot_be_hidden(table: Table) -> None:
    for action in table.column_menu().actions():
        action.setChecked(False)
    assert sum(not table.view.isColumnHidden(n) for n in range(len(COLUMNS))) == 1


def test_export_writes_numbers_as_numbers_and_formulas_as_text(
    table: Table, tmp_path: Path, at_rest: Callable[[], None]
) -> None:
    table.set_rows([dealer("=HYPERLINK(1)", 3_120_000_0000), dealer("b", None, None)])
    table.column_menu().actions()[5].setChecked(True)
    table.export_to(tmp_path / "t.xlsx")
    at_rest()
    sheet = load_workbook(tmp_path / "t.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("姓名", "大小（KB）", "原因", "颜色", "备份时间")
    assert rows[1][:4] == ("=HYPERLINK(1)", 3_120_000, 0.9, "定期")
    assert sheet["A2"].data_type == "s"
    assert rows[1][4].date().isoformat() == "2026-04-10"
    assert rows[2][1] is None


def test_export_to_csv_disarms_what_a_spreadsheet_would_calculate(
    table: Table, tmp_path: Path, at_rest: Callable[[], None]
) -> None:
    table.set_rows([dealer("=HYPERLINK(1)", 3_120_000_0000), dealer('say "b", c', None, None)])
    table.export_to(tmp_path / "t.csv")
    at_rest()
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["姓名", "'=HYPERLINK(1)", 'say "b", c']
    assert rows[1][1] == "3120000"
    assert rows[2][1] == ""


@pytest.mark.parametrize(
    ("chosen", "kind", "written"),
    [("a.xlsx", "Excel (*.xlsx)", "a.xlsx"), ("a", "Excel (*.xlsx)", "a.xlsx"), ("a.b", "CSV (*.csv)", "a.b.csv"),
     ("a.xlsx", "CSV (*.csv)", "a.csv"), ("a.csv", "Excel (*.xlsx)", "a.csv"), ("", "", None)],
)  # fmt: skip
def test_the_chosen_name_or_kind_says_which_file_it_becomes(
    table: Table, monkeypatch: pytest.MonkeyPatch, chosen: str, kind: str, written: str | None
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (chosen, kind))
    assert ask_where(table, "Export", "a") == (None if written is None else Path(written))


def test_nothing_is_cut_in_either_language(table: Table) -> None:
    assert check(table, table.look) == []
    table.look.set_language(EN)
    QApplication.processEvents()
    assert check(table, table.look) == []


class Numbers:
    """A million rows that are made when they are asked for."""

    def __init__(self, count: int) -> None:
        self.count, self.asked = count, 0

    def ids(self, *, order: str, descending: bool, text: str) -> "array[int]":  # noqa: ARG002 - one order will do
        found = [n for n in range(self.count) if not text or text in str(n)]
        return array("q", reversed(found) if descending else found)

    def rows(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        self.asked += 1
        return [{"n": one, "name": f"L{one}"} for one in ids]


def test_a_million_rows_are_read_in_windows(
    context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    source = Numbers(1_000_000)
    columns = [Column("n", Text("Size"), "number"), Column("name", Text("File"), stretch=True)]
    table = Table(context, columns, name="big", source=source)
    shown(table, 700, 500)
    table.refresh()
    at_rest()
    assert isinstance(table.grid, WindowGrid)
    assert table.grid.rowCount() == 1_000_000
    table.grab()
    at_rest()
    assert source.asked <= 3
    table.view.scrollToBottom()
    table.grab()
    at_rest()
    assert source.asked <= 6
    assert table.grid.text_at(999_999, 0) == "999,999"
    for window in range(KEPT_WINDOWS + 40):
        table.grid.row_at(window * WINDOW)
    assert len(table.grid._windows) == KEPT_WINDOWS


def test_a_window_sorts_and_filters_at_its_source(
    context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    table = Table(
        context, [Column("n", Text("Size"), "number"), Column("name", Text("File"))], name="b", source=Numbers(500)
    )
    shown(table, 700, 500)
    table.sort_by("n", descending=True)
    at_rest()
    assert table.grid.row_at(0)["n"] == 499
    table.search.setText("49")
    table.search.returnPressed.emit()
    at_rest()
    assert [table.grid.row_at(n)["n"] for n in range(table.grid.rowCount())][:3] == [499, 498, 497]
    assert table.as_text().splitlines()[1] == "499\tL499"


def test_two_stretching_columns_share_the_width_and_neither_pushes_the_other_out(
    context: Context, shown: Callable[..., QWidget]
) -> None:
    columns = [
        Column("name", Text("Full name"), stretch=True, width=100),
        Column("state", Text("Why"), stretch=True, width=330),
        Column("amount", Text("Size (KB)"), "money"),
    ]
    table = Table(context, columns, name="two", title=Text("People"))
    shown(table, 620, 300)
    table.set_rows(ROWS)
    widths = [table.view.columnWidth(n) for n in range(3)]
    assert sum(widths) == table.view.viewport().width()
    assert widths[1] >= 330


def test_a_bar_stands_before_its_value_and_leaves_it_room(context: Context, shown: Callable[..., QWidget]) -> None:
    def part(row: Dealer) -> float:
        return (row.amount or 0) / 3_120_000_0000

    columns = [Column("amount", Text("Size (KB)"), "money", bar=part), Column("name", Text("Full name"), stretch=True)]
    table = Table(context, columns, name="bars", title=Text("People"))
    shown(table, 620, 300)
    table.set_rows(ROWS)
    drawn = table.view.grab().toImage()
    brand, scale = table.look.color("series1"), drawn.devicePixelRatio()

    def length(row: int) -> int:
        rect = table.view.visualRect(table.grid.index(row, 0)).translated(table.view.viewport().pos())
        y = round((rect.center().y() + 3) * scale)
        return sum(drawn.pixelColor(round(x * scale), y) == brand for x in range(rect.left(), rect.right()))

    longest, none, middle = (length(row) for row in range(3))
    assert none == 0
    assert 0.5 < middle / longest < 0.65
    needed = table.view.painter.needed(table.grid, 0, 0)
    assert table.view.columnWidth(0) >= needed > longest


def test_a_projector_gets_larger_letters_rows_and_columns(table: Table) -> None:
    rows, widths = table.view.rowHeight(0), [table.view.columnWidth(n) for n in (1, 3)]
    table.view.set_scale(1.6)
    assert table.view.rowHeight(0) == round(rows * 1.6)
    assert all(table.view.columnWidth(n) > width for n, width in zip((1, 3), widths, strict=True))
    assert table.view.fixed == set(), "nobody chose these widths"
    table.view.set_scale(1.0)
    assert table.view.rowHeight(0) == rows
