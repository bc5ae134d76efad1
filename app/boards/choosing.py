"""What all tiles of a board are narrowed by, as it is kept: a span that moves with the days, or a period by name."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.calendars import Calendar
from app.core.errors import UsageError
from app.core.period import Period, shift, year_before
from app.core.texts import N_, Text
from app.kpi.against import ALIGNS, CUMULATIVE
from app.kpi.board import MONTHS, Choice, first_choice
from app.kpi.counting import ALL_TYPES, USUAL_TYPES, Counting, counting_of
from app.kpi.kept import kept_of
from app.kpi.model import LINE_KINDS
from app.kpi.organisation import TITLES, Structure
from app.kpi.span import data_span

NEWEST: Final = "newest"
SPANS: Final[Mapping[str, str]] = {
    NEWEST: N_("Newest whole quarter"), "month": N_("This month so far"), "last-month": N_("Last month"),
    "quarter": N_("This quarter so far"), "last-quarter": N_("Last quarter"), "year": N_("This year to date"),
    "jan-feb": N_("January and February together"), "rolling": N_("Last 12 whole months"),
}  # fmt: skip
"""Spans that move with the days."""
_FEBRUARY: Final = 2


@dataclass(frozen=True)
class Filters:
    """What is chosen; empty is everything, and as finance counts."""

    span: str = NEWEST
    """One of ``SPANS``, or a period such as ``2026-Q1`` or ``2026-01..2026-06``."""
    back: bool = False
    """The same span of the year before."""
    region: str = ""
    dealer: str = ""
    group: str = ""
    align: str = CUMULATIVE
    """What growth from year to year compares (``app/kpi/against.py``)."""
    historical: bool = False
    only: tuple[tuple[str, str], ...] = ()
    """Pairs of a dimension and the one that is wanted there, as in ``Structure``."""
    tax: str = ""
    types: str = ""
    sellers: str = ""
    basis: str = ""

    def plain(self) -> dict[str, Any]:
        """As it is stored: what is not as it is made."""
        usual = asdict(Filters())
        return {
            name: [list(one) for one in value] if name == "only" else value
            for name, value in asdict(self).items()
            if value != usual[name]
        }


def filters_of(plain: Mapping[str, Any]) -> Filters:
    """Filters as they are stored; raises UsageError for a word that this program does not know."""
    known = {one.name: one for one in fields(Filters)}
    for name, value in plain.items():
        if name not in known or not isinstance(value, list if name == "only" else type(getattr(Filters, name))):
            raise UsageError("“{word}” is no filter of a board.", word=f"{name}: {value}")
    words = dict(plain)
    words["only"] = tuple((str(name), str(one)) for name, one in plain.get("only", ()))
    found = Filters(**words)
    if found.align not in ALIGNS:
        raise UsageError("Years are aligned by {known}, not by “{align}”.", align=found.align, known=", ".join(ALIGNS))
    for name, _ in found.only:
        if name not in TITLES:
            raise UsageError("“{word}” is no filter of a board.", word=name)
    counting_of(tax=found.tax, types=found.types, sellers=found.sellers, basis=found.basis)
    return found


def filters_at(choice: Choice, span: str | None = None, *, back: bool = False) -> Filters:
    """What a choice is kept as; ``span`` where its period is one that moves with the days."""
    counting, structure = choice.counting, choice.structure
    types = ALL_TYPES if counting.types == LINE_KINDS else ",".join(counting.types)
    return Filters(
        span or choice.period.name, back if span else False, choice.region or "", choice.dealer or "",
        choice.group or "", choice.align, structure.historical, structure.only, counting.tax,
        "" if counting.types == USUAL_TYPES else types, "" if counting.sellers == "own" else counting.sellers,
        counting.basis,
    )  # fmt: skip


def choice_of(session: Session, filters: Filters, today: date) -> Choice:
    """What the figures are asked for on a day; raises UserError for a period that is none."""
    return Choice(
        period_of(session, filters, today), filters.region or None, filters.dealer or None, filters.group or None,
        filters.align, Structure(filters.historical, "follow", filters.only), _counting(filters),
    )  # fmt: skip


def _counting(filters: Filters) -> Counting:
    return counting_of(tax=filters.tax, types=filters.types, sellers=filters.sellers, basis=filters.basis)


def period_of(session: Session, filters: Filters, today: date) -> Period:
    """The period that a span is on a day, by the months that the workspace counts in."""
    calendar = kept_of(session).calendar(session)
    if filters.span == NEWEST:
        month = calendar.period_of(today)
        found = first_choice(data_span(session, default=month)[1], today, calendar)
    else:
        found = _span(filters.span, today, calendar)
    return year_before(found) if filters.back else found


def _span(span: str, today: date, calendar: Calendar) -> Period:
    month, quarter = calendar.period_of(today), calendar.quarter_of(today)
    year = calendar.year_of(today)
    moving = {
        "month": lambda: month,
        "last-month": lambda: shift(month, -1),
        "quarter": lambda: quarter,
        "last-quarter": lambda: shift(quarter, -1),
        "year": lambda: calendar.year(year),
        "jan-feb": lambda: calendar.between(*calendar.months_of(year)[:_FEBRUARY]),
        "rolling": lambda: calendar.run_up(shift(month, -1), MONTHS),
    }
    if span in moving:
        return moving[span]()
    first, _, last = span.partition("..")
    return calendar.between(calendar.parse(first), calendar.parse(last)) if last else calendar.parse(first)


def span_text(filters: Filters) -> Text:
    """The span in words."""
    known = SPANS.get(filters.span)
    found = Text(known) if known else Text(N_("{period}"), {"period": filters.span})
    return Text(N_("{span}, a year before"), {"span": found}) if filters.back else found
