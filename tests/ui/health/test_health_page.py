"""The health page as a user goes through it: assess, rank, look into a dealer, see and save his report."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import EN, ZH
from app.dealers.model import Party
from app.dealers.queries import find_party
from app.governance.rules.service import switch_rule
from app.governance.rules.starter import starters
from app.health.queries import dealer_sheet
from app.health.service import assess
from app.health.wording import quality_text
from app.imports.queries import list_batches
from app.reports.dealer_health import dealer_report
from tests.ui.conftest import Heard
from tests.ui.looks import check, settle
from tests.ui.small_region import NAMES
from ui.core.controls import Button
from ui.core.page import Context
from ui.core.report import ReportView
from ui.health.dealer import DealerView
from ui.health.page import HealthPage
from ui.health.reports import Reports
from ui.health.sheet import SheetView


@pytest.fixture
def page(visit: Callable[[type[HealthPage]], HealthPage]) -> HealthPage:
    """The page on a region that was never assessed."""
    return visit(HealthPage)


@pytest.fixture
def assessed(visit: Callable[[type[HealthPage]], HealthPage]) -> HealthPage:
    """The page on two assessed quarters: the workspace of who asks for it holds them."""
    return visit(HealthPage)


def dealer_view(page: HealthPage) -> DealerView:
    found = page.drawer.findChild(DealerView)
    assert found is not None
    return found


def names(page: HealthPage) -> list[str]:
    assert page.ranking is not None
    grid = page.ranking.table.grid
    return [grid.row_at(n).line.dealer.name for n in range(grid.rowCount())]


def test_an_open_quarter_says_what_will_be_frozen_and_is_assessed_with_one_click(
    qtbot: QtBot, page: HealthPage, context: Context, heard: Heard, at_rest: Callable[[], None]
) -> None:
    assert page._state.title.full_text() == "2026年一季度尚未评估"
    assert "3 家经销商" in page._state.text.full_text()
    assert "冻结" in page._state.text.full_text()
    assert check(page, context.look) == []
    assert page._state.button is not None
    qtbot.mouseClick(page._state.button, Qt.MouseButton.LeftButton)
    at_rest()
    assert page.ranking is not None
    assert sorted(names(page)) == sorted(NAMES.values())
    assert [kind for kind, _ in heard.said] == ["good"]


def test_assessing_again_without_new_data_changes_nothing_and_says_so(
    assessed: HealthPage, context: Context, heard: Heard, at_rest: Callable[[], None]
) -> None:
    assessed.assess()
    at_rest()
    assert "保持不变" in context.look.say(heard.said[-1][1])  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_untranslated_or_pale(
    assessed: HealthPage, context: Context, at_rest: Callable[[], None], lang: str, mode: str
) -> None:
    context.look.set_language(lang)
    context.look.set_mode(mode)
    settle(assessed)
    at_rest()
    assert check(assessed, context.look) == []
    assessed.open_dealer(assessed.view.ranking[0].line.dealer.id if assessed.view else "")
    at_rest()
    settle(assessed)
    assert check(assessed, context.look) == []


def test_the_ranking_is_by_score_with_grade_change_and_reason(assessed: HealthPage) -> None:
    assert assessed.ranking is not None
    grid = assessed.ranking.table.grid
    scores = [grid.row_at(n).line.score for n in range(3)]
    assert scores == sorted(scores, reverse=True)
    first = grid.row_at(0)
    columns = {column.key: number for number, column in enumerate(grid.columns)}
    assert grid.text_at(0, columns["place"]) == "1"
    assert first.line.grade in grid.text_at(0, columns["grade"])
    assert grid.text_at(0, columns["change"]) != "—"
    worst = next(n for n in range(3) if grid.row_at(n).line.dealer.name == NAMES["D2"])
    assert worst == 2, "who came late and owes"
    assert grid.text_at(worst, columns["driver"])


def test_grades_and_the_bridge_of_both_quarters_stand_above(assessed: HealthPage) -> None:
    chart = assessed.summary.grades.chart
    assert chart is not None
    assert len(chart.categories) == 2
    assert sum(series.values[1] or 0 for series in chart.series) == 3
    bridge = assessed.summary.bridge.chart
    assert bridge is not None
    assert bridge.kind == "waterfall"


def test_the_first_quarter_has_no_bridge_and_says_how_to_get_one(page: HealthPage, at_rest: Callable[[], None]) -> None:
    page.choose("2024-Q4")
    at_rest()
    page.assess()
    at_rest()
    assert page.summary.region is not None
    assert page.summary.bridge.chart is None
    said = [label.text() for label in page.summary.bridge.findChildren(QLabel)]
    assert "没有可比的上季" in said


def test_a_dealers_sheet_opens_by_keyboard_and_follows_the_rows(
    qtbot: QtBot, assessed: HealthPage, at_rest: Callable[[], None]
) -> None:
    assert assessed.ranking is not None
    view = assessed.ranking.table.view
    view.setFocus()
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    at_rest()
    assert assessed.drawer.title.full_text() == names(assessed)[0]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    at_rest()
    assert assessed.drawer.title.full_text() == names(assessed)[1]
    assessed.step(1)
    assert assessed.drawer.title.full_text() == names(assessed)[2]
    assessed.step(1)
    assert assessed.drawer.title.full_text() == names(assessed)[2], "the last stays"
    qtbot.keyClick(assessed.drawer, Qt.Key.Key_Escape)
    assert not assessed.drawer.isVisible()


def test_the_sheet_says_verdict_reasons_indicators_and_what_is_missing(
    assessed: HealthPage, context: Context, at_rest: Callable[[], None]
) -> None:
    worst = assessed.view.ranking[-1] if assessed.view else None
    assert worst is not None
    assessed.open_dealer(worst.line.dealer.id)
    at_rest()
    sheet = dealer_view(assessed).sheet_view
    said = [label.text() for label in sheet.findChildren(QLabel)]
    look = context.look
    assert look.say(worst.sheet.verdict) in said
    for driver in worst.sheet.drivers:
        assert not driver.tenths or look.say(driver.sentence) in said
    for gap in worst.sheet.missing:
        assert look.say(gap) in said
    rows = {line.info.id: line for line in sheet.indicators.grid.rows}
    assert rows["overdue_share"].value == 1, "all that D2 owes is past due"


def test_the_sheet_says_how_good_its_data_was_and_keeps_it_when_a_rule_goes(
    assessed: HealthPage, desk: Desk, context: Context, at_rest: Callable[[], None]
) -> None:
    assert assessed.view is not None
    party = assessed.view.ranking[0].line.dealer.id
    assessed.open_dealer(party)
    at_rest()
    view = dealer_view(assessed).sheet_view
    kept = view.sheet.quality
    assert kept is not None
    assert 0 < kept.tenths <= 1_000
    assert view.quality.text() == context.look.say(quality_text(kept))
    lines = {line.info.id: line.quality for line in view.indicators.grid.rows}
    assert lines["overdue_share"] is not None
    pages = pypdfium2.PdfDocument(dealer_report(view.sheet, EN))
    printed = "".join(page.get_textpage().get_text_range() for page in pages)
    assert f"Data quality {kept.tenths / 10:.1f} of 100" in " ".join(printed.split())
    for rule in [one.key for one in starters().values()]:
        desk.db.write(Action("off"), lambda session, key=rule: switch_rule(
            session, key=key, active=False, feeds=desk.feeds))  # type: ignore[misc]  # fmt: skip
    again = dealer_sheet(desk.db, desk.workspace.files, desk.infos, dealer_id=party, period="2026-Q1")
    assert (again.quality, again.provenance.figures_hash) == (kept, view.sheet.provenance.figures_hash)


def test_the_sheet_ends_where_its_words_end_and_its_figures_stand_at_the_right(
    assessed: HealthPage, context: Context, at_rest: Callable[[], None]
) -> None:
    assert assessed.view is not None
    assessed.open_dealer(assessed.view.ranking[0].sheet.dealer.id)
    at_rest()
    for lang in (EN, ZH):
        context.look.set_language(lang)
        at_rest()
        sheet = dealer_view(assessed).sheet_view
        inner = sheet.widget()
        last = max(each.geometry().bottom() for each in inner.children() if isinstance(each, QWidget))
        assert inner.height() <= max(last + 24, sheet.viewport().height())
    columns = {each.key: each for each in sheet.indicators.grid.columns}
    assert columns["value"].right
    assert columns["target"].right


def test_another_quarter_is_chosen_and_one_that_is_open_says_so(
    assessed: HealthPage, at_rest: Callable[[], None]
) -> None:
    said = [assessed.quarter.choice.itemText(n) for n in range(assessed.quarter.choice.count())]
    assert "2026年一季度" in said
    assert "2025年一季度（未评估）" in said
    assessed.quarter.step(1)
    at_rest()
    assert assessed.view is not None
    assert assessed.view.quarter.name == "2025-Q4"
    assert assessed.view.region is not None
    assessed.quarter.step(1)
    at_rest()
    assert assessed.view.region is None
    assert assessed.pack_button.isHidden()


def test_another_page_opens_a_dealers_sheet(assessed: HealthPage, at_rest: Callable[[], None]) -> None:
    dealer = assessed.view.ranking[1].line.dealer.id if assessed.view else ""
    assessed.open({"period": "2025-Q4", "dealer": dealer})
    assessed.shown()
    at_rest()
    assert assessed.view is not None
    assert assessed.view.quarter.name == "2025-Q4"
    assert dealer_view(assessed).sheet.period == "2025-Q4"


def test_a_report_is_seen_in_either_language_and_saved(
    assessed: HealthPage, heard: Heard, at_rest: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessed.open_dealer(assessed.view.ranking[0].line.dealer.id if assessed.view else "")
    view = dealer_view(assessed)
    view.show_part("report")
    at_rest()
    report = view.report_view
    assert report is not None
    assert report.lang == ZH
    report._rest.stop()
    report._draw_visible()
    at_rest()
    assert report.pages
    picture = report.pages[0].picture
    assert picture is not None
    assert picture.width() >= 300
    report.language.choose(EN)
    report.language.picked.emit(EN)
    at_rest()
    place = tmp_path / "report"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    report.ask_and_save()
    at_rest()
    assert report.saved == place.with_suffix(".pdf")
    document = pypdfium2.PdfDocument(report.saved)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "Dealer health report" in text
    assert not report.folder.isHidden()
    assert heard.said[-1][0] == "good"
    assert view.reports is not None
    view.reports.choose("own")
    at_rest()
    view.reports.graded.click()
    at_rest()
    assert report.pdf is not None
    document = pypdfium2.PdfDocument(report.pdf)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "figures reached their target" in text
    assert "points, grade" not in text, "the workspace keeps the grade to itself now"


def test_a_folder_that_is_not_there_is_a_sentence(
    assessed: HealthPage, context: Context, at_rest: Callable[[], None], tmp_path: Path
) -> None:
    refused: list[object] = []
    context.tasks.refused.connect(refused.append)
    assessed.open_dealer(assessed.view.ranking[0].line.dealer.id if assessed.view else "")
    view = dealer_view(assessed)
    view.show_part("report")
    at_rest()
    assert view.report_view is not None
    view.report_view.save(tmp_path / "nowhere" / "report.pdf")
    at_rest()
    assert len(refused) == 1
    assert view.report_view.saved is None


def test_the_region_pack_opens_as_pages_beside_the_other_kinds(
    assessed: HealthPage, context: Context, at_rest: Callable[[], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assessed.pack_button.click()
    at_rest()
    report = assessed.drawer.findChild(ReportView)
    assert report is not None
    assert len(report.pages) >= 3
    assert check(assessed, context.look) == []
    assert assessed.topic == "reports"
    reports = assessed.drawer.findChild(Reports)
    assert reports is not None
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "figures"), ""))
    reports.ask_for_sheet()
    at_rest()
    assert openpyxl.load_workbook(tmp_path / "figures.xlsx").sheetnames == ["data", "columns"]
    whole = len(report.pages)
    reports.choose("trend")
    at_rest()
    assert len(report.pages) != whole
    assert "趋势册" in report._name(report.lang)
    assert reports.figures.isHidden(), "no workbook lies beside the book"
    assessed.drawer.shut()
    assert not assessed.topic


def test_without_data_the_way_leads_to_the_import(
    qtbot: QtBot, context: Context, desk: Desk, shown: Callable[..., QWidget], at_rest: Callable[[], None], heard: Heard
) -> None:
    with desk.db.read() as session:
        batches = [one.ref for one in list_batches(session)]
    for ref in batches:
        desk.pipeline.withdraw(ref, progress=Progress())
    page = HealthPage(context)
    shown(page)
    page.shown()
    at_rest()
    assert page._state.title.full_text() == "还没有可评估的数据"
    assert page.assess_button.isHidden()
    assert page._state.button is not None
    qtbot.mouseClick(page._state.button, Qt.MouseButton.LeftButton)
    assert heard.gone == [("imports", {})]


def test_from_a_sheet_the_way_leads_to_the_dealers_card_and_figures(
    assessed: HealthPage, heard: Heard, at_rest: Callable[[], None]
) -> None:
    dealer = assessed.view.ranking[0].line.dealer.id if assessed.view else ""
    assessed.open_dealer(dealer)
    at_rest()
    dealer_view(assessed).card.click()
    dealer_view(assessed).board.click()
    assert heard.gone == [("dealers", {"dealer": dealer}), ("board", {"dealer": dealer, "period": "2026-Q1"})]


def test_a_cap_leads_to_the_documents_behind_it(
    qtbot: QtBot, desk: Desk, context: Context, heard: Heard, shown: Callable[..., QWidget]
) -> None:
    with desk.db.read() as session:
        party = find_party(session, "D1").id
    desk.db.write(Action("Stopped"), lambda session: setattr(session.get(Party, party), "status", "frozen"))
    assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1", progress=Progress())
    sheet = dealer_sheet(desk.db, desk.workspace.files, desk.infos, dealer_id=party, period="2026-Q1")
    view = shown(SheetView(context, sheet))
    (link,) = [one for one in view.findChildren(Button) if one.text().strip() == "查看"]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert heard.gone == [("gate", {"dealer": party})]


def test_the_figure_behind_an_indicator_has_a_reference_to_copy(
    qtbot: QtBot, assessed: HealthPage, heard: Heard, at_rest: Callable[[], None]
) -> None:
    assessed.open_dealer(assessed.view.ranking[0].line.dealer.id if assessed.view else "")
    at_rest()
    sheet = assessed.findChild(SheetView)
    assert isinstance(sheet, SheetView)
    qtbot.mouseClick(sheet.figure_button, Qt.MouseButton.LeftButton)
    assert heard.said[-1][0] == "info", "none is chosen yet"
    sheet.indicators.view.selectRow(0)
    qtbot.mouseClick(sheet.figure_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().split("/")[1] == "2026-Q1"
