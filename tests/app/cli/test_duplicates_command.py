"""Possible duplicates on the command line: listed in words, merged, undone, and said to be two."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said
from tests.desks import write_csv

Say = Callable[..., Said]
DEALERS = """
id = "dealers"
source = "erp"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
uscc = "uscc"
"""
CODE = "91330700MA0010168P"
ROWS = [
    ("code", "name", "uscc"),
    ("D1", "杭州康源医药有限公司", CODE),
    ("D2", "杭州市康源医药有限公司", CODE),
    ("D3", "宁波海岳医药有限公司", ""),
]


@pytest.fixture
def told(say: Say, tmp_path: Path) -> Say:
    (tmp_path / "dealers.toml").write_text(DEALERS, encoding="utf-8")
    file = write_csv(tmp_path / "dealers.csv", ROWS)
    assert say("import", str(file), "--profile", str(tmp_path / "dealers.toml")).status == 0
    return say


def test_a_pair_is_listed_with_what_speaks_for_it(told: Say) -> None:
    said = told("duplicates", "--lang", "zh")
    assert said.status == 0
    assert "杭州康源医药有限公司 (D1)" in said.out
    assert CODE in said.out
    found = json.loads(told("duplicates", "--json").out)
    (pair,) = found["pairs"]
    assert {pair["one"]["code"], pair["other"]["code"]} == {"D1", "D2"}
    assert pair["bits"] >= found["threshold"]
    assert sum(part["bits"] for part in pair["weights"]) == pytest.approx(pair["bits"], abs=0.1)


def test_two_are_merged_and_undo_makes_two_again(told: Say) -> None:
    said = told("--as", "李", "merge", "D1", "D2")
    assert said.status == 0
    assert "D2" in said.out
    assert json.loads(told("duplicates", "--json").out)["parties"] == 2
    assert told("--as", "李", "undo").status == 0
    assert json.loads(told("duplicates", "--json").out)["parties"] == 3


def test_two_that_are_said_to_be_two_are_listed_no_more(told: Say) -> None:
    assert told("--as", "李", "duplicates", "--apart", "D1", "D2", "--reason", "two accounts").status == 0
    found = json.loads(told("duplicates", "--json").out)
    assert (found["pairs"], found["apart"]) == ([], 1)


def test_a_field_that_nobody_knows_and_a_dealer_that_is_not_there_are_refused(told: Say) -> None:
    assert told("merge", "D1", "D2", "--take", "colour").status == 2
    assert told("merge", "D1", "D77").status == 1
    assert told("merge", "D1", "D1").status == 1
