"""The list of pages, in the order of the navigation; each is imported only when it is wanted."""

from typing import TYPE_CHECKING, Final

from app.core.texts import N_
from ui.shell.specs import PageSpec

if TYPE_CHECKING:
    from ui.core.page import Page


def _settings() -> "type[Page]":
    from ui.settings.page import SettingsPage

    return SettingsPage


PAGES: Final[tuple[PageSpec, ...]] = (PageSpec("settings", N_("Settings"), "settings", _settings, last=True),)
