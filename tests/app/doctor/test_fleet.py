"""What the doctor says of the policy file, of encryption and of the configuration pack."""

from pathlib import Path

import pytest

from app.core import fleet
from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from app.doctor.bundle import write_bundle
from app.doctor.findings import BAD, OK, WARN
from app.doctor.fleet import encryption_row, policy_rows
from app.doctor.service import examine
from tests.app.doctor.test_bundle import SCREENS, held
from tests.fleet import put_policy


def states() -> dict[str, str]:
    return {one.key: one.state for one in policy_rows()}


def test_without_a_policy_there_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet, "places", list)
    assert states() == {"policy": OK}


def test_a_sound_policy_is_told_with_its_locks_and_what_it_names_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put_policy(tmp_path, monkeypatch, "language = 'zh'\nlocked = ['language']\n[backup]\nfolder = '/no/such'")
    assert states() == {"policy": OK, "locked": OK, "absent.backup.folder": WARN}
    rows = {one.key: str(one.value) for one in policy_rows()}
    assert (rows["policy"], rows["locked"]) == (str(path), "language")
    assert rows["absent.backup.folder"] == "line 4: “/no/such” is not there"


def test_each_fault_is_to_be_mended_and_a_second_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put_policy(tmp_path, monkeypatch, "theme = 1\n[backup]\ndays = 0")
    (tmp_path / "other.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr(fleet, "places", lambda: [path, tmp_path / "other.toml"])
    found = states()
    assert (found["policy"], found["fault.1"], found["fault.2"], found["without_effect"]) == (BAD, BAD, BAD, WARN)


def test_a_policy_that_demands_encryption_is_not_met_by_a_plain_file(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.paths.main
    assert encryption_row(path).state == OK
    put_policy(tmp_path, monkeypatch, "[workspace]\nencrypt = 'required'")
    assert encryption_row(path).state == WARN
    rows = {(one.part, one.key) for one in examine(path, MachineSettings(), screens=SCREENS)}
    assert {("fleet", "policy"), ("database", "encryption"), ("definitions", "pack")} <= rows


def test_a_support_bundle_tells_faults_without_what_the_file_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_policy(tmp_path, monkeypatch, "[mail]\nhost = 'secret server'\n[backup]\nfolder = '/share/secret'")
    words = "\n".join(held(write_bundle(tmp_path / "a.zip", None, MachineSettings(), screens=SCREENS)).values())
    assert "secret" not in words
    assert "is no name of a server" in words or "line {line}" in words
