"""Closing months in the settings."""

from collections.abc import Callable

import pytest

from app.core.period import month
from app.core.workspace import Workspace
from tests.ui.looks import check, settle
from ui.core.page import Context
from ui.settings.closings import LaterDialog
from ui.settings.page import SettingsPage


@pytest.fixture
def workspace(small_workspace: Workspace) -> Workspace:
    """The region instead of the empty workspace."""
    return small_workspace


def states(page: SettingsPage) -> dict[str, str]:
    return {one.period.name: one.state for one in page.closings.table.grid.rows}


def test_the_months_up_to_the_last_that_is_over_are_closed_and_opened_again(
    visit: Callable[[type[SettingsPage]], SettingsPage], context: Context, at_rest: Callable[[], None]
) -> None:
    page = visit(SettingsPage)
    assert page.sheet is not None
    assert page.sheet.closable == month(2026, 3)
    assert page.closings.close_button.isEnabled()
    page.closings.close_month(month(2026, 3))
    at_rest()
    page.reload()
    at_rest()
    assert states(page)["2026-03"] == "closed"
    assert page.sheet.closable is None, "April is not over"
    assert check(page, context.look) == []

    page.closings.reopen_month(month(2026, 3), "运费更正")
    at_rest()
    page.reload()
    at_rest()
    (first, *_) = page.closings.table.grid.rows
    assert (first.period, first.state, first.reason) == (month(2026, 3), "open", "运费更正")


def test_what_came_later_is_listed(
    visit: Callable[[type[SettingsPage]], SettingsPage], context: Context, at_rest: Callable[[], None],
    shown: Callable[..., LaterDialog],
) -> None:  # fmt: skip
    page = visit(SettingsPage)
    page.closings.close_month(month(2026, 3))
    at_rest()
    dialog = LaterDialog(context, month(2026, 3), ())
    shown(dialog, 520, 360)
    settle(dialog)
    assert check(dialog, context.look) == []
