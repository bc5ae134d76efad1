"""Approvals from the command line: passphrases are lines of standard input, who decides says what he saw."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from app.approvals.queries import approvals
from app.core.workspace import Workspace
from tests.app.cli.conftest import Said
from tests.approving import CHECKER, MAKER, THIRD, WORDS, ask, enrol

Typed = Callable[..., None]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """What stands on standard input, a line each."""
    return lambda *lines: monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in lines)))


@pytest.fixture
def asked(say: Callable[..., Said], lines: Path, how: Path, tmp_path: Path) -> str:
    """A request of the maker in the workspace of the commands; its reference."""
    assert say("import", lines, "--profile", how).status == 0
    (path,) = tmp_path.rglob("*.cdesk")
    with Workspace.open(path) as workspace:
        people = enrol(workspace.db)
        found = ask(workspace.db, workspace.files, people.maker, content=b"pay 1,000", amount_minor=123_450)
        with workspace.db.read() as session:
            return next(one.ref for one in approvals(session) if one.id == found)


def test_it_is_shown_and_approved_by_who_knows_the_passphrase(
    say: Callable[..., Said], asked: str, typed: Typed
) -> None:
    (row,) = say("--as", CHECKER, "approve", "--json").rows
    assert (row["ref"], row["mine"], row["made_by"], row["amount_minor"]) == (asked, True, MAKER, 123_450)
    assert "1,234.50 CNY" in say("approve").out
    assert "pay 1,000" in say("approve", "show", asked).out
    assert "Name who decides" in say("approve", "yes", asked).err
    decide = ("--as", MAKER, "approve", "yes", asked, "--by")
    typed(WORDS[MAKER])
    assert "somebody else has to" in say(*decide, MAKER, "--seen", row["sha256"]).err
    typed("not the right words")
    assert "passphrase is wrong" in say(*decide, CHECKER, "--seen", row["sha256"]).err
    typed(WORDS[CHECKER])
    assert "changed since you looked" in say(*decide, CHECKER, "--seen", "0" * 64).err
    typed(WORDS[CHECKER])
    found = say(*decide, CHECKER, "--seen", row["sha256"], "--json").json
    assert (found["state"], found["decisions"][0]["person"]) == ("approved", CHECKER)
    assert say("approve", "--json").rows == []
    assert [one["state"] for one in say("approve", "--all", "--json").rows] == ["approved"]


def test_a_sheet_goes_round_and_its_scan_is_recorded(say: Callable[..., Said], asked: str, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    assert say("approve", "sheet", asked, "--out", sheet).status == 0
    document = pypdfium2.PdfDocument(sheet)
    text = document[0].get_textpage().get_text_range()
    document.close()
    (row,) = say("approve", "--json").rows
    assert row["sha256"][:8] in text
    record = ("--as", MAKER, "approve", "oa", asked, "--scan", sheet, "--number", "OA-9", "--approver", "赵总")
    assert "another hash" in say(*record, "--printed", "1" * 12).err
    assert "no day" in say(*record, "--printed", row["sha256"][:12], "--on", "yesterday").err
    found = say(*record, "--printed", row["sha256"][:12], "--json").json
    assert (found["state"], found["decisions"][0]["number"]) == ("approved", "OA-9")


def test_rules_and_passphrases(say: Callable[..., Said], asked: str, typed: Typed) -> None:
    assert asked
    rule = ("--as", MAKER, "approve", "rule", "--kind", "fund", "--from", "5万", "--step", f"{CHECKER}，{THIRD}",
            "--step", "*", "--json")  # fmt: skip
    assert "somebody other than you" in say(*rule).err
    typed(WORDS[CHECKER])
    (made,) = say(*rule, "--by", CHECKER).rows
    assert (made["from_minor"], sorted(made["steps"][0]), made["steps"][1]) == (5_000_000, sorted((CHECKER, THIRD)), [])
    assert "50,000.00 CNY" in say("approve", "rules").out
    typed(WORDS[THIRD])
    assert say("--as", MAKER, "approve", "drop-rule", made["ref"], "--by", THIRD, "--json").rows == []
    typed("another sentence to remember", WORDS[THIRD])
    assert say("approve", "enrol", THIRD, "--own").status == 0
    typed("another sentence to remember", "wrong words of a witness")
    assert "wrong" in say("approve", "enrol", MAKER, "--by", CHECKER).err
    assert {one["name"]: one["wrong"] for one in say("approve", "people", "--json").rows}[CHECKER] == 1


def test_the_maker_takes_it_back(say: Callable[..., Said], asked: str) -> None:
    assert "Only who asked" in say("--as", CHECKER, "approve", "withdraw", asked).err
    said = say("--as", MAKER, "approve", "withdraw", asked).out.strip()
    assert said.startswith(asked)
    assert "{" not in said, "a sentence; what is kept is printed for --json alone"
    assert say("approve", "show", asked, "--json").json["state"] == "void"
