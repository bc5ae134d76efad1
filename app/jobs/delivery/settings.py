"""To whom notices go and when: a setting of the workspace; passwords and addresses with keys stay on the machine."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core import fleet
from app.core.errors import UserError
from app.core.texts import N_, ZH
from app.core.workspace_settings import set_setting, setting
from app.imports.sources.secrets import Secrets
from app.people.rules import mail_address

KEY: Final = "delivery"
SECURITIES: Final = {"ssl": N_("TLS from the start (port 465)"), "starttls": N_("STARTTLS (port 587)"),
                     "none": N_("not encrypted")}  # fmt: skip
CHAT_KINDS: Final = {"wecom": N_("WeCom"), "dingtalk": N_("DingTalk"), "feishu": N_("Feishu")}
_PORTS: Final = {"ssl": 465, "starttls": 587, "none": 25}
_ENCRYPTED: Final = "https://"
HOSTS: Final = {"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com", "feishu": "open.feishu.cn"}


@dataclass(frozen=True)
class Mail:
    """The server that takes mail; its password is the secret ``mail``."""

    host: str
    port: int
    security: str
    user: str
    sender: str


@dataclass(frozen=True)
class Chat:
    """A group with a robot; address and signing key are the secret ``chat:<id>``."""

    id: str
    name: str
    kind: str

    @property
    def channel(self) -> str:
        """What the queue and the keyring call it."""
        return f"chat:{self.id}"


@dataclass(frozen=True)
class Plan:
    """Who is told how and when; times by the clock on the wall, ``HH:MM``."""

    mail: Mail | None = None
    people: tuple[str, ...] = ()
    """Ids of those who get mail; none is everybody with an address."""
    chats: tuple[Chat, ...] = ()
    at: str = "08:00"
    quiet_from: str = "20:00"
    quiet_to: str = "07:00"
    lang: str = ZH
    since: str = ""
    """ISO instant from which digests are due: nothing goes out at once where it is set up after the hour of the day."""

    @property
    def is_on(self) -> bool:
        """Whether anything goes anywhere."""
        return self.mail is not None or bool(self.chats)


def read_plan(session: Session) -> Plan:
    """The plan of a workspace."""
    kept = setting(session, KEY)
    if not kept:
        return Plan()
    mail, chats = kept.get("mail"), kept.get("chats", ())
    plain = {name: kept[name] for name in ("at", "quiet_from", "quiet_to", "lang", "since") if name in kept}
    return Plan(
        by_policy(Mail(**mail)) if mail else None,
        tuple(kept.get("people", ())),
        tuple(Chat(**one) for one in chats),
        **plain,
    )


def usual_mail() -> Mail:
    """What the dialog begins with where no mail is set up: the server of the policy file, else none."""
    policy = fleet.policy()
    known = (policy.get(f"mail.{name}") for name in ("host", "port", "security", "sender"))
    host, port, security, sender = known
    return Mail(host or "", port or _PORTS.get(security, 465), security or "ssl", "", sender or "")


def by_policy(mail: Mail) -> Mail:
    """The same with what a policy file locks in its place, whatever was entered before."""
    policy = fleet.policy()
    locked = {name: policy.get(f"mail.{name}") for name in ("host", "port", "security", "sender")
              if policy.is_locked(f"mail.{name}")}  # fmt: skip
    return replace(mail, **{name: value for name, value in locked.items() if value is not None})


def save_plan(session: Session, *, plan: Plan) -> None:
    """Keep a plan; raises UserError for a server, an address or a time that cannot be right."""
    for words in (plan.at, plan.quiet_from, plan.quiet_to):
        time_of(words)
    if plan.mail is not None:
        _check_mail(plan.mail)
        _require_free(session, plan.mail)
    for chat in plan.chats:
        if not chat.name.strip() or chat.kind not in CHAT_KINDS:
            raise UserError("A chat needs a name and one of the three kinds.")
    set_setting(session, key=KEY, value=json.loads(json.dumps(asdict(plan))))


def _require_free(session: Session, mail: Mail) -> None:
    """A locked part of the server may be entered as it is alone."""
    before = read_plan(session).mail or usual_mail()
    for name in ("host", "port", "security", "sender"):
        if getattr(by_policy(mail), name) != getattr(mail, name) or getattr(before, name) != getattr(mail, name):
            fleet.require_free(f"mail.{name}")


def _check_mail(mail: Mail) -> None:
    if not mail.host.strip() or not 0 < mail.port < 65536:
        raise UserError("Mail needs a server and a port between 1 and 65535.")
    mail_address(mail.sender)


def time_of(words: str) -> time:
    """A time of day; raises UserError for what is none."""
    try:
        return time.fromisoformat(words.strip().zfill(5))
    except ValueError as error:
        raise UserError("“{text}” is no time; write 08:00.", text=words) from error


def loud_from(plan: Plan, now: datetime) -> datetime:
    """``now``, or the end of the quiet hours in which it lies."""
    here, first, last = now.astimezone(), time_of(plan.quiet_from), time_of(plan.quiet_to)
    at = here.time()
    quiet = first <= at < last if first <= last else at >= first or at < last
    if not quiet:
        return now
    day = here.date() + timedelta(days=1 if first > last and at >= first else 0)
    return datetime.combine(day, last).astimezone(UTC)


def chat_secret(secrets: Secrets, chat: Chat) -> tuple[str, str]:
    """Address and signing key of a chat; raises UserError where this machine does not know them."""
    kept: dict[str, Any] = json.loads(secrets.get(chat.channel) or "{}")
    if not kept.get("url"):
        raise UserError("This machine does not know the address of the chat “{name}”; enter it in the settings.",
                        name=chat.name)  # fmt: skip
    return str(kept["url"]), str(kept.get("sign", ""))


def keep_chat_secret(secrets: Secrets, chat: Chat, *, url: str, sign: str) -> None:
    """Keep address and signing key on this machine; raises UserError for an address that is not encrypted."""
    if not url.startswith(_ENCRYPTED):
        raise UserError("The address of a chat's robot begins with https://{host}.", host=HOSTS[chat.kind])
    secrets.put(chat.channel, json.dumps({"url": url.strip(), "sign": sign.strip()}))
