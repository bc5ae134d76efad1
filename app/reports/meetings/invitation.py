"""Meetings and actions as iCalendar (RFC 5545): what a calendar takes in, and takes back where one is called off."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, Todo, vCalAddress, vText

from app.actions.queries import ActionRow
from app.core.period import day_of
from app.core.texts import Texts, texts
from app.meetings.rows import AttendanceRow, ItemRow, MeetingRow, MeetingView
from app.reports.kit.numbers import day_text, period_text
from app.reports.meetings.parts import clock, said

_ALARMS: Final = (timedelta(days=1), timedelta(minutes=30))
_EVENING: Final = timedelta(days=1)
"""How long before its day somebody is reminded of an action."""
_ROLES: Final = {"chair": "CHAIR", "secretary": "REQ-PARTICIPANT", "member": "REQ-PARTICIPANT",
                 "guest": "OPT-PARTICIPANT", "reader": "NON-PARTICIPANT"}  # fmt: skip
_OFF: Final = ("parked", "rejected")
_DOMAIN: Final = "channeldesk.invalid"


def invitation_ics(view: MeetingView, lang: str, sequence: int, now: datetime) -> bytes:
    """The invitation to a meeting, or that it is called off; ``sequence`` grows when the meeting is changed."""
    t, one = texts(lang), view.meeting
    chair = next((each for each in view.attendance if each.person_id == one.chair_id), None)
    asked = [each for each in view.attendance if each.email]
    off = one.state == "cancelled"
    calendar = _calendar(t, "CANCEL" if off else "REQUEST" if chair is not None and chair.email else "PUBLISH")
    event, begins = Event(), _begins(one)
    event.add("uid", f"{one.id}@{_DOMAIN}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=one.minutes))
    event.add("summary", _clean(_title(t, one)))
    event.add("description", _clean(_description(t, view)))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if one.place:
        event.add("location", _clean(one.place))
    if one.chair:
        event["organizer"] = _address(one.chair, chair.email if chair is not None else "", one.chair_id)
    for each in asked:
        event.add("attendee", _attendee(each), encode=False)
    if not off:
        for before in _ALARMS:
            event.add_component(_alarm(_title(t, one), before))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def actions_ics(rows: Sequence[ActionRow], lang: str, now: datetime) -> bytes:
    """Somebody's actions as tasks of a calendar, each with a reminder on the day before it is due."""
    t = texts(lang)
    calendar = _calendar(t, "PUBLISH")
    for one in rows:
        todo, title = Todo(), _clean(said(t, one.title))
        todo.add("uid", f"{one.id}@{_DOMAIN}")
        todo.add("dtstamp", now.astimezone(UTC))
        todo.add("summary", title)
        facts = (one.ref, t(one.department) if one.department else "", one.owner)
        todo.add("description", _clean(" · ".join(part for part in facts if part)))
        todo.add("status", {"open": "NEEDS-ACTION", "done": "COMPLETED"}.get(one.state, "CANCELLED"))
        if one.due_on is not None:
            todo.add("due", day_of(one.due_on))
            if one.state == "open":
                todo.add_component(_alarm(title, _EVENING, of_end=True))
        calendar.add_component(todo)
    return bytes(calendar.to_ical())


def when(t: Texts, one: MeetingRow) -> str:
    """Day, hours and place of a meeting."""
    hours = f"{clock(one.from_minute)}\N{EN DASH}{clock(one.from_minute + one.minutes)}"
    return " · ".join(part for part in (day_text(t, day_of(one.held_on)), hours, one.place) if part)


def _calendar(t: Texts, method: str) -> Calendar:
    found = Calendar()
    found.add("prodid", f"-//ChannelDesk//Meetings//{'ZH' if t.lang != 'en' else 'EN'}")
    found.add("version", "2.0")
    found.add("method", method)
    return found


def _begins(one: MeetingRow) -> datetime:
    """When it begins by the machine's clock, in UTC."""
    wall = datetime.combine(day_of(one.held_on), time()) + timedelta(minutes=one.from_minute)
    return wall.astimezone().astimezone(UTC)


def _title(t: Texts, one: MeetingRow) -> str:
    return one.title or t("{series} no. {number}", series=t(one.series), number=one.number)


def _description(t: Texts, view: MeetingView) -> str:
    one = view.meeting
    lines = [" · ".join((_title(t, one), period_text(t, one.period), one.ref))]
    if one.state == "cancelled" and one.reason:
        lines.append(t("Called off: {reason}", reason=one.reason))
    items = [each for each in view.items if each.state not in _OFF]
    if items:
        lines += ["", t("Agenda")]
        lines += [_line(t, n, each) for n, each in enumerate(items, 1)]
    if view.actions:
        lines += ["", t("Actions of the last meeting")]
        lines += [_owed(t, each.owner, said(t, each.title), each.due_on) for each in view.actions]
    return "\n".join(lines)


def _line(t: Texts, n: int, one: ItemRow) -> str:
    facts = [t("{n} min", n=one.minutes), t(one.department) if one.department else "", one.owner]
    return f"{t('{n}. {item}', n=n, item=said(t, one.title))} ({' · '.join(part for part in facts if part)})"


def _owed(t: Texts, owner: str, title: str, due_on: int | None) -> str:
    until = day_text(t, day_of(due_on)) if due_on is not None else ""
    return f"· {title} ({' · '.join(part for part in (owner, until) if part)})"


def _attendee(one: AttendanceRow) -> vCalAddress:
    found = _address(one.person, one.email, one.person_id)
    found.params["role"] = vText(_ROLES[one.role])
    found.params["partstat"] = vText("DECLINED" if one.state == "excused" else "NEEDS-ACTION")
    if one.role != "reader":
        found.params["rsvp"] = vText("TRUE")
    return found


def _address(name: str, email: str, person_id: str) -> vCalAddress:
    """Somebody without an address is named by an id that no mail goes to."""
    found = vCalAddress(f"mailto:{email}" if email else f"urn:x-channeldesk:{person_id}")
    words = " ".join(_clean(name).replace('"', "'").split())
    if words:
        found.params["cn"] = vText(words)
    return found


def _alarm(title: str, before: timedelta, *, of_end: bool = False) -> Alarm:
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", _clean(title))
    found.add("trigger", -before, parameters={"related": "END"} if of_end else {})
    return found


def _clean(words: str) -> str:
    """Without the control characters that the format does not know."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.replace("\\N", "\N{FULLWIDTH REVERSE SOLIDUS}N")  # the library takes it for the end of a line
    return "".join(each for each in lines if each == "\n" or unicodedata.category(each) not in {"Cc", "Cs"})
