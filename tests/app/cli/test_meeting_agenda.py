"""The agenda that the month proposes, from the command line: looked at, then written once."""

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Said


def test_an_agenda_is_looked_at_and_then_written(say: Callable[..., Said], lines: Path, how: Path) -> None:
    assert say("import", lines, "--profile", how).status == 0
    assert say("--as", "王芳", "kpi", "--json").status == 0
    me = ("--as", "王芳", "meeting")
    assert say(*me, "series", "月会", "--chair", "王芳").status == 0
    ref = say(*me, "plan", "月会", "--period", "2026-02", "--on", "2026-04-08", "--json").json["ref"]
    proposed = say(*me, "agenda", ref, "--json").json
    (late,) = [one for one in proposed["agenda"] if one["department"] == "logistics" and one["section"] == "kpis"]
    assert "On-time delivery 0.0% (goal ≥ 95%)" in late["title"]
    assert late["evidence"][0]["target"] == {"kpi": "on_time_rate", "period": "2026-02"}
    assert proposed["written"] == 0
    assert "--write puts them on the agenda" in say(*me, "agenda", ref).out
    made = len(proposed["agenda"])
    assert say(*me, "agenda", ref, "--write", "--json").json["written"] == made
    assert len(say(*me, "show", ref, "--json").json["agenda"]) == made
    assert say(*me, "agenda", ref, "--write", "--json").json["written"] == 0
