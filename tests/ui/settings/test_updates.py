"""Updates on the settings page: a key is trusted by its figures, a package fetched, the program closed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core import signing
from app.core.texts import EN
from app.updates.service import Updates
from tests.app.updates.channels import PUBLIC, a_channel, updates_of
from tests.ui.conftest import Heard
from tests.ui.looks import check, settle
from ui.core.page import Acts, Context
from ui.core.tasks import Tasks
from ui.settings import updates as card_module
from ui.settings.page import SettingsPage
from ui.settings.updates import UpdatesCard

Rest = Callable[[], None]


@pytest.fixture
def opened() -> list[Path]:
    """What the system was handed."""
    return []


@pytest.fixture
def left() -> list[Callable[[], object]]:
    """What is to be done after the program has closed."""
    return []


@pytest.fixture
def card(
    context: Context, desk: Desk, opened: list[Path], left: list[Callable[[], object]], shown: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> UpdatesCard:  # fmt: skip
    """The card of a laptop with 9.0.0, as the page shows it."""
    acts = Acts(leave=left.append)
    found = UpdatesCard(Context(context.look, context.tasks, context.memory, desk, context.go, context.notify, acts))
    found.updates = updates_of(desk.workspace.machine.folder, opened=opened)
    found.show_sheet(found.updates.standing())
    shown(found, 560, 260)
    monkeypatch.setattr(card_module, "require_opener", lambda _path: "open")
    monkeypatch.setattr(card_module, "confirm", lambda *_args, **_more: True)
    return found


def test_a_newer_version_is_trusted_fetched_and_opened_after_the_program_has_closed(
    card: UpdatesCard, at_rest: Rest, tmp_path: Path, opened: list[Path], left: list[Callable[[], object]]
) -> None:
    assert (card.check_button.isEnabled(), card.said.text()) == (False, "本机未指定更新通道。")
    card.use(str(a_channel(tmp_path / "share")), daily=True)
    assert card.check_button.isEnabled()
    card.check()
    at_rest()
    assert signing.fingerprint(PUBLIC) in card.said.text()
    assert card.trust_button.isVisible()
    card.trust()
    at_rest()
    assert "有新版本 9.1.0" in card.said.text()
    assert card.notes.text() == "导入更快。"
    card.look.set_language(EN)
    card.retell()
    assert card.notes.text() == "Imports are faster."
    settle(card)
    assert check(card, card.look) == []
    card.fetch()
    at_rest()
    assert (card.fetch_button.isVisible(), card.open_button.isVisible()) == (False, True)
    card.install()
    at_rest()
    assert opened == [], "the program is still open"
    (then,) = left
    then()
    assert [path.name for path in opened] == ["channeldesk_9.1.0_amd64.deb"]


def test_refusals_stand_on_the_card(card: UpdatesCard, at_rest: Rest, tmp_path: Path) -> None:
    card.use("http://example.org/", daily=True)
    assert "只能通过 https:// 读取" in card.said.text()
    card.use(str(tmp_path / "gone"), daily=False)
    card.check()
    at_rest()
    assert "文件夹不存在" in card.said.text()
    assert "仅手动" in card.where.text()
    folder = a_channel(tmp_path / "share", "8.0.0")
    card.use(str(folder), daily=False)
    card.updates.trust(PUBLIC)
    card.check()
    at_rest()
    assert "程序不会退回旧版本" in card.said.text()
    assert not card.fetch_button.isVisible()


def test_a_fetch_is_stopped_and_leaves_no_package(
    card: UpdatesCard, at_rest: Rest, tasks: Tasks, tmp_path: Path
) -> None:
    card.use(str(a_channel(tmp_path / "share")), daily=True)
    card.updates.trust(PUBLIC)
    card.check()
    at_rest()
    card.fetch()
    tasks.running[-1].cancel()
    at_rest()
    assert "已停止" in card.said.text() or card.updates.ready() is not None
    assert card.fetch_button.isVisible() or card.open_button.isVisible()


def test_nothing_is_installed_while_a_task_runs(
    card: UpdatesCard, tasks: Tasks, at_rest: Rest, left: list[Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    from app.core.texts import Text

    go, said = Event(), list[object]()
    monkeypatch.setattr(card_module, "tell", lambda _look, _parent, _title, words: said.append(words))
    job = tasks.run(Text("Importing {file}", {"file": "a.csv"}), lambda _p: go.wait(20), owner=card)
    job.since -= 60
    card.install()
    go.set()
    at_rest()
    assert "a.csv" in str(said[0])
    assert left == []


def test_what_the_administrator_set_is_only_read(
    card: UpdatesCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: Heard
) -> None:
    policy, said = tmp_path / "policy.toml", list[object]()
    policy.write_text(f"locked = ['updates.channel']\n[updates]\nchannel = '{tmp_path}'\n", encoding="utf-8")
    monkeypatch.setenv("CHANNELDESK_POLICY", str(policy))
    monkeypatch.setattr(card_module, "tell", lambda _look, _parent, _title, words: said.append(words))
    card.show_sheet(card.updates.standing())
    assert str(tmp_path) in card.where.text()
    card.ask_settings()
    assert "is set by your administrator" in str(said[0])


def test_the_settings_page_has_the_card_and_a_command(
    visit: Callable[[type[SettingsPage]], SettingsPage], desk: Desk
) -> None:
    page = visit(SettingsPage)
    assert isinstance(page.updates.updates, Updates)
    assert page.updates.said.text() == "本机未指定更新通道。"
    assert any(str(one.words) == "Look for a newer version" for one in page.commands())
