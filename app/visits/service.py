"""Commands on visits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.service import create_action
from app.core.calendar import is_working_day
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.period import Period, day_of
from app.core.texts import N_
from app.core.writing import writing_of
from app.dealers.model import Party
from app.visits.model import Visit

EDITABLE: Final = ("planned_on", "owner_id", "purpose")


@dataclass(frozen=True)
class Promise:
    """What somebody promised on a visit."""

    title: str
    owner_id: str | None
    due_on: int | None


def plan_visit(
    session: Session, *, party_id: str, on: int, owner_id: str | None = None, purpose: str = "",
    reasons: Sequence[Mapping[str, Any]] = (),
) -> str:  # fmt: skip
    """Plan a visit on a day; returns its id. A dealer has one planned visit a day at most."""
    existing(session, Party, party_id, N_("This dealer is no longer in the workspace."))
    there = select(Visit.id).where(
        Visit.party_id == party_id, Visit.planned_on == on, Visit.state == "planned", Visit.removed.is_(False)
    )
    if session.scalars(there).first() is not None:
        raise UserError("A visit to this dealer is planned on {day} already.", day=day_of(on))
    visit = create(
        session, Visit, party_id=party_id, owner_id=owner_id or writing_of(session).actor or None, planned_on=on,
        purpose=" ".join(purpose.split()) or None, reasons=[dict(one) for one in reasons], state="planned",
        done_on=None, notes=None, promises=[],
    )  # fmt: skip
    return visit.id


def change_visit(session: Session, *, visit_id: str, changes: Mapping[str, Any]) -> str:
    """Move a planned visit to another day or person, or say what it is for."""
    visit = _planned(session, visit_id)
    for name, value in changes.items():
        if name not in EDITABLE:
            raise TypeError(f"a visit has no field {name} to edit")
        if getattr(visit, name) != value:
            setattr(visit, name, value)
    return visit.id


def do_visit(
    session: Session, *, visit_id: str, on: int, today: int, notes: str, promises: Iterable[Promise] = ()
) -> list[str]:
    """Write down what came of a visit; each promise becomes an action about the dealer. Returns the actions' ids.

    Raises UserError without notes, for a day after today, and for a visit that is not planned any more.
    """
    visit = _planned(session, visit_id)
    if not notes.strip():
        raise UserError("Write down what came of the visit.")
    if on > today:
        raise UserError("The day of the visit lies after today.")
    visit.state, visit.done_on, visit.notes = "done", on, notes.strip()
    visit.promises = [
        create_action(session, title=one.title, kind="promise", about=("party", visit.party_id),
                      owner_id=one.owner_id or visit.owner_id, due_on=one.due_on)
        for one in promises
    ]  # fmt: skip
    return visit.promises


def drop_visit(session: Session, *, visit_id: str, reason: str) -> str:
    """Say that a planned visit does not take place, and why."""
    visit = _planned(session, visit_id)
    if not reason.strip():
        raise UserError("Say why it is dropped.")
    visit.state, visit.notes = "dropped", reason.strip()
    return visit.id


def copy_month(session: Session, *, source: Period, target: Period) -> list[str]:
    """Plan the visits of a month for another one too, each on the same working day of it; returns their ids.

    A dealer who has a planned or done visit there already is left alone; what lies beyond the last working day comes
    on that. Dropped visits are not copied.
    """
    wanted, there = _of(session, source), {one.party_id for one in _of(session, target)}
    days = working_days_of(target)
    before = working_days_of(source)
    found = []
    for one in wanted:
        if one.party_id in there or not days:
            continue
        there.add(one.party_id)
        place = sum(day < one.planned_on for day in before)
        found.append(
            plan_visit(session, party_id=one.party_id, on=days[min(place, len(days) - 1)], owner_id=one.owner_id,
                       purpose=one.purpose or "", reasons=one.reasons)
        )  # fmt: skip
    return found


def working_days_of(period: Period, *, since: int | None = None) -> list[int]:
    """The stored working days of a period, from a day on."""
    first = period.first_day if since is None else max(period.first_day, since)
    return [day for day in range(first, period.last_day + 1) if is_working_day(day_of(day))]


def _of(session: Session, period: Period) -> list[Visit]:
    asked = select(Visit).where(
        Visit.planned_on.between(period.first_day, period.last_day), Visit.state != "dropped", Visit.removed.is_(False)
    )
    return list(session.scalars(asked.order_by(Visit.planned_on, Visit.id)))


def _planned(session: Session, visit_id: str) -> Visit:
    visit = existing(session, Visit, visit_id, N_("This visit is no longer in the workspace."))
    if visit.state != "planned":
        raise UserError("This visit is not planned any more.")
    return visit
