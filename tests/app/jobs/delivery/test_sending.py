"""The digest goes out once a day: offline it waits, killed it is not said twice, the clock and a second program change
nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import EN, N_, Text
from app.core.workspace import Workspace
from app.imports.sources.secrets import Secrets
from app.inbox.service import Post as Told
from app.inbox.service import post_notice, snooze_cause
from app.jobs.delivery import queue
from app.jobs.delivery.queue import MAIL, RATE, REPORT, last_messages
from app.jobs.delivery.sending import Post, Sent
from app.jobs.delivery.settings import Chat, Mail, Plan, keep_chat_secret, loud_from, read_plan, save_plan
from app.jobs.timetable import DIGEST, SEND, due_runs
from app.jobs.upkeep import named_files
from app.people.service import add_person
from tests.app.jobs.delivery.loopback import MailServer, Robot, serving
from tests.app.jobs.reading import SetClock
from tests.desks import desk_of

NOW = datetime(2026, 4, 10, 9, 0).astimezone()
SAID = N_("Contract {number} of {dealer} ends on {day}.")
CHAT = Chat("c1", "浙江大区", "wecom")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving(MailServer()) as found:
        yield found


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot()) as found:
        yield found


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW.astimezone(UTC))


@pytest.fixture
def people(db: Database) -> dict[str, str]:
    def make(session: Session) -> dict[str, str]:
        found = {
            "王芳": add_person(session, name="王芳", email="fang@example.com"),
            "李强": add_person(session, name="李强", email="qiang@example.com"),
            "周敏": add_person(session, name="周敏"),
        }
        session.flush()
        return found

    found = db.write(Action("test"), make).value
    tell(db, "fang", owner_id=found["王芳"], severity="bad")
    tell(db, "qiang", owner_id=found["李强"])
    tell(db, "all")
    return found


def tell(db: Database, cause: str, **more: Any) -> None:
    said = Text(SAID, {"number": cause, "dealer": "甲", "day": "2026-05-01"})
    post = Told(cause, "1", said, **more)
    on = day_number(date(2026, 4, 10))
    db.write(Action("t"), lambda session: post_notice(session, kind="alert", post=post, on=on))


def plan(db: Database, server: MailServer | None = None, *chats: Chat, **more: Any) -> Plan:
    mail = Mail("127.0.0.1", server.port, "none", "", "desk@example.com") if server else None
    found = Plan(mail, chats=chats, quiet_from="20:00", quiet_to="07:00", lang=EN, **more)
    db.write(Action("t"), lambda session: save_plan(session, plan=found))
    return found


def post_of(workspace: Workspace, clock: SetClock) -> Post:
    return Post(workspace.db, workspace.files, Secrets(workspace.machine.folder, workspace.id), clock)


def knows_chat(workspace: Workspace, robot: Robot) -> None:
    Secrets(workspace.machine.folder, workspace.id).put(CHAT.channel, f'{{"url": "{robot.url}"}}')


def states(db: Database) -> list[tuple[str, str]]:
    with db.read() as session:
        return [(one.recipient, one.state) for one in reversed(last_messages(session))]


def digest(post: Post) -> Sent:
    post.queue_digest()
    return post.send_waiting(Progress())


def test_each_person_with_an_address_gets_one_digest_a_day(
    workspace: Workspace, people: dict[str, str], server: MailServer, clock: SetClock
) -> None:
    plan(workspace.db, server)
    workspace.db.write(Action("t"), lambda session: snooze_cause(session, cause="qiang"))
    post = post_of(workspace, clock)
    assert digest(post) == Sent(2, 0)
    texts = {str(letter["To"]): letter.get_body(("plain",)).get_content() for letter in server.letters}  # type: ignore[union-attr]
    assert set(texts) == {"fang@example.com", "qiang@example.com"}
    assert texts["fang@example.com"].index("Serious (1)") < texts["fang@example.com"].index("Important (1)")
    assert "Contract fang of 甲" in texts["fang@example.com"]
    assert "fang" not in texts["qiang@example.com"]
    assert "Contract qiang" not in texts["qiang@example.com"], "snoozed"
    assert digest(post) == Sent(0, 0)
    clock.moment += timedelta(days=1)
    assert digest(post) == Sent(2, 0)


def report(post: Post, name: str, *, at: datetime, to: str = "fang@example.com", data: bytes = b"%PDF-1.7 a") -> None:
    """Queue a report for somebody; its key follows from its bytes."""
    files = [{"name": name, "sha256": post.files.put(data), "size": len(data)}]
    message = {"subject": name, "lines": ["季度报告"], "lang": EN, "files": files}
    post.db.write(Action("t"), lambda session: queue.put(
        session, key=f"{REPORT}{files[0]['sha256']}", channel=MAIL, recipient=to, message=message, now=at
    ))  # fmt: skip


def test_two_reports_and_a_digest_to_one_reader_all_arrive_after_days_offline(
    workspace: Workspace, people: dict[str, str], clock: SetClock
) -> None:
    gone = MailServer()
    gone.server_close()
    plan(workspace.db, gone, people=(people["王芳"],))
    post = post_of(workspace, clock)
    report(post, "浙江省区_渠道健康度_2026Q1.pdf", at=clock.moment)
    post.queue_digest()
    report(post, "趋势册.pdf", at=clock.moment, data=b"%PDF-1.7 b")
    assert post.send_waiting(Progress()) == Sent(0, 3)
    clock.moment += timedelta(days=5)
    assert post.send_waiting(Progress()) == Sent(0, 3)
    assert [state for _, state in states(workspace.db)] == ["waiting", "failed", "waiting"], "a digest is of its day"
    with workspace.db.read() as session:
        kept = named_files(session)
    workspace.files.sweep(kept, older_than_s=-1)
    clock.moment += timedelta(hours=7)
    with serving(MailServer()) as back:
        plan(workspace.db, back, people=(people["王芳"],))
        killed(post, clock)
        assert post.send_waiting(Progress()) == Sent(2, 0)
        letters = {str(letter["Message-ID"]): letter for letter in back.letters}
        assert (len(back.letters), len(letters)) == (3, 2), "the one that was cut off goes again under the same id"
    sent = [part for letter in letters.values() for part in letter.iter_attachments()]
    assert [(part.get_filename(), part.get_content_type(), part.get_content()) for part in sent] == [
        ("浙江省区_渠道健康度_2026Q1.pdf", "application/pdf", b"%PDF-1.7 a"),
        ("趋势册.pdf", "application/pdf", b"%PDF-1.7 b"),
    ]


def test_a_report_can_be_held_back_and_sent_again_and_must_fit(
    workspace: Workspace, people: dict[str, str], server: MailServer, clock: SetClock
) -> None:
    plan(workspace.db, server)
    post = post_of(workspace, clock)
    report(post, "a.pdf", at=clock.moment)
    with workspace.db.read() as session:
        (one,) = last_messages(session, reports=True)

    def change(how: Any) -> None:
        workspace.db.write(Action("t"), lambda session: how(session, n=one.n, now=clock.moment))

    change(queue.cancel)
    assert post.send_waiting(Progress()) == Sent(0, 0)
    change(queue.send_again)
    workspace.files.sweep(set(), older_than_s=-1)
    assert post.send_waiting(Progress()) == Sent(0, 1)
    assert states(workspace.db) == [("fang@example.com", "failed")], "a file that is gone is not tried for days"
    workspace.files.put(b"%PDF-1.7 a")
    change(queue.send_again)
    assert post.send_waiting(Progress()) == Sent(1, 0)
    with pytest.raises(UserError, match="was sent"):
        change(queue.send_again)
    with pytest.raises(UserError, match="that waits"):
        change(queue.cancel)
    with pytest.raises(UserError, match="16 MB, and a mail takes 15 MB"):
        report(post, "large.pdf", at=clock.moment, data=bytes(15_000_001))


def test_named_people_only_and_nothing_where_nothing_is_to_be_looked_after(
    workspace: Workspace, people: dict[str, str], server: MailServer, clock: SetClock
) -> None:
    plan(workspace.db, server, people=(people["李强"],))
    for cause in ("qiang", "all"):
        workspace.db.write(Action("t"), lambda session, cause=cause: snooze_cause(session, cause=cause))
    assert digest(post_of(workspace, clock)) == Sent(0, 0)
    assert server.letters == []


def test_offline_it_waits_longer_each_time_and_goes_out_once(
    workspace: Workspace, people: dict[str, str], clock: SetClock
) -> None:
    gone = MailServer()
    gone.server_close()
    plan(workspace.db, gone, people=(people["王芳"],))
    post = post_of(workspace, clock)
    assert digest(post) == Sent(0, 1)
    assert post.send_waiting(Progress()) == Sent(0, 0), "not before a pause"
    clock.moment += timedelta(minutes=15)
    assert post.send_waiting(Progress()) == Sent(0, 1)
    with workspace.db.read() as session:
        (one,) = last_messages(session)
    assert (one.state, one.attempts) == ("waiting", 2)
    assert "cannot be reached" in str(one.error)
    with serving(MailServer()) as back:
        plan(workspace.db, back, people=(people["王芳"],))
        assert post.send_waiting(Progress()) == Sent(0, 0), "thirty minutes now"
        clock.moment += timedelta(minutes=30)
        assert post.send_waiting(Progress()) == Sent(1, 0)
        assert post.send_waiting(Progress()) == Sent(0, 0)
        assert len(back.letters) == 1


def test_after_days_it_is_given_up_and_a_newer_digest_overtakes_one_that_waits(
    workspace: Workspace, people: dict[str, str], clock: SetClock
) -> None:
    gone = MailServer()
    gone.server_close()
    plan(workspace.db, gone, people=(people["王芳"],))
    post = post_of(workspace, clock)
    digest(post)
    clock.moment += timedelta(days=1)
    digest(post)
    assert states(workspace.db) == [("fang@example.com", "overtaken"), ("fang@example.com", "waiting")]
    clock.moment += timedelta(days=4)
    post.send_waiting(Progress())
    assert states(workspace.db)[-1] == ("fang@example.com", "failed")


def killed(post: Post, clock: SetClock) -> None:
    """A program that sends a message and is killed before it writes that down; long after, another one begins."""
    message = post.db.write(Action("t"), lambda session: queue.claim(session, now=clock.now())).value
    assert message is not None
    with post.db.read() as session:
        found = read_plan(session)
    post.hand_over(found, message.channel, message.recipient, message.key, message.message)
    clock.moment += timedelta(minutes=11)


def test_killed_after_sending_a_mail_goes_again_with_the_same_id(
    workspace: Workspace, people: dict[str, str], server: MailServer, clock: SetClock
) -> None:
    plan(workspace.db, server, people=(people["王芳"],))
    post = post_of(workspace, clock)
    post.queue_digest()
    killed(post, clock)
    assert post.send_waiting(Progress()) == Sent(1, 0)
    assert post.send_waiting(Progress()) == Sent(0, 0)
    assert len(server.letters) == 2
    assert len({str(letter["Message-ID"]) for letter in server.letters}) == 1


def test_killed_after_sending_to_a_chat_nothing_is_said_twice(
    workspace: Workspace, people: dict[str, str], robot: Robot, clock: SetClock
) -> None:
    plan(workspace.db, None, CHAT)
    knows_chat(workspace, robot)
    post = post_of(workspace, clock)
    post.queue_digest()
    killed(post, clock)
    assert post.send_waiting(Progress()) == Sent(0, 0)
    assert states(workspace.db) == [("浙江大区", "doubt")]
    assert len(robot.posted) == 1
    robot.mute = True
    clock.moment += timedelta(days=1)
    assert digest(post) == Sent(0, 1)
    assert digest(post) == Sent(0, 0)
    assert len(robot.posted) == 2


def test_of_two_programs_one_sends_and_one_that_is_alive_is_left_alone(
    workspace: Workspace, people: dict[str, str], robot: Robot, clock: SetClock
) -> None:
    plan(workspace.db, None, CHAT)
    knows_chat(workspace, robot)
    one, other = post_of(workspace, clock), post_of(workspace, clock)
    assert (one.queue_digest(), other.queue_digest()) == (1, 0)
    claimed = one.db.write(Action("t"), lambda session: queue.claim(session, now=clock.now())).value
    assert claimed is not None
    assert other.send_waiting(Progress()) == Sent(0, 0)
    assert states(workspace.db) == [("浙江大区", "sending")]
    one.db.write(Action("t"), lambda session: queue.sent(session, message=claimed, now=clock.now()))
    stale = replace(claimed, attempts=claimed.attempts + 1)
    one.db.write(Action("t"), lambda s: queue.failed(s, message=stale, now=clock.now(), error=Text("x")))
    assert states(workspace.db) == [("浙江大区", "sent")], "who no longer has it settles nothing"


def test_a_clock_that_is_set_back_sends_nothing_again_and_holds_nothing_up(
    workspace: Workspace, people: dict[str, str], server: MailServer, clock: SetClock
) -> None:
    plan(workspace.db, server, people=(people["王芳"],))
    post = post_of(workspace, clock)
    assert digest(post) == Sent(1, 0)
    clock.moment -= timedelta(hours=1)
    assert digest(post) == Sent(0, 0)
    wrong = clock.moment + timedelta(days=400)
    clock.moment, right = wrong, clock.moment
    post.queue_digest()  # waits from a day that is far away once the clock is right again
    clock.moment = right
    assert post.send_waiting(Progress()) == Sent(1, 0)
    assert len(server.letters) == 2


def test_in_quiet_hours_it_waits_for_the_morning(
    workspace: Workspace, people: dict[str, str], server: MailServer, clock: SetClock
) -> None:
    plan(workspace.db, server, people=(people["王芳"],))
    clock.moment = datetime(2026, 4, 10, 22, 30).astimezone().astimezone(UTC)
    post = post_of(workspace, clock)
    assert digest(post) == Sent(0, 0)
    assert states(workspace.db) == [("fang@example.com", "waiting")]
    clock.moment = datetime(2026, 4, 11, 7, 0).astimezone().astimezone(UTC)
    assert post.send_waiting(Progress()) == Sent(1, 0)


@pytest.mark.parametrize(
    ("hour", "first", "last", "until"),
    [(22, "20:00", "07:00", (11, 7)), (3, "20:00", "07:00", (10, 7)), (9, "20:00", "07:00", (10, 9)),
     (13, "12:00", "14:00", (10, 14)), (14, "12:00", "14:00", (10, 14)), (9, "08:00", "08:00", (10, 9))],
)  # fmt: skip
def test_quiet_hours_may_pass_midnight(hour: int, first: str, last: str, until: tuple[int, int]) -> None:
    now = datetime(2026, 4, 10, hour).astimezone()
    found = loud_from(Plan(quiet_from=first, quiet_to=last), now).astimezone()
    assert (found.day, found.hour) == until


def test_no_robot_gets_more_than_twenty_messages_a_minute(
    workspace: Workspace, people: dict[str, str], robot: Robot, clock: SetClock
) -> None:
    plan(workspace.db, None, CHAT)
    knows_chat(workspace, robot)
    post = post_of(workspace, clock)

    def fill(session: Session) -> None:
        for n in range(RATE + 5):
            message = {"subject": str(n), "lines": [], "lang": EN}
            queue.put(session, key=f"k{n}", channel=CHAT.channel, recipient=str(n), message=message, now=clock.now())

    workspace.db.write(Action("t"), fill)
    assert post.send_waiting(Progress()) == Sent(RATE, 0)
    clock.moment += timedelta(seconds=30)
    assert post_of(workspace, clock).send_waiting(Progress()) == Sent(0, 0), "another program counts with it"
    clock.moment += timedelta(seconds=31)
    assert post.send_waiting(Progress()) == Sent(5, 0)
    assert len(robot.posted) == RATE + 5


def test_what_cannot_be_is_refused_in_words(db: Database, workspace: Workspace) -> None:
    good = Mail("smtp.example.com", 465, "ssl", "", "a@example.com")
    for wrong in (
        Plan(replace(good, sender="nobody")), Plan(replace(good, port=0)), Plan(good, at="25:00"),
        Plan(chats=(Chat("x", " ", "wecom"),)),
    ):  # fmt: skip
        with pytest.raises(UserError):
            db.write(Action("t"), lambda session, wrong=wrong: save_plan(session, plan=wrong))
    with pytest.raises(UserError, match="https"):
        keep_chat_secret(Secrets(workspace.machine.folder, "w"), CHAT, url="http://x", sign="")
    with db.read() as session:
        assert read_plan(session) == Plan()


def test_the_jobs_are_there_once_something_is_set_up_and_run_through(
    workspace: Workspace, people: dict[str, str], server: MailServer
) -> None:
    desk = desk_of(workspace)
    late = datetime(2026, 4, 10, 23, 0, tzinfo=UTC)  # a Friday

    def due() -> dict[str, Any]:
        with desk.db.read() as session:
            return {job.name: run for job, run in due_runs(session, late)}

    assert not {DIGEST, SEND} & set(due())
    plan(desk.db, server, since=late.isoformat())
    assert DIGEST not in due(), "what was due before it was set up is nothing that was missed"
    plan(desk.db, server, people=(people["王芳"],))
    found = due()
    assert DIGEST in found
    desk.run_job(found[DIGEST], Progress())
    assert DIGEST not in due()
    with desk.db.read() as session:
        assert [one.channel for one in last_messages(session)] == [MAIL]
