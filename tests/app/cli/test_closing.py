"""Closing months on the command line."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.bootstrap import open_desk
from app.core.texts import ZH, texts
from app.health.queries import region_sheets
from app.health.service import assess
from tests.app.cli.conftest import LINES, Said
from tests.desks import write_csv

Say = Callable[..., Said]
HEAD = ("order", "line", "dealer", "product", "ordered", "shipped", "qty", "amount")
ROWS = (
    ("O1", 1, "D1", "P1", "2026-01-05", "2026-01-06", 10, "100"),
    ("O2", 1, "D2", "P1", "2026-02-03", "2026-02-04", 8, "80"),
    ("O3", 1, "D2", "P1", "2026-03-03", "2026-03-04", 4, "40"),
    ("O4", 1, "D1", "P1", "2026-04-03", "2026-04-04", 5, "50"),
)


class Region:
    """A workspace with one export in it."""

    def __init__(self, say: Say, folder: Path) -> None:
        self.say, self._folder, self._files = say, folder, 0
        (folder / "lines.toml").write_text(
            LINES.replace('promised_first = "promised"\ndelivered = "delivered"', 'shipped = "shipped"'),
            encoding="utf-8",
        )
        self.take_in(ROWS)

    def take_in(self, rows: Sequence[Sequence[object]]) -> None:
        self._files += 1
        path = write_csv(self._folder / f"lines_{self._files}.csv", [HEAD, *rows])
        assert self.say("import", path, "--profile", self._folder / "lines.toml").status == 0

    def sales(self, month: str) -> str:
        (row,) = self.say("kpi", "--only", "net_amount", "--from", month, "--to", month, "--json").rows
        return str(row["value"])

    def closings(self) -> list[tuple[str, str, str]]:
        found = self.say("closings", "--json").json["closings"]
        return [(one["period"], one["state"], one["late"]) for one in found]


@pytest.fixture
def region(say: Say, tmp_path: Path) -> Region:
    return Region(say, tmp_path)


LATE = ("O9", 1, "D1", "P1", "2026-03-28", "2026-03-30", 3, "30")
"""A line that comes after the closing."""


def test_a_closed_month_never_changes_and_what_is_late_goes_to_the_open_one(region: Region) -> None:
    assert region.say("close", "2026-03", "--json").json["months"] == ["2026-01", "2026-02", "2026-03"]
    region.take_in([LATE])
    assert [region.sales(f"2026-0{number}") for number in (1, 2, 3, 4)] == ["100", "80", "40", "80"]
    assert region.sales("2026") == "300", "printed and posted are the whole"
    assert region.closings() == [
        ("2026-03", "closed", "30.0"),
        ("2026-02", "closed", "0.0"),
        ("2026-01", "closed", "0.0"),
    ]
    assert region.say("check").status == 0


def test_the_rows_that_came_later_are_told(region: Region) -> None:
    region.say("close", "2026-03")
    region.take_in([LATE])
    later = region.say("closings", "2026-03", "--json").json
    assert [one["file"] for one in later["batches"]] == ["lines_2.csv"]
    assert [(one["file"], one["row"]) for one in later["rows"]] == [("lines_2.csv", 2)]
    assert "lines_2.csv" in region.say("closings", "2026-03").out


def test_a_row_that_is_corrected_after_the_closing_is_an_adjustment_too(region: Region) -> None:
    region.say("close", "2026-02")
    region.take_in([("O2", 1, "D2", "P1", "2026-02-03", "2026-02-04", 8, "60")])
    assert (region.sales("2026-02"), region.sales("2026-03")) == ("80", "20")
    assert region.closings()[0] == ("2026-02", "closed", "-20.0")


def test_what_was_withdrawn_after_the_closing_is_taken_off_the_open_month(region: Region) -> None:
    region.take_in([LATE])
    region.say("close", "2026-03")
    batch = region.say("batches", "--json").rows[0]["ref"]
    assert region.say("withdraw", batch).status == 0
    assert (region.sales("2026-03"), region.sales("2026-04")) == ("70", "20")


def test_opening_again_needs_a_reason_and_shows_what_the_facts_say(region: Region) -> None:
    region.say("close", "2026-03")
    region.take_in([LATE])
    assert region.say("reopen", "2026-03").status == 2, "without a reason it is wrong usage"
    assert "Say why" in region.say("reopen", "2026-03", "--reason", " ").err
    assert region.say("reopen", "2026-03", "--reason", "wrong freight", "--json").json["months"] == ["2026-03"]
    assert (region.sales("2026-03"), region.sales("2026-04")) == ("70", "50")
    assert region.closings()[0] == ("2026-03", "open", "0.0")
    assert region.say("check").status == 0
    assert region.say("close", "2026-03", "--json").json["months"] == ["2026-03"], "and closed anew"


def test_opening_a_month_opens_those_after_it(region: Region) -> None:
    region.say("close", "2026-03")
    assert region.say("reopen", "2026-02", "--reason", "audit", "--json").json["months"] == ["2026-02", "2026-03"]


def test_a_later_closing_keeps_what_was_posted_to_its_month(region: Region) -> None:
    region.say("close", "2026-02")
    region.take_in([("O8", 1, "D1", "P1", "2026-02-20", "2026-02-21", 2, "20")])
    region.say("close", "2026-03")
    region.take_in([LATE])
    assert [region.sales(f"2026-0{number}") for number in (2, 3, 4)] == ["80", "60", "80"]
    assert region.sales("2026") == "320"
    assert region.say("check").status == 0


def test_closing_is_final_and_what_cannot_be_closed_says_why(region: Region) -> None:
    region.say("--as", "李经理", "close", "2026-03")
    assert region.say("undo").status == 1
    assert "closed already" in region.say("close", "2026-03").err
    assert "is no month" in region.say("close", "2026-Q1").err
    assert "is not over yet" in region.say("close", "2099-01").err
    assert "is not closed" in region.say("reopen", "2026-04", "--reason", "x").err


def test_an_assessed_sheet_says_what_came_later_and_stays_as_it_was(region: Region, tmp_path: Path) -> None:
    assert region.say("assess", "--period", "2026-Q1").status == 0
    region.say("close", "2026-03")
    region.take_in([LATE])
    desk = open_desk(tmp_path / "region.cdesk")
    try:
        sheets = region_sheets(desk.db, desk.workspace.files, desk.infos, period="2026-Q1")[1]
        again = assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1")
    finally:
        desk.close()
    told = {one.dealer.code: one.banner and texts(ZH).render(one.banner) for one in sheets}
    assert told["D1"] == "关账以后，这几个月的销售净额另有跨期调整 0.0 万；本评估保持冻结时的数字不变。"
    assert told["D2"] is None
    assert not again.written, "the closed quarter's figures are what they were"


def test_what_came_under_an_old_code_is_told_on_its_successors_sheet(region: Region, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "moved.csv", [("dealer", "from", "after"), ("D2", "2026-02-01", "D1")])
    toml = tmp_path / "moved.toml"
    toml.write_text(
        'id = "moved"\nversion = 1\nsource = "erp"\n[[feed]]\nfeed = "assignment_row"\n[feed.columns]\n'
        'party_code = "dealer"\nfrom = "from"\npredecessor_code = "after"\n', encoding="utf-8",
    )  # fmt: skip
    assert region.say("import", path, "--profile", toml).status == 0
    assert region.say("assess", "--period", "2026-Q1").status == 0
    region.say("close", "2026-03")
    region.take_in([LATE])
    desk = open_desk(tmp_path / "region.cdesk")
    try:
        sheets = region_sheets(desk.db, desk.workspace.files, desk.infos, period="2026-Q1")[1]
    finally:
        desk.close()
    assert [(one.dealer.code, one.banner is not None) for one in sheets] == [("D2", True)]


def test_the_papers_of_a_quarter_say_what_they_contain_of_closed_months(region: Region, tmp_path: Path) -> None:
    region.say("close", "2026-02")
    region.take_in([("O8", 1, "D1", "P1", "2026-02-20", "2026-02-21", 2, "2000")])
    assert region.say("assess", "--period", "2026-Q1").status == 0
    assert (
        region.say("--lang", "zh", "report", "health", "--period", "2026-Q1", "--out", tmp_path / "q.pdf").status == 0
    )
    assert "含跨期调整0.2万" in PdfReader(tmp_path / "q.pdf").pages[0].extract_text().replace(" ", "")
    assert "posted" not in region.say("kpi", "--only", "net_amount", "--from", "2026-03", "--to", "2026-03").out
    said = region.say("--lang", "zh", "kpi", "--only", "net_amount", "--from", "2026-03", "--to", "2026-03").out
    assert "含跨期调整 2,000.00" in said


def test_a_finance_month_is_asked_for_by_its_name(region: Region) -> None:
    def finance(*words: str) -> list[tuple[str, str]]:
        found = region.say("kpi", "--only", "net_amount", "--calendar", "finance", "--json", *words).rows
        return [(one["keys"].get("month", ""), one["value"]) for one in found]

    region.take_in([("O7", 1, "D1", "P1", "2026-03-25", "2026-03-26", 3, "7")])
    assert finance("--from", "2026-04", "--to", "2026-04") == [("", "57")], "from 26 March on"
    assert finance("--from", "2026-03", "--to", "2026-04", "--by", "month") == [("2026-03", "40"), ("2026-04", "57")]
