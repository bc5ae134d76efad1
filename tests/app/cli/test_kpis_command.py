"""KPIs that people write, from the command line: tried, added, computed, traced, changed, taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said

Say = Callable[..., Said]
VALUE = "net_amount / order_count"


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    """The command line of a workspace that has the small export in it."""
    assert say("import", lines, "--profile", how).status == 0
    return say


def add(region: Say) -> str:
    said = region("kpis", "add", "own_order_value", "--name", "Order value", "--formula", VALUE)
    assert said.status == 0, said.err
    return said.out.strip()


def test_a_formula_is_tried_before_it_is_kept(region: Say) -> None:
    said = region("kpis", "try", VALUE, "--json").json
    assert (said["formula"], said["unit"], said["grains"], said["bases"]) == (VALUE, "money", ["order"], ["ordered"])
    assert [(one["month"], one["value"]) for one in said["months"][-3:]] == [
        ("2026-01", "150.5"), ("2026-02", "80.25"), ("2026-03", "40")
    ]  # fmt: skip
    assert [(one["dealer"], one["value"], one["n"]) for one in said["dealers"]] == [
        ("D2", "60.125", 2), ("D1", "150.5", 1)
    ]  # fmt: skip
    assert VALUE not in region("kpis").out


def test_an_own_kpi_is_asked_for_like_any_other(region: Say) -> None:
    assert add(region) == "own_order_value"
    brief = region("share", "own_order_value", "--span", "2026-Q1").out
    assert brief.startswith("Order value daily brief")
    assert region("share", "own_nothing").status != 0
    (row,) = region("kpi", "--only", "own_order_value", "--from", "2026-02", "--to", "2026-03", "--json").rows
    assert (row["value"], row["numerator"], row["denominator"], row["n"]) == ("60.125", "120.25", "2", 2)
    traced = region("trace", row["ref"])
    assert "Order value" in traced.out
    assert "net_amount = 120.25" in traced.out
    assert "order_count = 2" in traced.out
    assert "Order value" in region("drivers", "own_order_value", "--period", "2026-02").out
    assert any(one["kpi"] == "own_order_value" for one in region("kpi", "--json").rows)


def test_the_list_is_searched_and_says_everything(region: Say) -> None:
    add(region)
    (one,) = region("kpis", "list", "order value", "--json").json["kpis"]
    assert (one["kpi"], one["formula"], one["denominator"], one["version"], one["own"]) == (
        "own_order_value", VALUE, "order_count", 1, True
    )  # fmt: skip
    assert "on_time / promised" in region("kpis", "list", "on-time").out


def test_another_formula_is_another_version_and_can_be_taken_back(region: Say) -> None:
    add(region)
    assert region("kpis", "change", "own_order_value", "--sentence", "what an order brings").status == 0
    (one,) = region("kpis", "list", "own_order_value", "--json").json["kpis"]
    assert (one["sentence"], one["version"]) == ("what an order brings", 1)
    assert region("kpis", "change", "own_order_value", "--formula", "quantity/order_count").status == 0
    (one,) = region("kpis", "list", "own_order_value", "--json").json["kpis"]
    assert (one["formula"], one["unit"], one["version"]) == ("quantity / order_count", "quantity", 2)
    assert region("undo").status == 0
    (one,) = region("kpis", "list", "own_order_value", "--json").json["kpis"]
    assert (one["formula"], one["unit"], one["version"]) == (VALUE, "money", 1)
    assert "Formula version" in region("history").out or "Changed the KPI Order value" in region("history").out


def test_one_that_is_taken_out_is_offered_no_more_and_still_answers(region: Say) -> None:
    add(region)
    assert region("kpis", "remove", "own_order_value").status == 0
    assert "own_order_value" not in region("kpis").out
    assert not [one for one in region("kpi", "--json").rows if one["kpi"] == "own_order_value"]
    (row,) = region("kpi", "--only", "own_order_value", "--from", "2026-02", "--to", "2026-03", "--json").rows
    assert row["value"] == "60.125"
    assert region("kpis", "remove", "own_order_value").status != 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--name", "x", "--formula", "net_amount + quantity"), "puts money and a quantity together"),
        (("add", "--formula", VALUE), "needs a name"),
        (("add", "order value", "--name", "x", "--formula", VALUE), "own_ with small letters"),
        (("add", "own_stock_quantity", "--name", "x", "--formula", VALUE), "There is a KPI"),
        (("add", "--name", "x", "--formula", VALUE, "--unit", "days"), "This formula's unit is money"),
        (("change", "net_amount", "--formula", "quantity"), "comes with the program"),
        (("change", "own_none", "--formula", "quantity"), "There is no own KPI"),
        (("remove",), "Name the KPI"),
        (("try",), "Say the formula"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(region: Say, words: tuple[str, ...], said: str) -> None:
    found = region("kpis", *words)
    assert found.status != 0
    assert said in found.err
