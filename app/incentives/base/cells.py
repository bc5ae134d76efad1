"""Bases out of kept sums, where the policy's filters leave whole months and product groups: the fast way.

Sums come from the month cells of order lines; withheld lines are taken off them, returns are read as rows. The rows
tell the same (``tests/app/incentives/base``), so that only time decides between the two.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.calendars import NATURAL
from app.core.connect import raw_of
from app.core.period import Period, day_of
from app.incentives.base.hashed import Hashed, hashed_of
from app.incentives.base.keys import month_number
from app.incentives.base.lines import PACKS
from app.incentives.base.reading import Fact, Sieve, fact_rows
from app.incentives.base.sources import Asked, has_invoices, selects
from app.incentives.base.spans import Window
from app.incentives.base.values import Base
from app.incentives.base.who import Member
from app.incentives.policy import Policy, Tax
from app.kpi.kept import kept_of
from app.kpi.measures import DISCOUNT

Ints = npt.NDArray[np.int64]
_COLUMNS: Final = 4  # rows, quantity, net amount, amount with tax
_ROWS, _QUANTITY, _NET, _GROSS = range(_COLUMNS)
_UNSIGNED: Final = "SELECT 1 FROM {} WHERE current = 1 AND signed_on IS NULL AND delivered_on IS NOT NULL LIMIT 1"


@dataclass(frozen=True)
class Book:
    """Sums by month, dealer and product group, for sales and for what came back."""

    months: tuple[int, ...]
    """Year x 12 + month - 1."""
    dealers: Mapping[int, int]
    """The place of each dealer's number."""
    groups: tuple[int, ...]
    sold: Ints
    """[column, month, dealer, group], withheld lines taken off."""
    back: Ints

    def places(self, period: Period) -> tuple[int, int]:
        """Which months a period is made of, as a slice."""
        first, last = month_number(period.first_day), month_number(period.last_day)
        low = sum(one < first for one in self.months)
        return low, low + sum(first <= one <= last for one in self.months)


def is_fast(session: Session, policy: Policy, sieve: Sieve) -> bool:
    """Whether kept sums tell a period of a policy: whole months, whole groups, order lines, nothing printed late."""
    event = policy.basis.event
    if event not in PACKS or not _of_months(sieve.window) or not sieve.chosen.by_group:
        return False
    if any(not one.by_group for _, one in sieve.baskets):
        return False
    kept = kept_of(session)
    able: bool = kept.once(("incentives.fast", event), lambda: _tells(session, event))
    return able


def _of_months(window: Window) -> bool:
    """Whether a window takes whole months: spans of days, as those before and after a cut, are read from the rows."""
    return window.whole and day_of(window.first).day == 1 and day_of(window.last + 1).day == 1


def _tells(session: Session, event: str) -> bool:
    connection = session.connection()
    if kept_of(session).calendar(session) != NATURAL or (event == "invoiced" and has_invoices(connection)):
        return False
    late = ["SELECT 1 FROM cell_late LIMIT 1"]
    if event == "delivered":
        late += [_UNSIGNED.format("order_line"), _UNSIGNED.format("order_head")]
    return all(connection.execute(text(one)).first() is None for one in late)


def book_of(session: Session, policy: Policy) -> Book:
    """The sums of an event, read once for each state of the workspace."""
    basis = policy.basis
    found: Book = kept_of(session).once(("incentives.book", basis.event, basis.tax), lambda: _read(session, policy))
    return found


def returned(session: Session, policy: Policy) -> list[Fact]:
    """Every row of goods that came back and counts."""
    asked = Asked(policy.basis.event, policy.basis.tax)
    rows = [fact_rows(session, sql, EVER) for sql in selects(session.connection(), asked)[1:]]
    return [row for row in chain.from_iterable(rows) if not row.reason and row.day is not None]


def withheld(session: Session, policy: Policy) -> list[Fact]:
    """Every order line that would count were it not withheld."""
    asked = Asked(policy.basis.event, policy.basis.tax, withheld=True)
    rows = fact_rows(session, selects(session.connection(), asked)[0], EVER)
    return [row for row in rows if row.reason == "withheld"]


EVER: Final = {"first": -(2**40), "last": 2**40}


