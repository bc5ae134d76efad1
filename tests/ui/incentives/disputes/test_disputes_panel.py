"""The part of disputes by clicks: a list comes in, rows get outcomes, the result is proven, approved and posted."""

from pathlib import Path

import pytest

from app.approvals.queries import approvals
from app.bootstrap import Desk
from tests.approving import give
from tests.disputing import ORDERS, Case, settled_case
from tests.ui.conftest import Heard
from tests.ui.incentives.parts import Rest, Visit, answer, opened
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.incentives.disputes import panel as module
from ui.incentives.disputes.panel import DisputesPanel
from ui.incentives.page import IncentivesPage


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> Case:
    return settled_case(desk, tmp_path)


@pytest.fixture
def page(case: Case, visit: Visit, at_rest: Rest) -> IncentivesPage:
    return opened(visit, at_rest, "disputes")


@pytest.fixture
def panel(page: IncentivesPage) -> DisputesPanel:
    found = page.panel("disputes")
    assert isinstance(found, DisputesPanel)
    return found


def test_a_dispute_goes_from_the_dealers_list_to_his_account(
    panel: DisputesPanel, case: Case, at_rest: Rest, heard: Heard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    his = case.list_of(*ORDERS[:2], ("XS3", 110), ("XS4", 40))
    answer(monkeypatch, module, {"payout": 0, "due": None, "document": "", "figure": "", "reason": "漏算"}, his)
    panel.new_button.click()
    at_rest()
    assert [panel.rows.grid.row_at(n).line.document for n in range(2)] == ["XS3", "XS4"]
    assert not panel.submit_button.isEnabled()
    answer(monkeypatch, module, {"outcome": "theirs", "answer": "按签收单补计"})
    panel.rows.view.select(0)
    panel.outcome_button.click()
    at_rest()
    answer(monkeypatch, module, {"outcome": "unproven", "answer": "无单据"})
    panel.rows.view.select(1)
    panel.outcome_button.click()
    at_rest()
    assert "20.20" in panel.said.text()
    proof = tmp_path / "签收单.pdf"
    proof.write_bytes(b"%PDF-1.4 signed")
    answer(monkeypatch, module, {}, proof)
    panel.file_button.click()
    at_rest()
    panel.submit_button.click()
    at_rest()
    assert not panel.post_button.isEnabled()
    assert panel.found is not None
    assert panel.found.disputes[0].approval == "open"
    with case.desk.db.read() as session:
        (waiting,) = approvals(session, open_only=True)
    give(case.desk.db, case.desk.workspace.files, waiting.id, case.people.checker,
         case.people.words(case.people.checker))  # fmt: skip
    at_rest()
    panel.post_button.click()
    at_rest()
    assert case.usable() == 2_020
    assert heard.said[-1][0] == "good"
    assert not panel.outcome_button.isEnabled()


def test_without_a_settlement_it_says_what_comes_first(visit: Visit, at_rest: Rest, heard: Heard) -> None:
    page = visit(IncentivesPage)
    page.choose("disputes")
    at_rest()
    found = page.panel("disputes")
    assert isinstance(found, DisputesPanel)
    found.new_button.click()
    assert heard.said[-1][0] == "info"


def test_it_can_be_read_in_every_face(
    page: IncentivesPage, panel: DisputesPanel, case: Case, look: Look, at_rest: Rest
) -> None:
    case.open(*ORDERS[:2], ("XS3", 110), ("XS4", 40))
    at_rest()
    assert check_every_face(page, look, data=["甲商贸", "季度返利", "R1"]) == []
