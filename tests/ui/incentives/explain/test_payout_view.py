"""A payout opened on the screen: told to the cent, searched for a document, saved for the dealer."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.texts import EN
from app.incentives.explain.statement import StatementRow
from app.incentives.ledger.queries import posting_entries
from tests.app.incentives.explain.story import Story, begin
from tests.ui import looks
from tests.ui.conftest import Heard
from ui.core.context import Context
from ui.incentives.explain.view import PayoutView, posted

NAMES = ("甲商贸", "感冒片", "XS1", "XS2", "XS3", "运费", "华东大区", "季度返利", "D1")


@pytest.fixture
def story(context: Context, tmp_path: Path) -> Story:
    return begin(context.desk, tmp_path)


def _row(story: Story, posting_id: str, kind: str) -> int:
    with story.desk.db.read() as session:
        rows = posting_entries(session, posting_id)
    return next(one.n for one in rows if one.row.party_id == story.party_id and one.row.kind == kind)


@pytest.fixture
def view(
    context: Context, story: Story, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> PayoutView:  # fmt: skip
    posting = story.settle()
    found = PayoutView(context, posted(posting, _row(story, posting, "credit")))
    shown(found, 760, 640)
    at_rest()
    looks.settle(found)
    return found


def test_every_line_of_the_payout_stands_with_what_it_adds(view: PayoutView) -> None:
    said = [(one.text(), amount.text()) for one, amount in view.lines.labels]

    assert said[-1] == ("单户单期封顶：20.00", "−2.004")
    assert ("按第 2 档计得", "22.004") in said
    assert view.lines.result.text() == "应得 20.00 元，本次应付 20.00"


def test_why_not_this_document_is_answered_by_the_row(view: PayoutView, qtbot: QtBot) -> None:
    view.ask_why("XS3")
    qtbot.waitUntil(lambda: view.table.grid.rowCount() == 1)

    row = view.table.grid.row_at(0)
    assert isinstance(row, StatementRow)
    assert str(row.why) == "It is freight."


def test_the_workbook_is_saved_for_the_dealer(
    view: PayoutView, heard: Heard, tmp_path: Path, at_rest: Callable[[], None]
) -> None:
    view.save_book(tmp_path / "out.xlsx")
    at_rest()

    book = load_workbook(BytesIO((tmp_path / "out.xlsx").read_bytes()), data_only=True)
    assert book.sheetnames == ["返利结算单", "计算过程", "计入明细", "未计入", "政策", "来源"]
    assert 20 in [cell.value for cell in book["返利结算单"]["B"]]
    assert [kind for kind, _ in heard.said] == ["good"]


def test_the_statement_shows_as_it_will_be_printed(view: PayoutView, at_rest: Callable[[], None]) -> None:
    view.show_part("paper")
    at_rest()

    assert view.stack.currentIndex() == 2
    assert view.paper.count() == 1


def test_what_no_policy_made_is_refused_in_a_sentence(
    context: Context, story: Story, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    found = PayoutView(context, posted("no such posting", 0))
    shown(found, 760, 640)
    at_rest()

    assert found.refused.isVisibleTo(found)
    assert found.refused.text() == "台账中没有这一行。"


def test_it_reads_well_in_both_languages_and_themes(view: PayoutView, context: Context) -> None:
    assert view.statement is not None
    views = {key: (lambda key=key: view.show_part(key)) for key in ("tree", "rows")}
    assert looks.check_every_face(view, context.look, data=NAMES, views=views) == []
    context.look.set_language(EN)
    assert view.lines.result.text() == "Entitled to 20.00 CNY; payable now 20.00"
