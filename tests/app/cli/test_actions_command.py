"""What people owe, written on the command line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import vobject

from app.core.workspace import Workspace
from tests.app.cli.conftest import Said
from tests.app.meetings.rooms import a_room

Say = Callable[..., Said]


@pytest.fixture
def me(say: Say, template: Path, tmp_path: Path) -> Say:
    """Types for one of the people of a region."""
    shutil.copy(template, tmp_path / "region.cdesk")
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        a_room(workspace.db)

    def typed(*words: object) -> Said:
        return say("--as", "王芳", "actions", *words)

    return typed


def test_an_action_is_added_changed_moved_done_and_opened_again(me: Say) -> None:
    made = me("add", "对账", "--owner", "刘敏", "--due", "2026-05-08", "--department", "finance",
              "--kpi", "dso_days", "--repeats", "monthly", "--json").json  # fmt: skip
    assert (made["owner"], made["due"], made["state"], made["repeats"]) == ("刘敏", "2026-05-08", "open", "monthly")
    ref = made["ref"]
    changed = me("edit", ref, "--owner", "张强", "--kpi", "", "--title", "对账 单", "--json").json
    assert (changed["owner"], changed["kpi"], changed["title"]) == ("张强", None, "对账 单")
    assert me("edit", ref).status == 2
    assert me("move", ref, "waiting", "--json").json["stage"] == "waiting"
    done = me("done", ref, "--reason", "账实相符", "--json").json
    assert (done["state"], done["outcome"], done["again"]["state"]) == ("done", "账实相符", "open")
    assert "closed" in me("done", ref).err
    assert {one["ref"] for one in me("--json").rows} == {done["again"]["ref"]}, "the list is as it was"
    assert me("reopen", ref, "--json").json["state"] == "open"
    assert [one["ref"] for one in me("--json").rows] == [ref]
    assert me("edit", ref, "--repeats", "never", "--json").json["repeats"] is None
    assert me("drop", ref).status == 2
    assert "张强" in me("drop", ref, "--reason", "停办").out
    assert me("move", ref, "open", "--json").json["state"] == "open"


def test_what_nobody_knows_is_refused_in_words(me: Say) -> None:
    assert me("add", "对账", "--owner", "刘敏").status == 2
    assert "Nobody in this workspace" in me("add", "对账", "--owner", "无名", "--due", "2026-05-08").err
    assert "There is no action" in me("done", "AC-22222-2").err
    assert "no KPI" in me("add", "对账", "--owner", "刘敏", "--due", "2026-05-08", "--kpi", "x").err
    assert me("--json").rows == []


def test_open_actions_go_into_a_calendar(me: Say, tmp_path: Path) -> None:
    for owner in ("刘敏", "张强"):
        me("add", f"{owner}的事", "--owner", owner, "--due", "2026-05-08")
    out = tmp_path / "a.ics"
    assert me("calendar", "--out", out, "--json").json["actions"] == 2
    assert me("calendar", "--owner", "刘敏", "--out", out).status == 0
    assert vobject.readOne(out.read_text(encoding="utf-8")).vtodo.summary.value == "刘敏的事"
