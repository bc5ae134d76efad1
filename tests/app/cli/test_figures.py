"""Figures from the command line: KPIs, assessments, reports, tables."""

import csv
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from tests.app.cli.conftest import HEAD, ROWS, Said
from tests.desks import write_csv

Say = Callable[..., Said]
FIELDS = ["kpi", "keys", "value", "numerator", "denominator", "unit", "currency", "grain", "basis", "n", "known_at",
          "as_of", "compared", "structure", "successors", "state", "unit_name", "tax",
          "types", "sellers", "left_out", "calendar", "without", "posted", "posted_denominator", "ref"]  # fmt: skip


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    """The command line of a workspace that has the small export in it."""
    assert say("import", lines, "--profile", how).status == 0
    return say


def test_every_value_comes_with_what_it_is_made_of(region: Say) -> None:
    found = region("kpi", "--only", "on_time_rate,net_amount", "--grain", "line", "--json").json
    assert set(found) == {"rows"}
    rows = {one["kpi"]: one for one in found["rows"]}
    assert list(rows["on_time_rate"]) == FIELDS
    rate = rows["on_time_rate"]
    assert (rate["numerator"], rate["denominator"], rate["n"]) == ("2", "3", 3)
    assert round(Decimal(rate["value"]), 6) == Decimal("0.666667")
    assert (rate["unit"], rate["grain"], rate["keys"]) == ("ratio", "line", {})
    assert isinstance(rate["known_at"], int)


def test_nothing_over_nothing_is_null_and_never_zero(region: Say) -> None:
    (row,) = region("kpi", "--only", "on_time_rate", "--from", "2019-01", "--to", "2019-12", "--json").rows
    assert row["value"] is None
    assert row["denominator"] in {None, "0"}
    printed = region("kpi", "--only", "on_time_rate", "--from", "2019-01", "--to", "2019-12").out
    assert "nan" not in printed.casefold()


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("total", [{}]),
        ("dealer", [{"dealer": "D1"}, {"dealer": "D2"}]),
        ("month", [{"month": "2026-01"}, {"month": "2026-02"}, {"month": "2026-03"}]),
    ],
)
def test_figures_by_each_dimension_add_up(region: Say, by: str, keys: list[dict[str, str]]) -> None:
    rows = region("kpi", "--only", "net_amount", "--basis", "ordered", "--by", by, "--json").rows
    assert sorted((one["keys"] for one in rows), key=str) == keys
    assert sum(Decimal(one["value"]) for one in rows) == Decimal("270.75")


@pytest.mark.parametrize("by", ["region", "product-group"])
def test_what_has_no_region_or_group_is_shown_and_not_lost(region: Say, by: str) -> None:
    rows = region("kpi", "--only", "net_amount", "--basis", "ordered", "--by", by, "--json").rows
    assert sum(Decimal(one["value"]) for one in rows) == Decimal("270.75")


def test_one_dealers_figures(region: Say) -> None:
    (row,) = region("kpi", "--only", "net_amount", "--basis", "ordered", "--dealer", "D2", "--json").rows
    assert row["value"] == "120.25"


