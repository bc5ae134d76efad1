"""Flows on the command line: the queue, decisions, balances, and lines withheld and released."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said
from tests.desks import write_csv

Say = Callable[..., Said]
SOLD = """
id = "sold"
source = "erp"
[[feed]]
feed = "sellout"
[feed.columns]
party_code = "dealer"
counterparty_name = "buyer"
product_code = "product"
sold = "day"
quantity = "quantity"
amount = "amount"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "dealer"
name = "name"
repeat = "last"
"""
STOCK = """
id = "stock"
source = "erp"
[[feed]]
feed = "stock"
mode = "complete"
scope = "date"
by = "party"
[feed.columns]
as_of = "day"
place_code = "dealer"
party_code = "dealer"
product_code = "product"
quantity = "quantity"
"""


@pytest.fixture
def told(say: Say, tmp_path: Path) -> Say:
    """One dealer whose list lacks thirty of what its sales leave; it sold to somebody whom nobody knows."""
    sold = SOLD.replace('repeat = "last"\n', "").replace(
        'feed = "party_row"\n', 'feed = "party_row"\nrepeat = "last"\n'
    )
    (tmp_path / "s.toml").write_text(sold, encoding="utf-8")
    (tmp_path / "l.toml").write_text(STOCK, encoding="utf-8")
    rows = [("D1", "杭州江禾", "惠民大药房", "P1", "2026-03-02", 40, 900)]
    head = ("dealer", "name", "buyer", "product", "day", "quantity", "amount")
    say("import", write_csv(tmp_path / "sold.csv", [head, *rows]), "--profile", tmp_path / "s.toml")
    lists = [("2026-02-28", "D1", "P1", 100), ("2026-03-31", "D1", "P1", 30)]
    head = ("day", "dealer", "product", "quantity")
    say("import", write_csv(tmp_path / "stock.csv", [head, *lists]), "--profile", tmp_path / "l.toml")
    return say


def test_a_name_is_matched_and_taken_back(told: Say) -> None:
    def waiting() -> list[str]:
        return [one["word"] for one in told("flows", "matching", "--period", "2026-03", "--json").json["queue"]]

    assert waiting() == ["P1", "惠民大药房"]
    told("flows", "match", "惠民大药房", "--to", "D1", "--from", "2026-03-01")
    assert waiting() == ["P1"]
    said = told("flows", "matching", "--period", "2026-03", "--json").json
    assert [(one["means"], one["from"]) for one in said["decisions"]] == [("杭州江禾", "2026-03-01")]
    told("flows", "unmatch", "惠民大药房")
    told("flows", "match", "P1", "--none")
    assert waiting() == ["惠民大药房"]
    told("flows", "match", "--clear")
    assert told("flows", "match", "nobody", "--none").status == 1
    assert told("flows", "match", "惠民大药房").status == 2


def test_the_balance_is_told_withheld_and_released(told: Say) -> None:
    (row,) = told("flows", "balance", "--period", "2026-03", "--json").json["rows"]
    assert (row["opening"], row["parts"], row["reported"], row["gap"]) == ("100", {"sold": "40"}, "30", "-30")
    assert row["beyond"]
    assert told("flows", "balance", "--period", "2026-03", "--product", "P1", "--json").json["rows"] == [row]
    assert told("flows", "balance", "--period", "2026-03", "--product", "P7").status == 1
    told("flows", "withhold", "--period", "2026-03", "--reason", "件盒错位")
    (held,) = told("flows", "withheld", "--json").json["rows"]
    assert (held["dealer"], held["quantity"], held["reason"]) == ("杭州江禾", "40", "件盒错位")
    told("flows", "release", held["ref"], "--reason", "已重报")
    assert told("flows", "withheld", "--json").json["rows"] == []
    assert len(told("flows", "withheld", "--all", "--json").json["rows"]) == 1


def test_the_tolerance_is_told_and_changed(told: Say) -> None:
    assert told("flows", "tolerance", "--json").json == {"share": "0.05", "quantity": "20", "transit_held": True}
    told("flows", "tolerance", "--share", "40", "--quantity", "10.5", "--transit", "left-out")
    said = told("flows", "tolerance", "--json").json
    assert said == {"share": "0.4", "quantity": "10.5", "transit_held": False}
    assert told("flows", "balance", "--period", "2026-03", "--beyond", "--json").json["rows"] == []
    assert told("flows", "tolerance", "--share", "much").status == 2
