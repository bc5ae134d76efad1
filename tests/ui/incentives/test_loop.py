"""The loop by clicks on the practice region: health → dossier → approval → settlement → statement the dealer can check.

The quarter is assessed and a policy in effect beforehand; from there on nothing is called but what a button calls.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from app.approvals.service import approval
from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.workspace import Workspace
from app.incentives.dossier.queries import DossierLine, dossier_lines
from app.incentives.ledger.queries import list_postings
from app.incentives.policies.queries import active_on, versions_of
from app.incentives.policies.service import activate_due, mark_simulated, save_draft, sign_version, submit
from app.incentives.policy import Basis, Parties, Policy, Scale, Tier
from tests.approving import People, enrol, give
from tests.ui.conftest import Heard
from ui.approvals.page import ApprovalsPage
from ui.core.ask import AskDialog
from ui.core.dialogs import Dialog
from ui.core.page import Page
from ui.core.panel import Panel
from ui.health.page import HealthPage
from ui.health.review.panel import ReviewPanel
from ui.incentives.dossiers.panel import DossiersPanel
from ui.incentives.explain.view import PayoutView
from ui.incentives.page import IncentivesPage
from ui.incentives.settlement.panel import SettlementPanel

P = TypeVar("P", bound=Page)
F = TypeVar("F", bound=Panel)
Rest = Callable[[], None]
YEAR = day_number(date(2026, 1, 1)), day_number(date(2026, 12, 31))
APRIL = day_number(date(2026, 4, 1))
POLICY = Policy(
    "M26", "月度返利", name_en="Monthly rebate", from_on=YEAR[0], to_on=YEAR[1], parties=Parties(tiers=("city",)),
    basis=Basis(event="ordered"), span="quarter",
    scale=Scale(tiers=(Tier(0, 5_000_000, 10_000), Tier(5_000_000, None, 20_000))),
)  # fmt: skip


@pytest.fixture
def workspace(taken: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the practice region, its last quarter assessed."""
    for name in ("region.cdesk", "region.files"):
        shutil.copy(taken / name, tmp_path / name)
    with Workspace.open(tmp_path / "region.cdesk") as opened:
        yield opened


@pytest.fixture
def people(desk: Desk) -> People:
    """Who makes, who approves; the maker works here."""
    found = enrol(desk.db)
    desk.workspace.set_person(found.maker)
    desk.db.actor = found.maker
    return found


@pytest.fixture
def policy(desk: Desk, people: People) -> str:
    """A policy in effect; its id."""
    db, files = desk.db, desk.workspace.files
    version = db.write(Action("test"), lambda s: save_draft(s, policy=POLICY)).value
    kept, today = files.put(b"{}"), day_number(desk.clock.today())
    db.write(Action("test"), lambda s: mark_simulated(s, version_id=version, simulation_sha256=kept, today=today))
    asked = submit(db, files, version_id=version)
    give(db, files, asked, people.checker, people.words(people.checker))
    db.write(Action("test"), lambda s: sign_version(s, version_id=version, approval_id=asked, today=today))
    db.write(Action("test"), lambda s: activate_due(s, today=today))
    with db.read() as session:
        return next(one.policy_id for one in active_on(session, today))


@dataclass
class Hand:
    """A hand on the mouse: what it clicks, and what it answers in dialogs."""

    visit: Callable[[type[Page]], Page]
    at_rest: Rest
    answers: dict[str, Any]

    def click(self, button: QPushButton) -> None:
        """One that can be clicked, and what follows."""
        assert button.isEnabled(), button.text()
        assert not button.isHidden(), button.text()
        button.click()
        self.at_rest()

    def page(self, kind: type[P]) -> P:
        """A page as it comes up."""
        found = self.visit(kind)
        assert isinstance(found, kind)
        return found

    def part(self, name: str, kind: type[F]) -> F:
        """A part of the page of incentives, chosen on its bar."""
        page = self.page(IncentivesPage)
        page.bar.choose(name)
        page.choose(name)
        self.at_rest()
        found = page.panel(name)
        assert isinstance(found, kind)
        return found


