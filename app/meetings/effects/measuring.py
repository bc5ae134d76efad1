"""One measurement: whom, which months, the verdict, and why it is none yet."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.core.period import day_number
from app.core.texts import N_, Text
from app.meetings.effects.figures import Read, read_courses, window_of
from app.meetings.effects.groups import control_of, treated_of
from app.meetings.effects.rows import DealerCourse, Measured, Months
from app.meetings.effects.rules import LEAST_CONTROL, Group, alone, difference, drifted, group_of, judge
from app.meetings.effects.wording import early_text
from app.meetings.model import DecisionAim

_NOBODY: Final = N_("None of the dealers that it touches has figures before and after.")
_ALL: Final = N_("It touches every dealer: nobody was left alone to compare with.")
_NONE: Final = N_("It was decided to compare with nobody.")
_FEW: Final = N_("Dealers that were left alone and have figures: {n}; at least {least} are needed.")


def expected_of(aim: DecisionAim) -> Fraction:
    """The expected change, a share where it is kept in per cent."""
    return Fraction(aim.change) / (100 if aim.relative else 1)


def months_of(aim: DecisionAim) -> Months:
    """The months that an aim compares."""
    return Months(aim.before_from, aim.before_to, aim.after_from, aim.after_to)


def measure_aim(session: Session, aim: DecisionAim, *, today: date) -> Measured:
    """The effect as it can be told today; nothing is written."""
    window = window_of(months_of(aim))
    treated = treated_of(session, aim)
    control = control_of(session, aim, treated)
    read = read_courses(session, kpi=aim.kpi, window=window, dealers={*treated, *control}, today=today)
    touched = group_of((read.courses[one] for one in treated), relative=aim.relative)
    others = group_of((read.courses[one] for one in control), relative=aim.relative)
    over = day_number(today) > window.after[-1].last_day
    early = None if over and read.last else early_text(window.after[-1].name, over=over)
    expected, found = expected_of(aim), None if early else difference(touched, others)
    verdict = "too_early" if early else judge(found, expected) if touched.n else "no_figures"
    return Measured(
        aim.kpi, read.unit, read.currency, day_number(today), read.known_tx, aim.relative, expected, months_of(aim),
        window.names, verdict, early or _why_none(aim, touched, others), found,
        None if early else alone(touched),
        None if found is None else drifted([read.courses[one] for one in treated],
                                           [read.courses[one] for one in control], relative=aim.relative),
        _courses(read, treated, touched), _courses(read, control, others),
    )  # fmt: skip


def _why_none(aim: DecisionAim, touched: Group, others: Group) -> Text | None:
    """Why there is no difference of two groups; None where there is one."""
    if not touched.n:
        return Text(_NOBODY)
    if aim.treated.get("all"):
        return Text(_ALL)
    if aim.control.get("none"):
        return Text(_NONE)
    return Text(_FEW, {"n": others.n, "least": LEAST_CONTROL}) if others.n < LEAST_CONTROL else None


def _courses(read: Read, ids: Sequence[str], group: Group) -> tuple[DealerCourse, ...]:
    counted = {one.key for one in group.changes}
    return tuple(
        DealerCourse(one, read.names.get(one, ""), read.courses[one].before, read.courses[one].after, one in counted)
        for one in ids
    )
