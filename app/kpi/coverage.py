"""Which lists dealers owe and have sent, month by month (数据上报率).

A dealer owes sell-out from the month on that its record states, else from the first month of which it ever reported
any, and stock lists likewise, until its business is taken over. A month's sell-out came if it has rows and any row lies
in its last week or later; its stock came with a list of that month or of the week after.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import Period, between, day_of, month_of
from app.kpi.measures import MEASURES

Keep = Callable[[Hashable, Callable[[], Any]], Any]
"""Finds something once for a state of the workspace."""
LATE_DAYS: Final = 7
"""Days after a month's end until which its lists are in time."""


class Owed(NamedTuple):
    """Whether a dealer's lists of one month came; None where it does not owe them."""

    month: Period
    sold: bool | None
    listed: bool | None


def reports(
    session: Session, first: int, last: int, ended: Mapping[int, int], keep: Keep
) -> dict[int, tuple[int, int]]:
    """For each dealer the months from ``first`` to ``last`` in which it owes lists, and those of which all came."""
    return {
        dealer: (len(months), sum(False not in (one.sold, one.listed) for one in months))
        for dealer, months in owed_lists(session, first, last, ended, keep).items()
    }


def owed_lists(
    session: Session, first: int, last: int, ended: Mapping[int, int], keep: Keep | None = None
) -> dict[int, list[Owed]]:
    """For each dealer the months from ``first`` to ``last`` in which it owes lists, with what came of them.

    ``ended`` says of dealers whose business was taken over since when; they owe nothing of a month that they did not
    finish. ``keep`` keeps each month, so that spans share them.
    """
    once = keep or (lambda _, make: make())
    starts = once(("lists begun",), lambda: _starts(session))
    found: dict[int, list[Owed]] = {}
    for month in between(month_of(day_of(first)), month_of(day_of(last))).months:
        for dealer, one in once(("lists owed", month), partial(_owed, session, month, starts)).items():
            if month.last_day < ended.get(dealer, month.last_day + 1):
                found.setdefault(dealer, []).append(one)
    return dict(sorted(found.items()))


def last_lists(session: Session, until: int) -> dict[int, tuple[int | None, int | None]]:
    """By dealer the last day of which sell-out came and that of the last stock list, up to a day and a week more."""
    days = {"until": until + LATE_DAYS}
    sold: Any = session.execute(text(_LAST_SOLD), {"pack": _SOLD_PACK, **days}).all()
    listed: Any = session.execute(text(_LAST_LISTED), {"pack": _LISTED_PACK, **days}).all()
    found: dict[int, tuple[int | None, int | None]] = {dealer: (day, None) for dealer, day in sold}
    for dealer, day in listed:
        found[dealer] = (found.get(dealer, (None, None))[0], day)
    return found


class _Start(NamedTuple):
    """Since when a dealer owes lists, as stated or by its first, and the last day with sell-out; None is never."""

    sold: int | None
    listed: int | None
    last_sold: int | None


def _starts(session: Session) -> dict[int, _Start]:
    sold = {row.dealer_n: row for row in session.execute(text(_SOLD_EVER), {"pack": _SOLD_PACK})}
    listed = {row.dealer_n: row.first for row in session.execute(text(_LISTED_EVER), {"pack": _LISTED_PACK})}
    stated = {row.n: row for row in session.execute(text(_STATED))}
    found = {}
    for dealer in sold.keys() | listed.keys() | stated.keys():
        first, last = (sold[dealer].first, sold[dealer].last) if dealer in sold else (None, None)
        since = (stated[dealer].sell_out_from_on, stated[dealer].stock_from_on) if dealer in stated else (None, None)
        begun = listed.get(dealer)
        found[dealer] = _Start(
            first if since[0] is None else since[0],
            # A list in the week after a month is that month's.
            (None if begun is None else begun - LATE_DAYS) if since[1] is None else since[1],
            last,
        )
    return found


def _owed(session: Session, month: Period, starts: Mapping[int, _Start]) -> dict[int, Owed]:
    """What each dealer owes of a month and whether it came, of those that owe anything."""
    first, last = month.first_day, month.last_day
    days = {"first": first, "last": last, "until": last + LATE_DAYS}
    sold = {row.dealer_n for row in session.execute(text(_SOLD), {"pack": _SOLD_PACK, **days})}
    listed = {row.dealer_n for row in session.execute(text(_LISTED), {"pack": _LISTED_PACK, **days})}
    found = {}
    for dealer, start in starts.items():
        sells = start.sold is not None and start.sold <= last
        lists = start.listed is not None and start.listed <= last
        if sells or lists:
            whole = dealer in sold and (start.last_sold or 0) > last - LATE_DAYS
            found[dealer] = Owed(month, whole if sells else None, dealer in listed if lists else None)
    return found


_SOLD_PACK: Final = MEASURES["sell_out_rows"][0].pack.n
_LISTED_PACK: Final = MEASURES["stock_rows"][0].pack.n
_SOLD_EVER: Final = """
    SELECT dealer_n, min(start) AS first, max(start) AS last FROM cell WHERE pack = :pack AND span = 0 AND group_n = 0
    GROUP BY dealer_n
"""
_SOLD: Final = """
    SELECT DISTINCT dealer_n FROM cell
    WHERE pack = :pack AND span = 0 AND group_n = 0 AND start BETWEEN :first AND :last
"""
"""Months are calendar months here, whatever calendar sums are kept by."""
_LISTED_EVER: Final = """
    SELECT dealer_n, min(as_of) AS first FROM cell_list WHERE pack = :pack AND dealer_n > 0 AND group_n = 0
    GROUP BY dealer_n
"""
_LISTED: Final = """
    SELECT DISTINCT dealer_n FROM cell_list
    WHERE pack = :pack AND dealer_n > 0 AND group_n = 0 AND as_of BETWEEN :first AND :until
"""
_LAST_SOLD: Final = """
    SELECT dealer_n, max(start) FROM cell WHERE pack = :pack AND span = 0 AND group_n = 0 AND start <= :until
    GROUP BY dealer_n
"""
_LAST_LISTED: Final = """
    SELECT dealer_n, max(as_of) FROM cell_list WHERE pack = :pack AND dealer_n > 0 AND group_n = 0 AND as_of <= :until
    GROUP BY dealer_n
"""
_STATED: Final = """
    SELECT n.n, p.sell_out_from_on, p.stock_from_on FROM party p
    JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id
    WHERE p.removed = 0 AND coalesce(p.sell_out_from_on, p.stock_from_on) IS NOT NULL
"""
"""Of which dealers it is stated since when they owe lists."""
