"""The page of data quality: scores open to a reminder, and rules are tried, kept and refused on screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.bootstrap import Desk
from app.governance.rules.queries import find_rule, list_rules
from app.governance.rules.starter import starters
from tests.desks import sign, take_in, write_csv
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.quality.card import ScoreCard
from ui.quality.editor import RuleEditor
from ui.quality.page import QualityPage
from ui.quality.reading import Line

from tests.app.jobs.test_reminder import FLOW, HEAD, PEOPLE  # isort: skip

Rest = Callable[[], None]
ROWS = (
    ("D1", "S1", "P1", "L1", "2025-01-05", 5), ("D1", "S2", "P1", "", "2025-02-10", 0),
    ("D1", "S4", "P1", "L1", "2025-02-31", 5),
)  # fmt: skip


@pytest.fixture
def page(visit: Callable[[type[QualityPage]], QualityPage]) -> QualityPage:
    return visit(QualityPage)


@pytest.fixture
def filled(page: QualityPage, desk: Desk, tmp_path: Path, at_rest: Rest) -> QualityPage:
    """One dealer with a sell-out file: one row put aside, one without lot and of no quantity."""
    sign(desk)
    take_in(desk, write_csv(tmp_path / "p.csv", [("code", "name"), ("D1", "杭州医药")]), PEOPLE)
    create = FLOW.entries[0].__class__(**{**vars(FLOW.entries[0]), "unknown": "create"})
    flow = FLOW.__class__(**{**vars(FLOW), "entries": (create,)})
    take_in(desk, write_csv(tmp_path / "flow.csv", [HEAD, *ROWS]), flow)
    at_rest()
    return page


def line(page: QualityPage) -> Line:
    assert page.view is not None
    return next(one for one in page.view.lines if one.code == "D1")


def test_before_the_first_file_the_page_says_what_to_do(page: QualityPage, look: Look) -> None:
    assert page.view is not None
    assert page.view.empty
    assert check_every_face(page, look) == []


def test_a_dealers_score_opens_to_a_reminder_that_can_be_copied(filled: QualityPage, look: Look, at_rest: Rest) -> None:
    score = line(filled).trust.score
    assert score.counts["conformity"].failed == 1
    filled.show_line(line(filled))
    at_rest()
    card = filled.drawer.findChild(ScoreCard)
    assert card is not None
    card.language.choose("en")
    card._show_reminder()
    card.copy()
    said = QGuiApplication.clipboard().text()
    assert "flow.csv, row 4" in said
    assert check_every_face(filled, look, data=["杭州医药", "中文", "English", "D1"]) == []


def test_a_rule_is_tried_and_kept(filled: QualityPage, desk: Desk, look: Look, at_rest: Rest) -> None:
    filled.new_rule()
    at_rest()
    editor = filled.drawer.findChild(RuleEditor)
    assert editor is not None
    editor.title_zh.setText("数量大于零")
    editor.must.setText("quantity > 0")
    editor.zh.setText("{document_no} 的数量为 {quantity}")
    editor.try_out()
    at_rest()
    texts = [one.full_text() for one in editor.findChildren(type(filled.title_label))]
    assert any("flow.csv" in one and "1" in one and "2" in one for one in texts)
    assert any("S2" in one for one in texts)
    assert check_every_face(filled, look, data=["杭州医药"]) == []
    editor.save()
    at_rest()
    with desk.db.read() as session:
        (own,) = (one for one in list_rules(session) if not one.starter)
    assert (own.title_zh, own.rule.must, own.active) == ("数量大于零", "quantity > 0", True)


def test_a_bad_expression_is_refused_with_the_place(filled: QualityPage, desk: Desk, at_rest: Rest) -> None:
    filled.show_rule(starters()["sellout-lot"])
    editor = filled.drawer.findChild(RuleEditor)
    assert editor is not None
    editor.must.setText("known(nothing)")
    editor.save()
    at_rest()
    texts = [one.full_text() for one in editor.findChildren(type(filled.title_label))]
    assert any("nothing" in one and "7" in one for one in texts)
    with desk.db.read() as session:
        assert not find_rule(session, "sellout-lot").changed


def test_a_new_rule_is_tried_before_it_has_words(filled: QualityPage, at_rest: Rest) -> None:
    filled.new_rule()
    filled.editor.must.setText("quantity < 0")
    filled.editor.try_out()
    at_rest()
    assert any("命中" in one.full_text() for one in filled.editor.findChildren(type(filled.title_label)))
    filled.editor.must.setText("quantity <")
    filled.editor.try_out()
    at_rest()
    assert filled.editor.must.property("wrong")


def test_files_from_before_are_checked_when_asked(filled: QualityPage, desk: Desk, at_rest: Rest) -> None:
    from app.core.db import Action, touch

    def forget(session: object) -> None:
        session.connection().exec_driver_sql("DELETE FROM rule_result")  # type: ignore[attr-defined]
        touch(session, "rule_result")  # type: ignore[arg-type]

    desk.db.write(Action("forget"), forget)
    at_rest()
    assert filled.view is not None
    assert filled.view.lacking == 2
    filled.recheck()
    at_rest()
    assert filled.view.lacking == 0
    assert line(filled).trust.score.counts["conformity"].failed == 1
