"""Data sources on the command line."""

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said
from tests.app.jobs.reading import DEALERS

Say = Callable[..., Said]


@pytest.fixture
def erp(tmp_path: Path) -> Path:
    """A file that describes a source, beside the database that it reads."""
    with closing(sqlite3.connect(tmp_path / "erp.sqlite")) as connection:
        connection.executescript(
            "CREATE TABLE d(code TEXT, name TEXT); INSERT INTO d VALUES ('D001', '甲'), ('D002', '乙')"
        )
    path = tmp_path / "source.toml"
    path.write_text(
        f'name = "ERP 经销商"\nprofile = "erp_dealers"\nschedule = "working days 07:30"\n'
        f'[database]\nurl = "sqlite:///{tmp_path / "erp.sqlite"}"\nquery = "SELECT code, name FROM d ORDER BY code"\n',
        encoding="utf-8",
    )
    (tmp_path / "erp_dealers.toml").write_text(DEALERS, encoding="utf-8")
    return path


def test_a_source_is_described_in_a_file_tried_run_paused_and_removed(say: Say, erp: Path) -> None:
    assert say("profile", erp.parent / "erp_dealers.toml").status == 0
    (row,) = say("source", "add", erp, "--json").rows
    assert (row["name"], row["schedule"], row["last"]) == ("ERP 经销商", "On working days at 07:30", "")
    assert row["next"]
    sample = erp.parent / "sample.csv"
    tried = say("source", "test", "ERP 经销商", "--out", sample, "--json").json
    assert (tried["columns"], len(tried["rows"])) == (["code", "name"], 2)
    assert "party_row" in say("propose", sample, "--feed", "party_row").out, "a profile can be proposed from it"

    (run,) = say("source", "run", "ERP 经销商", "--json").rows
    assert (run["outcome"], run["rows"], run["error"]) == ("done", 2, "")
    assert say("source", "run", "ERP 经销商", "--json").rows[0]["outcome"] == "nothing"
    assert [one["outcome"] for one in say("source", "runs", "--json").rows] == ["nothing", "done"]
    assert "nothing new" in say("source", "runs", "ERP 经销商").out
    assert say("source", "run", "--due").status == 0

    assert say("source", "pause", "ERP 经销商").status == 0
    assert say("source", "list", "--json").rows[0]["paused"] is True
    assert say("source", "resume", "ERP 经销商").status == 0
    assert say("source", "add", erp, "--json").rows[0]["name"] == "ERP 经销商", "the same name is changed, not doubled"
    assert say("source", "remove", "ERP 经销商").status == 0
    assert say("source", "list", "--json").rows == []
    assert say("check").status == 0


def test_a_secret_comes_from_standard_input_and_is_shown_nowhere(
    say: Say, erp: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("profile", erp.parent / "erp_dealers.toml")
    say("source", "add", erp)
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    said = say("source", "secret", "ERP 经销商")
    assert said.status == 0
    assert "sealed file" in said.out
    assert not any(b"s3cret" in path.read_bytes() for path in home.rglob("*") if path.is_file())
    shown = [say(*words) for words in (("source", "list"), ("source", "list", "--json"), ("history",))]
    assert not any("s3cret" in one.out + one.err for one in (said, *shown))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("run",), 2),
        (("run", "nobody"), 1),
        (("add",), 2),
        (("add", "missing.toml"), 1),
        (("remove", "nobody"), 1),
    ],
)
def test_what_is_not_there_is_refused(say: Say, erp: Path, words: tuple[str, ...], status: int) -> None:
    say("profile", erp.parent / "erp_dealers.toml")
    said = say("source", *words)
    assert said.status == status
    assert said.err


def test_a_file_with_a_password_in_the_address_is_refused_without_saying_it(say: Say, erp: Path) -> None:
    say("profile", erp.parent / "erp_dealers.toml")
    erp.write_text(
        'name = "x"\nprofile = "erp_dealers"\n[database]\nurl = "postgresql://a:s3cret@b/c"\nquery = "SELECT 1"\n'
    )
    said = say("source", "add", erp)
    assert said.status == 1
    assert "password" in said.err
    assert "s3cret" not in said.err
