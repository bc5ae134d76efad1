"""Goods that must be in stock and are missing at many dealers of one tier at once (断货), by product group.

A dealer is out of a group from its first stock list with nothing at all of it to the next that holds some. Beside it
stands how long the tier above could have sold from its own stock at the end of that month.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import median_low
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.core.money import round_half_up
from app.core.period import Period, day_number, day_of, month_of
from app.core.texts import N_, Text
from app.dealers.service import TIER_TITLES
from app.inventory.rules_channel import Spell, is_widespread, spells
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Group
from app.kpi.queries import read_rows
from app.kpi.suspects import WINDOW_DAYS

_LISTS: Final = """
    WITH held AS MATERIALIZED (
        SELECT f.source_n, m.dealer_n, m.tier, f.as_of_on, p.product_n, sum(f.quantity_e3) AS quantity FROM stock f
        JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
          AND m.from_on <= f.as_of_on AND m.to_on > f.as_of_on
        JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= f.as_of_on AND p.to_on > f.as_of_on
        WHERE f.current = 1 AND f.as_of_on BETWEEN :first AND :last GROUP BY 1, 2, 3, 4, 5
    )
    SELECT w.group_n, l.dealer_n, l.as_of_on, max(coalesce(h.quantity, 0)) <= 0
    FROM (SELECT DISTINCT source_n, dealer_n, tier, as_of_on FROM held) l
    JOIN cell_must w ON w.dealer_n IN (0, l.dealer_n) AND w.tier IN ('', l.tier)
      AND w.from_on <= l.as_of_on AND w.to_on > l.as_of_on
    LEFT JOIN held h ON h.source_n = l.source_n AND h.dealer_n = l.dealer_n AND h.as_of_on = l.as_of_on
      AND h.product_n = w.product_n
    WHERE w.group_n > 0 GROUP BY 1, 2, 3
"""
"""What a list does not name it does not hold."""
_ROWS: Final = """
    SELECT f.id FROM stock f JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.as_of_on AND m.to_on > f.as_of_on AND m.dealer_n IN :dealers
    JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= f.as_of_on AND p.to_on > f.as_of_on AND p.group_n = :group
    WHERE f.current = 1 AND f.as_of_on BETWEEN :first AND :last AND f.quantity_e3 <= 0
    ORDER BY f.as_of_on, f.party_code, f.id
"""
_SAID: Final = N_("{group}, {tier}: {dry} of {dealers} dealers out of stock for {days} days")
_ABOVE: Final = N_(
    "{group}, {tier}: {dry} of {dealers} dealers out of stock for {days} days, while {above} held {held} days of sales"
)
_Lists = dict[tuple[int, str], dict[int, list[tuple[int, bool]]]]
"""By product group and tier each dealer's lists, with whether they hold nothing."""


def _dry(session: Session, today: date) -> Iterator[Finding]:
    last = day_number(today)
    groups = kept_of(session).people(session)[1]
    for (group, tier), lists in _lists(session, last - WINDOW_DAYS + 1, last).items():
        months: dict[Period, dict[int, Spell]] = defaultdict(dict)
        for dealer, own in lists.items():
            for spell in spells(dealer, own):
                months[month_of(day_of(spell.first))].setdefault(dealer, spell)
        for month, found in months.items():
            if group in groups and is_widespread(len(found), len(lists)):
                yield _finding(session, today, groups[group], tier, month, list(found.values()), len(lists))


def _lists(session: Session, first: int, last: int) -> _Lists:
    dealers = kept_of(session).people(session)[0]
    found: _Lists = defaultdict(lambda: defaultdict(list))
    for group, dealer, day, dry in session.execute(text(_LISTS), {"first": first, "last": last}):
        if dealer in dealers:
            found[group, dealers[dealer].tier][dealer].append((day, bool(dry)))
    return found


def _finding(
    session: Session, today: date, group: Group, tier: str, month: Period, found: Sequence[Spell], dealers: int
) -> Finding:
    first, until = min(one.first for one in found), max(one.until for one in found)
    figures = {
        "group": Figure("text", group.name), "tier": _tier(tier), "dry": Figure("number", len(found)),
        "dealers": Figure("number", dealers), "days": Figure("number", median_low(one.days for one in found)),
    }  # fmt: skip
    above = _above(session, today, group, month, tier)
    figures |= above
    asked = {"first": first, "last": until, "dealers": [one.dealer for one in found], "group": group.n}
    rows = session.execute(text(_ROWS).bindparams(bindparam("dealers", expanding=True)), asked).scalars().all()
    said = _ABOVE if above else _SAID
    return Finding(DRY.id, None, first, until, said, figures, {"stock": tuple(rows)})


def _above(session: Session, today: date, group: Group, month: Period, tier: str) -> Mapping[str, Figure]:
    """Days of supply of the highest tier that is not the dry one; nothing where none is known."""
    rows = read_rows(
        session, only=["days_of_supply"], first=month, last=month, by="tier", group=group.code, today=today
    )  # fmt: skip
    days = {row.keys["tier"]: row.amount for row in rows if row.amount is not None}
    highest = next((one for one in TIER_TITLES if one in days), tier)
    if highest == tier:
        return {}
    return {"above": _tier(highest), "held": Figure("number", round_half_up(days[highest]))}


def _tier(tier: str) -> Figure:
    words = TIER_TITLES.get(tier)
    return Figure("text", Text(words) if words else tier)


DRY: Final = Kind("tier_dry", N_("A tier out of stock"), "warning", _dry)
