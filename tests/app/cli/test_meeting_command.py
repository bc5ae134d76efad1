"""A meeting from the command line: planned, held, closed; what was agreed comes back in the next."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.meeting_words import minute
from app.core.db import Action
from app.core.errors import UsageError
from app.core.workspace import Workspace
from app.meetings.closing import close_meeting
from app.people.service import add_departments
from tests.app.cli.conftest import Said
from tests.app.meetings.rooms import a_meeting, a_room, an_action


def test_a_meeting_is_planned_held_and_closed(say: Callable[..., Said], template: Path, tmp_path: Path) -> None:
    shutil.copy(template, tmp_path / "region.cdesk")
    assert say("--as", "张强", "meeting", "list", "--json").json == {"meetings": []}
    me = ("--as", "王芳", "meeting")
    made = say(*me, "series", "月会", "--chair", "王芳", "--member", "张强", "--percent", "50", "--json").json["series"]
    assert [(one["name"], one["chair"], one["from"]) for one in made] == [("月会", "王芳", "09:30")]
    plan = say(*me, "plan", "月会", "--period", "2026-03", "--on", "2026-04-08", "--json").json
    ref = plan["ref"]
    assert (plan["state"], plan["number"]) == ("draft", 1)
    with pytest.raises(UsageError, match=r"no time of the day"):
        minute("²:30")
    assert say(*me, "start", ref, "--json").json["state"] == "in_progress"
    assert say(*me, "item", ref, "add", "清理库存", "--minutes", "10").status == 0
    assert "one owner" in say(*me, "outcome", ref, "1", "action", "退货").err
    assert say(*me, "outcome", ref, "1", "action", "退货", "--owner", "张强", "--due", "2026-04-30").status == 0
    assert "missing: 2" in say(*me, "close", ref).err
    assert say(*me, "attend", ref, "王芳", "张强").status == 0
    assert say(*me, "close", ref, "--json").json["version"] == 1
    assert say(*me, "reopen", ref, "--reason", "更正", "--json").json["state"] == "in_progress"


def test_what_was_agreed_is_looked_at(say: Callable[..., Said], template: Path, tmp_path: Path) -> None:
    shutil.copy(template, tmp_path / "region.cdesk")
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        room = a_room(workspace.db)
        first = a_meeting(workspace.db, room)
        an_action(workspace.db, room, first, "退货")
        close_meeting(workspace.db, workspace.files, meeting_id=first)
        a_meeting(workspace.db, room, 2)
    me = ("--as", "王芳", "meeting")
    second, one = say(*me, "list", "--json").json["meetings"]
    assert (second["number"], one["number"], one["actions"]) == (2, 1, 1)
    (action,) = say(*me, "show", second["ref"], "--json").json["actions"]
    assert (action["title"], action["from"], action["verdict"]) == ("退货", 1, "")
    carry = (*me, "carry", second["ref"], action["ref"], "carried", "--due", "2026-05-30")
    assert "slipped" in say(*carry).err
    assert say(*carry, "--reason", "等仓库").status == 0
    assert "退货" in say(*me, "show", second["ref"]).out
    shown = say(*me, "show", second["ref"], "--json").json
    assert (shown["sum"]["carried"], shown["sum"]["balanced"], shown["actions"][0]["slips"]) == (1, True, 1)


def test_topics_reports_and_parts(say: Callable[..., Said], template: Path, tmp_path: Path) -> None:
    shutil.copy(template, tmp_path / "region.cdesk")
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        room = a_room(workspace.db)
        first = a_meeting(workspace.db, room)
        an_action(workspace.db, room, first, "退货")
        close_meeting(workspace.db, workspace.files, meeting_id=first)
        a_meeting(workspace.db, room, 2)
    me, series = ("--as", "王芳", "meeting"), "月度经营分析会"
    ref = say(*me, "list", "--json").json["meetings"][0]["ref"]
    (topic,) = say(*me, "topic", series, "add", "仓库搬迁", "--department", "warehouse", "--json").json["topics"]
    assert (topic["title"], topic["department"], topic["state"]) == ("仓库搬迁", "Warehouse", "waiting")
    assert "whose agenda" in say(*me, "topic", series, "take", topic["ref"]).err
    assert say(*me, "topic", series, "take", topic["ref"], "--meeting", ref).status == 0
    assert "no department" in say(*me, "report", ref, "x", "--done", "y").err
    assert say(*me, "report", ref, "sales", "--done", "签约", "--ready").status == 0
    shown = say(*me, "show", ref, "--json").json
    (action,) = shown["actions"]
    assert [one["title"] for one in shown["agenda"]] == ["仓库搬迁"]
    assert say(*me, "split", ref, action["ref"], "清点", "--owner", "王芳", "--due", "2026-05-30").status == 0
    assert say(*me, "show", ref, "--json").json["sum"]["made"] == 1


def test_a_newcomer_is_told_what_is_missing(say: Callable[..., Said], template: Path, tmp_path: Path) -> None:
    shutil.copy(template, tmp_path / "region.cdesk")
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        workspace.db.write(Action("seed"), add_departments)
    me = ("--as", "王芳", "meeting")
    assert "No meeting is planned yet." in say(*me, "list").out
    assert "No squad is set up yet." in say("--as", "王芳", "squad", "list").out
    assert "张强" in say(*me, "people", "张强", "--department", "finance", "--email", "zq@example.cn").out
    say(*me, "people", "李静", "--json")
    rows = {one["name"]: one for one in say(*me, "people", "--json").json["people"]}
    assert (rows["张强"]["department"], rows["张强"]["email"], rows["李静"]["email"]) == (
        "finance",
        "zq@example.cn",
        "",
    )
    say(*me, "series", "月会", "--chair", "王芳", "--member", "张强", "--member", "李静", "--must", "finance")
    ref = say(*me, "plan", "月会", "--period", "2026-03", "--on", "2026-04-08", "--json").json["ref"]
    say(*me, "start", ref)
    say(*me, "item", ref, "add", "清理库存")
    assert "no KPI" in say(*me, "outcome", ref, "1", "risk", "断货", "--kpi", "nonsense").err
    say(*me, "outcome", ref, "1", "decision", "停发一批")
    (made,) = say(*me, "show", ref, "--json").json["agenda"][0]["outcomes"]
    assert made["ref"] in say(*me, "show", ref).out  # an effect is expected of it by this reference
    say(*me, "attend", ref, "王芳")
    assert "missing: 2: 张强" in say(*me, "close", ref).err
    say(*me, "attend", ref, "李静", "--proxy", "王芳")
    assert "excused" in {one["state"] for one in say(*me, "show", ref, "--json").json["attendance"]}
    say(*me, "attend", ref, "张强", "--state", "absent")
    assert "departments missing: 1: Finance" in say(*me, "close", ref).err
    assert "缺席部门 1 个：财务部" in say("--lang", "zh", *me, "close", ref).err


def test_a_listed_action_is_named_by_the_word_that_changes_it(
    say: Callable[..., Said], template: Path, tmp_path: Path
) -> None:
    shutil.copy(template, tmp_path / "region.cdesk")
    ref = say("--as", "王芳", "actions", "add", "退货", "--owner", "王芳", "--due", "2026-04-30", "--json").json["ref"]
    assert ref in say("--as", "王芳", "actions").out
