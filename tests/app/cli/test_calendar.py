"""The holidays and the calendars of months on the command line."""

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Said

Say = Callable[..., Said]


def test_the_calendar_says_until_when_it_reaches_and_is_replaced(
    say: Say, lines: Path, how: Path, tmp_path: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    assert say("calendar", "show", "--json").json["source"] == "built-in"
    path = tmp_path / "2027.csv"
    path.write_text("2099-01-01,休\n", encoding="utf-8")
    said = say("calendar", "import", path, "--json").json
    assert (said["source"], said["reaches"]) == ("2027.csv", "2099-12-31")
    assert "2099-12-31" in say("calendar").out, "it is kept in the workspace"
    assert say("calendar", "built-in", "--json").json["source"] == "built-in"
    assert say("calendar", "import", lines).status == 1
    assert "calendar import FILE" in say("calendar", "import").err
    assert say("check").status == 0


def test_a_calendar_is_added_chosen_and_counts_months_quarters_and_closings(
    say: Say, lines: Path, how: Path, tmp_path: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    asked = ("kpi", "--only", "net_amount", "--basis", "ordered", "--from", "2026-02", "--to", "2026-02", "--json")
    assert (say(*asked).rows[0]["value"], say(*asked).rows[0]["calendar"]) == ("80.25", "")

    assert say("calendar", "add", "财务月 4 日", "--kind", "day", "--first", "4").status == 0
    assert say("calendar", "use", "财务月 4 日").status == 0
    (row,) = say(*asked).rows
    assert (row["value"], row["calendar"]) == ("230.75", "财务月 4 日"), "4 January to 3 February"
    assert "财务月 4 日" in say(*asked[:-1]).out
    groups = say(*asked, "--by", "product-group").rows
    assert sum(float(one["value"]) for one in groups) == 230.75
    assert say(*asked, "--calendar", "natural").rows[0]["value"] == "80.25", "the others are asked for by name"

    assert say("close", "2026-02").out.strip().endswith("2026-02")
    assert say("closings", "--json").json["closings"][0]["period"] == "2026-02"
    refused = say("calendar", "use", "natural")
    assert refused.status == 1
    assert "Months up to 2026-02-03 are closed" in refused.err
    assert say("calendar", "remove", "财务月 4 日").status == 1, "it is chosen"
    assert say("undo").status == 1, "closing is final, and so is the calendar that it was closed by"
    assert say("reopen", "2026-02", "--reason", "other months").status == 0
    assert say("calendar", "use", "natural").status == 0
    assert say(*asked).rows[0]["value"] == "80.25"
    assert say("check").status == 0


def test_periods_of_a_file_that_leave_a_gap_are_refused_and_those_that_tile_are_asked_for(
    say: Say, lines: Path, how: Path, tmp_path: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    path = tmp_path / "periods.csv"
    path.write_text("name,from,to\n冬,2026-01-01,2026-01-31\n春,2026-02-02,2026-03-31\n", encoding="utf-8")
    refused = say("calendar", "add", "季节", path)
    assert refused.status == 1
    assert "2026-02-01 lies in neither" in refused.err
    path.write_text("冬,2026-01-01,2026-02-03\n春,2026-02-04,2026-03-31\n", encoding="utf-8")
    assert say("calendar", "add", "季节", path).status == 0
    asked = (
        "kpi",
        "--only",
        "net_amount",
        "--basis",
        "ordered",
        "--from",
        "冬",
        "--to",
        "春",
        "--by",
        "month",
        "--json",
    )
    assert "is not a period" in say(*asked).err, "another one is chosen"
    rows = say(*asked, "--calendar", "季节").rows
    assert [(one["keys"]["month"], one["value"]) for one in rows] == [("冬", "230.75"), ("春", "40")]
    listed = {one["name"]: one for one in say("calendar", "list", "--json").json["calendars"]}
    assert (listed["季节"]["periods"], listed["季节"]["chosen"], listed["natural"]["chosen"]) == (2, False, True)
    assert say("calendar", "use", "季节").status == 0
    assert say("undo").status == 0, "a choice can be taken back"
    assert say("calendar", "show", "--json").json["calendar"] == "natural"
    assert say("calendar", "remove", "季节").status == 0
    assert "季节" not in say("calendar", "list").out
