"""What was said is found from the command line, and squads are led there."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.core.db import Action
from app.core.workspace import Workspace
from app.people.service import add_person
from tests.app.cli.conftest import Said
from tests.app.meetings.rooms import a_meeting, a_room, an_action


def test_what_was_said_is_found(say: Callable[..., Said], template: Path, tmp_path: Path) -> None:
    shutil.copy(template, tmp_path / "region.cdesk")
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        room = a_room(workspace.db)
        an_action(workspace.db, room, a_meeting(workspace.db, room), "补签合同")
    me = ("--as", "王芳", "meeting", "search")
    found = say(*me, "合同", "--json")
    assert [(one["kind"], one["marks"]) for one in found.rows] == [("item", ["合同"]), ("action", ["合同"])]
    assert [one["kind"] for one in say(*me, "补签", "--kind", "action", "--json").rows] == ["action"]
    assert say(*me, "补签", "--year", "2025", "--json").rows == []
    assert say(*me, "合同", "--limit", "1", "--json").json["more"]
    assert "补签合同" in say(*me, "合", "同").out


def test_a_squad_is_set_up_reaches_its_step_and_ends(say: Callable[..., Said], template: Path, tmp_path: Path) -> None:
    shutil.copy(template, tmp_path / "region.cdesk")
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        workspace.db.write(Action("test"), partial(add_person, name="陈总"))
        workspace.db.write(Action("test"), partial(add_person, name="林组长"))
    me = ("--as", "林组长", "squad")
    whose = ("--sponsor", "陈总", "--lead", "林组长", "--from", "2026-04-01", "--to", "2026-09-30")
    made = say(*me, "new", "浙西攻坚", "准时率回到九成", *whose, "--json").json
    ref = made["ref"]
    assert (made["state"], made["to"]) == ("active", "2026-09-30")
    assert say(*me, "milestone", ref, "换线方案", "--due", "2026-05-01").status == 0
    assert "no milestone" in say(*me, "milestone", ref, "别的", "--reached").err
    (step,) = say(*me, "milestone", ref, "换线方案", "--reached", "--json").json["milestones"]
    assert step["done"]
    assert say(*me, "pause", ref, "--json").json["state"] == "paused"
    assert say(*me, "resume", ref, "--json").json["state"] == "active"
    assert say(*me, "end", ref, "95.3 %", "--json").json["result"] == "95.3 %"
    assert "浙西攻坚" in say(*me, "list").out
    assert "换线方案" in say(*me, "show", ref).out
    assert "no squad" in say(*me, "show", "别的").err
