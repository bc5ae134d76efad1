"""Alerts on the command line: tested before they are kept, run, put away as of no use and taken up again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.clock import SystemClock
from app.core.period import month_of, shift
from tests.app.cli.conftest import HEAD, Said
from tests.desks import write_csv

Say = Callable[..., Said]
ASKED = ("--kpi", "order_count", "--when", "level above 2", "--over", "dealer")


@pytest.fixture
def region(say: Say, tmp_path: Path, how: Path) -> Say:
    """Orders of the last four months that are over; in the newest there were three of one dealer."""
    months = [shift(month_of(SystemClock().today()), back) for back in range(-4, 0)]
    counts = [(one.last.isoformat(), 3 if one == months[-1] else 1) for one in months]
    rows = [(f"O{day}{n}", 1, "D1", "P1", day, day, day, 1, "10.00") for day, count in counts for n in range(count)]
    assert (
        say("--as", "王敏", "import", write_csv(tmp_path / "lines2.csv", [HEAD, *rows]), "--profile", how).status == 0
    )
    return say


def test_a_rule_is_tested_kept_and_run_and_finds_what_the_test_said(region: Say) -> None:
    assert "no rule yet" in region("alerts", "rules").out
    tested = region("alerts", "test", *ASKED, "--save", "Many orders")
    assert "Would have fired 1 times in 4 months." in tested.out
    (fired,) = region("alerts", "test", "Many orders", "--json").rows
    assert region("alerts").out.strip() == "No alert is open."
    assert "new: 1" in region("alerts", "run").out
    (one,) = region("alerts", "--json").rows
    assert (one["key"], one["month"], one["value"], one["state"]) == ("D1", fired["month"], "3", "new")
    assert region("alerts", "run", "--json").rows == [one]
    assert "Sales" in region("alerts", "--by", "department").out
    (share,) = region("alerts", "--by", "department", "--json").rows
    assert (share["kpis"], share["share"]) == (["order_count"], "1")
    assert "订单" in region("alerts", "--lang", "zh").out
    assert len(region("inbox", "--json").rows) == 1


def test_an_alert_of_no_use_raises_the_threshold_and_can_be_taken_up_again(region: Say) -> None:
    region("alerts", "test", *ASKED, "--save", "Many orders")
    region("alerts", "run")
    (one,) = region("alerts", "--json").rows
    assert region("alerts", "not-useful", one["ref"]).status == 1
    assert region("alerts", "not-useful", one["ref"], "--reason", "a fair", "--json").rows == []
    assert region("alerts", "rules", "--json").rows[0]["not_useful"] == 1
    assert region("alerts", "reopen", one["ref"], "--json").rows[0]["state"] == "seen"
    (rule,) = region("alerts", "off", "Many orders", "--json").rows
    assert not rule["active"]
    assert region("alerts", "--json").rows == []
    assert region("alerts", "remove", rule["ref"], "--json").rows == []


def test_templates_are_ready_and_words_that_ask_nothing_are_refused(region: Say) -> None:
    ids = [one["id"] for one in region("alerts", "templates", "--json").rows]
    assert len(ids) >= 4
    assert all(region("alerts", "test", one).status == 0 for one in ids)
    assert region("alerts", "test").status == 2
    assert region("alerts", "test", "--kpi", "net_amount", "--when", "relative 0.3").status == 1
    assert region("alerts", "test", "--kpi", "net_amount", "--when", "guess").status == 2
    assert region("alerts", "off", "AR-ZZZZZ-Z").status == 2
    assert region("alerts", "not-useful", "AL-ZZZZZ-Z").status == 2
