"""The card of encryption: the code is typed back before anything happens; another machine asks for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core import sealed
from app.core.encryption import companion, service
from app.core.encryption.code import new_code
from app.core.keys import key_id_of
from app.core.progress import Progress
from app.core.texts import Text
from tests.ui.conftest import Heard
from ui.core.look import Look
from ui.core.page import Context
from ui.core.recovery import AskCodeDialog, CodeDialog
from ui.settings.page import SettingsPage

Rest = Callable[[], None]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving keys from codes costs on purpose; what it costs is no part of these tests."""
    monkeypatch.setitem(companion._COST, "n", 2)
    monkeypatch.setitem(sealed._COST, "n", 2)


def test_the_card_says_what_is_and_encrypts_after_the_code_was_typed_back(
    desk: Desk, visit: Callable[[type[SettingsPage]], SettingsPage], context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit(SettingsPage)
    card, done = page.encryption, []

    def rework(title: Text, work: Callable[[Path, Progress], object], said: Text) -> None:
        done.append((title.msgid, work, said.msgid))

    object.__setattr__(context.acts, "rework", rework)
    assert card.on_button.isVisibleTo(card)
    assert not card.off_button.isVisibleTo(card)
    monkeypatch.setattr(CodeDialog, "run", lambda dialog: dialog.typed.setText("nonsense") or False)
    card.turn_on()
    assert done == [], "nothing without the code"
    monkeypatch.setattr(CodeDialog, "run", typed_back)
    card.turn_on()
    ((title, work, said),) = done
    assert (title, said) == ("Encrypting", "The workspace is encrypted.")
    path = desk.db.path
    desk.close()
    work(path, Progress())
    assert key_id_of(path)
    assert service.status(path).others == ()


def typed_back(dialog: CodeDialog) -> bool:
    assert not dialog.accept_button.isEnabled()
    dialog.typed.setText(dialog.code.text().lower().replace("-", ""))
    return dialog.accept_button.isEnabled()


def test_a_wrong_letter_is_named_by_its_group_and_another_code_is_none(look: Look, tmp_path: Path) -> None:
    code = new_code()
    dialog = CodeDialog(look, None, "region.cdesk", code, accept=Text("Encrypt"))
    dialog.typed.setText(code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert "7" in dialog.said.text()
    dialog.typed.setText(new_code())
    assert not dialog.accept_button.isEnabled()
    dialog.save(tmp_path / "code.txt")
    assert code in (tmp_path / "code.txt").read_text(encoding="utf-8")
    dialog.save(tmp_path / "none" / "code.txt")
    assert "code.txt" in dialog.said.text()
    dialog.deleteLater()


def test_the_code_is_asked_for_and_taken_when_it_is_whole(look: Look) -> None:
    dialog = AskCodeDialog(look, None, "region.cdesk")
    dialog.typed.setText("ABCD")
    assert not dialog.accept_button.isEnabled()
    dialog.typed.setText(new_code().lower())
    assert dialog.accept_button.isEnabled()
    dialog.deleteLater()


def test_a_new_code_replaces_the_old_one(
    desk: Desk, visit: Callable[[type[SettingsPage]], SettingsPage], at_rest: Rest, heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(service, "use_code", lambda path, code: heard.said.append((path.name, code)))
    monkeypatch.setattr(CodeDialog, "run", typed_back)
    card = visit(SettingsPage).encryption
    card.new_code()
    at_rest()
    assert heard.said[-1][0] == "good"
    assert heard.said[-2][0] == desk.db.path.name
