"""What was known, on the command line: any command answers out of the copy, and the copy is only read."""

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import HEAD, ROWS, Said
from tests.desks import write_csv

Say = Callable[..., Said]


def figures(say: Say, *more: object) -> list[tuple[str, str]]:
    found = say(*more, "kpi", "--only", "net_amount", "--by", "dealer", "--basis", "ordered", "--json")
    assert found.status == 0, found.err
    return [(one["keys"]["dealer"], one["value"]) for one in found.rows]


def last_tx(say: Say) -> int:
    return int(say("known-at", "2999-01-01", "--json").json["tx"])


def test_any_command_answers_out_of_what_was_known(say: Say, lines: Path, how: Path) -> None:
    batch = say("import", lines, "--profile", how, "--json").json["rows"][0]["batch"]
    then = last_tx(say)
    before = figures(say)
    assert before == [("D1", "150.5"), ("D2", "120.25")]
    say("withdraw", batch)
    assert figures(say) == []
    assert figures(say, "--known-at", then) == before
    told = say("--known-at", then, "batches", "--json").rows
    assert [one["state"] for one in told] == ["live"]


def test_nothing_can_be_written_into_a_copy_and_it_says_so(say: Say, lines: Path, how: Path) -> None:
    say("import", lines, "--profile", how)
    then = last_tx(say)
    said = say("--known-at", then, "import", lines, "--profile", how)
    assert said.status == 1
    assert "As known at" in said.err
    assert f"transaction {then}" in said.err
    assert "opened for reading only" in said.err


def test_a_copy_that_is_kept_goes_without_the_workspace(say: Say, lines: Path, how: Path, tmp_path: Path) -> None:
    say("import", lines, "--profile", how)
    then, out = last_tx(say), tmp_path / "kept" / "then.cdesk"
    out.parent.mkdir()
    assert say("known-at", then, "--out", out).status == 0
    say("import", write_csv(tmp_path / "lines_9.csv", [HEAD, (*ROWS[0][:-1], "999")]), "--profile", how)
    for name in ("region.cdesk", "region.files"):
        (tmp_path / name).unlink()
    assert figures(say, "--workspace", out) == [("D1", "150.5"), ("D2", "120.25")]
    refused = say("--workspace", out, "import", lines, "--profile", how)
    assert (refused.status, "opened for reading only" in refused.err) == (1, True)
    again = say("--workspace", out, "known-at", then, "--out", out)
    assert (again.status, "exists already" in again.err) == (1, True)


def test_what_names_no_transaction_is_refused_in_words(say: Say, lines: Path, how: Path) -> None:
    say("import", lines, "--profile", how)
    for words, status, said in (
        ("2001-01-01", 1, "Nothing was known yet on 2001-01-01."),
        ("9999", 1, "There is no transaction 9999"),
        ("last quarter", 2, "“last quarter” is no transaction, no day and no reference."),
        ("HA-7F3K2-X", 2, "is no transaction, no day and no reference."),
    ):
        refused = say("known-at", words)
        assert (refused.status, said in refused.err) == (status, True), refused.err
