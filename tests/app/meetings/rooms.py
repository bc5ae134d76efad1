"""A series of meetings with its people, for the tests of meetings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.meetings import commands
from app.meetings.commands import Member
from app.people.model import Department
from app.people.service import add_departments, add_person

T = TypeVar("T")
FIRST = 20_550
"""The stored day of the first meeting: 2026-04-07."""


def do(db: Database, command: Callable[..., T], **how: object) -> T:
    """Run one command in its own transaction."""
    return db.write(Action(command.__name__), lambda session: command(session, **how)).value


@dataclass(frozen=True)
class Room:
    """The people of a series."""

    series_id: str
    chair: str
    secretary: str
    sponsor: str
    logistics: str
    finance: str
    departments: dict[str, str]


def a_room(db: Database) -> Room:
    """A monthly meeting of five people; sales and logistics must be there, and half of the invited."""

    def make(session: Session) -> Room:
        add_departments(session)
        session.flush()
        departments = {row.code: row.id for row in session.scalars(select(Department))}
        chair = add_person(session, name="王芳", department_id=departments["sales"])
        secretary = add_person(session, name="李静", department_id=departments["order_desk"])
        sponsor = add_person(session, name="陈总")
        logistics = add_person(session, name="张强", department_id=departments["logistics"], email="zq@example.com")
        finance = add_person(session, name="刘敏", department_id=departments["finance"])
        series = commands.add_series(
            session, name="月度经营分析会", name_en="Monthly review", rhythm="monthly 8 09:30", chair_id=chair,
            secretary_id=secretary, sponsor_id=sponsor, place="三楼会议室",
            quorum={"departments": [departments["sales"], departments["logistics"]], "percent": 50},
        )  # fmt: skip
        commands.set_members(session, series_id=series, members=[Member(logistics), Member(finance)])
        return Room(series, chair, secretary, sponsor, logistics, finance, departments)

    return db.write(Action("test"), make).value


def a_meeting(db: Database, room: Room, n: int = 1, *, started: bool = True, all_there: bool = True) -> str:
    """The n-th meeting of the series, begun, with everybody there."""
    period = f"2026-{n + 2:02d}"
    meeting = do(db, commands.plan_meeting, series_id=room.series_id, period=period, held_on=FIRST + 30 * (n - 1))
    if started:
        do(db, commands.start_meeting, meeting_id=meeting, at_ms=1_000_000 * n)
    if all_there:
        for one in (room.chair, room.secretary, room.logistics, room.finance):
            do(db, commands.set_attendance, meeting_id=meeting, person_id=one, state="present")
    return meeting


def an_action(
    db: Database, room: Room, meeting: str, text: str = "补签合同", due: int = 20, repeats: str | None = None
) -> tuple[str, str]:
    """An item with one action due so many days after the first meeting; returns the outcome and the item."""
    item = do(db, commands.add_item, meeting_id=meeting, title=f"议题：{text}")
    outcome = do(db, commands.add_outcome, item_id=item, kind="action", text=text, owner_id=room.logistics,
                 due_on=FIRST + due, repeats=repeats)  # fmt: skip
    return outcome, item
