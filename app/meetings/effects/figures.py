"""The months that an effect is measured from: each dealer's figures of a KPI, read as the board reads them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import Period, between, parse_period
from app.kpi.kept import kept_of
from app.kpi.kpi import Kpi
from app.kpi.organisation import FOLLOWED
from app.kpi.own.known import find_kpi
from app.kpi.queries import read_rows
from app.meetings.effects.rows import Months
from app.meetings.effects.rules import Course

_SUMS = frozenset({"money", "quantity", "count"})


@dataclass(frozen=True)
class Window:
    """The months before and after, each as a period."""

    before: tuple[Period, ...]
    after: tuple[Period, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The months' names in their order."""
        return tuple(one.name for one in (*self.before, *self.after))


@dataclass(frozen=True)
class Read:
    """What was read for some dealers: courses by id, names, and the transaction and the currency that were read."""

    courses: Mapping[str, Course]
    names: Mapping[str, str]
    known_tx: int
    currency: str
    unit: str
    last: bool
    """Whether anybody has a figure in the last month after."""


def window_of(months: Months) -> Window:
    """The months by name; raises UserError where they are no months or not in order."""
    ends = [parse_period(one) for one in (months.before_from, months.before_to, months.after_from, months.after_to)]
    if any(len(one.months) != 1 or one.months[0].name != one.name for one in ends):
        raise UserError("Effects are measured over whole months, such as 2026-03.")
    if not ends[0] <= ends[1] < ends[2] <= ends[3]:
        raise UserError("The months before the decision come first, and those after it behind them.")
    return Window(between(ends[0], ends[1]).months, between(ends[2], ends[3]).months)


def read_courses(session: Session, *, kpi: str, window: Window, dealers: Collection[str], today: date) -> Read:
    """The months of some dealers; who took another's business over has its figures too.

    Of a plain sum a month without any fact is nothing once the dealer has had some, and not unknown; a share or a
    mean without a case stays unknown.
    """
    asked = find_kpi(session, kpi)
    kept = kept_of(session).people(session)[0]
    wanted = {one.n: one.id for one in kept.values() if one.id in dealers}
    rows = read_rows(
        session, only=[asked], first=window.before[0], last=window.after[-1], by=("dealer", "month"), today=today,
        structure=FOLLOWED, often=True,
    )  # fmt: skip
    place = {name: at for at, name in enumerate(window.names)}
    figures: dict[str, dict[int, Fraction | None]] = {}
    filled: set[int] = set()
    for row in rows:
        at = place.get(row.keys["month"])
        if at is None:
            continue
        if row.amount is not None:
            filled.add(at)
        if row.dealer_n in wanted:
            figures.setdefault(wanted[row.dealer_n], {})[at] = row.amount
    sums = _is_sum(asked, any(row.bottom is not None for row in rows))
    courses = {one: _course(one, figures.get(one, {}), window, filled if sums else ()) for one in sorted(dealers)}
    known, currency = (rows[0].known_at, rows[0].currency or "") if rows else (0, "")
    return Read(courses, {one.id: one.name for one in kept.values() if one.id in dealers}, known, currency,
                asked.unit, len(place) - 1 in filled)  # fmt: skip


def _is_sum(kpi: Kpi, divided: bool) -> bool:  # noqa: FBT001 - what the rows say of it
    return kpi.kind == "additive" and kpi.unit in _SUMS and not divided


def _course(key: str, found: Mapping[int, Fraction | None], window: Window, filled: Collection[int]) -> Course:
    values = [found.get(at) for at in range(len(window.names))]
    first = min((at for at, value in found.items() if value is not None), default=len(values))
    whole: Sequence[Fraction | None] = [
        Fraction() if at not in found and at > first and at in filled else value for at, value in enumerate(values)
    ]
    cut = len(window.before)
    return Course(key, tuple(whole[:cut]), tuple(whole[cut:]))
