"""The mail that brings reports: what it says in its language, and its place in the queue."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import N_, Text, texts
from app.core.workspace_settings import NAME, setting
from app.jobs.delivery.queue import MAIL, REPORT, put
from app.jobs.delivery.settings import read_plan
from app.people.rules import mail_address
from app.reports.plans.queries import PublishedRow
from app.reports.plans.records import KIND_TITLES

_SUBJECT: Final = N_("{region}: {title}, {period}")
_HERE: Final = N_("Attached: {title} of {region} for {period}.")
_REVIEWED: Final = N_("The quarter's review is signed.")
_COMPUTED: Final = N_("The quarter is assessed; its review is not signed yet.")
_SIGNED: Final = N_("The PDF is signed with a certificate, without a timestamp; every change of it would show.")
_END: Final = N_("Sent by ChannelDesk. Questions go to whoever answers for the region, not to this address.")
_HIS_SUBJECT: Final = N_("{region}: report for {dealer}, {period}")
_HIS: Final = N_("Attached: your report for {period} from {region}.")
_HIS_END: Final = N_("Sent by ChannelDesk. Questions go to whom the report says to call, not to this address.")
_TOLD_SUBJECT: Final = N_("{region}: who was sent the report for the dealer, {period}")
_TOLD: Final = N_("Each was sent his own report, to his contact, and nobody else's: {n}")
_LACKING: Final = N_("No contact with an e-mail address, so nothing was sent: {n}")
_AGAIN: Final = N_("It is the same file, byte for byte, that was handed out on {day}.")


@dataclass(frozen=True)
class Sheaf:
    """Reports of one kind and quarter that go together."""

    kind: str
    period: str
    lang: str
    reviewed: bool
    signed: bool
    files: tuple[Mapping[str, Any], ...]
    """Name, sha256 and size (bytes) of each."""
    first_on: str = ""
    """The day on which they were handed out before; empty for the first time."""


def queue_published(session: Session, *, rows: Sequence[PublishedRow], to: Sequence[str], now: datetime) -> int:
    """Queue what was handed out once more, byte for byte, a mail for each kind, quarter and language.

    Returns how many mails. Raises UserError as ``queue_reports`` does, and where an address is none.
    """
    addresses = list(dict.fromkeys(mail_address(one) for one in to))
    if not addresses:
        raise UserError("Say to whom.")
    found: dict[tuple[str, str, str], list[PublishedRow]] = {}
    for row in rows:
        found.setdefault((row.kind, row.period, row.lang), []).append(row)
    return sum(
        queue_reports(session, sheaf=_sheaf(own), to=addresses, cause=f"again:{now.isoformat()}", now=now)
        for own in found.values()
    )


def _sheaf(rows: Sequence[PublishedRow]) -> Sheaf:
    one = rows[0]
    files = tuple({"name": row.name, "sha256": row.sha256, "size": row.size} for row in rows)
    return Sheaf(
        one.kind, one.period, one.lang, all(row.review_id for row in rows), any(row.signed for row in rows), files,
        day_of(min(row.made_on for row in rows)).isoformat(),
    )  # fmt: skip


def require_mail(session: Session) -> None:
    """Raise UserError where nobody set up a mail server."""
    if read_plan(session).mail is None:
        raise UserError("Mail is not set up; enter the mail server in the settings.")


def queue_reports(
    session: Session, *, sheaf: Sheaf, to: Sequence[str], cause: str, now: datetime, not_before: datetime | None = None,
) -> int:  # fmt: skip
    """Queue a mail to each address; returns how many. The same files for the same ``cause`` go to nobody twice.

    Raises UserError where mail is not set up, or where the files are too large for a mail.
    """
    if to:
        require_mail(session)
    message = letter(sheaf, str(setting(session, NAME) or ""))
    marks = sorted(str(one["sha256"]) for one in sheaf.files)
    return _put(session, message, to, (cause, *marks), now, not_before)


def queue_own(
    session: Session, *, dealer: tuple[str, str], sheaf: Sheaf, drawn: str, to: Sequence[str], cause: str,
    now: datetime, not_before: datetime | None = None,
) -> int:  # fmt: skip
    """Queue one dealer's (id, name) own report, the only file of ``sheaf``, to each of his addresses; returns how many.

    ``drawn`` is the SHA-256 of its bytes before they were signed: the same report of a quarter goes to a dealer's
    address once for a ``cause``. Raises UserError where the file is too large for a mail.
    """
    (file,), t = sheaf.files, texts(sheaf.lang)
    said = {"region": str(setting(session, NAME) or ""), "dealer": dealer[1], "period": sheaf.period}
    lines = [t(_HIS, **said), *([t(_SIGNED)] if sheaf.signed else []), "", f"· {file['name']}", "", t(_HIS_END)]
    message = {"subject": t(_HIS_SUBJECT, **said), "lines": lines, "lang": sheaf.lang, "files": [dict(file)]}
    return _put(session, message, to, (cause, dealer[0], sheaf.period, drawn), now, not_before)


def queue_told(
    session: Session, *, period: str, lang: str, told: Sequence[str], lacking: Sequence[str], to: Sequence[str],
    mark: Sequence[str], now: datetime, not_before: datetime | None = None,
) -> int:  # fmt: skip
    """Queue, without a file, which dealers (names) were sent their own report and which have no address.

    Returns how many mails; the same ``mark`` goes to nobody twice.
    """
    t = texts(lang)
    said = {"region": str(setting(session, NAME) or ""), "period": period}
    lines = list[str]()
    for words, names in ((_TOLD, told), (_LACKING, lacking)):
        lines += [t(words, n=len(names)), *(f"· {name}" for name in names), ""] if names else []
    message = {"subject": t(_TOLD_SUBJECT, **said), "lines": [*lines, t(_END)], "lang": lang}
    return _put(session, message, to, (*mark, period), now, not_before)


def _put(
    session: Session, message: Mapping[str, Any], to: Sequence[str], mark: Sequence[str], now: datetime,
    not_before: datetime | None,
) -> int:  # fmt: skip
    """A mail to each address, unless one of the same mark was queued to it."""
    return sum(
        put(
            session, key=REPORT + hashlib.sha256("\n".join((mark[0], address, *mark[1:])).encode()).hexdigest()[:32],
            channel=MAIL, recipient=address, message=message, now=now, not_before=not_before,
        )
        for address in to
    )  # fmt: skip


def letter(sheaf: Sheaf, region: str) -> Mapping[str, Any]:
    """Subject, lines and files of a mail."""
    t = texts(sheaf.lang)
    said = {"region": region, "title": Text(KIND_TITLES[sheaf.kind]), "period": sheaf.period}
    lines = [t(_HERE, **said), t(_REVIEWED if sheaf.reviewed else _COMPUTED)]
    lines += [t(_SIGNED)] if sheaf.signed else []
    lines += [t(_AGAIN, day=sheaf.first_on)] if sheaf.first_on else []
    names = [f"· {one['name']}" for one in sheaf.files]
    return {
        "subject": t(_SUBJECT, **said), "lines": [*lines, "", *names, "", t(_END)], "lang": sheaf.lang,
        "files": [dict(one) for one in sheaf.files],
    }  # fmt: skip
