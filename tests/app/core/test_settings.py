"""What belongs to the account on this machine lies in one small file that several programs share."""

from pathlib import Path

import pytest

from app.core.settings import HOME_VARIABLE, MachineSettings, machine_folder


def test_the_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "named"))
    assert machine_folder() == tmp_path / "named"
    monkeypatch.delenv(HOME_VARIABLE)
    assert machine_folder().name.lower() == "channeldesk"


def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    fresh = MachineSettings(tmp_path / "none")
    assert (fresh.language, fresh.theme, fresh.last_workspace, fresh.person("w")) == (None, None, None, None)
    assert not fresh.folder.exists()


def test_what_is_set_is_there_for_the_next_program(tmp_path: Path) -> None:
    one, two = MachineSettings(tmp_path), MachineSettings(tmp_path)
    one.update(language="zh_CN", last_workspace="/x.cdesk")
    two.update(theme="dark")
    one.set_person("w1", "p1")
    two.set_person("w2", "p2")
    assert (two.language, one.theme, two.last_workspace) == ("zh_CN", "dark", Path("/x.cdesk"))
    assert (two.person("w1"), one.person("w2")) == ("p1", "p2")
    one.update(theme=None)
    assert two.theme is None


def test_a_file_that_makes_no_sense_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("[1, 2", encoding="utf-8")
    settings = MachineSettings(tmp_path)
    assert settings.language is None
    settings.update(language="en")
    assert settings.language == "en"


def test_devices_are_known_by_path(tmp_path: Path) -> None:
    settings = MachineSettings(tmp_path)
    settings.set_device("w", device="d1", path=Path("/a"), dseq=3)
    settings.set_device("w", device="d2", path=Path("/b"), dseq=0)
    assert settings.devices("w") == {"/a": ("d1", 3), "/b": ("d2", 0)}
    settings.set_device("w", device="d1", path=Path("/c"), dseq=3, forget="/a")
    assert settings.devices("w") == {"/b": ("d2", 0), "/c": ("d1", 3)}
