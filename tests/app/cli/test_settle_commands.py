"""Settlements, accounts and statements from the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.approvals.queries import approvals
from app.bootstrap import Desk
from app.core.workspace import Workspace
from tests.app.cli.conftest import Said
from tests.app.incentives.ledger.books import approve, desk_with, policy, signed
from tests.desks import desk_of


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """A workspace with invoices and a signed policy."""
    (tmp_path / "files").mkdir()
    path = tmp_path / "region.cdesk"
    with Workspace.create(path) as workspace:
        signed(desk_with(workspace, tmp_path / "files"), policy())
    return path


@pytest.fixture
def opened(region: Path) -> Callable[[], Iterator[Desk]]:
    """The workspace as another program opens it."""

    def open_it() -> Iterator[Desk]:
        with Workspace.open(region) as workspace:
            yield desk_of(workspace)

    return open_it


def test_a_period_is_shown_approved_by_somebody_else_posted_and_exported(
    say: Callable[..., Said], opened: Callable[[], Iterator[Desk]], tmp_path: Path
) -> None:
    run = ("R1", "--period", "2026-Q1", "--kind", "final", "--day", "2026-04-10")
    told = say("settle", "show", *run, "--json").json
    assert (told["settled_minor"], told["needs_approval"], told["approval"]) == (280_00, True, None)
    assert say("settle", "post", *run).status == 1
    assert say("--as", "李经理", "settle", "ask", *run).status == 0
    for desk in opened():
        with desk.db.read() as session:
            (waiting,) = approvals(session, open_only=True)
        approve(desk, waiting.id)
    assert say("settle", "post", *run).status == 0

    (posted,) = say("settle", "list", "--json").json
    assert (posted["kind"], posted["rows"], posted["sha256"]) == ("final", 4, told["sha256"])
    assert say("settle", "export", "--out", tmp_path / "ledger.csv", "--day", "2026-04-10").status == 0
    assert "PO-" in (tmp_path / "ledger.csv").read_text(encoding="utf-8-sig")
    assert say("settle", "rebuild").status == 0
    found = say("account", "D1", "--day", "2026-04-10", "--json").json
    assert (found["balance_minor"], found["owed_minor"], len(found["rows"])) == (240_00, 0, 2)
    assert "240.00" in say("account", "--day", "2026-04-10").out
    order = ("--order", "SO1", "--order-total", "1000", "--day", "2026-04-10")
    assert "not an amount" in say("account", "D1", "--use", "0.001", *order).err
    used = say("account", "D1", "--use", "12.50", *order, "--json").json
    assert (used["used_minor"], used["balance_minor"]) == (12_50, 227_50), "typed in units, not in minor ones"


def test_an_accrual_is_posted_and_taken_back_without_approval(say: Callable[..., Said], region: Path) -> None:
    assert region.exists()
    run = ("R1", "--period", "2026-Q1", "--kind", "accrual", "--day", "2026-02-28")
    assert say("settle", "post", *run).status == 0
    (posted,) = say("settle", "list", "--json").json
    assert say("settle", "reverse", posted["ref"], "--day", "2026-03-01").status == 1
    assert say("settle", "reverse", posted["ref"], "--day", "2026-03-01", "--reason", "too early").status == 0
    assert say("account", "D1", "--day", "2026-03-02", "--json").json["owed_minor"] == 0
    assert say("settle", "uses").status == 0
    assert say("settle", "expire").status == 0
    assert say("settle", "show", "XX").status == 1


def test_statements_go_out_and_come_back(say: Callable[..., Said], region: Path, tmp_path: Path) -> None:
    assert region.exists()
    assert say("settle", "post", "R1", "--period", "2026-Q1", "--kind", "accrual", "--day", "2026-02-28").status == 0
    assert say("statements", "issue", "--period", "2026-Q1").status == 0
    found = say("statements", "--json").json
    assert {one["state"] for one in found} == {"issued"}
    one = found[0]["ref"]
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")

    assert say("statements", "confirm", one).status == 1
    assert say("statements", "object", one, "--note", "SO-1 is missing").status == 0
    assert say("statements", "returned", one).status == 2
    assert say("statements", "returned", one, "--scan", tmp_path / "scan.pdf").status == 0
    assert say("statements", "confirm", one).status == 0
    assert say("statements", "save", one, "--out", tmp_path / "s.pdf").status == 0
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    assert say("statements", "late", "--json").json == []
