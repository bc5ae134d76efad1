"""Units on the command line: listed, set, and what of the rows cannot be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said
from tests.desks import write_csv

Say = Callable[..., Said]
PRODUCTS = """
id = "products"
source = "erp"
[[feed]]
feed = "product_row"
[feed.columns]
product_code = "code"
name = "name"
group_code = "group"
base_unit = "unit"
pack_factor = "pack"
"""
SOLD = """
id = "sold"
source = "erp"
[[feed]]
feed = "sellout"
[feed.columns]
party_code = "dealer"
product_code = "product"
counterparty_name = "buyer"
sold = "day"
quantity = "quantity"
unit = "unit"
amount = "amount"
"""


@pytest.fixture
def told(say: Say, tmp_path: Path) -> Say:
    """A workspace in which one row sells cases as boxes and another one names a unit that nothing explains."""
    (tmp_path / "p.toml").write_text(PRODUCTS, encoding="utf-8")
    (tmp_path / "s.toml").write_text(SOLD, encoding="utf-8")
    head = ("code", "name", "group", "unit", "pack")
    rows = [("P1", "tablets", "OT", "盒", 300), ("P2", "drink", "JK", "瓶", ""), ("P3", "vial", "LL", "", "")]
    say("import", write_csv(tmp_path / "products.csv", [head, *rows]), "--profile", tmp_path / "p.toml")
    honest = [("D1", "P1", f"shop {n}", f"2025-0{n}-10", 100, "盒", 2_150) for n in range(1, 8)]
    odd = [("D2", "P1", "hospital", "2025-08-08", 41, "盒", 264_450), ("D1", "P2", "shop", "2025-08-09", 5, "托", 90)]
    sold = ("dealer", "product", "buyer", "day", "quantity", "unit", "amount")
    say("import", write_csv(tmp_path / "sold.csv", [sold, *honest, *odd]), "--profile", tmp_path / "s.toml")
    return say


def test_rows_that_cannot_be_are_listed_with_the_unit_that_explains_them(told: Say) -> None:
    said = told("units", "--suspects", "--json").json
    (row,) = said["rows"]
    assert (row["dealer"], row["product"], row["unit"], row["likely_unit"]) == ("D2", "P1", "盒", "件")
    assert (row["price"], row["median"], row["row"]) == ("6450.0000", "21.5000", 9)
    assert said["unknown_units"] == [{"feed": "sellout", "product": "P2", "unit": "托", "rows": 1}]
    assert "6,450.00" in told("units", "--suspects").out


def test_check_tells_of_them_without_calling_the_workspace_broken(told: Say) -> None:
    found = told("check", "--json")
    assert (found.status, found.json["faults"]) == (0, [])
    odd, unknown = found.json["findings"]
    assert (odd["kind"], odd["level"], odd["dealer"], odd["from"]) == ("unit_suspicious", "warning", "D2", "2025-08-08")
    assert odd["figures"] == {
        "product": "tablets", "rows": 1, "quantity": "41", "price": "6450", "median": "21.5", "likely": "件",
        "worth": "12300", "gap": "-0.996666666667",
    }  # fmt: skip
    assert (unknown["kind"], unknown["dealer"], unknown["rows"]) == ("unit_unknown", None, 1)
    said = "tablets: rows 1, 41 盒 at 6,450.00 each; usual is 21.50, as if they were 件"
    said += "; at the usual price their amount is that of 12,300 (-99.7%)"
    assert f"Warning · Suspicious unit · D2 (D2): {said}" in told("check").out.splitlines()


def test_a_factor_is_set_and_a_sum_over_unlike_units_says_so(told: Say) -> None:
    assert [one["product"] for one in told("units", "--lacking", "--json").rows] == ["P2", "P3"]
    said = told("units", "P2", "--unit", "托", "--factor", "480", "--from", "2025-01-01", "--json").rows
    assert said[0]["units"] == [{"unit": "托", "factor": "480", "from": "2025-01-01"}]
    assert told("units", "--suspects", "--json").json["unknown_units"] == []
    (row,) = told("kpi", "--only", "sell_out_quantity", "--json").rows
    assert (row["value"], row["state"]) == (None, "mixed_units")
    assert "mixed units" in told("kpi", "--only", "sell_out_quantity").out
    groups = told("kpi", "--only", "sell_out_quantity", "--by", "product-group", "--json").rows
    assert [(one["value"], one["unit_name"]) for one in groups] == [("741", "盒"), ("2400", "瓶")]


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("P2", "--unit", "托", "--factor", "x"), 2, "“x” is no number."),
        (("P2", "--unit", "托", "--factor", "0"), 1, "the factor must be above 0"),
        (("P2", "--factor", "3"), 2, "of which unit"),
        (("P9", "--unit", "托", "--factor", "3"), 1, "There is no product “P9”."),
        (("P1", "--unit", "盒", "--factor", "3"), 1, "is the base unit"),
        (("P1", "--unit", "件", "--factor", "3", "--from", "soon"), 2, "“soon” is no day"),
    ],
)
def test_what_cannot_be_set_is_refused_in_words(told: Say, words: tuple[str, ...], status: int, sentence: str) -> None:
    said = told("units", *words)
    assert said.status == status
    assert sentence in said.err
