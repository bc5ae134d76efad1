"""What an administrator locks is shown with a lock and the reason, and no click changes it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from app.core.texts import EN, ZH
from tests.fleet import put_policy
from tests.ui.looks import check_every_face
from ui.core.ask import AskDialog
from ui.core.locked import LockNote
from ui.core.look import Look
from ui.core.page import Context
from ui.settings import delivery
from ui.settings.page import SettingsPage
from ui.shell.header import Header
from ui.sources.dialog import SourceDialog

Visit = Callable[[type[SettingsPage]], SettingsPage]
WORDS = """
language = "zh"
theme = "dark"
locked = ["language", "theme", "mail"]
[mail]
host = "smtp.example.com"
[backup]
days = 9
"""


def test_without_a_policy_nothing_is_said_of_one(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.fleet.places", list)
    page = visit(SettingsPage)
    assert page.fleet.isHidden()
    assert page.language.isEnabled()
    assert page.locks["language"].isHidden()


def test_locked_settings_are_shown_and_stay(
    visit: Visit, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_policy(tmp_path, monkeypatch, WORDS)
    page = visit(SettingsPage)
    assert not page.fleet.isHidden()
    assert [(one.key, one.whence) for one in page.fleet.rows] == [
        ("language", "locked"), ("theme", "locked"), ("backup.days", "policy"), ("mail.host", "locked"),
    ]  # fmt: skip
    assert not page.language.isEnabled()
    assert not page.theme.isEnabled()
    assert "由管理员" in page.locks["language"].words.text()
    look.set_language(EN)
    look.set_mode("light")
    assert (look.lang, look.mode) == (ZH, "dark")
    header = Header(look)
    assert not header.language.isEnabled()
    assert "由管理员" in header.language.toolTip()
    assert "9" in page.backups.subtitle.full_text()


def test_the_dialog_of_mail_shows_the_locked_server(
    visit: Visit, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_policy(tmp_path, monkeypatch, WORDS)
    page = visit(SettingsPage)
    shown: list[AskDialog] = []

    def asked(_look: Look, *words: object, **more: object) -> None:
        shown.append(AskDialog(look, None, words[1], words[2], accept=more["accept"]))  # type: ignore[arg-type]

    monkeypatch.setattr(delivery, "ask", asked)
    page.delivery.mail_button.click()
    (dialog,) = shown
    host = dialog.fields["host"]
    assert isinstance(host, QLineEdit)
    assert (host.text(), host.isEnabled(), len(host.actions())) == ("smtp.example.com", False, 1)
    assert dialog.fields["port"].isEnabled()
    dialog.deleteLater()


def test_a_broken_policy_is_said_on_the_page(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_policy(tmp_path, monkeypatch, "theme = 'pink'")
    page = visit(SettingsPage)
    assert page.fleet.banner is not None
    assert "“pink”" in page.fleet.banner.words.full_text()
    assert not page.theme.isEnabled()
    assert page.language.isEnabled()


def test_the_card_looks_right_in_every_face(
    visit: Visit, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_policy(tmp_path, monkeypatch, "[backup]\ndays = 9\n[pack]\npath = '/srv/x'\n[sources]\nkinds = ['web']")
    page = visit(SettingsPage)
    assert check_every_face(page.fleet, look, data=("/srv/x", "中文")) == []


def test_a_new_source_is_offered_what_the_policy_allows(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_policy(tmp_path, monkeypatch, "[sources]\nkinds = ['folder', 'web']\nhosts = ['erp.example.com']")
    dialog = SourceDialog(context, {})
    assert dialog.kind.key() == "web"
    assert [dialog.kind.itemText(number) for number in range(dialog.kind.count())] == ["网络接口", "监视的文件夹"]
    (note,) = dialog.findChildren(LockNote)
    assert "只读取：服务器 erp.example.com；文件夹 全部" in note.words.text()
    dialog.deleteLater()
