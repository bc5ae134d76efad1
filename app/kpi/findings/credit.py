"""Dealers beyond their credit limit with old items among what is open (授信超限), on the day of the last list of them.

What fills a limit is added up as on the card and at the gate, so that both say the same of that day. Beside it stand
the days of sales outstanding against three months before, and what of the last money that came is a bank note: it is a
promise of the bank, and money only on the day on which it is due.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import Period, between, day_number, day_of, month_of, shift
from app.core.texts import N_
from app.dealers.credit_rules import Credit, stopping
from app.finance.exposure import debts, limits, listed_on, old_items, weighty
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.kpi.queries import read_rows
from app.kpi.reading import LIST_AGE_DAYS
from app.kpi.rows import KpiRow

_ITEMS: Final = """
    WITH latest AS (
        SELECT source_n, max(as_of_on) AS as_of_on FROM receivable
        WHERE current = 1 AND as_of_on BETWEEN :first AND :last GROUP BY source_n
    )
    SELECT f.id, f.as_of_on, f.due_on FROM receivable f
    JOIN latest l ON l.source_n = f.source_n AND l.as_of_on = f.as_of_on
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.as_of_on AND m.to_on > f.as_of_on
    WHERE f.current = 1 AND m.dealer_n = :dealer AND f.amount_e4 <> 0 ORDER BY f.due_on, f.id
"""
_RECEIPTS: Final = """
    SELECT f.id, f.received_on, f.matures_on, f.amount_e4 FROM receipt f
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.received_on AND m.to_on > f.received_on
    WHERE f.current = 1 AND m.dealer_n = :dealer AND f.received_on BETWEEN :first AND :last
      AND coalesce(f.form, '') <> 'rebate' AND f.amount_e4 > 0 ORDER BY f.received_on, f.id
"""
_SAID: Final = N_(
    "On {day}: limit {limit}, used {used}; {old} of it is overdue for more than 60 days, up to {oldest}; days of sales "
    "outstanding {before} → {dso}"
)
_NOTES: Final = N_(
    "On {day}: limit {limit}, used {used}; {old} of it is overdue for more than 60 days, up to {oldest}; days of sales "
    "outstanding {before} → {dso}; of {money} that came in {month} {notes} are notes that are money only from {matures}"
)


@dataclass(frozen=True)
class _Account:
    """One dealer's credit on the day of the list, and the rows of the list that are its."""

    day: int
    credit: Credit
    limit: int
    old: int
    rows: tuple[int, ...]
    oldest: int
    """Days by which the oldest item is overdue."""


def _credit(session: Session, today: date) -> Iterator[Finding]:
    people = kept_of(session).people(session)[0]
    by_id = {one.id: one for one in people.values()}
    old = {party: amount for party, amount in (old_items(session, today) or {}).items() if party in by_id}
    some = weighty(limits(session, *old), old) if old else {}
    day = listed_on(session, today) if some else None
    if day is None:
        return
    for party, open_ in debts(session, day_of(day), *some).items():
        credit = open_.against(some[party], day)
        if credit.limit is not None and "" in stopping(credit, open_.old, "old"):
            asked = {"first": day - LIST_AGE_DAYS, "last": day, "dealer": by_id[party].n}
            rows = session.execute(text(_ITEMS), asked).all()
            late = (row.as_of_on - row.due_on for row in rows if row.due_on is not None)
            own = tuple(row.id for row in rows)
            account = _Account(day, credit, credit.limit, open_.old, own, max([0, *late]))
            yield _finding(session, today, by_id[party], account)


def _finding(session: Session, today: date, dealer: Dealer, one: _Account) -> Finding:
    month = month_of(day_of(one.day))
    dso, before = (_dso(session, dealer, last, today) for last in (month, shift(month, -3)))
    figures = {
        "day": Figure("day", one.day), "limit": Figure("money", one.limit), "used": Figure("money", one.credit.used),
        "over": Figure("money", one.credit.over), "old": Figure("money", one.old),
        "oldest": Figure("number", one.oldest), "before": _whole(before), "dso": _whole(dso),
    }  # fmt: skip
    rows = {"receivable": one.rows}
    notes = _notes(session, dealer, month, day_number(today))
    if notes is not None:
        told, receipts = notes
        figures |= {"month": Figure("text", month.name), **told}
        rows["receipt"] = receipts
    said = _SAID if notes is None else _NOTES
    return Finding(CREDIT.id, dealer, one.day, one.day, said, figures, rows)


def _dso(session: Session, dealer: Dealer, last: Period, today: date) -> KpiRow | None:
    """Of the three months up to one."""
    span = between(shift(last, -2), last)
    chosen = frozenset({dealer.n})
    rows = read_rows(session, only=["dso_days"], first=span, last=span, by="dealer", today=today, dealers=chosen)
    return next((row for row in rows if row.dealer_n == dealer.n), None)


def _whole(row: KpiRow | None) -> Figure:
    """Days as people say them."""
    return Figure("number", None if row is None or row.amount is None else round(row.amount))


def _notes(
    session: Session, dealer: Dealer, month: Period, today: int
) -> tuple[dict[str, Figure], tuple[int, ...]] | None:
    """What came in a month and what of it is no money yet; None where all of it is."""
    asked = {"dealer": dealer.n, "first": month.first_day, "last": month.last_day}
    rows = session.execute(text(_RECEIPTS), asked).all()
    waiting = [(row.matures_on, row.amount_e4) for row in rows if (row.matures_on or 0) > today]
    if not waiting:
        return None
    told = {
        "money": Figure("money", sum(row.amount_e4 for row in rows)),
        "notes": Figure("money", sum(amount for _, amount in waiting)),
        "matures": Figure("day", max(day for day, _ in waiting)),
    }  # fmt: skip
    return told, tuple(row.id for row in rows)


CREDIT: Final = Kind("credit_over", N_("Beyond the credit limit"), "warning", _credit)
