"""The inbox by clicks: what is told, put aside, put away with a reason, made a task of, several at once."""

from collections.abc import Callable
from typing import Any

import pytest

from app.actions.queries import all_actions
from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.texts import N_, Text
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.inbox.queries import list_notices
from app.inbox.service import Post, close_cause, post_notice
from app.people.service import find_or_add_person
from tests.desks import desk_of, sign
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY
from ui.core.look import Look
from ui.core.words import Label
from ui.inbox import page as module
from ui.inbox.page import InboxPage

Rest = Callable[[], None]
TODAY = day_number(DAY)
SAID = N_("Contract {number} of {dealer} ends on {day}.")


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    """One for me, one for somebody else, one for everybody that was said in other words before, one that is over."""
    found = desk_of(small_workspace)
    sign(found)

    def work(session: Any) -> None:
        me, other = (find_or_add_person(session, name=name) for name in ("李经理", "周敏"))
        dealer = find_party(session, "D1").id

        def tell(cause: str, mark: str, kind: str = "contract", **more: Any) -> None:
            said = Text(SAID, {"number": f"{cause}-{mark}", "dealer": "甲", "day": "2026-05-01"})
            post = Post(cause, mark, said, page="dealers", target={"dealer": dealer}, dealer_id=dealer, **more)
            post_notice(session, kind=kind, post=post, on=TODAY)

        tell("mine", "1", owner_id=me, severity="bad", due_on=TODAY + 3)
        tell("theirs", "1", owner_id=other)
        tell("everyone", "1", kind="licence", severity="info")
        tell("everyone", "2", kind="licence")
        tell("past", "1")
        close_cause(session, cause="past", on=TODAY)

    found.db.write(Action("Seed"), work, origin="job")
    return found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[InboxPage]], InboxPage]) -> InboxPage:
    return visit(InboxPage)


def causes(page: InboxPage) -> list[str]:
    return [page.table.grid.row_at(n).group.cause for n in range(page.table.grid.rowCount())]


def pick(page: InboxPage, *rows: int) -> None:
    page.table.view.clearSelection()
    page.table.view.select(rows[0])
    for row in rows[1:]:
        page.table.view.selectionModel().select(
            page.table.grid.index(row, 0),
            page.table.view.selectionModel().SelectionFlag.Select | page.table.view.selectionModel().SelectionFlag.Rows,
        )


def states(desk: Desk) -> dict[str, tuple[str, bool]]:
    with desk.db.read() as session:
        return {one.cause: (one.newest.state, one.newest.snoozed) for one in list_notices(session, open_only=False)}


def test_mine_and_everybodys_the_worst_first(page: InboxPage) -> None:
    assert causes(page) == ["mine", "everyone"]
    assert "严重：1" in page.subtitle.full_text()
    page.open({"whose": "all"})
    assert causes(page) == ["mine", "everyone", "theirs"]
    page.open({"stands": "over"})
    assert causes(page) == ["past"]
    page.open({"stands": "", "severity": "bad"})
    assert causes(page) == ["mine"]
    page.open({"severity": "", "kind": "licence"})
    assert causes(page) == ["everyone"]


def test_what_was_said_of_a_cause_before_stands_below(page: InboxPage) -> None:
    pick(page, 1)
    shown = [label.full_text() for label in page.cause.findChildren(Label)]
    assert any("everyone-2" in one for one in shown)
    assert any("此前" in one and "everyone-1" in one for one in shown)


def test_it_opens_what_it_is_about_and_is_seen_without_a_step_to_undo(
    page: InboxPage, desk: Desk, heard: Heard, at_rest: Rest
) -> None:
    pick(page, 0)
    page.open_button.click()
    at_rest()
    assert heard.gone[0][0] == "dealers"
    assert set(heard.gone[0][1]) == {"dealer"}
    assert states(desk)["mine"] == ("seen", False)


def test_several_are_snoozed_woken_and_dealt_with_in_one_step(page: InboxPage, desk: Desk, at_rest: Rest) -> None:
    pick(page, 0, 1)
    page.snooze_button.click()
    at_rest()
    assert causes(page) == []
    page.open({"stands": "snoozed"})
    pick(page, 0, 1)
    page.snooze_button.click()
    at_rest()
    page.open({"stands": "open"})
    pick(page, 0, 1)
    page.done_button.click()
    at_rest()
    assert {states(desk)[one][0] for one in ("mine", "everyone")} == {"done"}
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert causes(page) == ["mine", "everyone"]


def test_of_no_use_wants_a_reason_and_can_be_taken_back(
    page: InboxPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask", lambda *_args, **_more: None)
    pick(page, 0)
    page.useless_button.click()
    at_rest()
    assert states(desk)["mine"] == ("new", False), "nothing was said"
    monkeypatch.setattr(module, "ask", lambda *_args, **_more: {"reason": "已知"})
    page.useless_button.click()
    at_rest()
    assert states(desk)["mine"][0] == "not_useful"
    page.open({"stands": "away"})
    pick(page, 0)
    assert not page.useless_button.isEnabled()
    page.done_button.click()
    at_rest()
    assert states(desk)["mine"] == ("seen", False)


def test_a_task_is_made_of_a_notice(
    page: InboxPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def answer(_look: Any, _parent: Any, _title: Any, fields: Any, **_more: Any) -> dict[str, Any]:
        asked.extend(fields)
        return {one.name: one.value for one in fields}

    monkeypatch.setattr(module, "ask", answer)
    pick(page, 0)
    page.task_button.click()
    at_rest()
    with desk.db.read() as session:
        (made,) = all_actions(session)
    assert (made.owner, made.due_on, made.about_entity) == ("李经理", TODAY + 3, "party")
    assert "mine-1" in str(made.title)
    assert states(desk)["mine"] == ("acting", False)


def test_looking_now_brings_what_is_due(page: InboxPage, desk: Desk, heard: Heard, at_rest: Rest) -> None:
    page.look_button.click()
    at_rest()
    assert [kind for kind, _ in heard.said] == ["good"]
    assert states(desk)["mine"][0] == "closed", "no such contract is there"


def test_it_looks_right_in_both_languages_and_themes_full_and_empty(page: InboxPage, look: Look) -> None:
    page.open({"whose": "all", "stands": ""})
    pick(page, 1)
    assert check_every_face(page, look) == []
    page.open({"stands": "snoozed"})
    assert check_every_face(page, look) == []
