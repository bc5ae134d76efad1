"""Where notices go: mail and chats with how the last message fared, a test that is really sent, and the times."""

import secrets as random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from app.core import fleet
from app.core.clock import SystemClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.jobs.delivery.digest import trial
from app.jobs.delivery.queue import MAIL, STATES, Message
from app.jobs.delivery.settings import (
    CHAT_KINDS,
    SECURITIES,
    Chat,
    Mail,
    Plan,
    keep_chat_secret,
    save_plan,
    time_of,
    usual_mail,
)
from app.jobs.runs import instant
from app.people.queries import PersonRow
from ui.core.ask import Ask, ask
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.form import typed_list
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Tone, Words

if TYPE_CHECKING:
    from ui.core.page import Context
    from ui.settings.reading import SettingsSheet

_TONES: Final[dict[str, Tone]] = {"sent": "good", "waiting": "warn", "sending": "warn", "failed": "bad", "doubt": "bad"}
_KEPT: Final = N_("Changed the sending of notices")


@dataclass(frozen=True)
class Way:
    """One line: mail, or a chat, with its newest message."""

    channel: str
    name: Words
    kind: Words
    chat: Chat | None
    last: Message | None


def ways(plan: Plan, messages: Sequence[Message]) -> list[Way]:
    """Everything by which notices go out."""
    newest = {one.channel: one for one in reversed(messages) if one.state != "overtaken"}
    found = []
    if plan.mail is not None:
        found.append(Way(MAIL, plan.mail.sender, Text(N_("E-mail")), None, newest.get(MAIL)))
    return found + [
        Way(one.channel, one.name, Text(CHAT_KINDS[one.kind]), one, newest.get(one.channel)) for one in plan.chats
    ]


