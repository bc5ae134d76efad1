"""What somebody owes: made, changed, closed, made once by the program."""

import pytest
from sqlalchemy.orm import Session

from app.actions.queries import actions_about, all_actions
from app.actions.service import close_action, close_by_code, create_action, edit_action, reopen_action
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.journal import record_id
from app.core.texts import Text, texts
from app.core.undo import undo
from app.dealers.entering import enter_party
from app.people.model import Department
from app.people.service import add_departments, add_person

DEALER = ("party", "d1")


def test_a_promise_has_an_owner_and_a_day_and_is_closed_with_what_came_of_it(db: Database) -> None:
    def make(session: Session) -> str:
        owner = add_person(session, name="王芳")
        return create_action(
            session, title=" 补签  年度合同 ", kind="promise", about=DEALER, owner_id=owner, due_on=20_000
        )

    one = db.write(Action("test"), make).value
    with db.read() as session:
        (row,) = actions_about(session, *DEALER)
    assert (row.title, row.owner, row.due_on, row.state) == ("补签 年度合同", "王芳", 20_000, "open")
    db.write(Action("test"), lambda session: edit_action(session, action_id=one, changes={"due_on": 20_010}))
    db.write(Action("test"), lambda session: close_action(session, action_id=one, on=20_005, outcome="已签"))
    with db.read() as session:
        (row,) = all_actions(session)
        assert (row.due_on, row.state, row.done_on, row.outcome) == (20_010, "done", 20_005, "已签")
        assert actions_about(session, *DEALER, open_only=True) == []
    with pytest.raises(UserError, match="closed"):
        db.write(Action("test"), lambda session: edit_action(session, action_id=one, changes={"due_on": 1}))
    db.write(Action("test"), lambda session: reopen_action(session, action_id=one))
    with db.read() as session:
        assert actions_about(session, *DEALER, open_only=True)[0].done_on is None


def test_nothing_is_dropped_without_a_reason_and_nothing_asked_without_words(db: Database) -> None:
    one = db.write(Action("test"), lambda session: create_action(session, title="拜访")).value
    with pytest.raises(UserError, match="why"):
        db.write(Action("test"), lambda session: close_action(session, action_id=one, on=1, dropped=True))
    with pytest.raises(UserError, match="what is to be done"):
        db.write(Action("test"), lambda session: create_action(session, title="  "))


def test_what_the_program_asks_for_is_asked_once_and_closed_when_it_comes(db: Database) -> None:
    def ask(session: Session) -> str:
        return create_action(
            session, title="{type}: send the scan", params={"type": "GSP"}, code="scan:GSP", about=DEALER
        )

    first, second = db.write(Action("test"), ask).value, db.write(Action("test"), ask).value
    assert first == second
    with db.read() as session:
        assert actions_about(session, *DEALER)[0].title == Text("{type}: send the scan", {"type": "GSP"})
    closed = db.write(Action("test"), lambda session: close_by_code(session, code="scan:GSP", about=DEALER, on=5)).value
    assert closed == [first]
    assert db.write(Action("test"), ask).value != first, "asked for again after it was closed"


def test_what_repeats_is_there_again_once_it_is_done_and_only_once(db: Database) -> None:
    def make(session: Session) -> str:
        owner = add_person(session, name="王芳")
        return create_action(session, title="对账", owner_id=owner, due_on=20_000, kpi="dso", repeats="weekly")

    one = db.write(Action("test"), make).value
    db.write(Action("test"), lambda session: edit_action(session, action_id=one, changes={"stage": "doing"}))
    db.write(Action("test"), lambda session: close_action(session, action_id=one, on=20_003))
    with db.read() as session:
        (again,) = all_actions(session, open_only=True)
    assert (again.title, again.due_on, again.kpi, again.repeats, again.stage) == ("对账", 20_007, "dso", "weekly", "")
    assert again.follows_id == one
    for _ in range(2):
        db.write(Action("test"), lambda session: reopen_action(session, action_id=one))
        with db.read() as session:
            assert [row.id for row in all_actions(session, open_only=True)] == [one], "not both of them"
        undo(db, {})
        with db.read() as session:
            assert [row.id for row in all_actions(session, open_only=True)] == [again.id]
    db.write(Action("test"), lambda session: reopen_action(session, action_id=one))
    db.write(Action("test"), lambda session: close_action(session, action_id=one, on=20_004))
    with db.read() as session:
        (again,) = all_actions(session, open_only=True)
    assert (again.title, again.due_on, again.follows_id) == ("对账", 20_007, one)
    db.write(
        Action("test"),
        lambda session: close_action(session, action_id=again.id, on=20_005, outcome="停办", dropped=True),
    )
    with db.read() as session:
        assert all_actions(session, open_only=True) == []


def test_what_is_done_stays_done_once_somebody_went_on_with_the_next_one(db: Database) -> None:
    one = db.write(
        Action("test"), lambda session: create_action(session, title="对账", due_on=1, repeats="weekly")
    ).value
    db.write(Action("test"), lambda session: close_action(session, action_id=one, on=2))
    with db.read() as session:
        (again,) = all_actions(session, open_only=True)
    db.write(Action("test"), lambda session: edit_action(session, action_id=again.id, changes={"stage": "doing"}))
    with pytest.raises(UserError, match=f"{again.ref}, was taken up"):
        db.write(Action("test"), lambda session: reopen_action(session, action_id=one))
    db.write(Action("test"), lambda session: close_action(session, action_id=again.id, on=9))
    with pytest.raises(UserError, match=f"{again.ref}, was taken up"):
        db.write(Action("test"), lambda session: reopen_action(session, action_id=one))
    with db.read() as session:
        (third,) = all_actions(session, open_only=True)
    undo(db, {})
    with db.read() as session:
        assert [row.id for row in all_actions(session, open_only=True)] == [again.id], "the third one went with it"
    assert third.follows_id == again.id


def test_a_department_is_the_actions_own_or_the_owners(db: Database) -> None:
    def make(session: Session) -> None:
        add_departments(session)
        sales, finance = (record_id(Department, code) for code in ("sales", "finance"))
        owner = add_person(session, name="王芳", department_id=sales)
        create_action(session, title="一", owner_id=owner, due_on=1)
        create_action(session, title="二", owner_id=owner, due_on=2, department_id=finance, dealer_id=None)

    db.write(Action("test"), make)
    with db.read() as session:
        said = [texts("en")(row.department) for row in all_actions(session)]
    assert said == ["Sales", "Finance"]


def test_a_stage_that_nobody_knows_is_refused(db: Database) -> None:
    one = db.write(Action("test"), lambda session: create_action(session, title="拜访")).value
    with pytest.raises(UserError, match="doing, waiting"):
        db.write(Action("test"), lambda session: edit_action(session, action_id=one, changes={"stage": "soon"}))


def test_a_dealer_shows_what_is_about_it_and_what_names_it(db: Database) -> None:
    def make(session: Session) -> str:
        dealer = enter_party(session, name="甲")
        session.flush()
        create_action(session, title="一", about=("party", dealer), due_on=1)
        create_action(session, title="二", about=("meeting_outcome", "o1"), dealer_id=dealer, due_on=2)
        create_action(session, title="三", about=("meeting_outcome", "o1"), due_on=3)
        return dealer

    dealer = db.write(Action("test"), make).value
    with db.read() as session:
        assert [row.title for row in actions_about(session, "party", dealer)] == ["一", "二"]
        assert [row.title for row in actions_about(session, "meeting_outcome", "o1")] == ["二", "三"]
