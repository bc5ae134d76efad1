"""Where open orders stand on a day: at which step, who waits for whom there, since how many days."""

import json
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from sqlalchemy.orm import Session

from app.core.connect import raw_of
from app.core.garbage import no_collection
from app.core.money import AMOUNT_SCALE
from app.core.period import day_number
from app.core.texts import N_
from app.kpi.board import Choice
from app.kpi.kept import among, kept_of
from app.kpi.measures import measure
from app.kpi.model import DAY, DEFAULT_KINDS, LINE_KINDS, of_kinds
from app.kpi.organisation import chosen_of
from app.kpi.people import find_group
from app.kpi.queries import people_once
from app.kpi.scope import EVER
from app.kpi.sources import KEPT
from app.kpi.views import LINE_COLUMNS, has_heads, head_select, line_select

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

StageName = Literal["review", "ship", "transit", "sign", "invoice"]
STAGES: Final[dict[StageName, tuple[str, str]]] = {
    "review": (N_("To be reviewed"), N_("Dealer waits for the order desk")),
    "ship": (N_("To be shipped"), N_("Dealer waits for the warehouse")),
    "transit": (N_("On the way"), N_("Dealer waits for the carrier")),
    "sign": (N_("To be signed for"), N_("We wait for the dealer")),
    "invoice": (N_("To be invoiced"), N_("Dealer waits for finance")),
}
"""The steps of an order in their order: what they are called, and who waits for whom."""
_PLACES: Final[dict[str, int]] = {name: place for place, name in enumerate(STAGES)}
WINDOW_DAYS: Final = 180
"""Orders of so many days are looked at: what has been open for longer stands in lists of overdue lines."""
_DISCOUNT: Final = 1 + LINE_KINDS.index("discount")
"""No goods, so that nobody waits for it."""
_NEVER: Final = 2**40
"""A day after all days."""
_BITS: Final = 32
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


@dataclass(frozen=True)
class Waiting:
    """The open lines of a day as columns, sorted by their orders."""

    orders: "Ints"
    """A number for each order, which no two share."""
    groups: "Ints"
    dealers: "Ints"
    kinds: "Ints"
    amounts: "Ints"
    """Net, in 1/10,000; 0 where it is unknown."""
    promised: "Ints"
    """``_NEVER`` where nothing was promised."""
    ids: "Ints"
    alone: "Ints"
    """1 for orders of which only the head is there: ``ids`` are those of heads, else of lines."""
    steps: "Ints"
    """The place of each one's step in ``STAGES``."""
    since: "Ints"

    def of(self, places: "Flags | Ints") -> "Waiting":
        """Some of them."""
        return Waiting(*(getattr(self, one.name)[places] for one in fields(self)))

    def __len__(self) -> int:
        return len(self.orders)


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
    waiting, picked, known, day = _mine(session, choice, today)
    told = [name for name in STAGES if _told(name, known)]
    return tuple(_stage(name, waiting, picked & (waiting.steps == _PLACES[name]), day) for name in told)


def read_waiting(session: Session, choice: Choice, today: date, name: str) -> tuple[WaitingOrder, ...]:
    """The orders that wait at a step, those that have waited longest first."""
    import numpy as np

    waiting, picked, _, day = _mine(session, choice, today)
    mine = waiting.of(picked & (waiting.steps == _PLACES[name]))
    dealers, _ = people_once(session)
    if not len(mine):
        return ()
    firsts = _firsts(mine.orders)
    called, each = _called(session, mine.of(firsts)), mine.of(firsts)
    late = (mine.promised < day).astype(np.int64)
    sums = [np.add.reduceat(one, firsts).tolist() for one in (np.ones_like(late), mine.amounts, late)]
    orders = (
        WaitingOrder(called[place, number], dealers[dealer].name, lines, Fraction(amount, AMOUNT_SCALE), days, past)
        for place, number, dealer, days, lines, amount, past in zip(
            each.alone.tolist(), each.ids.tolist(), each.dealers.tolist(),
            (day - _oldest(mine.orders, mine.since)).tolist(), *sums, strict=True,
        )
    )  # fmt: skip
    return tuple(sorted(orders, key=lambda one: (-one.days, one.order_no)))


def _called(session: Session, lines: Waiting) -> dict[tuple[int, int], str]:
    """The numbers of the orders of some lines or heads, by the kind and id of each."""
    found: dict[tuple[int, int], str] = {}
    for alone, table in enumerate(("order_line", "order_head")):
        ids = json.dumps(lines.ids[lines.alone == alone].tolist())
        asked = f"SELECT id, order_no FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        found |= {(alone, row[0]): row[1] for row in raw_of(session.connection()).execute(asked, (ids,))}
    return found


def _mine(session: Session, choice: Choice, today: date) -> tuple[Waiting, "Flags", "_Known", int]:
    """All that waits on a day, and which of it is asked for."""
    kept, day = kept_of(session), min(choice.period.last_day, day_number(today))
    structure = choice.structure
    chosen = chosen_of(
        kept.organisation(session), structure, dealer=choice.dealer, region=choice.region,
        day=day if structure.historical else day_number(today), follow=structure.successors == "follow",
    )  # fmt: skip
    known = _known(session, choice.period.last_day)
    waiting: Waiting = kept.once(("boards.pipeline", day, known), lambda: _waiting(session, day, known))
    picked = among(waiting.kinds, {*choice.counting.kinds} - {_DISCOUNT})
    if chosen is not None:
        picked &= among(waiting.dealers, chosen)
    if choice.group is not None:
        picked &= waiting.groups == find_group(people_once(session)[1], choice.group)
    return waiting, picked, known, day


