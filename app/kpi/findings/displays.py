"""Claims of display fees that want a look: one photo for several shops, or a display much dearer than elsewhere."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import day_of, month_of, shift
from app.core.texts import N_
from app.finance.display import Review, Shop, review
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer

MONTHS: Final = 12
_CLAIMS: Final = """
    SELECT f.month_on, m.dealer_n, f.id, coalesce(f.outlet_name, f.outlet_code, ''), coalesce(f.amount_e4, 0),
           f.sales_before_e4, f.sales_during_e4, coalesce(f.photo, ''), coalesce(f.kind, '') = 'control'
    FROM display_fee f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.month_on AND m.to_on > f.month_on
    WHERE f.current = 1 AND f.month_on BETWEEN :first AND :last ORDER BY f.month_on, f.id
"""
_SAID: Final = N_(
    "Display fees for {shops} shops, {same} of them with the same photo; {fee} is {rate} of sales, elsewhere {others}; "
    "sales {uplift}, in shops without a display {control}"
)


def _displays(session: Session, today: date) -> Iterator[Finding]:
    dealers = kept_of(session).people(session)[0]
    last = month_of(today)
    asked = {"first": shift(last, 1 - MONTHS).first_day, "last": last.last_day}
    for month, rows in groupby(session.execute(text(_CLAIMS), asked).all(), key=lambda row: row[0]):
        claims: dict[int, dict[int, Shop]] = {}
        for dealer, row, *shop in (one[1:] for one in rows):
            claims.setdefault(dealer, {})[row] = Shop(*shop)
        for number, shops in claims.items():
            others = [one for other, own in claims.items() if other != number for one in own.values()]
            found = review(list(shops.values()), others)
            if found.doubtful and number in dealers:
                yield _finding(dealers[number], month, found, shops)


def _finding(dealer: Dealer, month_on: int, found: Review, shops: dict[int, Shop]) -> Finding:
    figures = {
        "shops": Figure("number", found.shops), "same": Figure("number", found.same_photos),
        "fee": Figure("money", found.fee), "rate": Figure("percent", found.fee_rate),
        "others": Figure("percent", found.others_rate), "uplift": Figure("change", found.uplift),
        "control": Figure("change", found.control_uplift),
    }  # fmt: skip
    photos = Counter(one.photo for one in shops.values() if one.photo)
    rows = sorted(shops, key=lambda row: (-photos[shops[row].photo], shops[row].control, row))
    last = month_of(day_of(month_on)).last_day
    return Finding(DISPLAY.id, dealer, month_on, last, _SAID, figures, {"display_fee": tuple(rows)})


DISPLAY: Final = Kind("display_fee", N_("Doubtful display fees"), "warning", _displays)
