"""The April meeting of the practice region by clicks and keys: from its series to minutes that name the planted."""

import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.workspace import Workspace
from app.meetings.queries import meeting_view, meetings
from app.meetings.rows import MeetingView
from app.people.service import add_departments, find_or_add_person
from tests.desks import sign
from ui.core.ask import AskDialog
from ui.core.dialogs import Dialog
from ui.meetings.meetings.panel import MeetingsPanel
from ui.meetings.page import MeetingsPage
from ui.meetings.room.room import Room
from ui.meetings.series.dialog import SeriesDialog

Rest = Callable[[], None]
KEY = Qt.Key
ANSWERS = {
    "name": "月度经营分析会",
    "minutes": 135,
    "period": "2026-03",
    "held_on": "2026-04-15",
    "from_minute": "9:30",
}
PLANTED = ("温州瑞康", "捷运", "台州恒信", "嘉兴同济", "金华义利", "宁波甬禾", "丽水瓯源", "湖州苕禾")
SECONDS = 30


@pytest.fixture
def workspace(taken: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the practice region, its last quarter assessed."""
    for name in ("region.cdesk", "region.files"):
        shutil.copy(taken / name, tmp_path / name)
    with Workspace.open(tmp_path / "region.cdesk") as opened:
        yield opened


@pytest.fixture
def people(desk: Desk) -> list[str]:
    """Two who belong to the meeting; their ids."""
    sign(desk)
    desk.db.write(Action("Seed"), add_departments)
    names = ("陈志远", "林晓")
    return [desk.db.write(Action("Seed"), partial(find_or_add_person, name=name)).value
            for name in names]  # fmt: skip


@pytest.fixture
def panel(
    desk: Desk, people: list[str], visit: Callable[[type[MeetingsPage]], MeetingsPage], at_rest: Rest,
    monkeypatch: pytest.MonkeyPatch,
) -> MeetingsPanel:  # fmt: skip
    """The page, whose dialogs are answered with what stands in ``ANSWERS``."""

    def run(dialog: Dialog) -> bool:
        assert isinstance(dialog, AskDialog)
        for name in dialog.fields.keys() & ANSWERS.keys():
            dialog.put(name, ANSWERS[name])
        if isinstance(dialog, SeriesDialog):
            dialog.members.take(people)
        dialog.accept()
        return bool(dialog.values)

    monkeypatch.setattr(Dialog, "run", run)
    page = visit(MeetingsPage)
    page.open({"panel": "meetings"})
    at_rest()
    found = page.panel("meetings")
    assert isinstance(found, MeetingsPanel)
    return found


def held(desk: Desk) -> MeetingView:
    with desk.db.read() as session:
        (one,) = meetings(session)
        return meeting_view(session, one.id)


def enter(panel: MeetingsPanel, at_rest: Rest) -> Room:
    panel.room_button.click()
    at_rest()
    room = panel.room
    assert room is not None
    room.hide()
    room.resize(1366, 768)
    room.show()
    return room


def test_the_april_meeting_ends_with_minutes_that_name_what_was_planted(
    panel: MeetingsPanel, desk: Desk, at_rest: Rest
) -> None:
    for act in (panel.new_series, panel.new_button.click, panel.write_button.click):
        act()
        at_rest()
    agenda = held(desk)
    assert {one.person for one in agenda.attendance} == {"陈志远", "林晓"}
    assert len(agenda.items) > len(PLANTED)
    room = enter(panel, at_rest)

    def press(key: Qt.Key, words: str = "") -> None:
        QTest.keyClick(room, key)
        if words:
            room.line.line.insert(words)
            QTest.keyClick(room.line.line, KEY.Key_Return)
        at_rest()

    press(KEY.Key_E)
    press(KEY.Key_Right)
    count = 0
    while room.at is not None and room.at.stage == "item":
        count += 1
        press(KEY.Key_D, f"按第 {count} 项办")
        if count % 6 == 1:
            press(KEY.Key_A, f"核对第 {count} 项 @林 !+14")
        press(KEY.Key_Right)
    begun = time.monotonic()
    press(KEY.Key_Return)
    assert room.ending.report is not None
    assert time.monotonic() - begun < SECONDS
    found = held(desk)
    assert (found.meeting.state, count) == ("closed", len(agenda.items))
    assert {one.state for one in found.items} == {"done"}
    kinds = [each.kind for one in found.items for each in one.outcomes]
    assert (kinds.count("decision"), kinds.count("action")) == (count, -(-count // 6))
    read_minutes(room.ending.report.pdf)


def read_minutes(pdf: bytes | None) -> None:
    """They name each planted problem and the last decision."""
    assert pdf is not None
    pages = pypdfium2.PdfDocument(pdf)
    said = "".join(page.get_textpage().get_text_bounded() for page in pages)
    plain = "".join(said.split())
    assert [name for name in PLANTED if name not in plain] == []
    assert "按第1项办" in plain
