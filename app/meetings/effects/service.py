"""Commands on the expected effect of decisions, and their measurement."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.journal import create, existing
from app.core.money import decimal_text
from app.core.period import day_number, parse_period, shift
from app.core.progress import Progress
from app.core.texts import N_
from app.dealers.model import Party
from app.kpi.own.known import find_kpi
from app.meetings.effects.figures import window_of
from app.meetings.effects.kept import measured_json
from app.meetings.effects.measuring import measure_aim
from app.meetings.effects.rows import Measured, Months
from app.meetings.model import DecisionAim, Outcome

USUAL_MONTHS: Final = 3
"""Months before and after a decision that are compared unless somebody says otherwise."""
CHECK_DAYS: Final = 10
"""Days after the last month after which its files have usually come."""
_GONE: Final = N_("This expected effect is no longer in the workspace.")
_MEASURED: Final = N_("Measured the effect of a decision")
_INPUTS: Final = (
    "kpi", "change", "relative", "treated", "control", "before_from", "before_to", "after_from", "after_to", "state",
)  # fmt: skip


def usual_months(held_on: date) -> tuple[Months, int]:
    """Three whole months before a decision's month, three after it, and the day on which files of them are there."""
    month = parse_period(f"{held_on:%Y-%m}")
    first, last = shift(month, 1), shift(month, USUAL_MONTHS)
    months = Months(shift(month, -USUAL_MONTHS).name, shift(month, -1).name, first.name, last.name)
    return months, last.last_day + CHECK_DAYS


def set_aim(
    session: Session, *, outcome_id: str, kpi: str, change: Fraction, months: Months, check_on: int,
    relative: bool = False, treated: Sequence[str] | None = None, control: Sequence[str] | str = "like",
) -> str:  # fmt: skip
    """Say what a decision shall change; returns the aim's id. Again for the same KPI it replaces what waits.

    ``change`` is in the KPI's unit, a share of its level before where ``relative``. ``treated`` are ids of dealers,
    None all of them; ``control`` ids, ``like`` (of the same tiers and kinds, left alone) or ``none``. Raises UserError
    for what is no decision, an unknown KPI, no change, months in no order, and for one that is measured already.
    """
    outcome = existing(session, Outcome, outcome_id, N_("This outcome is no longer in the workspace."))
    if outcome.kind != "decision":
        raise UserError("Only a decision has an effect that is measured; this is an outcome of another kind.")
    _check(session, kpi, change, months, treated, control)
    fields: dict[str, Any] = {
        "kpi": kpi, "change": _decimal(change * (100 if relative else 1)), "relative": relative,
        "treated": {"all": True} if treated is None else {"dealers": sorted(set(treated))},
        "control": {control: True} if isinstance(control, str) else {"dealers": sorted(set(control))},
        "before_from": months.before_from, "before_to": months.before_to, "after_from": months.after_from,
        "after_to": months.after_to, "check_on": check_on, "state": "waiting",
    }  # fmt: skip
    session.flush()
    there = session.scalars(
        select(DecisionAim).where(
            DecisionAim.outcome_id == outcome_id, DecisionAim.kpi == kpi, DecisionAim.removed.is_(False),
            DecisionAim.state != "withdrawn",
        )
    ).first()  # fmt: skip
    if there is None:
        return create(session, DecisionAim, outcome_id=outcome_id, **fields).id
    if there.state == "measured":
        raise UserError("This effect is measured already; what was expected stays as it was said before.")
    for name, value in fields.items():
        if getattr(there, name) != value:
            setattr(there, name, value)
    there.verdict = there.measured_on = there.result_sha256 = None
    return there.id


def withdraw_aim(session: Session, *, aim_id: str) -> None:
    """Expect nothing any more of a decision; raises UserError for one that is measured: misses are not taken back."""
    aim = existing(session, DecisionAim, aim_id, _GONE)
    if aim.state == "measured":
        raise UserError("This effect is measured already; it stays in the hit rate of its year.")
    aim.state = "withdrawn"


def measure(db: Database, files: FileStore, *, aim_id: str, today: date | None = None) -> Measured:
    """Measure one aim now and keep the result with its figures; one that was measured is measured again.

    Raises UserError where it is withdrawn or was changed meanwhile.
    """
    found, sha256, inputs = _computed(db, files, aim_id, today or db.clock.today())
    db.write(Action(_MEASURED), partial(note_measured, aim_id=aim_id, found=found, sha256=sha256, inputs=inputs))
    return found


