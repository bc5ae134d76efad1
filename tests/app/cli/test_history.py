"""``history``: who changed what, on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said

Say = Callable[..., Said]


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    assert say("--as", "王建国", "import", lines, "--profile", how).status == 0
    return say


def test_the_history_tells_who_did_what_newest_first(region: Say) -> None:
    rows = region("history", "--json").rows
    assert [row["action"] for row in rows][-1] == "Create the workspace"
    imported = next(row for row in rows if row["action"].startswith("Imported"))
    assert (imported["person"], imported["origin"], imported["records"] > 1) == ("王建国", "cli", True)
    assert imported["device"]
    out = region("history").out
    assert "Imported lines_202603.csv" in out
    assert "王建国" in out


def test_it_narrows_by_person_day_and_words(region: Say) -> None:
    total = region("history", "--json").json["total"]
    assert region("history", "--person", "王建国", "--json").json["total"] < total
    assert region("history", "--to", "2020-01-31", "--json").rows == []
    assert region("history", "--from", "2020-01-31", "--json").json["total"] == total
    assert len(region("history", "--text", "Imported", "--json").rows) == 1
    assert "The newest 1 of" in region("history", "--limit", "1").out
    refused = {("--person", "nobody"): 1, ("--from", "January"): 2, ("--record", "D-00000-9"): 1, ("--record", "X"): 1}
    for words, status in refused.items():
        said = region("history", *words)
        assert said.status == status
        assert said.err


def test_one_record_is_told_field_by_field(region: Say) -> None:
    batch = region("batches", "--json").rows[0]["ref"]
    region("withdraw", batch)
    said = region("history", "--record", batch, "--json").json
    assert (said["kind"], said["name"]) == ("Import batch", "lines_202603.csv")
    newest, oldest = said["rows"]
    assert newest["fields"] == [{"field": "State", "before": "In use", "after": "Withdrawn"}]
    assert oldest["kind"] == "create"
    out = region("--lang", "zh", "history", "--record", batch).out
    assert "状态：使用中 → 已撤回" in out
    assert region("history", "--record", batch, "--text", "Withdrew", "--json").rows == [newest]
