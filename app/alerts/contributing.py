"""Whose parts make up most of what an alert tells of, as the split of a change has them."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.alerts.spec import Watch
from app.alerts.watching import Line
from app.core.errors import UserError
from app.core.period import Period
from app.kpi.board import Choice
from app.kpi.drivers.queries import PREVIOUS, YEAR, read_split
from app.kpi.organisation import FOLLOWED
from app.kpi.own.known import known_kpis
from app.kpi.reference import narrowed

MOST: Final = 3


def choice_of(asked: Watch, key: str, month: Period) -> Choice:
    """What the board is asked for to show what an alert is about."""
    whole = Choice(month, asked.region, asked.dealer, asked.group, structure=FOLLOWED)
    return whole if asked.over == "total" else narrowed(whole, {asked.over: key})


def contributors(session: Session, asked: Watch, line: Line, month: Period) -> Sequence[tuple[str, Fraction]]:
    """The largest parts of the change that the alert is about: by dealer, of one dealer by product group.

    Against the year before, or the month before where the rule asks that or there is no year before; nothing where the
    KPI does not come in parts.
    """
    by = "product-group" if asked.over == "dealer" else "dealer"
    if by == "product-group" and not known_kpis(session)[asked.kpi].by_group:
        return ()
    choice = choice_of(asked, line.key, month)
    for against in (PREVIOUS,) if asked.against == "previous" else (YEAR, PREVIOUS):
        try:
            split = read_split(session, asked.kpi, replace(choice, period=month), month.last, by=by, against=against)
        except UserError:
            continue
        parts = [(one.name or one.key, one.driver.total) for one in split.lines if one.driver.key is not None]
        return tuple(sorted((one for one in parts if one[1]), key=lambda one: (-abs(one[1]), one[0]))[:MOST])
    return ()
