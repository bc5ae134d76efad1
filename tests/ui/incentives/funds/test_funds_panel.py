"""The part of funds by clicks: money is asked for, approved, proven, claimed and paid."""

from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.clock import FixedClock
from tests.funding import Funded, funded
from tests.ui.conftest import Heard
from tests.ui.incentives.parts import Rest, Visit, answer, opened
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.incentives.funds import panel as module
from ui.incentives.funds.panel import FundsPanel
from ui.incentives.page import IncentivesPage


@pytest.fixture
def case(desk: Desk, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Funded:
    monkeypatch.setattr(desk.db, "clock", clock)
    return funded(desk, tmp_path)


@pytest.fixture
def page(case: Funded, visit: Visit, at_rest: Rest) -> IncentivesPage:
    return opened(visit, at_rest, "funds")


@pytest.fixture
def panel(page: IncentivesPage) -> FundsPanel:
    found = page.panel("funds")
    assert isinstance(found, FundsPanel)
    return found


def can(panel: FundsPanel) -> list[str]:
    """The steps that are offered."""
    return [act for button, act in panel._acts if button.isEnabled()]


def test_a_request_goes_from_its_asking_to_its_payment(
    panel: FundsPanel, case: Funded, at_rest: Rest, heard: Heard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert panel.funds.grid.rowCount() == 1
    assert panel.found is not None
    today = panel.found.today
    said = {"title": "春季推广会", "from_on": today, "to_on": today + 2, "amount_e4": 60_000_000, "note": ""}
    answer(monkeypatch, module, said | {"policy_id": case.policy_id, "party_id": case.other})
    panel.new_button.click()
    at_rest()
    assert panel.list.grid.rowCount() == 0, "that dealer takes no part"
    answer(monkeypatch, module, said | {"policy_id": case.policy_id, "party_id": case.party})
    panel.new_button.click()
    at_rest()
    assert can(panel) == ["change", "drop", "submit"]
    answer(monkeypatch, module, said | {"amount_e4": 50_000_000})
    panel.change_button.click()
    at_rest()
    panel.submit_button.click()
    at_rest()
    assert can(panel) == ["change", "drop"]
    case.approve(panel.list.current.id)
    at_rest()
    assert can(panel) == ["drop", "prove"]
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(b"jpg")
    answer(monkeypatch, module, {"amount_e4": 45_000_000}, photo)
    panel.prove_button.click()
    at_rest()
    panel.claim_button.click()
    at_rest()
    panel.pay_button.click()
    at_rest()
    assert can(panel) == []
    row = case.row(panel.list.current.id)
    assert (row.state, row.paid_minor, case.fund().left_minor) == ("paid", 450_000, 550_000)
    assert heard.said[-1][0] == "good"


def test_every_face_of_the_part_reads_well(
    page: IncentivesPage, panel: FundsPanel, case: Funded, look: Look, at_rest: Rest
) -> None:
    assert check_every_face(page, look) == []
    case.approve(case.ask())
    at_rest()
    assert check_every_face(page, look) == []
