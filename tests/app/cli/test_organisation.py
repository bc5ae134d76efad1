"""Who has a dealer and who took it over, asked on the command line."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.app.cli.conftest import HEAD, Said
from tests.desks import write_csv

Say = Callable[..., Said]
ASSIGNED = """
id = "assigned"
source = "erp"
[[feed]]
feed = "assignment_row"
[feed.columns]
party_code = "dealer"
from = "since"
manager = "person"
office = "office"
predecessor_code = "before"
"""


@pytest.fixture
def region(say: Say, lines: Path, how: Path, tmp_path: Path) -> Say:
    """D0419 became D0463; D1 went from one office to another."""
    sold = [("D1", "2025-02-03", 500), ("D1", "2026-02-03", 520), ("D2", "2025-02-03", 1000),
            ("D2", "2026-02-03", 1060),
            ("D0419", "2025-02-03", 500), ("D0463", "2026-02-03", 532)]  # fmt: skip
    rows = [(f"O{at}", 1, dealer, "P1", day, "", "", 1, amount) for at, (dealer, day, amount) in enumerate(sold)]
    assert say("import", write_csv(lines, [HEAD, *rows]), "--profile", how).status == 0
    profile = tmp_path / "assigned.toml"
    profile.write_text(ASSIGNED, encoding="utf-8")
    assigned = write_csv(tmp_path / "assigned.csv", [
        ("dealer", "since", "person", "office", "before"),
        ("D1", "2024-01-01", "王强", "浙东办", ""), ("D1", "2026-01-01", "周敏", "浙南办", ""),
        ("D2", "2024-01-01", "周敏", "浙南办", ""), ("D0463", "2025-07-01", "李洁", "浙北办", "D0419"),
    ])  # fmt: skip
    assert say("import", assigned, "--profile", profile).status == 0
    return say


def _asked(say: Say, *words: str) -> dict[str, str]:
    rows = say("kpi", "--basis", "ordered", "--from", "2026-Q1", "--to", "2026-Q1", *words, "--json").rows
    return {next(iter(one["keys"].values()), ""): one["value"] and str(round(Decimal(one["value"]), 3)) for one in rows}


def test_an_office_as_it_is_now_and_as_it_was(region: Say) -> None:
    growth = ("--only", "net_amount_growth", "--by", "office")
    assert _asked(region, *growth)["浙南办"] == "0.053"
    assert _asked(region, *growth, "--structure", "historical")["浙南办"] == "0.580"
    then = ("--from", "2025", "--to", "2025", "--structure", "historical", "--office", "浙南办")
    (row,) = region("kpi", "--only", "net_amount", "--basis", "ordered", *then, "--json").rows
    assert (Decimal(row["value"]), row["structure"]) == (1000, "historical")
    assert _asked(region, "--only", "net_amount", "--by", "manager") == {"周敏": "1580.000", "李洁": "532.000"}


def test_a_renamed_dealer_lost_everything_only_for_who_asks_for_codes_by_themselves(region: Say) -> None:
    growth = ("--only", "net_amount_growth", "--by", "dealer")
    assert _asked(region, *growth)["D0463"] == "0.064"
    assert "D0419" not in _asked(region, *growth)
    assert _asked(region, *growth, "--successors", "own")["D0419"] == "-1.000"


def test_the_page_says_by_which_organisation(region: Say) -> None:
    assert "现架构" in region("kpi", "--only", "net_amount", "--by", "office", "--lang", "zh").out
    words = ("--structure", "historical", "--successors", "own", "--lang", "zh")
    said = region("kpi", "--only", "net_amount", *words).out
    assert "历史架构" in said
    assert "各编码各算各的" in said


def test_an_office_that_there_never_was_is_refused(region: Say) -> None:
    said = region("kpi", "--only", "net_amount", "--office", "乌有办", "--lang", "zh")
    assert said.status != 0
    assert "乌有办" in said.err
