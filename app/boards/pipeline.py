"""Where open orders stand on a day: at which step, who waits for whom there, since how many days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Final, Literal, NamedTuple

from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.core.errors import UserError
from app.core.garbage import no_collection
from app.core.money import AMOUNT_SCALE
from app.core.period import day_number
from app.core.texts import N_
from app.kpi.atoms import atom
from app.kpi.board import Choice
from app.kpi.kept import kept_of
from app.kpi.model import LINE_KINDS
from app.kpi.organisation import chosen_of
from app.kpi.people import find_group
from app.kpi.queries import memory_of, people_once
from app.kpi.reading import Reader
from app.kpi.scope import EVER, Bucket, Scope
from app.kpi.sources import KEPT
from app.kpi.views import LINE_COLUMNS, has_heads, head_select, line_select

StageName = Literal["review", "ship", "transit", "sign", "invoice"]
STAGES: Final[dict[StageName, tuple[str, str]]] = {
    "review": (N_("To be reviewed"), N_("Dealer waits for the order desk")),
    "ship": (N_("To be shipped"), N_("Dealer waits for the warehouse")),
    "transit": (N_("On the way"), N_("Dealer waits for the carrier")),
    "sign": (N_("To be signed for"), N_("We wait for the dealer")),
    "invoice": (N_("To be invoiced"), N_("Dealer waits for finance")),
}
"""The steps of an order in their order: what they are called, and who waits for whom."""
WINDOW_DAYS: Final = 180
"""Orders of so many days are looked at: what has been open for longer stands in lists of overdue lines."""
_DISCOUNT: Final = 1 + LINE_KINDS.index("discount")
"""No goods, so that nobody waits for it."""
_MINUTES: Final = 1441
"""Moments are days times this and their minute (``app/kpi/views.py``)."""


@dataclass(frozen=True)
class Stage:
    """One step with what waits there."""

    name: StageName
    orders: int
    lines: int
    amount: Fraction
    """Net of the lines, in units of the currency; lines without an amount add nothing."""
    median_days: Fraction | None
    longest_days: int | None
    late: int
    """Lines past their first promised date."""


class Waiting(NamedTuple):
    """One open line."""

    order: str
    """The number of its source and its own, which no two orders share."""
    group: int
    dealer: int
    kind: int
    amount_e4: int | None
    promised: int | None
    stage: StageName
    since: int

    @property
    def order_no(self) -> str:
        """What the order is called."""
        return self.order.partition(" ")[2]


class _Known(NamedTuple):
    """Which dates the files tell at all: where nobody notes reviews, no order waits for one."""

    reviewed: bool
    signed: bool
    invoiced: bool


@dataclass(frozen=True)
class WaitingOrder:
    """One order of those that wait at a step."""

    order_no: str
    dealer: str
    lines: int
    amount: Fraction
    days: int
    late: int


def read_pipeline(session: Session, choice: Choice, today: date) -> tuple[Stage, ...]:
    """What waits at each step at the period's end or today, of the chosen dealers and group."""
    mine, known, day = _mine(session, choice, today)
    return tuple(_stage(name, [one for one in mine if one.stage == name], day) for name in STAGES if _told(name, known))


def read_waiting(session: Session, choice: Choice, today: date, name: str) -> tuple[WaitingOrder, ...]:
    """The orders that wait at a step, those that have waited longest first."""
    mine, _, day = _mine(session, choice, today)
    dealers, _ = people_once(session)
    found: dict[str, list[Waiting]] = {}
    for one in mine:
        if one.stage == name:
            found.setdefault(one.order, []).append(one)
    orders = [
        WaitingOrder(
            lines[0].order_no, dealers[lines[0].dealer].name, len(lines), _amount(lines),
            day - min(one.since for one in lines), _late(lines, day),
        )
        for lines in found.values()
    ]  # fmt: skip
    return tuple(sorted(orders, key=lambda one: (-one.days, one.order_no)))


def _mine(session: Session, choice: Choice, today: date) -> tuple[list[Waiting], "_Known", int]:
    kept, day = kept_of(session), min(choice.period.last_day, day_number(today))
    structure = choice.structure
    chosen = chosen_of(
        kept.organisation(session), structure, dealer=choice.dealer, region=choice.region,
        day=day if structure.historical else day_number(today), follow=structure.successors == "follow",
    )  # fmt: skip
    group = None if choice.group is None else find_group(people_once(session)[1], choice.group)
    kinds = {*choice.counting.kinds} - {_DISCOUNT}
    known = _known(session, choice)
    waiting: tuple[Waiting, ...] = kept.once(("boards.pipeline", day, known), lambda: _waiting(session, day, known))
    mine = [
        one
        for one in waiting
        if one.kind in kinds and (chosen is None or one.dealer in chosen) and (group is None or one.group == group)
    ]
    return mine, known, day


