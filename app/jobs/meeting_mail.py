"""Minutes by mail: all of them to whoever is on the list, and to each owner only what he owes; each queued once."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.texts import N_, Text, Texts, texts
from app.jobs.delivery.queue import MAIL, REPORT, put
from app.jobs.delivery.settings import loud_from, read_plan
from app.jobs.report_mail import require_mail
from app.meetings.closing import minutes_content
from app.meetings.invited import changes_of
from app.meetings.minutes import MinutesContent
from app.meetings.queries import meeting_view
from app.people.queries import people
from app.reports.kit.numbers import period_text
from app.reports.meetings.invitation import invitation_ics
from app.reports.meetings.minutes import minutes_pdf
from app.reports.meetings.parts import day, name_of, said, title_of

_QUEUED: Final = N_("Queued the minutes of meeting {ref}")
_END: Final = N_("Sent by ChannelDesk. Questions go to the secretary of the meeting, not to this address.")


@dataclass(frozen=True)
class Queued:
    """What was queued now, and who has no address."""

    minutes: int
    own: int
    lacking: tuple[str, ...]
    """Names of people on the list or with actions to whom no mail can go."""


@dataclass(frozen=True)
class Owed:
    """An action of one owner that a closed meeting left open."""

    ref: str
    words: str | Text
    due_on: str
    owner_id: str
    owner: str


def owed_of(content: MinutesContent) -> list[Owed]:
    """What a meeting leaves to be done: what it agreed on and what it carried over, by day."""
    made = [Owed(one.action_ref, one.text, one.due_on, one.owner_id, one.owner)
            for _, one in content.outcomes("action")]  # fmt: skip
    carried = [
        Owed(one.ref, one.words.said, one.due_after or one.due_before, one.owner_id, one.owner)
        for one in content.carried if one.verdict == "carried"
    ]  # fmt: skip
    return sorted((*made, *carried), key=lambda one: (one.due_on, one.ref))


def queue_minutes(db: Database, files: FileStore, *, meeting_id: str, lang: str, now: datetime) -> Queued:
    """Queue the minutes of a closed meeting to everybody who was invited, and to each owner his own actions.

    The same version goes to an address once in a language. Raises UserError while the meeting is not closed, and where
    mail is not set up.
    """
    with db.read() as session:
        require_mail(session)
        content = minutes_content(session, files, meeting_id)
    if not content.is_closed:
        raise UserError("Only closed minutes are sent. Close the meeting first.")
    pdf = minutes_pdf(content, lang)
    name = f"{content.head.ref}-v{content.version}.pdf"
    file = {"name": name, "sha256": files.put(pdf), "size": len(pdf)}
    action = Action(_QUEUED, {"ref": content.head.ref})
    return db.write(action, lambda session: _queue(session, content, file, meeting_id, lang, now)).value


def invitation(session: Session, meeting_id: str, lang: str, now: datetime) -> bytes:
    """The calendar file of a meeting; its number grows with every change of what it says."""
    return invitation_ics(meeting_view(session, meeting_id), lang, changes_of(session, meeting_id), now)


def _queue(
    session: Session, content: MinutesContent, file: Mapping[str, Any], meeting_id: str, lang: str, now: datetime
) -> Queued:
    t, quiet = texts(lang), loud_from(read_plan(session), now)
    known = {one.id: one.email or "" for one in people(session)}
    mark = (meeting_id, str(content.version), lang)
    lacking, sent, own = dict[str, None](), 0, 0
    seen = set[str]()
    for one in content.attendees:
        address = known.get(one.person_id) or one.email
        if not address:
            lacking[one.name] = None
        elif address not in seen:
            seen.add(address)
            key = _key("minutes", address, *mark)
            sent += put(session, key=key, channel=MAIL, recipient=address, message=_letter(t, content, file), now=now,
                        not_before=quiet)  # fmt: skip
    owed = owed_of(content)
    for owner in dict.fromkeys(one.owner_id for one in owed):
        his = [one for one in owed if one.owner_id == owner]
        if not known.get(owner):
            lacking[his[0].owner] = None
            continue
        key = _key("own", known[owner], owner, *mark)
        own += put(session, key=key, channel=MAIL, recipient=known[owner], message=_own(t, content, his), now=now,
                   not_before=quiet)  # fmt: skip
    return Queued(sent, own, tuple(lacking))


def _letter(t: Texts, content: MinutesContent, file: Mapping[str, Any]) -> dict[str, Any]:
    """The minutes: decisions and actions in the mail itself, everything in the file."""
    lines = [t("Attached: the minutes as version {version}.", version=content.version)]
    decisions = [one.text for _, one in content.outcomes("decision")]
    lines += ["", t("Decisions"), *(f"· {words}" for words in decisions)] if decisions else []
    found = [
        Owed(one.action_ref, one.text, one.due_on, one.owner_id, one.owner) for _, one in content.outcomes("action")
    ]
    lines += ["", t("Actions"), *(f"{_line(t, one)} · {one.owner}" for one in found)] if found else []
    return {"subject": title_of(t, content), "lines": [*lines, "", t(_END)], "lang": t.lang, "files": [dict(file)]}


def _own(t: Texts, content: MinutesContent, his: Sequence[Owed]) -> dict[str, Any]:
    """What one owner owes, and nothing of what others owe."""
    meeting, period = name_of(t, content.head), period_text(t, content.head.period)
    subject = t("Your actions ({n}): {meeting}, {period}", n=len(his), meeting=meeting, period=period)
    lines = [t("The meeting asks you for: {n}", n=len(his)), "", *(_line(t, one) for one in his), "", t(_END)]
    return {"subject": subject, "lines": lines, "lang": t.lang}


def _line(t: Texts, one: Owed) -> str:
    until = t("until {day}", day=day(t, one.due_on)) if one.due_on else ""
    return " · ".join(part for part in (f"· {said(t, one.words)}", until, one.ref) if part)


def _key(*parts: str) -> str:
    """Begins as those of reports do: a digest overtakes none of them."""
    return REPORT + hashlib.sha256("\n".join(("meeting", *parts)).encode()).hexdigest()[:32]
