"""Inbox and jobs on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said

Say = Callable[..., Said]


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    """With an order that has been late since files came to an end long ago."""
    assert say("--as", "王敏", "import", lines, "--profile", how).status == 0
    return say


def test_what_is_due_is_told_snoozed_dealt_with_and_taken_up_again(region: Say) -> None:
    assert region("inbox").out.strip() == "Nothing is off, late or about to run out."
    told = region("inbox", "look")
    assert "New: 1 · over: 0" in told.out
    assert "The newest orders, deliveries and sales are of" in told.out
    assert "O3" not in told.out
    (one,) = region("inbox", "--json").rows
    assert (one["severity"], one["kind"], one["page"], one["state"]) == ("warn", "data", "imports", "new")
    assert "数据陈旧" in region("inbox", "--lang", "zh").out
    assert region("inbox", "snooze", one["ref"], "--json").rows == []
    (snoozed,) = region("inbox", "--all", "--json").rows
    assert snoozed["snoozed"]
    assert len(region("inbox", "wake", one["ref"], "--json").rows) == 1
    refused = region("inbox", "not-useful", one["ref"])
    assert (refused.status, "of no use" in refused.err) == (1, True)
    assert region("inbox", "not-useful", one["ref"], "--reason", "known", "--json").rows == []
    assert region("inbox", "look", "--json").rows == [], "it says the same"
    assert [row["reason"] for row in region("inbox", "--all", "--json").rows] == ["known"]
    assert region("undo").status == 0
    assert len(region("inbox", "--json").rows) == 1
    assert region("inbox", "done", one["ref"], "--json").rows == []
    assert region("inbox", "reopen", one["ref"], "--json").rows[0]["state"] == "seen"


def test_a_notice_is_named_by_its_reference(region: Say) -> None:
    assert region("inbox", "done").status == 2
    assert region("inbox", "done", "NT-AAAAA-A").status == 1


def test_what_is_due_runs_once_and_says_what_was_caught_up(region: Say) -> None:
    listed = region("jobs", "--json").rows
    assert {one["job"]: one["due"] for one in listed} == {"upkeep": True, "tell": True}
    done = region("jobs", "run-due", "--json").rows
    assert {one["job"] for one in done} == {"upkeep", "tell"}
    assert {one["outcome"] for one in done} <= {"done", "nothing"}
    assert all(isinstance(one["caught_up"], bool) and one["due"] for one in done)
    assert region("jobs", "run-due").out.strip() == "Nothing is due."
    assert [one["due"] for one in region("jobs", "--json").rows] == [False, False]
    assert "Daily backup" in region("jobs").out
    assert len(region("inbox", "--json").rows) == 1, "the daily look has told of the late order"
