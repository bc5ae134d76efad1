"""The page of flows: the queue is matched, the balance opens its rows, lines are withheld and released, all undone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.period import month
from app.core.undo import undo
from app.flows.queue import read_queue
from app.flows.service import NOBODY
from app.flows.withheld import list_withheld
from tests.app.flows.goods import STOCK, masters, move, sell
from tests.desks import sign, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.core.words import spoken
from ui.flows.likely import LikelyCard
from ui.flows.page import FlowsPage
from ui.flows.rows import FactRows
from ui.flows.tolerance import ToleranceDialog

Rest = Callable[[], None]


@pytest.fixture
def page(visit: Callable[[type[FlowsPage]], FlowsPage]) -> FlowsPage:
    return visit(FlowsPage)


@pytest.fixture
def filled(page: FlowsPage, desk: Desk, tmp_path: Path, at_rest: Rest) -> FlowsPage:
    sign(desk)
    masters(desk, tmp_path)
    sell(
        desk, tmp_path, ("D1", "1", 1, "", "桐庐惠民大药房", "P1", "2026-03-02", 30, "盒", 300),
        ("D1", "2", 1, "", "无名客户", "P1", "2026-03-05", 40, "盒", 900),
    )  # fmt: skip
    take_in(desk, write_csv(tmp_path / "stock.csv", [
        ("day", "dealer", "product", "quantity"), ("2026-02-28", "D1", "P1", 100), ("2026-03-31", "D1", "P1", 60),
    ]), STOCK)  # fmt: skip
    page.choose(month(2026, 3))
    at_rest()
    return page


def words(page: FlowsPage) -> list[str]:
    return [one.word for one in page.matching.waiting.grid.rows]  # type: ignore[attr-defined]


def opened(page: FlowsPage, at: int) -> LikelyCard:
    page.matching.open_word(page.matching.waiting.grid.rows[at])  # type: ignore[attr-defined]
    found = page.drawer.findChildren(LikelyCard)[-1]
    assert isinstance(found, LikelyCard)
    return found


def test_without_rows_the_page_says_where_they_come_from(page: FlowsPage, look: Look, heard: Heard) -> None:
    assert check_every_face(page, look) == []
    button = page._state.button
    assert button is not None
    button.click()
    assert heard.gone == [("imports", {})]


def test_every_view_looks_right_in_both_languages(filled: FlowsPage, look: Look, at_rest: Rest) -> None:
    def opened(tab: str, within: str = "waiting") -> None:
        filled.matching.tabs.choose(within)
        filled.matching._show_tab()
        filled.open({"tab": tab})
        at_rest()

    views = {tab: partial(opened, tab) for tab in ("matching", "balance", "withheld")}
    views |= {tab: partial(opened, "matching", tab) for tab in ("decided", "rates")}
    assert check_every_face(filled, look, views=views) == []


def test_all_of_the_same_name_are_matched_at_once_and_undone(
    filled: FlowsPage, desk: Desk, heard: Heard, at_rest: Rest
) -> None:
    assert words(filled) == ["无名客户", "桐庐惠民大药房"]
    filled.matching.clear_button.click()
    at_rest()
    assert heard.said[-1][0] == "good"
    assert words(filled) == ["无名客户"]
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert words(filled) == ["无名客户", "桐庐惠民大药房"]


def test_a_name_is_decided_in_the_drawer_and_taken_back_from_the_list(
    filled: FlowsPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    card = opened(filled, 0)
    assert check_every_face(filled, look) == []
    card.since.setText("soon")
    card.choose(NOBODY)
    assert card.note.isVisibleTo(card)
    assert words(filled)[0] == "无名客户"
    card.since.setText("2026-03-01")
    card.none_button.click()
    at_rest()
    assert words(filled) == ["桐庐惠民大药房"]
    filled.matching.tabs.choose("decided")
    filled.matching._show_tab()
    filled.matching.decided.view.select(0)
    filled.matching.back_button.click()
    at_rest()
    with desk.db.read() as session:
        assert [one.word for one in read_queue(session)] == ["无名客户", "桐庐惠民大药房"]


def test_another_one_is_found_by_name(filled: FlowsPage, at_rest: Rest) -> None:
    card = opened(filled, 0)
    card.search.searched.emit("惠民")
    at_rest()
    assert card.hits.count() == 1


def test_a_bar_opens_its_rows_and_a_line_is_withheld_and_released(
    filled: FlowsPage, desk: Desk, look: Look, heard: Heard, at_rest: Rest
) -> None:
    filled.open({"tab": "balance"})
    at_rest()
    assert filled.balance.shown is not None
    assert filled.balance.shown.balance.gap_e3 == 30_000
    filled.balance.chart.clicked.emit("sold")
    at_rest()
    rows = filled.drawer.findChildren(FactRows)[-1]
    assert rows.table is not None
    assert check_every_face(filled, look) == []
    filled.drawer.shut()
    filled.balance.hold_lines([filled.balance.shown], "件盒错位")
    at_rest()
    assert heard.said[-1][0] == "good"
    held = list(filled.withheld.table.grid.rows)  # type: ignore[attr-defined]
    assert [one.reason for one in held] == ["件盒错位", "件盒错位"]
    assert filled.balance._noticed(filled.balance.shown) == "暂不计入 2 行"
    filled.withheld.release(held[:1], "已重报")
    at_rest()
    with desk.db.read() as session:
        assert len(list_withheld(session)) == 1


def test_the_dealer_narrows_every_view(filled: FlowsPage, at_rest: Rest) -> None:
    assert filled.view is not None
    ((dealer, name),) = filled.view.dealers
    assert name == "杭州江禾医药有限公司"
    filled.open({"dealer": dealer})
    filled._show_parts()
    assert len(words(filled)) == 2
    assert filled.view.lines is None, "nobody looked at the balances yet"
    filled.open({"tab": "balance"})
    at_rest()
    for key, left in (("beyond", 1), ("unknown", 0), ("signs", 0), ("", 1)):
        filled.balance.narrowed.choose(key)
        filled.balance._narrow()
        assert len(filled.balance.table.grid.rows) == left  # type: ignore[attr-defined]


def test_the_tolerance_is_changed_in_a_dialog_that_says_what_is_no_number(
    filled: FlowsPage, desk: Desk, look: Look, qtbot: QtBot, at_rest: Rest
) -> None:
    filled.open({"tab": "balance"})
    at_rest()
    assert filled.balance.lines[0].beyond
    dialog = ToleranceDialog(look, filled, filled.balance.tolerance)
    qtbot.addWidget(dialog)
    dialog.share.setText("much")
    dialog.accept()
    assert dialog.asked is None
    dialog.share.setText("60")
    dialog.accept()
    assert dialog.asked is not None
    filled.balance.set_tolerance(dialog.asked)
    at_rest()
    assert not filled.balance.lines[0].beyond
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert filled.balance.lines[0].beyond


def test_the_chosen_balance_stays_chosen_and_the_rate_is_the_chosen_dealer_s(
    filled: FlowsPage, desk: Desk, look: Look, tmp_path: Path, at_rest: Rest
) -> None:
    sell(desk, tmp_path, ("D2", "9", 1, "T1", "", "P1", "2026-03-03", 5, "盒", 300), name="below")
    take_in(desk, write_csv(tmp_path / "more.csv", [
        ("day", "dealer", "product", "quantity"), ("2026-02-28", "D2", "P1", 9), ("2026-03-31", "D2", "P1", 4),
    ]), STOCK)  # fmt: skip
    filled.reload()
    at_rest()
    filled.open({"tab": "balance"})
    at_rest()
    filled.balance.table.view.select(1)
    chosen = filled.balance.shown
    assert chosen is not None
    assert chosen.dealer_code == "D2"
    look.set_language("en")
    filled.reload()
    at_rest()
    assert filled.balance.shown is not None
    assert filled.balance.shown.dealer_code == "D2"
    filled.open({"dealer": chosen.dealer_id})
    filled._show_parts()
    assert filled.matching.said.text().endswith("matching rate 100.0%")


def test_a_bar_of_movements_shows_its_rows_with_their_cells(
    filled: FlowsPage, desk: Desk, look: Look, tmp_path: Path, at_rest: Rest
) -> None:
    move(desk, tmp_path, ("2026-03-12", "D1", "YD7", "报损", "P1", 30, "盒"))
    at_rest()
    filled.open({"tab": "balance"})
    at_rest()
    assert filled.balance.shown is not None
    assert filled.balance.shown.balance.gap_e3 == 60_000
    filled.balance.open_part("lost")
    at_rest()
    rows = filled.drawer.findChildren(FactRows)[-1]
    assert rows.table is not None
    shown = rows.table.grid.row_at(0)
    assert shown is not None
    assert (shown.dealer_code, shown.values["document_no"], shown.values["kind"]) == ("D1", "YD7", "lost")
    assert check_every_face(filled, look) == []


def test_balances_out_of_sight_are_read_before_they_are_exported(
    filled: FlowsPage, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(filled.balance.table, "export", lambda: seen.append(len(filled.balance.lines)))
    assert filled.view is not None
    assert filled.view.lines is None
    export = next(one for one in filled.commands() if spoken(filled.look, one.words).endswith("进销存平衡表"))
    export.run()
    at_rest()
    export.run()
    assert seen == [1, 1]
