"""How far the orders of the board's choice are."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE
from app.core.period import day_number
from app.kpi.atoms import atom
from app.kpi.board import Choice
from app.kpi.kept import kept_of
from app.kpi.organisation import chosen_of
from app.kpi.people import find_group
from app.kpi.queries import memory_of, people_once
from app.kpi.reading import Reader
from app.kpi.scope import Bucket, Scope


@dataclass(frozen=True)
class Progress:
    """How far the orders are: lines by the date of each step in the period, and what is open at its end."""

    ordered: int
    shipped: int
    delivered: int
    ordered_amount: Fraction | None
    shipped_amount: Fraction | None
    unshipped: int | None
    """Lines ordered and not shipped at the period's end; None where the data do not tell."""
    on_the_way: int | None
    overdue: int | None


def read_progress(session: Session, choice: Choice, today: date) -> Progress:
    """Lines ordered, shipped and delivered in the period, each by its own date, and what is open at its end."""
    dealers, groups = people_once(session)
    kept, end = kept_of(session), min(choice.period.last_day, day_number(today))
    chosen = chosen_of(
        kept.organisation(session), choice.structure, dealer=choice.dealer, region=choice.region,
        day=end if choice.structure.historical else day_number(today), follow=choice.structure.successors == "follow",
    )  # fmt: skip
    group_n = None if choice.group is None else find_group(groups, choice.group)
    calendar = kept.calendar(session)
    bucket = Bucket.of(choice.period, today=day_number(today), calendar=calendar)
    scope = Scope((bucket,), dealers, chosen=chosen, group_n=group_n, calendar=calendar)
    reader = Reader(session, scope, memory_of(session), kept)

    def count(name: str, basis: str = "shipped", grain: str = "line") -> int | None:
        try:
            return sum(reader.values(atom(name, grain, basis)).values())
        except UserError:  # single days by product group are not kept
            return None

    def left(one: int | None, other: int | None) -> int | None:
        return None if one is None or other is None or not other or one < other else one - other

    ordered, shipped, delivered = (
        count(f"{name}_to_date", basis)
        for name, basis in (("line_count", "ordered"), ("line_count", "shipped"), ("delivered", "shipped"))
    )
    return Progress(
        ordered=count("line_count", "ordered") or 0,
        shipped=count("line_count", "shipped") or 0,
        delivered=count("delivered") or 0,
        ordered_amount=_money(count("net_amount", "ordered")),
        shipped_amount=_money(count("net_amount", "shipped")),
        unshipped=left(ordered, shipped),
        on_the_way=left(shipped, delivered),
        overdue=_overdue(count("overdue_opened_to_date"), count("late_to_date")),
    )


def _overdue(opened: int | None, closed: int | None) -> int | None:
    return None if opened is None or closed is None else max(opened - closed, 0)


def _money(amount_e4: int | None) -> Fraction | None:
    return None if amount_e4 is None else Fraction(amount_e4, AMOUNT_SCALE)
