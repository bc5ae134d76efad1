"""A KPI that somebody wrote on the board: its parts, why it changed, what it means, its rows."""

from collections.abc import Callable

import pytest

from app.core.db import Action
from app.core.period import month
from app.kpi.own.service import Draft, add_own_kpi
from tests.ui.small_region import NAMES
from ui.board.drill import DrillView
from ui.board.page import BoardPage

Rest = Callable[[], None]
ORDER_VALUE = Draft("客单价", "net_amount / order_count", sentence="每张订单的净额")


@pytest.fixture
def drill(visit: Callable[[type[BoardPage]], BoardPage], at_rest: Rest) -> DrillView:
    """The order value of March."""
    page = visit(BoardPage)
    desk = page.context.desk
    key = desk.db.write(Action("kpi"), lambda session: add_own_kpi(session, draft=ORDER_VALUE)).value
    page.choose(period=month(2026, 3))
    at_rest()
    page.open_kpi(key, part="parts")
    at_rest()
    found = page.drawer.findChild(DrillView)
    assert found is not None
    assert page.drawer.title.full_text() == "客单价"
    return found


def test_it_is_split_by_dealer_and_opens_its_rows(drill: DrillView, at_rest: Rest) -> None:
    drill.parts.split.choose("dealer")
    drill.parts.split.picked.emit("dealer")
    at_rest()
    rows = {one.name: one.row for one in drill.parts._parts}
    assert set(rows) <= set(NAMES.values())
    assert rows
    for row in rows.values():
        assert row.top is not None
        assert row.bottom
        assert row.amount == row.top / row.bottom
    drill.tabs.choose("rows")
    drill.read()
    at_rest()
    assert drill.table is not None


def test_what_it_means_and_why_it_changed_are_told(drill: DrillView, at_rest: Rest) -> None:
    drill.tabs.choose("definition")
    drill.read()
    at_rest()
    assert drill.definition._kpi.sentence == "每张订单的净额"
    drill.tabs.choose("drivers")
    drill.read()
    at_rest()
    split = drill.drivers.split
    assert split is not None
    assert split.kind == "quotient"
    assert "客单价" in drill.drivers.said.full_text()
