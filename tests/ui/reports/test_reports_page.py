"""The page of reports by clicks: a plan is added and sent, its report saved and mailed again, a mail held back."""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.db import Action
from app.core.texts import EN
from app.health.service import assess
from app.jobs.delivery.settings import Mail, Plan, save_plan
from app.jobs.report_plans import ReportSender
from app.people.service import add_person
from app.reports.plans.queries import list_plans, list_published
from tests.app.health.samples import INFOS
from tests.app.health.test_service import Region, _dealers
from tests.app.jobs.delivery.loopback import MailServer, serving
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.reports import page as module
from ui.reports.dialog import PlanDialog
from ui.reports.page import MAILS, PUBLISHED, ReportsPage

Rest = Callable[[], None]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving(MailServer()) as found:
        yield found


@pytest.fixture
def page(
    desk: Desk, server: MailServer, visit: Callable[[type[ReportsPage]], ReportsPage], monkeypatch: pytest.MonkeyPatch
) -> ReportsPage:
    """A region with two assessed dealers, a reader with an address, and a mail server."""
    dealers = _dealers(desk.workspace, "温州瑞康", "绍兴越泰")
    assess(desk.db, desk.workspace.files, Region(dealers), period="2026-Q1")
    mail = Plan(Mail("127.0.0.1", server.port, "none", "", "desk@example.com"))
    desk.db.write(Action("t"), lambda session: save_plan(session, plan=mail))
    desk.db.write(Action("t"), lambda session: add_person(session, name="王芳", email="fang@example.com"))
    desk.db.write(Action("t"), lambda session: add_person(session, name="周敏"))
    sender = ReportSender(desk.db, desk.workspace.files, lambda: INFOS, desk.signing)
    monkeypatch.setitem(desk.__dict__, "reports", sender)
    return visit(ReportsPage)


def fill(monkeypatch: pytest.MonkeyPatch, seen: list[list[str]]) -> None:
    """Fill the dialog as somebody would: first with what cannot be, then rightly."""

    def run(dialog: PlanDialog) -> bool:
        dialog.kind.choose("dealer")
        dialog.dealers.setText("没有这家")
        dialog.to.setText("周敏")
        dialog.accept()
        seen.append([said(dialog, field) for field in (dialog.name, dialog.dealers, dialog.to)])
        dialog.name.setText("给王芳")
        dialog.dealers.setText("绍兴越泰")
        dialog.to.setText("王芳，boss@example.com")
        dialog.lang.choose(EN)
        dialog.schedule.often.choose("monthly 5")
        dialog.accept()
        return True

    monkeypatch.setattr(PlanDialog, "run", run)


def said(dialog: PlanDialog, field: object) -> str:
    return dialog.form._notes[field][0].text()  # type: ignore[index]


def test_a_plan_is_added_sent_and_its_report_saved_and_mailed_again(
    page: ReportsPage, desk: Desk, server: MailServer, at_rest: Rest, heard: Heard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
) -> None:  # fmt: skip
    seen: list[list[str]] = []
    fill(monkeypatch, seen)
    page.new_button.click()
    at_rest()
    ((name, dealers, to),) = seen
    assert (name, to) == ("报告计划需要名称。", "周敏没有邮箱地址。")
    assert "没有这家" in dealers
    with desk.db.read() as session:
        (plan,) = list_plans(session)
    assert (plan.draft.schedule, plan.draft.addresses) == ("monthly 5 07:30", ("boss@example.com",))
    page.plans.view.select(0)
    page.send_button.click()
    at_rest()
    assert {str(one["To"]) for one in server.letters} == {"fang@example.com", "boss@example.com"}
    page.plans.view.select(0)
    page.send_button.click()
    at_rest()
    assert (len(server.letters), heard.said[-1][0]) == (2, "info"), "the same report goes out once"
    page.what.choose(PUBLISHED)
    qtbot.waitUntil(lambda: page.published.grid.rowCount() == 1, timeout=10_000)
    page.published.view.select(0)
    page.save_to([tmp_path / "again.pdf"])
    at_rest()
    with desk.db.read() as session:
        (kept,) = list_published(session)
    assert hashlib.sha256((tmp_path / "again.pdf").read_bytes()).hexdigest() == kept.sha256
    monkeypatch.setattr(module, "ask", lambda *_a, **_k: {"to": ["third@example.com"]})
    server.answers["RCPT"] = "450 busy"
    page.again_button.click()
    at_rest()
    page.open({"what": MAILS})
    page.mails.view.select(0)
    page.cancel_button.click()
    at_rest()
    assert [one.state for one in page.sheet.mails] == ["cancelled", "sent", "sent"] if page.sheet else False
    server.answers.clear()
    page.mails.view.select(0)
    page.retry_button.click()
    at_rest()
    (part,) = server.letters[-1].iter_attachments()
    assert part.get_content() == desk.workspace.files.get(kept.sha256)


def test_every_face_of_the_page_reads_well(page: ReportsPage, look: Look) -> None:
    views = {what: partial(page.open, {"what": what}) for what in ("plans", PUBLISHED, MAILS)}
    assert check_every_face(page, look, views=views) == []
