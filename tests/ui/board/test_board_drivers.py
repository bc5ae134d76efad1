"""Why a figure changed, as a manager asks the board: against what, by what, and what is behind each part."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from app.core.period import month
from app.core.texts import EN, ZH
from tests.ui.looks import check, settle
from tests.ui.small_region import NAMES
from ui.board.drill import DrillView
from ui.board.drivers import DriversView
from ui.board.page import BoardPage
from ui.core.page import Context

D1, D2, D3 = NAMES["D1"], NAMES["D2"], NAMES["D3"]


@pytest.fixture
def page(visit: Callable[[type[BoardPage]], BoardPage], at_rest: Callable[[], None]) -> BoardPage:
    """The board of March."""
    found = visit(BoardPage)
    found.choose(period=month(2026, 3))
    at_rest()
    return found


@pytest.fixture
def drill(page: BoardPage, at_rest: Callable[[], None]) -> DrillView:
    """Net sales of March: 90.0 万, in February 84.0."""
    page.open_kpi("net_amount", part="drivers")
    at_rest()
    found = page.drawer.findChild(DrillView)
    assert found is not None
    return found


def ask(view: DriversView, at_rest: Callable[[], None], *, by: str = "", against: str = "") -> None:
    """As a click on a segment or in the list of periods does."""
    if by:
        view.by.choose(by)
        view.by.picked.emit(by)
    if against:
        view.against.choose(against)
        view.against.picked.emit(against)
    at_rest()


def test_the_change_is_said_in_a_sentence_drawn_and_listed(drill: DrillView) -> None:
    view = drill.drivers
    assert drill.stack.currentWidget() is view
    assert view.split is not None
    said = view.said.full_text()
    assert said.startswith("销售净额，2026年3月较2026年2月：")
    assert D3 in said
    chart = view.chart.chart
    assert chart is not None
    assert chart.kind == "waterfall"
    first, *steps, last = (Fraction(str(value)) for value in chart.series[0].values if value is not None)
    assert first + sum(steps) == last
    table = view.tables["sum"]
    assert {one.name for one in table.grid.rows} == {D1, D2, D3}
    assert sum((one.driver.total for one in table.grid.rows), Fraction(0)) == view.split.change


def test_another_period_and_another_way_are_asked_for(drill: DrillView, at_rest: Callable[[], None]) -> None:
    view = drill.drivers
    ask(view, at_rest, against="2025-12")
    assert view.split is not None
    assert view.split.then == month(2025, 12)
    ask(view, at_rest, by="price")
    assert view.split.kind == "price"
    assert view.stack.currentWidget() is view.tables["price"]
    assert view.split.effects["price"] == view.split.change, "as many as before, at other prices"
    assert "价格" in view.said.full_text()
    ask(view, at_rest, against="year")
    assert view.said.full_text().startswith("销售净额，2026年3月较2025年3月：")


def test_a_dealers_line_opens_its_rows_and_the_way_up_leads_back(drill: DrillView, at_rest: Callable[[], None]) -> None:
    view = drill.drivers
    line = next(one for one in view.tables["sum"].grid.rows if one.name == D2)
    view.tables["sum"].opened.emit(line)
    at_rest()
    assert drill.path.full_text().endswith(D2)
    assert drill.table is not None
    assert [drill.table.grid.row_at(n).dealer for n in range(drill.table.grid.rowCount())] == [D2]
    drill.go_up()
    at_rest()
    assert drill.stack.currentWidget() is view


def test_a_products_line_opens_the_rows_of_both_periods(drill: DrillView, at_rest: Callable[[], None]) -> None:
    view = drill.drivers
    ask(view, at_rest, by="price")
    line = next(one for one in view.tables["price"].grid.rows if one.region == "健康食品")
    view.tables["price"].opened.emit(line)
    at_rest()
    assert drill.table is not None
    orders = {drill.table.grid.row_at(n).values["order_no"] for n in range(drill.table.grid.rowCount())}
    assert orders == {"SO2026023", "SO2026033"}


def test_a_bar_opens_what_its_line_opens(drill: DrillView, at_rest: Callable[[], None]) -> None:
    chart = drill.drivers.chart.chart
    assert chart is not None
    drill.drivers.chart.clicked.emit(chart.keys[1])
    at_rest()
    assert drill.tabs.key() == "rows"
    assert drill.path.full_text().endswith(chart.categories[1])


def test_the_parts_go_to_excel_with_the_sentence_and_what_they_count(
    drill: DrillView, tmp_path: Path, at_rest: Callable[[], None]
) -> None:
    out = tmp_path / "why.xlsx"
    drill.drivers.tables["sum"].export_to(out)
    at_rest()
    cells = [cell.value for line in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in line]
    assert D3 in cells
    assert any("不含税" in str(cell) and drill.drivers.said.full_text()[:20] in str(cell) for cell in cells)


def test_a_quotient_is_split_by_own_change_and_mix(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.open_kpi("otif_rate", part="drivers")
    at_rest()
    found = page.drawer.findChildren(DrillView)[-1].drivers
    ask(found, at_rest, against="2025-12")
    assert found.split is not None
    assert found.split.kind == "quotient"
    assert found.split.change == Fraction(-1, 3)
    (line,) = found.tables["quotient"].grid.rows
    assert (line.name, line.driver.effects["rate"]) == (D2, Fraction(-1, 3))
    assert "百分点" in found.said.full_text()


def test_what_cannot_be_split_says_so_in_place(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.open_kpi("cycle_days_p90", part="drivers")
    at_rest()
    found = page.drawer.findChildren(DrillView)[-1].drivers
    assert found.split is None
    assert not found.stack.isVisible()
    assert found.against.isVisible(), "another question can be asked"


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_untranslated_or_pale(
    page: BoardPage, context: Context, at_rest: Callable[[], None], lang: str, mode: str
) -> None:
    context.look.set_language(lang)
    context.look.set_mode(mode)
    settle(page)
    at_rest()
    page.open_kpi("net_amount", part="drivers")
    at_rest()
    found = page.drawer.findChildren(DrillView)[-1]
    ask(found.drivers, at_rest, by="price")
    settle(page)
    assert check(page, context.look) == []
