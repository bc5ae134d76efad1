"""Which program a package starts its children with."""

import sys
from pathlib import Path

import pytest

import app
from installer.product import product


def test_on_windows_children_are_of_the_program_for_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "BESIDE", tmp_path)
    assert app.program() == sys.executable
    console = tmp_path / f"{product().console}.exe"
    console.touch()
    assert app.program() == sys.executable, "elsewhere one program does both"
    monkeypatch.setattr(sys, "platform", "win32")
    assert app.program() == str(console)