@pytest.fixture
def hand(visit: Any, at_rest: Rest, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Every dialog is answered with what the hand has in mind, and agreed to."""
    found = Hand(visit, at_rest, {})

    def run(dialog: Dialog) -> bool:
        if isinstance(dialog, AskDialog):
            for name, value in found.answers.items():
                if name in dialog.fields:
                    dialog.put(name, value)
            dialog.accept()
            at_rest()  # one that tries first closes once it succeeded
            return bool(dialog.values)
        return True

    monkeypatch.setattr(Dialog, "run", run)
    return found


def _sign_review(hand: Hand) -> None:
    """The quarter's review: begun, the region commented, a grade looked at, signed."""
    page = hand.page(HealthPage)
    hand.click(page.review_button)
    panel = page.drawer.findChild(ReviewPanel)
    assert panel is not None
    hand.click(panel.acts.begin_button)
    panel.words.setPlainText("库存是本季的主题。")
    hand.click(panel.words_button)
    hand.click(panel.acts.go_button)
    hand.click(panel.acts.sign_button)
    assert panel.view is not None
    assert panel.view.state == "signed"


def _propose(hand: Hand) -> DossiersPanel:
    """By the table; one of them otherwise, with a reason; simulated; submitted together."""
    panel = hand.part("dossiers", DossiersPanel)
    hand.click(panel.acts.propose_button)
    assert panel.table.grid.rowCount()
    hand.answers = {"factor": "90", "reason": "回款已改善，减半执行"}
    hand.click(panel.acts.change_button)
    hand.click(panel.acts.simulate_button)
    hand.click(panel.acts.submit_button)
    return panel


def _approve(hand: Hand, people: People) -> None:
    """Whatever waits, on the maker's machine, with the checker's own passphrase."""
    page = hand.page(ApprovalsPage)
    assert page.waiting.grid.rowCount() == 1
    page.waiting.opened.emit(page.waiting.grid.row_at(0))
    hand.at_rest()
    assert page.view is not None
    hand.answers = {"person_id": people.checker, "passphrase": people.words(people.checker), "reason": ""}
    hand.click(page.view.approve_button)
    assert page.waiting.grid.rowCount() == 0


def _settle(hand: Hand, people: People, version: str) -> SettlementPanel:
    """What came since the first of April: asked for, approved, posted."""
    panel = hand.part("settlement", SettlementPanel)
    panel.policy.picked.emit(version)
    hand.at_rest()
    panel.kinds.picked.emit("partial")
    hand.at_rest()
    hand.click(panel.ask_button)
    _approve(hand, people)
    panel.reload()
    hand.at_rest()
    hand.click(panel.post_button)
    return panel


def _lines(desk: Desk) -> list[DossierLine]:
    with desk.db.read() as session:
        return dossier_lines(session)


def test_from_a_quarters_health_to_a_statement_that_the_dealer_can_check(
    desk: Desk, people: People, policy: str, hand: Hand, heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sign_review(hand)
    dossiers = _propose(hand)
    lines = _lines(desk)
    assert {one.state for one in lines} == {"approving"}
    assert lines[0].evidence["signed_sha256"]
    _approve(hand, people)
    with desk.db.read() as session:
        assert approval(session, lines[0].approval_id).state == "approved"
    dossiers.reload()
    hand.at_rest()
    hand.click(dossiers.acts.effect_button)
    assert {one.state for one in _lines(desk)} == {"in_effect"}
    with desk.db.read() as session:
        version = versions_of(session, policy)[0]
    assert (version.number, version.from_on) == (2, APRIL)

    settlement = _settle(hand, people, version.id)
    with desk.db.read() as session:
        posting = list_postings(session)[0]
    assert posting.kind == "partial"
    settlement.show_part("posted")
    hand.at_rest()
    adjusted = {one.party_id: one for one in lines}
    grid = settlement.postings.rows.grid
    rows = [grid.row_at(n) for n in range(grid.rowCount())]
    row = next(one for one in rows if one.entry.row.kind == "credit" and one.entry.row.party_id in adjusted)
    settlement.postings.rows.opened.emit(row)
    hand.at_rest()
    payout = settlement.drawer.findChild(PayoutView)
    assert payout is not None
    assert payout.statement is not None
    tree = payout.statement.tree
    assert all(check.holds for check in tree.checks)
    factor = version.policy.dealer_factors[row.entry.row.party_id]
    assert factor == adjusted[row.entry.row.party_id].factor
    target = tmp_path / "statement.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    hand.click(payout.book_button)
    book = openpyxl.load_workbook(target, data_only=True)
    shown = {cell.value for sheet in book for line in sheet.iter_rows() for cell in line}
    assert row.entry.row.amount_minor / 100 in shown
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "dossier.pdf"), ""))
    dossiers = hand.part("dossiers", DossiersPanel)
    hand.click(dossiers.pdf_button)
    assert (tmp_path / "dossier.pdf").read_bytes().startswith(b"%PDF-")
    assert not [one for one in heard.said if one[0] == "bad"]