def _told(name: StageName, known: _Known) -> bool:
    return {"review": known.reviewed, "sign": known.signed, "invoice": known.invoiced}.get(name, True)


def _known(session: Session, day: int) -> _Known:
    """From the sums of all dealers up to a day, so that no fact is read for it."""
    run, kinds = raw_of(session.connection()).execute, of_kinds(DEFAULT_KINDS)

    def there(name: str, grain: str, basis: str) -> bool:
        asked = f"SELECT 1 FROM cell WHERE pack = ? AND span = {DAY} AND group_n = 0 AND start <= ? AND {kinds} LIMIT 1"
        return run(asked, (measure(name, grain=grain, basis=basis).pack.n, day)).fetchone() is not None

    return _Known(
        there("reviewed", "order", "ordered"), there("line_count", "line", "signed"),
        there("line_count", "line", "invoiced"),
    )  # fmt: skip


def _waiting(session: Session, day: int, known: _Known) -> Waiting:
    """Every line that waits on a day."""
    import numpy as np

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
    views = [line_select(KEPT, heads=heads, orders="orders", twice=False, units=False)]
    if heads:
        views.append(head_select(KEPT, "orders"))
    days = ", ".join(
        f"coalesce({one}, {EVER})"
        for one in (
            "ordered", f"received / {_MINUTES}", f"reviewed / {_MINUTES}", "shipped", "delivered", "signed", "invoiced",
        )
    )  # fmt: skip
    # Each view is asked by itself: what the other columns are made of is not looked up then. Sorting all of it happens
    # before the first row comes, so that other threads may work meanwhile.
    rows = raw_of(connection).execute(
        f"WITH orders AS MATERIALIZED (SELECT row_number() OVER () AS o, source_n, order_no FROM ({orders})), "
        + ", ".join(f"v_{number}({', '.join(LINE_COLUMNS)}) AS ({view})" for number, view in enumerate(views))
        + " UNION ALL ".join(
            f"""
        SELECT o, coalesce(g, 0), dealer_n, kind, coalesce(amount, 0), coalesce(promised, {_NEVER}), id, {number}, open,
          {days} FROM v_{number} WHERE dealer_n > 0 AND ordered IS NOT NULL"""
            for number in range(len(views))
        )
        + " ORDER BY 1"
    )
    with no_collection():
        found = np.fromiter(chain.from_iterable(rows), np.int64).reshape(-1, 16)
    columns = found.T
    steps, since = steps_of(columns[9:], columns[8] > 0, day, known)
    return Waiting(*np.vstack((columns[:8], steps, since))).of(steps >= 0)


def steps_of(
    days: "Ints", open_: "Flags", day: int, known: tuple[bool, bool, bool]
) -> "tuple[Ints, Ints]":  # fmt: skip
    """At which step each line waits on a day, as its place in ``STAGES``, -1 where it does not, and since when.

    ``days`` has a row for each of ordered, received, reviewed, shipped, delivered, signed and invoiced, ``EVER`` where
    it is unknown; ``open_`` says whether the status leaves a line open, ``known`` whether reviews, signatures and
    invoices are told at all.
    """
    import numpy as np

    later = (days > day).any(axis=0)  # what came after the day was open on it
    ordered, received, reviewed, shipped, delivered, signed, invoiced = np.where(days > day, EVER, days)
    arrived = np.where(delivered == EVER, signed, delivered)
    there = arrived != EVER
    nowhere = np.full(len(ordered), EVER)
    ways: tuple[tuple[Flags, StageName | None, Ints], ...] = (
        (there & (signed == EVER) & known[1], "sign", arrived),
        (there & (invoiced == EVER) & known[2], "invoice", arrived),
        (there | ~(open_ | later), None, nowhere),
        (shipped != EVER, "transit", shipped),
        ((reviewed == EVER) & known[0], "review", np.where(received == EVER, ordered, received)),
        (np.ones_like(there), "ship", np.where(reviewed == EVER, ordered, reviewed)),
    )
    first = [way for way, _, _ in ways]
    steps = np.select(first, [np.full_like(ordered, -1 if name is None else _PLACES[name]) for _, name, _ in ways])
    return steps, np.select(first, [since for _, _, since in ways])


def _firsts(orders: "Ints") -> "Ints":
    """Where each order begins."""
    import numpy as np

    return np.flatnonzero(np.diff(orders, prepend=-1))


def _oldest(orders: "Ints", since: "Ints") -> "Ints":
    """Since when each order waits: an order waits once, for as long as its oldest line."""
    import numpy as np

    return np.minimum.reduceat(since, _firsts(orders)) if len(since) else since


def _amount(lines: "Ints") -> Fraction:
    """In units of the currency; the halves of the numbers are added apart, for their sum may be larger than they."""
    added = (int((lines >> _BITS).sum()) << _BITS) + int((lines & (2**_BITS - 1)).sum())
    return Fraction(added, AMOUNT_SCALE)


def _stage(name: StageName, waiting: Waiting, here: "Flags", day: int) -> Stage:
    """One step, of the lines that stand ``here``."""
    import numpy as np

    orders = waiting.orders[here]
    waited = np.sort(day - _oldest(orders, waiting.since[here])).tolist()
    count = len(waited)
    middle = Fraction(waited[(count - 1) // 2] + waited[count // 2], 2) if waited else None
    late = int((waiting.promised[here] < day).sum())
    longest = waited[-1] if waited else None
    return Stage(name, count, len(orders), _amount(waiting.amounts[here]), middle, longest, late)
