"""Dealers whose sell-out lists stopped (断报) and who go on buying: the last list, and what was bought since.

The last three months are looked at of which the lists are due, a week after a month's end. The last list is of the day
of its file; of a file that was taken in long after what it tells, it is of the last day that it tells of.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.money import AMOUNT_SCALE, scaled
from app.core.period import Period, day_number, day_of, month_of, shift
from app.core.texts import N_
from app.kpi.coverage import LATE_DAYS, Owed, owed_lists
from app.kpi.findings.lines import order_lines, sold_by_us
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.kpi.queries import read_rows

MONTHS: Final = 3
_LAST: Final = """
    SELECT max(f.sold_on), max(b.extracted_at) FROM sellout f JOIN import_batch b ON b.n = f.batch_n
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.sold_on AND m.to_on > f.sold_on
    WHERE f.current = 1 AND m.dealer_n = :dealer AND f.sold_on <= :today
"""
_SAID: Final = N_(
    "The last sell-out list is of {seen} and reaches until {day}: {came} of {owed} monthly lists came; {bought} bought "
    "since"
)


def _silent(session: Session, today: date) -> Iterator[Finding]:
    kept = kept_of(session)
    dealers = kept.people(session)[0]
    due = shift(month_of(today - timedelta(LATE_DAYS)), -1)
    first = shift(due, 1 - MONTHS)
    owed = owed_lists(session, first.first_day, due.last_day, kept.organisation(session).chains.ended, kept.once)
    for number, months in owed.items():
        if number in dealers and months[-1].month == due and months[-1].sold is False:
            yield from _stopped(session, today, dealers[number], months)


def _stopped(session: Session, today: date, dealer: Dealer, months: list[Owed]) -> Iterator[Finding]:
    until = day_number(today)
    last, extracted = session.execute(text(_LAST), {"dealer": dealer.n, "today": until}).one()
    if last is None:
        return
    seen = _seen(last, extracted)
    if seen >= until:
        return
    since = Period(day_of(seen + 1), today, f"{day_of(seen + 1).isoformat()}..{today.isoformat()}")
    rows = read_rows(
        session, only=["net_amount"], first=since, last=since, by="dealer", today=today, dealers=frozenset({dealer.n})
    )
    bought = next((row.amount for row in rows if row.dealer_n == dealer.n and row.amount is not None), None)
    if not bought:
        return
    figures = {
        "seen": Figure("day", seen), "day": Figure("day", last),
        "came": Figure("number", sum(one.sold is True for one in months)),
        "owed": Figure("number", sum(one.sold is not None for one in months)),
        "bought": Figure("money", scaled(bought, AMOUNT_SCALE)),
    }  # fmt: skip
    lines = order_lines(session, ("shipped",), "AND m.dealer_n = :dealer")
    sql = f"SELECT l.id {lines.rows} {sold_by_us(lines)} ORDER BY {lines.day}, l.id"
    found = session.execute(text(sql), {"dealer": dealer.n, "first": seen + 1, "last": until}).scalars().all()
    yield Finding(SILENT.id, dealer, seen + 1, until, _SAID, figures, {"order_line": tuple(found)})


def _seen(last: int, extracted: str) -> int:
    """The day of the last list, by the time of its extract (ISO)."""
    day = day_number(date.fromisoformat(extracted[:10]))
    return day if last <= day <= last + LATE_DAYS else last


SILENT: Final = Kind("sellout_stopped", N_("Sell-out lists stopped"), "warning", _silent)
