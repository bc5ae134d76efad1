"""The back-test from its button to the answer: what it says is what was computed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import EN
from app.health.backtest.reading import back_test
from app.health.backtest.wording import verdict_text
from tests.ui.looks import check, settle
from ui.core.page import Context
from ui.health.backtest import BackTestView
from ui.health.model.view import ModelView
from ui.health.page import HealthPage


def test_one_click_answers_whether_the_score_predicts_and_it_stays_in_another_language(
    qtbot: QtBot,
    desk: Desk,
    context: Context,
    visit: Callable[[type[HealthPage]], HealthPage],
    at_rest: Callable[[], None],
) -> None:
    page = visit(HealthPage)
    page.open_model()
    at_rest()
    model = page.drawer.findChild(ModelView)
    assert model is not None
    qtbot.mouseClick(model.test_button, Qt.MouseButton.LeftButton)
    at_rest()
    shown = page.drawer.findChild(BackTestView)
    assert shown is not None
    expected = back_test(desk.db, desk.figures)
    assert shown.test == expected
    assert shown.verdict.full_text() == context.look.t.render(verdict_text(expected))
    assert shown.points.grid.rowCount() == len(expected.points)
    context.look.set_language(EN)
    at_rest()
    settle(page)
    assert page.drawer.isVisible()
    assert check(page, context.look) == []
