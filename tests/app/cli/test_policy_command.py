"""Policies from the command line: from a template to a version, its text, and what differs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said


@pytest.fixture
def talk(say: Callable[..., Said], lines: Path, how: Path) -> Callable[..., Said]:
    """Typed for a workspace that is there."""
    assert say("import", lines, "--profile", how).status == 0
    return say


def test_a_policy_begins_from_a_template_and_goes_out_and_in_as_a_file(
    talk: Callable[..., Said], tmp_path: Path
) -> None:
    assert len(talk("policy", "templates", "--json").json) == 10
    assert "Say with what to begin" in talk("policy", "new", "R26").err
    days = ("--from", "2026-01-01", "--to", "2026-12-31")
    made = talk("policy", "new", "R26", "--template", "stepped", "--title", "年度返利", *days, "--json")
    assert (made.json["state"], made.json["version"], made.json["from"]) == ("draft", 1, "2026-01-01")
    assert "R26" in talk("policy").out
    assert "分段累进" in talk("policy", "text", "R26", "--lang", "zh_CN").out
    assert "half" not in talk("policy", "text", "R26", "--json").json["title"]

    out = tmp_path / "r26.json"
    assert talk("policy", "export", "R26", "--out", out).status == 0
    told = json.loads(out.read_text(encoding="utf-8"))
    told["grace_days"] = 3
    out.write_text(json.dumps(told), encoding="utf-8")
    changed = talk("policy", "import", out, "--json").json
    assert changed["version"] == 1, "a draft changes in its place"
    assert changed["content_sha256"] != made.json["content_sha256"]

    told["scale"]["tiers"][0]["end"] -= 1
    out.write_text(json.dumps(told), encoding="utf-8")
    assert "gap" in talk("policy", "import", out).err
    assert "no version 4" in talk("policy", "show", "R26", "--version", "4").err
    assert talk("policy", "compare", "R26", "--json").json == []


def test_what_is_not_said_of_a_new_policy_is_that_of_its_template_and_of_a_whole_year(
    talk: Callable[..., Said],
) -> None:
    this = talk("policy", "new", "A", "--template", "stepped", "--lang", "zh_CN", "--json").json
    titles = {one["key"]: one["title"] for one in talk("policy", "templates", "--lang", "zh_CN", "--json").json}
    assert this["name"] == titles["stepped"]
    assert (this["from"][4:], this["to"][4:]) == ("-01-01", "-12-31")
    assert this["from"][:4] == this["to"][:4]
    later = talk("policy", "new", "B", "--template", "stepped", "--from", "2027-04-01", "--json").json
    assert (later["from"], later["to"]) == ("2027-04-01", "2027-12-31")
    earlier = talk("policy", "new", "C", "--template", "stepped", "--to", "2025-06-30", "--json").json
    assert (earlier["from"], earlier["to"]) == ("2025-01-01", "2025-06-30")
    assert "is no day" in talk("policy", "new", "D", "--template", "stepped", "--from", "soon").err


def test_each_step_refuses_in_a_sentence_what_is_not_its_turn(talk: Callable[..., Said]) -> None:
    talk("policy", "new", "R26", "--template", "cumulative", "--from", "2026-01-01", "--to", "2026-12-31")
    assert "Simulate this version first" in talk("policy", "submit", "R26").err
    assert "only what was approved is signed" in talk("policy", "sign", "R26").err
    assert talk("policy", "activate", "--json").json == {"changed": 0}
    assert "There is no policy" in talk("policy", "show", "X").err
    assert talk("policy", "remove", "R26", "--json").json == []
    assert talk("policy", "steps", "--json").json == []
