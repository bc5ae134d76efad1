"""Scores by hand and like dealers as a manager meets them on the health page."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.bootstrap import Desk
from app.core.progress import Progress
from app.core.texts import EN, ZH, Text
from app.core.undo import undo
from app.health.surveys.files import write_scores
from app.health.surveys.naming import question_of
from app.health.surveys.queries import score_sheet
from tests.ui.conftest import Heard
from tests.ui.health.test_model_editor import answering
from tests.ui.looks import check
from ui.core.controls import Choice
from ui.core.form import Field
from ui.core.look import Look
from ui.core.page import Context
from ui.health.dealer import DealerView
from ui.health.model.indicators import IndicatorDialog
from ui.health.model.view import ModelView
from ui.health.page import HealthPage
from ui.health.peers import PeersView
from ui.health.scores.view import ScoresView

Rest = Callable[[], None]


@pytest.fixture
def assessed(visit: Callable[[type[HealthPage]], HealthPage]) -> HealthPage:
    """On the newest quarter that was assessed."""
    return visit(HealthPage)


@pytest.fixture
def scores(assessed: HealthPage, at_rest: Rest, monkeypatch: pytest.MonkeyPatch) -> ScoresView:
    """The drawer with one question asked in it."""
    assessed.more.scores_button.click()
    at_rest()
    found = assessed.drawer.findChild(ScoresView)
    assert found is not None
    assert check(assessed.drawer, assessed.look) == [], "before anything is asked"
    assert found.grid is None or found.grid.isHidden()
    assert found.nothing.button is not None
    answering(monkeypatch, name="合作意愿", name_en="Cooperation", guide="10 分：主动", most="10")
    found.nothing.button.click()
    at_rest()
    return found


def given(desk: Desk, view: ScoresView) -> list[tuple[str, float, str]]:
    with desk.db.read() as session:
        sheet = score_sheet(session, view.period)
    order = {one.id: n for n, one in enumerate(sheet.dealers)}
    rows = sorted(sheet.scores.values(), key=lambda one: order[one.dealer_id])
    return [(one.dealer_id, float(one.value), one.note) for one in rows]


def test_scores_are_typed_pasted_explained_and_taken_back(
    desk: Desk, scores: ScoresView, look: Look, assessed: HealthPage, heard: Heard, at_rest: Rest, tmp_path: Path
) -> None:
    view = scores.grid
    assert view is not None
    view.setCurrentIndex(view.typed_grid.index(0, 1))
    QTest.keyClicks(view, "8")
    editor = view.viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, ".5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    at_rest()
    assert [value for _, value, _ in given(desk, scores)] == [8.5]
    assert view.currentIndex().row() == 1, "the next is typed below it"
    QGuiApplication.clipboard().setText("7\r\n4\r\n")
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    at_rest()
    assert [value for _, value, _ in given(desk, scores)] == [8.5, 7, 4]
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert [value for _, value, _ in given(desk, scores)] == [8.5], "one undo takes the whole block back"
    for wrong, said in (("11", "10"), ("gut", "gut")):
        QGuiApplication.clipboard().setText(wrong)
        view.paste()
        at_rest()
        assert said in look.say(cast("Text", heard.said[-1][1]))

    view.setCurrentIndex(view.typed_grid.index(0, 1))
    aside = scores.aside
    aside.note.setPlainText("三次联合拜访")
    assert aside.save_button.isEnabled()
    aside.save_button.click()
    at_rest()
    assert given(desk, scores)[0][2] == "三次联合拜访"
    assert not aside.save_button.isEnabled()
    assert check(assessed.drawer, look) == []
    look.set_language(EN)
    at_rest()
    assert scores.grid is not None
    assert scores.grid.currentIndex().column() == 1, "the cell stays in another language"
    look.set_language(ZH)
    at_rest()

    file = tmp_path / "scores.xlsx"
    write_scores(desk.db, scores.period, file, lang=EN, progress=Progress())
    scores.read_file(str(file))
    at_rest()
    assert heard.said[-1][0] == "info", "a table that was not changed changes nothing"


def test_a_question_may_be_an_indicator_scored_among_peers(
    scores: ScoresView, assessed: HealthPage, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scores.sheet is not None
    assessed.model_button.click()
    at_rest()
    editor = assessed.drawer.findChildren(ModelView)[-1]
    kpi = next(one for one in assessed.draft.offered if question_of(one))
    answering(monkeypatch, kpi=kpi, dimension="capability", direction="rise", scoring="peers", points="5")
    editor.indicators.add()
    made = assessed.draft.scheme.indicator(kpi)
    assert made is not None
    assert (made.scoring, made.points, made.goal) == ("peers", 5, None)
    assert made in assessed.draft.scheme.indicators
    assessed.draft.throw_away()
    dialog = IndicatorDialog(assessed.context, editor, assessed.draft, None)
    which, floor, target = (dialog.fields[name] for name in ("kpi", "floor", "target"))
    assert isinstance(which, Choice)
    assert isinstance(floor, Field)
    assert isinstance(target, Field)
    for chosen, ends in ((kpi, ("0", "10")), ("order_count", ("", "")), (kpi, ("0", "10"))):
        which.choose(chosen)
        which.picked.emit(chosen)
        assert (floor.text(), target.text()) == ends
    dialog.put("target", "8")
    dialog.accept()
    goal = dialog.scheme.indicator(kpi)
    assert goal is not None
    assert (goal.floor, goal.target) == (0, 8), "filled in, and still the user's to say"
    band = assessed.draft.scheme.indicator("days_of_supply")
    answering(monkeypatch, scoring="peers")
    editor.indicators.edit(band)
    assert assessed.draft.scheme.indicator("days_of_supply") == band, "a band has bounds of its own"


def test_like_dealers_stand_beside_each_other_and_on_each_sheet(
    assessed: HealthPage, context: Context, look: Look, at_rest: Rest
) -> None:
    assessed.more.peers_button.click()
    at_rest()
    found = assessed.drawer.findChild(PeersView)
    assert found is not None
    assert found.chart is None, "a handful of dealers makes no distribution"
    assert found.table.grid.rowCount() >= 1
    assert check(assessed.drawer, context.look) == []
    for lang, said in ((EN, "Q1 2026"), (ZH, "2026年一季度")):
        look.set_language(lang)
        assert said in assessed.drawer.title.full_text(), "the quarter in a title follows the language"
    assert assessed.view is not None
    assessed.open_dealer(assessed.view.ranking[0].line.dealer.id)
    at_rest()
    among = assessed.drawer.findChildren(DealerView)[-1].sheet_view.among
    assert among is not None
    assert among.chart is None
    assert "8" in among.said.full_text()
