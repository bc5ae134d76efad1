"""The search by typing: hits come as one types, are narrowed by clicks, and open their meeting at its item."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import EN
from app.core.workspace import Workspace
from tests.app.meetings.rooms import a_meeting, a_room, an_action
from tests.desks import desk_of, sign
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.meetings.meetings.panel import MeetingsPanel
from ui.meetings.page import MeetingsPage
from ui.meetings.search.panel import SearchPanel

Rest = Callable[[], None]


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    """A meeting with one action."""
    found = desk_of(small_workspace)
    sign(found)
    room = a_room(found.db)
    an_action(found.db, room, a_meeting(found.db, room), "补签合同")
    return found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[MeetingsPage]], MeetingsPage], at_rest: Rest) -> MeetingsPage:
    del desk
    found = visit(MeetingsPage)
    found.open({"panel": "search"})
    at_rest()
    return found


@pytest.fixture
def panel(page: MeetingsPage) -> SearchPanel:
    found = page.panel("search")
    assert isinstance(found, SearchPanel)
    return found


def asked(panel: SearchPanel, text: str, qtbot: QtBot) -> list[str]:
    with qtbot.waitSignal(panel.settled, timeout=5_000):
        panel.box.setText(text)
    return [panel.table.grid.row_at(n).kind for n in range(panel.table.grid.rowCount())]


def test_hits_come_as_one_types_and_open_their_item(
    page: MeetingsPage, panel: SearchPanel, qtbot: QtBot, at_rest: Rest, look: Look
) -> None:
    assert panel.table.grid.rowCount() == 0
    check_every_face(panel, look)
    assert asked(panel, "合同", qtbot) == ["item", "action"]
    check_every_face(panel, look)
    assert asked(panel, "没有人说过", qtbot) == []
    assert asked(panel, "补签", qtbot) == ["item", "action"]
    hit = panel.table.grid.row_at(1)
    panel.table.opened.emit(hit)
    at_rest()
    assert page.current == "meetings"
    opened = page.panel("meetings")
    assert isinstance(opened, MeetingsPanel)
    assert opened.agenda.current is not None
    assert opened.agenda.current.id == hit.item_id


def test_hits_are_narrowed_by_choices(panel: SearchPanel, qtbot: QtBot, at_rest: Rest) -> None:
    asked(panel, "合同", qtbot)
    panel.kinds.choose("action")
    panel.kinds.picked.emit("action")
    at_rest()
    assert [panel.table.grid.row_at(n).kind for n in range(panel.table.grid.rowCount())] == ["action"]
    panel.years.choose(2026)
    panel.years.picked.emit(2026)
    at_rest()
    assert panel.table.grid.rowCount() == 1
    assert panel.count.text() in {"Hits: 1", "命中 1 条"}


def test_ctrl_k_finds_what_was_said(desk: Desk) -> None:
    hits = MeetingsPage.hits(desk, EN, "合同")
    assert hits[0].title == "议题：补签合同"
    assert hits[0].detail.startswith("Monthly review, No. 1, 2026-04-07")
    assert hits[0].target["panel"] == "meetings"
    assert MeetingsPage.hits(desk, EN, "合") == []
