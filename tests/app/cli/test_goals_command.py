"""Goals from the command line: set, shown beside the figures, met or missed, removed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said

Say = Callable[..., Said]


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    assert say("import", lines, "--profile", how).status == 0
    return say


def goals(say: Say, *more: str, kpi: str = "net_amount") -> dict[str, tuple[str | None, bool | None]]:
    rows = say("kpi", "--only", kpi, "--basis", "ordered", *more, "--json").rows
    return {" ".join(one["keys"].values()): (one.get("goal"), one.get("goal_met")) for one in rows}


FEBRUARY = ("--from", "2026-02", "--to", "2026-02")


def test_the_goal_of_a_sum_counts_for_its_own_days_and_place(region: Say) -> None:
    assert region("goals", "set", "net_amount", "80", "--period", "2026-02").status == 0
    assert goals(region, *FEBRUARY) == {"": ("80", True)}
    assert goals(region, "--from", "2026-01", "--to", "2026-03") == {"": (None, None)}
    assert goals(region, *FEBRUARY, "--by", "dealer") == {"D2": (None, None)}
    assert region("goals", "set", "net_amount", "90", "--period", "2026-02", "--dealer", "D2").status == 0
    assert goals(region, *FEBRUARY, "--by", "dealer") == {"D2": ("90", False)}
    assert goals(region, "--from", "2026-01", "--to", "2026-03", "--by", "month") == {
        "2026-01": (None, None), "2026-02": ("80", True), "2026-03": (None, None),
    }  # fmt: skip


def test_the_goal_of_a_share_holds_for_all_who_have_none_of_their_own(region: Say) -> None:
    assert region("goals", "set", "on_time_rate", "95", "--period", "2026").status == 0
    assert region("goals", "set", "on_time_rate", "0", "--period", "2026-Q1", "--dealer", "D2").status == 0
    by = ("--from", "2026-01", "--to", "2026-03", "--by", "dealer")
    assert goals(region, *by, kpi="on_time_rate") == {"D1": ("0.95", True), "D2": ("0", True)}
    out = region("kpi", "--only", "on_time_rate", *by, "--lang", "en").out
    assert "goal 95% met" in out


def test_goals_are_listed_and_taken_out_again(region: Say) -> None:
    region("goals", "set", "on_time_rate", "95%", "--period", "2026", "--note", "agreed")
    (one,) = region("goals", "--json").json["goals"]
    assert (one["kpi"], one["value"], one["from"], one["note"]) == ("on_time_rate", "95%", "2026-01-01", "agreed")
    assert "95%" in region("goals").out
    assert region("goals", "remove", one["ref"]).status == 0
    assert region("goals", "--json").json["goals"] == []
    assert region("undo").status == 0
    assert len(region("goals", "--json").json["goals"]) == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("set", "nothing", "1", "--period", "2026"), 2), (("set", "net_amount", "1"), 2),
        (("set", "net_amount", "much", "--period", "2026"), 1), (("remove", "GO-1"), 1),
    ],
)  # fmt: skip
def test_what_is_no_goal_is_refused(region: Say, words: tuple[str, ...], status: int) -> None:
    assert region("goals", *words).status == status


def test_goals_of_a_plan_are_listed_by_it_and_count_once_it_is_approved(region: Say) -> None:
    assert region("targets", "new", "2026", "--year", "2026", "--kpis", "").status == 0
    assert region("goals", "set", "on_time_rate", "95", "--period", "2026", "--plan", "2026").status == 0
    by = ("--from", "2026-01", "--to", "2026-03")
    assert goals(region, *by, kpi="on_time_rate") == {"": (None, None)}
    (one,) = region("targets", "show", "2026", "--json").json["goals"]
    assert (one["value"], one["plan"]) == ("95%", "2026")
    assert region("--as", "李", "targets", "approve", "2026", "--json").json["goals"] == 1
    assert goals(region, *by, kpi="on_time_rate")[""][0] == "0.95"
    assert [each["plan"] for each in region("goals", "--json").json["goals"]] == ["2026"]
    assert "95%" in region("targets", "show", "2026").out
    assert region("goals", "remove", one["ref"]).status == 1
