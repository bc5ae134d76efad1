"""The life cycle on a dealer's card and the board of states, by clicks; tasks, notes and visits beside it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QScrollArea

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.life.queries import Standing, life_of, notes_of, read_terms
from app.dealers.life.service import add_note, enter_state
from app.dealers.queries import find_party
from app.visits.queries import visits_to
from tests.desks import desk_of, sign
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY, NAMES
from ui.core import actions as shared
from ui.core.attached import Attached
from ui.core.look import Look
from ui.dealers import dealings as dealings_tab
from ui.dealers import lifecycle_terms
from ui.dealers.lifecycle_board import BoardView
from ui.dealers.lifecycle_terms import TermsDialog
from ui.dealers.page import DealersPage

Rest = Callable[[], None]
TODAY = day_number(DAY)


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    """One dealer is under watch for longer than it may be."""
    found = desk_of(small_workspace)
    sign(found)

    def work(session: Any) -> None:
        party = find_party(session, "D1").id
        enter_state(session, party_id=party, to="watch", on=TODAY - 100, today=TODAY, reason="三个月下滑")

    found.db.write(Action("Seed"), work)
    return found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[DealersPage]], DealersPage]) -> DealersPage:
    return visit(DealersPage)


def party(desk: Desk, code: str = "D1") -> str:
    with desk.db.read() as session:
        return find_party(session, code).id


def tab(page: DealersPage, desk: Desk, at_rest: Rest, key: str, code: str = "D1") -> Any:
    page.show_dealer(party(desk, code))
    at_rest()
    page.card.open_tab(key)
    at_rest()
    return page.card.panel(key)


def state(desk: Desk) -> str:
    with desk.db.read() as session:
        return life_of(session, party(desk)).state


def test_the_list_is_ticked_off_and_then_the_next_step_is_one_click(
    page: DealersPage, desk: Desk, at_rest: Rest, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = tab(page, desk, at_rest, "life")
    assert panel.pill.full_text().endswith("逾期 10 天")
    assert check_every_face(page, look, data=["三个月下滑"]) == []
    dialog = panel.step_dialog("next")
    assert dialog is not None, "obligatory items are open, so it asks"
    look.set_language("zh_CN")
    dialog._tell()
    assert "必办未完成：2" in dialog.kind.full_text()
    dialog.deleteLater()
    monkeypatch.setattr(shared, "ask", lambda *_args, **_more: {"outcome": "已整改"})
    for _ in range(2):
        assert panel.life is not None
        due = next(one.action.id for one in panel.life.items if one.action.state == "open")
        panel.owed.ticks[due].click()
        at_rest()
    panel.next_button.click()
    at_rest()
    assert state(desk) == "active"
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert (state(desk), panel.path.state) == ("watch", "watch")


def test_another_step_says_what_it_leaves_out_and_keeps_its_reason(
    page: DealersPage, desk: Desk, at_rest: Rest
) -> None:
    panel = tab(page, desk, at_rest, "life", "D2")
    assert panel.ask_button.isVisible(), "nothing was asked for yet"
    assert not panel.next_button.isVisible(), "after 正式 there is no usual next step"
    panel.ask_button.click()
    at_rest()
    assert len(panel.owed.ticks) == 1
    dialog = panel.step_dialog("")
    assert dialog is not None
    assert dialog.fields["to"].key() == "watch", "the way back is not what one is offered first"
    dialog.accept()
    assert not dialog.values, "it stays open until it has the reason that it needs"
    for name, value in (("to", "frozen"), ("reason", "逾期 90 天")):
        dialog.put(name, value)
    dialog.accept()
    panel.take(dialog.values)
    dialog.deleteLater()
    at_rest()
    with desk.db.read() as session:
        life = life_of(session, party(desk, "D2"))
    assert [(one.to_state, one.reason) for one in life.passages] == [("frozen", "逾期 90 天")]


def test_on_another_day_the_card_shows_the_state_the_notes_and_the_cases_of_then_and_takes_no_step(
    page: DealersPage, desk: Desk, at_rest: Rest
) -> None:
    def write(session: Any) -> None:
        own = find_party(session, "D1").id
        for words, on in (("早先的备忘", TODAY - 150), ("今天的备忘", TODAY)):
            add_note(session, party_id=own, body=words, on=on)
        enter_state(session, party_id=own, to="active", on=TODAY, today=TODAY, reason="已恢复")

    desk.db.write(Action("Notes"), write)
    at_rest()
    panel = tab(page, desk, at_rest, "life")
    assert (panel.path.state, panel.life.state, panel.other_button.isVisible()) == ("active", "active", True)
    for back, state_then, steps in ((50, "watch", 1), (120, "active", 0)):
        page.day.choose(DAY - timedelta(back))
        at_rest()
        assert (panel.path.state, len(panel.life.passages)) == (state_then, steps)
        assert not panel.other_button.isVisible(), "a step is taken today"
    assert not panel.life.items, "what the state asked for when it came back belongs to that stay"
    page.card.open_tab("dealings")
    at_rest()
    dealings = page.card.panel("dealings")
    assert [one.body for one in dealings.shown.notes] == ["早先的备忘"]
    assert dealings.tasks_card.subtitle.isVisible(), "tasks are those of today, and it says so"
    page.day.back_to_today()
    at_rest()
    assert len(dealings.shown.notes) == 2


def test_the_board_shows_what_is_overdue_first_and_opens_a_card(
    page: DealersPage, desk: Desk, at_rest: Rest, look: Look
) -> None:
    page.show_view("board")
    at_rest()
    view = page.built["board"]
    assert isinstance(view, BoardView)
    assert view.columns["watch"] == [party(desk)]
    assert set(view.columns["active"]) == {party(desk, "D2"), party(desk, "D3")}
    assert check_every_face(page, look, data=list(NAMES.values())) == []
    page.resize(1166, 714)
    at_rest()
    scrolling = view.findChild(QScrollArea)
    assert scrolling is not None
    assert not scrolling.horizontalScrollBar().isVisible(), "all ten states stand side by side"
    view.cards[party(desk)]._on()
    at_rest()
    assert page.card.data is not None
    assert page.card.data.card.row.id == party(desk)


def test_of_many_dealers_in_a_state_some_are_drawn_and_more_on_demand(
    page: DealersPage, desk: Desk, at_rest: Rest
) -> None:
    page.show_view("board")
    at_rest()
    view = page.built["board"]
    assert isinstance(view, BoardView)
    rows = [view._rows[0]._replace(id=f"d{number:04}", name=f"第{number:04}家") for number in range(5_000)]
    view._found = {one.id: Standing(one.id, "active", None, None, 0, None) for one in rows}
    view._rows = rows
    view._show()
    assert list(view.cards) == [one.id for one in rows[:40]]
    view.mores["active"].click()
    assert list(view.cards) == [one.id for one in rows[:80]]
    assert len(view.columns["active"]) == 5_000


def test_tasks_notes_and_visits_are_added_on_the_card(
    page: DealersPage, desk: Desk, at_rest: Rest, look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    panel = tab(page, desk, at_rest, "dealings")
    new = {"title": "对账", "kind": "task", "owner_id": "", "due_on": TODAY + 2}
    monkeypatch.setattr(shared, "ask", lambda *_args, **_more: new)
    panel.add_action()
    at_rest()
    monkeypatch.setattr(dealings_tab, "ask", lambda *_args, **_more: {"body": "换了采购经理"})
    panel.ask_note()
    at_rest()
    monkeypatch.setattr(
        dealings_tab, "ask", lambda *_args, **_more: {"on": TODAY + 3, "owner_id": "", "purpose": "谈续约"}
    )
    panel.ask_visit()
    at_rest()
    assert check_every_face(page, look, data=["换了采购经理", "谈续约"]) == []
    with desk.db.read() as session:
        notes = notes_of(session, party(desk))
        assert [one.body for one in notes] == ["换了采购经理"]
        assert [one.purpose for one in visits_to(session, party(desk))] == ["谈续约"]
    assert panel.shown is not None
    assert "对账" in [one.title for one in panel.shown.actions]
    photo = tmp_path / "门头.png"
    assert QImage(64, 48, QImage.Format.Format_RGB32).save(str(photo))
    panel.add_photos(notes[0], [photo])
    at_rest()
    (shown,) = panel.notes_card.findChildren(Attached)
    assert [one.name for one in shown.files] == ["门头.png"]
    shown.take_off(shown.files[0])
    at_rest()
    assert not panel.shown.files[notes[0].id]
    panel.drop_note(notes[0])
    at_rest()
    assert panel.shown.notes == ()


def test_what_a_state_asks_for_is_changed_on_the_screen(
    page: DealersPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = tab(page, desk, at_rest, "life")
    dialog = TermsDialog(panel.context, panel, ())
    at_rest()
    dialog.state.choose("watch")
    dialog._show()
    monkeypatch.setattr(lifecycle_terms, "ask", lambda *_args, **_more: {"limit_days": 30, "owner_id": ""})
    dialog.ask_terms()
    at_rest()
    item = {"title": "见老板", "obligatory": False, "due_days": 5, "owner_id": ""}
    monkeypatch.setattr(lifecycle_terms, "ask", lambda *_args, **_more: item)
    dialog.ask_item(None)
    at_rest()
    dialog.drop(dialog.chosen.items[0])
    at_rest()
    with desk.db.read() as session:
        terms = read_terms(session)["watch"]
    assert (terms.limit_days, [one.title for one in terms.items if one.own]) == (30, ["见老板"])
    assert len(terms.items) == 2
    dialog.deleteLater()
