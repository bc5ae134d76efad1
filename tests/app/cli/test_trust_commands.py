"""Rules, quality, reminders and many rows at once on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import HEAD, ROWS, Said
from tests.desks import write_csv

Say = Callable[..., Said]
BAD = [("O8", 1, "D1", "P1", "2026-02-03", "", "", "many", 1), ("O9", 1, "D1", "P1", "2026-02-03", "", "", "many", 1)]
RULE = """
[small]
feed = "order_line"
reach = "row"
level = "quarantine"
indicator = "accuracy"
must = "ordered_quantity < 1"
title_zh = "数量很小"
title_en = "Small"
message_zh = "{ordered_quantity} 过大"
message_en = "{ordered_quantity} is too much"
"""


@pytest.fixture
def batch(say: Say, how: Path, tmp_path: Path) -> str:
    """A batch of which two rows were put aside for the same word."""
    path = write_csv(tmp_path / "x.csv", [HEAD, *ROWS, *BAD])
    say("profile", "keep", how)
    return str(say("import", path, "--profile", how, "--json").rows[0]["batch"])


def test_all_alike_are_corrected_after_a_look(say: Say, batch: str) -> None:
    row = say("quarantine", "--json").rows[0]["id"]
    looked = say("aside", "alike", row, "--to", "7", "--dry-run", "--json").json
    assert (looked["rows"], looked["good"], looked["corrections"]) == (2, 2, [])
    say("--as", "Li", "aside", "alike", row, "--to", "7", "--reason", "typing error")
    assert say("quarantine", "--json").rows == []


def test_a_fix_is_taught_and_what_waits_is_read_again(say: Say, batch: str) -> None:
    row = say("quarantine", "--json").rows[0]["id"]
    lesson = say("aside", "teach", row, "--to", "7", "--json").json["lessons"][0]
    assert (lesson["wrong"], lesson["right"]) == ("many", "7")
    found = say("--as", "Li", "aside", "again", batch, "--reason", "new profile", "--json").json
    assert (found["good"], found["still_wrong"]) == (2, 0)
    assert say("quarantine", "--json").rows == []


def test_a_rule_is_tried_kept_switched_and_taken_back(say: Say, batch: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(RULE, encoding="utf-8")
    tried = say("rules", "try", path, "--json").json["tried"][0]
    assert tried["broken"] == tried["rows"] > 0
    say("rules", "keep", path)
    listed = {one["key"]: one for one in say("rules", "--json").json["rules"]}
    assert listed["small"]["active"]
    say("rules", "off", "small")
    assert not {one["key"]: one for one in say("rules", "--json").json["rules"]}["small"]["active"]
    say("rules", "remove", "small")
    assert "small" not in {one["key"] for one in say("rules", "--json").json["rules"]}
    path.write_text(RULE.replace("< 1", "< nothing"), encoding="utf-8")
    refused = say("rules", "keep", path)
    assert refused.status == 1
    assert "position 20" in refused.err


def test_quality_and_the_reminder_are_told(say: Say, batch: str) -> None:
    found = say("quality", "--by", "dealer", "--json").json
    (own,) = (one for one in found["rows"] if one["dealer"] == "D1")
    assert own["failed"]["conformity"] == 2
    assert found["failed"]["format"] == 2
    assert "Completeness" in say("quality").out
    table = say("quality", "--by", "dealer").out.splitlines()
    assert ("Name" in table[0], any(line.startswith("D1") for line in table)) == (True, True)
    assert say("remind", "--dealer", "D1", "--json").json["nothing"]
    assert "一致性" in say("--lang", "zh", "quality").out


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("quality", "--by", "dealr"), 2, "source, dealer, month"),
        (("quality", "--source", "nobody"), 1, "erp"),
        (("quality", "--month", "2026-13"), 2, "2026-13"),
        (("quality", "--dealer", "nobody"), 1, "nobody"),
        (("remind", "--dealer", "nobody"), 1, "nobody"),
        (("rules", "try", "nowhere.toml"), 1, "nowhere.toml"),
        (("rules", "on", "nobody"), 1, "nobody"),
        (("rules", "on"), 2, "Name the rule"),
        (("aside", "alike", "999", "--to", "7", "--dry-run"), 1, "999"),
        (("aside", "alike", "some", "--to", "7"), 2, "id"),
        (("aside", "again", "B-none", "--dry-run"), 1, "B-none"),
    ],
)
def test_wrong_words_are_answered_with_what_would_be_right(
    say: Say, batch: str, words: tuple[str, ...], status: int, told: str
) -> None:
    said = say(*words)
    assert (said.status, told in said.err) == (status, True), said.err
