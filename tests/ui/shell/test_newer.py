"""The window asks the update channel once a day and says quietly that there is a newer version."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.settings import MachineSettings
from app.core.texts import Text
from tests.app.updates.channels import PUBLIC, a_channel
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.tasks import Tasks
from ui.shell.newer import Newer
from ui.shell.window import MainWindow


def test_a_newer_version_is_said_once(
    look: Look, tasks: Tasks, memory: Memory, at_rest: Callable[[], None], home: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("app.updates.service.this_platform", lambda: "linux-x86_64")
    monkeypatch.setattr("app.updates.service.wanted_kinds", lambda: ("deb",))
    from app.updates.service import Updates

    machine, window = MachineSettings(home), MainWindow(look, tasks, memory)
    said: list[object] = []
    monkeypatch.setattr(window, "notify", lambda _kind, words: said.append(words))
    newer = Newer(machine, window, window)
    newer.ask()
    at_rest()
    assert said == [], "no channel is named"
    updates = Updates(machine)
    updates.choose(str(a_channel(tmp_path / "share")))
    updates.trust(PUBLIC)
    for _ in range(2):
        newer.ask()
        at_rest()
    (words,) = said
    assert isinstance(words, Text)
    assert words.params == {"version": "9.1.0"}
    window.close()
    window.deleteLater()
