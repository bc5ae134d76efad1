"""Dealers right before a step of their rebate (返利悬崖): what they still lack earns more than itself.

The amount is net sales without tax by shipping date over the time of the steps. Steps are looked at while they run and
a month longer, for it is then that they are paid; a dealer's own steps go before those of its tier.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.money import AMOUNT_SCALE, RATE_SCALE, scaled
from app.core.period import Period, between, day_number, day_of, month_of, quarter_of
from app.core.texts import N_
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.kpi.queries import read_rows
from app.planning.rules import Cliff, Method, Step, cliff

AFTER_DAYS: Final = 31
_STEPS: Final = """
    SELECT f.from_on, f.to_on, coalesce(f.method, 'cumulative'), coalesce(f.tier, ''), m.dealer_n, f.id,
           f.threshold_e4, f.rate_e4
    FROM rebate_step f LEFT JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.to_on AND m.to_on > f.to_on
    WHERE f.current = 1 AND f.from_on <= :today AND f.to_on >= :today - :after
      AND (f.party_code IS NULL OR m.dealer_n IS NOT NULL)
    ORDER BY f.from_on, f.to_on, f.id
"""
_SAID: Final = N_(
    "{period}: {bought} bought, {gap} before the step of {threshold} from {rate} to {next_rate}; this last {gap} earns "
    "{gain} ({yields})"
)
_Steps = dict[tuple[Method, str, int | None], dict[int, Step]]
"""Steps by their rows, of each method, tier or dealer."""


def _cliffs(session: Session, today: date) -> Iterator[Finding]:
    spans: dict[tuple[int, int], _Steps] = {}
    asked = {"today": day_number(today), "after": AFTER_DAYS}
    for first, last, method, tier, dealer, row, threshold, rate in session.execute(text(_STEPS), asked):
        agreed = spans.setdefault((first, last), {})
        agreed.setdefault((method, tier if dealer is None else "", dealer), {})[row] = Step(threshold, rate)
    dealers = kept_of(session).people(session)[0]
    for (first, last), agreed in spans.items():
        yield from _of_span(session, today, _named(day_of(first), day_of(last)), agreed, dealers)


def _of_span(
    session: Session, today: date, period: Period, agreed: _Steps, dealers: Mapping[int, Dealer]
) -> Iterator[Finding]:
    own = {dealer for _, _, dealer in agreed}
    rows = read_rows(session, only=["net_amount"], first=period, last=period, by="dealer", today=today, often=True)
    for row in rows:
        dealer = None if row.dealer_n is None else dealers.get(row.dealer_n)
        if dealer is None or row.amount is None:
            continue
        bought = scaled(row.amount, AMOUNT_SCALE)
        for (method, tier, number), steps in agreed.items():
            mine = number == dealer.n or (number is None and dealer.n not in own and tier in ("", dealer.tier))
            found = cliff(list(steps.values()), bought, method) if mine else None
            if found is not None:
                yield _finding(dealer, period, bought, found, tuple(steps))


def _finding(dealer: Dealer, period: Period, bought: int, found: Cliff, rows: tuple[int, ...]) -> Finding:
    figures = {
        "period": Figure("text", period.name), "bought": Figure("money", bought), "gap": Figure("money", found.gap),
        "threshold": Figure("money", found.threshold), "rate": Figure("percent", Fraction(found.rate_e4, RATE_SCALE)),
        "next_rate": Figure("percent", Fraction(found.next_rate_e4, RATE_SCALE)),
        "gain": Figure("money", found.gain), "yields": Figure("percent", found.yields),
    }  # fmt: skip
    return Finding(CLIFF.id, dealer, period.first_day, period.last_day, _SAID, figures, {"rebate_step": rows})


def _named(first: date, last: date) -> Period:
    """The span under its usual name where it has one."""
    for one in (month_of(first), quarter_of(first), between(month_of(first), month_of(last))):
        if (one.first, one.last) == (first, last):
            return one
    return Period(first, last, f"{first.isoformat()}..{last.isoformat()}")


CLIFF: Final = Kind("rebate_cliff", N_("Right before a rebate step"), "hint", _cliffs)
