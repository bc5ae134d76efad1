"""What was said in meetings is found again: by whom, when and where, whoever wrote it and whatever was taken back."""

import pytest

from app.core.db import Database
from app.core.period import day_of
from app.core.undo import undo
from app.core.workspace import Workspace
from app.initiatives.commands import found_squad
from app.meetings import commands
from app.meetings.closing import close_meeting
from app.meetings.search.index import index_faults, known_tx, refresh_index
from app.meetings.search.queries import NOTHING, Found, Hit, search
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room, an_action, do


@pytest.fixture
def db(workspace: Workspace) -> Database:
    return workspace.db


@pytest.fixture
def room(db: Database) -> Room:
    return a_room(db)


def found(db: Database, text: str, **filters: object) -> Found:
    with db.read() as session:
        return search(session, text, **filters)  # type: ignore[arg-type]


def the_hit(db: Database, text: str, **filters: object) -> Hit:
    (one,) = found(db, text, **filters).hits
    return one


def test_every_record_of_meetings_is_found_in_its_meeting(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room)
    logistics, finance = room.departments["logistics"], room.departments["finance"]
    item = do(db, commands.add_item, meeting_id=meeting, title="杭州仓的等待", department_id=logistics)
    do(db, commands.edit_item, item_id=item, changes={"notes": "承运商 Deppon 下周起加车"})
    decision = do(db, commands.add_outcome, item_id=item, kind="decision", text="批准加急运输")
    do(db, commands.add_topic, series_id=room.series_id, title="窜货复盘", on=FIRST)
    do(db, commands.write_report, meeting_id=meeting, department_id=finance, done="对账完成",
       next="", asks="需要销售部确认")  # fmt: skip
    squad = do(db, found_squad, name="浙西攻坚", goal="准时率回到九成", sponsor_id=room.sponsor, lead_id=room.chair,
               from_on=FIRST, ends_on=FIRST + 90)  # fmt: skip
    for _ in range(2):
        said = the_hit(db, "加急")
        assert (said.kind, said.entity_id, said.item_id, said.meeting_id) == ("decision", decision, item, meeting)
        assert (said.number, said.held_on, said.state) == (1, FIRST, "in_progress")
        assert said.department.startswith("物流部")
        assert [bit.text for bit in said.snippet if bit.marked] == ["加急"]
        assert the_hit(db, "dep 加车").entity_id == item
        assert the_hit(db, "对账").department.startswith("财务部")
        assert (the_hit(db, "窜货").kind, the_hit(db, "窜货").meeting_id) == ("topic", "")
        assert (the_hit(db, "攻坚").kind, the_hit(db, "九成").squad_id) == ("squad", squad)
        assert the_hit(db, "经营分析").kind == "meeting"
        assert found(db, "") == found(db, "“”") == NOTHING
        refresh_index(db)  # and once more out of the index


def test_an_action_is_one_hit_under_its_words_and_its_result(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room)
    an_action(db, room, meeting, "补签合同")
    refresh_index(db)
    assert [one.kind for one in found(db, "补签").hits] == ["item", "action"]
    assert len(found(db, "补签").hits) == 2


def test_hits_are_narrowed_by_series_year_kind_and_department(workspace: Workspace, db: Database, room: Room) -> None:
    first = a_meeting(db, room, 1)
    an_action(db, room, first, "补签合同")
    close_meeting(db, workspace.files, meeting_id=first)
    second = a_meeting(db, room, 10)
    an_action(db, room, second, "补签合同", 300)
    refresh_index(db)
    assert day_of(FIRST + 270).year == 2027
    assert {one.meeting_id for one in found(db, "合同", year=2027).hits} == {second}
    assert {one.kind for one in found(db, "合同", kind="action").hits} == {"action"}
    assert len(found(db, "合同", department_id=room.departments["logistics"]).hits) == 2
    assert len(found(db, "合同", department_id=room.departments["finance"]).hits) == 0
    assert len(found(db, "合同", series_id=room.series_id).hits) == 4
    assert len(found(db, "合同", series_id="another").hits) == 0
    assert [one.held_on for one in found(db, "合同", kind="item").hits] == [FIRST + 270, FIRST]
    few = found(db, "合同", most=1)
    assert (len(few.hits), few.more, few.hits[0].meeting_id) == (1, True, second)


def test_what_changed_since_is_found_before_the_index_knows_it(db: Database, room: Room) -> None:
    meeting = a_meeting(db, room)
    outcome, _ = an_action(db, room, meeting, "补签合同")
    assert refresh_index(db)
    assert not refresh_index(db), "nothing new"
    do(db, commands.edit_outcome, outcome_id=outcome, changes={"text": "催收货款"})
    assert {one.kind for one in found(db, "催收").hits} == {"action"}
    assert {one.kind for one in found(db, "补签").hits} == {"item"}
    undo(db, {})
    assert not found(db, "催收").hits
    assert not refresh_index(db, least=50), "so few are read with each search"
    do(db, commands.withdraw_outcome, outcome_id=outcome)
    assert {one.kind for one in found(db, "补签").hits} == {"item"}
    refresh_index(db)
    assert {one.kind for one in found(db, "补签").hits} == {"item"}


def test_check_says_where_the_index_is_wrong_and_it_is_built_anew(db: Database, room: Room) -> None:
    an_action(db, room, a_meeting(db, room))
    refresh_index(db)
    with db.read() as session:
        assert list(index_faults(session)) == []
        assert known_tx(session) > 0
    do(db, lambda session: session.connection().exec_driver_sql("UPDATE meeting_text SET text = '别的' WHERE n = 1"))
    with db.read() as session:
        (fault,) = index_faults(session)
    assert "1 records" in str(fault)
    refresh_index(db, anew=True)
    with db.read() as session:
        assert list(index_faults(session)) == []
