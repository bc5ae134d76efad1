"""A plan sends the newest quarter's reports once, catches up after sleep, and says why where it cannot."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import EN, ZH
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.holdings import set_row
from app.health.service import assess
from app.imports.sources.secrets import Secrets
from app.inbox.queries import list_notices
from app.jobs.delivery.queue import LIMIT_BYTES, last_messages
from app.jobs.delivery.sending import Post, Sent
from app.jobs.delivery.settings import Mail, Plan, save_plan
from app.jobs.report_plans import ReportSender
from app.jobs.runs import DONE, FAILED, NOTHING, Run, TakenError, newest_runs
from app.jobs.timetable import TimedJob, due_runs, is_caught_up
from app.people.service import add_person, edit_person
from app.reports.plans.queries import find_plan, list_published
from app.reports.plans.service import PlanDraft, remove_report_plan, save_report_plan
from app.reports.signing import Signing
from tests.app.health.samples import INFOS, STUFFED
from tests.app.health.test_service import Region, _dealers
from tests.app.jobs.delivery.loopback import MailServer, serving
from tests.app.jobs.reading import SetClock
from tests.app.reports.certificates import PASSPHRASE, certificate

QUARTER = "2026-Q1"
MONDAY = datetime(2026, 4, 13, 9, 0).astimezone(UTC)


class Office:
    """A region with three dealers, one assessed quarter, a mail server, and a reader with an address."""

    def __init__(self, workspace: Workspace, server: MailServer) -> None:
        self.workspace, self.server, self.db = workspace, server, workspace.db
        self.clock = SetClock(MONDAY - timedelta(days=1))
        secrets = Secrets(workspace.machine.folder, workspace.id)
        self.signing = Signing(workspace.machine, secrets)
        self.sender = ReportSender(self.db, workspace.files, lambda: INFOS, self.signing, self.clock)
        self.post = Post(self.db, workspace.files, secrets, self.clock)
        self.dealers = _dealers(workspace, "温州瑞康", "绍兴越泰", "嘉兴同济")
        self.reader = self.db.write(
            Action("t"), lambda s: add_person(s, name="王芳", email="fang@example.com")
        ).value  # fmt: skip
        mail = Plan(Mail("127.0.0.1", server.port, "none", "", "desk@example.com"), lang=ZH)
        self.db.write(Action("t"), lambda session: save_plan(session, plan=mail))

    def assess(self, **figures: str) -> None:
        told = {self.dealers[0]: figures} if figures else {}
        assess(self.db, self.workspace.files, Region(self.dealers, told), period=QUARTER)

    def plan(self, name: str = "季度包", kind: str = "region", **more: Any) -> str:
        draft = PlanDraft(name, kind, **({"people": (self.reader,), "schedule": "monday 09:00"} | more))
        return self.save(draft)

    def save(self, draft: PlanDraft, plan_id: str = "") -> str:
        now = self.clock.now()
        return self.db.write(
            Action("t"), lambda session: save_report_plan(session, draft=draft, now=now, plan_id=plan_id)
        ).value  # fmt: skip

    def due(self) -> list[tuple[TimedJob, Run]]:
        with self.db.read() as session:
            return [one for one in due_runs(session, self.clock.now()) if one[0].name.startswith("plan:")]

    def carry_out(self) -> str:
        """Run what is due and send what waits; how the run ended."""
        ((_job, run),) = self.due()
        ended = self.sender.run(run.job.removeprefix("plan:"), run=run, progress=Progress())
        self.post.send_waiting(Progress())
        return ended.outcome

    def inbox(self) -> list[str]:
        """What it says of jobs."""
        with self.db.read() as session:
            found = [one.newest for one in list_notices(session, person="")]
        return [str(one.subject) for one in found if one.kind == "job"]


@pytest.fixture
def office(workspace: Workspace) -> Iterator[Office]:
    with serving(MailServer()) as server:
        yield Office(workspace, server)


def test_a_plan_sends_the_quarter_once_catches_up_and_sends_again_when_figures_change(office: Office) -> None:
    office.assess()
    plan_id = office.plan(workbook=True)
    assert office.due() == [], "not before Monday"
    office.clock.moment = MONDAY + timedelta(days=2)
    ((job, run),) = office.due()
    assert (str(job.title), job.is_news, is_caught_up(run)) == ("Reports by the plan 季度包", True, True)
    assert office.carry_out() == DONE
    with pytest.raises(TakenError):
        office.sender.run(plan_id, run=run, progress=Progress())
    assert office.due() == []
    (letter,) = office.server.letters
    part, book = letter.iter_attachments()
    with office.db.read() as session:
        sheet, kept = list_published(session)
    assert (sheet.kind, sheet.name, book.get_filename()) == ("region", f"{kept.name[:-4]}.xlsx", sheet.name)
    assert (part.get_filename(), part.get_content()) == (kept.name, office.workspace.files.get(kept.sha256))
    assert letter["To"] == "fang@example.com"
    text = letter.get_body(("plain",))
    assert text is not None
    assert letter["Subject"] == "Test：区域报告，2026-Q1"
    assert "评审尚未签署" in text.get_content()
    office.clock.moment += timedelta(days=7)
    assert office.carry_out() == NOTHING, "the same bytes go out once"
    office.assess(**STUFFED)
    office.clock.moment += timedelta(days=7)
    assert office.carry_out() == DONE
    assert (len(office.server.letters), office.inbox()) == (2, [])


def test_a_plan_that_cannot_be_carried_out_says_why_until_it_can(office: Office, tmp_path: Path) -> None:
    plan_id = office.plan(kind="dealer", dealers=(office.dealers[1],), signed=True, lang=EN)
    office.clock.moment = MONDAY
    for said in ("No quarter has been assessed", "No certificate is chosen"):
        ((_job, run),) = office.due()
        with pytest.raises(UserError, match=said):
            office.sender.run(plan_id, run=run, progress=Progress())
        with office.db.read() as session:
            found = newest_runs(session)[run.job]
        assert (found.outcome, said in str(found.error), office.due()) == (FAILED, True, [])
        assert [said in one for one in office.inbox()] == [True]
        office.assess()
        office.clock.moment += timedelta(minutes=20)
    office.signing.choose(certificate(tmp_path / "me.p12"), PASSPHRASE, datetime.now(UTC))
    office.clock.moment = datetime.now(UTC)
    assert office.carry_out() == DONE
    assert office.inbox() == []
    with office.db.read() as session:
        (kept,) = list_published(session)
    assert (kept.dealer, kept.signed) == ("绍兴越泰", True)
    assert b"/ETSI.CAdES.detached" in office.workspace.files.get(kept.sha256)
    office.clock.moment += timedelta(days=7)
    assert office.carry_out() == NOTHING, "a signature is new each time, the report is not"


def test_by_hand_it_goes_now_and_what_is_not_sent_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.assess()
    office.clock.moment = MONDAY + timedelta(hours=13)  # in quiet hours
    plan_id = office.plan(kind="dealer", schedule="", people=(), addresses=("boss@example.com", "fang@example.com"))
    monkeypatch.setattr("app.jobs.delivery.queue.LIMIT_BYTES", 1000)
    with pytest.raises(UserError, match="a mail takes 0 MB"):
        office.sender.run(plan_id, progress=Progress())
    monkeypatch.setattr("app.jobs.delivery.queue.LIMIT_BYTES", LIMIT_BYTES)
    office.clock.moment += timedelta(minutes=1)
    assert office.sender.run(plan_id, progress=Progress()).rows == 3
    assert office.post.send_waiting(Progress()) == Sent(2, 0)
    assert [len(list(one.iter_attachments())) for one in office.server.letters] == [3, 3]
    nobody = office.plan("给王芳")
    office.db.write(Action("t"), lambda session: edit_person(session, person_id=office.reader, email=None))
    with pytest.raises(UserError, match="Nobody whom this plan names"):
        office.sender.run(nobody, progress=Progress())
    with office.db.read() as session:
        assert len(last_messages(session)) == 2
    only_kept = office.plan("只留存", people=(), schedule="")
    assert office.sender.run(only_kept, progress=Progress()).outcome == DONE


def test_each_dealer_gets_his_own_alone_and_who_has_no_address_is_named(office: Office) -> None:
    def contact(dealer: int, **values: Any) -> None:
        party_id = office.dealers[dealer]
        office.db.write(Action("t"), lambda s: set_row(s, kind="contact", party_id=party_id, values=values))

    def mails() -> dict[str, tuple[str, list[str]]]:
        """Subject and files by recipient, of what came since the last look."""
        office.post.send_waiting(Progress())
        found = {
            str(one["To"]): (str(one["Subject"]), [str(part.get_filename()) for part in one.iter_attachments()])
            for one in office.server.letters
        }
        assert len(found) == len(office.server.letters), "one mail to each"
        office.server.letters.clear()
        return found

    office.assess()
    contact(0, name="陈红", email="chen@ruikang.cn", main=1)
    contact(0, name="林会计", email="lin@ruikang.cn")
    contact(1, name="周明", email="zhou@yuetai.cn")
    contact(1, name="吴磊", email="wu@yuetai.cn", to_on=day_number(office.db.clock.today()) - 1)
    contact(1, name="郑洁", email="郑洁", main=1)
    plan_id = office.plan("致经销商", kind="own", schedule="")
    run = office.sender.run(plan_id, progress=Progress())
    assert (run.outcome, run.rows, run.aside, "嘉兴同济" in str(run.error)) == (DONE, 2, 1, True)
    assert ["嘉兴同济" in one for one in office.inbox()] == [True]
    with office.db.read() as session:
        names = {one.dealer: one.name for one in list_published(session)}
        told = next(one.message["lines"] for one in last_messages(session) if one.recipient == "fang@example.com")
    assert mails() == {
        "chen@ruikang.cn": ("Test：温州瑞康的报告，2026-Q1", [names["温州瑞康"]]),
        "zhou@yuetai.cn": ("Test：绍兴越泰的报告，2026-Q1", [names["绍兴越泰"]]),
        "fang@example.com": ("Test：致经销商报告的发送情况，2026-Q1", []),
    }
    assert {one for one in told if one.startswith("·")} == {"· 温州瑞康", "· 绍兴越泰", "· 嘉兴同济"}
    office.clock.moment += timedelta(minutes=1)
    assert office.sender.run(plan_id, progress=Progress()).outcome == NOTHING
    assert mails() == {}, "the same report goes to a dealer once"
    contact(2, name="沈丽", email="shen@tongji.cn")
    office.clock.moment += timedelta(minutes=1)
    assert office.sender.run(plan_id, progress=Progress()).error is None
    assert (set(mails()), office.inbox()) == ({"shen@tongji.cn", "fang@example.com"}, [])


def test_a_plan_is_changed_taken_out_and_brought_back(office: Office) -> None:
    plan_id = office.plan()
    office.clock.moment = MONDAY + timedelta(days=1)
    assert len(office.due()) == 1
    changes: tuple[dict[str, Any], ...] = ({"active": False}, {"schedule": "daily 08:00"})
    for more in changes:
        draft = PlanDraft("季度包", "region", people=(office.reader,), **({"schedule": "monday 09:00"} | more))
        office.save(draft, plan_id)
        assert office.due() == [], "what was due before a plan was changed, or while it rested, was not missed"
    office.db.write(Action("t"), lambda s: remove_report_plan(s, plan_id=plan_id), origin="window")
    with office.db.read() as session, pytest.raises(UserError, match="There is no plan of reports"):
        find_plan(session, "季度包")
    undo(office.db, {})
    with office.db.read() as session:
        assert find_plan(session, "季度包").draft.schedule == "daily 08:00"


@pytest.mark.parametrize(
    ("more", "said"),
    [({"name": "季度包"}, "already"), ({"name": " "}, "needs a name"), ({"kind": "poster"}, "no kind of report"),
     ({"addresses": ("boss@",)}, "no e-mail address"), ({"lang": "de"}, "no language"),
     ({"schedule": "now and then"}, "no schedule"), ({"kind": "sheet", "signed": True}, "Only a PDF"),
     ({"people": ("nobody",)}, "not in this workspace")],
)  # fmt: skip
def test_what_no_plan_can_be_is_refused_in_words(office: Office, more: dict[str, Any], said: str) -> None:
    office.plan()
    with pytest.raises(UserError, match=said):
        office.plan(**({"name": "又一个"} | more))
