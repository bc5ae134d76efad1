"""Warehouses that were filled at a month's end (压货): bought much more than went out, late, and stock grew by half.

The last three whole months are looked at. Bought is net sales without tax by shipping date, out is what the dealer sold
to shops and to dealers, days of supply are those of the KPI.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.money import AMOUNT_SCALE, round_half_up, scaled
from app.core.period import Period, between, day_number, day_of, month_of, shift, year_before
from app.core.texts import N_
from app.inventory.rules_channel import RUSH_DAYS, Filling, is_much
from app.kpi.findings.lines import order_lines, sold_by_us
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.kpi.queries import read_rows

MONTHS: Final = 3
_BOUGHT: Final = "net_amount"
_OUT: Final = ("sell_out_amount", "distribution_amount")
_DAYS: Final = "days_of_supply"
_BACK: Final = "return_amount"
_RETURNS: Final = """
    SELECT f.id FROM goods_return f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.returned_on AND m.to_on > f.returned_on
    WHERE f.current = 1 AND m.dealer_n = :dealer AND f.returned_on BETWEEN :first AND :last ORDER BY f.returned_on, f.id
"""
_SAID: Final = N_(
    "{month}: {bought} bought, {rush} ({share}) of it on the last five days, all dealers {region}; {out} went out "
    "({change} against the year before); days of supply {before} → {after}; {back} came back since"
)
_Figures = dict[str, dict[int, Fraction]]
"""By KPI and dealer; what is unknown is left out."""


def _stuffing(session: Session, today: date) -> Iterator[Finding]:
    dealers = kept_of(session).people(session)[0]
    last = shift(month_of(today + timedelta(1)), -1)
    for month in (shift(last, -back) for back in range(MONTHS)):
        sums = _read(session, (_BOUGHT, *_OUT), month, today)
        many = {
            number: _out(sums, number)
            for number, bought in sums[_BOUGHT].items()
            if number in dealers and number in sums[_OUT[0]] and is_much(bought, _out(sums, number))
        }
        if many:
            yield from _of_month(session, today, month, sums[_BOUGHT], many, dealers)


def _of_month(
    session: Session, today: date, month: Period, bought: Mapping[int, Fraction], out: Mapping[int, Fraction],
    dealers: Mapping[int, Dealer],
) -> Iterator[Finding]:  # fmt: skip
    rush = _read(session, (_BOUGHT,), _last_days(month), today)[_BOUGHT]
    share = sum(rush.values(), Fraction(0)) / sum(bought.values(), Fraction(0))
    chosen = frozenset(out)
    before, after = (
        _read(session, (_DAYS,), one, today, chosen)[_DAYS] for one in (shift(month, -1), month)
    )  # fmt: skip
    for number in sorted(chosen & before.keys() & after.keys()):
        late = rush.get(number, Fraction(0))
        found = Filling(bought[number], late, out[number], share, before[number], after[number])
        if found.stuffed:
            yield _finding(session, today, month, dealers[number], found)


def _last_days(month: Period) -> Period:
    first = day_of(month.last_day - RUSH_DAYS + 1)
    return Period(first, month.last, f"{first.isoformat()}..{month.last.isoformat()}")


def _read(
    session: Session, only: tuple[str, ...], period: Period, today: date, dealers: frozenset[int] | None = None
) -> _Figures:
    found: _Figures = {kpi: {} for kpi in only}
    rows = read_rows(session, only=only, first=period, last=period, by="dealer", today=today, dealers=dealers)
    for row in rows:
        if row.dealer_n is not None and row.amount is not None:
            found[row.kpi][row.dealer_n] = row.amount
    return found


def _out(sums: _Figures, number: int) -> Fraction:
    return sum((sums[kpi].get(number, Fraction(0)) for kpi in _OUT), Fraction(0))


def _finding(session: Session, today: date, month: Period, dealer: Dealer, found: Filling) -> Finding:
    chosen, since = frozenset({dealer.n}), between(shift(month, 1), month_of(today))
    then = _out(_read(session, _OUT, year_before(month), today, chosen), dealer.n)
    back = _read(session, (_BACK,), since, today, chosen)[_BACK].get(dealer.n, Fraction(0))
    figures = {
        "month": Figure("text", month.name), "bought": _money(found.bought), "rush": _money(found.rush),
        "share": Figure("percent", found.rush_share), "region": Figure("percent", found.region_share),
        "out": _money(found.out), "change": Figure("change", found.out / then - 1 if then else None),
        "before": Figure("number", round_half_up(found.before)), "after": Figure("number", round_half_up(found.after)),
        "back": _money(back),
    }  # fmt: skip
    rows = {"order_line": _lines(session, dealer, month)}
    asked = {"dealer": dealer.n, "first": since.first_day, "last": day_number(today)}
    if returned := tuple(session.execute(text(_RETURNS), asked).scalars()):
        rows["goods_return"] = returned
    return Finding(STUFFED.id, dealer, month.first_day, month.last_day, _SAID, figures, rows)


def _money(amount: Fraction) -> Figure:
    return Figure("money", scaled(amount, AMOUNT_SCALE))


def _lines(session: Session, dealer: Dealer, month: Period) -> tuple[int, ...]:
    """The lines shipped in a month, the last ones first."""
    lines = order_lines(session, ("shipped",), "AND m.dealer_n = :dealer")
    sql = f"SELECT l.id {lines.rows} {sold_by_us(lines)} ORDER BY {lines.day} DESC, l.id"
    asked = {"dealer": dealer.n, "first": month.first_day, "last": month.last_day}
    return tuple(session.execute(text(sql), asked).scalars())


STUFFED: Final = Kind("channel_stuffed", N_("Warehouse filled at the month's end"), "warning", _stuffing)
