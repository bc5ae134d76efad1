"""What came after months were closed: said on the card, a click away from its rows, and below what is exported."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import month
from app.core.progress import Progress
from app.imports.queries import list_batches
from app.kpi.closings import close_months
from app.kpi.queries import kpi_rows
from tests.desks import profile, take_in, write_csv
from tests.ui.small_region import DAY, ORDERS, SELLOUT
from ui.board.drill import DrillView
from ui.board.page import BoardPage

HEAD = ("order", "line", "dealer", "product", "ordered", "promised", "shipped", "delivered", "qty", "sent", "amount")
LATE = ("SO-LATE", 1, "D2", "P1", "2026-02-20", "2026-02-27", "2026-02-21", "2026-02-25", 10, 10, 12_000)


@pytest.fixture
def late(desk: Desk, tmp_path: Path) -> Desk:
    """February is closed; a line of it came later, one was corrected, and a sale to a shop was told later."""
    desk.db.write(
        Action("Closed"),
        lambda session: close_months(session, desk.workspace.files, until=month(2026, 2), today=DAY, reason=""),
    )
    corrected = ("SO2026021", 1, "D1", "P1", "2026-02-03", "2026-02-08", "2026-02-05", "2026-02-07", 100, 100, 139_000)
    take_in(desk, write_csv(tmp_path / "late.csv", [HEAD, LATE, corrected]), profile(ORDERS))
    sold = [("day", "dealer", "product", "qty", "amount"), ("2026-02-26", "D1", "P1", 5, 250)]
    take_in(desk, write_csv(tmp_path / "sold.csv", sold), profile(SELLOUT))
    return desk


@pytest.fixture
def page(late: Desk, visit: Callable[[type[BoardPage]], BoardPage], at_rest: Callable[[], None]) -> BoardPage:
    """The board of the first open month."""
    found = visit(BoardPage)
    found.choose(period=month(2026, 3))
    at_rest()
    return found


def drill(page: BoardPage) -> DrillView:
    found = page.drawer.findChild(DrillView)
    assert found is not None
    return found


def test_the_card_says_what_it_contains_of_closed_months_and_opens_the_rows(
    qtbot: QtBot, page: BoardPage, at_rest: Callable[[], None]
) -> None:
    card = page.cards["net_amount"]
    assert card.late.text() == "含跨期调整 1.1 万元"
    assert not page.cards["days_of_supply"].late.isVisibleTo(page), "lists are never posted"
    qtbot.mouseClick(card.late, Qt.MouseButton.LeftButton)
    at_rest()
    table = drill(page).table
    assert table is not None
    rows = [table.grid.row_at(place) for place in range(table.grid.rowCount())]
    change = next(one for one in table.grid.columns if one.key == "change")
    assert change.get is not None
    told = [(row.values["order_no"], str(change.get(row)), row.values["amount_e4"]) for row in rows]
    assert sorted(told) == [
        ("SO-LATE", "came", 120_000_000),
        ("SO2026021", "came", 1_390_000_000),
        ("SO2026021", "counts no more", 1_400_000_000),
    ]
    signs = {"came": 1, "counts no more": -1}
    assert sum(signs[change] * amount for _, change, amount in told) == 110_000_000, "the rows are the adjustment"


def test_any_sum_of_money_or_quantity_says_it(late: Desk) -> None:
    rows = kpi_rows(late.db, first=month(2026, 3), last=month(2026, 3), today=DAY)
    found = {row.kpi: row.posted[0] for row in rows if row.posted[0]}
    assert found["net_amount"] == 11_000
    assert found["sell_out_amount"] == 250
    assert found["sell_out_quantity"] == 5
    assert found["quantity"] == 10
    assert "stock_quantity" not in found


def test_only_the_open_month_says_it_and_only_of_the_dealers_asked_for(late: Desk) -> None:
    rows = kpi_rows(
        late.db, only=["net_amount"], first=month(2026, 2), last=month(2026, 3), by=("month", "dealer"), today=DAY
    )
    found = {(row.keys["month"], row.keys["dealer"]): row.posted[0] for row in rows if row.posted[0]}
    assert found == {("2026-03", "D1"): -1_000, ("2026-03", "D2"): 12_000}


def test_a_sell_out_withdrawn_after_the_closing_is_taken_off(late: Desk) -> None:
    with late.db.read() as session:
        batch = next(one for one in list_batches(session) if one.file_name == "sold.csv")
    late.pipeline.withdraw(batch.ref, progress=Progress())
    (row,) = kpi_rows(late.db, only=["sell_out_amount"], first=month(2026, 3), last=month(2026, 3), today=DAY)
    assert row.posted == (None, None)


def test_what_is_exported_says_it_too(page: BoardPage, at_rest: Callable[[], None], tmp_path: Path) -> None:
    page.open_kpi("net_amount")
    at_rest()
    drill(page).parts.table.export_to(tmp_path / "parts.xlsx")
    at_rest()
    last = [row[0].value for row in load_workbook(tmp_path / "parts.xlsx").active.iter_rows()][-1]
    assert "发货口径" in last
    assert "含跨期调整 1.1 万元" in last
