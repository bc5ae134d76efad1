"""The program dies while a meeting is held and closed: what was acknowledged is there, closed minutes are whole."""

import shutil
from functools import partial
from pathlib import Path

from app.core.check import check
from app.core.db import Action
from app.core.workspace import Workspace
from app.meetings.closing import close_meeting, minutes_content, reopen_meeting
from app.meetings.commands import (
    Member,
    Verdict,
    add_item,
    add_outcome,
    add_series,
    carry_actions,
    plan_meeting,
    set_attendance,
    set_members,
    start_meeting,
)
from app.meetings.queries import meeting_view, meetings
from app.people.service import add_person
from tests.desks import desk_of
from tests.torture.kills import killed_at, moments
from tests.torture.scenarios import NAME, acknowledge

SCENARIO = "tests.torture.test_meeting_kills:hold"
STEP = Action("test")
DAY = 20_500


def ready(workspace: Workspace) -> None:
    """A first meeting that left an action open, and the second one under way."""
    db = workspace.db
    person = db.write(STEP, lambda s: add_person(s, name="林晓")).value
    series = db.write(STEP, lambda s: add_series(s, name="月度经营分析会")).value
    db.write(STEP, lambda s: set_members(s, series_id=series, members=[Member(person)]))
    for number, day in enumerate((DAY, DAY + 30)):
        planned = partial(plan_meeting, series_id=series, period=f"2026-0{number + 1}", held_on=day)
        meeting = db.write(STEP, planned).value
        item = db.write(STEP, partial(add_item, meeting_id=meeting, title="迟交")).value
        db.write(STEP, partial(start_meeting, meeting_id=meeting, at_ms=0))
        db.write(STEP, partial(set_attendance, meeting_id=meeting, person_id=person, state="present"))
        if not number:
            owed = partial(add_outcome, item_id=item, kind="action", text="核对", owner_id=person, due_on=DAY + 40)
            db.write(STEP, owed)
            close_meeting(db, workspace.files, meeting_id=meeting)


def hold(folder: Path) -> None:
    """In the child: an outcome, the carried action, the closing, once more after reopening; each acknowledged."""
    with Workspace.open(folder / NAME) as workspace:
        db, files = workspace.db, workspace.files
        with db.read() as session:
            view = meeting_view(session, meetings(session)[0].id)
        meeting, item = view.meeting.id, view.items[0].id
        db.write(STEP, lambda s: add_outcome(s, item_id=item, kind="decision", text="换承运商"))
        acknowledge("outcome")
        verdict = Verdict(view.actions[0].id, "carried", due_on=DAY + 60, reason="等答复")
        db.write(STEP, lambda s: carry_actions(s, meeting_id=meeting, verdicts=[verdict]))
        acknowledge("carried")
        close_meeting(db, files, meeting_id=meeting)
        acknowledge("closed")
        db.write(STEP, lambda s: reopen_meeting(s, meeting_id=meeting, reason="漏记"))
        acknowledge("reopened")
        close_meeting(db, files, meeting_id=meeting)
        acknowledge("closed again")


def test_killed_while_a_meeting_is_held(template: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    shutil.copy(template, begun / NAME)
    with Workspace.open(begun / NAME) as workspace:
        ready(workspace)

    for at in moments(SCENARIO, Path(shutil.copytree(begun, tmp_path / "count"))):
        folder = Path(shutil.copytree(begun, tmp_path / f"at {at}"))
        said = killed_at(SCENARIO, folder, at=at)
        done = len(said.splitlines())
        with Workspace.open(folder / NAME) as workspace:
            desk = desk_of(workspace)
            assert [str(one) for one in check(desk.db, workspace.files, [desk.cells_check])] == []
            with desk.db.read() as session:
                view = meeting_view(session, meetings(session)[0].id)
                content = minutes_content(session, workspace.files, view.meeting.id)
        outcomes = [one.text for item in view.items for one in item.outcomes]
        reached = (
            2 + len(view.versions) + (view.meeting.state == "in_progress" and bool(view.versions))
            + (len(view.versions) == 2) if view.versions else len(outcomes) + bool(view.actions[0].verdict)
        )  # fmt: skip
        assert reached in {done, done + 1}, "what was acknowledged is there, and at most the next step"
        assert len(view.actions) == 1, "the action of the first meeting is looked at, whatever happened"
        if view.meeting.state == "closed":
            assert (content.version, [one.text for _, one in content.outcomes("decision")]) == (
                len(view.versions), ["换承运商"],
            )  # fmt: skip