def _read(session: Session, policy: Policy) -> Book:
    rows = raw_of(session.connection()).execute(
        f"""SELECT start, dealer_n, group_n, n, coalesce(v1, 0), coalesce(v2, 0), coalesce(v3, 0) FROM cell
        WHERE pack = ? AND span = 1 AND group_n > 0 AND kind IN (1, {DISCOUNT:d})""",
        (PACKS[policy.basis.event],),
    )
    cells = np.fromiter(chain.from_iterable(rows.fetchall()), np.int64).reshape(-1, 7)
    off = withheld(session, policy)
    back = returned(session, policy)
    tax = policy.basis.tax
    months = sorted({month_number(int(one)) for one in set(cells[:, 0].tolist())} | {_month(one) for one in back})
    dealers = sorted({*cells[:, 1].tolist(), *(one.dealer_n for one in back)})
    groups = sorted({*cells[:, 2].tolist(), *(one.group_n for one in back)})
    shape = _COLUMNS, len(months), len(dealers), len(groups)
    sold, came = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    starts = np.array([month_number(one) for one in sorted(set(cells[:, 0].tolist()))], np.int64)
    known = np.array(sorted(set(cells[:, 0].tolist())), np.int64)
    at = (
        np.searchsorted(np.array(months, np.int64), starts[np.searchsorted(known, cells[:, 0])]),
        np.searchsorted(np.array(dealers, np.int64), cells[:, 1]),
        np.searchsorted(np.array(groups, np.int64), cells[:, 2]),
    )
    for column in range(_COLUMNS):
        np.add.at(sold[column], at, cells[:, 3 + column])
    book = Book(tuple(months), {one: place for place, one in enumerate(dealers)}, tuple(groups), sold, came)
    for table, some, sign in ((sold, off, -1), (came, back, 1)):
        for one in some:
            _add(book, table, one, sign, tax)
    return book


def _month(row: Fact) -> int:
    return month_number(row.day or 0)


def _add(book: Book, table: Ints, row: Fact, sign: int, tax: Tax) -> None:
    place = book.months.index(_month(row)), book.dealers[row.dealer_n], book.groups.index(row.group_n)
    table[(_ROWS, *place)] += sign
    table[(_QUANTITY, *place)] += sign * (row.quantity or 0)
    table[(_GROSS if tax == "gross" else _NET, *place)] += sign * (row.amount or 0)


@dataclass(frozen=True)
class _Part:
    """What is added up of a book for one policy: sums by month and dealer."""

    sold: Ints
    back: Ints

    @classmethod
    def of(cls, book: Book, takes: Sequence[bool], columns: Sequence[int], *, deduct: bool) -> "_Part":
        chosen = np.flatnonzero(np.array(takes, np.bool_))
        sold = book.sold[np.array(columns)][..., chosen].sum(axis=3)
        back = book.back[np.array(columns)][..., chosen].sum(axis=3) if deduct else np.zeros_like(sold)
        return cls(sold, back)


class Fast:
    """The bases of one policy, period by period."""

    def __init__(self, session: Session, policy: Policy, sieve: Sieve, *, keys: bool) -> None:
        self._book = book = book_of(session, policy)
        columns = (_ROWS, _QUANTITY, _GROSS if policy.basis.tax == "gross" else _NET)
        deduct = policy.basis.returns == "deduct"
        takes = [sieve.chosen.takes_group(one) for one in book.groups]
        self._whole = _Part.of(book, takes, columns, deduct=deduct)
        figure = (columns[2] if policy.basis.measure == "value" else _QUANTITY,)
        self._baskets = [
            (name, _Part.of(book, [a and one.takes_group(g) for a, g in zip(takes, book.groups, strict=True)], figure,
                            deduct=deduct))
            for name, one in sieve.baskets
        ]  # fmt: skip
        self._hashed: Hashed | None = None
        if keys:
            groups = frozenset(one for one, taken in zip(book.groups, takes, strict=True) if taken)
            self._hashed = hashed_of(session, policy, lambda: (withheld(session, policy), returned(session, policy)))
            self._hashed = self._hashed.of(groups, deduct=deduct)

    def bases(self, period: Period, who: Sequence[Member]) -> dict[str, Base]:
        """The bases of some dealers in a period."""
        months = slice(*self._book.places(period))
        first, last = period.first_day, period.last_day
        at = np.array([self._book.dealers.get(one.n, -1) for one in who], np.int64)

        def told(sums: Ints) -> list[int]:
            """The sums of those dealers; nothing of who is in no book."""
            found: list[int] = np.append(sums, 0)[at].tolist()
            return found

        sold, back = (one[:, months].sum(axis=1) for one in (self._whole.sold, self._whole.back))
        net = sold - back
        named = [part.sold[0, months].sum(axis=0) - part.back[0, months].sum(axis=0) for _, part in self._baskets]
        names = [name for name, _ in self._baskets]
        baskets: Iterable[Mapping[str, int]] = repeat({}, len(who))
        if names:
            baskets = [dict(zip(names, row, strict=True)) for row in zip(*map(told, named), strict=True)]
        hashes = {} if self._hashed is None else self._hashed.of_months(month_number(first), month_number(last))
        keys = [hashes.get(one.n, "") if place >= 0 else "" for one, place in zip(who, at.tolist(), strict=True)]
        rows = zip(
            (one.id for one in who), repeat(first, len(who)), repeat(last, len(who)), told(net[2]), told(net[1]),
            told(back[2]), told(back[1]), baskets, told(sold[0] + back[0]), keys, strict=True,
        )  # fmt: skip
        return {row[0]: Base._make(row) for row in rows}
