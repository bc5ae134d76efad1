"""What the rows behind a figure add up to, from the rows themselves: in all, and dealer by dealer."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.formula import parse
from app.kpi.drill import ADDED, Asked, ask_rows, line_sql, row_sql
from app.kpi.frame import to_sql
from app.kpi.scope import growing
from app.kpi.sources import KEPT

_BY_DEALER: Final = "GROUP BY dealer_n"


def read_added(session: Session, kpi: str, measure: str, **asked: Any) -> Fraction | None:
    """What the rows of ``read_fact_ids`` add up to in one name of a KPI's formula.

    None for names that are no sum of rows: percentiles, numbers of dealers, working days, reports owed.
    """
    found = ask_rows(session, kpi, measure=measure, **asked)
    if found.wanted.name != measure or found.wanted.mode not in ADDED:
        return None
    if found.wanted.mode in {"matched", "before"}:
        both = read_both_years(session, kpi, found.wanted.measure.id, **asked)
        return sum((one[found.wanted.mode == "before"] for one in both.values()), Fraction(0))
    return sum(_by_dealer(session, found, asked).values(), Fraction(0))


def read_by_dealer(session: Session, kpi: str, measure: str, **asked: Any) -> dict[int, Fraction]:
    """The same by the dealer (its number) that the rows count for."""
    return _by_dealer(session, ask_rows(session, kpi, measure=measure, **asked), asked)


def read_both_years(
    session: Session, kpi: str, measure: str, **asked: Any
) -> dict[int, tuple[Fraction, Fraction]]:  # fmt: skip
    """By dealer the sums of both periods that growth compares, of those that it is told over.

    Raises UserError where there is nothing to compare.
    """
    found = ask_rows(session, kpi, measure=f"{measure}_matched", **asked)
    then = ask_rows(session, kpi, measure=f"{measure}_before", **asked)
    now, before = _by_dealer(session, found, asked), _by_dealer(session, then, asked)
    told, nothing = growing(now, before, alone=found.scope.alone), Fraction(0)
    return {one: (now.get(one, nothing), before.get(one, nothing)) for one in told}


def read_days(session: Session, kpi: str, measure: str, **asked: Any) -> list[int]:
    """The whole days of each row (or order) that a percentile is taken of, sorted."""
    found = ask_rows(session, kpi, measure=measure, **asked)
    days = to_sql(parse(found.wanted.measure.pack.bins).root)
    return sorted(int(row[0]) for row in _read(session, found, asked, days))


def _by_dealer(session: Session, found: Asked, asked: dict[str, Any]) -> dict[int, Fraction]:
    column, pack = found.wanted.measure.column, found.wanted.measure.pack
    slot = None if column == "n" else pack.slots[int(column[1:]) - 1]
    adds = f"dealer_n, sum({'1' if slot is None or slot.when else slot.sql})"
    added: dict[int, Fraction] = {}
    for dealer, total in _read(session, found, asked, adds, by=_BY_DEALER):
        owner = found.scope.heirs.get(dealer, dealer)
        added[owner] = added.get(owner, Fraction(0)) + Fraction(int(total or 0), found.wanted.measure.scale)
    return added


def _read(session: Session, found: Asked, asked: dict[str, Any], what: str, *, by: str = "") -> Sequence[Any]:
    if found.wanted.measure.pack.view in {"line", "order"}:
        whole = asked.get("group") is None
        sql = line_sql(session, found.wanted, found.condition, KEPT, whole=whole, what=what, by=by)
    else:
        sql, _ = row_sql(found.wanted, found.condition, KEPT, what=what, by=by)
    return session.execute(text(sql), found.values).all()
