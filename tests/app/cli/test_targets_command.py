"""Targets from the command line: a plan begun, set, shown, changed in Excel, approved."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.cli.conftest import Said
from tests.desks import write_csv

Say = Callable[..., Said]
PROFILE = """id = "lines"
source = "erp"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "dealer"
product_code = "product"
shipped = "shipped"
amount = "amount"
"""
HEAD = ("order", "line", "dealer", "product", "shipped", "amount")


@pytest.fixture
def region(say: Say, tmp_path: Path) -> Say:
    """Two dealers who sold 100 and 300 in each month of 2025."""
    rows = [
        (f"{dealer}-{month}", 1, dealer, "P1", f"2025-{month:02d}-15", amount)
        for month in range(1, 13) for dealer, amount in (("D1", 100), ("D2", 300))
    ]  # fmt: skip
    how = tmp_path / "how.toml"
    how.write_text(PROFILE, encoding="utf-8")
    assert say("import", write_csv(tmp_path / "lines.csv", [HEAD, *rows]), "--profile", how).status == 0
    assert say("targets", "new", "2026", "--year", "2026", "--growth", "10").status == 0
    return say


def shown(say: Say, plan: str = "2026") -> dict[tuple[str, str], dict[str, Any]]:
    found = say("targets", "show", plan, "--json").json
    return {
        (one["level"], one["group"]) if one["level"] == "all" else ("dealer", one["months"][0]): one
        for one in found["lines"]
    }


def test_a_plan_is_listed_and_shown_by_quarter(region: Say) -> None:
    (plan,) = region("targets", "--json").json["plans"]
    assert (plan["name"], plan["year"], plan["state"], plan["lines"]) == ("2026", 2026, "draft", 3)
    out = region("targets", "show", "2026").out
    assert "2026-Q4" in out
    assert "1,320" in out
    assert shown(region)["all", ""]["gap"] == ["0"] * 12


def test_a_total_that_is_set_names_its_gap_until_it_is_given_down(region: Say) -> None:
    assert region("targets", "set", "2026", "6000").status == 0
    total = shown(region)["all", ""]
    january, february = (int(one) for one in total["months"][:2])
    assert (january + february, total["months"][2:]) == (1_000, ["500"] * 10)
    assert january > february, "of the two months shared by working days, the one with the spring festival has less"
    assert total["gap"] == [str(january - 440), str(february - 440), *["60"] * 10]
    assert region("targets", "down", "2026").status == 0
    assert shown(region)["all", ""]["gap"] == ["0"] * 12
    assert region("targets", "set", "2026", "9", "--for", "03", "--dealer", "D1").status == 0
    assert region("undo").status == 0
    assert shown(region)["all", ""]["gap"] == ["0"] * 12


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_changed_sheet_comes_back_with_a_look_at_what_changes(region: Say, tmp_path: Path, lang: str) -> None:
    out = tmp_path / "plan.xlsx"
    assert region("targets", "export", "2026", out, "--lang", lang).status == 0
    same = region("targets", "import", "2026", out, "--json").json
    assert (same["changes"], same["refused"]) == ([], [])
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    place = [one.value for one in sheet[1]].index("2026-02") + 1
    sheet.cell(2, place).value = 777.5
    sheet.cell(3, place).value = None
    sheet.append(["?", "?"])
    book.save(out)
    looked = region("targets", "import", "2026", out, "--dry-run", "--json")
    assert looked.status == 1
    assert [(one["month"], one["before"], one["after"]) for one in looked.json["changes"]] == [
        ("2026-02", "440", "777.5"), ("2026-02", "110", ""),
    ]  # fmt: skip
    assert len(looked.json["refused"]) == 1
    assert shown(region)["all", ""]["months"][1] == "440"
    assert region("targets", "import", "2026", out).status == 1
    found = shown(region)
    assert found["all", ""]["months"][1] == "777.5"
    assert found["all", ""]["gap"][1] == "447.5"
    assert found["dealer", "110"]["months"][1] is None


def test_approval_is_signed_final_and_counts(region: Say) -> None:
    assert "signed" in region("targets", "approve", "2026").err
    done = region("--as", "王敏", "targets", "approve", "2026", "--json")
    assert done.json["rows"] == 24
    (row,) = region("kpi", "--only", "target_attainment", "--from", "2026-01", "--to", "2026-06", "--json").rows
    assert row["denominator"] == "2640"
    assert region("targets", "set", "2026", "1").status == 1
    assert region("targets", "copy", "2026", "second").status == 0
    assert region("targets", "remove", "second").status == 0
    assert "王敏" in region("targets").out


def test_what_is_no_plan_or_no_number_is_refused(region: Say) -> None:
    assert region("targets", "show").status == 2
    assert region("targets", "show", "other").status == 1
    assert region("targets", "set", "2026", "much").status == 1
    assert region("targets", "new", "x", "--growth", "much").status == 2
    assert region("targets", "new", "x", "--kpis", "otif_rate").status == 1
