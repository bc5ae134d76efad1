"""encrypt on, status, recovery, change-key, off; the code goes in by standard input only."""

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import sealed
from app.core.encryption import companion
from app.core.encryption.service import check_code
from app.core.keys import forget, key_id_of, key_of
from app.core.settings import HOME_VARIABLE
from tests.app.cli.conftest import Said


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving keys from codes costs on purpose; what it costs is no part of these tests."""
    monkeypatch.setitem(companion._COST, "n", 2)
    monkeypatch.setitem(sealed._COST, "n", 2)


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    found = tmp_path / "region.cdesk"
    shutil.copyfile(template, found)
    return found


def test_a_workspace_is_encrypted_and_its_code_shown_once(
    path: Path, say: Callable[..., Said], tmp_path: Path, home: Path
) -> None:
    assert not say("encrypt", "status", "--json").json["encrypted"]
    found = say("encrypt", "on")
    assert found.status == 0, found.err
    code = found.out.split("\n    ")[1].split()[0]
    assert len(code) == 41
    assert key_id_of(path)
    assert code not in say("encrypt", "status").out
    assert say("check").status == 0
    assert say("encrypt", "on").status == 1, "it is already"
    sheet = tmp_path / "code.txt"
    assert say("encrypt", "change-key", "--code-to", sheet).status == 0
    assert code not in sheet.read_text(encoding="utf-8")
    assert say("encrypt", "recovery", "--code-to", sheet).status == 1, "it is there already"
    kept = [one for one in (*home.rglob("*"), *tmp_path.glob("region.*")) if one.is_file()]
    assert not [one for one in kept if code.encode() in one.read_bytes()], "nor do settings and logs hold it"
    bundle = tmp_path / "bundle.zip"
    assert say("support-bundle", "--out", bundle).status == 0
    with zipfile.ZipFile(bundle) as archive:
        words = b"".join(map(archive.read, archive.namelist()))
    assert code.encode() not in words
    assert str(key_of(path)).encode() not in words
    assert say("encrypt", "off").status == 0
    assert key_id_of(path) is None


def test_another_machine_takes_the_code_from_standard_input(
    path: Path, say: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = say("encrypt", "on", "--json").json
    forget(str(key_id_of(path)))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "other"))
    refused = say("batches")
    assert refused.status == 1
    assert "Enter the recovery code" in refused.err
    monkeypatch.setattr("sys.stdin", io.StringIO("ABCDE-FGHJK\n"))
    assert "35 letters and digits" in say("--recovery-code", "batches").err
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{found['recovery_code']}\n"))
    assert say("--recovery-code", "batches").status == 0
    forget(str(key_id_of(path)))
    assert say("batches").status == 0, "asked once"


def test_a_new_workspace_is_encrypted_where_the_policy_wants_it(
    say: Callable[..., Said], lines: Path, how: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy, path = tmp_path / "policy.toml", tmp_path / "region.cdesk"
    policy.write_text('[workspace]\nencrypt = "required"\n', encoding="utf-8")
    monkeypatch.setenv("CHANNELDESK_POLICY", str(policy))
    assert say("import", tmp_path / "none.csv", "--profile", how).status == 1
    assert not path.exists(), "nothing came in"
    assert not companion.companion_of(path).exists()
    found = say("import", lines, "--profile", how)
    assert found.status == 0, found.err
    assert key_id_of(path)
    code = found.err.split("shown only now: ")[1].split()[0]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{code}\n"))
    assert say("--recovery-code", "check").status == 0
    assert "lines_202603.csv" in say("batches").out
    assert say("encrypt", "off").status == 1


def test_a_code_that_cannot_be_written_changes_nothing(path: Path, say: Callable[..., Said], tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "code.txt"
    assert say("encrypt", "on", "--code-to", nowhere).status == 1
    assert key_id_of(path) is None
    code = say("encrypt", "on").out.split("\n    ")[1].split()[0]
    key = key_id_of(path)
    for what in ("recovery", "change-key"):
        assert say("encrypt", what, "--code-to", nowhere).status == 1
    assert key_id_of(path) == key
    check_code(path, code)
    sheet = tmp_path / "code.txt"
    assert say("encrypt", "on", "--code-to", sheet).status == 1, "it is already"
    assert not sheet.exists(), "a code that opens nothing"
