"""Decisions by clicks: what one shall change is typed, measured on its day, and what it opens cites it."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.texts import ZH
from app.core.workspace import Workspace
from app.meetings.effects.queries import aims
from app.planning.targets.queries import list_plans
from tests.app.meetings.effects.decided import CHECK, MONTHS, Decided, build
from tests.desks import sign
from tests.once import Once
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.core.ask import Ask, AskDialog
from ui.core.look import Look
from ui.core.words import Words
from ui.meetings.decisions import panel as module
from ui.meetings.decisions.panel import DecisionsPanel
from ui.meetings.decisions.table import Line
from ui.meetings.page import MeetingsPage

Rest = Callable[[], None]


@pytest.fixture(scope="session")
def decided(once: Once) -> Path:
    """The folder that all tests copy."""
    return once("decided effects", build)


@pytest.fixture
def at(decided: Path, tmp_path: Path) -> Iterator[Decided]:
    """A copy of it, with somebody who works in it."""
    for name in ("decided.cdesk", "decided.files"):
        shutil.copy(decided / name, tmp_path / name)
    with Workspace.open(tmp_path / "decided.cdesk") as workspace:
        found = Decided(workspace)
        sign(found.desk)
        yield found


@pytest.fixture
def desk(at: Decided) -> Desk:
    return at.desk


@pytest.fixture
def panel(desk: Desk, visit: Callable[[type[MeetingsPage]], MeetingsPage], at_rest: Rest) -> DecisionsPanel:
    page = visit(MeetingsPage)
    page.open({"panel": "decisions"})
    at_rest()
    found = page.panel("decisions")
    assert isinstance(found, DecisionsPanel)
    return found


def type_in(monkeypatch: pytest.MonkeyPatch, **typed: object) -> list[str]:
    """Fill the next dialogs as somebody would; what a dialog complains of is listed."""
    complaints: list[str] = []

    def ask(look: Look, parent: object, title: Words, fields: Sequence[Ask], **more: object) -> object:
        del parent
        dialog = AskDialog(look, None, title, fields, accept=str(more["accept"]))
        for name, value in typed.items():
            dialog.put(name, value)
        dialog.accept()
        complaints.extend(name for name in typed if not dialog.values)
        found = dialog.values
        dialog.deleteLater()
        return found or None

    monkeypatch.setattr(module, "ask", ask)
    return complaints


def test_an_effect_is_expected_measured_on_its_day_and_shown(
    panel: DecisionsPanel, at: Decided, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [panel.table.grid.row_at(n).decision.text for n in range(panel.table.grid.rowCount())] == [
        "对两家追加陈列支持"
    ]
    assert not panel.measure_button.isEnabled()
    complaints = type_in(monkeypatch, kpi="net_amount", change="many", treated="D1, D2")
    panel.expect_button.click()
    at_rest()
    assert complaints, "a change is a number"
    type_in(monkeypatch, kpi="net_amount", change="+0.5万", treated="D1，D2")
    panel.expect_button.click()
    at_rest()
    with at.db.read() as session:
        (aim,) = aims(session)
    assert aim.change == 5_000
    assert (aim.months, aim.check_on) == (MONTHS, CHECK)
    assert aim.treated == {"dealers": sorted([at.ids["D1"], at.ids["D2"]])}
    assert "尚未衡量" in panel.detail.said.text()
    assert panel.detail.chart.isHidden()
    panel.measure_button.click()
    at_rest()
    assert "为时过早" in panel.detail.said.text()
    at.on(date(2026, 8, 12))
    panel.measure_button.click()
    at_rest()
    assert "达到" in panel.detail.said.text()
    assert not panel.detail.chart.isHidden()
    assert not panel.expect_button.isEnabled(), "what was expected stays"
    assert "命中率 100%" in panel.rate.text()


def test_what_is_expected_may_be_changed_to_another_kpi_and_withdrawn_while_it_waits(
    panel: DecisionsPanel, at: Decided, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, kpi="net_amount", change="5%", treated="")
    panel.expect_button.click()
    at_rest()
    type_in(monkeypatch, kpi="return_rate", change="-2", against="named", control="D3,D4", treated="D1")
    panel.expect_button.click()
    at_rest()
    with at.db.read() as session:
        found = {one.kpi: one for one in aims(session)}
    assert (found["net_amount"].state, found["return_rate"].state) == ("withdrawn", "waiting")
    assert str(found["return_rate"].change) == "-1/50", "a bare number of a share is points"
    line = panel.table.current
    assert isinstance(line, Line)
    assert line.aim is not None
    assert line.aim.kpi == "return_rate"
    panel.withdraw_button.click()
    at_rest()
    with at.db.read() as session:
        assert {one.state for one in aims(session)} == {"withdrawn"}


def test_a_target_and_a_task_are_opened_and_lead_to_their_pages(
    panel: DecisionsPanel, at: Decided, at_rest: Rest, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not panel.dossier_button.isEnabled(), "without a signed policy and an assessed quarter there is no dossier"
    type_in(monkeypatch, dealer_id="D1", months="2026-05..2026-06", amount="3.2万")
    panel.target_button.click()
    at_rest()
    with at.db.read() as session:
        (plan,) = list_plans(session)
    assert (plan.year, plan.state, plan.lines) == (2026, "draft", 1)
    type_in(monkeypatch, title="谈陈列协议", owner_id=at.chair, due_on="2026-05-01", dealer_id="D1")
    panel.task_button.click()
    at_rest()
    line = panel.table.current
    assert isinstance(line, Line)
    assert [one.entity for one in line.decision.links] == ["target_plan", "action_item"]
    panel.context.go(line.decision.links[0].page, dict(line.decision.links[0].target))
    assert heard.gone[-1] == ("targets", {"plan": plan.id})


def test_every_face_of_the_part_is_complete(panel: DecisionsPanel, at: Decided, at_rest: Rest, look: Look) -> None:
    aim = at.aim()
    at.on(date(2026, 8, 12))
    at.measured(aim)
    panel.reload()
    at_rest()
    assert look.lang == ZH
    check_every_face(panel, look)
