"""Scores by hand from the command line: a question asked, a score with evidence, the quarter listed."""

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Said
from tests.desks import write_csv


def test_a_question_is_asked_and_scored_with_evidence(
    say: Callable[..., Said], lines: Path, how: Path, tmp_path: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    asked = say(
        "survey", "question", "合作意愿", "--name-en", "Cooperation", "--most", "5", "--guide", "5: 主动", "--json"
    )
    assert asked.json["kpi"].startswith("survey:")
    assert say("survey", "question", "合作意愿", "--most", "10", "--json").json["guide"] == "5: 主动"
    proof = write_csv(tmp_path / "minutes.csv", [("a", "b")])
    words = ("survey", "score", "Cooperation", "8.5", "--dealer", "D1", "--period", "2026-Q1")
    assert "8.5" in say(*words, "--note", "three visits", "--evidence", proof).out
    (row,) = say("survey", "--period", "2026-Q1", "--json").json["scores"]
    assert (row["code"], row["score"], row["note"]) == ("D1", 8.5, "three visits")
    assert [one["name"] for one in row["evidence"]] == ["minutes.csv"]
    table = tmp_path / "scores.xlsx"
    assert say("survey", "export", table, "--period", "2026-Q1").status == 0
    assert say("survey", "import", table, "--period", "2026-Q1", "--json").json["changed"] == 0
    assert say("undo").status == 0
    assert say("survey", "--period", "2026-Q1", "--json").json["scores"] == []
    assert say("survey", "score", "Cooperation", "11", "--dealer", "D1", "--period", "2026-Q1").status != 0
    assert say("survey", "remove", "合作意愿").status == 0
    assert say("survey", "--json").json["questions"] == []
