"""The count sheet of a price protection by a click."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.bootstrap import Desk
from app.core.db import Action
from app.incentives.policies import service
from tests.counting import protection, take_in_stock
from tests.desks import sign
from tests.ui.conftest import Heard
from ui.incentives.page import IncentivesPage
from ui.incentives.policies.panel import PoliciesPanel


def test_the_sheet_is_saved_and_known_when_it_comes_back(
    visit: Callable[[type[IncentivesPage]], IncentivesPage], desk: Desk, heard: Heard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, at_rest: Callable[[], None],
) -> None:  # fmt: skip
    """The button is there for a price protection only."""
    sign(desk)
    take_in_stock(desk, tmp_path)
    policy = protection(desk)
    desk.db.write(Action("t"), lambda session: service.save_draft(session, policy=policy))
    panel = visit(IncentivesPage).panel("policies")
    assert isinstance(panel, PoliciesPanel)
    at_rest()
    out, asked = tmp_path / "count.xlsx", list[str]()

    def chosen(_owner: object, _title: str, start: str, *_rest: object) -> tuple[str, str]:
        asked.append(start)
        return str(out), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    assert panel.acts.count.isVisibleTo(panel)
    panel.acts.count.click()
    at_rest()
    assert "J1 2026-03-15" in asked[0]
    assert out.is_file()
    assert desk.shelf.fitting("count (1).xlsx").feeds == ("stock",)
    assert heard.said
