"""fleet check and fleet show; every other command says that a policy file is broken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said
from tests.fleet import put_policy

Say = Callable[..., Said]


def test_a_file_is_checked_without_being_in_force(say: Say, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(f"locked = ['theme']\ntheme = 'dark'\n[pack]\npath = '{tmp_path / 'none'}'", encoding="utf-8")
    bad.write_text("theme = 1\n\n[backup]\ndays = 0", encoding="utf-8")
    found = say("fleet", "check", good)
    assert found.status == 0
    assert "is sound. Settings: 2, of them locked: 1" in found.out
    assert f"line 4: “{tmp_path / 'none'}” is not there (not now; no fault)" in found.out
    found = say("fleet", "check", bad)
    assert found.status == 1
    assert [line.split(": ", 1)[1] for line in found.out.splitlines()] == [
        "line 1: “1” is none of: system, light, dark", "line 4: “0” is no whole number from 1 to 366",
    ]  # fmt: skip
    assert say("fleet", "check", bad, "--json").json["faults"][1] == {
        "line": 4, "key": "backup.days", "text": "“0” is no whole number from 1 to 366",
    }  # fmt: skip
    assert say("fleet", "check", tmp_path / "none").status == 1


def test_what_holds_is_shown_with_where_it_comes_from(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_policy(tmp_path, monkeypatch, "language = 'en'\n[backup]\ndays = 9\n[sources]\nkinds = ['web']")
    rows = {row["key"]: (row["value"], row["from"]) for row in say("fleet", "show", "--json").rows}
    assert rows["language"] == ("en", "policy")
    assert rows["backup.days"] == (9, "policy")
    assert rows["sources.kinds"] == (["web"], "locked")
    assert rows["backup.weeks"] == (4, "default")
    assert "Web endpoint" in say("fleet", "show").out


def test_every_command_says_that_a_policy_is_broken_and_goes_on(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: Path, how: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    put_policy(tmp_path, monkeypatch, "theme = 1")
    found = say("kpi", "--json")
    assert found.status == 0
    assert "is broken (line 1: “1” is none of: system, light, dark)" in found.err
    assert say("fleet", "show").err == ""
