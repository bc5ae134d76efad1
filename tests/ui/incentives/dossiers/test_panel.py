"""A quarter's adjustments by clicks: proposed, changed, left as they are, simulated, submitted, in effect."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from app.bootstrap import Desk
from app.incentives.dossier.reading import read_addable
from tests.app.health.rounds import keep_quarter
from tests.app.incentives.dossier.batches import Batches, Q
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face, settle
from ui.core.ask import AskDialog
from ui.core.dialogs import Dialog
from ui.core.page import Context
from ui.incentives.dossiers.acts import typed_rate
from ui.incentives.dossiers.panel import PROPOSALS, RULES, DossiersPanel
from ui.incentives.page import IncentivesPage

Visit = Callable[[type[IncentivesPage]], IncentivesPage]
Rest = Callable[[], None]


@pytest.fixture
def at(desk: Desk) -> Batches:
    """A frozen quarter and a policy in effect."""
    return Batches(desk.workspace)


@pytest.fixture
def page(visit: Visit, at_rest: Rest) -> Callable[[], IncentivesPage]:
    """The page with its part of adjustments in sight."""

    def opened() -> IncentivesPage:
        found = visit(IncentivesPage)
        found.choose("dossiers")
        at_rest()
        return found

    return opened


def _panel(page: IncentivesPage) -> DossiersPanel:
    found = page.panel("dossiers")
    assert isinstance(found, DossiersPanel)
    return found


def _agree(monkeypatch: pytest.MonkeyPatch, **values: Any) -> list[AskDialog]:
    """Every dialog is filled in and accepted."""
    asked: list[AskDialog] = []

    def run(dialog: Dialog) -> bool:
        if isinstance(dialog, AskDialog):
            asked.append(dialog)
            for name, value in values.items():
                dialog.put(name, value)
            dialog.accept()
            return bool(dialog.values)
        return True

    monkeypatch.setattr(Dialog, "run", run)
    return asked


def _click(button: QPushButton, at_rest: Rest) -> None:
    assert button.isEnabled()
    button.click()
    at_rest()


def test_a_batch_goes_from_proposals_into_effect_by_clicks(
    at: Batches, page: Callable[[], IncentivesPage], at_rest: Rest, monkeypatch: pytest.MonkeyPatch,
    heard: Heard,
) -> None:  # fmt: skip
    panel = _panel(page())
    acts = panel.acts
    assert not acts.submit_button.isVisible()
    _click(acts.propose_button, at_rest)
    count = panel.table.grid.rowCount()
    assert count == len(at.lines())
    assert count > 1
    _agree(monkeypatch, factor="93", reason="新院区刚启用")
    _click(acts.change_button, at_rest)
    assert [one.reason for one in at.lines() if one.factor == 930_000] == ["新院区刚启用"]
    panel.table.view.selectRow(count - 1)
    _agree(monkeypatch, reason="刚换负责人")
    _click(acts.drop_button, at_rest)
    assert sum(one.state == "dropped" for one in at.lines()) == 1
    _click(acts.simulate_button, at_rest)
    assert acts.submit_button.isVisible()
    _click(acts.submit_button, at_rest)
    asked = next(one.approval_id for one in at.lines() if one.state == "approving")
    assert not acts.effect_button.isVisible(), "who made it waits for somebody else"
    at.approve(asked)
    panel.reload()
    at_rest()
    _click(acts.effect_button, at_rest)
    assert sum(one.state == "in_effect" for one in at.lines()) == count - 1
    assert not acts.effect_button.isVisible()
    assert len(at.versions()) == 2
    assert heard.said, "each step is told"


def test_a_dealer_of_whom_the_table_says_nothing_is_proposed_by_hand(
    at: Batches, page: Callable[[], IncentivesPage], at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = _panel(page())
    _click(panel.acts.propose_button, at_rest)
    taken = {one.party_id for one in at.lines()}
    with at.db.read() as session:
        free = read_addable(session, period=Q, policy_id=at.policy)
    assert {one.id for one in free} == set(at.dealers) - taken
    asked = _agree(monkeypatch, party_id=free[0].name, factor="104", reason="试点新品，承担首批铺货")
    _click(panel.acts.add_button, at_rest)
    assert len(asked) == 1
    made = next(one for one in at.lines() if one.party_id == free[0].id)
    assert (made.factor, made.proposed, made.reason) == (1_040_000, None, "试点新品，承担首批铺货")
    with at.db.read() as session:
        assert free[0].id not in {one.id for one in read_addable(session, period=Q, policy_id=at.policy)}


def test_a_refused_reason_stays_in_its_dialog(
    at: Batches, page: Callable[[], IncentivesPage], at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = _panel(page())
    _click(panel.acts.propose_button, at_rest)
    asked = _agree(monkeypatch, reason=" ")
    _click(panel.acts.drop_button, at_rest)
    assert len(asked) == 1
    assert all(one.state == "proposed" for one in at.lines())


def test_a_cell_of_the_rules_changes_with_its_reason(
    at: Batches, page: Callable[[], IncentivesPage], at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = _panel(page())
    panel.show_part(RULES)
    _agree(monkeypatch, grade="B", trend="up", change="3", cap="105%", reason="预算收紧")
    _click(panel.acts.rule_button, at_rest)
    assert panel.view is not None
    assert (panel.view.table.number, panel.view.table.reason) == (1, "预算收紧")
    assert at.db is not None


def test_a_dossier_is_written_as_a_pdf(
    at: Batches, page: Callable[[], IncentivesPage], at_rest: Rest, tmp_path: Path
) -> None:
    panel = _panel(page())
    _click(panel.acts.propose_button, at_rest)
    panel.save_to(tmp_path / "dossier.pdf")
    at_rest()
    assert (tmp_path / "dossier.pdf").read_bytes().startswith(b"%PDF-")
    assert at.lines()


def test_without_an_assessment_or_a_policy_it_says_what_comes_first(
    desk: Desk, page: Callable[[], IncentivesPage], at_rest: Rest
) -> None:
    panel = _panel(page())
    assert not panel.table.isVisible()
    keep_quarter(desk.workspace)
    panel.reload()
    at_rest()
    assert not panel.table.isVisible()


def test_it_reads_well_in_both_languages_and_themes(
    context: Context, at: Batches, page: Callable[[], IncentivesPage], at_rest: Rest
) -> None:
    whole = page()
    panel = _panel(whole)
    _click(panel.acts.propose_button, at_rest)
    at.simulate()
    panel.reload()
    at_rest()

    def view(part: str) -> None:
        panel.show_part(part)
        settle(panel)

    names = [one.dealer for one in at.lines()]
    views = {part: partial(view, part) for part in (PROPOSALS, RULES)}
    assert check_every_face(whole, context.look, data=names, views=views) == []


@pytest.mark.parametrize(("words", "rate"), [("5", 50_000), (" 93.5% ", 935_000), ("−10", -100_000), ("0", 0)])
def test_a_typed_per_cent_is_read_exactly(words: str, rate: int) -> None:
    assert typed_rate(words) == rate
