"""What counts, chosen on the board: printed in its head, carried to rows and files, kept, and let go by one click."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import EN, ZH
from tests.desks import profile, take_in, write_csv
from tests.ui.looks import check, settle
from tests.ui.small_region import ORDERS
from ui.board.drill import DrillView
from ui.board.page import BoardPage
from ui.core.counting import kept_counting
from ui.core.page import Context

HEAD = ("order", "line", "dealer", "product", "ordered", "promised", "shipped", "delivered", "qty", "sent", "amount",
        "gross", "type", "seller")  # fmt: skip
DAYS = ("2026-02-20", "2026-02-27", "2026-02-21", "2026-02-25")
OTHERS = [
    ("SO-GIFT", 1, "D1", "P1", *DAYS, 10, 10, 20_000, 22_600, "赠品", ""),
    ("SO-LOWER", 1, "D2", "P1", *DAYS, 10, 10, 30_000, 33_900, "", "D1"),
    ("SO-EARLY", 1, "D1", "P1", "2025-12-30", *DAYS[1:], 10, 10, 50_000, 56_500, "", ""),
]
MORE = 'gross_amount = "gross"\nline_type = "type"\nseller_code = "seller"\n'
CHOSEN = [
    ("含税", "5.7", "含税"),  # of what we sold only one line says what it is with tax
    ("下单口径", "252.5", "下单口径"),
    ("含票折、含赠品货补", "259.0", "仅销售、赠品、货补、票折"),
    ("各级销售合计（同一货物重复计算）", "260.0", "重复计算"),
]


@pytest.fixture
def page(desk: Desk, tmp_path: Path, visit: Callable[[type[BoardPage]], BoardPage]) -> BoardPage:
    """The first quarter with free goods, a sale of a dealer to another one, and an order of the year before."""
    take_in(desk, write_csv(tmp_path / "others.csv", [HEAD, *OTHERS]), profile(ORDERS + MORE))
    return visit(BoardPage)


def actions(page: BoardPage) -> tuple[QMenu, dict[str, QAction]]:
    menu = page.counting.menu()
    return menu, {one.text(): one for one in menu.actions() if one.isCheckable()}


def ticked(found: Iterable[QAction]) -> list[str]:
    return [one.text() for one in found if one.isChecked()]


def pick(page: BoardPage, words: str, at_rest: Callable[[], None]) -> None:
    menu, found = actions(page)
    found[words].trigger()
    menu.deleteLater()
    at_rest()


def said(page: BoardPage, kpi: str) -> list[str]:
    labels = page.cards[kpi].findChildren(QLabel)
    return [label.toolTip() or label.text() for label in labels if label.isVisibleTo(page) and label.text()]


def net(page: BoardPage) -> str:
    kpi = page.cards["net_amount"].kpi
    assert kpi is not None
    return kpi.value


def test_the_first_look_counts_as_finance_does(page: BoardPage) -> None:
    assert net(page) == "257.0"
    assert not page.counting.usual.isVisibleTo(page)
    assert not any("不适用" in words for kpi in page.cards for words in said(page, kpi))
    menu, found = actions(page)
    assert ticked(found.values()) == ["不含税", "发货口径", "含票折、不含赠品货补", "本公司销售"]
    menu.deleteLater()


@pytest.mark.parametrize(("words", "value", "printed"), CHOSEN)
def test_a_choice_changes_the_figure_and_is_printed(
    qtbot: QtBot, page: BoardPage, at_rest: Callable[[], None], words: str, value: str, printed: str
) -> None:
    before = page.counted.full_text()
    pick(page, words, at_rest)
    assert net(page) == value
    assert printed in page.counted.full_text()
    menu, found = actions(page)
    assert words in ticked(found.values())
    menu.deleteLater()
    qtbot.mouseClick(page.counting.usual, Qt.MouseButton.LeftButton)
    at_rest()
    assert net(page) == "257.0"
    assert page.counted.full_text() == before
    assert not page.counting.usual.isVisibleTo(page)


def test_cards_without_that_choice_stay_and_say_so(page: BoardPage, at_rest: Callable[[], None]) -> None:
    stock, trend = page.cards["days_of_supply"].kpi, page.trend.subtitle.full_text()
    assert stock is not None
    pick(page, "含税", at_rest)
    pick(page, "下单口径", at_rest)
    now = page.cards["days_of_supply"].kpi
    assert now is not None
    assert now.value == stock.value
    assert any("不适用：下单口径、含税" in words for words in said(page, "days_of_supply"))
    assert not any("不适用" in words for words in said(page, "net_amount"))
    assert any("不适用：含税" in words for words in said(page, "active_dealers")), "it takes the date"
    assert any("因有未知项未计：" in words for words in said(page, "net_amount")), "lines that do not say it"
    assert "默认口径" in page.progress.subtitle.full_text()
    assert page.view is not None
    assert page.view.attainment is None, "targets are set as finance counts"
    assert page.trend.subtitle.full_text() == trend.replace("发货口径、不含税", "下单口径、含税")


def test_it_goes_down_to_the_rows_and_into_the_files(
    page: BoardPage, at_rest: Callable[[], None], tmp_path: Path
) -> None:
    pick(page, "各级销售合计（同一货物重复计算）", at_rest)
    page.open_kpi("net_amount")
    at_rest()
    found = page.drawer.findChild(DrillView)
    assert found is not None
    assert found.figure is not None
    assert found.figure.value == 2_600_000
    assert "重复计算" in page.drawer.subtitle.full_text()
    found.parts.table.export_to(tmp_path / "parts.xlsx")
    found.show_part("rows")
    at_rest()
    assert found.table is not None
    rows = [found.table.grid.row_at(place) for place in range(found.table.grid.rowCount())]
    assert "SO-LOWER" in {row.values["order_no"] for row in rows}
    found.table.export_to(tmp_path / "rows.xlsx")
    at_rest()
    assert page.ranking is not None
    page.ranking.table.export_to(tmp_path / "ranking.xlsx")
    at_rest()
    for name in ("parts", "rows", "ranking"):
        last = [row[0].value for row in load_workbook(tmp_path / f"{name}.xlsx").active.iter_rows()][-1]
        assert "重复计算" in last


def test_the_next_board_of_this_workspace_counts_the_same(
    page: BoardPage, context: Context, visit: Callable[[type[BoardPage]], BoardPage], at_rest: Callable[[], None]
) -> None:
    pick(page, "下单口径", at_rest)
    page.bar.region.choose("温州市")
    page.bar.region.picked.emit("温州市")
    at_rest()
    assert "下单口径" in page.counted.full_text(), "another filter leaves it"
    again = visit(BoardPage)
    assert net(again) == "252.5"
    again.open({"kpi": "net_amount", "period": "2026-Q1"})
    again.shown()
    at_rest()
    assert "发货口径" in again.counted.full_text(), "a figure of another page was counted as usual"
    context.memory.put(f"board.counting.{context.desk.workspace.id}", {"tax": "half"})
    assert kept_counting(context).tax == "", "what another version wrote"


@pytest.mark.parametrize("lang", [ZH, EN])
def test_nothing_is_cut_where_something_else_counts(
    page: BoardPage, context: Context, at_rest: Callable[[], None], lang: str
) -> None:
    pick(page, "含税", at_rest)
    pick(page, "含票折、含赠品货补", at_rest)
    context.look.set_language(lang)
    settle(page)
    at_rest()
    QApplication.processEvents()
    assert check(page, context.look) == []
    assert page.counted.heightForWidth(page.counted.width()) <= page.counted.height(), "it wraps, and is seen whole"


@pytest.mark.parametrize("kpi", ["net_amount", "otif_rate", "stock_quantity", "overdue_share"])
def test_the_rows_lie_side_by_side_in_the_smaller_window(
    page: BoardPage, context: Context, at_rest: Callable[[], None], kpi: str
) -> None:
    context.look.set_language(EN)
    at_rest()
    page.open_kpi(kpi, part="rows")
    at_rest()
    settle(page)
    found = page.drawer.findChild(DrillView)
    assert found is not None
    assert found.table is not None
    view = found.table.view
    assert view.horizontalScrollBar().maximum() == 0, f"{view.head.length()} of {view.viewport().width()} pixels"
