"""Sell-out lists that repeat the month before in round numbers (虚假流向), month by month over a year."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.money import QUANTITY_SCALE
from app.core.period import Period, month_of, shift
from app.core.texts import N_
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.sellout.rules import LEAST_ROWS, ROUND_SHARE, Sold, likeness

MONTHS: Final = 12
_OF_DEALERS: Final = """
    FROM {feed} f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.{day} AND m.to_on > f.{day}
    WHERE f.current = 1 AND f.{day} BETWEEN :first AND :last
"""
_SOLD: Final = _OF_DEALERS.format(feed="sellout", day="sold_on")
_ROUND: Final = f"""
    SELECT m.dealer_n {_SOLD} GROUP BY 1 HAVING count(*) >= :least
    AND sum(f.quantity_e3 % {10 * QUANTITY_SCALE} = 0) * {ROUND_SHARE.denominator}
        >= count(*) * {ROUND_SHARE.numerator}
"""
"""Who is to be looked at: round numbers are rare, and found in one pass over a month."""
_ROWS: Final = f"""
    SELECT f.id, coalesce(f.counterparty_code, f.counterparty_name, ''), f.product_code, f.quantity_e3
    {_SOLD} AND m.dealer_n = :dealer ORDER BY f.id
"""
_RETURNS: Final = (
    f"SELECT count(*) {_OF_DEALERS.format(feed='goods_return', day='returned_on')} AND m.dealer_n = :dealer"
)
_SAID: Final = N_(
    "The list of {month} repeats that of {before} in {share} of its rows ({equal} of {rows}); {tens} of the quantities "
    "are multiples of ten, nothing came back"
)


def _made_up(session: Session, today: date) -> Iterator[Finding]:
    dealers = kept_of(session).people(session)[0]
    last = shift(month_of(today + timedelta(1)), -1)
    for month in (shift(last, -back) for back in range(MONTHS)):
        asked = {"first": month.first_day, "last": month.last_day, "least": LEAST_ROWS}
        for number in session.execute(text(_ROUND), asked).scalars().all():
            if number in dealers:
                yield from _judge(session, dealers[number], shift(month, -1), month)


def _judge(session: Session, dealer: Dealer, before: Period, month: Period) -> Iterator[Finding]:
    (then, old), (now, new) = (_rows(session, dealer.n, one) for one in (before, month))
    asked = {"first": before.first_day, "last": month.last_day, "dealer": dealer.n}
    found = likeness(now, then, returned=int(session.execute(text(_RETURNS), asked).scalar_one()))
    if not found.made_up:
        return
    figures = {
        "month": Figure("text", month.name), "before": Figure("text", before.name),
        "share": Figure("percent", found.equal_share), "equal": Figure("number", found.equal),
        "rows": Figure("number", found.rows), "tens": Figure("percent", found.tens_share),
    }  # fmt: skip
    yield Finding(MADE_UP.id, dealer, before.first_day, month.last_day, _SAID, figures, {"sellout": (*new, *old)})


def _rows(session: Session, dealer: int, month: Period) -> tuple[list[Sold], list[int]]:
    asked = {"first": month.first_day, "last": month.last_day, "dealer": dealer}
    rows = session.execute(text(_ROWS), asked).all()
    return [Sold(row[1], row[2], row[3]) for row in rows], [row[0] for row in rows]


MADE_UP: Final = Kind("sellout_made_up", N_("Sell-out looks made up"), "warning", _made_up)
