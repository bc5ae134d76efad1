"""A dealer is led through its states: lists become tasks, what is open holds the step up, one undo takes it back."""

from datetime import date
from pathlib import Path

import pytest

from app.actions.queries import actions_about
from app.actions.service import close_action
from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.life.queries import life_of, notes_of, read_terms, standings, states_on
from app.dealers.life.service import add_note, ask_for, drop_item, edit_note, enter_state, put_item, set_terms
from app.dealers.queries import find_party, list_parties, party_history
from tests.desks import desk_of, profile, sign, take_in, write_csv

PARTIES = """id = "dealers"
source = "erp"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
"""
TODAY = day_number(date(2026, 4, 10))


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Two dealers of a file."""
    found = desk_of(workspace)
    sign(found)
    rows = [("code", "name"), ("D1", "台州恒信"), ("D2", "舟山海岳")]
    take_in(found, write_csv(tmp_path / "dealers.csv", rows), profile(PARTIES))
    return found


def party(desk: Desk, code: str = "D1") -> str:
    with desk.db.read() as session:
        return find_party(session, code).id


def lead(desk: Desk, to: str, on: int = TODAY, reason: str = "") -> None:
    one = party(desk)
    desk.db.write(
        Action("Step"), lambda session: enter_state(session, party_id=one, to=to, on=on, today=TODAY, reason=reason)
    )


def finish(desk: Desk) -> None:
    one = party(desk)

    def work(session: object) -> None:
        for due in life_of(session, one).items:  # type: ignore[arg-type]
            if due.action.state == "open":
                close_action(session, action_id=due.action.id, on=TODAY)  # type: ignore[arg-type]

    desk.db.write(Action("Done"), work)


def state(desk: Desk) -> str:
    with desk.db.read() as session:
        return find_party(session, "D1").status


def test_a_file_makes_active_dealers_and_never_touches_a_state_that_somebody_led_them_to(
    desk: Desk, tmp_path: Path
) -> None:
    assert state(desk) == "active"
    lead(desk, "watch", reason="three months of decline")
    rows = [("code", "name"), ("D1", "台州恒信医药"), ("D2", "舟山海岳")]
    take_in(desk, write_csv(tmp_path / "again.csv", rows), profile(PARTIES))
    with desk.db.read() as session:
        row = find_party(session, "D1")
    assert (row.name, row.status, row.by_hand) == ("台州恒信医药", "watch", ("status",))


def test_the_list_of_a_state_becomes_tasks_and_holds_the_next_step_up(desk: Desk) -> None:
    lead(desk, "qualifying", on=TODAY - 30, reason="licence range to be looked at anew")
    with desk.db.read() as session:
        life = life_of(session, party(desk))
        standing = standings(session)[life.party_id]
    assert sorted((one.action.due_on, one.obligatory) for one in life.items) == [
        (TODAY - 15, False), (TODAY - 15, True), (TODAY - 15, True)
    ]  # fmt: skip
    assert (life.since_on, life.until_on, life.owner, life.owed) == (TODAY - 30, TODAY - 15, "李经理", 2)
    assert (standing.open, standing.late_days(TODAY)) == (3, 15)
    with pytest.raises(UserError, match="Open in “Being qualified”: 2"):
        lead(desk, "site_checked")
    finish(desk)
    lead(desk, "site_checked")
    assert state(desk) == "site_checked"


def test_what_is_open_can_wait_with_a_reason_that_is_kept(desk: Desk) -> None:
    lead(desk, "contracted", reason="known since 2019")
    lead(desk, "trial", reason="deposit follows in May")
    with desk.db.read() as session:
        one = party(desk)
        steps = life_of(session, one).passages
        left = [row.title for row in actions_about(session, "party", one) if row.code.startswith("lifecycle:contracted")
                and row.state == "open"]  # fmt: skip
    assert [(step.from_state, step.to_state, step.reason, step.unfinished) for step in steps] == [
        ("active", "contracted", "known since 2019", 0), ("contracted", "trial", "deposit follows in May", 3)
    ]  # fmt: skip
    assert len(left) == 3, "on the way ahead it is still owed"


def test_no_state_is_skipped_and_nobody_leaves_without_a_reason(desk: Desk) -> None:
    lead(desk, "applied", reason="a new owner applies anew")
    finish(desk)
    for to in ("contracted", "potential", "left"):
        with pytest.raises(UserError, match="Say why"):
            lead(desk, to)
    with pytest.raises(UserError, match="no step leads"):
        lead(desk, "frozen", reason="never dealt")
    with pytest.raises(UserError, match="lies after today"):
        lead(desk, "qualifying", on=TODAY + 1)
    with pytest.raises(UserError, match="The day of a step lies between"):
        lead(desk, "qualifying", on=TODAY - 1)


def test_a_step_back_drops_what_the_state_had_asked_for_and_asks_anew(desk: Desk) -> None:
    lead(desk, "contracted", reason="known since 2019")
    lead(desk, "qualifying", reason="trade licence runs out")
    with desk.db.read() as session:
        rows = actions_about(session, "party", party(desk))
    dropped = [row for row in rows if row.state == "dropped"]
    assert {row.code.split(":")[1] for row in dropped} == {"contracted"}
    assert {row.outcome for row in dropped} == {"trade licence runs out"}
    assert [row.code.split(":")[1] for row in rows if row.state == "open"] == ["qualifying"] * 3
    with desk.db.read() as session:
        told = [one.entity for one in party_history(session, party(desk))]
    assert told.count("party_passage") == 2, "the dealer's history tells of its steps"


def test_one_undo_takes_the_step_its_tasks_and_the_state_back(desk: Desk) -> None:
    one = party(desk)
    lead(desk, "frozen", reason="overdue for 90 days")
    undo(desk.db, desk.undo_handlers)
    with desk.db.read() as session:
        life = life_of(session, one)
        assert (life.state, life.passages, life.items, actions_about(session, "party", one)) == ("active", (), (), [])
        assert find_party(session, "D1").by_hand == ()


def test_the_state_of_a_day_is_answered_by_the_steps(desk: Desk) -> None:
    lead(desk, "watch", on=TODAY - 100, reason="decline")
    lead(desk, "frozen", on=TODAY - 10, reason="overdue")
    one, other = party(desk), party(desk, "D2")
    for day, expected in ((TODAY - 101, "active"), (TODAY - 100, "watch"), (TODAY - 11, "watch"), (TODAY, "frozen")):
        with desk.db.read() as session:
            found = states_on(session, day)
        assert (found[one], found[other]) == (expected, "active")


def test_a_dealer_of_an_older_file_can_get_the_list_of_its_state(desk: Desk) -> None:
    one = party(desk)
    for _ in range(2):
        desk.db.write(Action("List"), lambda session: ask_for(session, party_id=one, since=TODAY))
    with desk.db.read() as session:
        assert [row.due_on for row in actions_about(session, "party", one)] == [TODAY + 30], "asked for once"


def test_what_a_state_asks_for_is_data(desk: Desk) -> None:
    desk.db.write(Action("Terms"), lambda session: set_terms(session, state="watch", limit_days=30, owner_id=None))
    desk.db.write(Action("Item"), lambda session: drop_item(session, state="watch", code="check"))
    code = desk.db.write(
        Action("Item"),
        lambda session: put_item(session, state="watch", title="见 {老板} 一面", obligatory=True, due_days=3),
    ).value
    desk.db.write(
        Action("Item"),
        lambda session: put_item(session, state="watch", title="书面告知", obligatory=False, due_days=5, code="why"),
    )
    with desk.db.read() as session:
        terms = read_terms(session)["watch"]
    assert terms.limit_days == 30
    assert [(one.title, one.obligatory, one.own) for one in terms.items] == [
        ("书面告知", False, True), ("见 {老板} 一面", True, True)
    ]  # fmt: skip
    lead(desk, "watch", reason="decline")
    with desk.db.read() as session:
        life = life_of(session, party(desk))
    assert [(str(due.action.title), due.action.due_on) for due in life.items] == [
        ("见 {老板} 一面", TODAY + 3), ("书面告知", TODAY + 5)
    ]  # fmt: skip
    assert life.items[0].action.code == f"lifecycle:watch:{code}"
    with pytest.raises(UserError, match="at least one day"):
        desk.db.write(Action("Terms"), lambda session: set_terms(session, state="watch", limit_days=0, owner_id=None))
    with pytest.raises(UserError, match="no longer in the list"):
        desk.db.write(Action("Item"), lambda session: drop_item(session, state="watch", code="nothing"))


def test_notes_have_a_day_and_an_author_and_are_undone(desk: Desk) -> None:
    one = party(desk)
    note = desk.db.write(
        Action("Note"), lambda session: add_note(session, party_id=one, body=" 换了采购经理 ", on=TODAY)
    ).value
    desk.db.write(Action("Note"), lambda session: edit_note(session, note_id=note, body="换了采购总监"))
    with desk.db.read() as session:
        assert [(row.body, row.person, row.at_on) for row in notes_of(session, one)] == [
            ("换了采购总监", "李经理", TODAY)
        ]
    undo(desk.db, desk.undo_handlers)
    undo(desk.db, desk.undo_handlers)
    with desk.db.read() as session:
        assert notes_of(session, one) == []
        assert len(list_parties(session)) == 2
    with pytest.raises(UserError, match="needs words"):
        desk.db.write(Action("Note"), lambda session: add_note(session, party_id=one, body="  ", on=TODAY))