class DeliveryCard(Card):
    """Mail, chats, times."""

    def __init__(self, context: "Context") -> None:
        """Filled by ``show_sheet``."""
        super().__init__(context.look, Text(N_("Sending of notices")))
        self.context = context
        self.plan, self.known, self.name = Plan(), tuple[PersonRow, ...](), ""
        columns = (
            Column("name", Text(N_("Where")), stretch=True, width=150),
            Column("kind", Text(N_("Kind")), width=90),
            Column("state", Text(N_("Last message")), "pill", 120, get=_state, order=lambda state: state.tone),
            Column("error", Text(N_("Error")), width=180, get=lambda one: one.last.error if one.last else None),
        )
        self.table = Table(
            context, columns, name="settings.delivery", title=Text(N_("Sending of notices")), tools=False,
            empty=Text(N_("Notices stay in the program.")),
            empty_text=Text(N_("Set up mail or a chat to get a digest each working day.")),
        )  # fmt: skip
        self.table.setMinimumHeight(150)
        self.times = Label(context.look, "", "dim", wrap=True)
        look = context.look
        self.mail_button = Button(look, Text(N_("Mail…")), self.ask_mail, icon="inbox")
        self.chat_button = Button(look, Text(N_("Add a chat…")), self.ask_chat, icon="plus")
        self.remove_button = Button(look, Text(N_("Remove")), self.remove, icon="trash-2", kind="quiet")
        self.times_button = Button(look, Text(N_("When and to whom…")), self.ask_times, icon="clock")
        self.test_button = Button(look, Text(N_("Send a test")), self.send_test, icon="play")
        self.body.addWidget(self.table)
        self.body.addWidget(self.times)
        self.body.addLayout(row(self.mail_button, self.chat_button, self.times_button, None))
        self.body.addLayout(row(self.test_button, self.remove_button, None))
        self.table.picked.connect(lambda _one: self._enable())
        self._enable()

    def show_sheet(self, sheet: "SettingsSheet") -> None:
        """Show what was read."""
        self.plan, self.known, self.name = sheet.plan, sheet.people, sheet.name
        self.table.set_rows(ways(sheet.plan, sheet.messages))
        said = {"at": sheet.plan.at, "from": sheet.plan.quiet_from, "to": sheet.plan.quiet_to}
        self.times.say(Text(N_("On working days at {at}; quiet from {from} to {to}."), said))
        self._enable()

    def _enable(self) -> None:
        fixed, one = self.context.desk.db.read_only, self.table.current
        for button in (self.mail_button, self.chat_button, self.times_button):
            button.setEnabled(not fixed)
        for button in (self.test_button, self.remove_button):
            button.setEnabled(one is not None and not fixed)

    # -- asking -------------------------------------------------------------------------------------------------------

    def ask_mail(self) -> None:
        """Ask for the mail server."""
        old = self.plan.mail or usual_mail()
        kinds: list[tuple[str, Words]] = [(key, Text(words)) for key, words in SECURITIES.items()]
        values = self._ask(Text(N_("Mail")), [
            Ask("host", Text(N_("Server")), value=old.host, hint="smtp.example.com", needed=True,
                fixed=fleet.reason("mail.host")),
            Ask("port", Text(N_("Port")), "number", str(old.port), needed=True, fixed=fleet.reason("mail.port")),
            Ask("security", Text(N_("Encryption")), "choice", old.security, kinds,
                fixed=fleet.reason("mail.security")),
            Ask("sender", Text(N_("Sender's address")), value=old.sender, needed=True,
                fixed=fleet.reason("mail.sender")),
            Ask("user", Text(N_("User")), value=old.user),
            Ask("password", Text(N_("Password")), "secret", hint=Text(N_("Stays on this machine; empty leaves it."))),
        ])  # fmt: skip
        if values is not None:
            password = values.pop("password")
            self._keep(replace(self.plan, mail=Mail(**values)), {MAIL: password} if password else {})

    def ask_chat(self) -> None:
        """Ask for the robot of a chat; one of the same name is changed."""
        kinds: list[tuple[str, Words]] = [(key, Text(words)) for key, words in CHAT_KINDS.items()]
        values = self._ask(Text(N_("A chat's robot")), [
            Ask("name", Text(N_("Name")), needed=True),
            Ask("kind", Text(N_("Kind")), "choice", "wecom", kinds),
            Ask("url", Text(N_("Address (webhook)")), needed=True, hint=Text(N_("Stays on this machine."))),
            Ask("sign", Text(N_("Signing key")), "secret", hint=Text(N_("For DingTalk and Feishu, where one is set."))),
        ])  # fmt: skip
        if values is None:
            return
        known = next((one.id for one in self.plan.chats if one.name == values["name"]), random.token_hex(6))
        chat = Chat(known, values["name"], values["kind"])
        others = tuple(one for one in self.plan.chats if one.id != chat.id)
        self._keep(replace(self.plan, chats=(*others, chat)), {}, (chat, values["url"], values["sign"]))

    def ask_times(self) -> None:
        """Ask when, and who gets mail."""
        named = ", ".join(one.name for one in self.known if one.id in self.plan.people)
        fields = [
            Ask(name, Text(title), value=getattr(self.plan, name), needed=True, read=_time)
            for name, title in (("at", N_("Sent at")), ("quiet_from", N_("Quiet from")), ("quiet_to", N_("Quiet to")))
        ]
        hint = Text(N_("Names with commas between; empty is everybody with an e-mail address."))
        values = self._ask(
            Text(N_("When and to whom")), [*fields, Ask("people", Text(N_("Who gets mail")), value=named, hint=hint,
                                                        read=self._persons)]
        )  # fmt: skip
        if values is not None:
            self._keep(replace(self.plan, **values), {})

    def _persons(self, words: str) -> tuple[str, ...]:
        by_name = {one.name: one.id for one in self.known}
        typed = typed_list(words)
        for one in typed:
            if one not in by_name:
                raise UserError("Nobody in this workspace is called “{name}”.", name=one)
        return tuple(by_name[one] for one in typed)

    def _ask(self, title: Words, fields: list[Ask]) -> dict[str, Any] | None:
        return ask(self.look, self, title, fields, accept=Text(N_("Save")))

    # -- doing --------------------------------------------------------------------------------------------------------

    def _keep(self, plan: Plan, kept: dict[str, str], chat: tuple[Chat, str, str] | None = None) -> None:
        desk, since = self.context.desk, self.plan.since if self.plan.is_on else instant(SystemClock().now())
        plan = replace(plan, lang=self.look.lang, since=since)

        def work(_progress: Progress) -> None:
            if chat is not None:
                keep_chat_secret(desk.secrets, chat[0], url=chat[1], sign=chat[2])
            for name, secret in kept.items():
                desk.secrets.put(name, secret)
            desk.db.write(Action(_KEPT), lambda session: save_plan(session, plan=plan))

        self.context.tasks.run(Text(_KEPT), work, owner=self)

    def remove(self) -> None:
        """Send nothing by the chosen way any more; undo takes that back."""
        one = self.table.current
        if one is not None and one.chat is None:
            self._keep(replace(self.plan, mail=None), {})
        elif one is not None:
            self._keep(replace(self.plan, chats=tuple(chat for chat in self.plan.chats if chat != one.chat)), {})

    def send_test(self) -> None:
        """Send a test by the chosen way now: a mail to whoever works here, else to the sender."""
        one, desk, plan = self.table.current, self.context.desk, self.plan
        if one is None:
            return
        me = next((person.email for person in self.known if person.id == desk.workspace.person and person.email), "")
        recipient = str(one.name) if one.chat else me or (plan.mail.sender if plan.mail else "")
        message, key = trial(self.name, self.look.lang), f"test:{random.token_hex(8)}"

        def work(_progress: Progress) -> None:
            desk.post.hand_over(plan, one.channel, recipient, key, message)

        def done(_found: object) -> None:
            self.context.notify("good", Text(N_("The test went to {recipient}."), {"recipient": recipient}))

        self.context.tasks.run(Text(N_("Sending a test")), work, done, owner=self, key="test")


def _time(words: str) -> str:
    return time_of(words).strftime("%H:%M")


def _state(one: Way) -> State | None:
    if one.last is None:
        return None
    return State(Text(STATES[one.last.state]), _TONES.get(one.last.state, "dim"))