def _told(name: StageName, known: _Known) -> bool:
    return {"review": known.reviewed, "sign": known.signed, "invoice": known.invoiced}.get(name, True)


def _known(session: Session, choice: Choice) -> _Known:
    """From the sums of all dealers, so that no fact is read for it."""
    dealers, _ = people_once(session)
    kept = kept_of(session)
    bucket = Bucket.of(choice.period, calendar=kept.calendar(session))
    whole = Bucket(bucket.name, EVER, bucket.last, whole_months=False)
    reader = Reader(session, Scope((whole,), dealers, calendar=kept.calendar(session)), memory_of(session), kept)

    def there(name: str, grain: str, basis: str) -> bool:
        try:
            return any(reader.values(atom(f"{name}_to_date", grain, basis)).values())
        except UserError:
            return False

    return _Known(
        there("reviewed", "order", "ordered"), there("line_count", "line", "signed"),
        there("line_count", "line", "invoiced"),
    )  # fmt: skip


def _waiting(session: Session, day: int, known: _Known) -> tuple[Waiting, ...]:
    """Every line that waits on a day."""
    connection = session.connection()
    heads = has_heads(connection)
    open_ = " OR ".join(
        f"coalesce({name}_on, {day} + 1) > {day}"
        for name, told in (("delivered", True), ("signed", known.signed), ("invoiced", known.invoiced))
        if told
    )
    tables = (("order_line", "needs_head = 0 AND"), ("order_head", "")) if heads else (("order_line", ""),)
    orders = " UNION ".join(
        f"SELECT DISTINCT source_n, order_no FROM {table} WHERE {only} current = 1 AND ({open_})"
        f" AND ordered_on BETWEEN {day - WINDOW_DAYS} AND {day}"
        for table, only in tables
    )
    views = {"line": line_select(KEPT, heads=heads, orders="orders", twice=False)}
    if heads:
        views["head"] = head_select(KEPT, "orders")
    # Each view is asked by itself: what the other columns are made of is not looked up then.
    rows = raw_of(connection).execute(
        f"WITH orders AS MATERIALIZED (SELECT source_n || ' ' || order_no AS o, source_n, order_no FROM ({orders})), "
        + ", ".join(f"{name}({', '.join(LINE_COLUMNS)}) AS ({view})" for name, view in views.items())
        + " UNION ALL ".join(
            f"""
        SELECT o, g, dealer_n, kind, amount, promised, open, ordered, received / {_MINUTES}, reviewed / {_MINUTES},
          shipped, delivered, signed, invoiced
        FROM {name} WHERE dealer_n > 0 AND ordered IS NOT NULL"""
            for name in views
        )
    )
    with no_collection():
        found = ((row, stage_of(row[7:14], open_=bool(row[6]), day=day, known=known)) for row in rows)
        return tuple(
            Waiting(row[0], row[1] or 0, row[2], row[3], row[4], row[5], *at) for row, at in found if at is not None
        )


def stage_of(
    days: tuple[int | None, ...], *, open_: bool, day: int, known: tuple[bool, bool, bool]
) -> tuple[StageName, int] | None:
    """At which step a line waits on a day and since when; None where it does not.

    ``days`` are ordered, received, reviewed, shipped, delivered, signed and invoiced, ``open_`` says whether its status
    leaves it open, ``known`` whether reviews, signatures and invoices are told at all.
    """
    ordered, received, reviewed, shipped, delivered, signed, invoiced = (
        None if one is None or one > day else one for one in days
    )
    later = any(one is not None and one > day for one in days)  # what came after the day was open on it
    arrived = signed if delivered is None else delivered
    start = ordered or 0
    if arrived is None:
        if not (open_ or later):
            return None
        if shipped is not None:
            return "transit", shipped
        if known[0] and reviewed is None:
            return "review", start if received is None else received
        return "ship", start if reviewed is None else reviewed
    if known[1] and signed is None:
        return "sign", arrived
    return ("invoice", arrived) if known[2] and invoiced is None else None


def _stage(name: StageName, lines: list[Waiting], day: int) -> Stage:
    days = [day - one.since for one in _first_of_orders(lines)]
    return Stage(
        name, len(days), len(lines), _amount(lines),
        median([Fraction(one) for one in days]) if days else None, max(days, default=None),
        _late(lines, day),
    )  # fmt: skip


def _first_of_orders(lines: Iterable[Waiting]) -> list[Waiting]:
    """Of each order the line that has waited longest: an order waits once."""
    found: dict[str, Waiting] = {}
    for one in lines:
        if one.order not in found or one.since < found[one.order].since:
            found[one.order] = one
    return list(found.values())


def _amount(lines: Iterable[Waiting]) -> Fraction:
    return Fraction(sum(one.amount_e4 or 0 for one in lines), AMOUNT_SCALE)


def _late(lines: Iterable[Waiting], day: int) -> int:
    return sum(one.promised is not None and one.promised < day for one in lines)
