"""What the commands on meetings have in common: whom and what words on the command line mean."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.cli.money import typed_day
from app.cli.output import print_json, print_table
from app.core.errors import UsageError
from app.core.period import day_number, day_of
from app.core.texts import Text, Texts
from app.dealers.queries import find_party
from app.meetings.queries import ItemRow, MeetingRow, find_meeting, items_of, meeting_row
from app.meetings.words import MEETING_STATES
from app.people.queries import departments, person_called

if TYPE_CHECKING:
    from app.bootstrap import Desk


@dataclass(frozen=True)
class Act:
    """One word after ``meeting``: what it is for (a msgid), its own words, what it runs."""

    name: str
    about: str
    words: Callable[[argparse.ArgumentParser, Texts], None]
    run: Callable[["Desk", argparse.Namespace, Texts], int]


def meeting_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The meeting that an act is about."""
    one.add_argument("meeting", metavar="REF", help=t("the meeting"))


def day(words: str | None) -> int | None:
    """A stored day as it is typed."""
    return None if words is None else day_number(typed_day(words))


def iso(day_on: int | None) -> str:
    """A stored day as it is printed."""
    return "" if day_on is None else day_of(day_on).isoformat()


def clock(minute: int) -> str:
    """A minute of the day as it is printed."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute(words: str | None) -> int | None:
    """A minute of the day as it is typed: 09:30."""
    if words is None:
        return None
    hours, _, rest = words.partition(":")
    if not (hours.isdecimal() and rest.isdecimal()):  # ² is a digit and no number
        raise UsageError("“{text}” is no time of the day, such as 9:30.", text=words)
    return int(hours) * 60 + int(rest)


def person(session: Session, words: str | None) -> str | None:
    """The id of whom a name or reference means."""
    return person_called(session, words) if words else None


def department(session: Session, words: str | None) -> str | None:
    """The id of the department that a code or a name means."""
    if not words:
        return None
    for one in departments(session):
        if words in {one.code, one.name, one.name_en, one.ref}:
            return one.id
    raise UsageError("There is no department “{name}”.", name=words)


def dealer(session: Session, words: str | None) -> str | None:
    """The id of the dealer that a code means."""
    return find_party(session, words).id if words else None


def item(session: Session, meeting_id: str, words: str) -> ItemRow:
    """The item of a meeting that a place on its agenda or a reference means."""
    for one in items_of(session, meeting_id):
        if words in {str(one.n), one.ref}:
            return one
    raise UsageError("The agenda has no item {item}.", item=words)


def said(t: Texts, words: str | Text) -> str:
    """A title in the language of the output."""
    return t.render(words) if isinstance(words, Text) else words


def found(desk: "Desk", args: argparse.Namespace) -> MeetingRow:
    """The meeting that was named."""
    with desk.db.read() as session:
        return find_meeting(session, args.meeting)


def meeting_json(one: MeetingRow, t: Texts) -> dict[str, Any]:
    """A meeting for programs."""
    return {
        "ref": one.ref, "series": t(one.series), "number": one.number, "title": one.title, "period": one.period,
        "day": iso(one.held_on), "from": clock(one.from_minute), "minutes": one.minutes, "place": one.place,
        "state": one.state, "version": one.version, "items": one.items, "decisions": one.decisions,
        "actions": one.actions, "minutes_sha256": one.minutes_sha256,
    }  # fmt: skip


def told(desk: "Desk", args: argparse.Namespace, t: Texts, meeting_id: str) -> int:
    """Say where a meeting stands after an act."""
    with desk.db.read() as session:
        row = meeting_row(session, meeting_id)
    if args.json:
        print_json(meeting_json(row, t))
    else:
        print(t("{ref} {series} {number}, {day}: {state}", ref=row.ref, series=t(row.series), number=row.number,
                day=iso(row.held_on), state=t(MEETING_STATES[row.state])))  # fmt: skip
    return 0


def table(heads: list[str], rows: list[list[Any]], empty: str = "") -> None:
    """A table; where there are no rows what is said instead, if anything."""
    if rows:
        print_table(heads, rows)
    elif empty:
        print(empty)
