"""The holidays in the settings."""

from collections.abc import Callable
from pathlib import Path

from tests.ui.looks import check
from ui.core.page import Context
from ui.settings.page import SettingsPage


def test_the_holidays_of_a_file_are_in_force_and_said(
    visit: Callable[[type[SettingsPage]], SettingsPage], context: Context, at_rest: Callable[[], None], tmp_path: Path
) -> None:
    page = visit(SettingsPage)
    assert "内置" in page.holidays.full_text()
    path = tmp_path / "2099.csv"
    path.write_text("2099-01-01,休\n", encoding="utf-8")
    page.take_holidays(path)
    at_rest()
    page.reload()
    at_rest()
    assert page.holidays.full_text() == "2099.csv，已知到 2099-12-31"
    assert context.desk.db.holidays.name == "2099.csv"
    assert check(page, context.look) == []
