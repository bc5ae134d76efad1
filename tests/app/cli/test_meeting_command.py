"""A meeting from the command line: planned, held, closed; what was agreed comes back in the next."""

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Said


def test_two_meetings_are_held_and_what_was_agreed_comes_back(
    say: Callable[..., Said], lines: Path, how: Path, tmp_path: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    for name in ("王芳", "张强"):
        assert say("--as", name, "kpi", "--json").status == 0
    me = ("--as", "王芳", "meeting")
    made = say(*me, "series", "月会", "--chair", "王芳", "--member", "张强", "--percent", "50", "--json").json["series"]
    assert [(one["name"], one["chair"], one["from"]) for one in made] == [("月会", "王芳", "09:30")]
    plan = say(*me, "plan", "月会", "--period", "2026-03", "--on", "2026-04-08", "--json").json
    ref = plan["ref"]
    assert (plan["state"], plan["number"]) == ("draft", 1)
    assert "already" in say(*me, "plan", "月会", "--period", "2026-03", "--on", "2026-04-08").err
    assert say(*me, "open", ref).status == 0
    assert say(*me, "start", ref, "--json").json["state"] == "in_progress"
    assert say(*me, "item", ref, "add", "清理库存", "--minutes", "10").status == 0
    assert say(*me, "item", ref, "begin", "1").status == 0
    assert "one owner" in say(*me, "outcome", ref, "1", "action", "退货").err
    assert say(*me, "outcome", ref, "1", "action", "退货", "--owner", "张强", "--due", "2026-04-30").status == 0
    assert say(*me, "item", ref, "end", "1", "--seconds", "60").status == 0
    assert "missing: 2" in say(*me, "close", ref).err
    assert say(*me, "attend", ref, "王芳", "张强").status == 0
    assert say(*me, "close", ref, "--json").json["version"] == 1
    second = say(*me, "plan", "月会", "--period", "2026-04", "--on", "2026-05-08", "--json").json["ref"]
    assert say(*me, "start", second).status == 0
    assert say(*me, "attend", second, "王芳", "张强").status == 0
    (action,) = say(*me, "show", second, "--json").json["actions"]
    assert (action["title"], action["from"], action["verdict"]) == ("退货", 1, "")
    carry = (*me, "carry", second, action["ref"], "carried", "--due", "2026-05-30")
    assert "slipped" in say(*carry).err
    assert say(*carry, "--reason", "等仓库").status == 0
    assert say(*me, "close", second).status == 0
    shown = say(*me, "show", second, "--json").json
    assert (shown["sum"]["carried"], shown["sum"]["balanced"], shown["actions"][0]["slips"]) == (1, True, 1)
    assert "退货" in say(*me, "show", second).out
    assert [one["number"] for one in say(*me, "list", "--json").json["meetings"]] == [2, 1]
    assert "final" in say("--as", "王芳", "undo").err
    assert say(*me, "reopen", second, "--reason", "更正", "--json").json["state"] == "in_progress"
