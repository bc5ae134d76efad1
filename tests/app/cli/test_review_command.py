"""A quarter's review from the command line: who signs says what was seen, and each step says what became of it."""

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Said


def test_a_quarter_is_reviewed_signed_published_and_reopened(say: Callable[..., Said], lines: Path, how: Path) -> None:
    assert say("import", lines, "--profile", how).status == 0
    assert "No quarter has been assessed yet" in say("review").err
    say("assess", "--period", "2026-Q1")
    assert "No review of 2026-Q1 was begun yet" in say("review").out
    assert say("review", "begin", "--json").json["state"] == "comment"
    say("review", "comment", "--text", "先压库存。")
    say("review", "comment", "D1", "--text", "已约谈。")
    say("review", "grades")
    assert "Say why" in say("review", "calibrate", "D1", "--grade", "E").err
    assert say("review", "calibrate", "D1", "--grade", "E", "--reason", "虚报").status == 0
    seen = say("review", "--json").json
    one = next(row for row in seen["dealers"] if row["dealer"] == "D1")
    assert (one["decided"], one["reason"], one["comment"]) == ("E", "虚报", "已约谈。")
    assert one["computed"] != "E"

    assert "Name the SHA-256" in say("review", "sign").err
    assert "changed since you looked" in say("--as", "周岚", "review", "sign", "--seen", "0" * 64).err
    signed = say("--as", "周岚", "review", "sign", "--seen", seen["seen_sha256"], "--json").json
    assert (signed["state"], signed["signed_by"], signed["signed_sha256"]) == ("signed", "周岚", seen["seen_sha256"])
    assert "reopened with a reason" in say("assess", "--period", "2026-Q1").err
    assert say("review", "publish", "--json").json["state"] == "published"
    assert say("reports", "--json").status == 0
    again = say("review", "reopen", "--reason", "更正", "--json").json
    assert (again["number"], again["state"], again["reason"]) == (2, "comment", "更正")
    assert [(old["state"], old["signed_sha256"]) for old in again["older"]] == [("reopened", seen["seen_sha256"])]
