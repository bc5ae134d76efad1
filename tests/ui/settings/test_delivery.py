"""Where notices go, by clicks: mail and a chat set up, tested for real, changed, removed, undone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.undo import undo
from app.jobs.delivery import settings
from app.jobs.delivery.queue import MAIL
from app.jobs.delivery.settings import Mail, Plan, read_plan
from app.people.service import add_person
from tests.app.jobs.delivery.loopback import MailServer, Robot, serving
from tests.desks import sign
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.core.ask import Ask, AskDialog
from ui.core.look import Look
from ui.settings import delivery as module
from ui.settings.page import SettingsPage

Rest = Callable[[], None]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving(MailServer()) as found:
        yield found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[SettingsPage]], SettingsPage]) -> SettingsPage:
    sign(desk)
    return visit(SettingsPage)


def plan_of(desk: Desk) -> Plan:
    with desk.db.read() as session:
        return read_plan(session)


def answer(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    monkeypatch.setattr(module, "ask", lambda *_args, **_more: dict(values))


def mail_values(server: MailServer) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "desk@example.com",
            "user": "me", "password": "geheim"}  # fmt: skip


def test_mail_is_set_up_and_a_test_really_goes_out(
    page: SettingsPage, desk: Desk, server: MailServer, heard: Heard, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = page.delivery
    assert not card.test_button.isEnabled()
    answer(monkeypatch, **mail_values(server))
    card.mail_button.click()
    at_rest()
    assert plan_of(desk).mail == Mail("127.0.0.1", server.port, "none", "me", "desk@example.com")
    assert desk.secrets.get(MAIL) == "geheim"
    assert b"geheim" not in desk.db.path.read_bytes(), "a password is nothing of the workspace's"
    card.table.view.select(0)
    card.test_button.click()
    at_rest()
    assert [str(letter["To"]) for letter in server.letters] == ["desk@example.com"]
    assert heard.said[-1][0] == "good"
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert plan_of(desk).mail is None


def test_a_chat_is_added_tested_and_removed(
    page: SettingsPage, desk: Desk, heard: Heard, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = page.delivery
    with serving(Robot()) as robot:
        monkeypatch.setattr(settings, "_ENCRYPTED", "http://")  # the loopback robot has no certificate
        answer(monkeypatch, name="浙江大区", kind="dingtalk", url=robot.url, sign="SECx")
        card.chat_button.click()
        at_rest()
        card.table.view.select(0)
        card.test_button.click()
        at_rest()
    ((path, body),) = robot.posted
    assert "sign=" in path
    assert body["text"]["content"].startswith("ChannelDesk")
    assert robot.url.encode() not in desk.db.path.read_bytes()
    card.remove_button.click()
    at_rest()
    assert plan_of(desk).chats == ()


def test_a_test_that_fails_says_why(
    page: SettingsPage, server: MailServer, tasks: Any, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    tasks.refused.connect(lambda error: said.append(str(error)))
    server.answers["RCPT"] = "550 unknown"
    answer(monkeypatch, **mail_values(server))
    page.delivery.mail_button.click()
    at_rest()
    page.delivery.table.view.select(0)
    page.delivery.test_button.click()
    at_rest()
    assert "550" in said[0]


def test_times_and_names_are_checked_under_their_fields(
    page: SettingsPage, desk: Desk, look: Look, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = desk.db.write(Action("test"), lambda session: add_person(session, name="王芳", email="f@example.com")).value
    at_rest()
    asked: list[Ask] = []

    def fill(_look: Look, _parent: Any, title: Any, fields: Any, **_more: Any) -> dict[str, Any] | None:
        asked.extend(fields)
        dialog = AskDialog(look, None, title, fields, accept="OK")
        dialog.put("at", "7:5x")
        dialog.accept()
        assert not dialog.values, "that is no time"
        dialog.put("at", "7:30")
        dialog.put("people", "谁")
        dialog.accept()
        assert not dialog.values, "nobody is called so"
        dialog.put("people", "王芳")
        dialog.accept()
        found = dialog.values
        dialog.deleteLater()
        return found

    monkeypatch.setattr(module, "ask", fill)
    page.delivery.times_button.click()
    at_rest()
    assert (plan_of(desk).at, plan_of(desk).people) == ("07:30", (one,))


def test_it_looks_right_in_every_face(
    page: SettingsPage, server: MailServer, look: Look, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_every_face(page, look) == []
    answer(monkeypatch, **mail_values(server))
    page.delivery.mail_button.click()
    at_rest()
    assert check_every_face(page, look) == []
