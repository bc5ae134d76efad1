"""What a configuration pack locks is shown with a lock and the reason, and free again when the pack is taken out."""

from collections.abc import Callable

import pytest

from app.bootstrap import Desk
from app.core.locks import LOCKABLE
from app.packs.service import install_pack, remove_pack
from tests.app.packs.samples import PARTS, add_kpi, made, pack_of
from tests.desks import sign
from ui.core.controls import Button
from ui.core.page import Page
from ui.kpis.page import KpisPage
from ui.reports.page import ReportsPage
from ui.settings.page import SettingsPage

Visit = Callable[[type[Page]], Page]


def lock_all(desk: Desk) -> None:
    sign(desk)
    pack = made(desk).pack
    parts = {key: list(items.values()) for key, items in pack.parts.items()}
    install_pack(desk.db, PARTS, pack_of(parts, locks=LOCKABLE))


def held(button: Button) -> bool:
    return not button.isEnabled() and "已被总部的配置包 集团配置 1 锁定" in button.toolTip()


@pytest.fixture
def locked(desk: Desk) -> Desk:
    add_kpi(desk)
    lock_all(desk)
    return desk


def test_pages_hold_what_is_locked_and_free_it_again(locked: Desk, visit: Visit, at_rest: Callable[[], None]) -> None:
    kpis, settings, reports = visit(KpisPage), visit(SettingsPage), visit(ReportsPage)
    assert isinstance(kpis, KpisPage)
    assert isinstance(settings, SettingsPage)
    assert isinstance(reports, ReportsPage)
    kpis.show_kpi(kpis.kpis["own_order_value"])
    for button in (kpis.add_button, kpis.card.change_button, settings.holidays_button, settings.calendars.button,
                   reports.new_button):  # fmt: skip
        assert held(button)
    assert not settings.calendars.choice.isEnabled()
    remove_pack(locked.db, reason="试点结束")
    at_rest()
    for page in (kpis, settings, reports):
        page.reload()
    at_rest()
    for button in (kpis.add_button, settings.holidays_button, settings.calendars.button, reports.new_button):
        assert button.isEnabled()
        assert "锁定" not in button.toolTip()
