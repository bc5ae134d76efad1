"""The review from its button to the published reports: keyboard, refusals, what is final, and what it leaves behind."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.db import Action
from app.health.review.queries import review_of
from app.health.review.reading import ReviewLine
from app.people.service import add_person
from tests.ui.conftest import Heard
from tests.ui.looks import check, check_every_face
from ui.core.ask import AskDialog
from ui.core.dialogs import Dialog
from ui.core.page import Context
from ui.health.page import HealthPage
from ui.health.review.panel import ReviewPanel

REGION_WORDS = "库存是本季的主题。"


@pytest.fixture
def assessed(visit: Callable[[type[HealthPage]], HealthPage]) -> HealthPage:
    """The page on two assessed quarters."""
    return visit(HealthPage)


@pytest.fixture
def panel(assessed: HealthPage, desk: Desk, at_rest: Callable[[], None]) -> ReviewPanel:
    """The review of the newest quarter, in the drawer; somebody works here."""
    desk.db.actor = desk.db.write(Action("test"), lambda s: add_person(s, name="周岚")).value
    assessed.open_review()
    at_rest()
    found = assessed.drawer.findChild(ReviewPanel)
    assert found is not None
    return found


def _said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every dialog is agreed to; returns what stood in them."""
    shown: list[str] = []

    def run(dialog: Dialog) -> bool:
        shown.append(" ".join(one.text() for one in dialog.findChildren(QLabel)))
        if isinstance(dialog, AskDialog):
            dialog.put("reason", "渠道核实后更正")
            dialog.accept()
        return True

    monkeypatch.setattr(Dialog, "run", run)
    return shown


def _begun(qtbot: QtBot, panel: ReviewPanel, at_rest: Callable[[], None]) -> str:
    """Begin, ask for the grades too early, say something of the region, go on; returns the state then."""
    for button in (panel.acts.begin_button, panel.acts.go_button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        at_rest()
    panel.words.setPlainText(REGION_WORDS)
    for button in (panel.words_button, panel.acts.go_button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        at_rest()
    return str(panel.view.state) if panel.view else ""


def _decided(qtbot: QtBot, panel: ReviewPanel, at_rest: Callable[[], None]) -> ReviewLine:
    """The first dealer gets a grade, a reason and a comment by keyboard; returns his line as it was."""
    line: ReviewLine = panel.table.grid.row_at(0)
    panel.table.view.selectRow(0)
    panel.table.view.setFocus()
    qtbot.keyClick(panel.table.view, Qt.Key.Key_Return)
    assert panel.fields.grade.key() == ""
    panel.fields.grade.choose("E")
    panel.fields.keep_button.click()
    at_rest()
    assert "理由" in panel.fields.said.full_text(), "a decided grade without a reason is refused where it is typed"
    assert panel.fields.grade.key() == "E", "and what was chosen stays"
    qtbot.keyClicks(panel.fields.reason, "hearsay")
    qtbot.keyClicks(panel.fields.comment, "asked")
    qtbot.keyClick(panel.fields.comment, Qt.Key.Key_Return)
    at_rest()
    return line


def test_a_quarter_is_reviewed_by_keyboard_signed_published_and_reopened(
    qtbot: QtBot, assessed: HealthPage, panel: ReviewPanel, desk: Desk, context: Context, heard: Heard,
    at_rest: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shown = _said(monkeypatch)
    assert check(panel, context.look) == [], "without a review"
    assert not panel.fields.isVisibleTo(panel)
    assert _begun(qtbot, panel, at_rest) == "calibrate"
    assert "对本区" in context.look.say(heard.said[-1][1]), "the region's comment is owed first"  # type: ignore[arg-type]
    line = _decided(qtbot, panel, at_rest)
    assert panel.view is not None
    assert (panel.view.commented, panel.view.decisions) == (1, 1)
    assert panel.table.view.currentIndex().row() == 1, "the next dealer is at hand"
    assert check_every_face(panel, context.look, data=("hearsay", "asked")) == [], "at the grades"

    qtbot.mouseClick(panel.acts.sign_button, Qt.MouseButton.LeftButton)
    at_rest()
    assert panel.view.seen_sha256[:12] in shown[-1]
    assert "不可撤销" in shown[-1] or "cannot be undone" in shown[-1]
    assert panel.view.state == "signed"
    assert not assessed.assess_button.isEnabled()
    assert "重开评审后才能重新评估" in assessed.assess_button.toolTip(), "said before anybody asks"
    assert not panel.fields.isVisibleTo(panel), "what is signed is only read"
    assert assessed.view is not None
    row = next(one for one in assessed.view.ranking if one.line.dealer.id == line.dealer.id)
    assert row.line.decided is not None
    assert (row.line.grade, row.line.decided.grade, row.sheet.comment) == (line.grade, "E", "asked")

    qtbot.mouseClick(panel.acts.publish_button, Qt.MouseButton.LeftButton)
    at_rest()
    assert panel.view.state == "published"
    panel.show_part("older")
    at_rest()
    assert [one.grade for one in panel.older.lines.grid.rows] == ["E"]  # type: ignore[attr-defined]
    assert check(panel, context.look) == [], "what was signed"

    qtbot.mouseClick(panel.acts.reopen_button, Qt.MouseButton.LeftButton)
    at_rest()
    with desk.db.read() as session:
        face = review_of(session, "2026-Q1")
    assert face is not None
    assert (face.number, face.reason, face.decided) == (2, "渠道核实后更正", {})
    assert panel.view.decisions == 1
    assert assessed.assess_button.isEnabled()

    panel.acts._moved(2)
    assert "已失效：2" in context.look.say(heard.said[-1][1])  # type: ignore[arg-type]
