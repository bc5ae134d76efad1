"""What people owe, dispute, prepare and put off comes on the agenda, and what is no longer so is marked."""

import pytest
from sqlalchemy.orm import Session

from app.actions.service import close_action, create_action
from app.bootstrap import Desk
from app.core.clock import FixedClock
from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import Text
from app.core.undo import undo
from app.core.workspace import Workspace
from app.initiatives.commands import found_squad
from app.meetings import commands
from app.meetings.agenda.proposal import Proposal
from app.meetings.agenda.service import propose_agenda, write_agenda
from app.meetings.agenda.writing import is_over
from app.meetings.evidence import read_evidence
from app.meetings.queries import items_of, topics
from app.meetings.rows import ItemRow
from app.meetings.templates import Section
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room, an_action, do
from tests.desks import desk_of

TODAY = FIRST + 30
"""The day of the second meeting: each of these tests is told on it or later."""


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """An empty workspace: nothing but people and what they owe."""
    return desk_of(workspace)


@pytest.fixture
def room(desk: Desk) -> Room:
    return a_room(desk.db)


def proposed(desk: Desk, meeting: str) -> dict[str, Proposal]:
    return {one.cause: one for one in propose_agenda(desk.db, desk.workspace.files, meeting_id=meeting)}


def written(desk: Desk, meeting: str) -> dict[str, ItemRow]:
    write_agenda(desk.db, desk.workspace.files, meeting_id=meeting)
    with desk.db.read() as session:
        return {one.cause: one for one in items_of(session, meeting)}


def second(desk: Desk, room: Room) -> str:
    return a_meeting(desk.db, room, 2, started=False, all_there=False)


def test_an_empty_workspace_proposes_only_what_departments_report(desk: Desk, room: Room) -> None:
    meeting = a_meeting(desk.db, room, started=False, all_there=False)
    found = proposed(desk, meeting)
    assert set(found) == {f"report:{room.departments[code]}" for code in ("sales", "logistics", "finance")}


def test_actions_of_the_meetings_before_come_first(desk: Desk, room: Room) -> None:
    an_action(desk.db, room, a_meeting(desk.db, room), due=20)
    items = written(desk, second(desk, room))
    whole = items["carried"]
    assert (whole.n, whole.source) == (1, "carried")
    assert str(whole.title) == "Actions of the meetings before: 1, of them done 0, past their day 1"
    (late,) = [one for cause, one in items.items() if cause.startswith("action:")]
    assert str(late.title) == "张强: 补签合同 (due 2026-04-27)"
    assert late.owner_id == room.logistics


def test_overdue_actions_from_elsewhere_stand_beside_them_by_department(desk: Desk, room: Room) -> None:
    for title in ("对账", "催款"):
        do(desk.db, create_action, title=title, owner_id=room.finance, due_on=FIRST - 400)
    meeting = second(desk, room)
    item = written(desk, meeting)[f"overdue:{room.departments['finance']}"]
    assert (item.section, item.department_id) == ("carried", room.departments["finance"])
    assert "overdue actions: 2 from elsewhere" in str(item.title), "they are not of the meetings before"
    assert item.owner_id == room.finance, "who speaks for the department presents it"


def test_a_squads_meeting_looks_at_its_own_overdue_actions_and_another_series_at_none(desk: Desk, room: Room) -> None:
    do(desk.db, create_action, title="对账", owner_id=room.finance, due_on=FIRST - 400)
    squad = do(desk.db, found_squad, name="浙西线专项", goal="准时率 95%", sponsor_id=room.sponsor,
               lead_id=room.logistics, from_on=FIRST - 400, ends_on=FIRST + 400_000)  # fmt: skip
    do(desk.db, create_action, title="改路线", owner_id=room.logistics, due_on=FIRST - 400, about=("squad", squad))
    for kind, of, wanted in (("squad", squad, {"logistics"}), ("other", None, set[str]())):
        series = do(desk.db, commands.add_series, name=kind, kind=kind, rhythm="", chair_id=room.chair, squad_id=of)
        meeting = do(desk.db, commands.plan_meeting, series_id=series, period="2026-05", held_on=FIRST + 30)
        found = {one.split(":")[1] for one in proposed(desk, meeting) if one.startswith("overdue:")}
        assert found == {room.departments[one] for one in wanted}, kind


def test_what_is_no_longer_so_is_marked_and_stays(desk: Desk, room: Room) -> None:
    owed = do(desk.db, create_action, title="对账", owner_id=room.finance, due_on=FIRST - 400)
    meeting, cause = second(desk, room), f"overdue:{room.departments['finance']}"
    assert not is_over(read_evidence(written(desk, meeting)[cause].evidence))
    do(desk.db, close_action, action_id=owed, on=TODAY)
    for _ in range(2):
        marks = [one for one in read_evidence(written(desk, meeting)[cause].evidence) if is_over([one])]
        assert len(marks) == 1, "once"
    assert str(marks[0].words).startswith("No longer so on ")


