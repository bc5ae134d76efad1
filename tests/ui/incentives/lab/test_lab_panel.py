"""The policy lab by clicks: choose, simulate, look around, keep, choose thresholds."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import Text
from app.core.workspace import Workspace
from app.incentives.lab.service import kept_simulation
from app.incentives.policies.queries import version
from tests.app.incentives.lab.regional import PLAIN, STEPPED, keep
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face, settle
from tests.ui.small_region import NAMES, copied
from ui.core.page import Context
from ui.incentives.lab.panel import LabPanel
from ui.incentives.page import IncentivesPage

Visit = Callable[[type[IncentivesPage]], IncentivesPage]
Rest = Callable[[], None]


@pytest.fixture
def workspace(region_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The small region instead of the empty workspace."""
    with Workspace.open(copied(region_file, tmp_path)) as opened:
        yield opened


@pytest.fixture
def lab(visit: Visit, at_rest: Rest) -> Callable[[], LabPanel]:
    """The lab as it comes up when its part of the page is chosen."""

    def opened() -> LabPanel:
        page = visit(IncentivesPage)
        page.choose("lab")
        at_rest()
        panel = page.panel("lab")
        assert isinstance(panel, LabPanel)
        return panel

    return opened


def click(qtbot: QtBot, button: QWidget, at_rest: Rest) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    at_rest()


def test_two_drafts_are_replayed_side_by_side_and_kept(
    qtbot: QtBot, desk: Desk, lab: Callable[[], LabPanel], at_rest: Rest
) -> None:
    one, other = keep(desk, PLAIN, STEPPED)
    panel = lab()
    assert panel.chosen == [one]  # a draft without an older version stands alone
    panel.choices[1].choose(other)
    click(qtbot, panel.run_button, at_rest)
    assert panel.found is not None
    assert panel.overview.table.grid.rowCount() == 2
    assert panel.dealers.table.grid.rowCount() == len(NAMES)
    assert panel.cliffs.table.grid.rowCount() == 6
    click(qtbot, panel.keep_button, at_rest)
    with desk.db.read() as session:
        rows = [version(session, each) for each in (one, other)]
    assert [row.state for row in rows] == ["simulated", "simulated"]
    assert kept_simulation(desk.workspace.files, str(rows[0].simulation_sha256)) == panel.found


def test_every_view_reads_well_in_both_languages_and_themes(
    context: Context, desk: Desk, visit: Visit, lab: Callable[[], LabPanel], at_rest: Rest, qtbot: QtBot
) -> None:
    one, other = keep(desk, PLAIN, STEPPED)
    panel = lab()
    panel.choices[0].choose(other)
    panel.choices[1].choose(one)
    click(qtbot, panel.run_button, at_rest)
    panel.show_part("thresholds")
    click(qtbot, panel.thresholds.ask_button, at_rest)
    assert panel.thresholds.choice is not None

    def view(part: str) -> None:
        panel.show_part(part)
        settle(panel)

    parts = ("overview", "dealers", "cliffs", "ends", "thresholds")
    views = {part: partial(view, part) for part in parts}
    data = [*NAMES.values(), PLAIN.name, STEPPED.name]
    assert check_every_face(panel.window(), context.look, data=data, views=views) == []


def test_thresholds_of_one_policy_never_stand_beside_another_one(
    qtbot: QtBot, desk: Desk, lab: Callable[[], LabPanel], at_rest: Rest
) -> None:
    one, other = keep(desk, PLAIN, STEPPED)
    panel = lab()
    panel.show_part("thresholds")
    panel.thresholds.budget.setText("50000")
    click(qtbot, panel.thresholds.ask_button, at_rest)
    chosen = panel.thresholds.choice
    assert chosen is not None
    panel.choices[0].choose(other)
    click(qtbot, panel.thresholds.keep_button, at_rest)
    with desk.db.read() as session:
        assert version(session, one).policy.scale.tiers == chosen.tiers, "chosen for the first, kept in the first"
        assert version(session, other).policy.scale.tiers == STEPPED.scale.tiers
    panel.choices[0].choose(other)
    click(qtbot, panel.run_button, at_rest)
    assert panel.thresholds.choice is None
    assert not panel.thresholds.keep_button.isEnabled()
    click(qtbot, panel.thresholds.ask_button, at_rest)
    assert panel.thresholds.choice is None, "stepped tiers are refused, with the reason"
    assert panel.thresholds.banners.count() == 1


def test_chosen_thresholds_become_the_draft(
    qtbot: QtBot, desk: Desk, lab: Callable[[], LabPanel], at_rest: Rest
) -> None:
    (one,) = keep(desk, PLAIN)
    panel = lab()
    click(qtbot, panel.run_button, at_rest)
    panel.show_part("thresholds")
    view = panel.thresholds
    assert view.budget.text()  # what the year is likely to cost
    view.budget.setText("50000")
    click(qtbot, view.ask_button, at_rest)
    assert view.choice is not None
    assert view.table.grid.rowCount() == 3
    click(qtbot, view.keep_button, at_rest)
    with desk.db.read() as session:
        assert version(session, one).policy.scale.tiers == view.choice.tiers


def test_a_field_that_is_wrong_says_so_and_a_policy_that_cannot_be_chosen_too(
    qtbot: QtBot, desk: Desk, lab: Callable[[], LabPanel], at_rest: Rest
) -> None:
    keep(desk, STEPPED)
    panel = lab()
    panel.show_part("thresholds")
    view = panel.thresholds
    for field, text in ((view.budget, "viel"), (view.budget, ""), (view.budget, "10"), (view.margin, "200")):
        field.setText(text)
        click(qtbot, view.ask_button, at_rest)
        assert view.choice is None
    view.margin.setText("20")
    click(qtbot, view.ask_button, at_rest)
    assert view.choice is None
    assert view.banners.count() == 1


def test_without_a_policy_it_says_where_to_begin(lab: Callable[[], LabPanel], heard: Heard) -> None:
    panel = lab()
    assert panel.chosen == []
    panel.run()
    assert panel.found is None


def test_another_page_can_ask_for_a_simulation_and_a_dealer_is_a_double_click_away(
    desk: Desk, visit: Visit, at_rest: Rest, heard: Heard
) -> None:
    one, other = keep(desk, PLAIN, STEPPED)
    page = visit(IncentivesPage)
    page.open({"panel": "lab", "versions": [one, other]})
    at_rest()
    panel = page.panel("lab")
    assert isinstance(panel, LabPanel)
    assert panel.found is not None
    assert [run.candidate.version_id for run in panel.found.runs] == [one, other]
    panel.dealers.table.opened.emit(panel.dealers.table.grid.row_at(0))
    assert heard.gone[-1][0] == "dealers"
    offered = {words.msgid for command in panel.commands() if isinstance(words := command.words, Text)}
    assert "Simulate the chosen versions" in offered


def test_a_kept_result_is_shown_again_from_its_hash(
    desk: Desk, visit: Visit, lab: Callable[[], LabPanel], at_rest: Rest, qtbot: QtBot
) -> None:
    (one,) = keep(desk, PLAIN)
    panel = lab()
    click(qtbot, panel.run_button, at_rest)
    found = panel.found
    click(qtbot, panel.keep_button, at_rest)
    with desk.db.read() as session:
        kept = version(session, one).simulation_sha256
    panel.found = None
    panel.open({"kept": kept})
    at_rest()
    assert panel.found == found
