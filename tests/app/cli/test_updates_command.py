"""updates on the command line: the key is accepted by its figures, the package fetched; refusals are sentences."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import signing
from tests.app.cli.conftest import Said
from tests.app.updates.channels import PUBLIC, a_channel

Say = Callable[..., Said]


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux laptop with version 9.0.0 whose system opens nothing."""
    monkeypatch.setattr("app.updates.service.this_platform", lambda: "linux-x86_64")
    monkeypatch.setattr("app.updates.service.wanted_kinds", lambda: ("deb",))
    monkeypatch.setattr("app.updates.platforms.shutil.which", lambda _name: None)


@pytest.mark.usefixtures("laptop")
def test_a_laptop_without_a_window_is_brought_to_the_next_version(say: Say, tmp_path: Path) -> None:
    said = say("updates", "check")
    assert (said.status, said.err.strip()) == (1, "No update channel is named on this computer.")
    folder = a_channel(tmp_path / "share")
    figures = signing.fingerprint(PUBLIC)
    said = say("updates", "settings", "--channel", folder)
    assert "share" in said.out
    assert figures in say("updates").err
    assert say("updates", "settings", "--trust", "11111 " * 6).status == 1
    trusted = say("updates", "settings", "--trust", figures.replace(" ", ""), "--ask", "never", "--json").json
    assert (trusted["ask"], [one["fingerprint"] for one in trusted["keys"]]) == ("never", [figures])
    found = say("updates", "check", "--json").json
    assert (found["offered"], found["new"], found["ready"]) == ("9.1.0", True, None)
    assert "导入更快。" in say("updates", "check", "--lang", "zh").out
    path = Path(say("updates", "fetch", "--json").json["package"])
    assert path.is_file()
    said = say("updates", "open")
    assert said.status == 1
    assert f"apt install {path}" in said.err
    assert say("updates", "settings", "--forget", figures, "--channel", "", "--json").json["keys"] == []
    assert say("updates", "settings", "--forget", figures).status == 1
