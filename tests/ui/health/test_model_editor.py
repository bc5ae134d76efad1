"""The model as a manager edits it: an indicator, points by rule, a guard rail, last quarter by the draft, a version."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.bootstrap import Desk
from app.core.undo import undo
from app.health.editing import drop_indicator
from app.health.service import assess
from app.health.versions import list_versions
from tests.ui.conftest import Heard
from tests.ui.looks import check
from ui.core.ask import AskDialog
from ui.core.page import Context
from ui.core.table import Table
from ui.health.model.indicators import IndicatorDialog
from ui.health.model.view import ModelView
from ui.health.page import HealthPage

F = Fraction


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[HealthPage]], HealthPage]) -> HealthPage:
    """On a quarter that was assessed."""
    assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1")
    return visit(HealthPage)


@pytest.fixture
def editor(page: HealthPage, at_rest: Callable[[], None]) -> ModelView:
    """The editor in the drawer."""
    page.model_button.click()
    at_rest()
    found = page.drawer.findChild(ModelView)
    assert found is not None
    return found


def answering(monkeypatch: pytest.MonkeyPatch, **values: object) -> list[AskDialog]:
    """Whatever is asked is answered with these values; the dialogs that were shown."""
    shown: list[AskDialog] = []

    def run(dialog: AskDialog) -> bool:
        shown.append(dialog)
        for name, value in values.items():
            if name in dialog.fields:
                dialog.put(name, value)
        dialog.accept()
        return bool(dialog.values)

    monkeypatch.setattr(AskDialog, "run", run)
    return shown


def test_a_draft_is_changed_and_tried_on_the_last_quarter(
    editor: ModelView, context: Context, page: HealthPage, at_rest: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert check(page.drawer, context.look) == []
    assert not editor.save_button.isEnabled()
    grid = editor.indicators.table.grid
    assert grid.rowCount() == 18
    answering(monkeypatch, floor="40", target="20", points="11")
    editor.indicators.edit(grid.row_at(11))
    changed = page.draft.scheme.indicator("overdue_share")
    assert changed is not None
    assert (changed.floor, changed.target, changed.points) == (F(2, 5), F(1, 5), 11)

    answering(monkeypatch, kpi="days_of_supply", below="50", grade="D", text="信用额度减 20%", kind="credit")
    editor.show_part("grades")
    editor.grades.add_rail()
    editor.grades.add_consequence()
    editor.grades.fields["A"].setText("90")
    editor.grades.fields["A"].editingFinished.emit()
    assert (len(page.draft.scheme.rails), len(page.draft.scheme.consequences)) == (1, 1)
    assert dict(page.draft.scheme.bounds)["A"] == 90
    editor.grades.fields["B"].setText("95")
    editor.grades.fields["B"].editingFinished.emit()
    assert editor.grades.wrong.full_text() == context.look.t("The grades' bounds must fall from A to D.")
    assert dict(page.draft.scheme.bounds)["B"] == 75

    editor.show_part("trial")
    at_rest()
    assert editor.trial.found is not None
    assert len(editor.trial.found.lines) == editor.trial.table.grid.rowCount() == 3
    assert check(page.drawer, context.look) == []


def test_a_draft_outlives_the_drawer_is_saved_with_a_reason_and_undo_takes_it_back(
    desk: Desk, editor: ModelView, context: Context, page: HealthPage, heard: Heard, at_rest: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page.draft.put(drop_indicator(page.draft.scheme, "overdue_share"))
    page.drawer.shut()
    page.model_button.click()
    at_rest()
    again = page.drawer.findChildren(ModelView)[-1]
    assert again.draft.touched, "closing the drawer loses nothing"
    again.show_part("versions")
    assert "逾期率" in {str(context.look.t.render(one.what)) for one in _rows(again.versions.changes)}
    answering(monkeypatch, reason="资金风险上升")
    again.save()
    at_rest()
    with desk.db.read() as session:
        newest = list_versions(session)[0]
    assert (newest.number, newest.reason, newest.scheme) == (2, "资金风险上升", page.draft.scheme)
    assert heard.said[-1][0] == "good"
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert page.draft.base.version == 1


def _rows(table: Table) -> list[object]:
    grid = table.grid
    return [grid.row_at(n) for n in range(grid.rowCount())]


def test_an_indicator_that_cannot_be_scored_is_refused_under_its_field(
    editor: ModelView, page: HealthPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"kpi": "order_count", "dimension": "", "side": "规模", "direction": "rise"}
    shown = answering(monkeypatch, **said, floor="9", target="9")
    editor.indicators.add()
    assert isinstance(shown[0], IndicatorDialog)
    assert page.draft.scheme.indicator("order_count") is None
    answering(monkeypatch, **said, floor="0", target="9")
    editor.indicators.add()
    assert page.draft.scheme.dimensions[-1].title == "规模"
    editor.indicators.table.view.selectRow(18)
    editor.indicators.take_out()
    assert not page.draft.touched


def test_points_come_by_hand_or_from_answers_in_pairs_that_must_agree(
    editor: ModelView, page: HealthPage, at_rest: Callable[[], None]
) -> None:
    editor.show_part("weights")
    view = editor.weights
    view.fields["dso_days"].setText("4")
    view.fields["dso_days"].editingFinished.emit()
    assert page.draft.scheme.dimensions[4].points == 13
    assert "98" in view.total.full_text()

    view.way.choose("pairs")
    view.way.picked.emit("pairs")
    assert "28" in view.said.full_text()
    assert view.proposal is None
    pairs = view.pairs
    pairs.among.choose("service")
    pairs.among.picked.emit("service")
    for pair in list(pairs.choices):
        pairs.answer(pair, F(1))
    assert view.proposal is not None
    assert "CR 0" in view.said.full_text()
    first = next(iter(pairs.choices))
    pairs.answer(first, F(9))
    assert "最不一致" in view.said.full_text()
    assert pairs.find_button.isVisibleTo(view)
    view.take()
    assert page.draft.scheme.way == "pairs"
    assert page.draft.scheme.dimensions[3].points == 15

    view.way.choose("critic")
    view.way.picked.emit("critic")
    view.propose()
    at_rest()
    assert "5" in view.said.full_text(), "three dealers are too few"
    assert view.proposal is None


def test_a_model_goes_to_a_file_and_comes_back_as_draft(
    editor: ModelView, page: HealthPage, heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    editor.versions.write()
    path.write_text(path.read_text(encoding="utf-8").replace('"points": "11"', '"points": "12"'), encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("Neutral default", "浙江口径")
    path.write_text(text, encoding="utf-8")
    editor.versions.read()
    assert page.draft.scheme.name == "浙江口径"
    path.write_text("{}", encoding="utf-8")
    editor.versions.read()
    assert heard.said[-1][0] == "bad"
