"""From a figure on the board to the cell of its file in two clicks, and back by its reference."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import EN, ZH
from app.kpi.reference import parse_reference
from tests.ui.conftest import Heard
from tests.ui.looks import check
from ui.board.drill import DrillView
from ui.board.page import BoardPage
from ui.core.origin import OriginPanel


@pytest.fixture
def page(visit: Callable[[type[BoardPage]], BoardPage]) -> BoardPage:
    return visit(BoardPage)


def panel(page: BoardPage) -> OriginPanel:
    drill = page.drawer.findChild(DrillView)
    assert drill is not None
    assert drill.origin is not None
    return drill.origin


def lines(found: OriginPanel) -> list[tuple[str, str, str]]:
    rows = [found.cells.grid.row_at(place) for place in range(found.cells.grid.rowCount())]
    return [(row.place, row.header, row.text) for row in rows]


@pytest.mark.parametrize("lang", [ZH, EN])
def test_two_clicks_lead_from_a_figure_to_the_cell_of_its_file(
    qtbot: QtBot, page: BoardPage, at_rest: Callable[[], None], heard: Heard, lang: str
) -> None:
    page.look.set_language(lang)
    qtbot.mouseClick(page.cards["net_amount"], Qt.MouseButton.LeftButton)
    at_rest()
    drill = page.drawer.findChild(DrillView)
    assert drill is not None
    drill.show_part("rows")
    at_rest()
    found = panel(page)
    assert drill.table is not None
    first = drill.table.grid.row_at(0)
    assert found.told is not None
    assert found.told.row.fact.id == first.id, "the first row is looked at by itself"
    assert first.file_name in found.where.full_text()
    assert first.batch in found.where.full_text()
    amounts = {header: (place, text) for place, header, text in lines(found)}
    place, text = amounts["amount"]
    assert place.endswith(str(first.row_no))
    assert int(float(text) * 10_000) == first.values["amount_e4"]
    check(page, page.look)
    found.batch.click()
    assert heard.gone[-1] == ("imports", {"batch": found.told.row.origin.batch_id})


def test_another_row_shows_its_own_cells(page: BoardPage, at_rest: Callable[[], None]) -> None:
    page.open_kpi("net_amount", part="rows")
    at_rest()
    drill = page.drawer.findChild(DrillView)
    assert drill is not None
    assert drill.table is not None
    drill.table.view.selectRow(3)
    at_rest()
    told = panel(page).told
    assert told is not None
    assert told.row.fact.id == drill.table.grid.row_at(3).id


def test_a_reference_is_copied_and_opens_the_rows_again(
    page: BoardPage, desk: Desk, at_rest: Callable[[], None]
) -> None:
    card = page.cards["otif_rate"]
    copy = card.menu().actions()[2]
    copy.trigger()
    at_rest()
    words = QGuiApplication.clipboard().text()
    assert parse_reference(words).kpi == "otif_rate"
    (hit,) = BoardPage.hits(desk, ZH, words)
    assert (hit.page, hit.target) == ("board", {"ref": words})
    page.open(hit.target)
    at_rest()
    drill = page.drawer.findChild(DrillView)
    assert drill is not None
    assert drill.kpi == "otif_rate"
    drill.reference.click()
    at_rest()
    assert QGuiApplication.clipboard().text() == words


def test_a_wrong_reference_is_refused_in_words_where_it_is_typed(page: BoardPage, desk: Desk) -> None:
    (hit,) = BoardPage.hits(desk, ZH, "otif_rate/2026-Q1@122.260410-XX")
    assert "笔误" in hit.title
    assert not BoardPage.hits(desk, ZH, "温州")


def test_a_missing_original_is_said_and_nothing_breaks(
    page: BoardPage, desk: Desk, at_rest: Callable[[], None]
) -> None:
    files = desk.workspace.paths.files
    files.rename(files.with_suffix(".away"))
    page.open_kpi("net_amount", part="rows")
    at_rest()
    assert "缺失" in panel(page).where.full_text()
    files.with_suffix(".away").rename(files)
