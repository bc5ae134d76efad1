"""Products with their units: found, changed by hand, undone, and what of the rows cannot be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.catalog.queries import find_product
from app.core.undo import undo
from tests.desks import mapped, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.board.concerns import Line
from ui.board.page import BoardPage
from ui.board.signs import SignsView
from ui.core.controls import Choice
from ui.core.look import Look
from ui.products.card import ProductCard
from ui.products.page import ProductsPage

Rest = Callable[[], None]
PRODUCTS = mapped("products", "product_row", "product_code=code name group_code=group base_unit=unit pack_factor=pack")
SOLD = mapped(
    "sold",
    "sellout",
    "party_code=dealer product_code=product counterparty_name=buyer sold=day quantity unit amount",
)


@pytest.fixture
def page(visit: Callable[[type[ProductsPage]], ProductsPage]) -> ProductsPage:
    return visit(ProductsPage)


@pytest.fixture
def filled(page: ProductsPage, desk: Desk, tmp_path: Path, at_rest: Rest) -> ProductsPage:
    """Three products; one row sells cases as boxes, another one names a unit that nothing explains."""
    rows = [
        ("P1", "复方氨酚烷胺片", "OT", "盒", 300),
        ("P2", "蜂蜜柚子饮", "JK", "瓶", ""),
        ("P3", "注射液", "LL", "", ""),
    ]
    head = ("code", "name", "group", "unit", "pack")
    take_in(desk, write_csv(tmp_path / "products.csv", [head, *rows]), PRODUCTS)
    honest = [("D1", "P1", f"shop {n}", f"2025-0{n}-10", 100, "盒", 2_150) for n in range(1, 8)]
    odd = [("D2", "P1", "hospital", "2025-08-08", 41, "盒", 264_450), ("D1", "P2", "shop", "2025-08-09", 5, "托", 90)]
    sold = ("dealer", "product", "buyer", "day", "quantity", "unit", "amount")
    take_in(desk, write_csv(tmp_path / "sold.csv", [sold, *honest, *odd]), SOLD)
    at_rest()
    return page


def choose(choice: Choice, key: str) -> None:
    choice.choose(key)
    choice.activated.emit(choice.currentIndex())


def codes(page: ProductsPage) -> list[str]:
    return [one.product.code for one in page.table.grid.rows]  # type: ignore[attr-defined]


def opened(page: ProductsPage, desk: Desk, code: str, at_rest: Rest) -> ProductCard:
    with desk.db.read() as session:
        page.open({"product": find_product(session, code).id})
    at_rest()
    assert page.card is not None
    return page.card


def test_without_products_the_page_says_where_they_come_from(page: ProductsPage, look: Look, heard: Heard) -> None:
    assert check_every_face(page, look) == []
    button = page._state.button
    assert button is not None
    button.click()
    assert heard.gone == [("imports", {})]


def test_the_list_narrows_to_what_lacks_units_or_is_suspicious(filled: ProductsPage, look: Look) -> None:
    assert codes(filled) == ["P2", "P3", "P1"]
    assert check_every_face(filled, look) == []
    for key, left in (("lacking", ["P2", "P3"]), ("suspect", ["P1"]), ("unknown", ["P2"]), ("", ["P2", "P3", "P1"])):
        choose(filled.narrowed, key)
        assert codes(filled) == left


def test_suspicious_rows_stand_with_the_unit_that_explains_them(filled: ProductsPage, look: Look) -> None:
    filled.open({"tab": "rows"})
    (row,) = filled.rows.grid.rows  # type: ignore[attr-defined]
    assert (row.file_name, row.row_no, row.unit, row.likely) == ("sold.csv", 9, "盒", "件")
    assert check_every_face(filled, look) == []


def test_units_are_changed_by_hand_and_undone(
    filled: ProductsPage, desk: Desk, look: Look, heard: Heard, at_rest: Rest, qtbot: QtBot
) -> None:
    card = opened(filled, desk, "P2", at_rest)
    assert check_every_face(filled, look) == []
    card.unit.setText("托")
    card.factor.setText("480")
    card.since.setText("2025-01-01")
    card.add_button.click()
    at_rest()
    assert heard.said[-1][0] == "good"
    with desk.db.read() as session:
        assert [one.factor_e3 for one in find_product(session, "P2").factors] == [480_000]
    assert [one.unknown for one in filled.table.grid.rows] == [0, 0, 0]  # type: ignore[attr-defined]
    assert filled.card is not None
    filled.card.report.setText("托")
    filled.card.save_button.click()
    at_rest()
    undo(desk.db, desk.undo_handlers)
    undo(desk.db, desk.undo_handlers)
    with desk.db.read() as session:
        product = find_product(session, "P2")
    assert (product.report_unit, product.factors) == (None, ())


def test_what_cannot_be_is_said_beside_the_fields(filled: ProductsPage, desk: Desk, at_rest: Rest) -> None:
    card = opened(filled, desk, "P1", at_rest)
    card.unit.setText("件")
    for factor, since in (("many", ""), ("0", ""), ("3", "soon")):
        card.factor.setText(factor)
        card.since.setText(since)
        card.add_button.click()
        at_rest()
        assert card.note.isVisible()
        assert card.note.full_text()
    card.pack.setText("a lot")
    card.save_button.click()
    at_rest()
    with desk.db.read() as session:
        assert find_product(session, "P1").pack_factor == 300


def test_the_board_says_that_there_are_some_and_leads_to_where_they_are_mended(
    filled: ProductsPage, visit: Callable[[type[BoardPage]], BoardPage], heard: Heard, at_rest: Rest
) -> None:
    board = visit(BoardPage)
    at_rest()
    lines = {line.title.full_text(): line for line in board.concerns.findChildren(Line)}
    line = lines["数据中的迹象"]
    assert line.detail.full_text() == "D2"
    line._on()
    signs = board.drawer.findChild(SignsView)
    assert signs is not None
    signs.open_sign(signs.signs[0])
    signs.mend.click()
    assert heard.gone[-1] == ("products", {"tab": "rows"})
