"""Which lists dealers owe and have sent, month by month (数据上报率).

A dealer owes sell-out from the month on that its record states, else from the first month of which it ever reported
any, and stock lists likewise, until its business is taken over. A month's sell-out came if it has rows and any row lies
in its last week or later; its stock came with a list of that month or of the week after.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
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
    finish. ``keep`` keeps what is the same of every span.
    """
    months = between(month_of(day_of(first)), month_of(day_of(last))).months
    begin, end = months[0].first_day, months[-1].last_day
    spans = {"first": begin, "last": end, "late": months[0].last_day - LATE_DAYS, "until": end + LATE_DAYS}
    pack = {"pack": MEASURES["sell_out_rows"][0].pack.n}
    begun = partial(_read, session, _FIRST_SOLD, pack)
    sold = _days([*(keep(("first sell-out",), begun) if keep else begun()), *_read(session, _SOLD, pack | spans)])
    listed = _days(_read(session, _LISTED, {"pack": MEASURES["stock_rows"][0].pack.n, **spans}))
    stated = {row.n: row for row in session.execute(text(_STATED))}
    found = {}
    for dealer in sorted(sold.keys() | listed.keys() | stated.keys()):
        duty = stated.get(dealer)
        since = (None, None) if duty is None else (duty.sell_out_from_on, duty.stock_from_on)
        owed = [
            Owed(one, _sold(sold.get(dealer, []), one, since[0]), _listed(listed.get(dealer, []), one, since[1]))
            for one in months
        ]
        owed = [one for one in owed if one.month.last_day < ended.get(dealer, one.month.last_day + 1)]
        if due := [one for one in owed if (one.sold, one.listed) != (None, None)]:
            found[dealer] = due
    return found


_FIRST_SOLD = """
    SELECT dealer_n, min(start) FROM cell WHERE pack = :pack AND span = 0 AND group_n = 0 GROUP BY dealer_n
"""
"""Of each dealer the first day with sell-out, for which all of its days are looked through."""
_SOLD = """
    SELECT dealer_n, min(start) FROM cell
    WHERE pack = :pack AND span = 0 AND group_n = 0 AND start BETWEEN :first AND :last
    GROUP BY dealer_n, strftime('%Y-%m', start * 86400, 'unixepoch')
    UNION
    SELECT dealer_n, max(start) FROM cell WHERE pack = :pack AND span = 0 AND group_n = 0 AND start > :late
    GROUP BY dealer_n
    ORDER BY 1, 2
"""
"""Of each dealer the first day with sell-out of each month in the span, and the last day of all if it is not too early;
months are calendar months here, whatever calendar sums are kept by."""
_LISTED = """
    SELECT dealer_n, min(as_of) FROM cell_list WHERE pack = :pack AND dealer_n > 0 AND group_n = 0 GROUP BY dealer_n
    UNION
    SELECT dealer_n, as_of FROM cell_list
    WHERE pack = :pack AND dealer_n > 0 AND group_n = 0 AND as_of BETWEEN :first AND :until
    ORDER BY 1, 2
"""
"""Of each dealer the first list and those of the span."""


def _read(session: Session, sql: str, values: Mapping[str, int]) -> list[tuple[int, int]]:
    return [(dealer, day) for dealer, day in session.execute(text(sql), values)]


def _days(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for dealer, day in rows:
        found.setdefault(dealer, []).append(day)
    return found


def _sold(days: list[int], one: Period, since: int | None) -> bool | None:
    """None where nothing is owed yet."""
    if (since is None and not days) or (days[0] if since is None else since) > one.last_day:
        return None
    return any(one.first_day <= day <= one.last_day for day in days) and days[-1] > one.last_day - LATE_DAYS


def _listed(days: list[int], one: Period, since: int | None) -> bool | None:
    end = one.last_day + LATE_DAYS
    if (since is None and not days) or (days[0] > end if since is None else since > one.last_day):
        return None
    return any(one.first_day <= day <= end for day in days)


_STATED: Final = """
    SELECT n.n, p.sell_out_from_on, p.stock_from_on FROM party p
    JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id
    WHERE p.removed = 0 AND coalesce(p.sell_out_from_on, p.stock_from_on) IS NOT NULL
"""
"""Of which dealers it is stated since when they owe lists."""
