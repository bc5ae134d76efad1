"""The doctor and the support bundle as an administrator types them, with and without a workspace."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.run import run
from app.doctor import service
from tests.app.cli.conftest import Said

Say = Callable[..., Said]
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screens are asked for by another test."""
    monkeypatch.setattr(service, "look_at_screens", lambda: (None, "no display"))


def test_the_doctor_tells_of_the_machine_without_a_workspace(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["state"] == "warn", "no window can be opened there"
    assert {"python", "sqlite", "PySide6-Essentials"} <= {row["key"] for row in found["rows"]}
    assert run(["--lang", "zh", "doctor"]) == 0
    assert "此处无法打开窗口（no display）" in capsys.readouterr().out


def test_a_sound_workspace_is_status_0_and_one_that_is_not_there_1(say: Say, lines: Path, how: Path) -> None:
    assert say("doctor").status == 1
    assert say("import", lines, "--profile", how).status == 0
    said = say("doctor", "--json")
    assert said.status == 0
    rows = {(row["part"], row["key"]): row for row in said.rows}
    assert rows["database", "journal"]["value"].startswith("sound (")
    assert ("jobs", "upkeep") in rows


def test_a_support_bundle_holds_no_dealer_and_no_file_name(say: Say, lines: Path, how: Path, tmp_path: Path) -> None:
    say("import", lines, "--profile", how)
    out = tmp_path / "support.zip"
    assert say("support-bundle", "--out", out, "--json").json == {"bundle": str(out)}
    with zipfile.ZipFile(out) as bundle:
        words = "".join(bundle.read(name).decode("utf-8") for name in bundle.namelist())
    assert [one for one in ("lines_202603", "100.50", "1005000", "region.cdesk") if one in words] == []
    assert say("support-bundle").status == 2, "where to?"


def test_a_fault_of_a_command_leaves_a_report_and_says_where(home: Path) -> None:
    code = "import main, app.cli.run as r\nr.run = lambda words: {}['杭州']\nmain.main(['doctor'])"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    (report,) = (home / "logs" / "crashes").iterdir()
    assert str(report) in done.stderr
    assert "KeyError (message left out)" in report.read_text("utf-8")