def test_a_squad_reports_by_itself_and_one_past_its_end_first(desk: Desk, room: Room) -> None:
    for name, end in (("近效期专项", FIRST + 400_000), ("浙西线专项", FIRST - 300)):
        do(desk.db, found_squad, name=name, goal="准时率 95%", sponsor_id=room.sponsor, lead_id=room.logistics,
           from_on=FIRST - 400, ends_on=end)  # fmt: skip
    items = [one for one in written(desk, second(desk, room)).values() if one.section == "squads"]
    assert [str(one.title).split(":")[0] for one in items] == ["浙西线专项", "近效期专项"]
    assert "past its end by" in str(items[0].title)
    assert (items[0].source, items[0].owner_id) == ("squad", room.logistics)


def test_a_squad_that_was_struck_off_does_not_come_back_because_a_day_went_by(desk: Desk, room: Room) -> None:
    do(desk.db, found_squad, name="浙西线专项", goal="准时率 95%", sponsor_id=room.sponsor, lead_id=room.logistics,
       from_on=FIRST - 400, ends_on=FIRST - 300)  # fmt: skip
    meeting = second(desk, room)
    (item,) = [one for one in written(desk, meeting).values() if one.section == "squads"]
    do(desk.db, commands.reject_item, item_id=item.id, reason="已安排")
    desk.db.clock = FixedClock(day_of(TODAY - 1))
    assert item.cause not in {one.cause for one in propose_agenda(desk.db, desk.workspace.files, meeting_id=meeting)}


def test_a_topic_of_the_backlog_is_taken(desk: Desk, room: Room) -> None:
    topic = do(desk.db, commands.add_topic, series_id=room.series_id, title="仓库租约", on=FIRST)
    meeting = second(desk, room)
    (item,) = [one for one in written(desk, meeting).values() if one.source == "backlog"]
    assert (item.title, item.section) == ("仓库租约", "topics")
    with desk.db.read() as session:
        (row,) = [one for one in topics(session, room.series_id, waiting_only=False) if one.id == topic]
    assert (row.state, row.item_id) == ("taken", item.id)


def test_what_was_put_off_comes_back_at_the_next_meeting_in_the_words_of_its_month(desk: Desk, room: Room) -> None:
    first, cause = a_meeting(desk.db, room, started=False, all_there=False), f"overdue:{room.departments['finance']}"
    do(desk.db, create_action, title="对账", owner_id=room.finance, due_on=FIRST - 400)
    do(desk.db, commands.park_item, item_id=written(desk, first)[cause].id, reason="没时间")
    assert cause not in proposed(desk, first), "put off for this one"
    do(desk.db, create_action, title="催款", owner_id=room.finance, due_on=FIRST - 400)
    item = written(desk, second(desk, room))[cause]
    assert (item.source, "overdue actions: 2" in str(item.title)) == ("backlog", True)


def test_a_report_that_was_written_is_frozen_with_the_agenda(desk: Desk, room: Room) -> None:
    meeting = second(desk, room)
    do(desk.db, commands.write_report, meeting_id=meeting, department_id=room.departments["finance"], done="对完账",
       next="清逾期", asks="销售催款", ready=True)  # fmt: skip
    found = proposed(desk, meeting)[f"report:{room.departments['finance']}"]
    (figure,) = found.figures.values()
    assert [said for _, said in figure.points] == ["对完账", "清逾期", "销售催款"]


def test_a_meeting_that_began_is_not_written_any_more(desk: Desk, room: Room) -> None:
    meeting = a_meeting(desk.db, room)
    with pytest.raises(UserError):
        write_agenda(desk.db, desk.workspace.files, meeting_id=meeting)


def test_a_template_says_what_is_on_the_agenda(desk: Desk, room: Room) -> None:
    do(desk.db, create_action, title="对账", owner_id=room.finance, due_on=FIRST - 400)
    do(desk.db, commands.edit_series, series_id=room.series_id, changes={"template": [Section("overdue", 10, 1)]})
    (item,) = written(desk, second(desk, room)).values()
    assert (item.section, item.minutes) == ("overdue", 10)


def test_undo_takes_the_whole_agenda_back(desk: Desk, room: Room) -> None:
    meeting = second(desk, room)
    assert written(desk, meeting)

    def count(session: Session) -> int:
        return len(items_of(session, meeting))

    undo(desk.db, desk.undo_handlers)
    with desk.db.read() as session:
        assert count(session) == 0
    assert isinstance(next(iter(written(desk, meeting).values())).title, Text)
