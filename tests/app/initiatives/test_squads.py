"""A squad from its charter to its end."""

import pytest
from sqlalchemy.orm import Session

from app.actions.service import close_action, create_action
from app.core.db import Action, Database
from app.core.errors import UserError
from app.initiatives.commands import (
    add_milestone,
    edit_milestone,
    edit_squad,
    end_squad,
    found_squad,
    pause_squad,
    reach_milestone,
    remove_milestone,
    set_members,
    take_up_squad,
)
from app.initiatives.queries import SquadRow, report_line, squad_view, squads
from app.people.service import add_person

TEST = Action("test")
BEGIN, END = 20_500, 20_560


def set_up(db: Database) -> tuple[str, list[str]]:
    """A squad about late deliveries with its sponsor, its lead and one more."""
    people = db.write(
        TEST, lambda session: [add_person(session, name=name) for name in ("陈总", "林组长", "周工")]
    ).value

    def make(session: Session) -> str:
        return found_squad(
            session, name="浙西准时率攻坚", goal="浙西线准时率回到 95 %", sponsor_id=people[0], lead_id=people[1],
            from_on=BEGIN, ends_on=END, kpi="otif", goal_value="0.95", members=[(people[2], "承运商")],
        )  # fmt: skip

    return db.write(TEST, make).value, people


def row(db: Database, on: int = BEGIN) -> SquadRow:
    """The one squad of the workspace."""
    with db.read() as session:
        (found,) = squads(session, on=on)
    return found


def test_a_squad_has_a_charter_members_and_milestones(db: Database) -> None:
    squad, people = set_up(db)
    step = db.write(TEST, lambda s: add_milestone(s, squad_id=squad, title=" 换线  方案 ", due_on=BEGIN + 10)).value
    other = db.write(TEST, lambda s: add_milestone(s, squad_id=squad, title="试运行", due_on=BEGIN + 30)).value
    db.write(TEST, lambda s: reach_milestone(s, milestone_id=step, on=BEGIN + 9))
    db.write(TEST, lambda s: edit_milestone(s, milestone_id=other, changes={"due_on": BEGIN + 31, "title": "试跑"}))
    found = row(db)
    assert (found.sponsor, found.lead, [(one.name, one.part) for one in found.members]) == (
        "陈总", "林组长", [("周工", "承运商")],
    )  # fmt: skip
    assert [(one.title, one.due_on, one.done_on) for one in found.milestones] == [
        ("换线 方案", BEGIN + 10, BEGIN + 9), ("试跑", BEGIN + 31, None),
    ]  # fmt: skip
    db.write(TEST, lambda s: set_members(s, squad_id=squad, members=[(people[1], "组长"), (people[2], "线路")]))
    assert {(one.name, one.part) for one in row(db).members} == {("林组长", "组长"), ("周工", "线路")}
    db.write(TEST, lambda s: set_members(s, squad_id=squad, members=[(people[1], "组长")]))
    db.write(TEST, lambda s: remove_milestone(s, milestone_id=other))
    found = row(db)
    assert ([one.name for one in found.members], len(found.milestones)) == (["林组长"], 1)


def test_its_line_tells_how_it_stands_and_that_its_end_is_over(db: Database) -> None:
    squad, people = set_up(db)
    db.write(TEST, lambda s: add_milestone(s, squad_id=squad, title="试运行", due_on=BEGIN + 30))

    def owe(session: Session) -> list[str]:
        return [
            create_action(session, title=title, about=("squad", squad), owner_id=people[2], due_on=BEGIN + day)
            for title, day in (("一", 1), ("二", 20), ("三", 2))
        ]

    actions = db.write(TEST, owe).value
    db.write(TEST, lambda s: close_action(s, action_id=actions[2], on=BEGIN + 2))
    found = row(db, BEGIN + 5)
    assert (found.open, found.done, found.late) == (2, 1, 1)
    assert str(report_line(found, BEGIN + 5)) == (
        "浙西准时率攻坚: milestones 0 of 1, next “试运行” by 2026-03-18; open actions 2, of them late 1"
    )
    late = row(db, END + 3)
    assert late.past_end(END + 3)
    assert [one.title for one in late.late_steps(END + 3)] == ["试运行"]
    assert "past its end by 3 days" in str(report_line(late, END + 3))
    with db.read() as session:
        assert {one.title for one in squad_view(session, squad, on=BEGIN).actions} == {"一", "二", "三"}


def test_a_squad_ends_with_a_result_and_can_be_taken_up_again(db: Database) -> None:
    squad, people = set_up(db)
    one = db.write(
        TEST, lambda s: create_action(s, title="收尾", about=("squad", squad), owner_id=people[2], due_on=END)
    ).value
    db.write(TEST, lambda s: pause_squad(s, squad_id=squad, paused=True))
    assert row(db).state == "paused"
    with pytest.raises(UserError, match="what came of"):
        db.write(TEST, lambda s: end_squad(s, squad_id=squad, on=END, result=" "))
    with pytest.raises(UserError, match="why the squad"):
        db.write(TEST, lambda s: end_squad(s, squad_id=squad, on=END, result="", dropped=True))
    db.write(TEST, lambda s: end_squad(s, squad_id=squad, on=END, result="95.3 %"))
    found = row(db, END + 9)
    assert (found.state, found.ended_on, found.result, found.open) == ("ended", END, "95.3 %", 1)
    assert not found.past_end(END + 9)
    with db.read() as session:
        assert squads(session, on=END, live_only=True) == []
        assert [row.id for row in squad_view(session, squad, on=END).actions] == [one], "what is owed stays owed"
    with pytest.raises(UserError, match="has ended"):
        db.write(TEST, lambda s: edit_squad(s, squad_id=squad, changes={"goal": "x"}))
    db.write(TEST, lambda s: take_up_squad(s, squad_id=squad))
    assert (row(db).state, row(db).result) == ("active", "")
    with pytest.raises(UserError, match="not ended"):
        db.write(TEST, lambda s: take_up_squad(s, squad_id=squad))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "needs a name"), ({"goal": ""}, "different when"), ({"lead_id": None}, "sponsor and a lead"),
        ({"ends_on": BEGIN - 1}, "before it begins"),
    ],
)  # fmt: skip
def test_what_makes_no_charter_is_refused_and_changes_nothing(
    db: Database, changes: dict[str, object], said: str
) -> None:
    squad, _ = set_up(db)
    before = row(db)
    with pytest.raises(UserError, match=said):
        db.write(TEST, lambda s: edit_squad(s, squad_id=squad, changes=changes))
    assert row(db) == before
    db.write(TEST, lambda s: edit_squad(s, squad_id=squad, changes={"ends_on": END + 30, "kpi": " "}))
    assert (row(db).ends_on, row(db).kpi) == (END + 30, "")


def test_nobody_is_in_a_squad_twice(db: Database) -> None:
    squad, people = set_up(db)
    with pytest.raises(UserError, match="twice"):
        db.write(TEST, lambda s: set_members(s, squad_id=squad, members=[(people[0], "a"), (people[0], "b")]))
