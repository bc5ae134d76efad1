"""A dealer's way to the next grade and the sliders: what they say is what the engine gives."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.queries import actions_about
from app.bootstrap import Desk
from app.core.progress import Progress
from app.core.texts import EN, ZH
from app.health.path import simulate
from app.health.queries import kept_assessment
from app.health.rules import shown_tenths
from app.health.service import assess
from app.health.wording import tenths_text
from tests.ui.looks import check, settle
from ui.core.page import Context
from ui.health.dealer import DealerView
from ui.health.page import HealthPage
from ui.health.what_if import WhatIf


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[HealthPage]], HealthPage], at_rest: Callable[[], None]) -> HealthPage:
    """The page with the worst dealer that has a grade in its drawer."""
    assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1", progress=Progress())
    page = visit(HealthPage)
    assert page.view is not None
    graded = [one for one in page.view.ranking if one.line.grade is not None]
    page.open_dealer(graded[-1].line.dealer.id)
    at_rest()

    return page


def view(page: HealthPage) -> DealerView:
    found = page.drawer.findChild(DealerView)
    assert found is not None
    return found


def sliders(page: HealthPage) -> WhatIf:
    shown = view(page)
    shown.show_part("what_if")
    assert shown.what_if is not None
    return shown.what_if


def test_a_slider_gives_the_number_of_the_engine(qtbot: QtBot, desk: Desk, page: HealthPage) -> None:
    sheet, shown = view(page).sheet, sliders(page)
    assert shown.score.full_text() == tenths_text(sheet.score_tenths or 0)
    kept = kept_assessment(desk.db, desk.workspace.files, dealer_id=sheet.dealer.id, period=sheet.period)
    lost = {part.kpi: part.lost for part in kept.result.parts if part.kpi in shown.sliders}
    rules = {one.kpi: one for one in kept.scheme.indicators if one.kpi in lost and one.direction != "band"}
    kpi = max(rules, key=lost.__getitem__)
    slider = shown.sliders[kpi]
    qtbot.keyClick(slider, Qt.Key.Key_End)
    result, verdict = simulate(
        kept.scheme, kept.result, {kpi: slider.figure()}, previous=kept.before.base if kept.before else None,
        caps=kept.caps,
    )  # fmt: skip
    assert result.score is not None
    assert kept.result.score is not None
    assert result.score > kept.result.score
    assert shown.score.full_text() == tenths_text(shown_tenths(result.score))
    assert verdict.grade is not None
    assert verdict.grade in shown.grade.full_text()
    qtbot.mouseClick(shown.reset_button, Qt.MouseButton.LeftButton)
    assert shown.score.full_text() == tenths_text(sheet.score_tenths or 0)


def test_the_way_to_the_next_grade_reaches_it_and_becomes_tasks_once(
    qtbot: QtBot, desk: Desk, page: HealthPage, at_rest: Callable[[], None]
) -> None:
    sheet = view(page).sheet
    path = sheet.path
    assert path is not None
    assert path.grade is not None
    shown = sliders(page)
    qtbot.mouseClick(shown.path_button, Qt.MouseButton.LeftButton)
    assert shown.score.full_text() == tenths_text(path.score_tenths or 0)
    assert path.grade in shown.grade.full_text()
    view(page).show_part("sheet")
    for _ in range(2):
        qtbot.mouseClick(view(page).sheet_view.path.tasks_button, Qt.MouseButton.LeftButton)
        at_rest()
    with desk.db.read() as session:
        tasks = actions_about(session, "party", sheet.dealer.id, open_only=True)
    assert len(tasks) == len(path.lines) + len(path.lifted)
    assert {one.code for one in tasks} >= {f"health_path:{line.kpi}" for line in path.lines}


@pytest.mark.parametrize("lang", [ZH, EN])
def test_nothing_of_the_sliders_is_cut_untranslated_or_pale(
    page: HealthPage, context: Context, at_rest: Callable[[], None], lang: str
) -> None:
    sliders(page)
    context.look.set_language(lang)
    at_rest()
    settle(page)
    assert view(page).part == "what_if"
    assert check(page, context.look) == []
