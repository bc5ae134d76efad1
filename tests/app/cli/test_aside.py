"""Rows put aside on the command line: written out, corrected in another program, taken back."""

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.app.cli.conftest import HEAD, LINES, ROWS, Said
from tests.desks import write_csv

Say = Callable[..., Said]
BAD = [("O8", 1, "D1", "P1", "2026-02-30", "", "", 1, 1), ("O9", 1, "D1", "=P1", "2026-02-03", "", "", "many", "-5")]


@pytest.fixture
def batch(say: Say, how: Path, tmp_path: Path) -> str:
    """A batch of which two rows were put aside."""
    path = write_csv(tmp_path / "x.csv", [HEAD, *ROWS, *BAD])
    return str(say("import", path, "--profile", how, "--json").rows[0]["batch"])


def mended(path: Path, changes: dict[str, dict[str, str]]) -> Path:
    """The written rows as a person saves them, by order number."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | changes.get(row["order"], {}) for row in rows)
    return path


def orders(say: Say) -> str:
    (row,) = say("kpi", "--only", "order_count", "--basis", "ordered", "--json").rows
    return str(row["value"])


def test_rows_written_out_and_corrected_come_back(say: Say, batch: str, tmp_path: Path) -> None:
    out = tmp_path / "aside.csv"
    assert "Written to aside.csv. Rows: 2" in say("quarantine", "--batch", batch, "--out", out).out
    assert "'=P1" in out.read_text("utf-8-sig"), "a spreadsheet shall not calculate it"
    mended(out, {"O8": {"ordered": "2026-02-28"}})
    tried = say("correct", batch, out, "--dry-run", "--json").json
    assert (tried["correction"], tried["taken"], tried["still_wrong"]) == (None, 1, 1)
    assert tried["rows"][0]["changed"] == {"ordered": {"before": "2026-02-30", "after": "2026-02-28"}}
    assert tried["rows"][1]["changed"] == {}
    assert (tried["feeds"][0]["new"], orders(say)) == (1, "3")
    said = say("--as", "李经理", "correct", batch, out, "--reason", "month end")
    assert (said.status, said.err) == (0, "")
    assert "ordered: 2026-02-30 → 2026-02-28" in said.out
    assert "Rows that are still wrong and go on waiting: 1" in said.out
    assert orders(say) == "4"
    assert [one["row"] for one in say("quarantine", "--json").rows] == [7]
    child, parent = say("batches", "--json").rows[1], say("batches", "--json").rows[0]
    assert (child["parent_ref"], child["reason"], parent["waiting"]) == (batch, "month end", 1)
    mended(out, {"O9": {"qty": "5"}})
    again = say("correct", batch, out, "--reason", "asked the dealer", "--json").json
    assert (again["taken"], again["corrected_before"]) == (1, 1)
    said = say("correct", batch, out, "--reason", "once more")
    assert (said.status, said.err) == (1, "Every row of aside.csv was corrected before; nothing was changed.\n")
    assert say("check").status == 0


def test_a_workbook_corrected_in_excel_comes_back_too(say: Say, batch: str, tmp_path: Path) -> None:
    out = tmp_path / "aside.xlsx"
    say("--as", "李经理", "quarantine", "--batch", batch, "--out", out)
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(3, titles.index("qty") + 1).value = 12
    book.save(out)
    found = say("correct", batch, out, "--reason", "asked", "--json").json
    assert (found["taken"], found["still_wrong"]) == (1, 1)
    assert found["rows"][1]["changed"] == {"qty": {"before": "many", "after": "12"}}
    assert say("undo").status == 0
    assert len(say("quarantine", "--json").rows) == 2


REFUSALS = [
    (["{batch}", "{out}"], "A correction needs a reason"),
    (["{batch}", "{out}", "--reason", "x"], "None of the rows can be taken in yet; nothing was changed."),
    (["{batch}", "{strange}", "--reason", "x"], "strange.csv holds no rows put aside"),
    (["{batch}", "{foreign}", "--reason", "x"], "foreign.csv: row 999 was not put aside by"),
    (["{batch}", "--again"], "No row that waits in"),
    (["B-NONE", "{out}", "--reason", "x"], "There is no batch “B-NONE”."),
]


@pytest.mark.parametrize(("words", "sentence"), REFUSALS)
def test_what_cannot_be_taken_back_is_refused_in_words(
    say: Say, batch: str, tmp_path: Path, words: list[str], sentence: str
) -> None:
    out = tmp_path / "aside.csv"
    say("--as", "李经理", "quarantine", "--batch", batch, "--out", out)
    files = {"batch": batch, "out": out, "strange": write_csv(tmp_path / "strange.csv", [HEAD, *ROWS]),
             "foreign": write_csv(tmp_path / "foreign.csv", [("#id", *HEAD), (999, *ROWS[0])])}  # fmt: skip
    said = say("correct", *(word.format(**files) for word in words))
    assert said.status == 1
    assert sentence in said.err
    assert say("correct", batch, "--reason", "x").status == 2, "neither a file nor --again"
    assert orders(say) == "3"


def test_corrections_are_taken_up_again_under_a_corrected_profile(
    say: Say, batch: str, how: Path, tmp_path: Path
) -> None:
    out = tmp_path / "aside.csv"
    say("--as", "李经理", "quarantine", "--batch", batch, "--out", out)
    say("correct", batch, mended(out, {"O8": {"ordered": "2026-02-28"}}), "--reason", "month end")
    how.write_text(LINES.replace('amount = "amount"', 'amount = { column = "amount", factor = "10" }'), "utf-8")
    said = say("import", tmp_path / "x.csv", "--profile", how)
    second = say("batches", "--json").rows[0]["ref"]
    assert f"Rows corrected under the earlier profile wait again: 1. Take them up: correct {second} --again" in said.out
    assert orders(say) == "3"
    found = say("correct", second, "--again", "--reason", "as before", "--json").json
    assert (found["taken"], orders(say)) == (1, "4")
    assert say("check").status == 0
    assert say("quarantine", "--batch", second, "--out", tmp_path / "x.pdf").status == 1
