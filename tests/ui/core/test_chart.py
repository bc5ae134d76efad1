from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.charts import Chart, Series
from app.core.texts import EN
from tests.ui.looks import check
from ui.core.chart import ChartView
from ui.core.chart_layout import bars_of, every, is_upright, ticks, value_range, wrapped
from ui.core.look import Look
from ui.core.words import Label

MONTHS = tuple(f"{n}月" for n in range(1, 12))
SALES = Chart(
    title="进货与纯销",
    categories=MONTHS,
    series=(
        Series("进货", tuple(float(3000 + 100 * n) for n in range(11))),
        Series("纯销", (2900.0, None, *(float(2900 + 90 * n) for n in range(9))), "series2", "line"),
    ),
    target=3500.0,
    keys=tuple(f"2026-{n:02d}" for n in range(1, 12)),
    unit="万元",
)


@pytest.fixture
def view(look: Look, shown: Callable[..., QWidget]) -> ChartView:
    found = ChartView(look, SALES)
    shown(found, 620, 260)
    found.draw_now()
    QApplication.processEvents()
    return found


def legend(view: ChartView) -> list[str]:
    return [label.text() for label in view.findChildren(Label) if label.isVisibleTo(view)]


def test_bars_start_at_zero_even_where_all_values_are_high() -> None:
    bars = bars_of(SALES)
    assert all(bar.base == 0 for bar in bars)
    low, _ = value_range(SALES, bars)
    assert low == 0


def test_a_gap_is_no_zero() -> None:
    chart = Chart("", ("a", "b"), (Series("x", (1.0, None)),))
    assert [bar.category for bar in bars_of(chart)] == [0]


def test_stacked_bars_stand_on_each_other_and_only_the_last_is_round() -> None:
    chart = Chart("", ("a",), (Series("x", (1.0,)), Series("y", (2.0,)), Series("z", (-1.0,))), kind="stacked")
    assert [(bar.base, bar.end, bar.rounded) for bar in bars_of(chart)] == [(0, 1, False), (1, 3, True), (0, -1, True)]


def test_a_bridge_of_small_steps_shows_its_totals_as_levels_not_as_cut_bars() -> None:
    chart = Chart("", ("a", "b", "c"), (Series("x", (74.4, -2.6, 71.8)),), kind="waterfall", format="score")
    bars = bars_of(chart)
    assert [bar.mark for bar in bars] == [True, False, True]
    assert bars[1].base == 74.4
    assert bars[1].end == pytest.approx(71.8)
    assert value_range(chart, bars)[0] > 60


def test_a_bridge_of_large_steps_keeps_zero() -> None:
    chart = Chart("", ("a", "b", "c"), (Series("x", (100.0, -60.0, 40.0)),), kind="waterfall")
    assert not any(bar.mark for bar in bars_of(chart))
    assert value_range(chart, bars_of(chart))[0] == 0


def test_ticks_are_round_numbers() -> None:
    assert ticks(0, 4370) == [0, 2000, 4000, 6000]
    assert ticks(0, 1) == [0, 0.25, 0.5, 0.75, 1.0]
    assert ticks(-3, 7) == [-5.0, -2.5, 0.0, 2.5, 5.0, 7.5]


def test_labels_without_room_are_wrapped_or_left_out() -> None:
    assert wrapped("订单交付", 24, lambda text: 12.0 * len(text)) == "订单\n交付"
    assert wrapped("Order and service", 80, lambda text: 8.0 * len(text)) == "Order and\nservice"
    assert every(24, 240, 30) == 3
    assert not is_upright(Chart("", ("资金和信用风险",), (), kind="waterfall"), lambda text: 12.0 * len(text))


def test_the_legend_names_every_series_and_the_target(view: ChartView) -> None:
    assert legend(view) == ["进货", "纯销", "目标 3,500", "单位：万元"]


def test_a_click_opens_the_category_and_the_mouse_reads_its_figures(qtbot: QtBot, view: ChartView) -> None:
    clicked: list[str] = []
    view.clicked.connect(clicked.append)
    plot = view.plot
    assert plot is not None
    places = {plot.category_at(QPointF(x, 100)): x for x in range(0, plot.width(), 5)}
    at = QPointF(places[3], 100).toPoint()
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert clicked == ["2026-04"]
    assert plot.tip(1) == "2月\n进货  3,100 万元\n纯销  —"


def test_a_change_of_theme_or_language_draws_again(look: Look, view: ChartView) -> None:
    before = view.plot
    look.set_mode("dark")
    QApplication.processEvents()
    view.draw_now()
    assert view.plot is not before
    image = view.grab().toImage()
    assert image.pixelColor(image.width() // 2, image.height() - 4).lightness() < 90
    look.set_language(EN)
    QApplication.processEvents()
    view.draw_now()
    QApplication.processEvents()
    assert "Target 3,500" in legend(view)


def test_another_chart_is_drawn_in_the_place_of_the_one_before(look: Look, shown: Callable[..., QWidget]) -> None:
    """Turned over and back it looks as one that was made anew."""
    kept, fresh = ChartView(look, SALES), ChartView(look, SALES)
    for one in (kept, fresh):
        shown(one, 620, 260)
        one.draw_now()
    plot = kept.plot
    names = tuple(f"a dealer of the name {n}" for n in range(5))
    for chart in (Chart("lying", names, (Series("", (5.0, 4.0, 3.0, 2.0, 1.0)),), kind="bars"), SALES):
        kept.show_chart(chart)
        kept.draw_now()
        QApplication.processEvents()
    assert kept.plot is plot
    assert kept.grab().toImage() == fresh.grab().toImage()


def test_without_figures_it_says_so(look: Look, shown: Callable[..., QWidget]) -> None:
    view = ChartView(look, Chart("", ("a",), (Series("x", (None,)),)))
    shown(view, 400, 220)
    view.draw_now()
    QApplication.processEvents()
    assert legend(view)[-1] == "当前筛选没有数据。"


def test_the_picture_has_the_panel_as_ground(view: ChartView, tmp_path: Path) -> None:
    view.save_png(tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    assert image.size() == view.size() * 2
    assert image.pixelColor(2, 2) == QColor(view.look.tokens.panel)


def test_nothing_in_the_legend_is_cut(view: ChartView, look: Look) -> None:
    assert check(view, look) == []
