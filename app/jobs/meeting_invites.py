"""Invitations by mail: the calendar file and the agenda, once to an address for each change of the meeting."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.texts import N_, Texts, texts
from app.jobs.delivery.queue import MAIL, REPORT, put
from app.jobs.delivery.settings import loud_from, read_plan
from app.jobs.meeting_mail import invitation
from app.jobs.report_mail import require_mail
from app.meetings.evidence import frozen_figures
from app.meetings.queries import meeting_view
from app.meetings.rows import MeetingView
from app.people.queries import people
from app.reports.kit.numbers import period_text
from app.reports.meetings.agenda import agenda_pdf, meeting_name
from app.reports.meetings.invitation import when

_QUEUED: Final = N_("Queued the invitations to meeting {ref}")
_END: Final = N_("Sent by ChannelDesk. Questions go to the secretary of the meeting, not to this address.")


@dataclass(frozen=True)
class Invited:
    """How many invitations were queued now, and who has no address."""

    queued: int
    lacking: tuple[str, ...]


def queue_invitations(db: Database, files: FileStore, *, meeting_id: str, lang: str, now: datetime) -> Invited:
    """Queue the invitation to everybody invited; where the meeting is called off, that it is.

    The same state of a meeting goes to an address once in a language, after the quiet hours. Raises UserError where
    the meeting has begun or is over, and where mail is not set up.
    """
    with db.read() as session:
        require_mail(session)
        view = meeting_view(session, meeting_id)
        calendar = invitation(session, meeting_id, lang, now)
    one = view.meeting
    if one.state in {"in_progress", "closed"}:
        raise UserError("This meeting has begun; nobody is invited to it any more.")
    made = {f"{one.ref}.ics": calendar}
    if one.state != "cancelled":
        made[f"{one.ref}-agenda.pdf"] = agenda_pdf(view, frozen_figures(files, one.figures_sha256), lang)
    kept = [{"name": name, "sha256": files.put(data), "size": len(data)} for name, data in made.items()]
    mark = "\n".join((meeting_id, lang, one.state, hashlib.sha256(_saying(calendar)).hexdigest()))
    message = _letter(texts(lang), view) | {"files": kept}
    action = Action(_QUEUED, {"ref": one.ref})
    return db.write(action, lambda session: _queue(session, view, message, mark, now)).value


def _saying(calendar: bytes) -> bytes:
    """What the calendar file says, without when and as which one it was made."""
    return b"\n".join(line for line in calendar.splitlines() if not line.startswith((b"DTSTAMP", b"SEQUENCE")))


def _queue(session: Session, view: MeetingView, message: dict[str, Any], mark: str, now: datetime) -> Invited:
    quiet = loud_from(read_plan(session), now)
    known = {one.id: one.email or "" for one in people(session)}
    lacking, to = list[str](), dict[str, None]()
    for one in view.attendance:
        address = known.get(one.person_id) or one.email
        if one.role == "reader":  # gets the minutes only
            continue
        if address:
            to[address] = None
        else:
            lacking.append(one.person)
    n = sum(
        put(
            session, key=REPORT + hashlib.sha256(f"invite\n{mark}\n{address}".encode()).hexdigest()[:32],
            channel=MAIL, recipient=address, message=message, now=now, not_before=quiet,
        )
        for address in to
    )  # fmt: skip
    return Invited(n, tuple(lacking))


def _letter(t: Texts, view: MeetingView) -> dict[str, Any]:
    one = view.meeting
    name = meeting_name(t, view)
    said = {"meeting": name, "period": period_text(t, one.period)}
    off = one.state == "cancelled"
    subject = t("Called off: {meeting}, {period}", **said) if off else t("Invitation: {meeting}, {period}", **said)
    lines = [when(t, one)]
    if off:
        lines += [t("Called off: {reason}", reason=one.reason)] if one.reason else []
    else:
        items = sum(each.state not in {"parked", "rejected"} for each in view.items)
        lines += [t("Items on the agenda: {n}", n=items), t("The calendar file takes the meeting into your calendar.")]
    return {"subject": subject, "lines": [*lines, "", t(_END)], "lang": t.lang}
