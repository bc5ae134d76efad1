"""move pack, move open, move lift."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.settings import HOME_VARIABLE
from tests.app.cli.conftest import Said


def test_a_workspace_is_packed_and_opened_elsewhere(
    say: Callable[..., Said], lines: Path, how: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    assert say("move", "pack").status == 2, "into which file?"
    found = say("move", "pack", tmp_path / "stick")
    assert found.status == 0, found.err
    assert "It is not encrypted" in found.out
    assert "packed for another machine" in say("batches").err
    assert say("move", "lift").status == 0
    assert "packed for another machine" not in say("batches").err
    assert say("move", "open", tmp_path / "stick.cdeskmove").status == 1, "it is there already"
    (tmp_path / "old").mkdir()
    for one in tmp_path.glob("region.*"):
        shutil.move(one, tmp_path / "old")
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "other"))
    found = say("move", "open", tmp_path / "stick.cdeskmove")
    assert found.status == 0, found.err
    assert "is in place and goes on as a new device" in found.out
    assert "The workspace is sound" in found.out
    assert "who works here" in found.out
    assert "lines_202603.csv" in say("batches").out
