"""Looking after the workspace from the command line; usage, languages and the real program."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import main
from app.cli.run import ALONE, COMMANDS, run
from app.core import workspace as workspaces
from app.core.drive import probe
from app.core.ids import new_id
from tests.app.cli.conftest import Said

Say = Callable[..., Said]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    assert say("import", lines, "--profile", how).status == 0
    return say


def count(say: Say) -> str:
    (row,) = say(
        "kpi", "--only", "line_count", "--basis", "ordered", "--from", "2026-01", "--to", "2026-03", "--json"
    ).rows
    return str(row["value"])


def test_check_is_silent_about_a_sound_workspace_and_loud_about_a_broken_one(region: Say, tmp_path: Path) -> None:
    assert region("check", "--json").json == {"sound": True, "faults": [], "unchecked": [], "findings": []}
    assert "The workspace is sound" in region("check").out
    with sqlite3.connect(tmp_path / "region.cdesk") as connection:
        connection.execute("UPDATE order_line SET amount_e4 = amount_e4 + 1")
    connection.close()
    said = region("check", "--json")
    assert said.status == 1
    assert not said.json["sound"]
    assert any("differ from a rebuild" in one for one in said.json["faults"])


def test_a_workspace_that_can_only_be_read_is_checked_as_far_as_that_goes(
    region: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspaces, "probe", lambda path: replace(probe(path), writable=False))
    said = region("check", "--json")
    assert (said.status, said.json["sound"], said.json["faults"]) == (0, True, [])
    assert "whether the figures equal a rebuild" in said.json["unchecked"][0]
    told = region("check")
    assert told.out.startswith("What could be checked is sound.\nOpened for reading only, so this was not checked:")
    assert "The workspace is sound" not in told.out
    with sqlite3.connect(tmp_path / "region.cdesk") as connection:
        connection.execute("UPDATE party SET name = 'somebody else' WHERE name = 'D1'")
    connection.close()
    broken = region("check")
    assert broken.status == 1
    assert "What could be checked is sound" not in broken.out


def test_a_backup_brings_back_what_was_there(region: Say, lines: Path, how: Path, tmp_path: Path) -> None:
    made = Path(region("backup", "--json").json["backup"])
    assert made.is_file()
    assert region("backup", "--json").json == {"backup": None}
    assert "Nothing changed since the newest backup" in region("backup").out
    batch = region("batches", "--json").rows[0]["ref"]
    region("withdraw", batch)
    assert count(region) == "None", "nothing is taken in, which is no zero"
    assert region("restore", made).status == 0
    assert count(region) == "4"
    assert region("check").status == 0
    assert len(list((tmp_path / "region.backups").glob("*.cdesk"))) >= 2, "what was there before is kept too"
    said = region("restore", tmp_path / "none.cdesk")
    assert said.status == 1
    assert "none.cdesk" in said.err
    lines.with_name("text.cdesk").write_text("no database", "utf-8")
    assert region("restore", lines.with_name("text.cdesk")).status == 1
    assert count(region) == "4"


def test_undo_and_redo_of_an_import_survive_the_end_of_the_program(region: Say) -> None:
    assert region("undo", "--json").json == {"action": "Imported lines_202603.csv"}
    assert count(region) == "None", "nothing is taken in, which is no zero"
    assert "Redone: Imported lines_202603.csv" in region("redo").out
    assert count(region) == "4"
    assert region("check").status == 0
    refused = region("redo")
    assert (refused.status, refused.err) == (1, "There is nothing to redo.\n")


def test_undo_is_a_persons_own(say: Say, lines: Path, how: Path) -> None:
    say("--as", "李雷", "import", lines, "--profile", how)
    assert say("--as", "韩梅梅", "undo").status == 1
    assert count(say) == "4"
    assert say("--as", "李雷", "undo", "--json").json == {"action": "Imported lines_202603.csv"}


def test_who_was_named_once_is_remembered(say: Say, lines: Path, how: Path) -> None:
    say("--as", "李雷", "import", lines, "--profile", how)
    assert say("undo", "--json").json == {"action": "Imported lines_202603.csv"}


@pytest.mark.parametrize(
    "words", [["import"], ["import", "x.csv", "--dates", "ymd"], ["report", "health"], ["kpi", "--grain", "unit"],
              ["frobnicate"], ["assess"], ["report", "beauty", "--period", "2026-Q1", "--out", "x"]],
)  # fmt: skip
def test_wrong_usage_is_status_2(say: Say, words: list[str]) -> None:
    said = say(*words)
    assert said.status == 2
    assert said.err
    assert said.out == ""


def test_a_workspace_that_is_not_there_is_refused(say: Say, tmp_path: Path) -> None:
    said = say("kpi")
    assert said.status == 1
    assert "region.cdesk" in said.err
    assert not (tmp_path / "region.cdesk").exists()
    said = say("import", tmp_path / "none.csv", "--profile", tmp_path / "none.toml")
    assert said.status == 1
    assert "none" in said.err


def test_the_command_line_speaks_chinese(region: Say, lines: Path, how: Path) -> None:
    assert "区域数据完好" in region("check", "--lang", "zh").out or "完好" in region("--lang", "zh", "check").out
    refused = region("withdraw", "B-NONE", "--lang", "zh")
    assert (refused.status, refused.err) == (1, "没有导入批次“B-NONE”。\n")
    printed = region("kpi", "--only", "net_amount", "--lang", "zh").out
    assert "净销售额" in printed or "销售" in printed
    usage = region("report", "--lang", "zh", "health")
    assert usage.status == 2


def program(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", cwd=cwd, timeout=120, check=False,
    )  # fmt: skip


def test_the_real_program_takes_a_file_in_and_prints_figures(lines: Path, how: Path, tmp_path: Path) -> None:
    workspace = tmp_path / f"{new_id()}.cdesk"
    taken = program("--workspace", workspace, "import", lines, "--profile", how, "--json", cwd=tmp_path)
    assert (taken.returncode, taken.stderr) == (0, "")
    assert json.loads(taken.stdout)["rows"][0]["loaded"] == 4
    figures = program("-w", workspace, "kpi", "--only", "net_amount", "--basis", "ordered", "--json", cwd=tmp_path)
    assert json.loads(figures.stdout)["rows"][0]["value"] == "270.75"
    refused = program("-w", workspace, "withdraw", "B-NONE", cwd=tmp_path)
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", "There is no batch “B-NONE”.\n")
    nameless = program("kpi", cwd=tmp_path)
    assert nameless.returncode == 2
    assert "--workspace" in nameless.stderr


def test_programs_that_start_a_workspace_at_the_same_moment_share_it(lines: Path, how: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"lines_{number}.csv" for number in range(3)]
    for number, file in enumerate(files):
        file.write_text(lines.read_text("utf-8").replace("O1", f"N{number}"), "utf-8")
    words = [sys.executable, str(ROOT / "main.py"), "-w", str(tmp_path / "new.cdesk")]
    running = [
        subprocess.Popen([*words, "import", str(file), "--profile", str(how)], stderr=subprocess.PIPE, cwd=tmp_path)
        for file in files
    ]
    assert [(one.communicate(timeout=120)[1], one.returncode) for one in running] == [(b"", 0)] * 3
    checked = program("-w", tmp_path / "new.cdesk", "batches", "--json", cwd=tmp_path)
    assert len(json.loads(checked.stdout)["rows"]) == 3
    assert not list(tmp_path.glob("new.cdesk.*"))


def test_every_command_is_known_to_the_programs_first_look_at_its_words() -> None:
    assert set(COMMANDS) | set(ALONE) == main.COMMANDS


def test_the_language_asked_for_last_counts_then_that_of_the_terminal(
    region: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有导入批次" in region("withdraw", "B-NONE", "--lang=zh").err
    assert "There is no batch" in region("--lang", "zh", "withdraw", "B-NONE", "--lang", "en").err
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "没有导入批次" in region("withdraw", "B-NONE").err
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "There is no batch" in region("withdraw", "B-NONE").err


def test_who_reads_only_the_head_of_what_is_printed_gets_no_traceback(region: Say, tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "main.py"), "-w", str(tmp_path / "region.cdesk"), "kpi", "--by", "dealer"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert (running.stderr.read(), running.wait(60)) == (b"", 0)


def test_long_work_says_how_far_it_is_on_a_terminal_and_leaves_its_line_empty(
    say: Say, lines: Path, how: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = say("import", lines, "--profile", how, "--json")
    assert silent.err == ""
    say("withdraw", silent.rows[0]["batch"])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    told = say("import", lines, "--profile", how, "--json").err
    assert "\r\x1b[KUpdating dealers and products 1 / 3" in told
    assert told.endswith("\r\x1b[K")


def test_a_folder_is_no_workspace_and_one_in_a_cloud_folder_says_so(
    region: Say, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", str(tmp_path), "kpi"]) == 1
    assert "is not a workspace" in capsys.readouterr().err
    folder = tmp_path / "OneDrive - Acme"
    folder.mkdir()
    shutil.copy(tmp_path / "region.cdesk", folder)
    assert run(["-w", str(folder / "region.cdesk"), "batches", "--json"]) == 0
    said = capsys.readouterr()
    assert "OneDrive synchronises" in said.err
    assert len(json.loads(said.out)["rows"]) == 1


def test_the_practice_region_is_not_made_over_a_workspace_that_is_there(region: Say) -> None:
    said = region("demo")
    assert said.status == 1
    assert "region.cdesk" in said.err
    assert count(region) == "4"
