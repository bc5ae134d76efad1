"""What is suspicious about a dealer's sell-out of a month: copied lists, round numbers, a spike at a quarter's end."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.catalog.factors import in_base, unit_join
from app.core.connect import raw_of
from app.core.period import Period, day_of, shift
from app.core.texts import N_
from app.flows.queue import BUYER
from app.inventory.rules_channel import MUCH, RUSH_DAYS
from app.sellout.rules import EQUAL_SHARE, LEAST_ROWS, ROUND_SHARE, Sold, likeness

SIGNS: Final[Mapping[str, str]] = {
    "copied": N_("repeats the month before"),
    "round": N_("round numbers"),
    "spike": N_("spike at the quarter's end"),
}
"""Each sign and what it is called."""
_ROWS: Final = f"""
    SELECT m.dealer_n, f.sold_on, {BUYER}, f.product_code, f.quantity_e3, {in_base("f.quantity_e3", "f.unit")},
           coalesce(f.amount_e4, 0)
    FROM sellout f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.sold_on AND m.to_on > f.sold_on
    JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
      AND p.from_on <= f.sold_on AND p.to_on > f.sold_on
    {unit_join("cell", unit="f.unit", day="f.sold_on")}
    WHERE f.current = 1 AND f.sold_on BETWEEN :first AND :last
"""


def late_share(days: Iterable[tuple[int, int]], last: int) -> Fraction | None:
    """Of what was sold (day, amount) the share of the last days of a month; None where nothing was."""
    sold = list(days)
    total = sum(amount for _, amount in sold)
    return Fraction(sum(amount for day, amount in sold if day > last - RUSH_DAYS), total) if total > 0 else None


def is_spike(own: Fraction | None, usual: Fraction | None) -> bool:
    """Whether the last days of a quarter took so much more of the sales than they usually take of a month's."""
    return own is not None and usual is not None and usual > 0 and own >= MUCH * usual and own >= _LEAST_LATE


_LEAST_LATE: Final = Fraction(2, 5)
"""A share of the last five days below this is no spike, however small the usual one is."""


def signs_of(
    session: Session, months: Sequence[Period], dealers: Collection[int] | None = None
) -> dict[tuple[int, str], tuple[str, ...]]:
    """The signs of each dealer (its number) and month (its name); lists of few rows say nothing."""
    only = "" if dealers is None else "AND m.dealer_n IN (SELECT value FROM json_each(:dealers))"
    first = min(shift(one, -2 if _ends_quarter(one) else -1).first_day for one in months)
    last = months[-1].last_day
    sold: dict[tuple[int, str], list[Sold]] = defaultdict(list)
    days: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    names = {day: f"{day_of(day):%Y-%m}" for day in range(first, last + 1)}
    asked = {"first": first, "last": last, "dealers": json.dumps(sorted(dealers or ()))}
    rows = raw_of(session.connection()).execute(f"{_ROWS} {only}", asked)
    for dealer, day, buyer, product, quantity, base, amount in rows:
        key = (dealer, names[day])
        sold[key].append(Sold(buyer or "", product, quantity if base is None else base))
        days[key].append((day, amount))
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    for dealer in {key[0] for key in sold}:
        for month in months:
            own = _signs(dealer, month, sold, days)
            if own:
                found[dealer, month.name] = own
    return found


def _ends_quarter(month: Period) -> bool:
    return month.last.month % 3 == 0


def _signs(
    dealer: int, month: Period, sold: Mapping[tuple[int, str], list[Sold]],
    days: Mapping[tuple[int, str], list[tuple[int, int]]],
) -> tuple[str, ...]:  # fmt: skip
    rows = sold.get((dealer, month.name), [])
    if len(rows) < LEAST_ROWS:
        return ()
    like = likeness(rows, sold.get((dealer, shift(month, -1).name), ()))
    signs = []
    if (like.equal_share or 0) >= EQUAL_SHARE:
        signs.append("copied")
    if (like.tens_share or 0) >= ROUND_SHARE:
        signs.append("round")
    if _ends_quarter(month):
        before = [shift(month, -1), shift(month, -2)]
        usual = [late_share(days.get((dealer, one.name), ()), one.last_day) for one in before]
        known = [one for one in usual if one is not None]
        mean = sum(known, Fraction(0)) / len(known) if known else None
        if is_spike(late_share(days[dealer, month.name], month.last_day), mean):
            signs.append("spike")
    return tuple(signs)
