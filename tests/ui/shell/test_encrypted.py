"""The running program with an encrypted workspace: encrypted while it is open, asked for the code elsewhere."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core import sealed
from app.core.encryption import companion, service
from app.core.keys import forget, key_id_of
from app.core.settings import HOME_VARIABLE
from app.core.texts import Text
from tests.ui.shell.test_window import machine, opened, program, rest, said
from ui.core.recovery import AskCodeDialog, CodeDialog
from ui.settings.page import SettingsPage
from ui.shell.program import Program

__all__ = ["machine", "opened", "program"]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving keys from codes costs on purpose; what it costs is no part of these tests."""
    monkeypatch.setitem(companion._COST, "n", 2)
    monkeypatch.setitem(sealed._COST, "n", 2)


def test_the_open_workspace_is_encrypted_and_opens_elsewhere_by_its_code(
    qtbot: QtBot, opened: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, new = opened, service.make_key()
    desk = program.window.desk
    assert desk is not None
    path = desk.db.path
    program.rework(
        Text("Encrypting"), lambda place, _p: service.turn_on(place, new), Text("The workspace is encrypted.")
    )
    rest(qtbot, program)
    assert "区域数据已加密。" in said(program)
    assert program.window.desk is not None
    assert program.window.desk.db.encrypted
    program.rework(
        Text("Encrypting"), lambda place, _p: service.turn_on(place, new), Text("The workspace is encrypted.")
    )
    rest(qtbot, program)
    assert any("已经加密" in one for one in said(program)), "refused, and open again"
    program.switch()
    forget(str(key_id_of(path)))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "elsewhere"))
    monkeypatch.setattr(AskCodeDialog, "run", lambda dialog: dialog.typed.setText(new.code) or True)
    program.open(path)
    rest(qtbot, program)
    assert program.window.desk is not None
    assert program.window.desk.db.encrypted


def encrypt(program: Program, new: service.NewKey) -> None:
    words = Text("Encrypting"), Text("The workspace is encrypted.")
    program.rework(words[0], lambda place, _progress: service.turn_on(place, new), words[1])


def test_a_new_workspace_is_encrypted_where_the_policy_wants_it(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy, file = tmp_path / "policy.toml", tmp_path / "订单.csv"
    policy.write_text('[workspace]\nencrypt = "required"\n', encoding="utf-8")
    monkeypatch.setenv("CHANNELDESK_POLICY", str(policy))
    file.write_text("订单号,客户编码,下单日期\nA1,C1,2026-03-02\n", encoding="utf-8")
    shown: list[str] = []
    monkeypatch.setattr(CodeDialog, "run", lambda dialog: bool(shown.append(dialog.code.text())) or True)
    program._openers.__dict__["create"] = with_key(program)
    program.start(None)
    program.first_file(tmp_path / "浙南.cdesk", file)
    rest(qtbot, program)
    assert key_id_of(tmp_path / "浙南.cdesk")
    service.check_code(tmp_path / "浙南.cdesk", shown[0])


def with_key(program: Program) -> object:
    from app.bootstrap import create_desk

    return lambda path, new=None: create_desk(path, machine=program._machine, window=True, new=new)


def test_a_workspace_travels_encrypted_and_is_put_in_place_by_its_code(
    qtbot: QtBot, opened: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, new = opened, service.make_key()
    encrypt(program, new)
    rest(qtbot, program)
    program.window.go("settings", {})
    rest(qtbot, program)
    page = program.window.book.page
    assert isinstance(page, SettingsPage)
    assert program.window.desk is not None
    path = program.window.desk.db.path
    page.pack_into(tmp_path / "stick")
    rest(qtbot, program)
    assert any("stick" in one for one in said(program)), said(program)
    assert len(program.window.desk.workspace.notices) == 1, "it says where to go on"
    program.switch()
    forget(str(key_id_of(path)))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "elsewhere"))
    monkeypatch.setattr(AskCodeDialog, "run", lambda dialog: dialog.typed.setText(new.code) or True)
    there = tmp_path / "there" / "region.cdesk"
    monkeypatch.setattr("ui.shell.program.QFileDialog.getSaveFileName", lambda *_words: (str(there), ""))
    program.open(tmp_path / "stick.cdeskmove")
    rest(qtbot, program)
    assert program.window.desk.db.path == there
    assert program.window.desk.db.encrypted
    assert "区域数据已就位且完好。" in " ".join(said(program))
