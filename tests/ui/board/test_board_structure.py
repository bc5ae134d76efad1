"""The board by person, office and group: ranked, narrowed, and history told as now or as then."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.period import day_number, quarter
from app.core.texts import EN
from app.dealers.queries import find_party
from app.jobs.dealers import assign_dealer
from tests.ui.looks import check, settle
from ui.board.page import BoardPage
from ui.core.page import Context


def _assign(desk: Desk, code: str, year: int, month: int, office: str, manager: str) -> None:
    with desk.db.read() as session:
        party = find_party(session, code)
    first = quarter(year, (month + 2) // 3).first.replace(month=month)
    values = {"office": office, "manager": manager}
    assign_dealer(desk.db, party_id=party.id, name=party.name, from_on=day_number(first), values=values)


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[BoardPage]], BoardPage]) -> BoardPage:
    """D1 went from one office to another in March 2026, D2 stayed, of D3 nobody said anything."""
    _assign(desk, "D1", 2024, 1, "浙东办", "王强")
    _assign(desk, "D1", 2026, 3, "浙南办", "周敏")
    _assign(desk, "D2", 2024, 1, "浙南办", "周敏")
    return visit(BoardPage)


def _ranked(page: BoardPage) -> dict[str, float]:
    assert page.ranking is not None
    return {row.name: round(float(row.amount) / 10_000, 1) for row in page.ranking.table.grid.rows}


def test_offices_rank_and_the_switch_tells_history_as_it_was(page: BoardPage, at_rest: Callable[[], None]) -> None:
    assert "现架构" in page.counted.full_text()
    assert page.ranking is not None
    page.ranking.split_picked.emit("office")
    at_rest()
    now = _ranked(page)
    assert set(now) == {"浙南办", "办事处未知"}
    page.structure.switch.picked.emit("historical")
    at_rest()
    assert "历史架构" in page.counted.full_text()
    then = _ranked(page)
    assert set(then) == {"浙南办", "浙东办", "办事处未知"}
    assert round(sum(then.values()), 1) == round(sum(now.values()), 1)
    assert then["浙南办"] < now["浙南办"]


def test_an_office_narrows_the_board_and_is_let_go_again(
    qtbot: QtBot, page: BoardPage, context: Context, at_rest: Callable[[], None]
) -> None:
    assert page.ranking is not None
    page.ranking.split_picked.emit("manager")
    at_rest()
    row = next(one for one in page.ranking.table.grid.rows if one.name == "周敏")
    page.ranking.opened.emit(row)
    at_rest()
    assert "周敏" in page.subtitle.full_text()
    assert "2 家经销商" in page.subtitle.full_text()
    assert len(_ranked(page)) == 2
    settle(page)
    assert check(page, context.look) == []
    page.structure.only.click()
    at_rest()
    assert "3 家经销商" in page.subtitle.full_text()
    context.look.set_language(EN)
    settle(page)
    at_rest()
    assert check(page, context.look) == []


def test_a_code_whose_business_was_taken_over_is_no_dealer_any_more(
    desk: Desk, visit: Callable[[type[BoardPage]], BoardPage]
) -> None:
    with desk.db.read() as session:
        party, before = (find_party(session, code) for code in ("D2", "D1"))
    day = day_number(quarter(2026, 1).first)
    assign_dealer(desk.db, party_id=party.id, name=party.name, from_on=day, values={"predecessor_id": before.id})
    assert "2 家经销商" in visit(BoardPage).subtitle.full_text()


def test_the_parts_of_a_number_by_person_lead_to_its_rows(page: BoardPage, at_rest: Callable[[], None]) -> None:
    from ui.board.drill import DrillView

    page.structure.switch.picked.emit("historical")
    at_rest()
    page.open_kpi("net_amount")
    at_rest()
    found = page.drawer.findChild(DrillView)
    assert found is not None
    found.split_by("office")
    at_rest()
    part = next(one for one in found.parts.table.grid.rows if one.key == "浙东办")
    found.go_down(part)
    at_rest()
    assert found.step.name == "浙东办"
    found.show_part("rows")
    at_rest()
    assert found.table is not None
    assert found.table.grid.rowCount() == part.row.n
