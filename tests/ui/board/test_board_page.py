"""The board as a user goes through it: cards, filters, the way down to the rows, and what wants attention."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.period import month, quarter
from app.core.progress import Progress
from app.core.texts import EN, ZH
from app.imports.queries import list_batches
from tests.desks import mapped, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.looks import check, settle
from tests.ui.small_region import NAMES
from ui.board.concerns import Line
from ui.board.drill import DrillView
from ui.board.page import BoardPage
from ui.board.reading import Concern
from ui.core.page import Context


@pytest.fixture
def page(visit: Callable[[type[BoardPage]], BoardPage]) -> BoardPage:
    """The board with its first look."""
    return visit(BoardPage)


def drill(page: BoardPage) -> DrillView:
    found = page.drawer.findChild(DrillView)
    assert found is not None
    return found


def card_text(page: BoardPage, kpi: str) -> list[str]:
    labels = page.cards[kpi].findChildren(QLabel)
    return [label.text() for label in labels if label.isVisibleTo(page) and label.text()]


def test_the_first_look_is_at_the_last_whole_quarter(page: BoardPage) -> None:
    assert page.view is not None
    assert page.view.choice.period == quarter(2026, 1)
    counted = "发货口径、不含税、含票折、不含赠品货补、本公司销售、现架构"
    assert page.subtitle.full_text() == "浙江省区 · 2026年一季度 · 3 家经销商 · 数据截至 2026-03-31"
    assert page.counted.full_text().endswith(counted)
    said = card_text(page, "net_amount")
    assert said[0] == "销售净额"
    assert "252.0" in said
    assert "万元" in said
    assert not any("发货口径" in words for words in said), "the page's head says that for all cards"


def test_a_card_says_its_change_in_words_and_in_points(page: BoardPage) -> None:
    assert any("环比" in words and "%" in words for words in card_text(page, "net_amount"))
    assert any("百分点" in words for words in card_text(page, "otif_rate"))
    assert "■ 未达标" in card_text(page, "otif_rate"), "one dealer of three came late"


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_untranslated_or_pale(
    page: BoardPage, context: Context, at_rest: Callable[[], None], lang: str, mode: str
) -> None:
    context.look.set_language(lang)
    context.look.set_mode(mode)
    settle(page)
    at_rest()
    assert check(page, context.look) == []


def test_a_region_narrows_every_figure_and_is_cleared_again(
    qtbot: QtBot, page: BoardPage, at_rest: Callable[[], None]
) -> None:
    page.bar.region.choose("温州市")
    page.bar.region.picked.emit("温州市")
    at_rest()
    assert "温州市" in page.subtitle.full_text()
    assert "84.0" in card_text(page, "net_amount")
    assert page.ranking is not None
    assert [row.name for row in page.ranking.table.grid.rows] == [NAMES["D2"]]
    qtbot.mouseClick(page.bar.reset_button, Qt.MouseButton.LeftButton)
    at_rest()
    assert "252.0" in card_text(page, "net_amount")


def test_old_figures_stay_in_sight_while_new_ones_are_read(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.choose(period=month(2026, 3))
    assert "252.0" in card_text(page, "net_amount")
    assert page._stack.currentIndex() == 0
    at_rest()
    assert "90.0" in card_text(page, "net_amount")


def test_a_month_of_the_trend_asks_for_that_month(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.trend.chart.draw_now()
    page.trend.chart.clicked.emit("2026-02")
    at_rest()
    assert page.view is not None
    assert page.view.choice.period == month(2026, 2)
    page.trend.why.click()
    at_rest()
    drill = page.drawer.findChild(DrillView)
    assert drill is not None
    assert drill.drivers.split is not None
    assert drill.drivers.split.choice.period.last == month(2026, 2).last, "why what was picked differs"


def test_the_trend_is_split_by_region_on_demand(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.trend.split.picked.emit("region")
    at_rest()
    assert page.trend.chart.chart is not None
    assert {series.name for series in page.trend.chart.chart.series} == {"杭州市", "温州市", "宁波市"}


def test_the_ranking_leads_from_region_to_dealer_to_group_to_the_order_lines(
    page: BoardPage, at_rest: Callable[[], None]
) -> None:
    assert page.ranking is not None
    page.ranking.split.picked.emit("region")
    at_rest()
    page.ranking.opened.emit(page.ranking.table.grid.rows[0])
    at_rest()
    assert page.asked.choice is not None
    assert page.asked.choice.region == "宁波市"
    page.ranking.opened.emit(page.ranking.table.grid.rows[0])
    at_rest()
    assert page.asked.choice.dealer is not None
    assert page.asked.ranking == "product-group"
    page.ranking.opened.emit(page.ranking.table.grid.rows[0])
    at_rest()
    drill(page).show_part("rows")
    at_rest()
    table = drill(page).table
    assert table is not None
    assert table.grid.rowCount() == 3
    row = table.grid.row_at(0)
    assert (row.dealer, row.file_name, row.values["order_no"]) == (NAMES["D3"], "orders.csv", "SO2026013")


def test_a_card_opens_what_its_number_is_made_of_level_by_level(
    qtbot: QtBot, page: BoardPage, at_rest: Callable[[], None], heard: Heard
) -> None:
    qtbot.keyClick(page.cards["net_amount"], Qt.Key.Key_Return)
    at_rest()
    found = drill(page)
    assert page.drawer.isVisible()
    assert page.drawer.subtitle.full_text() == "252.0 万元 · 2026年一季度"
    assert [part.name for part in found.parts._parts] == ["宁波市", "温州市", "杭州市"]
    found.go_down(found.parts._parts[0])
    at_rest()
    found.go_down(found.parts._parts[0])
    at_rest()
    assert found.path.full_text() == f"当前范围 › 宁波市 › {NAMES['D3']}"
    assert [part.name for part in found.parts._parts] == ["健康食品"]
    found.card.click()
    assert page.view is not None
    assert page.view.dealer_ids[str(heard.gone[-1][1]["dealer"])] == NAMES["D3"]
    group = found.parts._parts[0]
    found.go_down(group)
    at_rest()
    (product,) = found.parts._parts
    assert product.value == group.value == 1_260_000
    found.go_down(product)
    at_rest()
    assert page.drawer.subtitle.full_text() == "126.0 万元 · 2026年一季度"
    orders = found.parts._parts
    assert [(one.name, one.n) for one in orders] == [("SO2026033", 1), ("SO2026023", 1), ("SO2026013", 1)]
    assert sum(one.value or 0 for one in orders) == product.value
    found.parts.table.view.setFocus()
    found.parts.table.view.selectRow(1)
    qtbot.keyClick(found.parts.table.view, Qt.Key.Key_Return)
    at_rest()
    assert found.path.full_text().endswith(f"{product.name} › SO2026023")
    assert found.table is not None
    assert [found.table.grid.row_at(n).values["order_no"] for n in range(found.table.grid.rowCount())] == ["SO2026023"]
    assert found.origin is not None
    assert found.origin.told is not None, "its cells are below it"
    qtbot.keyClick(found, Qt.Key.Key_Backspace)
    at_rest()
    assert found.stack.currentWidget() is found.parts
    page.look.set_language(EN)
    at_rest()
    found = drill(page)
    assert found.path.full_text().endswith(f"› {product.name}"), "another language shuts nothing"
    assert page.drawer.title.full_text() == "Net sales"
    qtbot.keyClick(page.drawer, Qt.Key.Key_Escape)
    assert not page.drawer.isVisible()


def test_rows_are_sorted_and_searched(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.open_kpi("net_amount", part="rows")
    at_rest()
    table = drill(page).table
    assert table is not None
    assert table.grid.rowCount() == 9
    table.sort_by("amount", descending=True)
    at_rest()
    assert table.grid.row_at(0).values["amount_e4"] == 450_000 * 10_000
    table.search.setText("二号")
    table.search.searched.emit("二号")
    at_rest()
    assert {table.grid.row_at(n).dealer for n in range(table.grid.rowCount())} == {NAMES["D2"]}


def test_orders_of_which_only_the_head_has_come_are_chosen_among_the_rows(
    page: BoardPage, desk: Desk, at_rest: Callable[[], None], tmp_path: Path
) -> None:
    heads = mapped("heads", "order_head", "order_no=order party_code=dealer ordered=day")
    take_in(desk, write_csv(tmp_path / "heads.csv", [("order", "dealer", "day"), ("H1", "D1", "2026-03-02")]), heads)
    at_rest()
    page.open_kpi("order_count", part="rows")
    at_rest()
    found = drill(page)
    assert found.source.isVisible(), "lines, and heads without any"
    found.source.setFocus()
    QTest.keyClick(found.source, Qt.Key.Key_Down)
    at_rest()
    assert found.table is not None
    assert [found.table.grid.row_at(n).values["order_no"] for n in range(found.table.grid.rowCount())] == ["H1"]


def test_the_info_button_tells_formula_parts_basis_and_transaction(
    page: BoardPage, at_rest: Callable[[], None]
) -> None:
    page.cards["otif_rate"].asked.emit("otif_rate")
    at_rest()
    texts = [label.text() for label in drill(page).definition.findChildren(QLabel)]
    assert any("导入" in text and "行" in text for text in texts), "the files that it was counted from"
    assert "otif / otif_known" in texts
    assert "6" in texts
    assert "9" in texts
    assert "物流" in texts or "物流部" in texts


def test_what_wants_attention_opens_what_it_is_about(
    qtbot: QtBot, page: BoardPage, at_rest: Callable[[], None]
) -> None:
    lines = {line.title.full_text(): line for line in page.concerns.findChildren(Line)}
    assert "逾期未交的订单行" in lines
    assert NAMES["D3"] in lines["逾期未交的订单行"].detail.full_text()
    qtbot.mouseClick(lines["逾期未交的订单行"], Qt.MouseButton.LeftButton)
    at_rest()
    found = drill(page)
    assert found.kpi == "overdue_lines"
    assert [part.name for part in found.parts._parts][:1] == [NAMES["D3"]]
    found.show_part("rows")
    at_rest()
    assert found.table is not None
    assert [found.table.grid.row_at(0).values["order_no"]] == ["SO-OPEN"]


def test_another_page_asks_for_a_dealers_number(page: BoardPage, desk: Desk, at_rest: Callable[[], None]) -> None:
    dealer = next(key for key, name in page.view.dealer_ids.items() if name == NAMES["D1"]) if page.view else ""
    page.open({"dealer": dealer, "kpi": "net_amount"})
    page.shown()
    at_rest()
    assert drill(page).kpi == "net_amount"
    assert page.bar.period.period.name == "2025-04..2026-03"
    assert page.bar.dealer.text() == NAMES["D1"]


def test_a_withdrawn_batch_changes_the_board_by_itself(
    page: BoardPage, desk: Desk, at_rest: Callable[[], None]
) -> None:
    with desk.db.read() as session:
        orders = next(one for one in list_batches(session) if one.file_name == "orders.csv")
    desk.pipeline.withdraw(orders.ref, progress=Progress())
    page.reload()
    at_rest()
    assert "缺数据" in card_text(page, "net_amount"), "no order is left: that is not zero"


def test_ctrl_k_offers_the_periods(page: BoardPage, at_rest: Callable[[], None]) -> None:
    commands = {context_said(page, command.words): command for command in page.commands()}
    commands["经营看板：本月"].run()
    at_rest()
    assert page.view is not None
    assert page.view.choice.period == month(2026, 4)
    assert page.view.running


def context_said(page: BoardPage, words: object) -> str:
    return page.look.say(words)  # type: ignore[arg-type]


def test_quarantined_rows_lead_to_the_import_page(page: BoardPage, heard: Heard) -> None:
    page.concerns.opened.emit(Concern("quarantine", 3))
    assert heard.gone == [("imports", {"tab": "quarantine"})]


def test_a_dealer_is_found_by_a_part_of_his_name(qtbot: QtBot, page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.bar.dealer.setFocus()
    page.bar.dealer.insert("三号")
    qtbot.keyClick(page.bar.dealer, Qt.Key.Key_Return)
    at_rest()
    QApplication.processEvents()
    assert page.asked.choice is not None
    assert page.asked.choice.dealer is not None
    assert "126.0" in card_text(page, "net_amount")


def test_without_data_the_way_leads_to_the_import(
    qtbot: QtBot, context: Context, desk: Desk, shown: Callable[..., QWidget], at_rest: Callable[[], None], heard: Heard
) -> None:
    with desk.db.read() as session:
        batches = [one.ref for one in list_batches(session)]
    for ref in batches:
        desk.pipeline.withdraw(ref, progress=Progress())
    page = BoardPage(context)
    shown(page)
    page.shown()
    at_rest()
    settle(page)
    assert page._state.title.full_text() == "还没有数据"
    assert check(page, context.look) == []
    assert page._state.button is not None
    qtbot.mouseClick(page._state.button, Qt.MouseButton.LeftButton)
    assert heard.gone == [("imports", {})]


def test_a_filter_that_fits_nobody_is_a_sentence_with_a_way_out(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.open({"dealer": "nobody"})
    page.shown()
    at_rest()
    assert page._stack.currentWidget() is page._state
    assert page._state.button is not None


def test_a_month_that_runs_says_until_when(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.choose(period=month(2026, 4))
    at_rest()
    assert "2026年4月截至 10 日" in page.subtitle.full_text()
    page.choose(period=month(2026, 3))
    at_rest()
    assert "截至" not in page.subtitle.full_text().split(" · 数据")[0]


def test_january_and_february_are_compared_together_until_one_asks_otherwise(
    page: BoardPage, at_rest: Callable[[], None]
) -> None:
    page.choose(period=month(2026, 2))
    at_rest()
    assert page.align.isVisible()
    assert page.view is not None
    assert page.view.aligned == "cumulative"
    page.align.choose("lunar")
    page.align.picked.emit("lunar")
    at_rest()
    assert page.view.choice.align == "lunar"
    assert page.view.aligned == "lunar"
    page.choose(period=month(2025, 9))
    at_rest()
    assert not page.align.isVisible(), "away from the festival there is nothing to choose"
