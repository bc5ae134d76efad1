"""A closed, founded case limits the grade from the next assessment on: sheet, PDF and a click tell of it."""

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.bootstrap import Desk
from app.compliance.cases.queries import list_cases
from app.compliance.cases.service import add_step, open_case
from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import EN, ZH
from app.core.undo import undo
from app.dealers.queries import find_party
from app.health.model import Assessment
from app.health.queries import dealer_sheet
from app.health.service import assess
from app.health.sheets import HealthSheet
from app.reports.dealer_health import dealer_report
from tests.ui.conftest import Heard
from tests.ui.small_region import DAY
from ui.core.controls import Button
from ui.core.page import Context
from ui.health.sheet import SheetView

TODAY = day_number(DAY)
MARCH = TODAY - 20


def written(desk: Desk, command: Callable[..., Any], **values: Any) -> Any:
    return desk.db.write(Action("Case"), lambda session: command(session, **values)).value


@pytest.fixture
def closed(desk: Desk) -> str:
    """The id of a case against D1 that was closed as founded in March."""
    with desk.db.read() as session:
        party = find_party(session, "D1").id
    case = written(desk, open_case, party_id=party, kind="diversion", title="货到安吉", on=MARCH - 9, today=TODAY)
    for stage, result in (("investigating", None), ("decided", "founded"), ("closed", None)):
        written(desk, add_step, case_id=case, stage=stage, on=MARCH, today=TODAY, body="查实", result=result)
    return str(case)


def assessed(desk: Desk, period: str = "2026-Q1") -> HealthSheet:
    with desk.db.read() as session:
        party = find_party(session, "D1").id
    assess(desk.db, desk.workspace.files, desk.figures, period=period, progress=Progress())
    return dealer_sheet(desk.db, desk.workspace.files, desk.infos, dealer_id=party, period=period)


def pdf_text(sheet: HealthSheet, lang: str) -> str:
    pdf = pypdfium2.PdfDocument(io.BytesIO(dealer_report(sheet, lang)))
    return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def cases_in(sheet: HealthSheet) -> list[str]:
    return [cap.record for cap in sheet.caps if cap.page == "cases"]


def test_sheet_and_pdf_name_the_case_and_a_click_opens_it(
    qtbot: QtBot, desk: Desk, closed: str, context: Context, heard: Heard, shown: Callable[..., QWidget]
) -> None:
    with desk.db.read() as session:
        (case,) = list_cases(session)
    sheet = assessed(desk)
    assert cases_in(sheet) == [closed]
    assert sheet.grade is None or sheet.grade >= "C", "C at most"
    for lang in (ZH, EN):
        assert case.ref in pdf_text(sheet, lang)
    view = shown(SheetView(context, sheet))
    links = [one for one in view.findChildren(Button) if one.text().strip() == "查看"]
    qtbot.mouseClick(links[[cap.page for cap in sheet.caps if cap.page].index("cases")], Qt.MouseButton.LeftButton)
    assert heard.gone == [("cases", {"dealer": case.party_id, "id": closed})]


def test_it_counts_for_the_quarter_of_its_closing_alone(desk: Desk, closed: str) -> None:
    assert cases_in(assessed(desk, "2025-Q4")) == []
    assert cases_in(assessed(desk)) == [closed]


def frozen(desk: Desk) -> dict[int, str]:
    """The hash of D1's frozen assessment by version."""
    with desk.db.read() as session:
        party = find_party(session, "D1").id
        asked = select(Assessment.version, Assessment.figures_sha256).where(Assessment.party_id == party)
        return {one.version: one.figures_sha256 for one in session.execute(asked)}


def test_a_case_that_is_opened_again_limits_nothing_from_the_next_assessment_and_the_old_one_stays(
    desk: Desk, closed: str
) -> None:
    assert cases_in(assessed(desk)) == [closed]
    before = frozen(desk)[1]
    written(desk, add_step, case_id=closed, stage="investigating", on=TODAY, today=TODAY, body="新证据")
    assert cases_in(assessed(desk)) == []
    after = frozen(desk)
    assert after.keys() == {1, 2}
    assert after[1] == before
    assert closed in desk.workspace.files.get(before).decode(), "what was frozen still names the case"


def test_a_closing_that_is_undone_limits_nothing_from_the_next_assessment(desk: Desk, closed: str) -> None:
    assert cases_in(assessed(desk)) == [closed]
    undo(desk.db, desk.undo_handlers)
    undo(desk.db, desk.undo_handlers)
    with desk.db.read() as session:
        assert list_cases(session)[0].stage == "decided", "the assessment, then the closing"
    assert cases_in(assessed(desk)) == []
