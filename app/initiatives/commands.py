"""Commands on squads (专项小组): the charter, its members and milestones."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.texts import N_
from app.initiatives.model import Milestone, Squad, SquadMember

SCOPE: Final = "region"
CHARTER: Final = ("name", "goal", "kpi", "goal_value", "sponsor_id", "lead_id", "department_id", "from_on", "ends_on")
"""What of a squad is edited as it is; its state has commands of its own."""
_GONE: Final = N_("This squad is no longer in the workspace.")
_STEP_GONE: Final = N_("This milestone is no longer in the workspace.")
_LIVE: Final = ("active", "paused")


def found_squad(
    session: Session, *, name: str, goal: str, sponsor_id: str | None, lead_id: str | None, from_on: int, ends_on: int,
    kpi: str | None = None, goal_value: str | None = None, department_id: str | None = None,
    members: Sequence[tuple[str, str]] = (),
) -> str:  # fmt: skip
    """Set up a squad with its charter; returns its id. ``members`` are people with their part in it.

    Raises UserError without name, goal, sponsor or lead, for an end before the beginning, and for a person named twice.
    """
    charter = {
        "name": name, "goal": goal, "kpi": kpi, "goal_value": goal_value, "sponsor_id": sponsor_id, "lead_id": lead_id,
        "department_id": department_id, "from_on": from_on, "ends_on": ends_on,
    }  # fmt: skip
    squad = create(
        session, Squad, scope=SCOPE, **_charter(charter), state="active", ended_on=None, result=None
    )  # fmt: skip
    _add_members(session, squad.id, members)
    return squad.id


def edit_squad(session: Session, *, squad_id: str, changes: Mapping[str, Any]) -> str:
    """Change fields of the charter. Raises UserError where they no longer make one, and for a squad that has ended."""
    squad = _live(session, squad_id)
    unknown = set(changes) - set(CHARTER)
    if unknown:
        raise TypeError(f"a squad has no field {', '.join(sorted(unknown))} to edit")
    for name, value in _charter({each: getattr(squad, each) for each in CHARTER} | dict(changes)).items():
        if getattr(squad, name) != value:
            setattr(squad, name, value)
    return squad.id


def set_members(session: Session, *, squad_id: str, members: Sequence[tuple[str, str]]) -> None:
    """The people of a squad, each with a part in it; who is no longer named is no longer in it."""
    squad = _live(session, squad_id)
    wanted = dict(members)
    for one in session.scalars(
        select(SquadMember).where(SquadMember.squad_id == squad.id, SquadMember.removed.is_(False))
    ):
        part = wanted.get(one.person_id)
        if part is None:
            one.removed = True
        elif (one.part or "") != part.strip():
            one.part = part.strip() or None
        wanted.pop(one.person_id, None)
    _add_members(session, squad.id, [pair for pair in members if pair[0] in wanted])


def pause_squad(session: Session, *, squad_id: str, paused: bool) -> str:
    """Let a squad rest, or go on. Raises UserError for one that has ended."""
    squad = _live(session, squad_id)
    squad.state = "paused" if paused else "active"
    return squad.id


def end_squad(session: Session, *, squad_id: str, on: int, result: str, dropped: bool = False) -> str:
    """End a squad with what came of it; with ``dropped`` it is given up and ``result`` says why.

    Its open actions stay what they are: owed by their owners. Raises UserError without words, and where it has ended.
    """
    squad = _live(session, squad_id)
    if not result.strip():
        raise UserError("Say why the squad is given up." if dropped else "Say what came of the squad.")
    squad.state, squad.ended_on, squad.result = "dropped" if dropped else "ended", on, result.strip()
    return squad.id


def take_up_squad(session: Session, *, squad_id: str) -> str:
    """Take the end of a squad back. Raises UserError for one that has not ended."""
    squad = existing(session, Squad, squad_id, _GONE)
    if squad.state in _LIVE:
        raise UserError("This squad has not ended.")
    squad.state, squad.ended_on, squad.result = "active", None, None
    return squad.id


def add_milestone(session: Session, *, squad_id: str, title: str, due_on: int, note: str = "") -> str:
    """Add a step with its day; returns its id. Raises UserError without words."""
    squad = _live(session, squad_id)
    step = create(
        session, Milestone, scope=SCOPE, squad_id=squad.id, title=_said(title, N_("Say what is reached.")),
        due_on=due_on, done_on=None, note=note.strip() or None,
    )  # fmt: skip
    return step.id


def edit_milestone(session: Session, *, milestone_id: str, changes: Mapping[str, Any]) -> str:
    """Change title, day or note of a step; raises UserError for one that is gone or of a squad that has ended."""
    step = existing(session, Milestone, milestone_id, _STEP_GONE)
    _live(session, step.squad_id)
    for name, value in changes.items():
        if name not in {"title", "due_on", "note"}:
            raise TypeError(f"a milestone has no field {name} to edit")
        setattr(step, name, _said(value, N_("Say what is reached.")) if name == "title" else value)
    return step.id


def reach_milestone(session: Session, *, milestone_id: str, on: int | None) -> str:
    """Say that a step is reached on a day; None takes it back."""
    step = existing(session, Milestone, milestone_id, _STEP_GONE)
    step.done_on = on
    return step.id


def remove_milestone(session: Session, *, milestone_id: str) -> None:
    """Take a step off the charter."""
    existing(session, Milestone, milestone_id, _STEP_GONE).removed = True


def _charter(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a charter, cleaned; raises UserError where they do not make one."""
    found = dict(fields)
    found["name"] = _said(found["name"], N_("A squad needs a name."))
    found["goal"] = _said(found["goal"], N_("Say what will be different when the squad ends."))
    found["kpi"] = (found["kpi"] or "").strip() or None
    found["goal_value"] = (found["goal_value"] or "").strip() or None
    if not found["sponsor_id"] or not found["lead_id"]:
        raise UserError("A squad needs a sponsor and a lead.")
    if found["ends_on"] < found["from_on"]:
        raise UserError("A squad cannot end before it begins.")
    return found


def _add_members(session: Session, squad_id: str, members: Sequence[tuple[str, str]]) -> None:
    if len({person for person, _ in members}) != len(members):
        raise UserError("Somebody is named twice.")
    for person, part in members:
        create(session, SquadMember, scope=SCOPE, squad_id=squad_id, person_id=person, part=part.strip() or None)


def _live(session: Session, squad_id: str) -> Squad:
    squad = existing(session, Squad, squad_id, _GONE)
    if squad.state not in _LIVE:
        raise UserError("This squad has ended; take it up again first.")
    return squad


def _said(text: str | None, missing: str) -> str:
    words = " ".join((text or "").split())
    if not words:
        raise UserError(missing)
    return words