def test_all_kpis_at_once_say_which_cannot_be_told(region: Say) -> None:
    rows = region("kpi", "--json").rows
    assert len({one["kpi"] for one in rows}) >= 31
    assert all(one["value"] is None or Decimal(one["value"]).is_finite() for one in rows)
    assert next(one for one in rows if one["kpi"] == "csat_mean")["value"] is None


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["--only", "profit"], 2, "profit"),
        (["--by", "planet"], 2, "planet"),
        (["--types", "gossip"], 2, "gossip"),
        (["--from", "yesterday"], 2, "yesterday"),
        (["--to", "2026-13"], 2, "2026-13"),
        (["--from", "2026-03", "--to", "2026-01"], 2, "ends (2026-01) before it begins (2026-03)"),
        (["--dealer", "D99"], 1, "D99"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(region: Say, words: list[str], status: int, sentence: str) -> None:
    said = region("kpi", *words)
    assert said.status == status, "a word that there is not is wrong usage; a dealer who is not there is refused"
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_quarter_is_assessed_and_reported_in_both_languages(region: Say, tmp_path: Path) -> None:
    found = region("assess", "--period", "2026-Q1", "--json").json
    assert (found["period"], found["version"], found["dealers"], found["written"]) == ("2026-Q1", 1, 2, True)
    again = region("assess", "--period", "2026-Q1", "--json").json
    assert not again["written"]
    pack, one = tmp_path / "pack.pdf", tmp_path / "d1.pdf"
    said = region("report", "health", "--period", "2026-Q1", "--lang", "zh", "--out", pack, "--json")
    assert (said.json["out"], said.json["bytes"]) == (str(pack), pack.stat().st_size)
    said = region("report", "health", "--period", "2026-Q1", "--dealer", "D1", "--lang", "en", "--out", one)
    assert said.out == f"Wrote {one}\n"
    named = region("report", "health", "--period", "2026-Q1", "--kind", "region", "--lang", "zh", "--out", tmp_path,
                   "--json")  # fmt: skip
    assert re.fullmatch(r"region_渠道健康度_2026Q1_\d{8}\.pdf", named.json["name"]), "a folder gets the file's own name"
    assert (tmp_path / named.json["name"]).read_bytes() == pack.read_bytes()
    region("report", "health", "--period", "2026-Q1", "--kind", "own", "--dealer", "D1", "--lang", "en", "--out", one)
    own = pypdfium2.PdfDocument(one)
    try:
        words = "".join(page.get_textpage().get_text_range() for page in own)
    finally:
        own.close()
    assert "D1" in words
    assert "D2" not in words, "nobody else is in what a dealer gets"
    both = region(
        "report", "health", "--period", "2026-Q1", "--dealer", "D1", "--workbook", "--out", one, "--json"
    ).json
    assert openpyxl.load_workbook(both["workbook"]).sheetnames[0] == "Indicators"
    sheet = region("report", "health", "--period", "2026-Q1", "--kind", "sheet", "--out", tmp_path, "--json").json
    assert openpyxl.load_workbook(sheet["out"])["data"]["B2"].value == "region"
    said = region("report", "health", "--period", "2026-Q1", "--kind", "trend", "--workbook", "--out", one)
    assert "There is no workbook beside this report" in said.err
    assert "Say which dealer" in region("report", "health", "--period", "2026-Q1", "--kind", "dealer", "--out", one).err
    assert pack.read_bytes()[:5] == one.read_bytes()[:5] == b"%PDF-"
    before = pack.read_bytes()
    region("report", "health", "--period", "2026-Q1", "--lang", "zh", "--out", pack)
    assert pack.read_bytes() == before, "the same figures give the same bytes"
    region("report", "health", "--period", "2026-Q1", "--lang", "zh", "--reader", "王总", "--out", pack)
    document = pypdfium2.PdfDocument(pack)
    try:
        assert "王总" in document[0].get_textpage().get_text_range(), "the first page says whom it is for"
    finally:
        document.close()


def test_reports_of_what_was_never_assessed_are_refused(region: Say, tmp_path: Path) -> None:
    said = region("report", "health", "--period", "2026-Q1", "--out", tmp_path / "x.pdf")
    assert said.status == 1
    assert "2026-Q1" in said.err
    assert not (tmp_path / "x.pdf").exists()
    assert region("assess", "--period", "2026-99").status == 2
    assert region("assess", "--period", "2026-02").status == 2, "dealers are assessed by quarter"
    assert region("report", "health", "--period", "soon", "--out", tmp_path / "x.pdf").status == 2
    assert region("report", "health", "--period", "2026-Q1", "--dealer", "D99", "--out", tmp_path / "x.pdf").status == 1


def test_an_exported_table_holds_the_facts_and_nothing_that_acts(say: Say, how: Path, tmp_path: Path) -> None:
    evil = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "https://example.com"]
    rows = [(name, 1, "D1", "P1", *ROWS[0][4:]) for name in evil]
    say("import", write_csv(tmp_path / "evil.csv", [HEAD, *rows]), "--profile", how)
    out = tmp_path / "lines.xlsx"
    said = say("export", "order_line", "--out", out, "--json")
    assert said.json == {"out": str(out), "rows": len(evil)}
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    header, *body = [list(row) for row in sheet.iter_rows()]
    titles = [cell.value for cell in header]
    cells = [row[titles.index("Order number")] for row in body]
    assert [cell.value for cell in cells] == evil
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
    assert [row[titles.index("Net amount")].value for row in body] == [100.5] * len(evil)
    assert list(tmp_path.glob("*.part")) == []


def test_an_export_is_csv_where_its_name_says_so_and_moments_are_dates(say: Say, how: Path, tmp_path: Path) -> None:
    rows = [("=1+1", 1, "D1", "P1", *ROWS[0][4:]), ("O9", 1, "D1", "P1", "2026-01-05 10:30", *ROWS[0][5:])]
    say("import", write_csv(tmp_path / "more.csv", [HEAD, *rows]), "--profile", how)
    out = tmp_path / "lines.csv"
    assert say("export", "order_line", "--out", out).status == 0
    head, *body = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert [row[head.index("Order number")] for row in body] == ["'=1+1", "O9"]
    assert [row[head.index("Ordered")] for row in body] == ["2026-01-05", "2026-01-05 10:30"]
    say("export", "order_line", "--out", tmp_path / "lines.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "lines.xlsx").active
    assert sheet is not None
    ordered = [row[head.index("Ordered")] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in ordered] == [datetime(2026, 1, 5), datetime(2026, 1, 5, 10, 30)]  # noqa: DTZ001
    refused = say("export", "order_line", "--out", tmp_path / "lines.txt")
    assert (refused.status, "not as lines.txt" in refused.err) == (1, True)


def test_dealers_batches_and_quarantine_can_be_exported_too(region: Say, tmp_path: Path) -> None:
    for table, rows in (("dealers", 2), ("batches", 1), ("quarantine", 0)):
        assert region("export", table, "--out", tmp_path / "t.xlsx", "--json").json["rows"] == rows
    said = region("export", "secrets", "--out", tmp_path / "t.xlsx")
    assert said.status == 2
    assert "There is no table “secrets”" in said.err
    said = region("export", "dealers", "--out", tmp_path / "no" / "such" / "folder.xlsx")
    assert said.status == 1
    assert "folder.xlsx" in said.err
