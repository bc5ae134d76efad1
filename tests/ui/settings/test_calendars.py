"""By which months figures are counted, as one chooses it in the settings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.calendars import CALENDARS
from app.core.workspace import Workspace
from tests.ui.looks import check, settle
from ui.board.page import BoardPage
from ui.core.page import Context
from ui.core.period_picker import PeriodPicker
from ui.settings.calendars import CalendarDialog, CalendarsDialog
from ui.settings.page import SettingsPage

FINANCE = CALENDARS["finance"]


@pytest.fixture
def workspace(small_workspace: Workspace) -> Workspace:
    """The region instead of the empty workspace."""
    return small_workspace


def buttons(picker: PeriodPicker) -> dict[str, str]:
    """What the panel of periods offers, each with its days."""
    picker.open_panel()
    panel = picker._panel
    assert panel is not None
    cells = [panel._grid.itemAt(at).widget() for at in range(panel._grid.count())]
    found = {one.text(): one.toolTip() for one in cells}  # type: ignore[attr-defined]
    panel.close()
    return found


def test_the_board_offers_the_months_of_the_calendar_that_was_chosen(
    visit: Callable[..., SettingsPage], context: Context, at_rest: Callable[[], None]
) -> None:
    board = visit(BoardPage)
    assert isinstance(board, BoardPage)
    assert board.view is not None
    assert board.view.choice.period.name == "2026-Q1"
    page = visit(SettingsPage)
    row = page.calendars
    assert row.choice.key() == "natural"
    row.choice.choose("finance")
    row.choice.activated.emit(row.choice.currentIndex())
    at_rest()
    page.reload()
    at_rest()
    assert row.choice.key() == "finance"
    assert check(page, context.look) == []

    board.reload()
    at_rest()
    assert board.view.choice.period == FINANCE.quarter(2026, 1)
    assert "12-26" in board.bar.period._button.text()
    offered = buttons(board.bar.period)
    assert "2026-03-26" in offered["4月"]
    board.bar.period.pick(FINANCE.parse("2026-03"))
    at_rest()
    assert board.view.choice.period.name == "2026-03"
    assert [one.name for one in board.view.trend.months][-2:] == ["2026-02", "2026-03"]
    assert "财务月" in board.counted.full_text()
    assert check(board, context.look) == []


def test_an_own_calendar_is_typed_refused_with_a_gap_and_kept(
    visit: Callable[..., SettingsPage], context: Context, at_rest: Callable[[], None], shown: Callable[..., object],
    tmp_path: Path,
) -> None:  # fmt: skip
    page = visit(SettingsPage)
    dialog = CalendarDialog(context)
    shown(dialog, 620, 520)
    dialog.accept()
    assert dialog.result() == 0, "a calendar needs a name"
    dialog.name.setText("促销期")
    path = tmp_path / "periods.csv"
    path.write_text("一期,2026-01-01,2026-02-10\n二期,2026-02-12,2026-03-31\n", encoding="utf-8")
    dialog.take_file(path)
    dialog.accept()
    assert "2026-02-11" in dialog.wrong.full_text()
    settle(dialog)
    assert check(dialog, context.look) == []
    dialog.rows.setPlainText("一期\t2026-01-01\t2026-02-10\n二期\t2026-02-11\t2026-03-31\n")
    dialog.accept()
    assert dialog.result() == 1
    page.calendars.keep(dialog.name.text(), str(dialog.kind.key()), dialog.first(), dialog.periods())
    at_rest()
    page.reload()
    at_rest()
    assert page.sheet is not None
    own = page.sheet.calendars[-1]
    assert (own.name, [one.name for one in own.months_of(2026)][:2]) == ("促销期", ["一期", "二期"])

    every = CalendarsDialog(context, page.sheet)
    shown(every, 820, 420)
    assert not every.remove_button.isEnabled()
    every._able(own)
    assert every.remove_button.isEnabled()
    settle(every)
    assert check(every, context.look) == []
    page.calendars.remove(own)
    at_rest()
    page.reload()
    at_rest()
    assert own.name not in [one.name for one in page.sheet.calendars]
