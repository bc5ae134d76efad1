"""The coach on the screen: no policy, the dealers of one, what to say, in both languages."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QWidget

from app.bootstrap import Desk
from app.core.period import day_number
from app.core.texts import texts
from app.core.workspace import Workspace
from app.incentives.policy import Basis
from tests.app.incentives.drawn import PERCENT, rebate
from tests.app.incentives.in_effect import put_in_effect
from tests.ui import looks, small_region
from tests.ui.conftest import Heard
from ui.core.context import Context
from ui.core.controls import Button
from ui.core.look import Look
from ui.incentives.coach.panel import CoachPanel

FROM, TO = day_number(date(2026, 1, 1)), day_number(date(2026, 12, 31))


@pytest.fixture
def workspace(small_workspace: Workspace) -> Workspace:
    """Three dealers instead of none."""
    return small_workspace


@pytest.fixture
def panel(context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]) -> Callable[[], CoachPanel]:
    """The panel as the page shows it."""

    def opened() -> CoachPanel:
        found = CoachPanel(context)
        shown(found)
        found.shown()
        at_rest()
        return found

    return opened


def put(desk: Desk) -> str:
    policy = rebate((0, PERCENT), (4_000_000_00, 2 * PERCENT), from_on=FROM, to_on=TO, basis=Basis(event="ordered"))
    return put_in_effect(desk.db, policy)


def test_without_a_policy_it_says_what_to_do(panel: Callable[[], CoachPanel]) -> None:
    found = panel()
    asked: list[str] = []
    found.moved.connect(lambda name, _target: asked.append(name))

    assert found.view is not None
    assert found.view.coach is None
    wanted = {"To the policies", texts("zh_CN")("To the policies")}
    next(button for button in found.findChildren(Button) if button.text() in wanted).click()
    assert asked == ["policies"]


def test_a_dealer_that_is_picked_is_told_of_and_can_be_opened(
    desk: Desk, panel: Callable[[], CoachPanel], heard: Heard, at_rest: Callable[[], None]
) -> None:
    put(desk)
    found = panel()

    assert found.view is not None
    coach = found.view.coach
    assert coach is not None
    table = found.table("value")
    assert table.grid.rowCount() == len(coach.lines) == 3
    table.picked.emit(coach.lines[1])
    at_rest()
    assert found.card.title.text() == coach.lines[1].label("en")
    assert found.words.text()
    found.dealer_button.click()
    assert heard.gone == [("dealers", {"dealer": coach.lines[1].party_id})]


def test_it_looks_right_in_both_languages_and_themes(desk: Desk, panel: Callable[[], CoachPanel], look: Look) -> None:
    put(desk)
    found = panel()

    assert looks.check_every_face(found, look, data=list(small_region.NAMES.values())) == []
