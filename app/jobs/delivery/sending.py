"""The daily digest into the queue, and the queue out to mail servers and chats."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.clock import Clock, SystemClock
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.progress import Progress
from app.core.texts import N_
from app.core.workspace_settings import NAME, setting
from app.imports.sources.secrets import Secrets
from app.jobs.delivery import queue
from app.jobs.delivery.chats import send_chat
from app.jobs.delivery.digest import digest_of
from app.jobs.delivery.mail import compose, send_mail
from app.jobs.delivery.problems import DoubtError, RefusedError
from app.jobs.delivery.queue import MAIL, Message
from app.jobs.delivery.settings import Plan, chat_secret, loud_from, read_plan
from app.jobs.runs import DONE, FAILED, NOTHING, Run, TakenError, settle
from app.people.queries import PersonRow, people

_QUEUED: Final = N_("Queued the daily digest")
_SENT: Final = N_("Sent notices")


@dataclass(frozen=True)
class Sent:
    """How many messages went out, and how many did not."""

    out: int = 0
    held: int = 0


@dataclass(frozen=True)
class Post:
    """What sends: the workspace's database and files, this machine's secrets and its clock."""

    db: Database
    files: FileStore
    secrets: Secrets
    clock: Clock = SystemClock()  # noqa: RUF009 - it has no state

    def queue_digest(self, run: Run | None = None) -> int:
        """Queue today's digests, each once a day by the machine's calendar; returns how many.

        With ``run`` as the job that is due, claimed in the same transaction; raises TakenError where another program
        has done it.
        """
        now, day, today = self.clock.now(), self.clock.today(), self.db.clock.today()

        def command(session: Session) -> int:
            plan = read_plan(session)
            made = _queue(session, plan, now, day, today)
            if run is not None:
                settle(session, run, now, DONE if made else NOTHING, rows=made)
            return made

        return self.db.write(Action(_QUEUED), command, origin="job").value

    def send_waiting(self, progress: Progress, run: Run | None = None) -> Sent:
        """Send everything that may go out now; what cannot be reached waits and is tried again."""
        self._write(lambda session: queue.recover(session, now=self.clock.now()))
        out = held = 0
        while True:
            progress.step(out + held, 0)
            message = self._write(lambda session: queue.claim(session, now=self.clock.now()))
            if message is None:
                break
            ok = self._send(message)
            out, held = out + ok, held + (not ok)
        if run is not None:
            outcome = FAILED if held and not out else DONE if out else NOTHING
            with suppress(TakenError):  # each message was claimed by itself
                self._write(lambda session: settle(session, run, self.clock.now(), outcome, rows=out))
        return Sent(out, held)

    def _send(self, message: Message) -> bool:
        with self.db.read() as session:
            plan = read_plan(session)
        try:
            self.hand_over(plan, message.channel, message.recipient, message.key, message.message)
        except DoubtError as error:
            said = error.text
            self._write(lambda session: queue.doubted(session, message=message, now=self.clock.now(), error=said))
        except UserError as error:
            said, over = error.text, isinstance(error, RefusedError)
            self._write(lambda session: queue.failed(
                session, message=message, now=self.clock.now(), error=said, for_good=over
            ))  # fmt: skip
        else:
            self._write(lambda session: queue.sent(session, message=message, now=self.clock.now()))
            return True
        return False

    def hand_over(self, plan: Plan, channel: str, recipient: str, key: str, message: Any) -> None:
        """Send one message now; raises UserError where it cannot be."""
        now = self.clock.now()
        if channel == MAIL:
            if plan.mail is None:
                raise RefusedError(N_("Mail is not set up any more."))
            files = self._files(message)
            letter = compose(plan.mail, key=key, recipient=recipient, message=message, now=now, files=files)
            send_mail(plan.mail, self.secrets.get(MAIL) or "", letter)
            return
        chat = next((one for one in plan.chats if one.channel == channel), None)
        if chat is None:
            raise RefusedError(N_("The chat “{name}” is not set up any more."), name=recipient)
        url, sign = chat_secret(self.secrets, chat)
        send_chat(chat.kind, url, sign, message, now)

    def _files(self, message: Mapping[str, Any]) -> list[tuple[str, bytes]]:
        try:
            return [(str(one["name"]), self.files.get(str(one["sha256"]))) for one in message.get("files", ())]
        except UserError as error:  # no time brings them back
            raise RefusedError(error.text.msgid, **error.text.params) from error

    def _write(self, command: Callable[[Session], Any]) -> Any:
        return self.db.write(Action(_SENT), command, origin="job").value


def recipients(plan: Plan, known: list[PersonRow]) -> list[PersonRow]:
    """Who gets mail: those that were named, else everybody, always with an address."""
    return [one for one in known if one.email and (not plan.people or one.id in plan.people)]


def _queue(session: Session, plan: Plan, now: datetime, day: date, today: date) -> int:
    name, loud, made = str(setting(session, NAME) or ""), loud_from(plan, now), 0
    wanted = [(MAIL, one.email or "", one.id) for one in (recipients(plan, people(session)) if plan.mail else ())]
    wanted += [(chat.channel, chat.name, "") for chat in plan.chats]
    for channel, recipient, person in wanted:
        message = digest_of(session, person=person, name=name, today=today, lang=plan.lang)
        if message is not None:
            made += queue.put(
                session, key=f"{channel}:{person or 'all'}:{day.isoformat()}", channel=channel, recipient=recipient,
                message=message, now=now, not_before=loud,
            )  # fmt: skip
    return made
