"""A reference out of a report leads back to the cells, on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import ROWS, Said

Say = Callable[..., Said]


@pytest.fixture
def ref(say: Say, lines: Path, how: Path) -> str:
    """The reference of a dealer's sales."""
    assert say("import", lines, "--profile", how).status == 0
    asked = ("--only", "net_amount", "--basis", "ordered", "--by", "dealer", "--from", "2026-01", "--to", "2026-03")
    (row, _) = say("kpi", *asked, "--json").rows
    assert row["keys"] == {"dealer": "D1"}
    return str(row["ref"])


def test_a_reference_opens_rows_batch_file_and_cell(say: Say, ref: str) -> None:
    found = say("trace", ref, "--json").json
    assert (found["ref"], found["value"], found["added"]) == (ref, "150.5", {"net_amount": "150.5"})
    (source,) = found["sources"]
    amounts = [
        (one["file"], one["row"], cell["cell"], cell["text"])
        for one in source["listed"]
        for cell in one["cells"]
        if cell["field"] == "amount"
    ]
    (batch,) = found["batches"]
    assert (batch["batch"], batch["file"], batch["rows"]) == (source["listed"][0]["batch"], "lines_202603.csv", 2)
    assert amounts == [("lines_202603.csv", 2, "I2", ROWS[0][-1]), ("lines_202603.csv", 3, "I3", ROWS[1][-1])]


def test_after_a_withdrawal_the_same_reference_opens_the_same_rows(say: Say, ref: str) -> None:
    before = say("trace", ref, "--json").json
    (batch,) = {one["batch"] for one in before["sources"][0]["listed"]}
    assert say("withdraw", batch).status == 0
    after = say("trace", ref, "--json").json
    assert (before["copy"], after["copy"]) == (False, True)
    assert {**after, "copy": False} == before
    assert "As known at" in say("trace", ref).out


def test_a_person_reads_it_in_a_few_lines(say: Say, ref: str) -> None:
    said = say("trace", ref, "--rows", "1").out
    assert "Net sales · 2026-01..2026-03 · D1: 150.5" in said
    assert "net_amount = 150.5" in said
    assert "I2 amount “100.50”" in said
    assert "Further rows: 1" in said
    assert "Source batches: 1" in said


def test_a_wrong_reference_is_refused_in_words(say: Say, ref: str) -> None:
    for wrong in (ref.replace("2026-01", "2026-02"), ref[:-1] + ("0" if ref[-1] != "0" else "1"), "net sales"):
        refused = say("trace", wrong)
        assert (refused.status, "look for a typing error" in refused.err) == (2, True)
