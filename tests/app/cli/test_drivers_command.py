"""Why a figure changed, from the command line."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.app.cli.conftest import Said

Say = Callable[..., Said]
BASIS = ("--basis", "ordered")


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    """The command line of a workspace that has the small export in it."""
    assert say("import", lines, "--profile", how).status == 0
    return say


def total(said: dict[str, Any]) -> Decimal:
    return sum((Decimal(one["total"]) for one in said["lines"]), Decimal(0))


def test_the_parts_add_up_to_the_change(region: Say) -> None:
    said = region("drivers", "net_amount", "--period", "2026-02", *BASIS, "--json").json
    assert (said["kpi"], said["by"], said["kind"]) == ("net_amount", "dealer", "sum")
    assert (said["then"], said["now"], said["before"], said["after"]) == ("2026-01", "2026-02", "150.5", "80.25")
    assert total(said) == Decimal(said["change"]) == Decimal("-70.25")
    assert [(one["key"], one["state"], one["total"]) for one in said["lines"]] == [
        ("D1", "gone", "-150.5"), ("D2", "new", "80.25")
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["dealer", "group", "price", "region"])
def test_every_way_adds_up(region: Say, by: str) -> None:
    said = region("drivers", "net_amount", "--period", "2026-03", "--against", "2026-01", "--by", by, *BASIS,
                  "--json").json  # fmt: skip
    assert total(said) == Decimal(said["change"]) == Decimal("-110.5")
    assert sum(map(Decimal, said["effects"].values())) == Decimal(said["change"])


def test_price_and_volume_of_a_product(region: Say) -> None:
    """P1: 8 for 80.25 in February, 4 for 40 in March, by one dealer."""
    said = region("drivers", "net_amount", "--period", "2026-03", "--by", "price", *BASIS, "--json").json
    (one,) = said["lines"]
    assert {name: Decimal(value) for name, value in one["effects"].items()} == {
        "volume": Decimal("-40.125"), "mix": 0, "dealer_mix": 0, "price": Decimal("-0.125")
    }  # fmt: skip
    assert (one["price_before"], one["price_after"]) == ("10.03125", "10")


def test_a_person_reads_a_sentence_and_a_table(region: Say) -> None:
    found = region("drivers", "net_amount", "--period", "2026-02", *BASIS)
    assert found.status == 0
    first, head, *rows = found.out.splitlines()
    assert first == "Net sales, 2026-02 against 2026-01: -46.7% (-70.25). D1 -150.50, D2 +80.25."
    assert head.split()[0] == "for"
    assert rows[-1].split() == ["total", "150.5", "80.25", "-70.25"]
    chinese = region("--lang", "zh", "drivers", "net_amount", "--period", "2026-02", *BASIS).out
    assert chinese.startswith("销售净额，2026-02较2026-01：-46.7%（-70.25）。其中 D1 -150.50、D2 +80.25。")


def test_each_line_has_the_reference_of_its_own_figure(region: Say) -> None:
    said = region("drivers", "net_amount", "--period", "2026-02", *BASIS, "--json").json
    ref = next(one["ref"] for one in said["lines"] if one["key"] == "D2")
    assert region("trace", ref, "--json").json["value"] == "80.25"


def test_what_cannot_be_split_is_said(region: Say) -> None:
    found = region("drivers", "cycle_days_p90", "--period", "2026-02")
    assert found.status == 1
    assert "neither a sum nor a quotient" in found.err
    assert region("drivers", "sales", "--period", "2026-02").status == 2
    assert region("drivers", "net_amount").status == 2