def note_measured(session: Session, *, aim_id: str, found: Measured, sha256: str | None, inputs: Sequence[Any]) -> bool:
    """Write a measurement down; returns whether it says something new. One that is too early goes on waiting."""
    aim = existing(session, DecisionAim, aim_id, _GONE)
    if _inputs(aim) != tuple(inputs):
        raise UserError("What is expected of this decision was changed while it was measured; measure again.")
    early = found.verdict == "too_early"
    if early and aim.verdict == "too_early":
        return False
    if aim.verdict == found.verdict and aim.result_sha256 == sha256:
        return False
    aim.state, aim.verdict = "waiting" if early else "measured", found.verdict
    aim.measured_on, aim.result_sha256 = found.measured_on, sha256
    return True


def due_aims(session: Session, today: date) -> list[str]:
    """The aims whose day has come and that are not measured yet."""
    asked = select(DecisionAim.id).where(
        DecisionAim.state == "waiting", DecisionAim.check_on <= day_number(today), DecisionAim.removed.is_(False)
    )
    return list(session.scalars(asked.order_by(DecisionAim.check_on, DecisionAim.id)))


def measure_due(
    db: Database, files: FileStore, *, today: date | None = None, progress: Progress | None = None
) -> list[str]:
    """Measure each aim whose day has come; returns the ids of those of which something new is known."""
    on, step = today or db.clock.today(), progress or Progress()
    with db.read() as session:
        waiting = due_aims(session, on)
    new, failed = [], list[UserError]()
    for number, aim_id in enumerate(waiting):
        step.step(number, len(waiting))
        try:
            new += [aim_id] if _measured_due(db, files, aim_id, on) else []
        except UserError as error:  # one that cannot be read does not keep the others
            failed.append(error)
    if failed:
        raise failed[0]
    return new


def _measured_due(db: Database, files: FileStore, aim_id: str, today: date) -> bool:
    """Whether something new is known; what goes on being too early writes nothing at all."""
    found, sha256, inputs = _computed(db, files, aim_id, today)
    if found.verdict == "too_early" and not _is_news(db, aim_id):
        return False
    note = partial(note_measured, aim_id=aim_id, found=found, sha256=sha256, inputs=inputs)
    return db.write(Action(_MEASURED), note, origin="job").value


def _computed(db: Database, files: FileStore, aim_id: str, today: date) -> tuple[Measured, str | None, tuple[Any, ...]]:
    """A measurement with where it is kept: what is too early is measured again and kept nowhere."""
    with db.read() as session:
        aim = existing(session, DecisionAim, aim_id, _GONE)
        if aim.state == "withdrawn":
            raise UserError("Nothing is expected of this decision any more.")
        found, inputs = measure_aim(session, aim, today=today), _inputs(aim)
    return found, None if found.verdict == "too_early" else files.put(measured_json(found)), inputs


def _is_news(db: Database, aim_id: str) -> bool:
    with db.read() as session:
        return existing(session, DecisionAim, aim_id, _GONE).verdict != "too_early"


def _inputs(aim: DecisionAim) -> tuple[Any, ...]:
    """What a measurement rests on; measuring does not change it but from waiting to measured."""
    return tuple(getattr(aim, name) for name in _INPUTS)


def _check(
    session: Session, kpi: str, change: Fraction, months: Months, treated: Sequence[str] | None,
    control: Sequence[str] | str,
) -> None:  # fmt: skip
    find_kpi(session, kpi)
    if not change:
        raise UserError("Say what shall change, and by how much: a decision that expects nothing cannot be measured.")
    window_of(months)
    if treated is not None and not treated:
        raise UserError("Say which dealers the decision touches, or that it touches all of them.")
    if isinstance(control, str) and control not in {"like", "none"}:
        raise ValueError(f"a control group is no {control}")
    named = {*(treated or ()), *(() if isinstance(control, str) else control)}
    for each in sorted(named):
        if session.get(Party, each) is None:
            raise UserError("There is no dealer “{dealer}” here.", dealer=each)
    if not isinstance(control, str) and treated is not None and set(control) & set(treated):
        raise UserError("A dealer that the decision touches cannot be in the control group.")


def _decimal(value: Fraction) -> str:
    found = decimal_text(value.numerator, value.denominator)
    assert found is not None  # noqa: S101 - a fraction has no denominator of nought
    return found
