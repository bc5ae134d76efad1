"""What every document of a meeting says in the same words, in one language."""

from datetime import date
from typing import Final

from app.core.texts import N_, Text, Texts, either
from app.meetings.minutes import Head, ItemLine, MinutesContent, OutcomeLine
from app.reports.kit.numbers import day_text, period_text

_MINUTES: Final = 60


def day(t: Texts, iso: str) -> str:
    """A day of the minutes; nothing for none."""
    return day_text(t, date.fromisoformat(iso)) if iso else ""


def held_on(content: MinutesContent) -> date:
    """The day of the meeting: what its files say they were made on."""
    return date.fromisoformat(content.head.held_on)


def clock(minute: int) -> str:
    """Minutes after midnight as 9:30."""
    return f"{minute // _MINUTES % 24}:{minute % _MINUTES:02}"


def said(t: Texts, words: str | Text) -> str:
    """Words of a person, or a sentence of the program."""
    return t.render(words) if isinstance(words, Text) else words


def name_of(t: Texts, head: Head) -> str:
    """What a meeting is called: its own title, or that of its series with its number."""
    series = t(either(head.series, head.series_en))
    return head.title or t("{series} no. {number}", series=series, number=head.number)


def when_of(t: Texts, head: Head) -> str:
    """Day, hours and place."""
    hours = f"{clock(head.from_minute)}\N{EN DASH}{clock(head.from_minute + head.minutes)}"
    return " · ".join(part for part in (day(t, head.held_on), hours, head.place) if part)


def title_of(t: Texts, content: MinutesContent) -> str:
    """Minutes of which meeting and period."""
    name, period = name_of(t, content.head), period_text(t, content.head.period)
    return t("Minutes: {meeting}, {period}", meeting=name, period=period)


def standing(t: Texts, content: MinutesContent) -> str:
    """Which version it is and who closed it when, or that it is not closed."""
    if not content.is_closed:
        return t("Preview: this meeting is not closed")
    said_by = content.closed_by or "—"
    closed = day(t, content.closed_on)
    return t("Version {version}, closed on {day} by {person}", version=content.version, day=closed, person=said_by)


def place(t: Texts, one: ItemLine) -> str:
    """The number and the words of an item."""
    words = said(t, one.words.said)
    return t("{n}. {item}", n=one.n, item=words) if one.n else words


def who_until(t: Texts, one: OutcomeLine) -> str:
    """Of an action its owner, department and day."""
    department = t(one.department) if one.department else ""
    return " · ".join(part for part in (one.owner, department, day(t, one.due_on)) if part)


def expected(t: Texts, one: OutcomeLine) -> list[str]:
    """What a decision is expected to change, and when that is looked at."""
    return [
        t("Expected: {kpi} {change}, checked on {day}", kpi=aim.kpi, day=day(t, aim.check_on),
          change=f"{aim.change}%" if aim.relative else aim.change)
        for aim in one.aims
    ]  # fmt: skip


def sum_of(t: Texts, content: MinutesContent) -> str:
    """What became of the actions of the meetings before, as one sum."""
    one = content.sum
    return t(SUM, came=one.came, done=one.done, carried=one.carried, dropped=one.dropped, merged=one.merged)


def quorum_of(t: Texts, content: MinutesContent) -> str:
    """Who was there of how many, whether that is enough, and why the meeting counts where it is not."""
    one = content.quorum
    parts = [t("Present or represented: {present} of {invited}, needed {needed}", present=one.present,
               invited=one.invited, needed=one.needed)]  # fmt: skip
    if one.missing:
        parts.append(t("missing: {departments}", departments="、".join(t(each) for each in one.missing)))
    if one.reason:
        parts.append(t("it counts because: {reason}", reason=one.reason))
    return "; ".join(parts) if t.lang == "en" else "；".join(parts)


SUM: Final = N_("{came} came in = done {done} + carried over {carried} + dropped {dropped} + joined {merged}")
