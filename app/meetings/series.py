"""Commands on series of meetings: who, when, by which template, and who must be there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import existing
from app.core.locks import require_unlocked
from app.core.schedule import parse_schedule
from app.core.texts import N_
from app.meetings.making import made
from app.meetings.model import Meeting, MeetingSeries, SeriesMember
from app.meetings.templates import Section, check_template, known_templates, template_json
from app.meetings.words import ROLES, SERIES_KINDS

GONE: Final = N_("This series of meetings is no longer in the workspace.")
EDITABLE: Final = (
    "name", "name_en", "kind", "rhythm", "from_minute", "minutes", "place", "chair_id", "sponsor_id", "secretary_id",
    "template", "quorum", "squad_id",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """Someone to be invited to every meeting of a series."""

    person_id: str
    role: str = "member"
    department_id: str | None = None
    """For whom he speaks; None is his own department."""


def add_series(
    session: Session, *, name: str, name_en: str | None = None, kind: str = "monthly", rhythm: str = "",
    from_minute: int = 9 * 60, minutes: int = 120, place: str | None = None, chair_id: str | None = None,
    sponsor_id: str | None = None, secretary_id: str | None = None, template: Sequence[Section] | None = None,
    quorum: Mapping[str, Any] | None = None, squad_id: str | None = None,
) -> str:  # fmt: skip
    """Add a series of meetings; returns its id.

    Without a template it has that of its kind. ``quorum``: ids of ``departments`` that must be there, ``percent`` of
    the invited. Raises UserError without a name, and for a rhythm, hours or a quorum that cannot be.
    """
    usual = known_templates(session).get(kind, ())
    values = _checked({
        "name": name, "name_en": name_en, "kind": kind, "rhythm": rhythm, "from_minute": from_minute,
        "minutes": minutes, "place": place, "chair_id": chair_id, "sponsor_id": sponsor_id,
        "secretary_id": secretary_id, "template": template or usual, "quorum": quorum or {},
        "squad_id": squad_id,
    })  # fmt: skip
    if values["template"] != template_json(usual):
        require_unlocked(session, "agendas")
    return made(session, MeetingSeries, ended_on=None, **values).id


def edit_series(session: Session, *, series_id: str, changes: Mapping[str, Any]) -> str:
    """Change what stands in ``EDITABLE``; meetings that are planned already stay as they are."""
    series = existing(session, MeetingSeries, series_id, GONE)
    for name in changes:
        if name not in EDITABLE:
            raise TypeError(f"a series has no field {name} to edit")
    checked = _checked(changes)
    usual = known_templates(session).get(checked.get("kind", series.kind), ())
    if checked.get("template", series.template) not in (series.template, template_json(usual)):
        require_unlocked(session, "agendas")
    for name, value in checked.items():
        if getattr(series, name) != value:
            setattr(series, name, value)
    return series.id


def end_series(session: Session, *, series_id: str, on: int) -> str:
    """Say that no more meetings of a series are held. Raises UserError while one is planned or under way.

    What is open of its actions stays open in everybody's list.
    """
    series = existing(session, MeetingSeries, series_id, GONE)
    asked = select(Meeting.ref).where(
        Meeting.series_id == series_id, Meeting.removed.is_(False), Meeting.state.in_(("draft", "open", "in_progress"))
    )
    open_one = session.execute(asked).scalars().first()
    if open_one is not None:
        raise UserError("Meeting {ref} of this series is not closed; close or cancel it first.", ref=open_one)
    series.ended_on = on
    return series.id


def resume_series(session: Session, *, series_id: str) -> str:
    """Take the end of a series back."""
    series = existing(session, MeetingSeries, series_id, GONE)
    series.ended_on = None
    return series.id


def set_members(session: Session, *, series_id: str, members: Iterable[Member]) -> None:
    """Say who is invited to every meeting of a series from now on; meetings that are planned already stay as they are.

    Raises UserError for somebody who is named twice.
    """
    existing(session, MeetingSeries, series_id, GONE)
    rows = list(members)
    wanted = {one.person_id: one for one in rows}
    if len(wanted) != len(rows):
        raise UserError("Somebody is there twice among the members.")
    for one in rows:
        if one.role not in ROLES:
            raise ValueError(f"nobody has the role {one.role}")
    there = session.scalars(select(SeriesMember).where(SeriesMember.series_id == series_id)).all()
    for record in there:
        record.removed = record.person_id not in wanted
        if not record.removed:
            one = wanted.pop(record.person_id)
            record.role, record.department_id = one.role, one.department_id
    for one in wanted.values():
        made(session, SeriesMember, series_id=series_id, person_id=one.person_id, role=one.role,
               department_id=one.department_id)  # fmt: skip


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    for name in ("name_en", "place"):
        if name in found:
            found[name] = " ".join((found[name] or "").split()) or None
    if "name" in found:
        found["name"] = " ".join(found["name"].split())
        if not found["name"]:
            raise UserError("Give the series of meetings a name.")
    if "kind" in found and found["kind"] not in SERIES_KINDS:
        raise ValueError(f"there is no kind of meeting {found['kind']}")
    if "rhythm" in found:
        parse_schedule(found["rhythm"])
        found["rhythm"] = " ".join(found["rhythm"].split())
    check_hours(found.get("from_minute", 0), found.get("minutes", 60))
    if "template" in found:
        check_template(found["template"])
        found["template"] = template_json(found["template"])
    if "quorum" in found:
        found["quorum"] = _quorum(found["quorum"])
    return found


def check_hours(from_minute: int, minutes: int) -> None:
    """Raise UserError for a meeting that begins outside of a day or lasts no time or longer than a day."""
    if not 0 <= from_minute < 24 * 60 or not 5 <= minutes <= 24 * 60:
        raise UserError("A meeting begins at a time of the day and lasts between 5 minutes and a day.")


def _quorum(asked: Mapping[str, Any]) -> dict[str, Any]:
    percent = int(asked.get("percent", 0))
    if not 0 <= percent <= 100:
        raise UserError("A quorum is between 0 % and 100 % of those who are invited.")
    return {"departments": sorted(set(asked.get("departments", ()))), "percent": percent}
