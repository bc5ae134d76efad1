"""Whatever has a reference opens by it: its parts, and its rows with the cells of their file."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication

from app.bootstrap import Desk
from app.core.texts import EN, ZH, Text
from app.health.queries import region_sheets
from app.health.rules import shown_tenths
from app.health.service import assess
from app.health.sheets import HealthSheet, RegionSheet
from app.health.wording import tenths_text
from app.kpi.reference import HEALTH, SIGN, is_reference, parse_reference
from app.reports.dealer_health import dealer_report
from app.reports.region_pack import region_pack
from tests.ui.looks import check
from ui.board.account import AccountView
from ui.board.deeper import show_signs
from ui.board.page import BoardPage
from ui.board.signs import SignsView


@pytest.fixture
def page(visit: Callable[[type[BoardPage]], BoardPage]) -> BoardPage:
    return visit(BoardPage)


def told(page: BoardPage) -> AccountView:
    found = page.drawer.findChild(AccountView)
    assert found is not None
    return found


def test_a_sign_s_reference_is_copied_and_opens_its_rows_with_their_cells(
    page: BoardPage, at_rest: Callable[[], None]
) -> None:
    assert page.signs
    show_signs(page)
    view = page.drawer.findChild(SignsView)
    assert view is not None
    view.open_sign(page.signs[0])
    at_rest()
    assert view.traced is not None
    assert view.traced.origin.told is not None, "the first row's cells are in sight"
    view.reference.click()
    at_rest()
    words = QGuiApplication.clipboard().text()
    assert parse_reference(words).kpi == SIGN
    page.open({"ref": words})
    at_rest()
    assert str(told(page).account.ref) == words
    assert told(page).rows is not None
    check(page, page.look)


@pytest.mark.parametrize("lang", [ZH, EN])
def test_a_score_opens_its_indicators_and_each_of_them_its_figure(
    page: BoardPage, desk: Desk, at_rest: Callable[[], None], lang: str
) -> None:
    page.look.set_language(lang)
    assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1")
    _, sheets = region_sheets(desk.db, desk.workspace.files, desk.infos, period="2026-Q1")
    words = sheets[0].provenance.reference
    assert parse_reference(words).kpi == HEALTH
    page.open({"ref": words})
    at_rest()
    items = told(page).account.items
    (first, *_) = [one for one in items if one.ref.startswith(HEALTH)]
    told(page).followed.emit(first.ref)
    at_rest()
    assert str(told(page).account.ref) == first.ref
    check(page, page.look)
    figure = next(one for one in told(page).account.items if one.ref and not one.ref.startswith(HEALTH))
    assert parse_reference(figure.ref).period == "2026-Q1"


@pytest.mark.parametrize("lang", [ZH, EN])
def test_score_and_grade_are_printed_with_a_reference_that_opens_them(
    page: BoardPage, desk: Desk, at_rest: Callable[[], None], lang: str
) -> None:
    assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1")
    whole, sheets = region_sheets(desk.db, desk.workspace.files, desk.infos, period="2026-Q1")
    graded = [one for one in sheets if one.score is not None]
    assert graded
    pack = printed(region_pack(whole, sheets, lang))
    sheets_of_all: list[RegionSheet | HealthSheet] = [whole, *graded]
    for sheet in sheets_of_all:
        assert sheet.score is not None
        ref = sheet.provenance.reference
        assert ref in pack
        if isinstance(sheet, HealthSheet):
            assert ref in printed(dealer_report(sheet, lang))
        page.open({"ref": ref})
        at_rest()
        value = told(page).account.value
        assert isinstance(value, Text)
        assert value.params["score"] == tenths_text(shown_tenths(sheet.score))


def printed(pdf: bytes) -> set[str]:
    """The references in a report."""
    return {
        word for one in PdfReader(io.BytesIO(pdf)).pages for word in one.extract_text().split() if is_reference(word)
    }
