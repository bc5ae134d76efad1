"""Own boards as a person types them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said

Say = Callable[..., Said]


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    """The command line of a workspace that has the small export in it."""
    assert say("import", lines, "--profile", how).status == 0
    return say


def test_a_ready_made_board_is_taken_over_sent_and_brought_in(region: Say, tmp_path: Path) -> None:
    assert [one["name"] for one in region("boards", "--json").json["ready"]] == ["sales", "service", "stock", "money"]
    made = region("boards", "sales", "--take", "Mine", "--json").json
    sent = tmp_path / "mine.board.json"
    assert region("boards", made["ref"], "--send", sent).status == 0
    assert "Mine" in region("boards", "--bring", sent).err, "there is one of that name already"
    assert region("boards", "--bring", sent, "--take", "Theirs").status == 0
    assert [one["name"] for one in region("boards", "--json").json["boards"]] == ["Mine", "Theirs"]


def test_the_figures_of_a_board_are_those_of_kpi(region: Say) -> None:
    said = region("boards", "service", "--span", "2026-Q1", "--json").json
    late = next(one for one in said["tiles"] if (one["kind"], one["kpi"]) == ("card", "on_time_rate"))
    plain = region("kpi", "--only", "on_time_rate", "--from", "2026-01", "--to", "2026-03", "--json").rows
    assert late["rows"][0]["values"][1] == plain[0]["value"]
    assert late["rows"][0]["ref"].startswith("on_time_rate/2026-Q1")
    waiting = next(one for one in said["tiles"] if one["kind"] == "pipeline")
    assert [(one["key"], one["values"][2]) for one in waiting["rows"]] == [("ship", "1"), ("transit", "0")]


def test_filters_narrow_a_board(region: Say) -> None:
    said = region("boards", "service", "--span", "2026-Q1", "--dealer", "D1", "--json").json
    card = said["tiles"][1]
    assert (card["kpi"], card["rows"][0]["values"][1]) == ("on_time_rate", "1")


@pytest.mark.parametrize(
    "words", [("boards", "weather"), ("boards", "sales", "--span", "soon"), ("boards", "sales", "--dealer", "D9"),
              ("boards", "--bring", "missing.json")]
)  # fmt: skip
def test_what_is_not_there_is_refused_with_a_sentence(region: Say, words: tuple[str, ...]) -> None:
    said = region(*words)
    assert said.status != 0
    assert said.err
    assert "Traceback" not in said.err
