"""Adjustments on the command line: a batch step by step, the rules as a file, the dossier as a PDF."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.workspace import Workspace
from tests.app.cli.conftest import Said
from tests.app.incentives.dossier.batches import Batches
from tests.approving import MAKER


@pytest.fixture
def say_as(say: Callable[..., Said], tmp_path: Path) -> Callable[..., Said]:
    """The maker at the command line of a workspace with a frozen quarter and a policy."""
    with Workspace.create(tmp_path / "region.cdesk") as workspace:
        Batches(workspace)
    return lambda *words: say("--as", MAKER, *words)


def _dossiers(told: Said) -> list[dict[str, Any]]:
    return list(told.json["dossiers"])


def test_a_batch_goes_step_by_step(say_as: Callable[..., Said], tmp_path: Path) -> None:
    first, second, *_ = _dossiers(say_as("adjust", "propose", "--json"))
    assert first["state"] == "proposed"
    assert say_as("adjust", "change", first["ref"]).status == 2
    changed = _dossiers(say_as("adjust", "change", first["ref"], "--factor", "93", "--reason", "新院区", "--json"))
    assert next(one for one in changed if one["ref"] == first["ref"])["factor"] == 930_000
    assert say_as("adjust", "drop", second["ref"]).status == 1
    assert say_as("adjust", "drop", second["ref"], "--reason", "刚换负责人").status == 0
    assert say_as("adjust", "submit").status == 1, "without a simulation"
    assert say_as("adjust", "simulate").status == 0
    assert say_as("adjust", "submit").status == 0
    assert say_as("adjust", "effect").status == 1, "not approved yet"
    told = say_as("--lang", "en", "adjust")
    assert "In approval" in told.out
    assert say_as("adjust", "pdf", first["ref"], "--file", tmp_path / "d.pdf").status == 0
    assert (tmp_path / "d.pdf").read_bytes().startswith(b"%PDF")


def test_the_rules_are_kept_from_a_file_with_a_reason(say_as: Callable[..., Said], tmp_path: Path) -> None:
    table = say_as("adjust", "rules", "--json").json
    assert table["version"] == 0
    rules = [one for one in table["rules"] if one["grade"] != "A"]
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(rules), encoding="utf-8")
    assert say_as("adjust", "rules", "--file", path).status == 1
    kept = say_as("adjust", "rules", "--file", path, "--reason", "A 级另议", "--json").json
    assert (kept["version"], kept["rules"]) == (1, rules)
    path.write_text("[{]", encoding="utf-8")
    assert say_as("adjust", "rules", "--file", path, "--reason", "坏").status == 1
    assert "E" in say_as("--lang", "en", "adjust", "rules").out
