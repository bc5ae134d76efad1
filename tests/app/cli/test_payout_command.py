"""Payouts explained from the command line: posted or tried, documents asked for, the statement written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.workspace import Workspace
from app.incentives.ledger.queries import list_postings
from tests.app.cli.conftest import Said
from tests.app.incentives.explain.story import begin
from tests.desks import desk_of


@pytest.fixture
def posting(tmp_path: Path) -> str:
    """A quarter settled in the workspace of this test; the posting's reference."""
    (tmp_path / "files").mkdir()
    with Workspace.create(tmp_path / "region.cdesk") as workspace:
        begin(desk_of(workspace), tmp_path / "files").settle()
        with workspace.db.read() as session:
            return list_postings(session)[0].ref


def test_a_payout_is_told_step_by_step_and_its_statement_written(
    say: Callable[..., Said], posting: str, tmp_path: Path
) -> None:
    told = say("payout", "show", posting, "D1", "--json").json
    assert (told["payable_minor"], told["holds"], told["adds_up"]) == (2_000, True, True)
    assert [one["code"] for one in told["steps"] if one["depth"] == 0] == [
        "documents", "base", "tiers", "cap", "payable",
    ]  # fmt: skip
    plain = say("--lang", "en", "payout", "show", posting, "D1").out
    assert "● The amount that was posted comes out again" in plain
    assert "Entitled to 20.00 CNY; payable now 20.00" in plain

    assert say("payout", "statement", posting, "D1", "--out", tmp_path / "s.pdf").status == 0
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    assert say("payout", "statement", posting, "D1", "--out", tmp_path / "s.xlsx").status == 0
    assert (tmp_path / "s.xlsx").read_bytes().startswith(b"PK")
    assert say("payout", "statement", posting, "D1").status == 2


def test_every_dealer_of_a_posting_gets_his_files(say: Callable[..., Said], posting: str, tmp_path: Path) -> None:
    told = say("payout", "statement", posting, "all", "--out", tmp_path / "all", "--json").json

    assert told == {"statements": 2, "changed_since": []}
    assert sorted(one.name for one in (tmp_path / "all").iterdir()) == [
        "D1 甲商贸 2026-Q1.pdf", "D1 甲商贸 2026-Q1.xlsx", "D2 乙商贸 2026-Q1.pdf", "D2 乙商贸 2026-Q1.xlsx",
    ]  # fmt: skip
    assert say("payout", "statement", posting, "all").status == 2


def test_why_not_this_document_and_a_policy_that_is_only_tried(say: Callable[..., Said], posting: str) -> None:
    (answer,) = say("payout", "why", posting, "D1", "--document", "XS3", "--json").json
    assert (answer["document"], answer["counts"], answer["reason"]) == ("XS3", False, "freight")
    (later,) = say("payout", "why", "R1", "D1", "--period", "2026-Q1", "--document", "XS4", "--json").json
    assert later["counts"] is False

    tried = say("payout", "show", "R1", "D2", "--period", "2026-Q1", "--json").json
    assert (tried["posting"], tried["payable_minor"]) == (None, 10)
    assert "Name the period" in say("--lang", "en", "payout", "show", "R1", "D1").err
