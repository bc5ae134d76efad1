"""A meeting by clicks: series, plan, items, attendance, outcomes, carried actions, closed minutes."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.schedule import parse_schedule
from app.core.workspace import Workspace
from app.meetings.queries import all_series, meeting_view, meetings, members
from app.meetings.rows import MeetingView
from app.people.service import add_departments, find_or_add_person
from tests.desks import desk_of, sign
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY
from ui.core.ask import AskDialog
from ui.core.look import Look
from ui.meetings.fields import clock_text, series_fields, series_values, typed_clock
from ui.meetings.meetings import acts as acts_module
from ui.meetings.meetings import item_acts as item_module
from ui.meetings.meetings.outcome import OutcomeDialog
from ui.meetings.meetings.panel import MeetingsPanel
from ui.meetings.meetings.proxies import ProxyDialog
from ui.meetings.page import MeetingsPage
from ui.meetings.series.dialog import SeriesAnswer, SeriesDialog

Rest = Callable[[], None]
TODAY = day_number(DAY)


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    found = desk_of(small_workspace)
    sign(found)
    found.db.write(Action("Seed"), add_departments)
    for name in ("陈总", "林组长"):
        found.db.write(Action("Seed"), lambda session, name=name: find_or_add_person(session, name=name))
    return found


@pytest.fixture
def panel(desk: Desk, visit: Callable[[type[MeetingsPage]], MeetingsPage], at_rest: Rest) -> MeetingsPanel:
    page = visit(MeetingsPage)
    page.open({"panel": "meetings"})
    at_rest()
    found = page.panel("meetings")
    assert isinstance(found, MeetingsPanel)
    return found


class Answers:
    """What the dialogs are answered: every field keeps what it offers but those that are said."""

    def __init__(self, panel: MeetingsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: dict[str, Any] = {}
        for module in (acts_module, item_module):
            monkeypatch.setattr(module, "ask", self._ask)
        monkeypatch.setattr(item_module, "ask_outcome", self._ask_outcome)
        monkeypatch.setattr(acts_module, "ask_series", self._ask_series)
        self._panel, self.members, self.part = panel, list[str](), ""

    def _ask_series(self, look: Look, parent: object, *known: Any) -> SeriesAnswer:
        del parent
        dialog = SeriesDialog(look, self._panel, *known)
        self.part = str(dialog.parts.key())
        for name, value in self.said.items():
            if name in dialog.fields:
                dialog.put(name, value)
        if self.members:
            dialog.members.take(self.members)
        dialog.members.must.setText(str(self.said.get("must", dialog.members.must.text())))
        if "minutes of kpis" in self.said:
            dialog.template.put("kpis", minutes=self.said["minutes of kpis"])
        dialog.accept()
        assert dialog.answer is not None, "a field is refused"
        return dialog.answer

    def _ask_outcome(self, look: Look, parent: object, *known: Any, **more: Any) -> dict[str, Any]:
        del parent
        dialog = OutcomeDialog(look, self._panel, *known, **more)
        answered = self._answered(dialog)
        for name in ("owner_id", "due_on", "department_id", "dealer_id", "kpi"):
            assert dialog.fields[name].isVisibleTo(dialog) == (answered["kind"] == "action")
        return answered

    def _ask(self, look: Look, parent: object, title: Any, asked: Any, **more: Any) -> dict[str, Any]:
        del parent
        return self._answered(AskDialog(look, self._panel, title, asked, **more))

    def _answered(self, dialog: AskDialog) -> dict[str, Any]:
        for name, value in self.said.items():
            if name in dialog.fields:
                dialog.put(name, value)
        dialog.accept()
        assert dialog.values, "a field is refused"
        return dialog.values


@pytest.fixture
def answers(panel: MeetingsPanel, monkeypatch: pytest.MonkeyPatch) -> Answers:
    return Answers(panel, monkeypatch)


def drag(panel: MeetingsPanel, row: int, to: int) -> None:
    """A line of the agenda onto another one, by the mouse."""
    port, grid = panel.agenda.table.view.viewport(), panel.agenda.table.view
    at, onto = (QPoint(200, grid.rowViewportPosition(each) + grid.rowHeight(each) // 2) for each in (row, to))
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(port, left, pos=at)
    QTest.mouseMove(port, onto)
    QTest.mouseRelease(port, left, pos=onto)


def view(desk: Desk, n: int = 0) -> MeetingView:
    """A meeting, the newest first."""
    with desk.db.read() as session:
        return meeting_view(session, meetings(session)[n].id)


def people(panel: MeetingsPanel) -> dict[str, str]:
    assert panel.found is not None
    return {one.name: one.id for one in panel.found.known.people}


@pytest.fixture
def planned(panel: MeetingsPanel, desk: Desk, answers: Answers, at_rest: Rest) -> MeetingsPanel:
    """A series with a chair and one meeting of today with two people."""
    answers.said = {"name": "月度经营分析会", "chair_id": people(panel)["陈总"]}
    panel.new_series()
    at_rest()
    with desk.db.read() as session:
        assert [one.chair for one in all_series(session)] == ["陈总"]
    answers.said = {"period": "2026-03", "held_on": DAY.isoformat(), "from_minute": "14:30"}
    panel.new_button.click()
    at_rest()
    answers.said = {"person_id": people(panel)["林组长"], "role": "member"}
    panel.people.wanted.emit("invite")
    at_rest()
    return panel


def test_without_a_series_it_says_what_one_is(panel: MeetingsPanel, look: Look) -> None:
    check_every_face(panel, look)


def test_a_meeting_goes_from_its_plan_to_closed_minutes(
    planned: MeetingsPanel, desk: Desk, answers: Answers, at_rest: Rest, look: Look
) -> None:
    panel = planned
    assert view(desk).meeting.from_minute == 14 * 60 + 30
    for title in ("浙西线迟交", "压货核查"):
        answers.said = {"title": title}
        panel.add_button.click()
        at_rest()
    assert [one.title for one in view(desk).items] == ["浙西线迟交", "压货核查"]
    drag(panel, 1, 0)
    at_rest()
    assert [one.title for one in view(desk).items] == ["压货核查", "浙西线迟交"]
    panel.start_button.click()
    at_rest()
    assert view(desk).meeting.state == "in_progress"
    assert panel.close_button.isVisibleTo(panel.window())
    answers.said = {"kind": "action", "text": "核对清单", "owner_id": people(panel)["林组长"], "due_on": "2026-06-30"}
    panel.outcome_button.click()
    at_rest()
    answers.said = {"kind": "decision", "text": "引入第二承运商"}
    panel.outcome_button.click()
    at_rest()
    assert [(one.kind, one.text) for item in view(desk).items for one in item.outcomes] == [
        ("action", "核对清单"), ("decision", "引入第二承运商"),
    ]  # fmt: skip
    panel.show_part("people")
    panel.people.wanted.emit("all")
    at_rest()
    assert view(desk).quorum.is_clear
    check_every_face(panel, look)
    panel.close_button.click()
    at_rest()
    assert (view(desk).meeting.state, view(desk).meeting.version) == ("closed", 1)
    assert not panel.add_button.isEnabled()


def test_what_one_meeting_leaves_open_the_next_one_looks_at(
    planned: MeetingsPanel, desk: Desk, answers: Answers, at_rest: Rest, look: Look
) -> None:
    panel = planned
    answers.said = {"title": "浙西线迟交"}
    panel.add_item()
    at_rest()
    panel.start()
    at_rest()
    for text, due in (("核对清单", "2026-04-20"), ("写函", "2026-06-30")):
        answers.said = {"kind": "action", "text": text, "owner_id": people(panel)["林组长"], "due_on": due}
        panel.add_outcome()
        at_rest()
    panel.people.wanted.emit("all")
    at_rest()
    panel.close_meeting()
    at_rest()
    answers.said = {"period": "2026-04", "held_on": "2026-05-10"}
    panel.plan()
    at_rest()
    assert view(desk).meeting.number == 2
    panel.show_part("carry")
    panel.start()
    at_rest()
    assert {str(line.action.title) for line in panel.carry.lines} == {"核对清单", "写函"}
    panel.carry.wanted.emit("all")
    at_rest()
    assert {one.verdict for one in view(desk).actions} == {"", "carried"}, "a slip is not carried without a reason"
    late = next(n for n, line in enumerate(panel.carry.lines) if not line.action.verdict)
    panel.carry.table.view.select(late)
    answers.said = {"due_on": "2026-06-01", "reason": "等承运商答复"}
    panel.carry.wanted.emit("carried")
    at_rest()
    tally = view(desk).tally
    assert (tally.came, tally.carried, tally.unseen) == (2, 2, 0)
    assert max(one.slips_now for one in view(desk).actions) == 1
    check_every_face(panel, look)


def test_items_are_put_off_struck_off_and_come_back(
    planned: MeetingsPanel, desk: Desk, answers: Answers, at_rest: Rest
) -> None:
    panel = planned
    answers.said = {"title": "预算分配"}
    panel.add_item()
    at_rest()
    item = panel.agenda.current
    assert item is not None
    answers.said = {"reason": "数据未到"}
    panel.acts.park(item)
    at_rest()
    assert [one.title for one in view(desk).topics] == ["预算分配"]
    panel.show_part("topics")
    panel.topics.table.view.select(0)
    panel.topics.wanted.emit("take")
    at_rest()
    taken = next(one for one in view(desk).items if one.state == "planned")
    answers.said = {"reason": "不再需要"}
    panel.acts.reject(taken)
    at_rest()
    assert {one.state for one in view(desk).items} == {"parked", "rejected"}
    panel.acts.restore(taken)
    at_rest()
    assert "planned" in {one.state for one in view(desk).items}


def test_a_series_without_members_asks_for_them_and_invites_them(
    planned: MeetingsPanel, desk: Desk, answers: Answers, at_rest: Rest
) -> None:
    panel = planned
    assert panel.lonely.isVisible()
    answers.said = {"must": "物流部", "minutes of kpis": 25}
    answers.members = [people(panel)["林组长"]]
    panel.ask_members()
    at_rest()
    assert answers.part == "members"
    assert not panel.lonely.isVisible()
    with desk.db.read() as session:
        (series,) = all_series(session)
        assert [one.person for one in members(session, series.id)] == ["林组长"]
    assert panel.found is not None
    assert [str(words) for key, words in panel.found.known.departments if key in series.must]
    assert (series.percent, {one.key: one.minutes for one in series.template}["kpis"]) == (50, 25)
    assert {one.person: one.role for one in view(desk).attendance} == {"陈总": "chair", "林组长": "member"}


def test_several_people_are_marked_at_once(planned: MeetingsPanel, desk: Desk, at_rest: Rest) -> None:
    panel = planned
    panel.show_part("people")
    panel.people.table.view.selectAll()
    panel.people.buttons["excused"].click()
    at_rest()
    assert {one.state for one in view(desk).attendance} == {"excused"}


def test_several_are_represented_in_one_dialog(
    planned: MeetingsPanel, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, by = planned, people(planned)

    def run(dialog: ProxyDialog) -> bool:
        assert list(dialog.fields) == [one.person_id for one in view(desk).attendance]
        dialog.put(by["林组长"], by["陈总"])
        dialog.accept()
        return True

    monkeypatch.setattr(ProxyDialog, "run", run)
    panel.show_part("people")
    panel.people.table.view.selectAll()
    panel.people.buttons["proxy"].click()
    at_rest()
    assert {one.person: (one.state, one.proxy) for one in view(desk).attendance} == {
        "陈总": ("invited", ""), "林组长": ("excused", "陈总"),
    }  # fmt: skip


def test_a_rhythm_is_chosen_and_its_hour_is_when_the_meetings_begin(panel: MeetingsPanel) -> None:
    assert panel.found is not None
    held = next(one for one in series_fields(panel.found.known, None) if one.name == "rhythm")
    offered = [key for key, _ in held.options]
    assert held.value == "monthly 10"
    assert {"", "monday", "monthly 1", "monthly 28"} <= set(offered)
    given = {"kind": "monthly", "squad_id": "", "chair_id": "", "secretary_id": "", "sponsor_id": "",
             "from_minute": 545}  # fmt: skip
    assert series_values(given | {"rhythm": "monday"})["rhythm"] == "monday 09:05"
    assert series_values(given | {"rhythm": ""})["rhythm"] == ""
    assert [parse_schedule(f"{one} 09:05") is not None for one in filter(None, offered)] == [True] * (len(offered) - 1)


def test_a_department_writes_its_report_beforehand(
    planned: MeetingsPanel, desk: Desk, answers: Answers, at_rest: Rest
) -> None:
    panel = planned
    assert panel.found is not None
    answers.said = {"department_id": panel.found.known.departments[0][0], "done": "完成盘点", "ready": True}
    panel.reports.wanted.emit(None)
    at_rest()
    (report,) = view(desk).reports
    assert (report.done, report.state) == ("完成盘点", "ready")


def test_times_of_the_day_are_typed() -> None:
    assert [typed_clock(text) for text in ("9:30", "09：05", "0:00")] == [570, 545, 0]
    assert clock_text(570) == "9:30"
